// What the operator's client can be in: the states of the desk, what happens to it (inputs) and what it wants done (effects).
import type { ChatCard, Desk as DeskAnswer, DeskQueue, EndReason, Gone } from "#core/chat.ts";
import type { Staffing } from "#core/staffing.ts";
import type { Wish } from "./wishes.ts";

/** What an operator shows to the queues: `show` none, away, dnd. */
export type Availability = "available" | "away" | "busy";

/** Why signing in did not work; `words.ts` has a sentence for each. */
export type SignInProblem =
  | "no-address"
  | "wrong-domain"
  | "wrong-password"
  | "kept-sign-in-refused"
  | "account-disabled"
  | "no-mechanism" // the server offers no way of signing in that is safe
  | "false-server"; // the server could not prove that it knows the password

/** Why something that was asked for did not happen: what was tried and the service's sentence. */
export interface Trouble {
  readonly doing: Command;
  readonly text: string;
}

export type Command = "accept" | "decline" | "transfer" | "end";

export interface Ring {
  readonly card: ChatCard;
  readonly phase: "ringing" | "answering";
}

export type ChatPhase =
  | { readonly name: "held" }
  | { readonly name: "reclaiming" } // ours by the desk, but not yet pinned to this connection
  | { readonly name: "transferring"; readonly to: string }
  | { readonly name: "ending" }
  | { readonly name: "closed"; readonly why: Gone | { readonly why: "lost" } };

export interface Chat {
  readonly card: ChatCard;
  readonly phase: ChatPhase;
  /** Our full address when the service last said that the chat is ours: another one since means that it must hear of it. */
  readonly pinned: string;
  /** Messages of the guest that nobody has looked at. */
  readonly unread: number;
  /** What is typed and not sent. */
  readonly draft: string;
  /** Whether the guest's box is connected now. */
  readonly guestIsHere: boolean;
}

/** One short line about what just happened; also read out. */
export type Notice =
  | { readonly about: "ring"; readonly queue: string; readonly gone: Gone }
  | { readonly about: "trouble"; readonly trouble: Trouble }
  /** What the service says in words. */
  | { readonly about: "service"; readonly text: string };

export interface SignedOut {
  readonly state: "signed-out";
  readonly address: string;
  readonly problem?: SignInProblem;
  /** Another tab has this desk, so signing in here will take it from there. */
  readonly elsewhere: boolean;
}

export interface SigningIn {
  readonly state: "signing-in";
  readonly address: string;
  readonly availability: Availability;
  /** Whether it is the tab's kept sign-in (a reload) rather than a typed password. */
  readonly kept: boolean;
  /** The server does not answer; it is being tried again. */
  readonly unreachable: boolean;
}

/** The desk is open in another tab of this browser. */
export interface Elsewhere {
  readonly state: "elsewhere";
  readonly address: string;
  readonly availability: Availability;
  /** Whether this tab can take it over without a password. */
  readonly canTakeOver: boolean;
}

export interface Working {
  readonly state: "working";
  /** Our full address; another one after each new session. */
  readonly jid: string;
  readonly me: string;
  readonly link: "online" | "offline";
  /** Whether the desk's answer has come at least once. */
  readonly known: boolean;
  readonly availability: Availability;
  /** As the service said last. */
  readonly queues: readonly DeskQueue[];
  readonly wishes: readonly Wish[];
  readonly rings: readonly Ring[];
  readonly chats: readonly Chat[];
  readonly selected: string | undefined;
  /** Whether a person can see this page now. */
  readonly watched: boolean;
  readonly notice: Notice | undefined;
}

export type DeskState = SignedOut | SigningIn | Elsewhere | Working;

export type Input =
  // the person
  | { readonly type: "sign-in"; readonly address: string; readonly password: string }
  | { readonly type: "cancel" }
  | { readonly type: "sign-out" }
  | { readonly type: "use-here" }
  | { readonly type: "be"; readonly availability: Availability }
  | { readonly type: "staff"; readonly queue: string; readonly wish: Staffing }
  | { readonly type: "answer"; readonly chat: string }
  | { readonly type: "decline"; readonly chat: string }
  | { readonly type: "select"; readonly chat: string | undefined }
  | { readonly type: "step"; readonly by: 1 | -1 }
  | { readonly type: "write"; readonly chat: string; readonly text: string }
  | { readonly type: "send"; readonly chat: string; readonly text: string }
  | { readonly type: "transfer"; readonly chat: string; readonly to: string }
  | { readonly type: "end"; readonly chat: string }
  | { readonly type: "close"; readonly chat: string }
  | { readonly type: "watch"; readonly watched: boolean }
  // the tab
  | { readonly type: "kept"; readonly address: string; readonly availability: Availability }
  | { readonly type: "elsewhere"; readonly address: string; readonly canTakeOver: boolean }
  | { readonly type: "notice-over" }
  // the connection
  | { readonly type: "online"; readonly jid: string; readonly resumed: boolean }
  | { readonly type: "offline" }
  | { readonly type: "refused"; readonly problem: SignInProblem }
  | { readonly type: "desk"; readonly desk: DeskAnswer }
  | { readonly type: "ring"; readonly card: ChatCard }
  /** `wasShown`: it was on the screen before a reload. */
  | { readonly type: "held"; readonly card: ChatCard; readonly draft: string; readonly wasShown?: boolean }
  | { readonly type: "gone"; readonly chat: string; readonly gone: Gone }
  /** Words of the service about a chat; `about` names them for us. */
  | { readonly type: "notice"; readonly chat: string; readonly about: string; readonly words: string }
  | { readonly type: "guest"; readonly chat: string; readonly here: boolean }
  | { readonly type: "staffed"; readonly queue: string; readonly wish: Staffing }
  | { readonly type: "staff-failed"; readonly queue: string; readonly text: string }
  | { readonly type: "done"; readonly command: Command; readonly chat: string }
  | { readonly type: "failed"; readonly chat: string; readonly trouble: Trouble; readonly lost: boolean }
  // a conversation
  | { readonly type: "heard"; readonly chat: string; readonly messages: number };

export type Effect =
  /** The password is handed on here and kept nowhere; without one, the tab's kept sign-in is used. */
  | { readonly do: "connect"; readonly address: string; readonly password?: string; readonly steal: boolean }
  | { readonly do: "disconnect" }
  /** Forgets the kept sign-in, drafts and conversations of this tab. */
  | { readonly do: "forget" }
  | { readonly do: "keep-availability"; readonly availability: Availability }
  | { readonly do: "presence"; readonly availability: Availability }
  /** `later`: the service has just failed to answer. */
  | { readonly do: "ask-desk"; readonly later?: true }
  | { readonly do: "staff"; readonly queue: string; readonly wish: Staffing }
  | { readonly do: "command"; readonly command: Command; readonly chat: string; readonly to?: string }
  /** The way to the chat's address is open: its conversation begins or goes on. */
  | { readonly do: "open"; readonly card: ChatCard }
  /** The connection is gone: conversations hold what is said. */
  | { readonly do: "hold-all" }
  /** The conversation is over here: its keys and what the tab keeps of it are wiped; what was said stays on the page. */
  | { readonly do: "shut"; readonly chat: string; readonly reason?: EndReason }
  | { readonly do: "drop"; readonly chat: string }
  | { readonly do: "send"; readonly chat: string; readonly text: string }
  | { readonly do: "keep-draft"; readonly chat: string; readonly text: string }
  /** This chat has been chosen: a reload shows it again. */
  | { readonly do: "keep-shown"; readonly chat: string | undefined }
  | { readonly do: "alert"; readonly kind: "ring" | "message"; readonly chat: string; readonly queue: string }
  | { readonly do: "end-notice" };

export interface Step {
  readonly state: DeskState;
  readonly effects: readonly Effect[];
}

export const START: SignedOut = { state: "signed-out", address: "", elsewhere: false };
