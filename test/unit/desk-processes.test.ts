// Several processes on one store: none goes by what another has changed, and together they do what one alone would do.
import { expect } from "chai";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Chat, ChatEffect, ChatInput } from "#core/chat-state.ts";
import { makeRunner, type Runner } from "../../component/desk/runner.ts";
import { chatStore } from "../../component/store/chats.ts";
import type { Database } from "../../component/store/database.ts";
import { openStore } from "../../component/store/store.ts";
import { makeClock } from "../support/clock.ts";

const [GUEST, ADA, BEN] = ["g@guest.example.org/box", "ada@example.org/web", "ben@example.org/web"];
const by = (jid: string) => ({ jid, shown: "", entitled: true });
const NEW = { id: "c-1", queue: "reference", library: "demo", skin: "demo/skins/main", otr: "none", guest: GUEST } as const;

interface Process {
  readonly runner: Runner;
  readonly database: Database;
  readonly learned: (Chat["at"]["state"] | undefined)[];
  /** What the input had done, as this process did it. */
  put(input: ChatInput): Promise<readonly ChatEffect[] | string>;
}

describe("several processes on one store", () => {
  const clock = makeClock();
  const open: Process[] = [];
  const folders: string[] = [];
  const folder = () => {
    const made = mkdtempSync(join(tmpdir(), "otterdesk-processes-"));
    folders.push(made);
    return made;
  };

  async function start(data: string): Promise<Process> {
    const database = await openStore(data);
    const learned: Process["learned"] = [];
    const done: ChatEffect[] = [];
    const log = { debug() {}, info() {}, warn() {}, error: (event: string) => expect.fail(event) };
    const limits = { grace: 60_000, ringFor: 600_000, transferFor: 30_000 };
    const runner = makeRunner({ store: chatStore(database), clock, log, limits, perform: (effect) => void done.push(effect), moved() {}, learned: (_, after) => void learned.push(after?.at.state) });
    const one: Process = {
      ...{ runner, database, learned },
      async put(input) {
        done.length = 0;
        const outcome = await runner.ask(NEW.id, () => input);
        return "none" in outcome ? outcome.none : [...done];
      },
    };
    open.push(one);
    return one;
  }

  afterEach(async () => {
    for (const { runner, database } of open.splice(0)) await runner.stop(), await database.close();
    for (const made of folders.splice(0)) rmSync(made, { recursive: true, force: true });
  });

  async function pair(): Promise<[Process, Process]> {
    const data = folder();
    const both: [Process, Process] = [await start(data), await start(data)];
    await both[0].runner.open(NEW, "token");
    return both;
  }

  it("know whether others have written, and are not misled by what they write themselves", async () => {
    const [a, b] = await pair();
    const { others } = a.database;
    await others.settle();
    const before = others.epoch();
    await a.put({ kind: "accept", by: by(ADA) });
    await others.settle();
    expect([others.epoch(), others.isCurrent(before)]).to.deep.equal([before, true]);
    await b.put({ kind: "operator-ends", jid: ADA });
    expect(others.isCurrent(before)).to.equal(false);
    await others.settle();
    expect([others.epoch() > before, others.isCurrent(others.epoch())]).to.deep.equal([true, true]);
  });

  it("pass a message to who has the chat now, whichever of them gave it away, and none from who had it", async () => {
    const [a, b] = await pair();
    await a.put({ kind: "accept", by: by(ADA) });
    expect(await a.put({ kind: "guest-writes", jid: GUEST, says: "clear" })).to.deep.equal([{ do: "pass", to: ADA }]);
    await a.put({ kind: "transfer", jid: ADA, to: { kind: "operator", jid: "ben@example.org" }, ringable: ["ben@example.org"] });
    await b.put({ kind: "accept", by: by(BEN) });
    expect(await a.put({ kind: "guest-writes", jid: GUEST, says: "clear" })).to.deep.equal([{ do: "pass", to: BEN }]);
    expect(a.learned).to.deep.equal(["answered"]);
    expect(await a.put({ kind: "operator-writes", by: by(ADA), says: "clear" })).to.deep.equal([{ do: "refuse", code: "chat-taken" }]);
  });

  it("pass to the guest's newest connection, and to nobody in a chat that another has ended", async () => {
    const [a, b] = await pair();
    await a.put({ kind: "accept", by: by(ADA) });
    await b.put({ kind: "guest-here", jid: "again@guest.example.org/box" });
    expect(await a.put({ kind: "operator-writes", by: by(ADA), says: "clear" })).to.deep.equal([{ do: "pass", to: "again@guest.example.org/box" }]);
    expect(await a.put({ kind: "guest-writes", jid: GUEST, says: "clear" })).to.deep.equal([{ do: "refuse", code: "forbidden" }]);
    await b.put({ kind: "operator-ends", jid: ADA });
    expect(await a.put({ kind: "operator-writes", by: by(ADA), says: "clear" })).to.equal("unknown");
    expect([a.learned.at(-1), a.runner.peek(NEW.id)]).to.deep.equal([undefined, undefined]);
  });

  it("learn of chats that nobody touches", async () => {
    const [a, b] = await pair();
    await b.put({ kind: "accept", by: by(ADA) });
    await a.runner.learn();
    await a.runner.find(NEW.id);
    expect([a.learned, a.runner.peek(NEW.id)?.at.state]).to.deep.equal([["answered"], "answered"]);
    await b.put({ kind: "guest-ends", jid: GUEST });
    await a.runner.learn();
    await a.runner.find(NEW.id);
    expect([a.learned.length, a.runner.peek(NEW.id)]).to.deep.equal([2, undefined]);
  });

  it("do together what one would do alone, whoever gets what, in any order", async () => {
    const inputs: ChatInput[] = [
      { kind: "accept", by: by(ADA) },
      { kind: "accept", by: by(BEN) },
      { kind: "decline", jid: BEN },
      { kind: "transfer", jid: ADA, to: { kind: "operator", jid: "ben@example.org" }, ringable: ["ben@example.org"] },
      { kind: "transfer", jid: BEN, to: { kind: "operator", jid: "ada@example.org" }, ringable: ["ada@example.org"] },
      { kind: "staff", ringable: ["ada@example.org", "ben@example.org"], online: true },
      { kind: "guest-here", jid: GUEST },
      { kind: "guest-here", jid: "again@guest.example.org/box" },
      { kind: "guest-gone", jid: GUEST },
      { kind: "operator-gone", jid: ADA },
      { kind: "operator-here", jid: ADA },
      { kind: "guest-writes", jid: GUEST, says: "clear" },
      { kind: "guest-writes", jid: "again@guest.example.org/box", says: "clear" },
      { kind: "operator-writes", by: by(ADA), says: "clear" },
      { kind: "operator-writes", by: by(BEN), says: "clear" },
    ];
    let seed = 11;
    const random = (n: number) => ((seed = (seed * 48271) % 2147483647), seed % n);
    const together = await pair();
    const alone = await start(folder());
    await alone.runner.open(NEW, "token");
    for (let i = 0; i < 400; i++) {
      const input = inputs[random(inputs.length)] as ChatInput;
      const process = together[random(2) as 0 | 1];
      expect(await process.put(input), `${i}: ${JSON.stringify(input)}`).to.deep.equal(await alone.put(input));
    }
    expect(together.map(({ learned }) => learned.length > 20)).to.deep.equal([true, true]);
  });
});
