// SASL SCRAM-SHA-256 and SCRAM-SHA-1 (RFC 5802, RFC 7677) over WebCrypto, without channel binding.
export type ScramHash = "SHA-256" | "SHA-1";

export interface ScramFirst {
  readonly message: string;
  readonly bare: string;
  readonly nonce: string;
}

export interface ScramFinal {
  readonly message: string;
  /** What the server has to answer to prove that it knows the password too. */
  readonly expected: string;
  readonly keys: ScramKeys;
}

/**
 * What stands for the password at one server and under one salt (RFC 5802 section 3): enough to sign in there again, of no use for finding
 * the password or anywhere else. JSON; keys and salt in base64.
 */
export interface ScramKeys {
  readonly hash: ScramHash;
  readonly salt: string;
  readonly iterations: number;
  readonly clientKey: string;
  readonly serverKey: string;
}

export function readScramKeys(value: unknown): ScramKeys | undefined {
  const { hash, salt, iterations, clientKey, serverKey } = (typeof value === "object" && value !== null ? value : {}) as Partial<Record<keyof ScramKeys, unknown>>;
  if ((hash !== "SHA-256" && hash !== "SHA-1") || typeof iterations !== "number") return undefined;
  if (![salt, clientKey, serverKey].every((t) => typeof t === "string" && readBase64(t) !== undefined)) return undefined;
  return { hash, iterations, salt: salt as string, clientKey: clientKey as string, serverKey: serverKey as string };
}

const GS2 = "n,,"; // no channel binding
// Fewer iterations than the RFC's minimum would let a false server guess the password; more than this would freeze the page.
const ITERATIONS = { least: 4096, most: 5_000_000 };
const utf8 = new TextEncoder();

export function scramFirst(local: string, nonce: string = randomNonce()): ScramFirst {
  const bare = `n=${saslPrep(local).replace(/=/g, "=3D").replace(/,/g, "=2C")},r=${nonce}`;
  return { message: GS2 + bare, bare, nonce };
}

/**
 * Answers the server's first message with a password, or with keys kept from an earlier time. `false-server`: that message is not one that may be answered;
 * `stale`: the server has another salt by now, which means that the password was changed.
 */
export async function scramFinal(hash: ScramHash, first: ScramFirst, serverFirst: string, secret: string | ScramKeys): Promise<ScramFinal | "false-server" | "stale"> {
  const fields = new Map(serverFirst.split(",").map((part) => [part[0], part.slice(2)]));
  const nonce = fields.get("r") ?? "";
  const salt = fields.get("s") ?? "";
  const iterations = Number(fields.get("i"));
  if (fields.has("m") || !nonce.startsWith(first.nonce) || nonce.length <= first.nonce.length || readBase64(salt) === undefined) return "false-server";
  if (!(iterations >= ITERATIONS.least && iterations <= ITERATIONS.most)) return "false-server";
  const keys = typeof secret === "string" ? await deriveKeys(hash, secret, salt, iterations) : secret;
  if (keys.hash !== hash || keys.salt !== salt || keys.iterations !== iterations) return "stale";
  const clientKey = readBase64(keys.clientKey) as Bytes;
  const storedKey = new Uint8Array(await crypto.subtle.digest(hash, clientKey));
  const withoutProof = `c=${btoa(GS2)},r=${nonce}`;
  const authMessage = `${first.bare},${serverFirst},${withoutProof}`;
  const signature = await hmac(hash, storedKey, authMessage);
  const proof = clientKey.map((byte, i) => byte ^ (signature[i] as number));
  const serverSignature = await hmac(hash, readBase64(keys.serverKey) as Bytes, authMessage);
  return { message: `${withoutProof},p=${writeBase64(proof)}`, expected: `v=${writeBase64(serverSignature)}`, keys };
}

async function deriveKeys(hash: ScramHash, password: string, salt: string, iterations: number): Promise<ScramKeys> {
  const salted = await saltedPassword(hash, password, readBase64(salt) as Bytes, iterations);
  const [clientKey, serverKey] = await Promise.all([hmac(hash, salted, "Client Key"), hmac(hash, salted, "Server Key")]);
  return { hash, salt, iterations, clientKey: writeBase64(clientKey), serverKey: writeBase64(serverKey) };
}

type Bytes = Uint8Array<ArrayBuffer>;

async function saltedPassword(hash: ScramHash, password: string, salt: Bytes, iterations: number): Promise<Bytes> {
  const key = await crypto.subtle.importKey("raw", utf8.encode(saslPrep(password)), "PBKDF2", false, ["deriveBits"]);
  return new Uint8Array(await crypto.subtle.deriveBits({ name: "PBKDF2", hash, salt, iterations }, key, hash === "SHA-256" ? 256 : 160));
}

async function hmac(hash: ScramHash, key: Bytes, text: string): Promise<Bytes> {
  const imported = await crypto.subtle.importKey("raw", key, { name: "HMAC", hash }, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", imported, utf8.encode(text)));
}

const MAPPED_TO_NOTHING = /[\u00ad\u034f\u1806\u180b-\u180d\u200b-\u200d\u2060\ufe00-\ufe0f\ufeff]/gu; // RFC 3454 table B.1
const MAPPED_TO_SPACE = /[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/gu; // table C.1.2

/** SASLprep (RFC 4013) as far as a client needs it: what it prohibits, the server has never accepted as a password. */
export function saslPrep(text: string): string {
  return text.replace(MAPPED_TO_SPACE, " ").replace(MAPPED_TO_NOTHING, "").normalize("NFKC");
}

function randomNonce(): string {
  return writeBase64(crypto.getRandomValues(new Uint8Array(24)));
}

export function writeBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}

export function readBase64(text: string): Bytes | undefined {
  try {
    return Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  } catch {
    return undefined;
  }
}
