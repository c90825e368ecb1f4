// Which key an end of a chat uses.
import { generateThrowawayKey, restoreThrowawayKey } from "#otr/generate.ts";
import type { PrivateKey } from "#otr/private-key.ts";

export interface ChosenKey {
  readonly key: PrivateKey;
  /** What the tab remembers of it: nothing of the library's key, which has a place of its own. */
  readonly toKeep: string | undefined;
}

/** The library's key where there is one; else a key for this chat alone, which lives as long as the chat: the other end knows us by it. */
export function chooseKey(library: PrivateKey | undefined, kept: string | undefined): ChosenKey {
  if (library !== undefined) return { key: library, toKeep: undefined };
  const key = (kept === undefined ? undefined : restoreThrowawayKey(kept)) ?? generateThrowawayKey();
  return { key, toKeep: key.x.toString(16) };
}
