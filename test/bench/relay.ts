// Messages between a guest and an operator through the desk, beside the same messages straight through Prosody; joins and claims; what an idle chat costs.
// Goals and figures: docs/speed.md.
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writePresence } from "#core/chat-stanzas.ts";
import { writeXml, xml } from "#core/xml.ts";
import { startComponent } from "../support/component.ts";
import { seedLibrary } from "../support/desk-ends.ts";
import { startPeer } from "../support/peer.ts";
import { startProsody } from "../support/prosody.ts";
import { signIn } from "../support/raw-guest.ts";
import { compare, median, quantile, type Measures } from "./measure.ts";
import { measureFanOut } from "./publish.ts";
import { startBareRelay } from "./relay/bare.ts";
import { bytesPerIdleChat } from "./relay/idle.ts";
import { CROWD, levels } from "./relay/levels.ts";
import { burst, openChat, paced, way, type Ways } from "./relay/ways.ts";

const RUNS = 8; // of each direction
const OPEN = "open.example.org"; // guests whom nothing keeps from operators
const BARE = "bare.example.org";

export async function run(): Promise<Measures> {
  return { ...(await relaying()), ...(await bytesPerIdleChat()), fanout1000: (await measureFanOut()).fanout1000 };
}

async function relaying(): Promise<Measures> {
  const open = `VirtualHost "${OPEN}"\n  authentication = "anonymous"\n  storage = "none"\n`;
  const prosody = await startProsody({ accounts: { desk1: "one" }, components: [CROWD, BARE], end: open });
  const folder = mkdtempSync(join(tmpdir(), "otterdesk-component-"));
  await seedLibrary(folder, { queues: { reference: { operators: ["desk1@example.org"] }, crowd: { operators: [`op@${CROWD}`] } } });
  const component = await startComponent(prosody, { messagesPerSecond: 100_000, joinsPerSecond: 100_000 }, folder);
  const crowd = await startPeer(prosody, CROWD);
  const stops: (() => void)[] = [];
  try {
    const operator = await signIn(prosody, { account: { local: "desk1", password: "one" } });
    const guest = await signIn(prosody);
    const free = await signIn(prosody, { domain: OPEN });
    const bare = await startBareRelay(prosody, BARE, [free.jid, operator.jid]);
    stops.push(operator.stop, guest.stop, free.stop, bare.stop);
    crowd.send(writePresence(`op@${CROWD}/desk`, `crowd@${prosody.service}`));
    operator.send("<presence/>");
    operator.send(writeXml(xml("presence", { to: `reference@${prosody.service}`, type: "subscribed" })));
    const chat = await openChat(prosody, operator, guest);
    const server = Number(readFileSync(join(prosody.folder, "prosody.pid"), "utf8"));
    const ways: Ways = {
      ours: { there: way(guest, operator, chat), back: way(operator, guest, chat), pid: component.pid },
      reference: { there: way(free, operator, operator.jid), back: way(operator, free, free.jid), pid: server },
      bare: { there: way(free, operator, bare.address), back: way(operator, free, bare.address), pid: bare.pid },
    };
    return { ...(await passing(ways)), ...(await levels(prosody, crowd, ways)) };
  } finally {
    for (const stop of stops) stop();
    await crowd.stop();
    await component.stop();
    await prosody.stop();
  }
}

/** The three in turns, and both directions in turns, so that a busy moment of the machine hits all. `Limit`: what a component can reach that only swaps addresses, in a process of its own. */
async function passing(ways: Ways): Promise<Measures> {
  const sides = ["ours", "reference", "bare"] as const;
  const fresh = () => ({ ours: [] as number[], reference: [] as number[], bare: [] as number[] });
  const [rate, p50, p99] = [fresh(), fresh(), fresh()];
  for (const side of sides) await burst(ways[side].there); // warm
  for (let i = 0; i < RUNS; i++) {
    for (const direction of ["there", "back"] as const) {
      for (const side of sides) {
        rate[side].push(await burst(ways[side][direction]));
        const times = await paced(ways[side][direction]);
        p50[side].push(median(times));
        p99[side].push(quantile(times, 0.99));
      }
    }
  }
  const row = (name: string, of: typeof rate, unit: string): Measures => ({ [name]: compare(of.ours, of.reference, unit), [`${name}Limit`]: compare(of.bare, of.reference, unit) });
  return { ...row("throughput", rate, "messages/s"), ...row("p50", p50, "ms"), ...row("p99", p99, "ms") };
}
