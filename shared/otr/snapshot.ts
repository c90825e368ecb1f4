// What a session leaves for its successor after a reload: the instance tag, the peer's fingerprint and keys that can only read. docs/otr.md, "What is kept where".
import { fromBytes } from "./arithmetic.ts";
import { BOUNDS } from "./bounds.ts";
import { base64, readBase64 } from "./bytes.ts";
import type { ReadingKeys } from "./data-message.ts";
import { SMALLEST_TAG } from "./frame.ts";
import type { Random } from "./random.ts";

export interface Snapshot {
  readonly tag: number;
  readonly fingerprint?: string;
  readonly peerSpeaks3: boolean;
  readonly keys: readonly ReadingKeys[];
}

/** At most so many keys: those of the current AKE and of one or two before it. */
const KEYS = 12;

export function writeSnapshot(snapshot: Snapshot, now: number): string {
  const keys = snapshot.keys.slice(0, KEYS).map((k) => [k.version, k.receiverKey, k.senderKey, base64(k.enc), base64(k.mac), k.received.highest, [...k.received.recent]]);
  return JSON.stringify({ v: 1, at: now, tag: snapshot.tag, peer: snapshot.fingerprint, v3: snapshot.peerSpeaks3, keys });
}

/** Undefined for anything that is no snapshot; keys that are too old are left out. */
export function readSnapshot(text: string | undefined, now: number): Snapshot | undefined {
  if (typeof text !== "string" || text.length > BOUNDS.snapshotCharacters) return undefined;
  try {
    const { v, at, tag, peer, v3, keys } = JSON.parse(text) as Record<string, unknown>;
    if (v !== 1 || !isTag(tag) || typeof at !== "number" || !Array.isArray(keys)) return undefined;
    const isFresh = now - at >= -BOUNDS.snapshotMs && now - at < BOUNDS.snapshotMs;
    const found = isFresh ? keys.slice(0, KEYS).map(readKeys).filter((k) => k !== undefined) : [];
    const isPeer = typeof peer === "string" && /^[0-9a-f]{40}$/.test(peer);
    return { tag, peerSpeaks3: v3 === true, keys: found, ...(isPeer && { fingerprint: peer }) };
  } catch {
    return undefined;
  }
}

export const isTag = (tag: unknown): tag is number => Number.isInteger(tag) && (tag as number) >= SMALLEST_TAG && (tag as number) <= 0xffffffff;

export function makeTag(random: Random): number {
  for (;;) {
    const tag = Number(fromBytes(random(4)));
    if (isTag(tag)) return tag;
  }
}

function readKeys(row: unknown): ReadingKeys | undefined {
  if (!Array.isArray(row)) return undefined;
  const [version, receiverKey, senderKey, enc, mac, highest, recent] = row as unknown[];
  const [encBytes, macBytes] = [readBase64(String(enc)), readBase64(String(mac))];
  const isNumbers = [receiverKey, senderKey, highest, ...(Array.isArray(recent) ? recent : [NaN])].every((n) => Number.isSafeInteger(n));
  if ((version !== 2 && version !== 3) || !isNumbers || encBytes?.length !== 16 || macBytes?.length !== 20) return undefined;
  return {
    version,
    receiverKey: receiverKey as number,
    senderKey: senderKey as number,
    enc: encBytes,
    mac: macBytes,
    received: { highest: highest as number, recent: new Set(recent as number[]) },
  };
}
