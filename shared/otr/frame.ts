// What travels as the body of a message: OTR's frames, read strictly (OTR version 3, "Message formats"; version 2 where it differs).
import { BOUNDS } from "./bounds.ts";
import { base64, readBase64, Reader } from "./bytes.ts";

export type Version = 2 | 3;

/** Types of AKE messages. */
export const AKE = { commit: 0x02, key: 0x0a, reveal: 0x11, signature: 0x12 } as const;
export type AkeType = (typeof AKE)[keyof typeof AKE];
const DATA = 0x03;

/** Instance tags of sender and receiver; both 0 in version 2. */
interface Addressed {
  readonly version: Version;
  readonly from: number;
  readonly to: number;
}

export interface AkeFrame extends Addressed {
  readonly kind: "ake";
  readonly type: AkeType;
  readonly payload: Uint8Array;
}

export interface DataFrame extends Addressed {
  readonly kind: "data";
  readonly ignoreUnreadable: boolean;
  readonly senderKey: number;
  readonly receiverKey: number;
  readonly nextKey: Uint8Array;
  readonly counter: Uint8Array;
  readonly encrypted: Uint8Array;
  readonly mac: Uint8Array;
  /** What the MAC is made over. */
  readonly signed: Uint8Array;
}

export interface FragmentFrame extends Addressed {
  readonly kind: "fragment";
  readonly index: number;
  readonly total: number;
  readonly piece: string;
}

export type Frame =
  | AkeFrame
  | DataFrame
  | FragmentFrame
  | { readonly kind: "query"; readonly versions: readonly Version[] }
  /** Text in clear; `versions` are those of a whitespace tag, `empty` that nothing else was there. */
  | { readonly kind: "clear"; readonly versions: readonly Version[]; readonly empty: boolean }
  | { readonly kind: "error" }
  | { readonly kind: "malformed" }
  | { readonly kind: "oversize" };

const WHITESPACE_TAG = "\x20\x09\x20\x20\x09\x09\x09\x09\x20\x09\x20\x09\x20\x09\x20\x20";
const WHITESPACE_VERSIONS: Record<string, Version | undefined> = { "\x20\x20\x09\x09\x20\x20\x09\x20": 2, "\x20\x20\x09\x09\x20\x20\x09\x09": 3 };

/** The smallest instance tag (OTR version 3, "Instance Tags"). */
export const SMALLEST_TAG = 0x100;

const MALFORMED = { kind: "malformed" } as const;

export function readFrame(body: string): Frame {
  if (body.length > BOUNDS.frame) return { kind: "oversize" };
  const start = body.indexOf("?OTR");
  if (start === -1) return readClear(body);
  const rest = body.slice(start + 4);
  switch (rest.charAt(0)) {
    case ":":
      return readEncoded(body, start + 5);
    case ",":
    case "|":
      return readFragment(rest);
    case "?":
    case "v":
      return readQuery(rest);
    default:
      return /^ ?Error:/.test(rest) ? { kind: "error" } : MALFORMED;
  }
}

function readClear(body: string): Frame {
  const at = body.indexOf(WHITESPACE_TAG);
  const versions: Version[] = [];
  if (at === -1) return { kind: "clear", versions, empty: body.trim() === "" };
  let end = at + WHITESPACE_TAG.length;
  // The specification knows three versions; more groups than eight are no tag.
  for (let groups = 0; groups < 8; groups += 1, end += 8) {
    const group = body.slice(end, end + 8);
    if (!/^[\x20\x09]{8}$/.test(group)) break;
    const version = WHITESPACE_VERSIONS[group];
    if (version !== undefined) versions.push(version);
  }
  return { kind: "clear", versions, empty: (body.slice(0, at) + body.slice(end)).trim() === "" };
}

function readQuery(rest: string): Frame {
  const list = /^\??v([0-9a-zA-Z]{0,16})\?/.exec(rest)?.[1] ?? "";
  const versions = ([3, 2] as const).filter((version) => list.includes(String(version)));
  return { kind: "query", versions };
}

function readFragment(rest: string): Frame {
  const match = /^(?:\|([0-9a-f]{1,8})\|([0-9a-f]{1,8}))?,([0-9]{1,5}),([0-9]{1,5}),([^,]*),$/i.exec(rest.trimEnd());
  if (match === null) return MALFORMED;
  const [, from, to, index, total, piece] = match;
  const frame = { index: Number(index), total: Number(total), from: Number.parseInt(from ?? "0", 16), to: Number.parseInt(to ?? "0", 16) };
  if (frame.index < 1 || frame.total < frame.index || frame.total > BOUNDS.fragments || piece === "") return MALFORMED;
  return { kind: "fragment", version: from === undefined ? 2 : 3, piece: piece!, ...frame };
}

function readEncoded(body: string, start: number): Frame {
  const end = body.indexOf(".", start);
  const bytes = end === -1 ? undefined : readBase64(body, start, end);
  if (bytes === undefined) return MALFORMED;
  const reader = new Reader(bytes);
  const version = reader.uint16();
  const type = reader.uint8();
  if (version !== 2 && version !== 3) return MALFORMED;
  const from = version === 3 ? reader.uint32() : 0;
  const to = version === 3 ? reader.uint32() : 0;
  if (reader.failed) return MALFORMED;
  const address = { version, from, to } as const;
  if (type === DATA) return readData(bytes, reader, address);
  const payload = bytes.subarray(reader.position);
  if (payload.length > BOUNDS.ake || !isAke(type) || !isAkeShaped(type, payload)) return MALFORMED;
  return { kind: "ake", type, payload, ...address };
}

const isAke = (type: number): type is AkeType => Object.values(AKE).some((known) => known === type);

/** The right parts with the right lengths and nothing behind them. */
function isAkeShaped(type: AkeType, payload: Uint8Array): boolean {
  const reader = new Reader(payload);
  switch (type) {
    case AKE.commit:
      reader.data(256);
      if (reader.data(32).length !== 32) return false;
      break;
    case AKE.key:
      if (reader.data(192).length === 0) return false;
      break;
    case AKE.reveal:
      // COMPAT: an unmended otr package loses leading zeros of r, which has 16 bytes.
      if (reader.data(16).length === 0) return false;
      reader.data(BOUNDS.ake);
      reader.take(20);
      break;
    case AKE.signature:
      reader.data(BOUNDS.ake);
      reader.take(20);
  }
  return reader.isDone;
}

function readData(bytes: Uint8Array, reader: Reader, address: Addressed): Frame {
  const flags = reader.uint8();
  const senderKey = reader.uint32();
  const receiverKey = reader.uint32();
  const nextKey = reader.data(192);
  const counter = reader.take(8);
  const encrypted = reader.data(BOUNDS.frame);
  const signed = bytes.subarray(0, reader.position);
  const mac = reader.take(20);
  reader.data(BOUNDS.frame); // old MAC keys: anybody may read them, we need not
  if (!reader.isDone || senderKey === 0 || receiverKey === 0) return MALFORMED;
  return { kind: "data", ignoreUnreadable: (flags & 1) === 1, senderKey, receiverKey, nextKey, counter, encrypted, signed, mac, ...address };
}

export const encodeFrame = (bytes: Uint8Array): string => `?OTR:${base64(bytes)}.`;

/** The query that offers what we speak. */
export const QUERY = "?OTRv23?";

/** Never more than this leaves in clear about what went wrong. */
export const ERROR = "?OTR Error: The encrypted message could not be read.";
