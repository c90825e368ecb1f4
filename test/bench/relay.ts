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
import { signIn, type RawGuest } from "../support/raw-guest.ts";
import { compare, median, quantile, type Measures } from "./measure.ts";
import { measureFanOut } from "./publish.ts";
import { bytesPerIdleChat } from "./relay/idle.ts";
import { CROWD, levels } from "./relay/levels.ts";
import { burst, openChat, paced, way, type Ways } from "./relay/ways.ts";

const RUNS = 7;
const OPEN = "open.example.org"; // guests whom nothing keeps from operators

export async function run(): Promise<Measures> {
  return { ...(await relaying()), ...(await bytesPerIdleChat()), fanout1000: (await measureFanOut()).fanout1000 };
}

async function relaying(): Promise<Measures> {
  const open = `VirtualHost "${OPEN}"\n  authentication = "anonymous"\n  storage = "none"\n`;
  const prosody = await startProsody({ accounts: { desk1: "one" }, components: [CROWD], end: open });
  const folder = mkdtempSync(join(tmpdir(), "otterdesk-component-"));
  await seedLibrary(folder, { queues: { reference: { operators: ["desk1@example.org"] }, crowd: { operators: [`op@${CROWD}`] } } });
  const component = await startComponent(prosody, { messagesPerSecond: 100_000, joinsPerSecond: 100_000 }, folder);
  const crowd = await startPeer(prosody, CROWD);
  const ends: RawGuest[] = [];
  try {
    const operator = await signIn(prosody, { account: { local: "desk1", password: "one" } });
    const guest = await signIn(prosody);
    const free = await signIn(prosody, { domain: OPEN });
    ends.push(operator, guest, free);
    crowd.send(writePresence(`op@${CROWD}/desk`, `crowd@${prosody.service}`));
    operator.send("<presence/>");
    operator.send(writeXml(xml("presence", { to: `reference@${prosody.service}`, type: "subscribed" })));
    const chat = await openChat(prosody, operator, guest);
    const server = Number(readFileSync(join(prosody.folder, "prosody.pid"), "utf8"));
    const ways = { ours: way(guest, operator, chat, component.pid), reference: way(free, operator, operator.jid, server) };
    return { ...(await passing(ways)), ...(await levels(prosody, crowd, ways)) };
  } finally {
    for (const end of ends) end.stop();
    await crowd.stop();
    await component.stop();
    await prosody.stop();
  }
}

async function passing(ways: Ways): Promise<Measures> {
  const rate = { ours: [] as number[], reference: [] as number[] };
  const p50 = { ours: [] as number[], reference: [] as number[] };
  const p99 = { ours: [] as number[], reference: [] as number[] };
  for (const side of ["ours", "reference"] as const) await burst(ways[side]); // warm
  for (let i = 0; i < RUNS; i++) {
    for (const side of ["ours", "reference"] as const) {
      rate[side].push(await burst(ways[side]));
      const times = await paced(ways[side]);
      p50[side].push(median(times));
      p99[side].push(quantile(times, 0.99));
    }
  }
  return {
    throughput: compare(rate.ours, rate.reference, "messages/s"),
    p50: compare(p50.ours, p50.reference, "ms"),
    p99: compare(p99.ours, p99.reference, "ms"),
  };
}
