// What the views are given: the desk, the conversations, what is kept here, and the one way to act. Views hold no state that matters.
import type { DeskState, Input } from "./desk-state.ts";
import type { Settings } from "./preferences.ts";

export interface Line {
  readonly id: string;
  readonly from: "me" | "guest" | "info";
  readonly text: string;
  /** ms since 1970 */
  readonly at: number;
  /** Of our own lines only. `waiting`: for the connection or the key exchange. */
  readonly delivery?: "waiting" | "sent" | "delivered" | "failed";
}

/** How the chat is protected, as the operator is told. */
export type Protection = "none" | "starting" | "encrypted" | "ended";

export interface Conversation {
  readonly lines: readonly Line[];
  readonly guestIsTyping: boolean;
  readonly guestIsHere: boolean;
  readonly protection: Protection;
  /** The guest's key is another than before in this chat: it may be another person. */
  readonly guestKeyChanged: boolean;
}

/** What the preferences show about the administrator's key; the key itself never comes back out. */
export interface KeyInfo {
  readonly since: number;
}

export type KeyOutcome = { readonly ok: true } | { readonly ok: false; readonly message: string };

export interface Actions {
  readonly act: (input: Input) => void;
  readonly saveKey: (text: string) => KeyOutcome;
  readonly removeKey: () => void;
  /** Brings back the key that was removed last, as long as this page lives. */
  readonly restoreKey: () => void;
  readonly setSettings: (settings: Settings) => void;
  readonly resend: (chat: string, line: string) => void;
  readonly acceptGuestKey: (chat: string) => void;
}

export interface Model {
  readonly desk: DeskState;
  readonly conversations: ReadonlyMap<string, Conversation>;
  readonly key: KeyInfo | undefined;
  readonly canRestoreKey: boolean;
  readonly settings: Settings;
  /** Whether the browser lets us show notifications. */
  readonly notifications: "granted" | "denied" | "default" | "missing";
  readonly now: number;
}
