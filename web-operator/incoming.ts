// What the stanzas of the service mean to the desk. Only what comes from the address it speaks of is believed.
import { readCard, readDesk, readGone } from "#core/chat.ts";
import { readNotice } from "#core/chat-stanzas.ts";
import { readAddress } from "#core/address.ts";
import { isFault } from "#core/errors.ts";
import { bareJid } from "#core/jid.ts";
import { NS } from "#core/namespaces.ts";
import { childOf, textOf, type XmlElement } from "#core/xml.ts";
import type { Input } from "./desk-state.ts";

export interface Incoming {
  readonly input?: Input;
  /** The chat whose conversation has to see the stanza. */
  readonly conversation?: string;
  /** A queue that asks to see our presence. */
  readonly approve?: string;
}

export function readIncoming(stanza: XmlElement, service: string): Incoming {
  const from = bareJid(stanza.attrs["from"] ?? "");
  const address = readAddress(from, service);
  if (address === undefined) return {};
  if (stanza.name === "presence") return readPresence(stanza, from, address.place);
  if (stanza.name !== "message") return {};
  if (address.place === "service") return stanza.attrs["type"] === "error" ? {} : ofService(stanza);
  return address.place === "chat" ? ofChat(stanza, from) : {};
}

function readPresence(stanza: XmlElement, from: string, place: "service" | "queue" | "chat"): Incoming {
  const { type } = stanza.attrs;
  if (type === "subscribe") return place === "chat" ? {} : { approve: from };
  if (place !== "chat" || (type !== undefined && type !== "unavailable")) return {};
  const here = type === undefined && textOf(childOf(stanza, "show")) !== "away";
  return { input: { type: "guest", chat: from, here }, conversation: from };
}

function ofService(message: XmlElement): Incoming {
  const desk = childOf(message, "desk", NS.otterdesk);
  if (desk) return { input: { type: "desk", desk: readDesk(desk) } };
  const notice = readNotice(message);
  return notice ? { input: { type: "notice", chat: notice.chat, about: notice.about, words: notice.words } } : {};
}

function ofChat(message: XmlElement, from: string): Incoming {
  if (message.attrs["type"] === "error") return { conversation: from };
  const ring = childOf(message, "ring", NS.otterdesk);
  if (ring) {
    const card = readCard(ring);
    return isFault(card) || card.chat !== from ? {} : { input: { type: "ring", card } };
  }
  const gone = childOf(message, "gone", NS.otterdesk);
  if (gone) {
    const read = readGone(gone);
    return isFault(read) ? {} : { input: { type: "gone", chat: from, gone: read } };
  }
  return { conversation: from };
}
