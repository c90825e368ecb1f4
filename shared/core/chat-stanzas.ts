// The stanzas that the desk sends of its own accord: rings, farewells, the guest's status, notices, presences.
import { writeGone, writeRing, writeStatus, type ChatCard, type ChatStatus, type Gone } from "./chat.ts";
import { NS } from "./namespaces.ts";
import { childOf, textOf, xml, type XmlElement } from "./xml.ts";

const HINTS = [xml("private", { xmlns: NS.carbons }), xml("no-copy", { xmlns: NS.hints }), xml("no-permanent-store", { xmlns: NS.hints })];

export function writeRingMessage(to: string, id: string, card: ChatCard, words: string): XmlElement {
  return xml("message", { type: "chat", from: card.chat, to, id }, xml("body", {}, words), writeRing(card), HINTS);
}

export const writeGoneMessage = (from: string, to: string, gone: Gone): XmlElement => xml("message", { type: "chat", from, to }, writeGone(gone), HINTS);

export const writeStatusMessage = (from: string, to: string, status: ChatStatus): XmlElement => xml("message", { type: "chat", from, to }, writeStatus(status), HINTS);

/** The desk as it is now, to a client that has asked for it by the mark in its presence. */
export const writeDeskMessage = (from: string, to: string, desk: XmlElement): XmlElement => xml("message", { type: "headline", from, to }, desk, HINTS);
/** The mark. */
export const writeDeskMark = (): XmlElement => xml("desk", { xmlns: NS.otterdesk });

/** A message with hints alone: clients show nothing, and a server whose user is gone sends it back. */
export const writeFeeler = (from: string, to: string, id: string): XmlElement => xml("message", { type: "chat", from, to, id }, HINTS);

/** Words to an operator about a chat, from the service. `about` names them for programs. */
export interface Notice {
  readonly chat: string;
  readonly about: string;
}

export function writeNotice(from: string, to: string, words: string, notice: Notice): XmlElement {
  return xml("message", { type: "chat", from, to }, xml("body", {}, words), xml("notice", { xmlns: NS.otterdesk, chat: notice.chat, about: notice.about }), HINTS);
}

export function readNotice(message: XmlElement): (Notice & { readonly words: string }) | undefined {
  const notice = childOf(message, "notice", NS.otterdesk);
  if (notice === undefined) return undefined;
  return { chat: notice.attrs["chat"] ?? "", about: notice.attrs["about"] ?? "", words: textOf(childOf(message, "body")) };
}

export type Show = "chat" | "away" | "xa" | "dnd";
export type PresenceType = "unavailable" | "subscribe" | "subscribed" | "unsubscribe" | "unsubscribed" | "probe";

export function writePresence(from: string, to: string, of: { readonly type?: PresenceType; readonly show?: Show; readonly status?: string } = {}): XmlElement {
  return xml("presence", { from, to, type: of.type }, of.show !== undefined && xml("show", {}, of.show), of.status !== undefined && xml("status", {}, of.status));
}

/** The presence of a chat's address shows its operator whether the guest is there. */
export const writeGuestPresence = (from: string, to: string, here: boolean): XmlElement =>
  writePresence(from, to, here ? {} : { show: "away", status: "The guest's connection is interrupted." });

/** What a presence says of somebody's availability, the name they go by (XEP-0172), and whether the client wants to hear of its desk. */
export interface Shown {
  readonly available: boolean;
  readonly nick: string;
  readonly desk: boolean;
}

/** What breaks lines, and what turns the words of a whole line around (Unicode's bidirectional controls): a name stands in sentences. */
const NOT_IN_NAMES = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

export function readShown(presence: XmlElement): Shown {
  const show = textOf(childOf(presence, "show")).trim();
  const nick = textOf(childOf(presence, "nick", NS.nick)).replace(NOT_IN_NAMES, "").trim().slice(0, 60);
  return { available: show === "" || show === "chat", nick, desk: childOf(presence, "desk", NS.otterdesk) !== undefined };
}

/** Guest to chat, iq set: the box has compared the operator's key with the skin's, and they are the same. Kept with the chat's record. */
export const writeVerified = (): XmlElement => xml("verified", { xmlns: NS.otterdesk });
