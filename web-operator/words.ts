// Every sentence that the operator's client shows, and how names and times are said. English; a second language would be a second file.
import type { ChatCard, DeskQueue, EndReason } from "#core/chat.ts";
import type { ContextPiece } from "#core/skin.ts";
import type { Info, Secure } from "#core/conversation-state.ts";
import { localPart } from "#core/jid.ts";
import type { Availability, ChatPhase, Command, Notice, SignInProblem } from "./desk-state.ts";
import type { Proof } from "./model.ts";

export const SIGN_IN_PROBLEMS: Record<SignInProblem, string> = {
  "no-address": "An address looks like name@library.example. Please check what is typed.",
  "wrong-domain": "This page is for the accounts of another server. Please check what follows the @ in the address.",
  "wrong-password": "The address and the password do not belong together. Please check both and try again.",
  "kept-sign-in-refused": "The server did not accept this tab’s sign-in any more. Please sign in again.",
  "account-disabled": "This account is switched off. Your administrator can switch it on.",
  "no-mechanism": "The server offers no safe way to sign in, so the password was not sent. Your administrator can help.",
  "false-server": "The server could not prove that it knows your password, so it may be a false one. Nothing was sent to it; please tell your administrator.",
};

export const AVAILABILITY: Record<Availability, string> = { available: "Available", away: "Away", busy: "Busy" };

export const AVAILABILITY_HINTS: Record<Availability, string> = {
  available: "New chats ring here.",
  away: "New chats do not ring. Chats you have go on.",
  busy: "New chats do not ring. Chats you have go on.",
};

const END: Record<EndReason, string> = {
  "guest-ended": "The guest ended this chat.",
  "guest-gone": "The guest left and did not come back. This chat has ended.",
  "operator-ended": "You ended this chat.",
  "no-operator": "This chat has ended: nobody was available.",
  expired: "This chat has ended: nobody answered in time.",
};

export function closedWords(phase: Extract<ChatPhase, { name: "closed" }>): string {
  const { why } = phase;
  switch (why.why) {
    case "ended":
      return END[why.reason];
    case "answered":
      return `${why.by || "A colleague"} has this chat now.`;
    case "transferred":
      return "This chat has been handed over. It goes on without you.";
    case "withdrawn":
    case "lost":
      return "This chat is no longer yours: it ended or went to a colleague while you were not connected.";
    default:
      return why satisfies never;
  }
}

const FAILED: Record<Command, string> = {
  accept: "The chat could not be answered.",
  decline: "The chat could not be declined.",
  transfer: "The chat could not be handed over. It is still yours.",
  end: "The chat could not be ended.",
};

export function noticeWords(notice: Notice, title: (queue: string) => string): string {
  switch (notice.about) {
    case "ring":
      if (notice.gone.why === "answered") return `${notice.gone.by || "A colleague"} answered the chat in ${title(notice.queue)}.`;
      return `The chat in ${title(notice.queue)} is gone: the guest left, or it rang too long.`;
    case "trouble":
      return `${FAILED[notice.trouble.doing]} ${notice.trouble.text}`.trim();
    case "service":
      return notice.text;
    default:
      return notice satisfies never;
  }
}

/** A guest has no name; the time they came tells one from another, as in "the 10:42 guest". */
export const guestName = (card: ChatCard): string => `Guest, ${clockTime(Date.parse(card.since))}`;

export const queueTitle = (queues: readonly DeskQueue[], queue: string): string => queues.find((q) => q.queue === queue)?.title ?? localPart(queue);

export const colleagueName = (jid: string): string => localPart(jid) || jid;

export function clockTime(at: number): string {
  return new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" }).format(at);
}

export function fullDate(at: number): string {
  return new Intl.DateTimeFormat(undefined, { dateStyle: "long", timeStyle: "short" }).format(at);
}

/** How long a chat has been waiting: "40 s", "2 min". */
export function waitingTime(since: string, now: number): string {
  const seconds = Math.max(0, Math.round((now - Date.parse(since)) / 1000));
  if (seconds < 60) return `${seconds} s`;
  return seconds < 3600 ? `${Math.floor(seconds / 60)} min` : `${Math.floor(seconds / 3600)} h`;
}

export const count = (n: number, one: string, many: string): string => `${n} ${n === 1 ? one : many}`;

export const DEFAULT_REPLIES: readonly string[] = [
  "Hello! How can I help you today?",
  "One moment, please. I am looking into it.",
  "Is there anything else I can help you with?",
  "Thank you for asking the library. Goodbye!",
];

export const SHORTCUTS: readonly (readonly [string, string])[] = [
  ["Enter", "Send"],
  ["Shift + Enter", "New line"],
  ["Alt + ↓", "Next chat"],
  ["Alt + ↑", "Previous chat"],
  ["Alt + A", "Answer the chat that has waited longest"],
  ["Esc", "Close a dialog or a list"],
];

export interface ProtectionWords {
  readonly safe: boolean;
  readonly words: string;
  readonly more: string;
}

const PROOF: Record<Proof, string> = {
  current: "Your key is the current one, so the guest is shown that it is really the library that answers.",
  "old-key": "Your private key is not the current one, so the guest is shown no proof that it is the library. Ask your administrator for the new key and paste it in the preferences.",
  "no-key": "You have put in no private key, so the guest is shown no proof that it is the library.",
  unknown: "",
};

/** How a chat is protected, in few words for the head of the chat and in more where one asks. */
export function protectionWords(secure: Secure, proof: Proof): ProtectionWords {
  switch (secure.is) {
    case "plain":
      return { safe: false, words: "Not end-to-end encrypted", more: "This chat box has no key. What is written is protected on its way to the server and from it, but the server could read it." };
    case "encrypted":
      return { safe: true, words: ENCRYPTED[proof], more: `Only this browser and the guest’s can read this chat. ${PROOF[proof]}`.trim() };
    case "refused":
      return { safe: false, words: "The guest has a new key", more: "Nothing is sent until you have decided what to do." };
    case "waiting":
    case "starting":
      return { safe: false, words: "Encryption is starting…", more: "What you send waits here until the encryption stands." };
    default:
      return secure satisfies never;
  }
}

const ENCRYPTED: Record<Proof, string> = {
  current: "End-to-end encrypted, proven to the guest",
  "old-key": "End-to-end encrypted, but your key is an old one",
  "no-key": "End-to-end encrypted, without proof",
  unknown: "End-to-end encrypted",
};

/** What a guest may share of where they are. */
export const CONTEXT: Record<ContextPiece, string> = { page: "Page", title: "Title", language: "Language" };

export function infoWords(info: Info): string {
  switch (info.is) {
    case "end-to-end":
      return "This chat uses end-to-end encryption.";
    case "answered":
      return "The chat was answered.";
    case "returning":
      return "The chat went back to the queue.";
    case "transferring":
      return "The chat is being handed over.";
    case "ended":
      return END[info.reason];
    default:
      return info satisfies never;
  }
}
