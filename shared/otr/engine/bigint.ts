// Stands in for the otr package's vendor/bigint.js: the same names on native BigInt.
import { N } from "otr/lib/const.js";
import * as exact from "../arithmetic.ts";
import { fromLatin1, latin1 } from "../bytes.ts";
import { secureRandom, type Random } from "../random.ts";
import type { Num } from "./types.ts";

const box = (v: bigint): Num => ({ v });

/** The prime of the D-H group: group 5 of RFC 3526. */
export const P = BigInt(`0x${N}`);

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
export function randBigInt(bits: number): Num {
  for (;;) {
    const v = exact.fromBytes(source(bits / 8));
    if (bits !== 128 || v >> 124n !== 0n) return box(v);
  }
}

/** Most bases come twice or more: a peer's D-H key with two of ours, a DSA key's g and y when it is checked and when it verifies, SMP's generators. */
const powers = new WeakMap<Num, { readonly of: bigint; readonly modulus: bigint; readonly raise: (exponent: bigint) => bigint }>();

export function powMod(x: Num, y: Num, n: Num): Num {
  let known = powers.get(x);
  if (known?.of !== x.v || known.modulus !== n.v) {
    known = { of: x.v, modulus: n.v, raise: exact.powersOf(x.v, n.v, n.v === P ? 5 : 4) };
    powers.set(x, known);
  }
  return box(known.raise(y.v));
}

export const mod = (x: Num, n: Num): Num => box(n.v === 0n ? 0n : x.v % n.v);
export const multMod = (x: Num, y: Num, n: Num): Num => mod(box(x.v * y.v), n);
/** Where there is no inverse, 0: every check that uses it then fails. */
export const inverseMod = (x: Num, n: Num): Num => box(exact.inverse(x.v, n.v) ?? 0n);
export const str2bigInt = (text: string, base: number): Num => box(BigInt(base === 16 ? `0x${text || "0"}` : text || "0"));
/** Asked for r only, in hexadecimal: an AES key of 128 bits. */
export const bigInt2str = (x: Num): string => x.v.toString(16).padStart(32, "0");
export const bigInt2bits = (x: Num, pad = 0): string => latin1(exact.toBytes(x.v, pad));
export const equals = (x: Num, y: Num): boolean => x.v === y.v;
export const greater = (x: Num, y: Num): boolean => x.v > y.v;
export const isZero = (x: Num): boolean => x.v === 0n;
export const add = (x: Num, y: Num): Num => box(x.v + y.v);
export const sub = (x: Num, y: Num): Num => box(x.v - y.v);
export const mult = (x: Num, y: Num): Num => box(x.v * y.v);
export const divMod = (x: Num, y: Num, n: Num): Num => multMod(x, inverseMod(y, n), n);
export const subMod = (x: Num, y: Num, n: Num): Num => box((((x.v - y.v) % n.v) + n.v) % n.v);
export const divInt_ = (x: Num, n: number): void => void (x.v /= BigInt(n));
export const rightShift_ = (x: Num, n: number): void => void (x.v >>= BigInt(n));
export const bitSize = (x: Num): number => exact.bitLength(x.v);
export const trim = (x: Num): Num => x;

/** The number of MPI bytes as the package passes them about. */
export const numOfLatin1 = (bytes: string): Num => box(exact.fromBytes(fromLatin1(bytes)));
