// Two conversations in memory: what the guest sees, what leaves, and what never does.
import { expect } from "chai";
import { childOf, textOf, writeXml, xml } from "#core/xml.ts";
import { generateThrowawayKey } from "#otr/generate.ts";
import { answer, CHAT, End, pair, replaceOperator, settle } from "./conversation-ends.ts";

const library = generateThrowawayKey();
const oldKey = generateThrowawayKey();

const REQUIRED = { otr: "required", fingerprint: library.fingerprint } as const;

describe("conversation: promise 9", function () {
  this.timeout(60_000);
  it("shows the line once, after the operator's first message, on a match", () => {
    const p = pair(REQUIRED, library);
    answer(p);
    expect(p.guest.view.secure).to.deep.equal({ is: "encrypted", verdict: "match" });
    expect(p.guest.infos()).to.deep.equal(["answered"]);
    p.guest.conversation.say("Where is the <b>otter</b> & its \"den\"? 🦦");
    settle(p);
    expect(p.guest.infos()).to.deep.equal(["answered"]);
    p.operator.conversation.say("In 599.769");
    p.operator.conversation.say("Second floor");
    settle(p);
    const kinds = p.guest.view.entries.map((e) => (e.kind === "info" ? e.info.is : e.text));
    expect(kinds).to.deep.equal(["answered", "Where is the <b>otter</b> & its \"den\"? 🦦", "In 599.769", "end-to-end", "Second floor"]);
    expect(p.operator.texts).to.deep.equal(["Where is the <b>otter</b> & its \"den\"? 🦦", "In 599.769", "Second floor"]);
    expect(p.operator.infos()).to.deep.equal([]);
  });

  for (const [name, key] of [["no key", undefined], ["an old key", oldKey]] as const) {
    it(`chats without the line where the operator has ${name}`, () => {
      const p = pair(REQUIRED, key);
      answer(p);
      p.guest.conversation.say("hello");
      p.operator.conversation.say("hello yourself");
      settle(p);
      expect(p.guest.heard()).to.deep.equal(["hello yourself"]);
      expect(p.operator.heard()).to.deep.equal(["hello"]);
      expect(p.guest.infos()).to.deep.equal(["answered"]);
      expect(p.guest.view.secure).to.deep.equal({ is: "encrypted", verdict: "mismatch" });
    });
  }

  it("claims nothing where the skin has no fingerprint, and chats in plain text", () => {
    const p = pair({ otr: "none" });
    answer(p);
    p.guest.conversation.say("a < b & <i>c</i>");
    p.operator.conversation.say("yes");
    settle(p);
    expect(p.operator.heard()).to.deep.equal(["a < b & <i>c</i>"]);
    expect(p.guest.heard()).to.deep.equal(["yes"]);
    expect(p.guest.infos()).to.deep.equal(["answered"]);
    expect(p.guest.view.secure).to.deep.equal({ is: "plain" });
    expect(p.guest.deliveries()).to.deep.equal(["delivered"]);
  });

  it("shows the line again for a new operator whose key matches, and not for one whose key does not", () => {
    for (const [key, lines] of [[library, 2], [undefined, 1]] as const) {
      const p = pair(REQUIRED, library);
      answer(p);
      p.operator.conversation.say("first");
      settle(p);
      const next = replaceOperator(p, key);
      next.conversation.say("from another");
      settle(p);
      expect(p.guest.infos().filter((i) => i === "end-to-end"), key === undefined ? "no key" : "the library's").to.have.length(lines);
    }
  });
});

describe("conversation: what leaves", function () {
  this.timeout(60_000);
  it("sends no text before somebody answered and OTR stands; then all of it, in order", () => {
    const p = pair(REQUIRED, library);
    p.guest.conversation.attach({ state: "waiting", position: 2 });
    p.guest.conversation.say("one");
    p.guest.conversation.say("two");
    settle(p, 20_000);
    expect(p.guest.sent).to.deep.equal([]);
    expect(p.guest.view.secure).to.deep.equal({ is: "waiting" });
    expect(p.guest.deliveries()).to.deep.equal(["waiting", "waiting"]);
    answer(p);
    expect(p.operator.heard()).to.deep.equal(["one", "two"]);
    expect(p.guest.deliveries()).to.deep.equal(["delivered", "delivered"]);
  });

  it("lets nothing but OTR bodies out of an OTR skin, and no word of the text", () => {
    const p = pair(REQUIRED, library);
    answer(p);
    p.guest.conversation.say("xylophone");
    p.guest.conversation.typing();
    p.operator.conversation.say("zeppelin");
    settle(p);
    const all = [...p.guest.sent, ...p.operator.sent];
    const bodies = all.map((s) => childOf(s, "body")).filter((b) => b !== undefined);
    expect(bodies).to.have.length.greaterThan(5);
    for (const body of bodies) expect(textOf(body)).to.match(/^\?OTR/);
    expect(all.map(writeXml).join("")).not.to.match(/xylophone|zeppelin/);
  });

  it("shows nothing that came in clear in an OTR skin, and no OTR in a plain one", () => {
    const p = pair(REQUIRED, library);
    answer(p);
    const plain = pair({ otr: "none" });
    answer(plain);
    const bodies = ["in clear", "?OTR:AAMDgibberish.", "?OTRv23?", "?OTR Error: You sent encrypted data", "?OTR,1,2,?OTR:x,", " ?OTR:AAMC"];
    for (const body of bodies) p.guest.conversation.receive(xml("message", { from: CHAT, type: "chat", id: "x" }, xml("body", {}, body)));
    for (const body of bodies) plain.guest.conversation.receive(xml("message", { from: CHAT, type: "chat", id: body }, xml("body", {}, body)));
    settle(p);
    expect(p.guest.heard()).to.deep.equal([]);
    expect(plain.guest.heard()).to.deep.equal(["in clear"]);
  });

  it("refuses in a verified-only skin to send to a key that is not the skin's, and says so", () => {
    const p = pair({ otr: "verified-only", fingerprint: library.fingerprint }, oldKey);
    p.guest.conversation.say("secret");
    answer(p);
    settle(p, 60_000);
    expect(p.guest.view.secure).to.deep.equal({ is: "refused" });
    expect(p.operator.heard()).to.deep.equal([]);
    expect(p.guest.deliveries()).to.deep.equal(["waiting"]);
    p.operator.conversation.setPrivateKey(library);
    settle(p, 15_000);
    expect(p.operator.heard()).to.deep.equal(["secret"]);
    expect(p.guest.view.secure).to.deep.equal({ is: "encrypted", verdict: "match" });
  });

  it("does not judge the session again when the skin's fingerprint changes under it", () => {
    const p = pair(REQUIRED, library);
    answer(p);
    p.guest.conversation.setFingerprint(oldKey.fingerprint);
    settle(p);
    expect(p.guest.view.secure).to.deep.equal({ is: "encrypted", verdict: "match" });
    p.operator.reload();
    p.operator.conversation.attach();
    settle(p, 15_000);
    expect(p.guest.view.secure).to.deep.equal({ is: "encrypted", verdict: "mismatch" });
  });
});

describe("conversation: another operator", function () {
  this.timeout(60_000);
  it("asks before the next operator gets what the one before did not", () => {
    const p = pair(REQUIRED, library);
    answer(p);
    p.operator.isConnected = false;
    p.guest.conversation.say("only for Ada");
    settle(p);
    const next = replaceOperator(p, library);
    settle(p, 120_000);
    expect(next.heard()).to.deep.equal([]);
    expect(p.guest.view.held).to.equal(1);
    p.guest.conversation.say("for Grace");
    settle(p);
    expect(next.heard()).to.deep.equal(["for Grace"]);
    p.guest.conversation.release();
    settle(p);
    expect(next.heard()).to.deep.equal(["for Grace", "only for Ada"]);
    expect(p.guest.view.held).to.equal(0);
  });

  it("never sends what the person decided to keep", () => {
    const p = pair(REQUIRED, library);
    answer(p);
    p.operator.isConnected = false;
    p.guest.conversation.say("only for Ada");
    settle(p);
    const next = replaceOperator(p, library);
    p.guest.conversation.discard();
    p.guest.reload();
    p.guest.conversation.attach({ state: "answered", operator: "Grace" });
    settle(p, 120_000);
    expect(next.heard()).to.deep.equal([]);
    expect(p.guest.deliveries()).to.deep.equal(["failed"]);
  });

  it("holds it from a colleague of the same name with the same key who came while the guest was away", () => {
    const p = pair(REQUIRED, library);
    answer(p, "Librarian", 1);
    p.operator.isConnected = false;
    p.guest.conversation.say("only for the first");
    settle(p);
    p.guest.conversation.detach();
    p.operator.conversation.close();
    p.operator = new End("operator", { otr: "required", privateKey: library }, p.clock);
    p.operator.conversation.attach();
    p.guest.conversation.attach({ state: "answered", operator: "Librarian", answer: 2 });
    settle(p, 120_000);
    expect(p.operator.heard()).to.deep.equal([]);
    expect(p.guest.view.held).to.equal(1);
    p.guest.conversation.release();
    settle(p);
    expect(p.operator.heard()).to.deep.equal(["only for the first"]);
  });

  it("holds nothing from the same person under another name", () => {
    const p = pair(REQUIRED, library);
    answer(p, "Ada", 1);
    p.guest.conversation.detach();
    p.guest.conversation.say("still for the first");
    p.guest.conversation.attach({ state: "answered", operator: "Countess", answer: 1 });
    settle(p, 30_000);
    expect(p.operator.heard()).to.deep.equal(["still for the first"]);
    expect(p.guest.view.held).to.equal(0);
  });

  it("holds it as well where the skin has no OTR", () => {
    const p = pair({ otr: "none" });
    answer(p);
    p.operator.isConnected = false;
    p.guest.conversation.say("only for Ada");
    settle(p);
    const next = replaceOperator(p, undefined);
    settle(p, 120_000);
    expect(next.heard()).to.deep.equal([]);
    expect(p.guest.view.held).to.equal(1);
  });

  it("holds it too when the same address suddenly has another key", () => {
    const p = pair(REQUIRED, library);
    answer(p);
    p.operator.isConnected = false;
    p.guest.conversation.say("for this key");
    settle(p);
    p.operator.isConnected = true;
    p.operator.conversation.setPrivateKey(oldKey);
    settle(p, 60_000);
    expect(p.operator.heard()).to.deep.equal([]);
    expect(p.guest.view.held).to.equal(1);
    p.guest.conversation.release();
    settle(p);
    expect(p.operator.heard()).to.deep.equal(["for this key"]);
  });
});
