// Two conversations in memory: what the guest sees, what leaves, and what never does.
import { expect } from "chai";
import { GREETING } from "#core/conversation-message.ts";
import { childOf, textOf, writeXml, xml } from "#core/xml.ts";
import { generateThrowawayKey } from "#otr/generate.ts";
import { CHAT, End, HandClock, pump, type EndOptions } from "./conversation-ends.ts";

const library = generateThrowawayKey();
const oldKey = generateThrowawayKey();

interface Pair {
  readonly clock: HandClock;
  readonly guest: End;
  readonly operator: End;
  settle(ms?: number): void;
}

function pair(guestOptions: EndOptions, privateKey?: string): Pair {
  const clock = new HandClock();
  const guest = new End("guest", guestOptions, clock);
  const operator = new End("operator", { otr: guestOptions.otr, ...(privateKey !== undefined && { privateKey }) }, clock);
  const settle = (ms = 3_000) => {
    for (let passed = 0; passed < ms; passed += 500) {
      pump(guest, operator);
      clock.pass(500);
    }
    pump(guest, operator);
  };
  return { clock, guest, operator, settle };
}

function answered(pair: Pair, name = "Ada"): void {
  pair.operator.conversation.attach();
  pair.guest.conversation.attach({ state: "waiting", position: 1 });
  pair.guest.conversation.status({ state: "answered", operator: name });
  pair.settle();
}

const REQUIRED = { otr: "required", fingerprint: library.fingerprint } as const;

describe("conversation: promise 9", () => {
  it("shows the line once, after the operator's first message, on a match", () => {
    const p = pair(REQUIRED, library.text);
    answered(p);
    expect(p.guest.view.secure).to.deep.equal({ is: "encrypted", verdict: "match" });
    expect(p.guest.infos()).to.deep.equal(["answered"]);
    p.guest.conversation.say("Where is the <b>otter</b> & its \"den\"? 🦦");
    p.settle();
    expect(p.guest.infos()).to.deep.equal(["answered"]);
    p.operator.conversation.say("In 599.769");
    p.operator.conversation.say("Second floor");
    p.settle();
    const kinds = p.guest.view.entries.map((e) => (e.kind === "info" ? e.info.is : e.text));
    expect(kinds).to.deep.equal(["answered", "Where is the <b>otter</b> & its \"den\"? 🦦", "In 599.769", "end-to-end", "Second floor"]);
    expect(p.operator.texts).to.deep.equal(["Where is the <b>otter</b> & its \"den\"? 🦦", "In 599.769", "Second floor"]);
    expect(p.operator.infos()).to.deep.equal([]);
  });

  for (const [name, key] of [["no key", undefined], ["an old key", oldKey.text]] as const) {
    it(`chats without the line where the operator has ${name}`, () => {
      const p = pair(REQUIRED, key);
      answered(p);
      p.guest.conversation.say("hello");
      p.operator.conversation.say("hello yourself");
      p.settle();
      expect(p.guest.heard()).to.deep.equal(["hello yourself"]);
      expect(p.operator.heard()).to.deep.equal(["hello"]);
      expect(p.guest.infos()).to.deep.equal(["answered"]);
      expect(p.guest.view.secure).to.deep.equal({ is: "encrypted", verdict: "mismatch" });
    });
  }

  it("claims nothing where the skin has no fingerprint, and chats in plain text", () => {
    const p = pair({ otr: "none" });
    answered(p);
    p.guest.conversation.say("a < b & <i>c</i>");
    p.operator.conversation.say("yes");
    p.settle();
    expect(p.operator.heard()).to.deep.equal(["a < b & <i>c</i>"]);
    expect(p.guest.heard()).to.deep.equal(["yes"]);
    expect(p.guest.infos()).to.deep.equal(["answered"]);
    expect(p.guest.view.secure).to.deep.equal({ is: "plain" });
    expect(p.guest.deliveries()).to.deep.equal(["delivered"]);
  });

  it("shows the line again for a new operator whose key matches, and not for one whose key does not", () => {
    for (const [key, lines] of [[library.text, 2], [undefined, 1]] as const) {
      const p = pair(REQUIRED, library.text);
      answered(p);
      p.operator.conversation.say("first");
      p.settle();
      const next = replaceOperator(p, key);
      next.conversation.say("from another");
      p.settle();
      expect(p.guest.infos().filter((i) => i === "end-to-end"), key ?? "no key").to.have.length(lines);
    }
  });
});

/** Another operator with a conversation of their own. */
function replaceOperator(p: Pair, key: string | undefined): End {
  p.operator.conversation.close();
  p.guest.conversation.status({ state: "returning" });
  p.settle(500);
  const next = new End("operator", { otr: p.guest.options.otr, ...(key !== undefined && { privateKey: key }) }, p.clock);
  next.conversation.attach();
  (p as { operator: End }).operator = next;
  p.guest.conversation.status({ state: "answered", operator: "Grace" });
  p.settle = pairSettle(p);
  p.settle();
  return next;
}

function pairSettle(p: Pair): (ms?: number) => void {
  return (ms = 3_000) => {
    for (let passed = 0; passed < ms; passed += 500) {
      pump(p.guest, p.operator);
      p.clock.pass(500);
    }
    pump(p.guest, p.operator);
  };
}

describe("conversation: what leaves", () => {
  it("sends no text before somebody answered and OTR stands; then all of it, in order", () => {
    const p = pair(REQUIRED, library.text);
    p.guest.conversation.attach({ state: "waiting", position: 2 });
    p.guest.conversation.say("one");
    p.guest.conversation.say("two");
    p.settle(20_000);
    expect(p.guest.sent).to.deep.equal([]);
    expect(p.guest.view.secure).to.deep.equal({ is: "waiting" });
    expect(p.guest.deliveries()).to.deep.equal(["waiting", "waiting"]);
    answered(p);
    expect(p.operator.heard()).to.deep.equal(["one", "two"]);
    expect(p.guest.deliveries()).to.deep.equal(["delivered", "delivered"]);
  });

  it("lets nothing but OTR bodies out of an OTR skin, and no word of the text", () => {
    const p = pair(REQUIRED, library.text);
    answered(p);
    p.guest.conversation.say("xylophone");
    p.guest.conversation.typing();
    p.operator.conversation.say("zeppelin");
    p.settle();
    const all = [...p.guest.sent, ...p.operator.sent];
    const bodies = all.map((s) => childOf(s, "body")).filter((b) => b !== undefined);
    expect(bodies).to.have.length.greaterThan(5);
    for (const body of bodies) expect(textOf(body)).to.match(/^\?OTR/);
    expect(all.map(writeXml).join("")).not.to.match(/xylophone|zeppelin/);
  });

  it("shows nothing that came in clear in an OTR skin, and no OTR in a plain one", () => {
    const p = pair(REQUIRED, library.text);
    answered(p);
    const plain = pair({ otr: "none" });
    answered(plain);
    const bodies = ["in clear", "?OTR:AAMDgibberish.", "?OTRv23?", "?OTR Error: You sent encrypted data", "?OTR,1,2,?OTR:x,", " ?OTR:AAMC"];
    for (const body of bodies) p.guest.conversation.receive(xml("message", { from: CHAT, type: "chat", id: "x" }, xml("body", {}, body)));
    for (const body of bodies) plain.guest.conversation.receive(xml("message", { from: CHAT, type: "chat", id: body }, xml("body", {}, body)));
    p.settle();
    expect(p.guest.heard()).to.deep.equal([]);
    expect(plain.guest.heard()).to.deep.equal(["in clear"]);
  });

  it("refuses in a verified-only skin to send to a key that is not the skin's, and says so", () => {
    const p = pair({ otr: "verified-only", fingerprint: library.fingerprint }, oldKey.text);
    p.guest.conversation.say("secret");
    answered(p);
    p.settle(60_000);
    expect(p.guest.view.secure).to.deep.equal({ is: "refused" });
    expect(p.operator.heard()).to.deep.equal([]);
    expect(p.guest.deliveries()).to.deep.equal(["waiting"]);
    p.operator.conversation.setPrivateKey(library.text);
    p.settle(15_000);
    expect(p.operator.heard()).to.deep.equal(["secret"]);
    expect(p.guest.view.secure).to.deep.equal({ is: "encrypted", verdict: "match" });
  });

  it("does not judge the session again when the skin's fingerprint changes under it", () => {
    const p = pair(REQUIRED, library.text);
    answered(p);
    p.guest.conversation.setFingerprint(oldKey.fingerprint);
    p.settle();
    expect(p.guest.view.secure).to.deep.equal({ is: "encrypted", verdict: "match" });
    p.operator.reload();
    p.operator.conversation.attach();
    p.settle(15_000);
    expect(p.guest.view.secure).to.deep.equal({ is: "encrypted", verdict: "mismatch" });
  });
});

describe("conversation: another operator", () => {
  it("asks before the next operator gets what the one before did not", () => {
    const p = pair(REQUIRED, library.text);
    answered(p);
    p.operator.isConnected = false;
    p.guest.conversation.say("only for Ada");
    p.settle();
    const next = replaceOperator(p, library.text);
    p.settle(120_000);
    expect(next.heard()).to.deep.equal([]);
    expect(p.guest.view.held).to.equal(1);
    p.guest.conversation.say("for Grace");
    p.settle();
    expect(next.heard()).to.deep.equal(["for Grace"]);
    p.guest.conversation.release();
    p.settle();
    expect(next.heard()).to.deep.equal(["for Grace", "only for Ada"]);
    expect(p.guest.view.held).to.equal(0);
  });

  it("never sends what the person decided to keep", () => {
    const p = pair(REQUIRED, library.text);
    answered(p);
    p.operator.isConnected = false;
    p.guest.conversation.say("only for Ada");
    p.settle();
    const next = replaceOperator(p, library.text);
    p.guest.conversation.discard();
    p.guest.reload();
    p.guest.conversation.attach({ state: "answered", operator: "Grace" });
    p.settle(120_000);
    expect(next.heard()).to.deep.equal([]);
    expect(p.guest.deliveries()).to.deep.equal(["failed"]);
  });

  it("holds it as well where the skin has no OTR", () => {
    const p = pair({ otr: "none" });
    answered(p);
    p.operator.isConnected = false;
    p.guest.conversation.say("only for Ada");
    p.settle();
    const next = replaceOperator(p, undefined);
    p.settle(120_000);
    expect(next.heard()).to.deep.equal([]);
    expect(p.guest.view.held).to.equal(1);
  });

  it("holds it too when the same address suddenly has another key", () => {
    const p = pair(REQUIRED, library.text);
    answered(p);
    p.operator.isConnected = false;
    p.guest.conversation.say("for this key");
    p.settle();
    p.operator.isConnected = true;
    p.operator.conversation.setPrivateKey(oldKey.text);
    p.settle(60_000);
    expect(p.operator.heard()).to.deep.equal([]);
    expect(p.guest.view.held).to.equal(1);
    p.guest.conversation.release();
    p.settle();
    expect(p.operator.heard()).to.deep.equal(["for this key"]);
  });
});

describe("conversation: reloads, gaps, ends", () => {
  for (const who of ["guest", "operator"] as const) {
    for (const otr of ["required", "none"] as const) {
      it(`keeps every message exactly once when the ${who} reloads (${otr})`, () => {
        const p = pair(otr === "none" ? { otr } : REQUIRED, library.text);
        answered(p);
        p.guest.conversation.say("g1");
        p.operator.conversation.say("o1");
        p.settle();
        p.guest.conversation.say("g2");
        p.operator.conversation.say("o2");
        const end = p[who];
        end.reload();
        end.conversation.attach(who === "guest" ? { state: "answered", operator: "Ada" } : undefined);
        p.settle(30_000);
        p.guest.conversation.say("g3");
        p.operator.conversation.say("o3");
        p.settle();
        expect(p.operator.heard()).to.deep.equal(["g1", "g2", "g3"]);
        expect(p.guest.heard()).to.deep.equal(["o1", "o2", "o3"]);
        expect(p.guest.deliveries()).to.deep.equal(["delivered", "delivered", "delivered"]);
        expect(p.operator.deliveries()).to.deep.equal(["delivered", "delivered", "delivered"]);
        expect(p.guest.infos().filter((i) => i === "end-to-end")).to.have.length(otr === "none" ? 0 : 1);
      });
    }
  }

  it("refuses a guest whose key changed within the chat", () => {
    const p = pair(REQUIRED, library.text);
    answered(p);
    p.operator.isConnected = false;
    p.operator.conversation.say("for the guest only");
    p.operator.isConnected = true;
    const intruder = new End("guest", REQUIRED, p.clock);
    (p as { guest: End }).guest = intruder;
    p.settle = pairSettle(p);
    intruder.conversation.attach({ state: "answered", operator: "Ada" });
    p.settle(60_000);
    expect(p.operator.view.secure).to.deep.equal({ is: "refused" });
    expect(intruder.heard()).to.deep.equal([]);
  });

  it("sends what was said while disconnected when it comes back", () => {
    const p = pair(REQUIRED, library.text);
    answered(p);
    p.guest.conversation.detach();
    p.guest.isConnected = false;
    p.guest.conversation.say("offline");
    p.settle();
    expect(p.guest.deliveries()).to.deep.equal(["waiting"]);
    p.guest.isConnected = true;
    p.guest.conversation.attach({ state: "answered", operator: "Ada" });
    p.settle();
    expect(p.operator.heard()).to.deep.equal(["offline"]);
  });

  it("tries again what bounced for now and marks what bounced for good", () => {
    const p = pair({ otr: "none" });
    answered(p);
    p.operator.isConnected = false;
    p.guest.conversation.say("hello");
    const [id] = p.guest.sent.slice(-1).map((s) => s.attrs["id"]);
    const bounce = (type: string, own: string) => xml("message", { from: CHAT, type: "error", id }, xml("error", { type }, xml("recipient-unavailable", { xmlns: "urn:ietf:params:xml:ns:xmpp-stanzas" }), xml(own, { xmlns: "urn:otterdesk:0" })));
    p.guest.conversation.receive(bounce("wait", "other-end-away"));
    expect(p.guest.deliveries()).to.deep.equal(["sent"]);
    p.operator.isConnected = true;
    p.settle(4_000);
    expect(p.operator.heard()).to.deep.equal(["hello"]);
    p.operator.isConnected = false;
    p.guest.conversation.say("too much");
    const last = p.guest.sent.at(-1)?.attrs["id"];
    p.guest.conversation.receive(xml("message", { from: CHAT, type: "error", id: last }, xml("error", { type: "modify" }, xml("too-large", { xmlns: "urn:otterdesk:0" }))));
    expect(p.guest.deliveries()).to.deep.equal(["delivered", "failed"]);
  });

  it("does not send twice to an operator whose client sends no receipts", () => {
    const p = pair({ otr: "none" });
    p.guest.conversation.attach({ state: "answered", operator: "Ada" });
    p.guest.conversation.say("hello");
    for (let i = 0; i < 3; i++) {
      p.clock.pass(60_000);
      p.guest.conversation.detach();
      p.guest.conversation.attach({ state: "answered", operator: "Ada" });
    }
    expect(p.guest.sent.filter((s) => childOf(s, "body") !== undefined)).to.have.length(1);
    const greetings = p.guest.sent.filter((s) => childOf(s, "received")?.attrs["id"] === GREETING);
    expect(greetings.length).to.be.within(2, 12);
  });

  it("shows typing and forgets it", () => {
    const p = pair(REQUIRED, library.text);
    answered(p);
    p.operator.conversation.typing();
    p.operator.conversation.typing();
    pump(p.guest, p.operator);
    expect(p.guest.view.peerTyping).to.equal(true);
    p.settle(8_000);
    expect(p.guest.view.peerTyping).to.equal(false);
    p.operator.conversation.typing();
    pump(p.guest, p.operator);
    p.operator.isConnected = false;
    p.settle(40_000);
    expect(p.guest.view.peerTyping).to.equal(false);
    expect(p.guest.views.at(-1)?.peerTyping).to.equal(false);
  });

  it("ends: what was not delivered has failed, and nothing goes out any more", () => {
    const p = pair(REQUIRED, library.text);
    answered(p);
    p.operator.isConnected = false;
    p.guest.conversation.say("too late");
    p.guest.conversation.status({ state: "ended", reason: "operator-ended" });
    const count = p.guest.sent.length;
    p.guest.conversation.say("even later");
    p.settle(60_000);
    expect(p.guest.deliveries()).to.deep.equal(["failed", "failed"]);
    expect(p.guest.sent.length).to.equal(count);
    expect(p.guest.view.ended).to.equal("operator-ended");
    p.guest.conversation.forget();
    expect(p.guest.slot.text).to.equal(undefined);
  });

  it("comes up empty from a slot with rubbish in it", () => {
    for (const text of ["7", "null", '"x"', "{}", '{"chat":"c-1@chat.example.org","state":{"entries":5}}', '{"chat":"c-1@chat.example.org","state":{"entries":[],"seen":[],"audience":0,"outbox":{"entries":[]}},"otr":"]","key":"zzz"}']) {
      const end = new End("guest", REQUIRED, new HandClock());
      end.conversation.close();
      end.slot.text = text;
      end.open();
      expect(end.view.entries, text).to.deep.equal([]);
    }
  });
});
