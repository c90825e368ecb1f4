// The one door to randomness.
import { randomBytes } from "node:crypto";

export interface Random {
  /** Unguessable; lower-case letters and digits, five bits each: 26 of them are 130 bits. */
  token(length: number): string;
  /** From 0 to below 1; for jitter only. */
  fraction(): number;
}

const ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";

export const systemRandom: Random = {
  token: (length) => Array.from(randomBytes(length), (byte) => ALPHABET[byte & 31]).join(""),
  fraction: () => Math.random(),
};
