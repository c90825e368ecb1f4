// The one door to randomness.
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

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

/** What is stored of a token: enough to know it again, not enough to show it. */
export const tokenHash = (token: string): string => createHash("sha256").update(token).digest("hex");

/** Whether this is the token with that hash; takes as long whatever it is. */
export const isToken = (token: string, hash: string): boolean => timingSafeEqual(Buffer.from(tokenHash(token), "hex"), Buffer.from(hash, "hex"));
