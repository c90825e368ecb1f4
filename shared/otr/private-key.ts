// OTR's long-lived DSA keys: what they are, and their fingerprint (OTR version 3, "Public keys, signatures, and fingerprints").
import { sha1 } from "@noble/hashes/legacy.js";
import { toBytes } from "./arithmetic.ts";
import { base64, concat, data, hex } from "./bytes.ts";

export interface KeyNumbers {
  readonly p: bigint;
  readonly q: bigint;
  readonly g: bigint;
  readonly y: bigint;
  readonly x: bigint;
}

export interface PrivateKey extends KeyNumbers {
  /** What an administrator hands to operators: base64, beginning `AAAAAACA`. */
  readonly text: string;
  /** 40 lower-case hexadecimal digits. */
  readonly fingerprint: string;
}

/** The key of numbers that are known to be good. */
export function privateKey({ p, q, g, y, x }: KeyNumbers): PrivateKey {
  const publicNumbers = concat(...[p, q, g, y].map((n) => data(toBytes(n))));
  const fingerprint = hex(sha1(publicNumbers));
  return { p, q, g, y, x, fingerprint, text: base64(concat(Uint8Array.of(0, 0), publicNumbers, data(toBytes(x)))) };
}
