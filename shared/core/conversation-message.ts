// The stanzas of a chat between its two ends: body, receipt (XEP-0184), chat state (XEP-0085), marks of encryption (XEP-0380, XEP-0364).
import type { ChatStatus } from "./chat.ts";
import { readStatus } from "./chat.ts";
import { NS } from "./namespaces.ts";
import { readStanzaError, type StanzaError } from "./stanza-error.ts";
import { childOf, childrenOf, textOf, xml, type XmlElement } from "./xml.ts";

const CHAT_STATES = ["active", "composing", "paused", "inactive", "gone"] as const;
export type PeerState = (typeof CHAT_STATES)[number];

/**
 * Receipts that name no message. Our clients send the first when a channel opens, to say that they send receipts, and answer it with the second.
 * To other clients they are receipts for something they never sent.
 */
export const GREETING = "urn:otterdesk:0#receipts";
export const GREETING_ANSWER = "urn:otterdesk:0#receipts-too";

/** What came in one message; a part that did not come is `undefined`. */
export interface ChatMessage {
  readonly id: string | undefined;
  readonly body: string | undefined;
  readonly asksReceipt: boolean;
  /** The id that a receipt names. */
  readonly received: string | undefined;
  readonly peerState: PeerState | undefined;
  readonly status: ChatStatus | undefined;
  /** When it was sent, where it was delayed (XEP-0203); ms since 1970. */
  readonly delayedSince: number | undefined;
  /** It is our own message come back as an error. */
  readonly error: StanzaError | undefined;
}

export function readMessage(stanza: XmlElement): ChatMessage {
  const isError = stanza.attrs["type"] === "error";
  const body = childOf(stanza, "body", NS.client) ?? childOf(stanza, "body");
  const received = childOf(stanza, "received", NS.receipts);
  const peerState = childrenOf(stanza, undefined, NS.chatStates)[0]?.name as PeerState | undefined;
  const status = childOf(stanza, "status", NS.otterdesk);
  const readStatusElement = status && readStatus(status);
  const delay = Date.parse(childOf(stanza, "delay", NS.delay)?.attrs["stamp"] ?? "");
  return {
    id: stanza.attrs["id"] || undefined,
    body: isError || body === undefined ? undefined : textOf(body),
    asksReceipt: !isError && childOf(stanza, "request", NS.receipts) !== undefined,
    received: isError ? undefined : received?.attrs["id"],
    peerState: !isError && CHAT_STATES.includes(peerState as PeerState) ? peerState : undefined,
    status: isError || readStatusElement === undefined || "fault" in readStatusElement ? undefined : readStatusElement,
    delayedSince: Number.isNaN(delay) ? undefined : delay,
    error: isError ? readStanzaError(stanza) : undefined,
  };
}

/** A message with a body: `asksReceipt` for what a person said, not for what only the protocol needs. */
export function writeMessage(to: string, id: string, body: string, { encrypted, asksReceipt }: { readonly encrypted: boolean; readonly asksReceipt: boolean }): XmlElement {
  return xml(
    "message",
    { to, id, type: "chat" },
    xml("body", {}, body),
    asksReceipt && xml("request", { xmlns: NS.receipts }),
    asksReceipt && xml("active", { xmlns: NS.chatStates }),
    xml("origin-id", { xmlns: NS.ids, id }),
    !encrypted && xml("said", { xmlns: NS.otterdesk }), // whatever it looks like, it is for the other end: no word to the desk
    encrypted && [xml("encryption", { xmlns: NS.encryption, namespace: NS.otr, name: "OTR" }), xml("no-permanent-store", { xmlns: NS.hints })],
    xml("no-copy", { xmlns: NS.hints }),
    xml("private", { xmlns: NS.carbons }),
  );
}

export function writeReceipt(to: string, id: string, received: string): XmlElement {
  return xml("message", { to, id, type: "chat" }, xml("received", { xmlns: NS.receipts, id: received }), xml("no-copy", { xmlns: NS.hints }));
}

export function writePeerState(to: string, id: string, state: PeerState): XmlElement {
  return xml("message", { to, id, type: "chat" }, xml(state, { xmlns: NS.chatStates }), xml("no-store", { xmlns: NS.hints }), xml("no-copy", { xmlns: NS.hints }));
}
