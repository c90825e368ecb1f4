// Who has a chat is decided once: two operators who answer at the same moment, through one process and through two on one store; and neither of the two goes by what the other has changed.
import { expect } from "chai";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readGone, writeJoin } from "#core/chat.ts";
import { writeCommand } from "#core/chat-command.ts";
import { readError } from "#core/errors.ts";
import { NS } from "#core/namespaces.ts";
import { writeStaffing } from "#core/staffing.ts";
import { childOf, xml, type XmlElement } from "#core/xml.ts";
import { startComponent, type RunningComponent } from "../support/component.ts";
import { isMessage, seedLibrary, startOperator, type End } from "../support/desk-ends.ts";
import { startPeer, type Peer } from "../support/peer.ts";
import { freePorts } from "../support/ports.ts";
import { startProsody, type Prosody } from "../support/prosody.ts";

/** `OTTERDESK_CLAIMS=1000 npm test -- server --grep claims` is the long run (docs/speed.md). */
const LONG = process.env["OTTERDESK_CLAIMS"];
const ROUNDS = Number(LONG ?? 100);
const FAR_ROUNDS = Number(LONG ?? 25);
const AT_ONCE = 5;

describe("claims", function () {
  this.timeout(30_000 + ROUNDS * 300);
  let prosody: Prosody;
  let component: RunningComponent;
  let health: number;
  let guests: Peer;
  let operators: End[];

  before(async () => {
    prosody = await startProsody({ accounts: { desk1: "one", desk2: "two", desk3: "three" }, guestsAsComponent: true, bareOperators: true });
    const folder = mkdtempSync(join(tmpdir(), "otterdesk-component-"));
    await seedLibrary(folder, { queues: { reference: { operators: ["desk1@example.org", "desk2@example.org", "desk3@example.org"] } } });
    [health] = (await freePorts(1)) as [number];
    component = await startComponent(prosody, { joinsPerSecond: 10_000, health: { port: health } }, folder);
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

  const joined = async (name: string, skin = "demo/skins/main"): Promise<string> => {
    const answer = await guests.ask("set", `${name}@guest.example.org/box`, `reference@${prosody.service}`, writeJoin({ skin }));
    return childOf(answer, "ticket")?.attrs["chat"] ?? "";
  };

  /** One chat that both answer within 5 ms (in the same turn of this program); who has it, and that the other was told. */
  async function race(round: number): Promise<string> {
    const chat = await joined(`g${round}`);
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

  describe("through two processes on one store, each with a server of its own", () => {
    let far: Prosody;
    let other: RunningComponent;
    let farGuests: Peer; // so that what the other process tells guests does not come back as from guests who are gone
    let far2: End;
    let far3: End;
    let desk1: End;
    let desk2: End;

    before(async () => {
      [desk1, desk2] = operators as [End, End];
      far = await startProsody({ accounts: { desk1: "one", desk2: "two", desk3: "three" }, guestsAsComponent: true, bareOperators: true });
      farGuests = await startPeer(far, far.guestDomain);
      other = await startComponent(far, { joinsPerSecond: 10_000, alone: false }, component.folder);
      [far2, far3] = await Promise.all([startOperator(far, "desk2", "two"), startOperator(far, "desk3", "three")]);
    });
    after(async () => {
      for (const end of [far2, far3]) end?.close();
      await farGuests?.stop();
      await other?.kill();
      await far?.stop();
    });

    const say = (from: { send(stanza: XmlElement): void }, to: string, id: string, sender?: string) => from.send(xml("message", { from: sender, to, type: "chat", id }, xml("body", {}, "Good morning")));
    const has = (id: string) => (s: XmlElement) => s.attrs["id"] === id;
    const isDone = (answer: XmlElement) => expect(answer.attrs["type"]).to.equal("result");

    it(`one of two operators has the chat, the other is told, ${FAR_ROUNDS} times`, async () => {
      const won: [number, number] = [0, 0];
      for (let i = 0; i < FAR_ROUNDS; i++) {
        const chat = await joined(`far${i}`);
        await desk1.next(isMessage(chat, "ring"));
        // The other process has read the chat too, so that both decide by what they know.
        far2.send(xml("message", { to: chat, type: "chat" }, xml("composing", { xmlns: NS.chatStates })));
        await far2.ask("get", chat, xml("query", { xmlns: NS.discoInfo }));
        const pair = [desk1, far2] as const;
        const ask = (k: 0 | 1) => pair[k].ask("set", chat, writeCommand("accept"));
        const replies = i % 2 === 0 ? await Promise.all([ask(0), ask(1)]) : (await Promise.all([ask(1), ask(0)])).reverse(); // each is the first in turn
        const winner = replies.findIndex((r) => r.attrs["type"] === "result");
        expect(replies.filter((r) => r.attrs["type"] === "result").length).to.equal(1);
        expect(readError(replies[1 - winner] as XmlElement).code).to.equal("chat-taken");
        won[winner as 0 | 1]++;
        await (pair[winner] as End).ask("set", chat, writeCommand("end"));
      }
      expect(Math.min(...won), `both can win: ${won.join(" and ")}`).to.be.above(0);
    });

    it("a message goes to who has the chat by now, though the other process gave it away, and none comes from who had it", async () => {
      const chat = await joined("moved", "demo/skins/plain");
      isDone(await desk1.ask("set", chat, writeCommand("accept")));
      say(guests, chat, "first", "moved@guest.example.org/box");
      await desk1.next(has("first"));
      isDone(await desk1.ask("set", chat, writeCommand("transfer", "desk2@example.org")));
      isDone(await far2.ask("set", chat, writeCommand("accept")));
      say(guests, chat, "second", "moved@guest.example.org/box");
      // The resource is at the other server, so this one gives the message to another of the same operator.
      expect((await desk2.next(has("second"))).attrs["to"]).to.equal(far2.jid);
      say(desk1, chat, "late");
      expect(readError(await desk1.next(has("late"))).code).to.equal("chat-taken");
      isDone(await desk2.ask("set", chat, writeCommand("end")));
      say(guests, chat, "over", "moved@guest.example.org/box");
      expect(readError(await guests.next((s) => has("over")(s) && s.attrs["type"] === "error")).code).to.equal("unknown-chat");
      expect([...desk1.inbox, ...guests.inbox].filter((s) => ["second", "late", "over"].includes(s.attrs["id"] ?? ""))).to.deep.equal([]);
    });

    it("what one holds for an operator who comes back to the other returns to its sender", async () => {
      const chat = await joined("held", "demo/skins/plain");
      const desk3 = await startOperator(prosody, "desk3", "three");
      isDone(await desk3.ask("set", chat, writeCommand("accept")));
      desk3.close();
      let id = "";
      await component.until(async () => {
        say(guests, chat, (id = `held-${Math.random()}`), "held@guest.example.org/box"); // those that were too early come back at once
        return !/held_characters 0$/m.test(await (await fetch(`http://127.0.0.1:${health}/metrics`)).text());
      });
      isDone(await far3.ask("set", chat, writeCommand("accept")));
      expect(readError(await guests.next((s) => has(id)(s) && s.attrs["type"] === "error")).code).to.equal("other-end-away");
    });

    it("a pause is known to both", async () => {
      const paused = async (of: End) => childOf(childOf(await of.ask("get", prosody.service, xml("desk", { xmlns: NS.otterdesk })), "desk") ?? xml("desk"), "queue")?.attrs["paused"] === "true";
      isDone(await far2.ask("set", `reference@${far.service}`, writeStaffing("pause")));
      await component.until(() => paused(desk2));
      isDone(await desk2.ask("set", `reference@${prosody.service}`, writeStaffing("resume")));
      await component.until(async () => !(await paused(far2)));
    });
  });
});
