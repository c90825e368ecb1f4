// The one registry of what can go wrong: XMPP error type and condition (RFC 6120 section 8.3), HTTP status, words for people.
import { NS } from "./namespaces.ts";
import { childOf, childrenOf, textOf, xml, type XmlElement } from "./xml.ts";

export type ErrorType = "auth" | "cancel" | "continue" | "modify" | "wait";

interface Entry {
  readonly type: ErrorType;
  readonly condition: string;
  readonly http: number;
  /** Says what happened and what to do. */
  readonly text: string;
  /** An application-specific condition, [name, namespace]. */
  readonly special?: readonly [string, string];
}

export const ERRORS = {
  "malformed": { type: "modify", condition: "bad-request", http: 400, text: "The request cannot be read." },
  "unknown-request": { type: "cancel", condition: "feature-not-implemented", http: 501, text: "This address does not understand that request." },
  "unknown-namespace": { type: "cancel", condition: "service-unavailable", http: 501, text: "This address does not offer that service." },
  "not-read-here": { type: "cancel", condition: "service-unavailable", http: 404, text: "Nobody reads messages at this address." },
  "unknown-address": { type: "cancel", condition: "item-not-found", http: 404, text: "There is nothing at this address." },
  "forbidden": { type: "auth", condition: "forbidden", http: 403, text: "You do not have the right to do this." },
  "conflict": { type: "cancel", condition: "conflict", http: 409, text: "Something with this name exists already." },
  "too-large": { type: "modify", condition: "policy-violation", http: 413, text: "This is larger than the service accepts." },
  "too-fast": { type: "wait", condition: "resource-constraint", http: 429, text: "Too many requests. Wait a moment and try again." },
  "internal": { type: "cancel", condition: "internal-server-error", http: 500, text: "Something went wrong at the service. It has been logged; try again." },
  "unknown-node": { type: "cancel", condition: "item-not-found", http: 404, text: "There is no such node." },
  "unknown-item": { type: "cancel", condition: "item-not-found", http: 404, text: "There is no such item." },
  "unknown-queue": { type: "cancel", condition: "item-not-found", http: 404, text: "There is no such queue." },
  "unknown-skin": { type: "cancel", condition: "item-not-found", http: 404, text: "There is no such skin." },
  "unknown-chat": { type: "cancel", condition: "item-not-found", http: 404, text: "This chat has ended." },
  "queue-offline": { type: "wait", condition: "recipient-unavailable", http: 503, text: "No librarian is available in this queue now." },
  "chat-taken": { type: "cancel", condition: "conflict", http: 409, text: "A colleague has answered this chat." },
  "clear-text": { type: "modify", condition: "policy-violation", http: 400, text: "This chat is end-to-end encrypted: only OTR messages are passed on." },
  "other-end-away": { type: "wait", condition: "recipient-unavailable", http: 503, text: "The other end is not connected now." },
  "stale-fingerprint": { type: "cancel", condition: "conflict", http: 409, text: "The fingerprint is not that of the library's current key. Load the skin again." },
} as const satisfies Record<string, Entry>;

export type ErrorCode = keyof typeof ERRORS;

/** A fault that is returned, never thrown: the code and, where it helps, a sentence of its own naming the cause. */
export interface Fault {
  readonly fault: ErrorCode;
  readonly text?: string;
}

export const fault = (code: ErrorCode, text?: string): Fault => (text === undefined ? { fault: code } : { fault: code, text });

export function isFault(value: unknown): value is Fault {
  return typeof value === "object" && value !== null && "fault" in value;
}

/** The `<error/>` child of an error stanza. */
export function writeError({ fault: code, text }: Fault): XmlElement {
  const entry: Entry = ERRORS[code];
  return xml(
    "error",
    { type: entry.type },
    xml(entry.condition, { xmlns: NS.stanzas }),
    xml("text", { xmlns: NS.stanzas, "xml:lang": "en" }, text ?? entry.text),
    entry.special && xml(entry.special[0], { xmlns: entry.special[1] }),
    xml(code, { xmlns: NS.otterdesk }),
  );
}

/** What an error stanza said: our own code where the peer is one of ours, else the condition. */
export interface StanzaError {
  readonly type: string;
  readonly condition: string;
  readonly code: ErrorCode | undefined;
  readonly text: string;
}

export function readError(stanza: XmlElement): StanzaError {
  const error = childOf(stanza, "error");
  if (error === undefined) return { type: "cancel", condition: "undefined-condition", code: undefined, text: "" };
  const all = childrenOf(error);
  const condition = all.find((c) => c.attrs["xmlns"] === NS.stanzas && c.name !== "text");
  const own = all.find((c) => c.attrs["xmlns"] === NS.otterdesk && c.name in ERRORS);
  return {
    type: error.attrs["type"] ?? "cancel",
    condition: condition?.name ?? "undefined-condition",
    code: own?.name as ErrorCode | undefined,
    text: textOf(all.find((c) => c.name === "text")),
  };
}
