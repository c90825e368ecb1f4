// Who has a chat is decided once: two operators who answer at the same moment, through one server and through two processes' stores.
import { expect } from "chai";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readGone, writeJoin } from "#core/chat.ts";
import { writeCommand } from "#core/chat-command.ts";
import type { Chat } from "#core/chat-state.ts";
import { readError } from "#core/errors.ts";
import { NS } from "#core/namespaces.ts";
import { childOf, xml, type XmlElement } from "#core/xml.ts";
import { systemClock } from "../../component/clock.ts";
import { openLog } from "../../component/log.ts";
import { makeRunner, type Runner } from "../../component/desk/runner.ts";
import { chatStore } from "../../component/store/chats.ts";
import { openStore } from "../../component/store/store.ts";
import { startComponent, type RunningComponent } from "../support/component.ts";
import { isMessage, seedLibrary, startOperator, type End } from "../support/desk-ends.ts";
import { startPeer, type Peer } from "../support/peer.ts";
import { startProsody, type Prosody } from "../support/prosody.ts";

/** OTTERDESK_CLAIMS=1000 is the long run. */
const ROUNDS = Number(process.env["OTTERDESK_CLAIMS"] ?? 100);
const AT_ONCE = 5;

describe("claims", function () {
  this.timeout(30_000 + ROUNDS * 100);
  let prosody: Prosody;
  let component: RunningComponent;
  let guests: Peer;
  let operators: End[];

  before(async () => {
    prosody = await startProsody({ accounts: { desk1: "one", desk2: "two" }, guestsAsComponent: true });
    const folder = mkdtempSync(join(tmpdir(), "otterdesk-component-"));
    await seedLibrary(folder, { queues: { reference: { operators: ["desk1@example.org", "desk2@example.org"] } } });
    component = await startComponent(prosody, { joinsPerSecond: 10_000 }, folder);
    guests = await startPeer(prosody, prosody.guestDomain);
    operators = await Promise.all([startOperator(prosody, "desk1", "one"), startOperator(prosody, "desk2", "two")]);
    await component.until(async () => childOf(childOf(await (operators[0] as End).ask("get", prosody.service, xml("desk", { xmlns: NS.otterdesk })), "desk") ?? xml("desk"), "queue")?.attrs["operators"] === "2");
  });
  after(async () => {
    for (const end of operators ?? []) end.close();
    await guests?.stop();
    await component?.stop();
    await prosody?.stop();
  });

  /** One chat that both answer within 5 ms; who has it, and that the other was told. */
  async function race(round: number): Promise<string> {
    const answer = await guests.ask("set", `g${round}@guest.example.org/box`, `reference@${prosody.service}`, writeJoin({ skin: "demo/skins/main" }));
    const chat = childOf(answer, "ticket")?.attrs["chat"] ?? "";
    await Promise.all(operators.map((o) => o.next(isMessage(chat, "ring"))));
    const replies = await Promise.all(operators.map((o) => o.ask("set", chat, writeCommand("accept"))));
    const winners = replies.filter((r) => r.attrs["type"] === "result");
    expect(winners.length).to.equal(1);
    const [winner, loser] = replies[0] === winners[0] ? [0, 1] : [1, 0];
    expect(readError(replies[loser] as XmlElement).code).to.equal("chat-taken");
    const gone = readGone(childOf(await (operators[loser] as End).next(isMessage(chat, "gone")), "gone") as XmlElement);
    expect(gone).to.deep.equal({ why: "answered", by: `desk${winner + 1}` });
    await (operators[winner] as End).ask("set", chat, writeCommand("end"));
    return `desk${winner + 1}`;
  }

  it(`one of two operators has the chat, the other is told, ${ROUNDS} times`, async () => {
    const won = new Map<string, number>();
    for (let i = 0; i < ROUNDS; i += AT_ONCE) {
      const winners = await Promise.all(Array.from({ length: AT_ONCE }, (_, k) => race(i + k)));
      for (const winner of winners) won.set(winner, (won.get(winner) ?? 0) + 1);
    }
    expect([...won.values()].reduce((a, b) => a + b, 0)).to.equal(Math.ceil(ROUNDS / AT_ONCE) * AT_ONCE);
  });

  it("one of two processes on the same store has the chat, the other sees who", async () => {
    const folder = mkdtempSync(join(tmpdir(), "otterdesk-claims-"));
    const stores = [await openStore(folder), await openStore(folder)] as const;
    const log = openLog({ guestDomain: "guest.example.org", clock: systemClock, least: "error", write: () => undefined });
    const limits = { grace: 60_000, ringFor: 60_000, transferFor: 60_000 };
    const runners = stores.map((s): Runner => makeRunner({ store: chatStore(s), clock: systemClock, log, limits, perform: () => undefined, moved: () => undefined }));
    const [first, second] = runners as [Runner, Runner];
    for (let i = 0; i < 100; i++) {
      const chat = await first.open({ id: `c-${i}`, queue: "reference", library: "demo", skin: "demo/skins/main", otr: "required", guest: "g@guest.example.org/a" }, "00");
      await second.ask(chat.id, () => ({ kind: "staff", ringable: [], online: true })); // it has read the chat
      const by = (jid: string) => ({ jid, shown: "", entitled: true });
      const outcomes = await Promise.all([first.ask(chat.id, () => ({ kind: "accept", by: by("a@example.org/1") })), second.ask(chat.id, () => ({ kind: "accept", by: by("b@example.org/1") }))]);
      const refused = outcomes.filter((o) => "effects" in o && o.effects.some((e) => e.do === "refuse" && e.code === "chat-taken"));
      expect(refused.length).to.equal(1);
      const pins = runners.map((r) => (r.peek(chat.id) as Chat<Extract<Chat["at"], { pin: object }>>).at.pin.jid);
      expect(pins[0], "both processes see the same").to.equal(pins[1]);
    }
    await Promise.all(runners.map((r) => r.stop()));
    await Promise.all(stores.map((s) => s.close()));
    rmSync(folder, { recursive: true });
  });
});
