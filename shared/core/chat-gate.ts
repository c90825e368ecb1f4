// What a body is to OTR, and what of it may pass in an encrypted chat (OTR version 3, "Format of messages"; docs/protocol.md, "What is passed on").
import type { Says } from "./chat-state.ts";

/** `body` is what may be passed on: the OTR message alone, without the words that clients put beside it. */
export interface Gated {
  readonly says: Says;
  readonly body: string;
}

const QUERY = /^\?OTR(?:\?(?:v([0-9]*)\?)?|v([0-9]*)\?)/;
const ERROR = /^\?OTR Error:?/;
// Versions 2 and 3, base64 of "\0\2" or "\0\3" and one of the five types of message.
const WHOLE = /^\?OTR:(AA[IM][CDKRS][A-Za-z0-9+/]*={0,2})\./;
const FRAGMENT = /^\?OTR(?:\|[0-9a-f]{1,8}\|[0-9a-f]{1,8})?,(\d{1,5}),(\d{1,5}),([A-Za-z0-9+/=:?.]+),/;

/** Reads a body that is not empty. Whatever is not wholly understood is clear text, and so goes nowhere in an encrypted chat. */
export function gate(body: string): Gated {
  const text = body.trimStart();
  const whole = WHOLE.exec(text);
  if (whole) return { says: saysOf(whole[1] as string), body: whole[0] };
  const fragment = FRAGMENT.exec(text);
  if (fragment) return { says: saysOfFragment(fragment), body: fragment[0] };
  if (ERROR.test(text)) return { says: "otr-error", body: "?OTR Error:" };
  const query = QUERY.exec(text);
  const versions = query && [...new Set(query[1] ?? query[2] ?? "")].filter((v) => v === "2" || v === "3").join("");
  if (versions) return { says: "otr-start", body: `?OTRv${versions}?` };
  return { says: "clear", body: withoutTag(body) };
}

const DATA = "D"; // base64 of the type 3 after a version
const IGNORE_UNREADABLE = 1; // the flag of data that nobody has typed

function saysOf(base64: string): Says {
  if (base64[3] !== DATA) return "otr-start";
  // Flags follow version and type, in version 3 after the two instance tags as well.
  const at = base64[2] === "M" ? 11 : 3;
  const flags = byteAt(base64, at);
  return flags !== undefined && (flags & IGNORE_UNREADABLE) !== 0 ? "otr-quiet" : "otr-data";
}

/** A fragment shows its kind only in the first piece; the others are taken for what people type. */
function saysOfFragment([, piece, , text = ""]: RegExpExecArray): Says {
  if (Number(piece) !== 1) return "otr-data";
  const start = /^\?OTR:(AA[IM][CDKRS][A-Za-z0-9+/]*)/.exec(text);
  return start ? saysOf(start[1] as string) : "otr-data";
}

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

function byteAt(base64: string, index: number): number | undefined {
  const bit = index * 8;
  const [high, low] = [base64[Math.floor(bit / 6)], base64[Math.floor(bit / 6) + 1]].map((c) => (c === undefined ? -1 : ALPHABET.indexOf(c)));
  if (high === undefined || low === undefined || high < 0 || low < 0) return undefined;
  return (((high << 6) | low) >> (4 - (bit % 6))) & 0xff;
}

const TAG = / \t {2}\t{4} \t \t \t {2}(?:[ \t]{8})*/g;

/** Clear text without the whitespace by which clients offer OTR: in a chat without OTR nobody would answer the offer. */
const withoutTag = (body: string): string => body.replace(TAG, "");
