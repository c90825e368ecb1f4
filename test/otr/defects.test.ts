// The twelve groups of defects of the bare otr package. Each test shows the defect in the bare package (so it would fail there) and that the session is without it.
import { expect } from "chai";
import { ctr } from "@noble/ciphers/aes.js";
import { modPow, toBytes } from "#otr/arithmetic.ts";
import { concat, data, latin1, readBase64, uint32, base64 } from "#otr/bytes.ts";
import { Exchange } from "#otr/exchange.ts";
import { readFrame, type AkeFrame, type DataFrame } from "#otr/frame.ts";
import { generateThrowawayKey } from "#otr/generate.ts";
import { secureRandom } from "#otr/random.ts";
import { asPeer, bare, bareBigInt, bareEnd, settleBare, type BareEnd } from "./bare.ts";
import { encryptedPair, openEnd, settle } from "./wire.ts";

const [keyA, keyB] = [generateThrowawayKey(), generateThrowawayKey()];

async function barePair(): Promise<[BareEnd, BareEnd]> {
  const [a, b] = [bareEnd(keyA), bareEnd(keyB)];
  a.otr.sendQueryMsg();
  await settleBare(asPeer(a), asPeer(b));
  return [a, b];
}

const dataFrames = (bodies: readonly string[]): DataFrame[] => bodies.map(readFrame).filter((f) => f.kind === "data");
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
/** The body with one byte of its payload changed. */
function tampered(body: string, at: number): string {
  const bytes = readBase64(body.slice(5, -1))!;
  const index = at < 0 ? bytes.length + at : at;
  bytes[index] = bytes[index]! ^ 1;
  return `?OTR:${base64(bytes)}.`;
}
const encode = (...parts: Uint8Array[]): string => `?OTR:${base64(concat(...parts))}.`;
const header = (type: number, from: number, to: number): Uint8Array => concat(Uint8Array.of(0, 3, type), uint32(from), uint32(to));

describe("Defects of the bare otr package, closed", function () {
  this.timeout(60_000);

  it("1. no key and counter are used for two texts, over restarts and round trips", async () => {
    const [a, b] = await barePair();
    const bareKeys: string[] = [];
    for (let round = 0; round < 2; round += 1) {
      for (let i = 0; i < 2; i += 1) {
        for (const [from, to] of [[a, b], [b, a]] as const) {
          from.otr.sendMsg("x");
          const keys = from.otr.sessKeys[1]![0]!;
          bareKeys.push(`${latin1(new TextEncoder().encode(keys.sendenc))} ${keys.send_counter}`);
          await settleBare(asPeer(from), asPeer(to));
        }
      }
      a.otr.endOtr();
      await settleBare(asPeer(a), asPeer(b));
      a.otr.sendQueryMsg();
      await settleBare(asPeer(a), asPeer(b));
    }
    expect(new Set(bareKeys).size, "bare").to.be.lessThan(bareKeys.length);

    const [c, d] = encryptedPair();
    const frames: string[] = [];
    for (let round = 0; round < 3; round += 1) {
      for (let i = 0; i < 3; i += 1) {
        for (const end of [c, d]) {
          end.session.send(`${round}/${i}`, "same text");
          frames.push(...end.out);
          settle(c, d);
        }
      }
      if (round % 2 === 0) c.session.end();
      settle(c, d);
      c.session.start();
      settle(c, d);
    }
    // The same text under the same key and counter would give the same ciphertext.
    const sent = dataFrames(frames).map((f) => base64(f.encrypted));
    expect(sent.length).to.be.greaterThan(17);
    expect(new Set(sent).size).to.equal(sent.length);
    expect(c.texts().length + d.texts().length).to.equal(18);
  });

  it("2. the r of a commit keeps its leading zeros", () => {
    // A peer (as libotr) whose r begins with a zero byte: made by hand, answered by our exchange.
    const p = BigInt(`0x${(bare.OTR as unknown as { CONST: { N: string } }).CONST.N}`);
    const r = concat(Uint8Array.of(0, 7), secureRandom(14));
    const gx = data(toBytes(modPow(2n, 12345678901234567890n, p)));
    const encrypted = ctr(r, new Uint8Array(16)).encrypt(gx);
    const bareKey = BigInt(`0x${Buffer.from(r).toString("hex")}`).toString(16);
    expect(bareKey.length, "the bare package makes its AES key of these digits").to.be.lessThan(32);
    const exchange = new Exchange(keyA, 0x1234, 3, secureRandom);
    const hash = new Uint8Array(32);
    const commit = { kind: "ake", type: 0x02, version: 3, from: 0x5678, to: 0, payload: concat(data(encrypted), data(hash)) } as AkeFrame;
    exchange.peerTag = 0x5678;
    expect(exchange.handle(commit)).to.have.length(1);
    exchange.handle({ ...commit, type: 0x11, payload: concat(data(r), data(new Uint8Array(8)), new Uint8Array(20)) });
    // The hash is wrong on purpose; but g^x was decrypted with the whole r.
    expect(exchange.fault).to.match(/Hashed g\^x/);
    expect(exchange.engine.ake.their_y!.v).to.equal(modPow(2n, 12345678901234567890n, p));
    // And ours never begins with a zero nibble, so that a bare package at the other end agrees.
    for (let i = 0; i < 200; i += 1) {
      const ours = new Exchange(keyA, 0x1234, 3, secureRandom);
      ours.start();
      expect((ours.engine.ake as unknown as { r: { v: bigint } }).r.v >> 124n > 0n).to.equal(true);
    }
  });

  it("3. a hostile DSA key of the peer is refused, at once", () => {
    const { engine } = new Exchange(keyA, 0x1234, 3, secureRandom);
    const parse = (engine.priv.constructor as unknown as { parsePublic(bytes: string): unknown }).parsePublic;
    const pub = (p: bigint, q: bigint, g: bigint, y: bigint): string => latin1(concat(Uint8Array.of(0, 0), ...[p, q, g, y].map((n) => data(toBytes(n)))));
    const { p, q, g, y } = keyB;
    expect(silently(() => parse(pub(p, q, g, y))), "a good one").to.equal(true);
    const hostile: [bigint, bigint, bigint, bigint][] = [[0n, q, g, y], [p, 0n, g, y], [p, q + 1n, g, y], [p + 1n, q, g, y], [p, q, 1n, y], [p, q, p - 1n, y], [p, q, g, 0n], [p, q, g, 1n], [p, q, g, p - 1n], [1n, 1n, 1n, 1n], [(1n << 8000n) + 1n, q, g, y]];
    for (const [i, numbers] of hostile.entries()) {
      expect(ms(() => expect(silently(() => parse(pub(...numbers))), `hostile ${i}`).to.equal(false))).to.be.lessThan(50);
      expect(silently(() => bare.DSA.parsePublic(pub(...numbers))), "bare").to.equal(true);
    }
  });

  it("4. long integers cost next to nothing", () => {
    const slow = ms(() => bareBigInt.ba2bigInt(Array.from({ length: 8_192 }, () => 255)));
    expect(slow, "bare, an eighth of 64 KiB").to.be.greaterThan(50);
    const [a] = encryptedPair();
    const long = data(new Uint8Array(65_536).fill(255));
    const tag = a.session.instanceTag;
    for (const type of [0x02, 0x0a, 0x11, 0x12, 0x03]) {
      expect(ms(() => a.session.receive(encode(header(type, 0x5555, type === 2 ? 0 : tag), Uint8Array.of(0, 0, 0, 0, 1, 0, 0, 0, 1), long, long))), `type ${type}`).to.be.lessThan(50);
      expect(ms(() => a.session.receive(encode(header(type, 0x5555, type === 2 ? 0 : tag), long))), `type ${type}`).to.be.lessThan(50);
    }
    expect(a.session.state).to.equal("encrypted");
  });

  it("5. frames during an AKE never become text, and what can be read is", async () => {
    const [c, d] = await barePair();
    d.otr.receiveMsg("?OTRv3?");
    d.otr.sendMsg("x");
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(c.otr.msgstate === 1 && d.out.some((body) => atob(body.slice(5, -1)).startsWith("undefined")), "bare").to.equal(true);
    const [a, b] = encryptedPair();
    b.session.start();
    a.session.send("1", "under the old keys");
    a.session.receive(b.out.shift()!); // the query: a starts the AKE
    a.session.send("2", "during the AKE");
    settle(a, b);
    expect(b.texts()).to.deep.equal(["under the old keys", "during the AKE"]);
    expect(b.texts().join()).to.not.contain("undefined");
  });

  it("6. a forged fragment or tag does not pin the peer's instance", async () => {
    const forged = "?OTR|00004242|00000000,1,2,xxxx,";
    const [c, d] = [bareEnd(keyA), bareEnd(keyB)];
    c.otr.receiveMsg(forged);
    c.otr.sendQueryMsg();
    await settleBare(asPeer(c), asPeer(d));
    expect(c.otr.msgstate, "bare").to.equal(0);
    const [a, b] = [openEnd(), openEnd()];
    a.session.receive(forged);
    for (const from of [0x4242, 0x64, 0]) a.session.receive(encode(header(0x0a, from, a.session.instanceTag), data(new Uint8Array(100).fill(9))));
    a.session.start();
    settle(a, b);
    expect(a.session.state).to.equal("encrypted");
    // 100 is decimal there; the smallest tag is 0x100.
    const starts = a.events.length;
    a.session.receive(encode(header(0x02, 0xff, 0), data(new Uint8Array(196)), data(new Uint8Array(32))));
    expect(a.events.length).to.equal(starts);
  });

  it("7. a forged data message changes nothing: the counter counts only after the MAC", async () => {
    const [c, d] = await barePair();
    c.otr.sendMsg("one");
    await new Promise((resolve) => setTimeout(resolve, 5));
    const real = c.out.splice(0)[0]!;
    const at = readFrame(real);
    if (at.kind !== "data") throw new Error("no data message");
    const counterAt = at.signed.length - at.encrypted.length - 4 - 8;
    d.otr.receiveMsg(tampered(real, counterAt)); // the counter's first byte
    d.otr.receiveMsg(real);
    expect(d.shown, "bare").to.not.include("one");

    const [a, b] = encryptedPair();
    for (let i = 0; i < 5; i += 1) {
      a.session.send(`${i}`, `text ${i}`);
      const body = a.out.splice(0)[0]!;
      for (const where of [10, 30, counterAt, counterAt + 7, -30, -5]) b.session.receive(tampered(body, where));
      b.out.length = 0;
      b.session.receive(body);
    }
    expect(b.texts()).to.deep.equal([0, 1, 2, 3, 4].map((i) => `text ${i}`));
  });

  it("8. clear text, unknown types and errors never look like messages", async () => {
    const bodies = ["in clear", "?OTR Error: in clear", "?OTR", "?OTR:AAMF.", "?OTR:AA", `?OTR:${base64(Uint8Array.of(0, 3, 0x99, 1, 2, 3))}.`, "?OTRx", "?OTR Error:"];
    const [, d] = await barePair();
    for (const body of bodies) silently(() => d.otr.receiveMsg(body));
    expect(d.shown, "bare").to.include("in clear");
    const [a] = encryptedPair();
    for (const body of bodies) a.session.receive(body);
    expect(a.texts()).to.deep.equal([]);
    expect(a.problems().length).to.be.greaterThan(3);
    expect(JSON.stringify(a.events.filter((e) => e.kind === "problem"))).to.not.match(/in clear|OTR/);
  });
});
