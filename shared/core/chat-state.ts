// The states of one chat, what can happen to it and what then has to be done: the vocabulary of chat-machine.ts (docs/protocol.md, "Chats").
import type { EndReason, Gone } from "./chat.ts";
import type { ErrorCode } from "./errors.ts";
import type { OtrPolicy } from "./skin.ts";

/** The operator who has the chat. `awayUntil` (ms) is set while their resource is not connected and they may still come back. */
export interface Pin {
  /** Full JID: what they send from, and where messages go. */
  readonly jid: string;
  /** What the guest is shown; empty where the operator has given no name. */
  readonly shown: string;
  readonly awayUntil?: number;
}

/** Where the guest is: connected as this full JID, or expected back until then (ms). */
export type Guest = { readonly jid: string } | { readonly awayUntil: number };

export type Target = { readonly kind: "operator"; readonly jid: string } | { readonly kind: "queue"; readonly queue: string };

/** Nobody can be rung now: all are busy, have declined, or are gone (then `closeAt` says how long that is waited out). */
export interface Waiting {
  readonly state: "waiting";
  readonly declined: readonly string[];
  readonly until: number;
  readonly closeAt?: number;
}
/** Offered to these operators (bare JIDs). */
export interface Ringing {
  readonly state: "ringing";
  readonly rung: readonly string[];
  readonly declined: readonly string[];
  readonly until: number;
}
export interface Answered {
  readonly state: "answered";
  readonly pin: Pin;
}
/** Still with `pin`, and offered to a colleague or another queue. */
export interface Transferring {
  readonly state: "transferring";
  readonly pin: Pin;
  readonly to: Target;
  readonly rung: readonly string[];
  readonly declined: readonly string[];
  readonly until: number;
}
/** Its operator is gone: back in line, rung or waiting. */
export interface Returning {
  readonly state: "returning";
  readonly rung: readonly string[];
  readonly declined: readonly string[];
  readonly until: number;
  readonly closeAt?: number;
}
export interface Ended {
  readonly state: "ended";
  readonly reason: EndReason;
}

export type InLine = Waiting | Ringing | Returning;
export type Held = Answered | Transferring;
export type ChatState = InLine | Held | Ended;

export interface Chat<S extends ChatState = ChatState> {
  /** Local part of its address: `c-…`. */
  readonly id: string;
  /** Name of its queue; a transfer to a queue changes it. */
  readonly queue: string;
  readonly library: string;
  /** The skin's node. */
  readonly skin: string;
  readonly otr: OtrPolicy;
  /** When the guest joined, and when an operator first answered (ms). */
  readonly since: number;
  readonly answeredAt?: number;
  /** How often an operator has come to the chat: the guest tells by it that somebody else is there now. */
  readonly answers: number;
  /** Whether OTR data has passed, and whether the guest's box then found the skin's key. */
  readonly encrypted: boolean;
  readonly verified: boolean;
  readonly guest: Guest;
  readonly at: S;
}

/** The object stays itself, so that "nothing has changed" can be told by its identity. */
export const isTransferring = (chat: Chat): chat is Chat<Transferring> => chat.at.state === "transferring";

/** What a message says, as far as may be known of it: `chat-gate.ts` tells them apart. */
export type Says =
  | "clear"
  | "otr-start" // a query or a step of the key exchange
  | "otr-data"
  | "otr-quiet" // data that the client sent by itself: a heartbeat, a farewell
  | "otr-error"
  | "sign"; // no body: typing, receipts

export interface Sender {
  /** Full JID. */
  readonly jid: string;
  readonly shown: string;
  /** Whether this operator may have the chat: assigned to its queue, or the one it is handed to. */
  readonly entitled: boolean;
}

export type ChatInput =
  | { readonly kind: "guest-here"; readonly jid: string }
  | { readonly kind: "guest-gone"; readonly jid: string }
  | { readonly kind: "guest-ends"; readonly jid: string }
  | { readonly kind: "guest-verified"; readonly jid: string }
  | { readonly kind: "guest-writes"; readonly jid: string; readonly says: Says }
  // Who can be rung now (bare JIDs), and whether anybody at all is there.
  | { readonly kind: "staff"; readonly ringable: readonly string[]; readonly online: boolean }
  | { readonly kind: "accept"; readonly by: Sender }
  | { readonly kind: "decline"; readonly jid: string }
  | { readonly kind: "transfer"; readonly jid: string; readonly to: Target; readonly ringable: readonly string[] }
  | { readonly kind: "operator-ends"; readonly jid: string }
  | { readonly kind: "operator-here"; readonly jid: string }
  | { readonly kind: "operator-gone"; readonly jid: string }
  | { readonly kind: "operator-writes"; readonly by: Sender; readonly says: Says }
  /** The library is no more. */
  | { readonly kind: "close" }
  | { readonly kind: "tick" };

/** Something to be said in words to an operator, from the service's address. */
export type NoticeCode =
  | "claimed-clear" // you have this chat; the line was not passed on
  | "not-passed" // clear text in an encrypted chat
  | "not-encrypted" // OTR in a chat without
  | "transfer-refused"
  | "transfer-expired"
  | "transfer-taken-back";

export type ChatEffect =
  // The guest is told where the chat stands.
  | { readonly do: "tell-guest" }
  | { readonly do: "ring"; readonly operators: readonly string[] }
  | { readonly do: "ring-resource"; readonly jid: string }
  // The ring is over for these (bare JIDs), on all their resources but the one that has the chat now.
  | { readonly do: "unring"; readonly operators: readonly string[]; readonly gone: Gone; readonly except?: string }
  // The chat's address shows itself to the one who has it now.
  | { readonly do: "greet"; readonly jid: string }
  // The one who had it hears why they have not.
  | { readonly do: "part"; readonly jid: string; readonly gone: Gone }
  // The guest's coming and going is shown to the operator as the presence of the chat's address.
  | { readonly do: "show-guest"; readonly jid: string; readonly here: boolean }
  // The message at hand goes there; is held in memory for an end; cannot be passed on.
  | { readonly do: "pass"; readonly to: string }
  | { readonly do: "keep"; readonly for: "guest" | "operator" }
  | { readonly do: "refuse"; readonly code: ErrorCode }
  // What was held for an end goes there, or back to its sender with an error.
  | { readonly do: "release"; readonly for: "guest" | "operator"; readonly to: string }
  | { readonly do: "give-back"; readonly for: "guest" | "operator" }
  | { readonly do: "notice"; readonly to: string; readonly notice: NoticeCode }
  // The runner answers with the input `staff`.
  | { readonly do: "ask-staff" };

export interface Step {
  readonly chat: Chat;
  readonly effects: readonly ChatEffect[];
}

/** Clock and limits (ms), handed in. */
export interface Moment {
  readonly now: number;
  /** How long an end that is gone may take to come back; how long an empty queue is waited out. */
  readonly grace: number;
  /** How long a guest waits for an answer. */
  readonly ringFor: number;
  readonly transferFor: number;
}
