// The quick ways to compute against the plain ones: powers, base64, UTF-8, the prepared HMAC and AES-CTR against Node's.
import { createCipheriv, createHmac, randomBytes } from "node:crypto";
import { expect } from "chai";
import { aesCtr } from "#otr-engine";
import { fromBytes, modPow, powersOf, toBytes } from "#otr/arithmetic.ts";
import { base64, readBase64, utf8 } from "#otr/bytes.ts";
import { hmacSha1 } from "#otr/mac.ts";
import { powerOfTwo } from "#otr/primes.ts";

const number = (bytes: number): bigint => fromBytes(randomBytes(bytes));

function plainPower(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n % modulus;
  for (const bit of exponent.toString(2)) result = (((result * result) % modulus) * (bit === "1" ? base : 1n)) % modulus;
  return result;
}

describe("OTR arithmetic", () => {
  it("powers are those of the schoolbook, also of one base again and again, of 0, 1 and hostile moduli", () => {
    for (let round = 0; round < 60; round += 1) {
      const modulus = number(8 + (round % 40)) + 2n;
      const base = round % 7 === 0 ? BigInt(round % 3) : number(48);
      const raise = powersOf(base, modulus, round % 2 === 0 ? 4 : 5);
      for (const exponent of [0n, 1n, 2n, number(1), number(20), number(3), number(40)]) {
        const expected = plainPower(base, exponent, modulus);
        expect([raise(exponent), modPow(base, exponent, modulus)]).to.deep.equal([expected, expected]);
        expect(powerOfTwo(exponent, modulus)).to.equal(plainPower(2n, exponent, modulus));
      }
    }
    for (const modulus of [0n, 1n, -5n]) expect([powersOf(3n, modulus, 4)(5n), modPow(3n, 5n, modulus)]).to.deep.equal([0n, 0n]);
    const n = number(192);
    expect([fromBytes(toBytes(n, 192)), fromBytes(toBytes(n))]).to.deep.equal([n, n]);
  });

  it("base64 is Node's in both directions, and nothing but canonical text is read", () => {
    for (let length = 0; length < 70; length += 1) {
      const bytes = randomBytes(length);
      const text = bytes.toString("base64");
      expect(base64(Uint8Array.from(bytes))).to.equal(text);
      expect(Buffer.from(readBase64(text)!)).to.deep.equal(bytes);
      expect(Buffer.from(readBase64(`?OTR:${text}.`, 5, 5 + text.length)!)).to.deep.equal(bytes);
    }
    for (const text of ["A", "AA", "AAA", "A===", "====", "AB==", "AAB=", "AA=A", "A A=", "AA\n=", "AAA\u0141", "-_AA"]) expect(readBase64(text), text).to.equal(undefined);
  });

  it("text becomes the UTF-8 of the encoder", () => {
    for (const text of ["", "plain", "Grüße 👋", "\ud800", "\u007f\u0080"]) expect(utf8(text)).to.deep.equal(new TextEncoder().encode(text));
  });

  it("HMAC-SHA1 and AES-CTR are Node's, with one key for many messages", () => {
    const [key, macKey] = [Uint8Array.from(randomBytes(16)), Uint8Array.from(randomBytes(20))];
    for (let length = 0; length < 300; length += 37) {
      const bytes = Uint8Array.from(randomBytes(length + 1)).subarray(1); // not at a multiple of 4
      const counter = Uint8Array.from(randomBytes(8));
      expect(Buffer.from(hmacSha1(macKey, bytes))).to.deep.equal(createHmac("sha1", macKey).update(bytes).digest());
      expect(Buffer.from(aesCtr(key, counter, bytes))).to.deep.equal(createCipheriv("aes-128-ctr", key, Buffer.concat([counter, Buffer.alloc(8)])).update(bytes));
    }
  });
});
