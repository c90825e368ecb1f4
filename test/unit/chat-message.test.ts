// What of a message passes: OTR and nothing beside it, signs written anew, no word hidden in them; and the words that operators say to the desk.
import { expect } from "chai";
import { gate } from "#core/chat-gate.ts";
import { readRelayed, writeRelayed } from "#core/chat-message.ts";
import { readWord, ringWords } from "#core/chat-words.ts";
import { NS } from "#core/namespaces.ts";
import { childrenOf, writeXml, xml } from "#core/xml.ts";
import { makeAllowance } from "../../component/desk/allowance.ts";
import { makeHold } from "../../component/desk/hold.ts";

/** A data message of version 3 with these flags. */
const data = (flags: number, version = 3) => {
  const tags = version === 3 ? [0, 0, 1, 0, 0, 0, 1, 0] : [];
  return `?OTR:${Buffer.from([0, version, 3, ...tags, flags, 0, 0, 0, 1, 0, 0, 0, 1]).toString("base64")}.`;
};

describe("gate", () => {
  const CASES: readonly (readonly [string, string, string])[] = [
    [data(0), "otr-data", data(0)],
    [data(0, 2), "otr-data", data(0, 2)],
    [data(1), "otr-quiet", data(1)],
    [data(1, 2), "otr-quiet", data(1, 2)],
    [`${data(0)} and in clear`, "otr-data", data(0)],
    ["?OTR:AAMCAAAAAQ==.", "otr-start", "?OTR:AAMCAAAAAQ==."],
    ["?OTRv23?", "otr-start", "?OTRv23?"],
    ["?OTRv23?\n<b>alice@example.org</b> has requested an Off-the-Record private conversation", "otr-start", "?OTRv23?"],
    ["?OTR?v2?", "otr-start", "?OTRv2?"],
    ["?OTR?v23? secret", "otr-start", "?OTRv23?"],
    ["?OTR Error: You sent secret", "otr-error", "?OTR Error:"],
    ["?OTR|00000101|00000102,00001,00002,?OTR:AAMDAAAB,", "otr-data", "?OTR|00000101|00000102,00001,00002,?OTR:AAMDAAAB,"],
    ["?OTR,1,2,?OTR:AAIC,", "otr-start", "?OTR,1,2,?OTR:AAIC,"],
    // Everything else is clear text.
    ["?OTR?", "clear", "?OTR?"],
    ["?OTRv1?", "clear", "?OTRv1?"],
    ["?OTR:secret words.", "clear", "?OTR:secret words."],
    ["?OTR:AAEDAAAA.", "clear", "?OTR:AAEDAAAA."],
    ["?OTR:AAMDAAAA", "clear", "?OTR:AAMDAAAA"],
    ["hello ?OTRv23?", "clear", "hello ?OTRv23?"],
    ["?OTR|1|2,1,2,secret words,", "clear", "?OTR|1|2,1,2,secret words,"],
    ["hello \t  \t\t\t\t \t \t \t    \t\t  \t ", "clear", "hello"],
  ];
  for (const [body, says, passed] of CASES) {
    it(JSON.stringify(body.slice(0, 50)), () => expect(gate(body)).to.deep.equal({ says, body: passed }));
  }
  it("reads a very long body in no time", () => {
    const began = performance.now();
    for (const long of ["?OTR:AAMD" + "A".repeat(500_000), "?OTR|1|2,1,2," + "A".repeat(500_000), " \t".repeat(250_000), "?OTRv" + "2".repeat(500_000)]) gate(long);
    expect(performance.now() - began).to.be.below(500);
  });
});

describe("passing a message on", () => {
  const secret = "Geheimnis";
  it("takes what is named and nothing else", () => {
    const message = xml(
      "message",
      { id: "m1", type: "chat", from: "desk1@example.org/home", to: "c-1@chat.example.org", "xml:lang": secret },
      xml("body", {}, "?OTRv3? Geheimnis"),
      xml("subject", {}, secret),
      xml("composing", { xmlns: NS.chatStates, note: secret }, secret),
      xml("request", { xmlns: NS.receipts }, secret),
      xml("origin-id", { xmlns: NS.originId, id: "o1", note: secret }),
      xml("encryption", { xmlns: NS.encryption, namespace: NS.otr, name: secret }),
      xml("delay", { xmlns: NS.delay, stamp: "2026-01-05T09:00:00Z", from: "desk1@example.org" }, secret),
      xml("html", { xmlns: "http://jabber.org/protocol/xhtml-im" }, secret),
      xml("x", { xmlns: "jabber:x:oob" }, secret),
      xml("addresses", { xmlns: "http://jabber.org/protocol/address" }, xml("address", { jid: "desk1@example.org" })),
    );
    const relayed = readRelayed(message, "required");
    const names = (end: "guest" | "operator") => relayed && childrenOf(writeRelayed(relayed, { from: "c-1@chat.example.org", to: "x@y", end })).map((c) => c.name);
    expect(names("guest")).to.deep.equal(["body", "composing", "request", "origin-id", "encryption", "delay"]);
    expect(names("operator")?.slice(6)).to.deep.equal(["private", "no-copy", "no-permanent-store"]);
    const written = relayed && writeRelayed(relayed, { from: "c-1@chat.example.org", to: "g@guest.example.org/a", end: "guest" });
    expect(written?.attrs).to.deep.equal({ type: "chat", from: "c-1@chat.example.org", to: "g@guest.example.org/a", id: "m1" });
    const text = written ? writeXml(written) : "";
    expect(text).to.not.contain(secret);
    expect(text).to.not.contain("desk1");
  });
  it("ignores what says nothing", () => {
    for (const child of [xml("body", {}, "  "), xml("no-copy", { xmlns: NS.hints }), xml("html", {}, "x")]) expect(readRelayed(xml("message", {}, child), "none")).to.equal(undefined);
    expect(readRelayed(xml("message", {}, xml("received", { xmlns: NS.receipts, id: "m1" })), "none")?.says).to.equal("sign");
  });
  it("says when it had to wait", () => {
    const relayed = readRelayed(xml("message", {}, xml("body", {}, "hi")), "none");
    expect(relayed && childrenOf(writeRelayed(relayed, { from: "a@b", to: "c@d", end: "guest", heldSince: 0 }), "delay")[0]?.attrs["stamp"]).to.equal("1970-01-01T00:00:00.000Z");
  });
});

describe("words to the desk", () => {
  const CASES: readonly (readonly [string, unknown])[] = [
    ["/transfer reference", { word: "transfer", to: "reference" }],
    ["/transfer c-abc desk2@example.org", { word: "transfer", to: "desk2@example.org", chat: "c-abc" }],
    ["/transfer", { word: "help" }],
    [" /end ", { word: "end" }],
    ["/end c-abc", { word: "end", chat: "c-abc" }],
    ["/help", { word: "help" }],
    ["/pause", { word: "pause" }],
    ["/resume reference", { word: "resume", queue: "reference" }],
    ["/endd", { word: "unknown" }],
    ["and/or", undefined],
    ["/", undefined],
    ["1/2", undefined],
  ];
  for (const [line, word] of CASES) it(JSON.stringify(line), () => expect(readWord(line)).to.deep.equal(word));
  it("a ring says what to do", () => expect(ringWords("Reference desk", "required", "desk2")).to.match(/^desk2 hands you a chat in Reference desk\. Write anything here to answer/));
});

describe("bounds", () => {
  it("a sender who was too fast may go on after a while", () => {
    const allowance = makeAllowance({ burst: 3, perSecond: 1 });
    expect([0, 0, 0, 0, 1_000, 1_000].map((now) => allowance.take("g", now))).to.deep.equal([true, true, true, false, true, false]);
    expect(allowance.take("other", 1_000)).to.equal(true);
  });
  it("only so much is held, and it is held no longer once taken", () => {
    const hold = makeHold({ messages: 2, total: 10 });
    const item = (size: number) => ({ from: "g", since: 0, message: { id: "m", says: "otr-data" as const, children: [], size } });
    expect([hold.keep("c", "guest", item(4)), hold.keep("c", "guest", item(4)), hold.keep("c", "guest", item(1)), hold.keep("d", "guest", item(4))]).to.deep.equal([true, true, false, false]);
    expect(hold.take("c", "guest").length).to.equal(2);
    expect(hold.size()).to.equal(0);
    expect(hold.keep("d", "guest", item(10))).to.equal(true);
  });
});
