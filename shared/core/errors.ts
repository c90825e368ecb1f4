// The one registry of what can go wrong: XMPP error type and condition (RFC 6120 section 8.3), HTTP status, words for people.
import { NS } from "./namespaces.ts";
import { readStanzaError, type StanzaError } from "./stanza-error.ts";
import { xml, type XmlElement } from "./xml.ts";

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
  // Operators' accounts
  "account-exists": { type: "cancel", condition: "conflict", http: 409, text: "There is an account with this name already. Choose another name." },
  "account-name": { type: "modify", condition: "not-acceptable", http: 400, text: "An account's name has 1 to 64 small letters, digits, dots, hyphens and underscores, and begins and ends with a letter or digit." },
  "account-unknown": { type: "cancel", condition: "item-not-found", http: 404, text: "The XMPP server has no such account (any more)." },
  "account-not-yours": { type: "auth", condition: "forbidden", http: 403, text: "This account does not belong to your library." },
  "accounts-off": { type: "cancel", condition: "not-allowed", http: 501, text: "Accounts are not made here: this installation is set up without it. Whoever runs it makes them, and you assign them by their address." },
  "accounts-refused": { type: "auth", condition: "not-allowed", http: 502, text: "The XMPP server does not let the chat service make or change accounts. Whoever runs it has to make the service an administrator of the server." },
  "accounts-too-many": { type: "wait", condition: "policy-violation", http: 429, text: "The library has as many accounts as it may have. Delete one that is not needed any more." },
  "account-unsure": { type: "wait", condition: "remote-server-timeout", http: 503, text: "The XMPP server did not answer, so it is not certain whether this was done. Look before you try again." },
  "password-refused": { type: "modify", condition: "not-acceptable", http: 400, text: "The XMPP server does not accept this password." },
  // XEP-0060's own conditions
  "unsupported": { type: "cancel", condition: "feature-not-implemented", http: 501, text: "The service does not do this.", special: ["unsupported", NS.pubsubErrors] },
  "closed-node": { type: "cancel", condition: "not-allowed", http: 403, text: "This node is only for those on its list.", special: ["closed-node", NS.pubsubErrors] },
  "not-subscribed": { type: "cancel", condition: "unexpected-request", http: 409, text: "This address is not subscribed to the node.", special: ["not-subscribed", NS.pubsubErrors] },
  "invalid-jid": { type: "modify", condition: "bad-request", http: 400, text: "The address is missing, is none, or is not the sender's own.", special: ["invalid-jid", NS.pubsubErrors] },
  "invalid-subid": { type: "modify", condition: "not-acceptable", http: 400, text: "Subscriptions have no ids here; leave the subid out.", special: ["invalid-subid", NS.pubsubErrors] },
  "too-many-subscriptions": { type: "wait", condition: "policy-violation", http: 429, text: "This address has as many subscriptions as it may have.", special: ["too-many-subscriptions", NS.pubsubErrors] },
  "node-required": { type: "modify", condition: "bad-request", http: 400, text: "The request names no node.", special: ["nodeid-required", NS.pubsubErrors] },
  "instant-node": { type: "modify", condition: "not-acceptable", http: 400, text: "A new node needs a name such as demo/skins/main.", special: ["nodeid-required", NS.pubsubErrors] },
  "item-required": { type: "modify", condition: "bad-request", http: 400, text: "The request names no item.", special: ["item-required", NS.pubsubErrors] },
  "payload-required": { type: "modify", condition: "bad-request", http: 400, text: "The item has no payload.", special: ["payload-required", NS.pubsubErrors] },
  "invalid-payload": { type: "modify", condition: "bad-request", http: 400, text: "The item's payload is not of this node's kind.", special: ["invalid-payload", NS.pubsubErrors] },
  "payload-too-big": { type: "modify", condition: "not-acceptable", http: 413, text: "The item's payload is too big.", special: ["payload-too-big", NS.pubsubErrors] },
  "precondition-not-met": { type: "cancel", condition: "conflict", http: 409, text: "The node is not configured as the publish options want it.", special: ["precondition-not-met", NS.pubsubErrors] },
  "item-id": { type: "modify", condition: "not-acceptable", http: 400, text: "The one item of a node has the id \"current\"." },
  "node-name": { type: "modify", condition: "not-acceptable", http: 400, text: "A node is named LIBRARY/skins/NAME, LIBRARY/queues/NAME or LIBRARY/key, in small letters, digits and hyphens." },
  "bad-configuration": { type: "modify", condition: "not-acceptable", http: 400, text: "The node cannot be configured so." },
  "bad-affiliation": { type: "modify", condition: "not-acceptable", http: 400, text: "That affiliation cannot be given to that address." },
  "bad-subscription": { type: "modify", condition: "not-acceptable", http: 400, text: "A subscription is set to subscribed or none." },
} as const satisfies Record<string, Entry>;

export type ErrorCode = keyof typeof ERRORS;

/** A fault that is returned, never thrown: the code and, where it helps, a sentence of its own naming the cause. */
export interface Fault {
  readonly fault: ErrorCode;
  readonly text?: string;
  /** With `unsupported`: the feature, as XEP-0060 section 10 names it. */
  readonly feature?: string;
}

export const fault = (code: ErrorCode, text?: string): Fault => (text === undefined ? { fault: code } : { fault: code, text });

export function isFault(value: unknown): value is Fault {
  return typeof value === "object" && value !== null && "fault" in value;
}

/** The `<error/>` child of an error stanza. */
export function writeError({ fault: code, text, feature }: Fault): XmlElement {
  const entry: Entry = ERRORS[code];
  return xml(
    "error",
    { type: entry.type },
    xml(entry.condition, { xmlns: NS.stanzas }),
    xml("text", { xmlns: NS.stanzas, "xml:lang": "en" }, text ?? entry.text),
    entry.special && xml(entry.special[0], { xmlns: entry.special[1], feature }),
    xml(code, { xmlns: NS.otterdesk }),
  );
}

/** What an error stanza said, with no `code` but those of the registry. */
export function readError(stanza: XmlElement): StanzaError {
  const error = readStanzaError(stanza);
  return { ...error, code: error.code !== undefined && Object.hasOwn(ERRORS, error.code) ? error.code : undefined };
}

export type { StanzaError };
