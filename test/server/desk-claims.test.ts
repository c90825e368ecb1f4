// Who has a chat is decided once: two operators who answer at the same moment, through one process and through two on one store.
import { expect } from "chai";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readGone, writeJoin } from "#core/chat.ts";
import { writeCommand } from "#core/chat-command.ts";
import { readError } from "#core/errors.ts";
import { NS } from "#core/namespaces.ts";
import { childOf, xml, type XmlElement } from "#core/xml.ts";
import { startComponent, type RunningComponent } from "../support/component.ts";
import { isMessage, seedLibrary, startOperator, type End } from "../support/desk-ends.ts";
import { startPeer, type Peer } from "../support/peer.ts";
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

  const joined = async (name: string): Promise<string> => {
    const answer = await guests.ask("set", `${name}@guest.example.org/box`, `reference@${prosody.service}`, writeJoin({ skin: "demo/skins/main" }));
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

  it(`one of two operators has the chat, the other is told, through two processes on one store, ${FAR_ROUNDS} times`, async () => {
    const far = await startProsody({ accounts: { desk2: "two" }, guestsAsComponent: true });
    const other = await startComponent(far, { joinsPerSecond: 10_000 }, component.folder);
    const desk2 = await startOperator(far, "desk2", "two");
    const pair = [operators[0] as End, desk2] as const;
    const won: [number, number] = [0, 0];
    try {
      for (let i = 0; i < FAR_ROUNDS; i++) {
        const chat = await joined(`far${i}`);
        await pair[0].next(isMessage(chat, "ring"));
        // The other process has read the chat too, so that both decide by what they know.
        desk2.send(xml("message", { to: chat, type: "chat" }, xml("composing", { xmlns: NS.chatStates })));
        await desk2.ask("get", chat, xml("query", { xmlns: NS.discoInfo }));
        const replies = await Promise.all(pair.map((o) => o.ask("set", chat, writeCommand("accept"))));
        const winner = replies.findIndex((r) => r.attrs["type"] === "result");
        expect(replies.filter((r) => r.attrs["type"] === "result").length).to.equal(1);
        expect(readError(replies[1 - winner] as XmlElement).code).to.equal("chat-taken");
        won[winner as 0 | 1]++;
        await (pair[winner] as End).ask("set", chat, writeCommand("end"));
      }
      expect(Math.min(...won), `both can win: ${won.join(" and ")}`).to.be.above(0);
    } finally {
      desk2.close();
      await other.kill();
      await far.stop();
    }
  });
});
