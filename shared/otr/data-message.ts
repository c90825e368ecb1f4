// Data messages under the keys of one exchange (OTR version 3, "Exchanging data"). The MAC is checked before anything changes.
import { aesCtr, P, type DhSession, type ReceivedCounters } from "#otr-engine";
import { fromBytes, toBytes } from "./arithmetic.ts";
import { concat, data, fromLatin1, isEqual, uint32 } from "./bytes.ts";
import type { Exchange } from "./exchange.ts";
import { encodeFrame, type DataFrame } from "./frame.ts";
import { hmacSha1 } from "./mac.ts";

const WINDOW = 64;
const COUNTER_MAX = Number.MAX_SAFE_INTEGER;

/** What came of a data message. "other": not of these keys. "repeated": of these keys, and seen before. */
export type Opened = { readonly kind: "read"; readonly plain: Uint8Array } | { readonly kind: "repeated" } | { readonly kind: "other" };

/** Encrypts under the newest keys that the peer has confirmed. */
export function sealData(exchange: Exchange, plain: Uint8Array, ignoreUnreadable: boolean): string {
  const { engine } = exchange;
  const keys = engine.sessKeys[1][0]!;
  if (keys.send_counter >= COUNTER_MAX) throw new Error("The counter is used up.");
  keys.send_counter += 1;
  const head = headOf(exchange, keys);
  const revealed = concat(...engine.oldMacKeys.splice(0));
  const macAt = head.length + 12 + plain.length;
  const frame = new Uint8Array(macAt + 24 + revealed.length);
  const view = new DataView(frame.buffer);
  frame.set(head);
  if (ignoreUnreadable) frame[FLAGS_AT[exchange.version]] = 1;
  view.setUint32(head.length, Math.floor(keys.send_counter / 4294967296));
  view.setUint32(head.length + 4, keys.send_counter);
  view.setUint32(head.length + 8, plain.length);
  frame.set(aesCtr(keys.sendenc, frame.subarray(head.length, head.length + 8), plain), head.length + 12);
  frame.set(hmacSha1(keys.sendmac, frame.subarray(0, macAt)), macAt);
  view.setUint32(macAt + 20, revealed.length);
  frame.set(revealed, macAt + 24);
  return encodeFrame(frame);
}

const FLAGS_AT = { 2: 3, 3: 11 } as const;

/** A data message up to its counter, without flags: the same as long as the keys are. */
const heads = new WeakMap<DhSession, Uint8Array>();
function headOf({ engine, version }: Exchange, keys: DhSession): Uint8Array {
  let head = heads.get(keys);
  if (head === undefined) {
    const tags = version === 3 ? fromLatin1(engine.our_instance_tag + engine.their_instance_tag) : new Uint8Array(0);
    head = concat(Uint8Array.of(0, version, 3), tags, Uint8Array.of(0), uint32(engine.our_keyid - 1), uint32(engine.their_keyid), data(toBytes(engine.our_dh.publicKey.v)));
    heads.set(keys, head);
  }
  return head;
}

/** Decrypts, and moves the keys on as the specification's "Key management" has it. */
export function openData(exchange: Exchange, frame: DataFrame): Opened {
  const { engine, version } = exchange;
  if (frame.version !== version) return { kind: "other" };
  const ours = engine.our_keyid - frame.receiverKey;
  const theirs = engine.their_keyid - frame.senderKey;
  const keys = engine.sessKeys[ours]?.[theirs];
  if (!keys) return { kind: "other" };
  if (!isEqual(hmacSha1(keys.rcvmac, frame.signed), frame.mac)) return { kind: "other" };
  const nextKey = theirs === 0 ? fromBytes(frame.nextKey) : 0n;
  if (theirs === 0 && !isGroupElement(nextKey)) return { kind: "other" };
  if (!acceptCounter(keys.received, readCounter(frame.counter))) return { kind: "repeated" };
  keys.rcvmacused = true;
  const plain = aesCtr(keys.rcvenc, frame.counter, frame.encrypted);
  if (ours === 0) exchange.run(() => engine.rotateOurKeys());
  if (theirs === 0) engine.rotateTheirKeys({ v: nextKey });
  return { kind: "read", plain };
}

export const isGroupElement = (n: bigint): boolean => n >= 2n && n <= P - 2n;

export function readCounter(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, 8);
  return view.getUint32(0) * 4294967296 + view.getUint32(4);
}

/**
 * Each counter once. The specification wants them rising; frames that a network has swapped are read too, if they are no more than 64 behind:
 * what protects from repetition is that none is read twice.
 */
export function acceptCounter(received: ReceivedCounters, counter: number): boolean {
  if (counter < 1 || counter > COUNTER_MAX || counter <= received.highest - WINDOW || received.recent.has(counter)) return false;
  received.recent.add(counter);
  received.highest = Math.max(received.highest, counter);
  if (received.recent.size > 2 * WINDOW) for (const old of received.recent) if (old <= received.highest - WINDOW) received.recent.delete(old);
  return true;
}

/** Keys that can read and do nothing else: what a snapshot keeps. */
export interface ReadingKeys {
  readonly version: 2 | 3;
  readonly receiverKey: number;
  readonly senderKey: number;
  readonly enc: Uint8Array;
  readonly mac: Uint8Array;
  readonly received: ReceivedCounters;
}

export function readingKeys(exchange: Exchange): ReadingKeys[] {
  const { engine, version } = exchange;
  const found: ReadingKeys[] = [];
  for (const ours of [0, 1]) {
    for (const theirs of [0, 1]) {
      const keys = engine.sessKeys[ours]?.[theirs];
      if (!keys) continue;
      const ids = { receiverKey: engine.our_keyid - ours, senderKey: engine.their_keyid - theirs };
      found.push({ version, ...ids, enc: keys.rcvenc, mac: keys.rcvmac, received: keys.received });
    }
  }
  return found;
}

export function openWith(keys: ReadingKeys, frame: DataFrame): Opened {
  if (frame.version !== keys.version || frame.receiverKey !== keys.receiverKey || frame.senderKey !== keys.senderKey) return { kind: "other" };
  if (!isEqual(hmacSha1(keys.mac, frame.signed), frame.mac)) return { kind: "other" };
  if (!acceptCounter(keys.received, readCounter(frame.counter))) return { kind: "repeated" };
  return { kind: "read", plain: aesCtr(keys.enc, frame.counter, frame.encrypted) };
}
