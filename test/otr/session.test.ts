// The session between two of ours: AKE, texts, policies, end, SMP.
import { expect } from "chai";
import { generateThrowawayKey } from "#otr/generate.ts";
import { encryptedPair, openEnd, settle } from "./wire.ts";

describe("OTR session", () => {
  it("encrypts after either side, or both, started", () => {
    for (const starters of ["a", "b", "ab"]) {
      const [a, b] = [openEnd(), openEnd()];
      if (starters.includes("a")) a.session.start();
      if (starters.includes("b")) b.session.start();
      settle(a, b);
      expect([a.session.state, b.session.state], starters).to.deep.equal(["encrypted", "encrypted"]);
      expect(a.session.peerFingerprint).to.equal(b.key.fingerprint);
      a.session.send("1", "to b");
      b.session.send("1", "to a");
      settle(a, b);
      expect([a.texts(), b.texts()], starters).to.deep.equal([["to a"], ["to b"]]);
    }
  });

  it("holds text until the AKE is done and then sends it, in order, with its id", () => {
    const [a, b] = [openEnd(), openEnd()];
    a.session.start();
    a.session.send("one", "first");
    a.session.send("two", "second");
    expect(a.events.filter((e) => e.kind === "held")).to.deep.equal(["one", "two"].map((messageId) => ({ kind: "held", messageId, reason: "starting" })));
    expect(a.out).to.deep.equal(["?OTRv23?"]);
    settle(a, b);
    expect(b.texts()).to.deep.equal(["first", "second"]);
    expect(a.events.flatMap((e) => (e.kind === "frame" && e.messageId ? [e.messageId] : []))).to.deep.equal(["one", "two"]);
  });

  it("carries what is and is not text in HTML, in both directions, from the first message", () => {
    const [a, b] = encryptedPair();
    const texts = ["a < b && c > d", "<b>bold</b>", "&amp; is an entity", "<desk@example.org>", "Grüße 👋\nzweite Zeile", "x\0y", "\ud800 alone"];
    const expected = texts.map((t) => t.replace("\0", "\ufffd").replace("\ud800", "\ufffd"));
    for (const [i, text] of texts.entries()) a.session.send(`a${i}`, text);
    settle(a, b);
    for (const [i, text] of texts.entries()) b.session.send(`b${i}`, text);
    settle(a, b);
    expect(b.texts()).to.deep.equal(expected);
    expect(a.texts()).to.deep.equal(expected);
  });

  it("sends nothing to a key that must match and does not, and says so", () => {
    const [a, b] = encryptedPair({ policy: { kind: "must-match", fingerprint: "0".repeat(40) } });
    a.session.send("1", "secret");
    settle(a, b);
    a.session.release();
    settle(a, b);
    expect(b.texts()).to.deep.equal([]);
    expect(a.events).to.deep.include({ kind: "held", messageId: "1", reason: "mismatch" });
    expect(a.events).to.deep.include({ kind: "state", state: "encrypted", fingerprint: b.key.fingerprint, verdict: "mismatch" });
    expect(a.problems()).to.deep.equal(["must-match"]);
    a.session.setPolicy({ kind: "must-match", fingerprint: b.key.fingerprint });
    settle(a, b);
    expect(b.texts()).to.deep.equal(["secret"]);
  });

  it("never hands what waited for one key to another without being told to", () => {
    const [a, b] = encryptedPair();
    a.session.send("1", "for b, delivered");
    settle(a, b);
    a.session.start();
    a.session.send("2", "for b, waiting");
    a.out.length = 0;
    const c = openEnd();
    c.session.start();
    settle(a, c);
    expect(a.session.peerFingerprint).to.equal(c.key.fingerprint);
    a.session.send("1", "for b, delivered"); // as a client does with what was not acknowledged
    settle(a, c);
    expect(c.texts()).to.deep.equal([]);
    expect(a.events.filter((e) => e.kind === "held" && e.reason === "changed")).to.have.length(2);
    a.session.send("3", "for c");
    settle(a, c);
    expect(c.texts()).to.deep.equal(["for c"]);
    a.session.release();
    settle(a, c);
    expect(c.texts()).to.deep.equal(["for c", "for b, waiting", "for b, delivered"]);
  });

  it("pins a key", () => {
    const key = generateThrowawayKey();
    const [a, b] = encryptedPair({ policy: { kind: "pinned", fingerprint: key.fingerprint } });
    a.session.send("1", "held");
    settle(a, b);
    expect(b.texts()).to.deep.equal([]);
    expect(a.events).to.deep.include({ kind: "held", messageId: "1", reason: "changed" });
    a.session.release();
    settle(a, b);
    expect(b.texts()).to.deep.equal(["held"]);
  });

  it("ends, tells the peer, and holds what the peer writes then until there are new keys", () => {
    const [a, b] = encryptedPair();
    a.session.end();
    settle(a, b);
    expect([a.session.state, b.session.state]).to.deep.equal(["plain", "finished"]);
    b.session.send("1", "too late");
    expect(b.events).to.deep.include({ kind: "held", messageId: "1", reason: "finished" });
    expect(b.out).to.deep.equal([]);
    b.session.start();
    settle(a, b);
    expect(a.texts()).to.deep.equal(["too late"]);
  });

  it("answers with an abort, and chats on, where it cannot compare secrets", () => {
    const [a, b] = [openEnd(), openEnd({ compare: undefined })];
    a.session.start();
    settle(a, b);
    for (const question of ["Which opera?", undefined]) {
      a.session.smpStart("Zauberflöte", question);
      settle(a, b);
      expect(a.events.at(-1)).to.deep.equal({ kind: "smp", step: "aborted" });
    }
    b.session.smpStart("Zauberflöte");
    expect(b.problems()).to.deep.equal(["smp"]);
    b.session.send("1", "still here");
    settle(a, b);
    expect(a.texts()).to.deep.equal(["still here"]);
  });

  it("compares secrets both ways, rightly, and again after a refresh", () => {
    const [a, b] = encryptedPair();
    for (const [asker, answerer] of [[a, b], [b, a]] as const) {
      for (const [secret, step] of [["Zauberflöte", "verified"], ["wrong", "failed"]] as const) {
        asker.events.length = answerer.events.length = 0;
        asker.session.smpStart("Zauberflöte", "Which opera?");
        settle(a, b);
        expect(answerer.events).to.deep.include({ kind: "smp", step: "asked", question: "Which opera?" });
        answerer.session.smpAnswer(secret);
        settle(a, b);
        expect([asker.events.at(-1), answerer.events.filter((e) => e.kind === "smp").at(-1)]).to.deep.equal([{ kind: "smp", step }, { kind: "smp", step }]);
      }
      asker.session.start();
      settle(a, b);
    }
  });

  it("shows no text that came in clear, and no ?OTR text", () => {
    const [a] = encryptedPair();
    for (const body of ["hello in clear", "?OTR Error: <script>", "?OTR:garbage.", "?OTR", "?OTRv4?", "see ?OTRv3? there"]) a.session.receive(body);
    expect(a.texts()).to.deep.equal([]);
    expect(JSON.stringify(a.events.filter((e) => e.kind !== "frame"))).to.not.match(/\?OTR|script|clear\b.*hello/);
  });
});
