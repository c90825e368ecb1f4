// Where the guest's box stands, as a pure machine: `step(state, input) -> { state, effects }`. docs/embedding/states.md draws it.
// What is said inside a chat (OTR, outbox, transcript) is the conversation's; here is only which chat there is, and whether it can be reached.
import type { ChatStatus, EndReason, Ticket } from "#core/chat.ts";
import type { ErrorCode } from "#core/errors.ts";
import type { OtrPolicy } from "#core/skin.ts";

/** What is needed to come back to a chat: it is what the tab remembers. */
export interface Held {
  readonly chat: string;
  readonly token: string;
  readonly otr: OtrPolicy;
}

/** Why there is nothing to talk to, in the guest's terms; each has words of its own (`texts.failures`). */
export type Failure = "no-skin" | "unknown-skin" | "unknown-queue" | "too-fast" | "refused";

/** A connection of a chat that goes on: `resuming` is connected, but the chat has not been taken over yet. */
export type Link = "up" | "down" | "resuming";

export type ChatState =
  | { readonly at: "closed" }
  /** Another tab has the chat of this box. */
  | { readonly at: "elsewhere"; readonly asked: boolean }
  /** `slow`: it takes so long that people are told; it goes on trying all the same. */
  | { readonly at: "connecting"; readonly slow: boolean; readonly held: Held | undefined }
  | { readonly at: "unavailable" }
  /** The skin asks for consent or offers context: nothing is joined before the guest says so. */
  | { readonly at: "consenting" }
  | { readonly at: "joining" }
  | { readonly at: "waiting"; readonly held: Held; readonly link: Link; readonly position: number }
  | { readonly at: "chatting"; readonly held: Held; readonly link: Link; readonly operator: string }
  | { readonly at: "returning"; readonly held: Held; readonly link: Link; readonly transfer: boolean }
  | { readonly at: "ended"; readonly reason: EndReason }
  | { readonly at: "failed"; readonly why: Failure }
  /** Another tab or window took the chat over from this one. */
  | { readonly at: "moved" };

export type ChatInput =
  | { readonly is: "open"; readonly held?: Held | undefined; readonly elsewhere?: boolean; readonly fault?: Failure | undefined }
  | { readonly is: "online" }
  | { readonly is: "offline" }
  | { readonly is: "slow" }
  | { readonly is: "skin"; readonly asks: boolean }
  | { readonly is: "skin-refused"; readonly code: ErrorCode | undefined }
  | { readonly is: "begin" }
  | { readonly is: "ticket"; readonly ticket: Ticket }
  | { readonly is: "refused"; readonly code: ErrorCode | undefined }
  | { readonly is: "status"; readonly status: ChatStatus }
  | { readonly is: "queue"; readonly available: boolean }
  /** A part of the program did not come. */
  | { readonly is: "broken" }
  | { readonly is: "end" }
  | { readonly is: "retry" }
  | { readonly is: "take" }
  | { readonly is: "given"; readonly held: Held }
  | { readonly is: "not-given" }
  | { readonly is: "taken" };

export type ChatEffect =
  | { readonly do: "connect" }
  | { readonly do: "disconnect" }
  /** Fetches the skin and subscribes to it. */
  | { readonly do: "read-skin" }
  | { readonly do: "join" }
  | { readonly do: "resume"; readonly held: Held }
  /** Directed presence; from now on the conversation reads and writes at the chat's address. */
  | { readonly do: "attend"; readonly held: Held; readonly status: ChatStatus }
  /** The connection is gone: what is said waits. */
  | { readonly do: "detach" }
  | { readonly do: "say-end"; readonly held: Held }
  | { readonly do: "remember"; readonly held: Held }
  /** Wipes what the tab remembers and the conversation's keys; what is on the screen stays until it is closed. */
  | { readonly do: "forget"; readonly reason?: EndReason }
  | { readonly do: "watch-queue" }
  | { readonly do: "ask-other-tab" };

export interface Step {
  readonly state: ChatState;
  readonly effects: readonly ChatEffect[];
}

export const CLOSED: ChatState = { at: "closed" };

export function step(state: ChatState, input: ChatInput): Step {
  switch (state.at) {
    case "closed":
    case "elsewhere":
    case "moved":
      return atDoor(state, input);
    case "connecting":
    case "unavailable":
    case "consenting":
    case "joining":
      return beforeChat(state, input);
    case "waiting":
    case "chatting":
    case "returning":
      return inChat(state, input);
    case "ended":
    case "failed":
      return afterChat(state, input);
    default:
      return state satisfies never;
  }
}

const stay = (state: ChatState): Step => ({ state, effects: [] });
const go = (state: ChatState, ...effects: ChatEffect[]): Step => ({ state, effects });
const connect = (held?: Held): Step => go({ at: "connecting", slow: false, held }, { do: "connect" });
const fail = (why: Failure): Step => go({ at: "failed", why }, { do: "disconnect" });
const end = (reason: EndReason): Step => go({ at: "ended", reason }, { do: "forget", reason }, { do: "disconnect" });

/** Not open yet, or another tab has the chat. */
function atDoor(state: Extract<ChatState, { at: "closed" | "elsewhere" | "moved" }>, input: ChatInput): Step {
  switch (input.is) {
    case "open":
      if (state.at !== "closed") return stay(state);
      if (input.fault !== undefined) return go({ at: "failed", why: input.fault });
      return input.elsewhere === true ? go({ at: "elsewhere", asked: false }) : connect(input.held);
    case "take":
      return state.at === "closed" ? stay(state) : go({ at: "elsewhere", asked: true }, { do: "ask-other-tab" });
    case "given":
      return state.at === "elsewhere" ? connect(input.held) : stay(state);
    case "not-given": // the other tab is gone, and the chat with it
    case "retry": // a chat of this tab's own, beside the other
      return state.at === "closed" ? stay(state) : connect();
    default:
      return stay(state);
  }
}

function beforeChat(state: Extract<ChatState, { at: "connecting" | "unavailable" | "consenting" | "joining" }>, input: ChatInput): Step {
  switch (input.is) {
    case "online":
      if (state.at !== "connecting") return stay(state);
      return go({ ...state, slow: false }, { do: "read-skin" });
    case "offline":
      return state.at === "joining" ? go({ at: "connecting", slow: false, held: undefined }) : stay(state);
    case "slow":
      return state.at === "connecting" ? go({ ...state, slow: true }) : stay(state);
    case "skin":
      return state.at === "connecting" ? enter(state.held, input.asks) : stay(state);
    case "skin-refused":
      return state.at === "connecting" ? fail(skinFailure(input.code)) : stay(state);
    case "begin":
      return state.at === "consenting" ? go({ at: "joining" }, { do: "join" }) : stay(state);
    case "ticket":
      return state.at === "joining" || state.at === "connecting" ? attend(input.ticket) : stay(state);
    case "refused":
      return refused(state, input.code);
    case "queue":
      return queueSeen(state, input.available);
    case "retry":
      return state.at === "unavailable" || (state.at === "connecting" && state.slow) ? connect(state.at === "connecting" ? state.held : undefined) : stay(state);
    case "end":
      return end("guest-ended");
    default:
      return stay(state);
  }
}

/** The skin is known: come back to the chat there was, ask the guest first, or join. */
function enter(held: Held | undefined, asks: boolean): Step {
  if (held !== undefined) return go({ at: "connecting", slow: false, held }, { do: "resume", held });
  if (asks) return go({ at: "consenting" }, { do: "watch-queue" });
  return go({ at: "joining" }, { do: "join" });
}

function skinFailure(code: ErrorCode | undefined): Failure {
  if (code === "unknown-skin" || code === "unknown-node" || code === "unknown-item" || code === "malformed") return "unknown-skin";
  return code === "too-fast" ? "too-fast" : "refused";
}

function refused(state: ChatState, code: ErrorCode | undefined): Step {
  if (state.at === "connecting") return state.held === undefined ? stay(state) : end("guest-gone"); // the chat we come back to is over
  if (state.at !== "joining") return stay(state);
  switch (code) {
    case "queue-offline":
      return go({ at: "unavailable" }, { do: "watch-queue" });
    case "unknown-queue":
    case "unknown-address":
      return fail("unknown-queue");
    case "unknown-skin":
      return fail("unknown-skin");
    case "too-fast":
      return fail("too-fast");
    default:
      return fail("refused");
  }
}

function queueSeen(state: ChatState, available: boolean): Step {
  if (state.at === "consenting" && !available) return go({ at: "unavailable" });
  return stay(state);
}

/** A ticket says where the chat stands; where somebody has answered, the conversation exchanges keys at once, from this side. */
function attend({ chat, token, otr, status }: Ticket): Step {
  const held: Held = { chat, token, otr };
  const followed = follow(held, status);
  return followed.state.at === "ended" ? followed : go(followed.state, { do: "remember", held }, { do: "attend", held, status });
}

function follow(held: Held, status: ChatStatus): Step {
  switch (status.state) {
    case "waiting":
      return go({ at: "waiting", held, link: "up", position: status.position });
    case "answered":
      return go({ at: "chatting", held, link: "up", operator: status.operator });
    case "returning":
      return go({ at: "returning", held, link: "up", transfer: false });
    case "transferring":
      return go({ at: "returning", held, link: "up", transfer: true });
    case "ended":
      return end(status.reason);
    default:
      return status satisfies never;
  }
}

function inChat(state: Extract<ChatState, { held: Held; link: Link }>, input: ChatInput): Step {
  switch (input.is) {
    case "status":
      return state.link === "up" ? follow(state.held, input.status) : stay(state); // the ticket says what is so after a gap
    case "offline":
      return go({ ...state, link: "down" }, { do: "detach" });
    case "online":
      return go({ ...state, link: "resuming" }, { do: "resume", held: state.held });
    case "ticket":
      return input.ticket.chat === state.held.chat ? attend(input.ticket) : stay(state);
    case "refused":
      // Only the answer to a resume ends a chat; "too fast" and the like are tried again with the next connection.
      return state.link === "resuming" && input.code !== "too-fast" && input.code !== "internal" ? end("guest-gone") : stay(state);
    case "broken":
      return fail("refused");
    case "end":
      return go({ at: "ended", reason: "guest-ended" }, { do: "say-end", held: state.held }, { do: "forget", reason: "guest-ended" }, { do: "disconnect" });
    case "taken":
      return go({ at: "moved" }, { do: "forget" }, { do: "disconnect" });
    default:
      return stay(state);
  }
}

function afterChat(state: Extract<ChatState, { at: "ended" | "failed" }>, input: ChatInput): Step {
  return input.is === "retry" ? connect() : stay(state);
}
