// What the views are given: the desk, the conversations, what is kept here, and the one way to act. Views hold no state that matters.
import type { ConversationView } from "#core/conversation-state.ts";
import type { DeskState, Input } from "./desk-state.ts";
import type { Settings } from "./preferences.ts";

/** Whether the guest can see that it is the library that answers: whether our key is the one in the chat's skin. */
export type Proof = "current" | "old-key" | "no-key" | "unknown";

/** What the preferences show about the administrator's key; the key itself never comes back out. */
export interface KeyInfo {
  readonly since: number;
}

/** `kept`: false where the browser lets pages keep nothing, so that the key is gone with the page. */
export type KeyOutcome = { readonly ok: true; readonly kept: boolean } | { readonly ok: false; readonly message: string };

export interface Actions {
  readonly act: (input: Input) => void;
  readonly saveKey: (text: string) => KeyOutcome;
  readonly removeKey: () => void;
  /** Brings back the key that was removed last, as long as this page lives. */
  readonly restoreKey: () => void;
  readonly setSettings: (settings: Settings) => void;
  readonly resend: (chat: string, line: string) => void;
  /** What was meant for somebody who is gone: send it to who is there now, or drop it. */
  readonly release: (chat: string) => void;
  readonly discard: (chat: string) => void;
  /** Goes on with a guest whose key has changed. */
  readonly acceptKey: (chat: string) => void;
  /** The key that was removed last cannot be brought back any more. */
  readonly forgetRemovedKey: () => void;
}

export interface Model {
  readonly desk: DeskState;
  readonly conversations: ReadonlyMap<string, ConversationView>;
  readonly proofs: ReadonlyMap<string, Proof>;
  readonly key: KeyInfo | undefined;
  readonly canRestoreKey: boolean;
  readonly settings: Settings;
  /** Whether the browser lets us show notifications. */
  readonly notifications: "granted" | "denied" | "default" | "missing";
  readonly now: number;
}
