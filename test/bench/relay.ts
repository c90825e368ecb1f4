// Messages between a guest and an operator through the desk, beside the same messages straight through Prosody; joins and claims; what an idle chat costs.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { writeJoin } from "#core/chat.ts";
import { writeCommand } from "#core/chat-command.ts";
import { NS } from "#core/namespaces.ts";
import { writePresence } from "#core/chat-stanzas.ts";
import { childOf, writeXml, xml } from "#core/xml.ts";
import type { Chat } from "#core/chat-state.ts";
import { systemClock } from "../../component/clock.ts";
import { makeLedger } from "../../component/desk/ledger.ts";
import { makeRunner } from "../../component/desk/runner.ts";
import type { Stored } from "../../component/store/chats.ts";
import { startComponent } from "../support/component.ts";
import { seedLibrary } from "../support/desk-ends.ts";
import { startPeer, type Peer } from "../support/peer.ts";
import { startProsody, type Prosody } from "../support/prosody.ts";
import { signIn, type RawGuest } from "../support/raw-guest.ts";
import { compare, median, quantile, type Measures } from "./measure.ts";

const RUNS = 5;
const MESSAGES = 4_000;
const IN_FLIGHT = 200;
const PER_SECOND = 500;
const PACED = 1_500;
const LEVELS = [10, 100, 1_000, 10_000];
const OPEN = "open.example.org"; // guests whom nothing keeps from operators
const CROWD = "crowd.example.org"; // a component that plays guests and an operator
const DATA = `?OTR:AAMDAAAAAQAAAAIAAAAAAQAAAAEAAADA${"q".repeat(264)}.`;

export async function run(): Promise<Measures> {
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
    const ways = { ours: way(guest, operator, chat), reference: way(free, operator, operator.jid) };
    return { ...(await passing(ways)), ...(await levels(prosody, crowd, ways)), ...(await bytesPerIdleChat()) };
  } finally {
    for (const end of ends) end.stop();
    await crowd.stop();
    await component.stop();
    await prosody.stop();
  }
}

interface Way {
  readonly to: RawGuest;
  send(id: string): void;
}

const way = (from: RawGuest, to: RawGuest, address: string): Way => ({
  to,
  send: (id) => from.send(`<message type='chat' to='${address}' id='${id}'><body>${DATA}</body><request xmlns='${NS.receipts}'/></message>`),
});

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** The guest joins by a plain stanza, and the operator answers by writing; resolves with the chat's address. */
async function openChat(prosody: Prosody, operator: RawGuest, guest: RawGuest): Promise<string> {
  for (let i = 0; i < 20; i++) {
    const heard = new Promise<string>((resolve) => guest.onText((text) => resolve(text)));
    guest.send(`<iq type='set' id='j${i}' to='reference@${prosody.service}'>${writeXml(writeJoin({ skin: "demo/skins/main" }))}</iq>`);
    const chat = /chat=['"]([^'"]+)['"]/.exec(await heard)?.[1];
    if (chat === undefined) {
      await pause(300);
      continue;
    }
    await pause(200);
    operator.send(`<message type='chat' to='${chat}'><body>${DATA}</body></message>`);
    await pause(500);
    return chat;
  }
  throw new Error("Nobody was there to answer.");
}

/** As fast as it goes, with so many on their way at most; messages a second. */
function burst({ to, send }: Way): Promise<number> {
  const began = performance.now();
  const first = to.messages();
  let sent = 0;
  return new Promise((resolve) => {
    const fill = () => {
      const came = to.messages() - first;
      if (came >= MESSAGES) return resolve((MESSAGES / (performance.now() - began)) * 1_000);
      while (sent < MESSAGES && sent - came < IN_FLIGHT) send(`b${sent++}`);
    };
    to.onMessage(fill);
    fill();
  });
}

/** Times (ms) of messages at a steady pace. Between two addresses order is kept: the n-th that comes is the n-th that was sent. */
async function paced({ to, send }: Way): Promise<number[]> {
  const sent: number[] = [];
  const times: number[] = [];
  const all = new Promise<void>((resolve) =>
    to.onMessage(() => {
      times.push(performance.now() - (sent[times.length] as number));
      if (times.length === PACED) resolve();
    }),
  );
  const began = performance.now();
  while (sent.length < PACED) {
    const due = ((performance.now() - began) / 1_000) * PER_SECOND;
    while (sent.length < Math.min(PACED, due)) {
      sent.push(performance.now());
      send(`p${sent.length}`);
    }
    await pause(1);
  }
  await all;
  return times;
}

async function passing(ways: { ours: Way; reference: Way }): Promise<Measures> {
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

/** Joins and claims beside a ping of the component, and the way's p50, as chats become many. */
async function levels(prosody: Prosody, crowd: Peer, ways: { ours: Way; reference: Way }): Promise<Measures> {
  const found: Measures = {};
  let count = 1;
  let times = { join: [] as number[], claim: [] as number[], ping: [] as number[] };
  for (const level of LEVELS) {
    times = { join: [], claim: [], ping: [] };
    while (count < level) {
      const batch = Math.min(20, level - count);
      await Promise.all(Array.from({ length: batch }, (_, i) => oneChat(prosody, crowd, count + i)));
      count += batch;
      crowd.inbox.length = 0;
    }
    for (let i = 0; i < 100; i++, count++) {
      const { join: j, claim } = await oneChat(prosody, crowd, count);
      times.join.push(j);
      times.claim.push(claim);
      const began = performance.now();
      await crowd.ask("get", `op@${CROWD}/desk`, prosody.service, xml("ping", { xmlns: NS.ping }));
      times.ping.push(performance.now() - began);
    }
    found[`p50With${level}Chats`] = compare(await paced(ways.ours), await paced(ways.reference), "ms");
  }
  return { ...found, join: compare(times.join, times.ping, "ms"), claim: compare(times.claim, times.ping, "ms") };
}

async function oneChat(prosody: Prosody, crowd: Peer, n: number): Promise<{ join: number; claim: number }> {
  const began = performance.now();
  const answer = await crowd.ask("set", `g${n}@${CROWD}/box`, `crowd@${prosody.service}`, writeJoin({ skin: "demo/skins/main" }));
  const joined = performance.now();
  const chat = childOf(answer, "ticket")?.attrs["chat"];
  if (chat === undefined) throw new Error("The join was refused.");
  await crowd.ask("set", `op@${CROWD}/desk`, chat, writeCommand("accept"));
  return { join: joined - began, claim: performance.now() - joined };
}

/** Heap of an answered chat in runner and ledger, after a collection. The reference is the bound that was set. */
async function bytesPerIdleChat(): Promise<Measures> {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const never = () => Promise.reject(new Error("nothing is stored here"));
  const others = { add: never, load: never, commit: never, records: never, deleteEndedBefore: never, deleteLibrary: never, optedOut: never, setOut: never, watchers: never, setWatcher: never };
  const ledger = makeLedger();
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  const limits = { grace: 1, ringFor: 1, transferFor: 1 };
  const runner = makeRunner({ store: { ...others, loadAll: () => Promise.resolve(idleChats(10_000)) }, clock: systemClock, log, limits, perform() {}, moved: (a, b) => void ledger.move(a, b) });
  collect();
  const before = process.memoryUsage().heapUsed;
  const count = (await runner.recover()).length;
  collect();
  const bytes = (process.memoryUsage().heapUsed - before) / count;
  await runner.stop();
  return { bytesPerIdleChat: compare([bytes], [2_048], "bytes") };
}

/** Each read from text, as the store reads them, so that no two share a part. */
function idleChats(count: number): Stored[] {
  return Array.from({ length: count }, (_, i) => {
    const id = `c-${String(i).padStart(26, "x")}`;
    const chat: Chat = { ...{ id, queue: "reference", library: "demo", skin: "demo/skins/main" }, otr: "required", since: 1, answeredAt: 2, encrypted: true, verified: true, guest: { jid: `${id}@guest.example.org/abcdefgh` }, at: { state: "answered", pin: { jid: `desk${i % 50}@example.org/abcdefgh`, shown: "" } } };
    return { version: 1, token: "", chat: JSON.parse(JSON.stringify(chat)) as Chat };
  });
}
