// What the desk says in words to operators, and the words they can say to it: for clients that know nothing but messages.
import type { NoticeCode } from "./chat-state.ts";
import type { OtrPolicy } from "./skin.ts";

/** The ring. No word of the guest's is in it, nor anything that leads to the guest. */
export function ringWords(title: string, otr: OtrPolicy, from?: string): string {
  const call = from === undefined ? `A guest is waiting in ${title}.` : `${from} hands you a chat in ${title}.`;
  const how = otr === "none" ? "Write here to answer." : "Write anything here to answer; encryption then starts by itself. Your first line is not passed on unless it is encrypted already.";
  return `${call} ${how}`;
}

export const NOTICES: Readonly<Record<NoticeCode, string>> = {
  "claimed-clear": "You have this chat. Encryption is starting; please send that line again once it has.",
  "not-passed": "That line was not encrypted and has not been passed on. Encryption is starting; please send it again.",
  "not-encrypted": "This chat works without OTR. Please turn OTR off for it and send your line again.",
  "transfer-refused": "Nobody took the chat you wanted to hand over. You still have it.",
  "transfer-expired": "Nobody took the chat in time. You still have it.",
  "transfer-taken-back": "You wrote, so you keep the chat that you were handing over.",
};

export const goneWords = {
  answered: (by: string) => `${by} has answered the chat that rang.`,
  withdrawn: "The chat that rang is no longer waiting for you.",
  transferred: "The chat is no longer yours: it has been handed over.",
  ended: "The chat has ended.",
} as const;

export type Word =
  | { readonly word: "pause"; readonly queue?: string; readonly chat?: string }
  | { readonly word: "resume"; readonly queue?: string; readonly chat?: string }
  | { readonly word: "transfer"; readonly to: string; readonly chat?: string }
  | { readonly word: "end" | "decline" | "help" | "unknown"; readonly chat?: string };

/**
 * Reads a line that an operator says to the desk and not to the guest: `/transfer reference`, `/end`, `/decline`, `/pause`, `/resume`, `/help`.
 * At the service's address a chat may be named: `/end c-abc`. `undefined` where the line is for the guest.
 */
export function readWord(line: string): Word | undefined {
  const match = /^\/([a-z]+)(?:\s+(.*))?$/s.exec(line.trim());
  if (!match) return undefined;
  const [, name, rest = ""] = match;
  const parts = rest.split(/\s+/).filter((p) => p !== "");
  const named = parts.find((p) => p.startsWith("c-"));
  const chat = named === undefined ? {} : { chat: named };
  if (name === "transfer") {
    const to = parts.find((p) => p !== named);
    return to === undefined ? { word: "help" } : { word: "transfer", to, ...chat };
  }
  if (name === "pause" || name === "resume") return { word: name, ...(parts[0] !== undefined && { queue: parts[0] }) };
  if (name === "end" || name === "decline" || name === "help") return { word: name, ...chat };
  return { word: "unknown" };
}

export const HELP = [
  "Write to a chat's address to answer it and to talk with its guest.",
  "/transfer reference hands the chat to the queue named reference, /transfer desk2 to that colleague; /end ends it; /decline leaves it to the others.",
  "/pause stops the ringing of all your queues, /pause reference of that one, and /resume begins it again; at a queue's own address they are about that queue.",
  "A client that encrypts everything it sends can say the same to this address instead, where you have several chats with the chat's name after it: /end c-…",
].join("\n");
