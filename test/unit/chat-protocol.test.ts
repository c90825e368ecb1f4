// The examples of docs/protocol.md, "Chats": each is read to the data that it means, and that data is written to the very same XML.
import { expect } from "chai";
import { readCard, readDesk, readGone, readJoin, readStatus, readTicket, writeDesk, writeEnd, writeGone, writeJoin, writeResume, writeStatus, writeTicket, type ChatCard, type ChatStatus, type Desk, type Gone } from "#core/chat.ts";
import { readCommand, writeCommand, writeCompleted } from "#core/chat-command.ts";
import { readNotice, readShown, writeDeskMessage, writeNotice, writeRingMessage, writeVerified } from "#core/chat-stanzas.ts";
import { NOTICES, ringWords } from "#core/chat-words.ts";
import { writeStaffing } from "#core/staffing.ts";
import { NS } from "#core/namespaces.ts";
import { childOf, xml, type XmlElement } from "#core/xml.ts";
import { protocolExamples } from "../support/xml.ts";

const chat = "c-4m5tqzv7c2n6x3kd@chat.example.org";
const card: ChatCard = { chat, queue: "reference@chat.example.org", skin: "demo/skins/main", otr: "required", since: "2026-01-05T09:00:00.000Z" };
const token = "f3a7kq2m6x";
const waiting: ChatStatus = { state: "waiting", position: 1 };
const answered: ChatStatus = { state: "answered", operator: "Ada", answer: 1 };
const gone: Gone = { why: "answered", by: "desk1" };
const desk: Desk = { queues: [{ queue: card.queue, title: "Reference desk", operators: 2, waiting: 1, colleagues: ["desk2@example.org"] }], rings: [card], held: [] };
const quiet: Desk = { queues: desk.queues.map((q) => ({ ...q, waiting: 0 })), rings: [], held: [] };

type Pair = readonly [read: (element: XmlElement) => unknown, data: unknown, written: XmlElement];

const PAIRS: Readonly<Record<number, Pair>> = {
  14: [readJoin, { skin: "demo/skins/main" }, writeJoin({ skin: "demo/skins/main" })],
  15: [readTicket, { chat, token, otr: "required", status: waiting }, writeTicket({ chat, token, otr: "required", status: waiting })],
  16: [(e) => e.attrs["token"], token, writeResume(token)],
  17: [(e) => e.name, "end", writeEnd()],
  18: [(e) => e.name, "verified", writeVerified()],
  19: [readStatus, answered, writeStatus(answered)],
  20: [(e) => readCard(childOf(e, "ring") as XmlElement), { ...card, otr: "none" }, writeRingMessage("desk1@example.org/web", "r1", { ...card, otr: "none" }, ringWords("Reference desk", "none"))],
  21: [readGone, gone, writeGone(gone)],
  22: [readCommand, { name: "accept", session: undefined, action: "execute", to: undefined }, writeCommand("accept")],
  23: [(e) => readCard(childOf(e, "held") as XmlElement), card, writeCompleted("accept", "s1", "You have this chat.", card)],
  24: [readCommand, { name: "transfer", session: undefined, action: "execute", to: "night@chat.example.org" }, writeCommand("transfer", "night@chat.example.org")],
  25: [readNotice, { chat, about: "claimed-clear", words: NOTICES["claimed-clear"] }, writeNotice("chat.example.org", "desk1@example.org/web", NOTICES["claimed-clear"], { chat, about: "claimed-clear" })],
  26: [readDesk, desk, writeDesk(desk)],
  33: [(e) => readDesk(childOf(e, "desk") as XmlElement), quiet, writeDeskMessage("chat.example.org", "desk1@example.org/web", writeDesk(quiet))],
};

describe("the name that an operator goes by", () => {
  const nameOf = (nick: string) => readShown(xml("presence", {}, xml("nick", { xmlns: NS.nick }, nick))).nick;

  it("turns none of the words around it", () => {
    expect(["Amina \u202eanimA", "\u2067עמינה\u2069", "Ami\nna\u200f"].map(nameOf)).to.deep.equal(["Amina animA", "עמינה", "Amina"]);
  });
});

describe("the example of a pause", () => {
  it("is what the operator's client writes", () => {
    expect(protocolExamples().filter((e) => e.section === "Pausing a queue").map((e) => [e.number, e.element])).to.deep.equal([[32, writeStaffing("pause")]]);
  });
});

describe("the examples of the protocol page, chats", () => {
  const examples = protocolExamples().filter((e) => e.section === "Chats");
  for (const { number, title, element } of examples) {
    it(`${number}. ${title}`, () => {
      const [read, data, written] = PAIRS[number] as Pair;
      expect(read(element)).to.deep.equal(data);
      expect(written).to.deep.equal(element);
    });
  }
  it("are all there", () => expect(examples.map((e) => e.number)).to.deep.equal(Object.keys(PAIRS).map(Number)));
});
