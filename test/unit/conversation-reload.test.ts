// Two conversations in memory: reloads, gaps in the connection, what bounces, and the end.
import { expect } from "chai";
import { GREETING, GREETING_ANSWER } from "#core/conversation-message.ts";
import { childOf, xml } from "#core/xml.ts";
import { generateThrowawayKey } from "#otr/generate.ts";
import { answer, CHAT, End, HandClock, pair, pump, settle } from "./conversation-ends.ts";

const library = generateThrowawayKey();
const REQUIRED = { otr: "required", fingerprint: library.fingerprint } as const;

describe("conversation: reloads, gaps, ends", function () {
  this.timeout(60_000);
  for (const who of ["guest", "operator"] as const) {
    for (const otr of ["required", "none"] as const) {
      it(`keeps every message exactly once when the ${who} reloads (${otr})`, () => {
        const p = pair(otr === "none" ? { otr } : REQUIRED, library);
        answer(p);
        p.guest.conversation.say("g1");
        p.operator.conversation.say("o1");
        settle(p);
        p.guest.conversation.say("g2");
        p.operator.conversation.say("o2");
        const end = p[who];
        end.reload();
        end.conversation.attach(who === "guest" ? { state: "answered", operator: "Ada" } : undefined);
        settle(p, 30_000);
        p.guest.conversation.say("g3");
        p.operator.conversation.say("o3");
        settle(p);
        expect(p.operator.heard()).to.deep.equal(["g1", "g2", "g3"]);
        expect(p.guest.heard()).to.deep.equal(["o1", "o2", "o3"]);
        expect(p.guest.deliveries()).to.deep.equal(["delivered", "delivered", "delivered"]);
        expect(p.operator.deliveries()).to.deep.equal(["delivered", "delivered", "delivered"]);
        expect(p.guest.infos().filter((i) => i === "end-to-end")).to.have.length(otr === "none" ? 0 : 1);
      });
    }
  }

  it("refuses a guest whose key changed within the chat", () => {
    const p = pair(REQUIRED, library);
    answer(p);
    p.operator.isConnected = false;
    p.operator.conversation.say("for the guest only");
    p.operator.isConnected = true;
    const intruder = new End("guest", REQUIRED, p.clock);
    const q = { ...p, guest: intruder };
    intruder.conversation.attach({ state: "answered", operator: "Ada" });
    settle(q, 60_000);
    expect(q.operator.view.secure).to.deep.equal({ is: "refused" });
    expect(intruder.heard()).to.deep.equal([]);
  });

  it("goes on with a guest whose key changed when the operator says so, and sends what waited", () => {
    const p = pair(REQUIRED, library);
    answer(p);
    p.operator.conversation.say("before");
    settle(p);
    p.guest.slot.remove(); // the browser has lost it
    p.guest.reload();
    p.guest.conversation.attach({ state: "answered", operator: "Ada" });
    p.guest.conversation.say("it is me");
    settle(p, 60_000);
    p.operator.conversation.say("waits");
    p.operator.conversation.release();
    settle(p);
    expect(p.operator.heard()).to.deep.equal(["it is me"]);
    expect(p.guest.heard()).to.deep.equal([]);
    p.operator.conversation.acceptKey();
    settle(p, 15_000);
    p.operator.conversation.say("welcome back");
    settle(p);
    expect(p.operator.view.secure).to.deep.equal({ is: "encrypted", verdict: "match" });
    expect(p.guest.heard()).to.deep.equal(["waits", "welcome back"]);
    expect(p.operator.deliveries()).to.deep.equal(["delivered", "delivered", "delivered"]);
  });

  it("sends what was said while disconnected when it comes back", () => {
    const p = pair(REQUIRED, library);
    answer(p);
    p.guest.conversation.detach();
    p.guest.isConnected = false;
    p.guest.conversation.say("offline");
    settle(p);
    expect(p.guest.deliveries()).to.deep.equal(["waiting"]);
    p.guest.isConnected = true;
    p.guest.conversation.attach({ state: "answered", operator: "Ada" });
    settle(p);
    expect(p.operator.heard()).to.deep.equal(["offline"]);
  });

  it("brings over what looks like OTR to where there is none", () => {
    const p = pair({ otr: "none" });
    answer(p);
    for (const text of ["?OTR:hello.", "  ?OTRv3?"]) p.guest.conversation.say(text);
    p.operator.conversation.say("?OTR Error: what does that mean?");
    settle(p, 4_000);
    expect([p.guest.deliveries(), p.operator.deliveries()]).to.deep.equal([["delivered", "delivered"], ["delivered"]]);
    expect(p.operator.heard()).to.deep.equal(["\u2060?OTR:hello.", "\u2060  ?OTRv3?"]);
    expect(p.guest.heard()).to.deep.equal(["\u2060?OTR Error: what does that mean?"]);
  });

  it("tries again what bounced for now and marks what bounced for good", () => {
    const p = pair({ otr: "none" });
    answer(p);
    p.operator.isConnected = false;
    p.guest.conversation.say("hello");
    const [id] = p.guest.sent.slice(-1).map((s) => s.attrs["id"]);
    const bounce = (type: string, own: string) => xml("message", { from: CHAT, type: "error", id }, xml("error", { type }, xml("recipient-unavailable", { xmlns: "urn:ietf:params:xml:ns:xmpp-stanzas" }), xml(own, { xmlns: "urn:otterdesk:0" })));
    p.guest.conversation.receive(bounce("wait", "other-end-away"));
    expect(p.guest.deliveries()).to.deep.equal(["sent"]);
    p.operator.isConnected = true;
    settle(p, 4_000);
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
    expect(greetings.length, "four for each opening at most").to.be.within(2, 16);
  });

  it("shows typing and forgets it", () => {
    const p = pair(REQUIRED, library);
    answer(p);
    p.operator.conversation.typing();
    p.operator.conversation.typing();
    pump(p.guest, p.operator);
    expect(p.guest.view.peerTyping).to.equal(true);
    settle(p, 8_000);
    expect(p.guest.view.peerTyping).to.equal(false);
    p.operator.conversation.typing();
    pump(p.guest, p.operator);
    p.operator.isConnected = false;
    settle(p, 40_000);
    expect(p.guest.view.peerTyping).to.equal(false);
    expect(p.guest.views.at(-1)?.peerTyping).to.equal(false);
  });

  it("ends: what was not delivered has failed, and nothing goes out any more", () => {
    const p = pair(REQUIRED, library);
    answer(p);
    p.operator.isConnected = false;
    p.guest.conversation.say("too late");
    p.guest.conversation.status({ state: "ended", reason: "operator-ended" });
    const count = p.guest.sent.length;
    p.guest.conversation.say("even later");
    settle(p, 60_000);
    expect(p.guest.deliveries()).to.deep.equal(["failed", "failed"]);
    expect(p.guest.sent.length).to.equal(count);
    expect(p.guest.view.ended).to.equal("operator-ended");
    p.guest.conversation.forget();
    expect(p.guest.slot.text).to.equal(undefined);
  });

  for (const who of ["guest", "operator"] as const) {
    for (const otr of ["required", "none"] as const) {
      for (const how of ["the connection lost it", "there was no connection"] as const) {
        it(`gives a receipt of the ${who}'s at once after a new connection where ${how} (${otr})`, () => {
          const p = pair(otr === "none" ? { otr } : REQUIRED, library);
          answer(p);
          const [reader, writer] = [p[who], who === "guest" ? p.operator : p.guest];
          const before = reader.sent.length;
          const stanzas = () => writer.sent.filter((s) => childOf(s, "body") !== undefined).length;
          writer.conversation.say("did you get this?");
          const sent = stanzas();
          // It comes, and the connection is gone before the receipt is out.
          if (how === "the connection lost it") reader.fate = () => "lose";
          else reader.refuses = true;
          pump(p.guest, p.operator);
          expect(reader.heard()).to.deep.equal(["did you get this?"]);
          reader.conversation.detach();
          for (const stanza of reader.sent.slice(before)) reader.conversation.lost(stanza);
          reader.fate = () => "pass";
          reader.refuses = false;
          expect(writer.deliveries()).to.deep.equal(["sent"]);
          reader.conversation.attach(who === "guest" ? { state: "answered", operator: "Ada" } : undefined);
          pump(p.guest, p.operator);
          expect([writer.deliveries(), stanzas()]).to.deep.equal([["delivered"], sent]);
          const receipts = () => reader.sent.filter((s) => ![undefined, GREETING, GREETING_ANSWER].includes(childOf(s, "received")?.attrs["id"])).length;
          const given = receipts();
          settle(p, 30_000);
          expect(receipts(), "once is enough").to.equal(given);
        });
      }
    }
  }

  it("owes a receipt over a reload too, and none to an operator who came after", () => {
    const p = pair({ otr: "none" });
    answer(p, "Ada", 1);
    p.guest.refuses = true;
    p.operator.conversation.say("one");
    pump(p.guest, p.operator);
    p.guest.refuses = false;
    p.guest.reload();
    p.guest.conversation.attach({ state: "answered", operator: "Ada", answer: 1 });
    pump(p.guest, p.operator);
    expect(p.operator.deliveries()).to.deep.equal(["delivered"]);
    p.guest.refuses = true;
    p.operator.conversation.say("two");
    pump(p.guest, p.operator);
    p.guest.refuses = false;
    const before = p.guest.sent.length;
    p.guest.conversation.attach({ state: "answered", operator: "Grace", answer: 2 });
    settle(p);
    expect(p.guest.sent.slice(before).map((s) => childOf(s, "received")?.attrs["id"]).filter((id) => id !== undefined && !id.startsWith(GREETING))).to.deep.equal([]);
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
