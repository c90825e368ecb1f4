// What goes into the machine of a conversation, and what comes out of it to be done.
import type { ChatStatus, EndReason } from "./chat.ts";
import type { ChatMessage, PeerState } from "./conversation-message.ts";
import type { ConversationState, Entry, Verdict } from "./conversation-state.ts";

export type ConversationInput = { readonly at: number } & (
  /** The way to the chat's address is open: joined, resumed or accepted; `status` as the ticket has it. */
  | { readonly is: "attach"; readonly status?: ChatStatus | undefined }
  | { readonly is: "detach" }
  | { readonly is: "status"; readonly status: ChatStatus }
  | { readonly is: "ended"; readonly reason: EndReason }
  | { readonly is: "say"; readonly id: string; readonly text: string }
  | { readonly is: "typing" }
  /** A message from the chat's address; `fallbackId` serves where it has no id. */
  | { readonly is: "message"; readonly message: ChatMessage; readonly fallbackId: string }
  | { readonly is: "presence"; readonly available: boolean }
  /** From the OTR session. */
  | { readonly is: "session"; readonly state: "plain" | "starting" | "finished" }
  | { readonly is: "encrypted"; readonly fingerprint: string; readonly verdict: Verdict }
  /** `fingerprint`: whose key the text came under. */
  | { readonly is: "heard"; readonly text: string; readonly fingerprint: string; readonly envelope: Envelope }
  /** A text did not get out: the session did not take it, or the connection lost it. `forGood`: nor ever will. */
  | { readonly is: "not-taken"; readonly id: string; readonly forGood?: boolean }
  /** A receipt for this message did not get out, or the connection lost it. */
  | { readonly is: "receipt-lost"; readonly id: string }
  /** Once more what has failed. */
  | { readonly is: "retry"; readonly id: string }
  /** The other end could not read what came last. */
  | { readonly is: "unreadable" }
  /** The session was replaced (a new key of ours): start again. */
  | { readonly is: "renewed" }
  | { readonly is: "release" }
  | { readonly is: "discard" }
  /** An operator goes on with a guest who has come with this other key. */
  | { readonly is: "accept-key"; readonly fingerprint: string }
  | { readonly is: "tick" }
);

/** What a text came in. */
export interface Envelope {
  readonly id: string;
  /** The id came inside OTR, from one of our clients. */
  readonly isProven?: boolean;
  readonly asksReceipt: boolean;
  readonly sentAt: number;
}

export type ConversationEffect =
  | { readonly do: "send-otr"; readonly id: string; readonly text: string }
  | { readonly do: "send-plain"; readonly id: string; readonly text: string }
  | { readonly do: "read-otr"; readonly body: string; readonly envelope: Envelope }
  | { readonly do: "receipt"; readonly id: string }
  | { readonly do: "peer-state"; readonly state: PeerState }
  /** Drops the OTR session: whoever has its keys is gone. */
  | { readonly do: "new-session" }
  | { readonly do: "start" }
  /** The session is to send this text no more. */
  | { readonly do: "forget"; readonly id: string }
  /** A person agreed that what was held goes to the key that is there now. */
  | { readonly do: "release" }
  /** Worth a sound: somebody said something. */
  | { readonly do: "notify"; readonly entry: Entry };

export interface ConversationStep {
  readonly state: ConversationState;
  readonly effects: readonly ConversationEffect[];
}
