// The strict reading of a private key that a person pasted, and a fingerprint as people read it.
import { bitLength, fromBytes, modPow } from "./arithmetic.ts";
import { base64, Reader, readBase64 } from "./bytes.ts";
import { readLibotrNumbers } from "./libotr-file.ts";
import { isPrime } from "./primes.ts";
import { privateKey, type KeyNumbers, type PrivateKey } from "./private-key.ts";
import { secureRandom } from "./random.ts";

export type { KeyNumbers, PrivateKey } from "./private-key.ts";

export type KeyFault = "empty" | "too-long" | "not-a-key" | "public-only" | "damaged" | "incomplete" | "trailing" | "size" | "not-prime" | "mismatch" | "several";

export type KeyCheck = { readonly ok: true; readonly key: PrivateKey } | { readonly ok: false; readonly code: KeyFault; readonly message: string };

/** A paste longer than this many characters is not looked at. An `otr.private_key` with ten accounts has about 8,000. */
const PASTE_MAX = 65_536;

const SENTENCES: Record<KeyFault, string> = {
  empty: "Nothing was pasted yet. Paste the private key that your administrator gave you.",
  "too-long": "This is far too long for a private key. Copy only the key and paste it again.",
  "not-a-key": "This does not look like a private key. A key is one long block of letters and digits that begins with AAAAAACA.",
  "public-only": "This is only the public half of a key. Ask your administrator for the private key.",
  damaged: "Part of this key was changed on its way here. Copy the whole key again and paste it.",
  incomplete: "The end of this key is missing. Copy the whole key again and paste it.",
  trailing: "There is something behind the end of this key. Copy only the key and paste it again.",
  size: "This key is of another kind or size. Keys made in the administration panel will work.",
  "not-prime": "This key was damaged or not made properly: its numbers are not prime. Copy the whole key again; if that does not help, ask for a new key.",
  mismatch: "The parts of this key do not belong together. Copy the whole key again; if that does not help, ask for a new key.",
  several: "This file holds more than one key. Paste only the one that your administrator means.",
};

const refuse = (code: KeyFault): KeyCheck => ({ ok: false, code, message: SENTENCES[code] });

/** A pasted key: our base64 text, or the contents of libotr's `otr.private_key`. White space around and inside is forgiven. */
export function readPrivateKey(pasted: string): KeyCheck {
  if (typeof pasted !== "string" || pasted.trim() === "") return refuse("empty");
  if (pasted.length > PASTE_MAX) return refuse("too-long");
  if (/^\s*\(/.test(pasted)) {
    const found = readLibotrNumbers(pasted);
    return typeof found === "string" ? refuse(found) : checkNumbers(found);
  }
  const text = pasted.replace(/[\s\u200b\u2060\ufeff]+/g, "");
  if (!/^AAAAAA[A-Z]/.test(text)) return refuse("not-a-key");
  if (/[^A-Za-z0-9+/=]/.test(text)) return refuse("damaged");
  if (/=[^=]/.test(text)) return refuse("trailing");
  const bytes = readBase64(text);
  if (bytes === undefined) return refuse("incomplete");
  if (base64(bytes) !== text) return refuse("damaged");
  const numbers = readNumbers(bytes);
  return typeof numbers === "string" ? refuse(numbers) : checkNumbers(numbers);
}

function readNumbers(bytes: Uint8Array): KeyNumbers | KeyFault {
  const reader = new Reader(bytes);
  if (reader.uint16() !== 0) return "not-a-key";
  const parts: bigint[] = [];
  for (let i = 0; i < 5; i += 1) {
    if (i === 4 && reader.isDone) return "public-only";
    const part = reader.data(bytes.length);
    if (reader.failed) return "incomplete";
    if (part.length > 128) return "size";
    if (part[0] === 0) return "damaged"; // MPIs are written without leading zeros
    parts.push(fromBytes(part));
  }
  if (!reader.isDone) return "trailing";
  const [p, q, g, y, x] = parts as [bigint, bigint, bigint, bigint, bigint];
  return { p, q, g, y, x };
}

function checkNumbers(numbers: KeyNumbers): KeyCheck {
  const { p, q, g, y, x } = numbers;
  if (bitLength(p) !== 1024 || bitLength(q) !== 160) return refuse("size");
  if ((p - 1n) % q !== 0n || g <= 1n || g >= p || x <= 0n || x >= q) return refuse("mismatch");
  if (modPow(g, x, p) !== y || modPow(g, q, p) !== 1n) return refuse("mismatch");
  if (!isPrime(q, 8, secureRandom) || !isPrime(p, 2, secureRandom)) return refuse("not-prime");
  return { ok: true, key: privateKey(numbers) };
}

/** A fingerprint in libotr's form: five groups of eight capitals. What is no fingerprint comes back unchanged. */
export function formatFingerprint(fingerprint: string): string {
  const digits = fingerprint.replace(/\s/g, "").toUpperCase();
  return /^[0-9A-F]{40}$/.test(digits) ? digits.replace(/.{8}(?!$)/g, "$& ") : fingerprint;
}

export { writeLibotrKeyFile, libotrAccount, type LibotrAccount, type LibotrClient } from "./libotr-file.ts";
