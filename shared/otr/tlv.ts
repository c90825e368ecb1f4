// Type-length-value records behind the text of a data message (OTR version 3, "TLV Record types").
import { concat, readAnyUtf8, Reader } from "./bytes.ts";
import { readMarkup } from "./plain-text.ts";

export const TLV = {
  padding: 0,
  disconnected: 1,
  smp: [2, 3, 4, 5, 6, 7] as readonly number[],
  smpAbort: 6,
  /** Ours, docs/otr.md "Plain text": one byte, 1 when the text of this message is plain and 0 when it is HTML. Who sends it reads plain text. */
  plainText: 0x4f54,
  /** Ours: the id of the text's message, in UTF-8. Outside OTR the server could change it, and have a text dropped or shown twice. */
  messageId: 0x4f55,
} as const;

export interface Tlv {
  readonly type: number;
  readonly value: Uint8Array;
}

/** Text, a zero byte, records. */
export function writePlain(text: Uint8Array, tlvs: readonly Tlv[]): Uint8Array {
  if (tlvs.length === 0) return text;
  const parts = [text, Uint8Array.of(0)];
  for (const { type, value } of tlvs) parts.push(Uint8Array.of(type >> 8, type, value.length >> 8, value.length), value);
  return concat(...parts);
}

export interface Message {
  readonly text: string;
  readonly messageId: string | undefined;
  /** Did the sender say that it reads plain text? */
  readonly readsPlain: boolean;
  readonly tlvs: readonly Tlv[];
}

/** Types that the session deals with itself: the specification's, and ours. */
export const OURS: ReadonlySet<number> = new Set([0, 1, 2, 3, 4, 5, 6, 7, 8, TLV.plainText, TLV.messageId]);

export function readMessage(bytes: Uint8Array): Message {
  const { text: textBytes, tlvs } = readPlain(bytes);
  const valueOf = (wanted: number) => tlvs.find(({ type }) => type === wanted)?.value;
  const [mark, id] = [valueOf(TLV.plainText), valueOf(TLV.messageId)];
  const text = readAnyUtf8(textBytes);
  return { text: mark?.[0] === 1 ? text : readMarkup(text), messageId: id && readAnyUtf8(id), readsPlain: mark !== undefined, tlvs };
}

/** A record that claims more than is there ends the list. */
function readPlain(bytes: Uint8Array): { readonly text: Uint8Array; readonly tlvs: readonly Tlv[] } {
  const zero = bytes.indexOf(0);
  if (zero === -1) return { text: bytes, tlvs: [] };
  const reader = new Reader(bytes.subarray(zero + 1));
  const tlvs: Tlv[] = [];
  while (!reader.isDone) {
    const type = reader.uint16();
    const value = reader.take(reader.uint16());
    if (reader.failed) break;
    tlvs.push({ type, value });
  }
  return { text: bytes.subarray(0, zero), tlvs };
}
