// Data messages under the keys of one exchange (OTR version 3, "Exchanging data"). The MAC is checked before anything changes.
import { ctr } from "@noble/ciphers/aes.js";
import { hmac } from "@noble/hashes/hmac.js";
import { sha1 } from "@noble/hashes/legacy.js";
import { P, type ReceivedCounters } from "#otr-engine";
import { fromBytes, toBytes } from "./arithmetic.ts";
import { concat, data, isEqual, uint32 } from "./bytes.ts";
import type { Exchange } from "./exchange.ts";
import { encodeFrame, type DataFrame } from "./frame.ts";

const WINDOW = 64;
const COUNTER_MAX = Number.MAX_SAFE_INTEGER;

/** What came of a data message. "other": not of these keys. "repeated": of these keys, and seen before. */
export type Opened = { readonly kind: "read"; readonly plain: Uint8Array } | { readonly kind: "repeated" } | { readonly kind: "other" };

const counterBytes = (counter: number): Uint8Array => concat(uint32(Math.floor(counter / 4294967296)), uint32(counter));

const crypt = (key: Uint8Array, counter: Uint8Array, bytes: Uint8Array): Uint8Array => {
  const start = new Uint8Array(16);
  start.set(counter);
  return ctr(key, start).encrypt(bytes);
};

/** Encrypts under the newest keys that the peer has confirmed. */
export function sealData(exchange: Exchange, plain: Uint8Array, ignoreUnreadable: boolean): string {
  const { engine, version } = exchange;
  const keys = engine.sessKeys[1][0]!;
  if (keys.send_counter >= COUNTER_MAX) throw new Error("The counter is used up.");
  let frame = "";
  exchange.run(() => {
    keys.send_counter += 1;
    const counter = counterBytes(keys.send_counter);
    const signed = concat(
      Uint8Array.of(0, version, 3),
      version === 3 ? tags(exchange) : new Uint8Array(0),
      Uint8Array.of(ignoreUnreadable ? 1 : 0),
      uint32(engine.our_keyid - 1),
      uint32(engine.their_keyid),
      publicBytes(engine.our_dh.publicKey),
      counter,
      data(crypt(keys.sendenc, counter, plain)),
    );
    frame = encodeFrame(concat(signed, hmac(sha1, keys.sendmac, signed), data(concat(...engine.oldMacKeys.splice(0)))));
  });
  return frame;
}

/** Each of our public keys goes into every message until the peer has it. */
const written = new WeakMap<{ readonly v: bigint }, Uint8Array>();
function publicBytes(key: { readonly v: bigint }): Uint8Array {
  let bytes = written.get(key);
  if (bytes === undefined) written.set(key, (bytes = data(toBytes(key.v))));
  return bytes;
}

function tags({ engine }: Exchange): Uint8Array {
  const text = engine.our_instance_tag + engine.their_instance_tag;
  return Uint8Array.from({ length: 8 }, (_, i) => text.charCodeAt(i));
}

/** Decrypts, and moves the keys on as the specification's "Key management" has it. */
export function openData(exchange: Exchange, frame: DataFrame): Opened {
  let opened: Opened = { kind: "other" };
  exchange.run(() => {
    opened = open(exchange, frame);
  });
  return opened;
}

function open({ engine, version }: Exchange, frame: DataFrame): Opened {
  if (frame.version !== version) return { kind: "other" };
  const ours = engine.our_keyid - frame.receiverKey;
  const theirs = engine.their_keyid - frame.senderKey;
  const keys = engine.sessKeys[ours]?.[theirs];
  if (!keys) return { kind: "other" };
  if (!isEqual(hmac(sha1, keys.rcvmac, frame.signed), frame.mac)) return { kind: "other" };
  const nextKey = theirs === 0 ? fromBytes(frame.nextKey) : 0n;
  const counter = readCounter(frame.counter);
  if (theirs === 0 && !isGroupElement(nextKey)) return { kind: "other" };
  if (!acceptCounter(keys.received, counter)) return { kind: "repeated" };
  keys.rcvmacused = true;
  const plain = crypt(keys.rcvenc, frame.counter, frame.encrypted);
  if (ours === 0) engine.rotateOurKeys();
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
  exchange.run(() => {
    for (const ours of [0, 1]) {
      for (const theirs of [0, 1]) {
        const keys = engine.sessKeys[ours]?.[theirs];
        if (!keys) continue;
        const ids = { receiverKey: engine.our_keyid - ours, senderKey: engine.their_keyid - theirs };
        found.push({ version, ...ids, enc: keys.rcvenc, mac: keys.rcvmac, received: keys.received });
      }
    }
  });
  return found;
}

export function openWith(keys: ReadingKeys, frame: DataFrame): Opened {
  if (frame.version !== keys.version || frame.receiverKey !== keys.receiverKey || frame.senderKey !== keys.senderKey) return { kind: "other" };
  if (!isEqual(hmac(sha1, keys.mac, frame.signed), frame.mac)) return { kind: "other" };
  if (!acceptCounter(keys.received, readCounter(frame.counter))) return { kind: "repeated" };
  return { kind: "read", plain: crypt(keys.enc, frame.counter, frame.encrypted) };
}
