// Bytes as the OTR engine wants them (one character for each byte), base64, and the data types of the OTR specification, "Data types".

const utf8Writer = new TextEncoder();
const utf8Reader = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Most texts are ASCII, and a call of the encoder costs more than copying it. */
export function utf8(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code > 127) return utf8Writer.encode(text);
    bytes[i] = code;
  }
  return bytes;
}

/** The text of UTF-8 bytes, or undefined where they are none. */
export function readUtf8(bytes: Uint8Array): string | undefined {
  try {
    return utf8Reader.decode(bytes);
  } catch {
    return undefined;
  }
}

const anyReader = new TextDecoder();
/** What is no UTF-8 becomes U+FFFD. */
export const readAnyUtf8 = (bytes: Uint8Array): string => anyReader.decode(bytes);

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

/** By the browser's own toBase64 where it has one (ECMAScript 2026). Not btoa: Node's costs ten times as much, and each message needs it twice. */
export function base64(bytes: Uint8Array & { toBase64?(): string }): string {
  if (bytes.toBase64 !== undefined) return bytes.toBase64();
  const { length } = bytes;
  const out = new Uint8Array(Math.ceil(length / 3) * 4);
  for (let i = 0, o = 0; i < length; i += 3, o += 4) {
    const group = (bytes[i]! << 16) | (i + 1 < length ? bytes[i + 1]! << 8 : 0) | (i + 2 < length ? bytes[i + 2]! : 0);
    out[o] = CODES[group >> 18]!;
    out[o + 1] = CODES[(group >> 12) & 63]!;
    out[o + 2] = CODES[(group >> 6) & 63]!;
    out[o + 3] = CODES[group & 63]!;
  }
  if (length % 3 > 0) out.fill(61, out.length - 3 + (length % 3)); // "="
  return utf8Reader.decode(out);
}

/** Canonical base64 only, from `start` to `end` of a text, as bytes; undefined otherwise. */
export function readBase64(text: string, start = 0, end = text.length): Uint8Array | undefined {
  if ((end - start) % 4 !== 0) return undefined;
  const padding = text.charCodeAt(end - 1) !== 61 || end === start ? 0 : text.charCodeAt(end - 2) !== 61 ? 1 : 2;
  const bytes = new Uint8Array(((end - start) / 4) * 3 - padding);
  let [group, wrong, o] = [0, 0, 0];
  for (let i = start; i < end; i += 1) {
    const code = i < end - padding ? text.charCodeAt(i) : 65; // "A", which is 0
    const value = code < 256 ? VALUES[code]! : 64;
    wrong |= value;
    group = (group << 6) | value;
    if ((i - start) % 4 !== 3) continue;
    bytes[o] = group >> 16; // what is behind the end is dropped
    bytes[o + 1] = group >> 8;
    bytes[o + 2] = group;
    o += 3;
  }
  return (wrong & 64) === 0 && (group & [0, 0xff, 0xffff][padding]!) === 0 ? bytes : undefined;
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
    const start = this.step(length);
    return this.bytes.subarray(start, start + (this.failed ? 0 : length));
  }

  uint8(): number {
    return this.bytes[this.step(1)] ?? 0;
  }

  uint16(): number {
    return this.number(2);
  }

  uint32(): number {
    return this.number(4) >>> 0;
  }

  private number(length: number): number {
    let value = 0;
    for (let end = this.step(length) + length, i = end - length; i < end; i += 1) value = (value << 8) | (this.bytes[i] ?? 0);
    return value;
  }

  /** Where the next so many bytes begin; at the end of all when there are fewer. */
  private step(length: number): number {
    const start = this.at;
    if (length > this.bytes.length - start) this.failed = true;
    this.at = this.failed ? this.bytes.length : start + length;
    return this.failed ? this.bytes.length : start;
  }

  /** DATA or the bytes of an MPI, refused when longer than `maximum`. */
  data(maximum: number): Uint8Array {
    const length = this.uint32();
    if (length > maximum) this.failed = true;
    return this.failed ? new Uint8Array(0) : this.take(length);
  }
}
