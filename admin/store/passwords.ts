// Passwords as scrypt hashes, in a text that carries its own parameters: `scrypt$N$r$p$salt$hash`.
import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";

export interface Cost {
  readonly N: number;
  readonly r: number;
  readonly p: number;
}

// 32 MiB and about a quarter of a second; one of the choices of OWASP's password storage page.
export const COST: Cost = { N: 2 ** 15, r: 8, p: 3 };
const LENGTH = 32;
const MAX_AT_ONCE = 2; // keeps a flood of sign-ins from taking all the memory
const MAX_BYTES = 1024;

export const MIN_PASSWORD = 12;

export async function hashPassword(password: string, cost = COST): Promise<string> {
  const salt = randomBytes(16);
  const hash = await derive(password, salt, cost);
  return ["scrypt", cost.N, cost.r, cost.p, salt.toString("base64"), hash.toString("base64")].join("$");
}

/** Compares in a time that does not depend on the password. Without a `stored` hash it does the same work and says no. */
export async function checkPassword(password: string, stored: string | undefined, otherwise = COST): Promise<boolean> {
  const known = stored === undefined ? undefined : readStored(stored);
  const { cost, salt, hash } = known ?? { cost: otherwise, salt: Buffer.alloc(16), hash: Buffer.alloc(LENGTH) };
  const equal = timingSafeEqual(await derive(password, salt, cost), hash);
  return equal && known !== undefined;
}

function readStored(stored: string): { cost: Cost; salt: Buffer; hash: Buffer } | undefined {
  const [scheme, N, r, p, salt = "", hash = ""] = stored.split("$");
  const read = { cost: { N: Number(N), r: Number(r), p: Number(p) }, salt: Buffer.from(salt, "base64"), hash: Buffer.from(hash, "base64") };
  return scheme === "scrypt" && read.hash.length === LENGTH ? read : undefined;
}

let running = 0;
const queue: (() => void)[] = [];

async function derive(password: string, salt: Buffer, { N, r, p }: Cost): Promise<Buffer> {
  // One spelling per password, however the keyboard composes its accents; an overlong one is cut alike for all.
  const bytes = Buffer.from(password.normalize("NFC")).subarray(0, MAX_BYTES);
  if (running >= MAX_AT_ONCE) await new Promise<void>((resolve) => queue.push(resolve));
  else running++;
  try {
    return await new Promise((resolve, reject) => {
      scrypt(bytes, salt, LENGTH, { N, r, p, maxmem: 256 * N * r }, (error, key) => (error === null ? resolve(key) : reject(error)));
    });
  } finally {
    const next = queue.shift();
    if (next === undefined) running--;
    else next();
  }
}
