// What of the otr package is mended in place: lazy D-H, the checks of the peer's keys, frames given out at once. docs/otr.md says which defect each closes.
import { sha1 } from "@noble/hashes/legacy.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { bitLength, toBytes } from "../arithmetic.ts";
import { concat, data, fromLatin1, latin1, Reader } from "../bytes.ts";
import { numOfLatin1, P, powMod, randBigInt } from "./bigint.ts";
import { AKE, DSA, OTR } from "./package.ts";
import type { Dh, DhSession, Num } from "./types.ts";

const modulus: Num = { v: P };
const generator: Num = { v: 2n };

/** A D-H pair whose public half is computed when somebody looks at it. 320 bits: OTR version 3, "D-H keys". */
class LazyDh implements Dh {
  readonly privateKey = randBigInt(320);
  secret?: { readonly with: bigint; readonly value: bigint };
  private known?: Num;
  get publicKey(): Num {
    return (this.known ??= powMod(generator, this.privateKey, modulus));
  }
}

/** The bytes of the shared secret, as an MPI. */
function secretBytes(ours: Dh, theirs: Num): Uint8Array {
  if (ours.secret?.with !== theirs.v) ours.secret = { with: theirs.v, value: powMod(theirs, ours.privateKey, modulus).v };
  return data(toBytes(ours.secret.value));
}

class LazySession implements DhSession {
  rcvmacused = false;
  send_counter = 0;
  readonly received = { highest: 0, recent: new Set<number>() };
  private keys?: { readonly sendenc: Uint8Array; readonly rcvenc: Uint8Array; readonly sendmac: Uint8Array; readonly rcvmac: Uint8Array };
  constructor(
    private readonly ours: Dh,
    private readonly theirs: Num,
  ) {}

  private made() {
    if (this.keys !== undefined) return this.keys;
    const secret = secretBytes(this.ours, this.theirs);
    const isHigh = this.ours.publicKey.v > this.theirs.v;
    const key = (byte: number): Uint8Array => sha1(concat(Uint8Array.of(byte), secret)).slice(0, 16);
    const [sendenc, rcvenc] = [key(isHigh ? 1 : 2), key(isHigh ? 2 : 1)];
    this.keys = { sendenc, rcvenc, sendmac: sha1(sendenc), rcvmac: sha1(rcvenc) };
    delete this.ours.secret;
    return this.keys;
  }

  get sendenc(): Uint8Array {
    return this.made().sendenc;
  }
  get rcvenc(): Uint8Array {
    return this.made().rcvenc;
  }
  get sendmac(): Uint8Array {
    return this.made().sendmac;
  }
  get rcvmac(): Uint8Array {
    return this.made().rcvmac;
  }
}

OTR.prototype.dh = () => new LazyDh();
OTR.prototype.DHSession = LazySession;

AKE.prototype.createKeys = function (theirs) {
  const secret = secretBytes(this.our_dh, theirs);
  const hash = (byte: number): string => latin1(sha256(concat(Uint8Array.of(byte), secret)));
  this.ssid = hash(0).slice(0, 8);
  this.c = hash(1).slice(0, 16);
  this.c_prime = hash(1).slice(16, 32);
  this.m1 = hash(2);
  this.m2 = hash(3);
  this.m1_prime = hash(4);
  this.m2_prime = hash(5);
};

/** The AKE's D-H pair can be the engine's or one made after a collision; key id 0 is none. */
const verifySignMac = AKE.prototype.verifySignMac;
AKE.prototype.verifySignMac = function (...values) {
  try {
    const result = verifySignMac.apply(this, values);
    return result[0] === null && result[1] === 0 ? ["key id 0"] : result;
  } catch {
    return ["malformed"];
  }
};

/** Sizes, the order of g and of y, and nothing behind: a hostile key can neither hang the signature's check nor pass it by being degenerate. */
DSA.parsePublic = (bytes) => {
  const reader = new Reader(fromLatin1(bytes));
  const type = reader.uint16();
  const [p, q, g, y] = Array.from({ length: 4 }, () => numOfLatin1(latin1(reader.data(256)))) as [Num, Num, Num, Num];
  const isSized = bitLength(p.v) >= 1024 && bitLength(p.v) <= 2048 && bitLength(q.v) === 160;
  if (!reader.isDone || type !== 0 || !isSized) throw new Error("DSA size");
  const isSound =
    (p.v & q.v & 1n) === 1n && (p.v - 1n) % q.v === 0n && g.v > 1n && g.v < p.v && y.v > 1n && y.v < p.v && powMod(g, q, p).v === 1n && powMod(y, q, p).v === 1n;
  if (!isSound) throw new Error("DSA unsound");
  return new DSA({ p, q, g, y });
};
