// Numbers of the OTR engine on native BigInt: powers, inverses, primality, and bytes to numbers and back.

export const bitLength = (n: bigint): number => (n === 0n ? 0 : n.toString(16).length * 4 - LEADING[Number.parseInt(n.toString(16).charAt(0), 16)]!);
const LEADING = [4, 3, 2, 2, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0];

/** Big-endian bytes to a number, in one pass over hexadecimal digits (never quadratic). */
export function fromBytes(bytes: Uint8Array): bigint {
  let hex = "";
  for (const byte of bytes) hex += HEX[byte]!;
  return hex === "" ? 0n : BigInt(`0x${hex}`);
}
const HEX = Array.from({ length: 256 }, (_, i) => i.toString(16).padStart(2, "0"));

/** A number as big-endian bytes, as few as hold it, or left-padded to `length`. */
export function toBytes(n: bigint, length = 0): Uint8Array {
  let hex = n === 0n ? "" : n.toString(16);
  if (hex.length % 2 === 1) hex = `0${hex}`;
  hex = hex.padStart(length * 2, "0");
  const bytes = new Uint8Array(hex.length / 2);
  for (let i = 0; i < bytes.length; i += 1) bytes[i] = (nibble(hex.charCodeAt(2 * i)) << 4) | nibble(hex.charCodeAt(2 * i + 1));
  return bytes;
}

const nibble = (code: number): number => (code < 58 ? code - 48 : code - 87);

/** base^exponent mod modulus by a sliding window. A modulus below 2 gives 0: a hostile number never throws or hangs. */
export function modPow(base: bigint, exponent: bigint, modulus: bigint): bigint {
  if (modulus < 2n || exponent < 0n) return 0n;
  const bits = exponent.toString(2);
  const width = bits.length > 600 ? 6 : bits.length > 100 ? 5 : 3;
  const odd = oddPowers(base % modulus, bits.length > 8 ? 1 << (width - 1) : 4, modulus);
  let result = 1n;
  for (let i = 0; i < bits.length; ) {
    if (bits.charCodeAt(i) === 48) {
      if (i > 0) result = (result * result) % modulus;
      i += 1;
      continue;
    }
    let end = Math.min(i + (bits.length > 8 ? width : 3), bits.length);
    while (bits.charCodeAt(end - 1) === 48) end -= 1;
    if (i > 0) for (let j = i; j < end; j += 1) result = (result * result) % modulus;
    const power = odd[(Number.parseInt(bits.slice(i, end), 2) - 1) / 2]!;
    result = i === 0 ? power : (result * power) % modulus;
    i = end;
  }
  return result % modulus;
}

function oddPowers(base: bigint, count: number, modulus: bigint): bigint[] {
  const square = (base * base) % modulus;
  const powers = [base];
  while (powers.length < count) powers.push((powers[powers.length - 1]! * square) % modulus);
  return powers;
}

/** 1/n mod modulus, or undefined where there is none. */
export function inverse(n: bigint, modulus: bigint): bigint | undefined {
  if (modulus < 2n) return undefined;
  let [a, b, x, y] = [((n % modulus) + modulus) % modulus, modulus, 1n, 0n];
  while (a !== 0n) {
    const quotient = b / a;
    [b, a] = [a, b - quotient * a];
    [y, x] = [x, y - quotient * x];
  }
  return b === 1n ? ((y % modulus) + modulus) % modulus : undefined;
}

/**
 * Powers of a base that comes again (Yao's method): its powers to 1, 2^width, 2^2width, … are kept, so that squarings are paid for once, and each digit of an
 * exponent chooses one. Two powers of one base cost two thirds of two `modPow`.
 */
export function powersOf(base: bigint, modulus: bigint, width: 4 | 5): (exponent: bigint) => bigint {
  const steps: bigint[] = [];
  return (exponent) => {
    if (modulus < 2n || exponent < 0n) return 0n;
    const digits = exponent.toString(1 << width);
    const chosen: bigint[] = Array.from({ length: 1 << width }, () => 1n);
    for (let i = 0; i < digits.length; i += 1) {
      let step = steps[i] ?? steps[i - 1] ?? base % modulus;
      for (let square = 0; square < width && i > 0 && i === steps.length; square += 1) step = (step * step) % modulus;
      steps[i] = step;
      const digit = Number.parseInt(digits.charAt(digits.length - 1 - i), 32);
      chosen[digit] = chosen[digit] === 1n ? step : (chosen[digit]! * step) % modulus;
    }
    let [result, running] = [1n, 1n];
    for (const power of chosen.slice(1).reverse()) {
      if (power !== 1n) running = (running * power) % modulus;
      if (running !== 1n) result = (result * running) % modulus;
    }
    return result;
  };
}
