// Stands in for the otr package's vendor/crypto.js: the names of CryptoJS that the package uses, over @noble/hashes and @noble/ciphers.
import { hmac } from "@noble/hashes/hmac.js";
import { sha1 } from "@noble/hashes/legacy.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { base64, fromLatin1, hex, latin1, readBase64, readUtf8, utf8 } from "../bytes.ts";

interface Encoding {
  parse(text: string): Bytes;
  stringify(bytes: Bytes): string;
}

/** CryptoJS calls it a WordArray. */
export class Bytes {
  constructor(readonly bytes: Uint8Array) {}
  toString(encoding: Encoding = enc.Hex): string {
    return encoding.stringify(this);
  }
}

export const enc = {
  Latin1: { parse: (text: string) => new Bytes(fromLatin1(text)), stringify: ({ bytes }: Bytes) => latin1(bytes) },
  Utf8: { parse: (text: string) => new Bytes(utf8(text)), stringify: ({ bytes }: Bytes) => readUtf8(bytes) ?? "" },
  Hex: {
    parse: (text: string) => new Bytes(Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))),
    stringify: ({ bytes }: Bytes) => hex(bytes),
  },
  Base64: { parse: (text: string) => new Bytes(readBase64(text) ?? new Uint8Array(0)), stringify: ({ bytes }: Bytes) => base64(bytes) },
} satisfies Record<string, Encoding>;

interface Hash {
  update(bytes: Uint8Array): unknown;
  digest(): Uint8Array;
}

const running = (hash: Hash) => ({
  update: ({ bytes }: Bytes): void => void hash.update(bytes),
  finalize: (): Bytes => new Bytes(hash.digest()),
});

export const algo = {
  SHA256: { create: () => running(sha256.create()) },
  HMAC: { create: (_hash: unknown, key: Bytes) => running(hmac.create(sha256, key.bytes)) },
};
export const SHA256 = ({ bytes }: Bytes): Bytes => new Bytes(sha256(bytes));
export const SHA1 = ({ bytes }: Bytes): Bytes => new Bytes(sha1(bytes));
export const HmacSHA256 = (message: Bytes, key: Bytes): Bytes => new Bytes(hmac(sha256, key.bytes, message.bytes));
