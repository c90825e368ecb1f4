// Which key an end of a chat uses.
import { generateThrowawayKey } from "#otr/generate.ts";
import { readPrivateKey, type PrivateKey } from "#otr/key.ts";

export interface ChosenKey {
  readonly key: PrivateKey;
  /** What the tab remembers of it: nothing of the library's key, which has a place of its own. */
  readonly toKeep: string | undefined;
}

/** The library's key where there is one; else a key for this chat alone, which lives as long as the chat: the other end knows us by it. */
export function chooseKey(chosen: string | undefined, kept: string | undefined): ChosenKey {
  const own = chosen === undefined ? undefined : readPrivateKey(chosen);
  if (own?.ok === true) return { key: own.key, toKeep: undefined };
  const before = kept === undefined ? undefined : readPrivateKey(kept);
  const key = before?.ok === true ? before.key : generateThrowawayKey();
  return { key, toKeep: key.text };
}
