// What a chat that nobody writes in costs in memory.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { Chat } from "#core/chat-state.ts";
import { systemClock } from "../../../component/clock.ts";
import { makeLedger } from "../../../component/desk/ledger.ts";
import { makeRunner } from "../../../component/desk/runner.ts";
import type { Stored } from "../../../component/store/chats.ts";
import { compare, type Measures } from "../measure.ts";

/** Heap of an answered chat in runner and ledger, after a collection. The reference is the bound that was set. */
export async function bytesPerIdleChat(): Promise<Measures> {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const never = () => Promise.reject(new Error("nothing is stored here"));
  const store = { others: { epoch: () => 0, isCurrent: () => true, settle: never }, add: never, load: never, commit: never, versions: never, deleteLibrary: never, settleOut: never, setOut: never, watchers: never, setWatcher: never, loadAll: () => Promise.resolve(idleChats(10_000)) };
  const ledger = makeLedger();
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  const limits = { grace: 1, ringFor: 1, transferFor: 1 };
  const runner = makeRunner({ store, clock: systemClock, log, limits, perform() {}, moved: (a, b) => void ledger.move(a, b), learned() {} });
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
    const chat: Chat = { ...{ id, queue: "reference", library: "demo", skin: "demo/skins/main" }, otr: "required", since: 1, answeredAt: 2, encrypted: true, verified: true, answers: 1, guest: { jid: `${id}@guest.example.org/abcdefgh` }, at: { state: "answered", pin: { jid: `desk${i % 50}@example.org/abcdefgh`, shown: "" } } };
    return { version: 1, token: "", chat: JSON.parse(JSON.stringify(chat)) as Chat };
  });
}
