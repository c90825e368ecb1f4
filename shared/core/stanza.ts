// Stanzas (RFC 6120 section 8) as plain data: read from elements, and the replies and errors that answer them.
import { writeError, type Fault } from "./errors.ts";
import { childrenOf, escapeText, writeXml, xml, type XmlElement } from "./xml.ts";

export type StanzaKind = "iq" | "message" | "presence";

export interface Stanza {
  readonly kind: StanzaKind;
  /** As RFC 6121 has it; `normal` for a message and `available` for a presence that name none. */
  readonly type: string;
  readonly from: string;
  readonly to: string;
  readonly id?: string;
  readonly lang?: string;
  readonly element: XmlElement;
}

const DEFAULT_TYPE: Record<StanzaKind, string> = { iq: "", message: "normal", presence: "available" };

/** Reads a stanza; `undefined` for what is none, or has no sender or no receiver. */
export function readStanza(element: XmlElement): Stanza | undefined {
  const { from, to, id, type } = element.attrs;
  const kind = element.name;
  if (kind !== "iq" && kind !== "message" && kind !== "presence") return undefined;
  if (!from || !to) return undefined;
  const lang = element.attrs["xml:lang"];
  const stanza: { -readonly [Key in keyof Stanza]: Stanza[Key] } = { kind, type: type ?? DEFAULT_TYPE[kind], from, to, element };
  if (id !== undefined) stanza.id = id;
  if (lang) stanza.lang = lang;
  return stanza;
}

/** The one child of an iq get or set; `undefined` where there is none or more than one (RFC 6120 section 8.2.3). */
export function payloadOf(stanza: Stanza): XmlElement | undefined {
  const children = childrenOf(stanza.element);
  return children.length === 1 ? children[0] : undefined;
}

/** The iq result that answers a request. */
export function resultOf(request: Stanza, payload?: XmlElement): XmlElement {
  return xml("iq", { type: "result", from: request.to, to: request.from, id: request.id }, payload);
}

/** The error that answers a stanza. What the stanza carried is not sent back: it may be somebody's text. */
export function errorOf(stanza: Stanza, fault: Fault): XmlElement {
  return xml(stanza.kind, { type: "error", from: stanza.to, to: stanza.from, id: stanza.id }, writeError(fault));
}

/** The error for a message that is no longer at hand as a stanza; `from` is where it was sent to. */
export function writeMessageError(from: string, to: string, id: string | undefined, fault: Fault): XmlElement {
  return xml("message", { type: "error", from, to, id }, writeError(fault));
}

export type IqType = "get" | "set";

export function writeIq(type: IqType, from: string, to: string, id: string, payload: XmlElement): XmlElement {
  return xml("iq", { type, from, to, id }, payload);
}

/**
 * The same message to many: its content is written once, and only the address and the id differ.
 * Returns each stanza as text, ready for the stream.
 */
export function writeMany(from: string, type: string, recipients: readonly string[], ids: readonly string[], ...content: XmlElement[]): string[] {
  const body = content.map(writeXml).join("");
  const open = `<message from="${escapeText(from)}" type="${escapeText(type)}"`;
  return recipients.map((to, i) => `${open} to="${escapeText(to)}" id="${escapeText(ids[i] ?? "")}">${body}</message>`);
}
