// For how many days a library keeps the records of its ended chats, and what it still has of queues that are gone (docs/protocol.md, "Records").
import { fault, type Fault } from "./errors.ts";
import { NS } from "./namespaces.ts";
import { childrenOf, xml, type XmlElement } from "./xml.ts";

/** A queue that was deleted, while records of its chats are left. */
export interface PastQueue {
  readonly node: string;
  readonly title: string;
  /** Records. */
  readonly count: number;
}

export interface Kept {
  readonly days: number;
  /** What the installation allows. */
  readonly most: number;
  readonly past: readonly PastQueue[];
}

export const writeKeptRequest = (): XmlElement => xml("kept", { xmlns: NS.otterdesk });
export const writeKeep = (days: number): XmlElement => xml("kept", { xmlns: NS.otterdesk, days });

export function readKeep(element: XmlElement, most: number): number | Fault {
  const days = element.attrs["days"] ?? "";
  return /^\d{1,4}$/.test(days) && Number(days) <= most ? Number(days) : fault("malformed", `Records are kept for a whole number of days, from 0 to ${most} here.`);
}

export const writeKept = ({ days, most, past }: Kept): XmlElement => xml("kept", { xmlns: NS.otterdesk, days, most }, past.map((queue) => xml("past", { ...queue })));

export function readKept(element: XmlElement): Kept {
  const number = (text: string | undefined) => Number(text ?? 0) || 0;
  const past = childrenOf(element, "past").map(({ attrs: { node = "", title = node, count } }) => ({ node, title, count: number(count) }));
  return { days: number(element.attrs["days"]), most: number(element.attrs["most"]), past };
}
