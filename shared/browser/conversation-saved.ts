// What a conversation leaves in its slot for the page after a reload.
import type { ConversationState } from "#core/conversation-state.ts";
import type { Slot } from "./storage.ts";

export interface Saved {
  readonly chat: string;
  readonly state: ConversationState;
  /** The OTR session's snapshot: keys that can only read, and the instance tag. */
  readonly otr?: string | undefined;
  /** The private number of a key made for this chat alone. */
  readonly key?: string | undefined;
}

const ENTRIES_WHEN_FULL = 100;

/** Where the shelf is full, what is owed to the other end matters more than old lines. */
export function save(slot: Slot, saved: Saved): void {
  if (!slot.write(saved)) slot.write({ ...saved, state: { ...saved.state, entries: saved.state.entries.slice(-ENTRIES_WHEN_FULL) } });
}
