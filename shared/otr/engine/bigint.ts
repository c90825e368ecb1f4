// Stands in for the otr package's vendor/bigint.js: the same names on native BigInt. A number is a box, because the package changes some in place.
import constants from "otr/lib/const.js";
import * as exact from "../arithmetic.ts";
import { fromLatin1, latin1 } from "../bytes.ts";
import { secureRandom, type Random } from "../random.ts";

export interface Num {
  v: bigint;
}

const box = (v: bigint): Num => ({ v });

/** The prime of the D-H group: group 5 of RFC 3526. */
export const P = BigInt(`0x${(constants as { readonly N: string }).N}`);
const powerOfTwo = exact.fixedBase(2n, P, 1536);

let source: Random = secureRandom;

/** Runs something with its own randomness (tests repeat a run with it). The engine is synchronous, so nothing else sees it. */
export function withRandom<T>(random: Random, run: () => T): T {
  const before = source;
  source = random;
  try {
    return run();
  } finally {
    source = before;
  }
}

/**
 * The r of a D-H commit is 128 bits, and everybody else keeps its leading zeros where this package loses them:
 * so ours never begins with a zero nibble (an old copy of the package can be at the other end), and the zeros of theirs are kept below.
 */
function randBigInt(bits: number, setTopBit?: number): Num {
  for (;;) {
    let v = exact.fromBytes(source(Math.ceil(bits / 8))) & ((1n << BigInt(bits)) - 1n);
    if (setTopBit) v |= 1n << BigInt(bits - 1);
    if (bits !== 128 || v >> 124n !== 0n) return box(v);
  }
}

const powMod = (x: Num, y: Num, n: Num): Num => box(x.v === 2n && n.v === P ? powerOfTwo(y.v) : exact.modPow(x.v, y.v, n.v));
const mod = (x: Num, n: Num): Num => box(n.v === 0n ? 0n : x.v % n.v);
const multMod = (x: Num, y: Num, n: Num): Num => mod(box(x.v * y.v), n);
/** Where there is no inverse, 0: every check that uses it then fails. */
const inverseMod = (x: Num, n: Num): Num => box(exact.inverse(x.v, n.v) ?? 0n);

const shim = {
  randBigInt,
  powMod,
  mod,
  multMod,
  inverseMod,
  str2bigInt: (text: string, base: number): Num => box(BigInt(base === 16 ? `0x${text || "0"}` : text || "0")),
  /** Hexadecimal is asked for r only, which is an AES key of 128 bits. */
  bigInt2str: (x: Num, base: number): string => (base === 16 ? x.v.toString(16).padStart(32, "0") : x.v.toString(base)),
  bigInt2bits: (x: Num, pad = 0): string => latin1(exact.toBytes(x.v, pad)),
  ba2bigInt: (bytes: number[]): Num => box(exact.fromBytes(Uint8Array.from(bytes))),
  equals: (x: Num, y: Num): boolean => x.v === y.v,
  greater: (x: Num, y: Num): boolean => x.v > y.v,
  isZero: (x: Num): boolean => x.v === 0n,
  add: (x: Num, y: Num): Num => box(x.v + y.v),
  sub: (x: Num, y: Num): Num => box(x.v - y.v),
  mult: (x: Num, y: Num): Num => box(x.v * y.v),
  divMod: (x: Num, y: Num, n: Num): Num => multMod(x, inverseMod(y, n), n),
  subMod: (x: Num, y: Num, n: Num): Num => box((((x.v - y.v) % n.v) + n.v) % n.v),
  divInt_: (x: Num, n: number): void => void (x.v /= BigInt(n)),
  rightShift_: (x: Num, n: number): void => void (x.v >>= BigInt(n)),
  bitSize: (x: Num): number => exact.bitLength(x.v),
  dup: (x: Num): Num => box(x.v),
  trim: (x: Num): Num => x,
  primes: [] as number[],
};

/** The numbers of MPI bytes as the package passes them about. */
export const numOfLatin1 = (bytes: string): Num => box(exact.fromBytes(fromLatin1(bytes)));

export default shim;
