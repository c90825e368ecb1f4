// What one end knows of a chat, and what its page shows of it. The machine is conversation.ts; the state is JSON, so that a reload can go on with it.
import type { ChatStatus, EndReason } from "./chat.ts";
import { emptyOutbox, type Delivery, type Outbox } from "./outbox.ts";
import type { OtrPolicy } from "./skin.ts";

export type Role = "guest" | "operator";

/** What the other end's key is compared with: for a guest the skin's fingerprint, for an operator the key this guest came with. `none`: nothing to compare with. */
export type Verdict = "match" | "mismatch" | "none";

/** A line of the transcript, in the order in which it is shown. Times are milliseconds since 1970. */
export type Entry =
  | { readonly kind: "text"; readonly from: "me"; readonly id: string; readonly text: string; readonly at: number; readonly delivery: Delivery }
  | { readonly kind: "text"; readonly from: "peer"; readonly id: string; readonly text: string; readonly at: number }
  | { readonly kind: "info"; readonly id: string; readonly info: Info; readonly at: number };

/** Lines that say what happened; the page has the words. */
export type Info =
  /** "This chat uses end-to-end encryption.": after the operator's first message, only on a match, only at the guest's. */
  | { readonly is: "end-to-end" }
  | { readonly is: "answered"; readonly operator: string }
  | { readonly is: "returning" }
  | { readonly is: "transferring" }
  | { readonly is: "ended"; readonly reason: EndReason };

/** How safe it is now. */
export type Secure =
  /** The skin has no fingerprint: no OTR. */
  | { readonly is: "plain" }
  /** An OTR chat; nobody is at the other end yet. */
  | { readonly is: "waiting" }
  | { readonly is: "starting" }
  | { readonly is: "encrypted"; readonly verdict: Verdict }
  /** Encrypted, but the key is not the one it has to be (a skin that is `verified-only`; a guest whose key changed): nothing is sent. */
  | { readonly is: "refused" };

export interface ConversationView {
  readonly entries: readonly Entry[];
  readonly secure: Secure;
  readonly peerTyping: boolean;
  /** What is said goes out at once. Otherwise it waits, and goes when it can. */
  readonly open: boolean;
  /** So many texts were meant for somebody who is gone: ask the person, then `release()` or `discard()`. */
  readonly held: number;
  /** Texts without a receipt. */
  readonly undelivered: number;
  readonly status: ChatStatus | undefined;
  readonly ended: EndReason | undefined;
}

export type SessionState =
  | { readonly is: "none" }
  | { readonly is: "starting" }
  | { readonly is: "encrypted"; readonly verdict: Verdict }
  /** The other end has ended OTR. */
  | { readonly is: "finished" };

export interface ConversationState {
  readonly role: Role;
  readonly otr: OtrPolicy;
  readonly entries: readonly Entry[];
  readonly outbox: Outbox;
  /** Ids of messages that have been shown. */
  readonly seen: readonly string[];
  /** Ids of messages whose receipts did not get out. */
  readonly owed: readonly string[];
  readonly status: ChatStatus | undefined;
  readonly ended: EndReason | undefined;
  /** Counts who has been at the other end; a new key counts as somebody new. */
  readonly audience: number;
  /** Somebody is at the other end. */
  readonly present: boolean;
  /** The key of who is there now. */
  readonly fingerprint: string | undefined;
  /** Operator: the key that this guest came with. */
  readonly pinned: string | undefined;
  /** For which audience the line of `end-to-end` stands in the transcript. */
  readonly lineFor: number;
  /** Whoever is there runs our client: their ids are unique, and a repeated one is a repeated message. */
  readonly peerIsOurs: boolean;
  /** When to ask once more whether the other end sends receipts, and how often that was done. */
  readonly greetAt: number;
  readonly greetings: number;
  /** The way to the chat's address is open. */
  readonly attached: boolean;
  readonly session: SessionState;
  /** When to start OTR (again), if nothing comes of it before. */
  readonly startAt: number | undefined;
  readonly starts: number;
  readonly peerTypingUntil: number;
  /** The last key stroke, while the other end believes that we are typing. */
  readonly typedAt: number | undefined;
  /** Restored after a reload: the other end may hold a session that this end can only read. */
  readonly restored: boolean;
}

export function newConversation(role: Role, otr: OtrPolicy): ConversationState {
  const present = role === "operator";
  const audience = present ? 1 : 0;
  return {
    ...{ role, otr, present, audience, entries: [], seen: [], owed: [], lineFor: 0, peerIsOurs: false, greetAt: 0, greetings: 0, attached: false, starts: 0, peerTypingUntil: 0, restored: false },
    ...{ status: undefined, ended: undefined, fingerprint: undefined, pinned: undefined, startAt: undefined, typedAt: undefined },
    outbox: { ...emptyOutbox, audience: present ? audience : undefined },
    session: { is: "none" },
  };
}

/** The state after a reload: all that was said, and no channel yet. `undefined` where what was saved is not such a state. */
export function restoreConversation(saved: unknown, role: Role, otr: OtrPolicy): ConversationState | undefined {
  if (typeof saved !== "object" || saved === null) return undefined;
  const { entries, outbox, seen, audience } = saved as Partial<ConversationState>;
  if (!Array.isArray(entries) || !Array.isArray(seen) || typeof audience !== "number" || !Array.isArray(outbox?.entries)) return undefined;
  const state: ConversationState = { ...newConversation(role, otr), ...(saved as ConversationState), role, otr };
  const cold = { attached: false, session: { is: "none" }, startAt: undefined, starts: 0, peerTypingUntil: 0, typedAt: undefined, restored: true } as const;
  return { ...state, ...cold, outbox: { ...state.outbox, open: false } };
}

/** May what is said go out, to whoever is there with the key that they have? */
export function isOpen(state: ConversationState): boolean {
  if (!state.attached || !state.present || state.ended !== undefined) return false;
  return state.otr === "none" || (state.session.is === "encrypted" && !isRefused(state));
}

export function isRefused({ session, role, otr }: ConversationState): boolean {
  if (session.is !== "encrypted") return false;
  if (role === "operator") return session.verdict === "mismatch"; // a guest keeps one key for the whole chat
  return otr === "verified-only" && session.verdict !== "match";
}

export function viewConversation(state: ConversationState, now: number): ConversationView {
  return {
    entries: state.entries,
    secure: viewSecure(state),
    peerTyping: state.peerTypingUntil > now,
    open: isOpen(state),
    held: state.present ? state.outbox.entries.filter((e) => e.state === "held").length : 0,
    undelivered: state.outbox.entries.length,
    status: state.status,
    ended: state.ended,
  };
}

function viewSecure(state: ConversationState): Secure {
  if (state.otr === "none") return { is: "plain" };
  if (!state.present) return { is: "waiting" };
  if (state.session.is !== "encrypted") return { is: "starting" };
  return isRefused(state) ? { is: "refused" } : { is: "encrypted", verdict: state.session.verdict };
}
