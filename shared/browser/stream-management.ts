// Counting of stanzas for stream management (XEP-0198), pure. Every stanza counts, replies to requests too.
import type { XmlElement } from "#core/xml.ts";

export const SM = "urn:xmpp:sm:3";
const MODULUS = 2 ** 32;

export interface Counts {
  /** The server's name for the session; empty where it cannot be resumed. */
  readonly id: string;
  readonly inbound: number;
  /** How many of ours the server has acknowledged. */
  readonly acknowledged: number;
  readonly unacknowledged: readonly XmlElement[];
}

export const freshCounts = (id: string): Counts => ({ id, inbound: 0, acknowledged: 0, unacknowledged: [] });

export const countReceived = (counts: Counts): Counts => ({ ...counts, inbound: (counts.inbound + 1) % MODULUS });

export const countSent = (counts: Counts, stanza: XmlElement): Counts => ({ ...counts, unacknowledged: [...counts.unacknowledged, stanza] });

/** Takes the server's `h`; `undefined` where it claims more than was sent, which no sound server does. */
export function acknowledge(counts: Counts, h: number): Counts | undefined {
  const news = (h - counts.acknowledged + MODULUS) % MODULUS;
  if (!(news <= counts.unacknowledged.length)) return undefined;
  return { ...counts, acknowledged: h, unacknowledged: counts.unacknowledged.slice(news) };
}

export const isStanza = ({ name }: XmlElement): boolean => name === "message" || name === "presence" || name === "iq";
