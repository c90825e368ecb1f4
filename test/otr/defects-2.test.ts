// The second half of the twelve groups of defects of the bare otr package. Each test shows the defect in the bare package (so it would fail there) and that the session is without it.
import { expect } from "chai";
import { toBytes } from "#otr/arithmetic.ts";
import { concat, data, readBase64, Reader, uint32 } from "#otr/bytes.ts";
import { sealData } from "#otr/data-message.ts";
import { Exchange } from "#otr/exchange.ts";
import { readFrame, type DataFrame } from "#otr/frame.ts";
import { generateThrowawayKey } from "#otr/generate.ts";
import { readPrivateKey } from "#otr/key.ts";
import { secureRandom } from "#otr/random.ts";
import { asPeer, bare, bareEnd, settleBare, type BareEnd } from "./bare.ts";
import { encryptedPair, openEnd, settle, type End } from "./wire.ts";

const [keyA, keyB] = [generateThrowawayKey(), generateThrowawayKey()];

async function barePair(): Promise<[BareEnd, BareEnd]> {
  const [a, b] = [bareEnd(keyA), bareEnd(keyB)];
  a.otr.sendQueryMsg();
  await settleBare(asPeer(a), asPeer(b));
  return [a, b];
}

const dataFrames = (bodies: readonly string[]): DataFrame[] => bodies.map(readFrame).filter((f) => f.kind === "data");
const sentBodies = (end: End): string[] => end.events.flatMap((e) => (e.kind === "frame" ? [e.body] : []));
const ms = (work: () => void): number => {
  const start = performance.now();
  work();
  return performance.now() - start;
};
const silently = (work: () => void): boolean => {
  try {
    work();
    return true;
  } catch {
    return false;
  }
};
describe("Defects of the bare otr package, closed (2)", function () {
  this.timeout(60_000);

  it("9. what waits for one key is not sent to the next", async () => {
    const c = bareEnd(keyA);
    c.otr.REQUIRE_ENCRYPTION = true;
    c.otr.sendMsg("for b only");
    const stranger = bareEnd(generateThrowawayKey());
    await settleBare(asPeer(c), asPeer(stranger));
    expect(stranger.shown, "bare: whoever comes").to.deep.equal(["for b only"]);
    const [a, b] = encryptedPair();
    expect(a.session.peerFingerprint).to.equal(b.key.fingerprint);
    b.session.end();
    settle(a, b);
    a.session.send("1", "for b only");
    const other = openEnd();
    other.session.start();
    settle(a, other);
    expect([a.session.state, other.texts()]).to.deep.equal(["encrypted", []]);
    expect(a.events.at(-1)).to.deep.equal({ kind: "held", messageId: "1", reason: "changed" });
  });

  it("10. SMP lives on after a refresh, and numbers out of range end it", async () => {
    const [c, d] = await barePair();
    c.otr.smpSecret("s");
    await settleBare(asPeer(c), asPeer(d));
    d.otr.smpSecret("s");
    await settleBare(asPeer(c), asPeer(d));
    const before = d.smp.length;
    c.otr.sendQueryMsg();
    await settleBare(asPeer(c), asPeer(d));
    c.otr.smpSecret("s");
    await settleBare(asPeer(c), asPeer(d));
    expect(d.smp.length, "bare: nobody is asked").to.equal(before);

    const [a, b] = encryptedPair();
    a.session.start();
    settle(a, b);
    a.session.smpStart("s");
    settle(a, b);
    b.session.smpAnswer("s");
    settle(a, b);
    expect(a.events.at(-1)).to.deep.equal({ kind: "smp", step: "verified" });
    const element = data(toBytes(4n));
    const zero = data(new Uint8Array(0));
    for (const numbers of [[zero, element, element, element, element, element], [element, element, zero, element, element, element], [element, element, element, element, element, zero]]) {
      a.events.length = 0;
      inject(b, a, 2, concat(uint32(6), ...numbers));
      expect(a.events.find((e) => e.kind === "smp")).to.deep.equal({ kind: "smp", step: "aborted" });
    }
  });

  it("11. nothing throws, nothing grows without bound, and keys are read strictly", async () => {
    const [, d] = await barePair();
    expect(silently(() => d.otr.receiveMsg("?OTR:AAM=.")) && silently(() => d.otr.sendMsg("\ud800")), "bare").to.equal(false);
    expect(silently(() => bare.DSA.parsePrivate("garbage")), "bare: a key of garbage").to.equal(true);
    expect(readPrivateKey("garbage").ok).to.equal(false);
    const [a, b] = encryptedPair();
    for (const body of ["?OTR:AAM=.", "?OTR:.", "?OTR:AAID.", "?OTR,1,2,", "?OTR|zz|,1,1,a,", `?OTR,1,99999,${"x".repeat(1000)},`, "x".repeat(300_000)]) a.session.receive(body);
    a.session.send("1", "\ud800");
    settle(a, b);
    expect(b.texts()).to.deep.equal(["\ufffd"]);
    const tag = "\x20\x09\x20\x20\x09\x09\x09\x09\x20\x09\x20\x09\x20\x09\x20\x20";
    expect(ms(() => a.session.receive(tag.repeat(10_000)))).to.be.lessThan(50);
    // Key id 0, and a next key out of range under a good MAC.
    const exchange = (b.session as unknown as { current: Exchange }).current;
    exchange.engine.our_dh = { privateKey: { v: 1n }, publicKey: { v: 1n } };
    const texts = a.texts().length;
    a.session.receive(sealData(exchange, new TextEncoder().encode("next key 1"), false));
    expect(a.texts().length).to.equal(texts);
    expect(a.problems().at(-1)).to.equal("unreadable");
    const listener = openEnd({ emit: () => true as never });
    const other = openEnd();
    listener.session.start();
    settle(listener, other);
    expect(listener.events.length, "a listener's result means nothing").to.be.greaterThan(3);
  });

  it("11b. heartbeats and farewells say that they may be ignored when unreadable", () => {
    let now = 0;
    const [a, b] = encryptedPair({ now: () => now }, { now: () => now });
    now += 70_000;
    a.session.send("1", "hello");
    settle(a, b);
    const heartbeat = dataFrames(sentBodies(b)).at(-1)!;
    expect(heartbeat.ignoreUnreadable).to.equal(true);
    expect([a.texts(), a.problems()]).to.deep.equal([[], []]);
    a.session.end();
    expect(dataFrames(sentBodies(a)).map((f) => f.ignoreUnreadable)).to.deep.equal([false, true]);
  });

  it("12. nothing leaves in clear, and version 2 only where the peer has never shown version 3", async () => {
    const c = bareEnd(keyA);
    c.otr.sendMsg("in clear");
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(c.out, "bare").to.deep.equal(["in clear"]);
    const [a, b] = [openEnd(), openEnd()];
    a.session.send("1", "never in clear");
    expect(sentBodies(a)).to.deep.equal(["?OTRv23?"]);
    settle(a, b);
    a.session.receive("?OTRv2?");
    expect(a.problems().at(-1)).to.equal("no-version");
    const version2 = new Exchange(keyB, 0x1000, 2, secureRandom).start()[0]!;
    a.session.receive(version2);
    expect(a.problems().filter((code) => code === "no-version")).to.have.length(2);
    const fresh = openEnd();
    fresh.session.receive("?OTR?v2?");
    expect(readFrame(fresh.out[0]!)).to.include({ kind: "ake", version: 2 });
  });

  it("MAC keys that are used up are revealed, as the specification wants", () => {
    const [a, b] = encryptedPair();
    for (let i = 0; i < 4; i += 1) {
      a.session.send(`a${i}`, "x");
      settle(a, b);
      b.session.send(`b${i}`, "x");
      settle(a, b);
    }
    const revealed = sentBodies(a).flatMap((body) => {
      const bytes = readBase64(body.slice(5, -1)) ?? new Uint8Array(0);
      const frame = readFrame(body);
      if (frame.kind !== "data") return [];
      return [new Reader(bytes.subarray(frame.signed.length + 20)).uint32()];
    });
    expect(revealed.some((length) => length > 0 && length % 20 === 0)).to.equal(true);
  });
});

/** A data message of `from` with one record of its own making. */
function inject(from: End, to: End, type: number, value: Uint8Array): void {
  const exchange = (from.session as unknown as { current: Exchange }).current;
  to.session.receive(sealData(exchange, concat(Uint8Array.of(0, 0, type, value.length >> 8, value.length), value), true));
}
