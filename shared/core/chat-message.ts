// A message between guest and operator: what of it is read, and how it is written anew for the other end. Nothing that is not named here passes.
import { gate } from "./chat-gate.ts";
import type { Says } from "./chat-state.ts";
import { NS } from "./namespaces.ts";
import type { OtrPolicy } from "./skin.ts";
import { childOf, textOf, xml, type XmlElement } from "./xml.ts";

export interface Relayed {
  readonly id: string | undefined;
  readonly says: Says;
  /** Body, signs and hints, written anew: free of whatever else the message held. */
  readonly children: readonly XmlElement[];
  /** A client of ours says that the text is for the other end, whatever it looks like. */
  readonly isSaid?: true;
  /** Length of the body in UTF-16 units. */
  readonly size: number;
}

/** Elements that are always the same. */
const constants = (xmlns: string, ...names: string[]) => new Map(names.map((name) => [name, xml(name, { xmlns })]));
const CHAT_STATES = constants(NS.chatStates, "active", "composing", "paused", "inactive", "gone");
const HINTS = constants(NS.hints, "no-store", "store"); // the others are added to every message
const REQUEST = xml("request", { xmlns: NS.receipts });
const MAX_ID = 200;

/** Reads a message of type chat or normal. `undefined` where it holds nothing that can be passed on. */
export function readRelayed(message: XmlElement, otr: OtrPolicy): Relayed | undefined {
  let plain: XmlElement | undefined;
  const signs: XmlElement[] = [];
  for (const child of message.children) {
    if (typeof child === "string") continue;
    if (child.name === "body" && child.attrs["xml:lang"] === undefined) plain ??= child;
    const sign = readSign(child, otr);
    if (sign !== undefined) signs.push(sign);
  }
  const text = textOf(plain ?? childOf(message, "body"));
  const id = idOf(message.attrs["id"]);
  if (text.trim() === "") return signs.some((s) => !isHint(s)) ? { id, says: "sign", children: signs, size: 0 } : undefined;
  const { says, body } = gate(text);
  const children = [{ name: "body", attrs: {}, children: [body] }, ...signs];
  const relayed: Relayed = { id, says, children, size: text.length };
  return childOf(message, "said", NS.otterdesk) === undefined ? relayed : { ...relayed, isSaid: true };
}

const isHint = (element: XmlElement): boolean => element.attrs["xmlns"] === NS.hints || element.name === "delay";
const idOf = (id: string | undefined): string | undefined => (id !== undefined && id !== "" && id.length <= MAX_ID ? id : undefined);

/** One of the known signs, rebuilt from its known attributes; so no word of anybody's hides in one. */
function readSign(child: XmlElement, otr: OtrPolicy): XmlElement | undefined {
  const { xmlns, id, stamp } = child.attrs;
  const { name } = child;
  switch (xmlns) {
    case NS.chatStates:
      return CHAT_STATES.get(name);
    case NS.receipts:
      if (name === "request") return REQUEST;
      return name === "received" && idOf(id) ? xml(name, { xmlns, id }) : undefined;
    case NS.originId:
      return name === "origin-id" && idOf(id) ? xml(name, { xmlns, id }) : undefined;
    case NS.encryption:
      return name === "encryption" && child.attrs["namespace"] === NS.otr && otr !== "none" ? xml(name, { xmlns, namespace: NS.otr, name: "OTR" }) : undefined;
    case NS.hints:
      return HINTS.get(name);
    case NS.delay:
      return name === "delay" && stamp !== undefined && !Number.isNaN(Date.parse(stamp)) ? xml(name, { xmlns, stamp: new Date(stamp).toISOString() }) : undefined;
    default:
      return undefined;
  }
}

/** No carbon copies, no archive (XEP-0280, 0334, and 0364 section 5): what is for one resource stays there. */
const PRIVATE = [xml("private", { xmlns: NS.carbons }), xml("no-copy", { xmlns: NS.hints }), xml("no-permanent-store", { xmlns: NS.hints })];

/** Where a message goes; `heldSince` (ms) where it had to wait. A guest has neither a second client nor an archive, and needs no mark against them. */
export interface Onward {
  readonly from: string;
  readonly to: string;
  readonly end: "guest" | "operator";
  readonly heldSince?: number;
}

/** The message for the other end. */
export function writeRelayed({ id, children }: Relayed, { from, to, end, heldSince }: Onward): XmlElement {
  const waited = heldSince !== undefined && !children.some((c) => c.name === "delay");
  const delay = waited ? [xml("delay", { xmlns: NS.delay, stamp: new Date(heldSince).toISOString() })] : [];
  return { name: "message", attrs: { type: "chat", from, to, id }, children: [...children, ...delay, ...(end === "operator" ? PRIVATE : [])] };
}
