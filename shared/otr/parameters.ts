// DSA numbers made afresh: domain parameters of FIPS 186-4's size for OTR (L = 1024, N = 160) and its tests of primality, and a private number.
import { bitLength, fromBytes, modPow } from "./arithmetic.ts";
import type { KeyNumbers } from "./private-key.ts";
import { isPrime, isStrongProbablePrime, primesBelow } from "./primes.ts";
import { secureRandom, type Random } from "./random.ts";

const L = 1024n;
const N = 160n;
/** Candidates of one stretch p, p + 2q, p + 4q, … that are sieved together. */
const STRETCH = 4096;
/** FIPS 186-4, table C.1: with a Lucas test, 3 rounds of Miller-Rabin for p and 19 for q. */
const ROUNDS = { p: 3, q: 19 };

type Domain = Pick<KeyNumbers, "p" | "q" | "g">;

const randomBits = (bits: bigint, random: Random): bigint => fromBytes(random(Number(bits) / 8)) | (1n << (bits - 1n));

/** All five numbers of a new key. `onCandidate` hears of each tested candidate; about 33 are needed. */
export function makeNumbers(onCandidate: (tested: number) => void = () => {}, random: Random = secureRandom): KeyNumbers {
  return makePair(makeDomain(onCandidate, random), random);
}

/** x and y in a domain: FIPS 186-4, B.1.1, 64 extra random bits. */
export function makePair({ p, q, g }: Domain, random: Random = secureRandom): KeyNumbers {
  const x = (fromBytes(random(28)) % (q - 1n)) + 1n;
  return { p, q, g, x, y: modPow(g, x, p) };
}

function makeDomain(onCandidate: (tested: number) => void, random: Random): Domain {
  let q: bigint;
  do q = randomBits(N, random) | 1n;
  while (!isPrime(q, ROUNDS.q, random));
  const p = findP(q, onCandidate, random);
  const cofactor = (p - 1n) / q;
  for (let h = 2n; ; h += 1n) {
    const g = modPow(h, cofactor, p); // FIPS 186-4, A.2.1
    if (g !== 1n) return { p, q, g };
  }
}

function findP(q: bigint, onCandidate: (tested: number) => void, random: Random): bigint {
  const sieve = primesBelow(1 << 17).slice(1);
  const step = 2n * q;
  for (let tested = 0; ; ) {
    const start = randomBits(L, random);
    const first = start - (start % step) + 1n;
    const composite = markComposites(first, step, sieve);
    for (let i = 0; i < STRETCH; i += 1) {
      if (composite[i]) continue;
      const p = first + BigInt(i) * step;
      if (bitLength(p) !== Number(L)) continue;
      tested += 1;
      onCandidate(tested);
      if (isStrongProbablePrime(p, 2n) && isPrime(p, ROUNDS.p, random)) return p;
    }
  }
}

/** Which of first + i * step have a small factor. */
function markComposites(first: bigint, step: bigint, sieve: readonly number[]): Uint8Array {
  const composite = new Uint8Array(STRETCH);
  // Remainders of three primes' product, which is below 2^51, give each prime's in plain numbers.
  for (let at = 0; at < sieve.length; at += 3) {
    const primes = sieve.slice(at, at + 3);
    const product = BigInt(primes.reduce((all, prime) => all * prime, 1));
    const [remainder, stride] = [Number(first % product), Number(step % product)];
    for (const prime of primes) markMultiples(composite, remainder % prime, stride % prime, prime);
  }
  return composite;
}

/** Marks each i where remainder + i * stride = 0 (mod prime). */
function markMultiples(composite: Uint8Array, remainder: number, stride: number, prime: number): void {
  if (stride === 0) return;
  let i = ((prime - remainder) * smallInverse(stride, prime)) % prime;
  for (; i < STRETCH; i += prime) composite[i] = 1;
}

function smallInverse(n: number, prime: number): number {
  let [a, b, x, y] = [n, prime, 1, 0];
  while (a > 0) {
    const quotient = Math.floor(b / a);
    [b, a] = [a, b - quotient * a];
    [y, x] = [x, y - quotient * x];
  }
  return y < 0 ? y + prime : y;
}
