// Is a number prime? Sieve, Miller-Rabin and Lucas as FIPS 186-4, appendix C.3 asks of DSA parameters.
import { bitLength, fromBytes, modPow } from "./arithmetic.ts";

/** All primes below a limit. */
export function primesBelow(limit: number): number[] {
  const composite = new Uint8Array(limit);
  const primes: number[] = [];
  for (let i = 2; i < limit; i += 1) {
    if (composite[i]) continue;
    primes.push(i);
    for (let j = i * i; j < limit; j += i) composite[j] = 1;
  }
  return primes;
}

/** 2^exponent mod modulus: multiplying by 2 is shifting, so that five bits of the exponent cost five squarings and nothing else. */
export function powerOfTwo(exponent: bigint, modulus: bigint): bigint {
  const digits = exponent.toString(32);
  let result = 1n;
  for (let i = 0; i < digits.length; i += 1) {
    for (let square = 0; square < 4; square += 1) result = (result * result) % modulus;
    result = ((result * result) << BigInt(Number.parseInt(digits.charAt(i), 32))) % modulus;
  }
  return result;
}

/** Passes Miller-Rabin to one base. n is odd and above 3. */
export function isStrongProbablePrime(n: bigint, base: bigint): boolean {
  let odd = n - 1n;
  let twos = 0;
  while ((odd & 1n) === 0n) {
    odd >>= 1n;
    twos += 1;
  }
  let x = base === 2n ? powerOfTwo(odd, n) : modPow(base, odd, n);
  if (x === 1n || x === n - 1n) return true;
  for (let i = 1; i < twos; i += 1) {
    x = (x * x) % n;
    if (x === n - 1n) return true;
  }
  return false;
}

function jacobi(a: bigint, n: bigint): number {
  let sign = 1;
  let top = ((a % n) + n) % n;
  let bottom = n;
  while (top !== 0n) {
    while ((top & 1n) === 0n) {
      top >>= 1n;
      const low = bottom & 7n;
      if (low === 3n || low === 5n) sign = -sign;
    }
    [top, bottom] = [bottom, top];
    if ((top & 3n) === 3n && (bottom & 3n) === 3n) sign = -sign;
    top %= bottom;
  }
  return bottom === 1n ? sign : 0;
}

/** The Lucas test of FIPS 186-4, C.3.3 (Selfridge's parameters). */
export function isLucasProbablePrime(n: bigint): boolean {
  let d = 5n;
  for (let tries = 0; ; tries += 1) {
    const sign = jacobi(d, n);
    if (sign === -1) break;
    if (sign === 0 && d % n !== 0n) return false;
    if (tries === 20 && isSquare(n)) return false;
    d = d > 0n ? -(d + 2n) : 2n - d;
  }
  const half = (x: bigint): bigint => ((x & 1n) === 1n ? (x + n) >> 1n : x >> 1n);
  const reduce = (x: bigint): bigint => {
    const rest = x % n;
    return rest < 0n ? rest + n : rest;
  };
  let [u, v] = [1n, 1n];
  for (const bit of (n + 1n).toString(2).slice(1)) {
    [u, v] = [reduce(u * v), half(reduce(v * v + d * u * u))];
    if (bit === "1") [u, v] = [half(reduce(u + v)), half(reduce(v + d * u))];
  }
  return u === 0n;
}

function isSquare(n: bigint): boolean {
  let root = 1n << BigInt((bitLength(n) + 1) >> 1);
  for (;;) {
    const next = (root + n / root) >> 1n;
    if (next >= root) return root * root === n;
    root = next;
  }
}

const SMALL = /* @__PURE__ */ (() => primesBelow(400).map(BigInt))(); // marked, so that pages without primality tests do not load them

/** Small primes, then `rounds` of Miller-Rabin with random bases, then Lucas. */
export function isPrime(n: bigint, rounds: number, random: (bytes: number) => Uint8Array): boolean {
  if (n < 2n) return false;
  for (const prime of SMALL) if (n % prime === 0n) return n === prime;
  const bytes = Math.ceil(bitLength(n) / 8) + 8;
  for (let i = 0; i < rounds; i += 1) {
    if (!isStrongProbablePrime(n, 2n + (fromBytes(random(bytes)) % (n - 3n)))) return false;
  }
  return isLucasProbablePrime(n);
}
