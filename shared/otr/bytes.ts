// Bytes as the OTR engine wants them (one character for each byte), base64, and the data types of the OTR specification, "Data types".

const utf8Writer = new TextEncoder();
const utf8Reader = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

export const utf8 = (text: string): Uint8Array => utf8Writer.encode(text);

/** The text of UTF-8 bytes, or undefined where they are none. */
export function readUtf8(bytes: Uint8Array): string | undefined {
  try {
    return utf8Reader.decode(bytes);
  } catch {
    return undefined;
  }
}

export function latin1(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.length; i += 4096) text += String.fromCharCode.apply(null, bytes.subarray(i, i + 4096) as unknown as number[]);
  return text;
}

export function fromLatin1(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i += 1) bytes[i] = text.charCodeAt(i);
  return bytes;
}

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const CODES = fromLatin1(ALPHABET);
const VALUES = new Uint8Array(256).fill(64);
for (let i = 0; i < 64; i += 1) VALUES[CODES[i]!] = i;

/** Not btoa: Node's costs ten times as much, and each message needs it twice. */
export function base64(bytes: Uint8Array): string {
  const out = new Uint8Array(Math.ceil(bytes.length / 3) * 4).fill(61); // "="
  for (let i = 0, o = 0; i < bytes.length; i += 3, o += 4) {
    const [a, b, c] = [bytes[i]!, bytes[i + 1] ?? 0, bytes[i + 2] ?? 0];
    out[o] = CODES[a >> 2]!;
    out[o + 1] = CODES[((a & 3) << 4) | (b >> 4)]!;
    if (i + 1 < bytes.length) out[o + 2] = CODES[((b & 15) << 2) | (c >> 6)]!;
    if (i + 2 < bytes.length) out[o + 3] = CODES[c & 63]!;
  }
  return utf8Reader.decode(out);
}

/** Canonical base64 only, as bytes; undefined otherwise. */
export function readBase64(text: string): Uint8Array | undefined {
  if (text.length % 4 !== 0) return undefined;
  const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  const digits = text.length - padding;
  const bytes = new Uint8Array((text.length / 4) * 3 - padding);
  let bits = 0;
  let wrong = 0;
  for (let i = 0, o = 0; i < digits; i += 1) {
    const code = text.charCodeAt(i);
    const value = code < 256 ? VALUES[code]! : 64;
    wrong |= value & 64;
    bits = ((bits << 6) | value) & 0xffffff;
    if (i % 4 !== 0) bytes[o++] = bits >> (6 - 2 * (i % 4));
  }
  const left = padding === 1 ? bits & 3 : padding === 2 ? bits & 15 : 0;
  return wrong === 0 && left === 0 ? bytes : undefined;
}

export const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

export function concat(...parts: Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

export const uint16 = (n: number): Uint8Array => Uint8Array.of(n >>> 8, n);
export const uint32 = (n: number): Uint8Array => Uint8Array.of(n >>> 24, n >>> 16, n >>> 8, n);
/** OTR's DATA; an MPI is the DATA of a number's bytes. */
export const data = (bytes: Uint8Array): Uint8Array => concat(uint32(bytes.length), bytes);

export function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let i = 0; i < a.length; i += 1) difference |= a[i]! ^ b[i]!;
  return difference === 0;
}

/** Reads OTR's data types in turn. Reading past the end gives zeros and sets `failed`; nothing throws. */
export class Reader {
  failed = false;
  private at = 0;
  constructor(private readonly bytes: Uint8Array) {}

  get isDone(): boolean {
    return !this.failed && this.at === this.bytes.length;
  }

  get position(): number {
    return this.at;
  }

  take(length: number): Uint8Array {
    if (length > this.bytes.length - this.at) {
      this.failed = true;
      return new Uint8Array(0);
    }
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }

  uint8(): number {
    return this.take(1)[0] ?? 0;
  }

  uint16(): number {
    const b = this.take(2);
    return ((b[0] ?? 0) << 8) | (b[1] ?? 0);
  }

  uint32(): number {
    const b = this.take(4);
    return (((b[0] ?? 0) << 24) | ((b[1] ?? 0) << 16) | ((b[2] ?? 0) << 8) | (b[3] ?? 0)) >>> 0;
  }

  /** DATA or the bytes of an MPI, refused when longer than `maximum`. */
  data(maximum: number): Uint8Array {
    const length = this.uint32();
    if (length > maximum) this.failed = true;
    return this.failed ? new Uint8Array(0) : this.take(length);
  }
}
