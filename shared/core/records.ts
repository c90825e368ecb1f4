// What is kept of chats that have ended, as a library reads it: times and how each ended, never a word that was said (docs/protocol.md, "Records").
import { END_REASONS, type EndReason } from "./chat.ts";
import { fault, isFault, type Fault } from "./errors.ts";
import { NS } from "./namespaces.ts";
import { readPage, readPageRequest, writePage, writePageRequest, type Page, type PageRequest } from "./rsm.ts";
import { childrenOf, xml, type XmlElement } from "./xml.ts";

/** Times in ISO 8601, UTC. */
export interface ChatRecord {
  /** Of this record alone; it leads nowhere. */
  readonly id: string;
  readonly skin: string;
  readonly since: string;
  /** Absent where nobody answered. */
  readonly answered?: string;
  readonly ended: string;
  readonly reason: EndReason;
  readonly encrypted: boolean;
  /** Whether the guest's box found the operator's key to be the skin's. */
  readonly verified: boolean;
}

/** The newest first. */
export interface Records {
  readonly records: readonly ChatRecord[];
  readonly count: number;
  /** Days that records are kept. */
  readonly kept: number;
}

export interface RecordsRequest {
  /** The queue's node. */
  readonly node: string;
  readonly page: PageRequest;
}

/** In an iq get it reads a page of them; in an iq set, without a page, it deletes them all. */
export const writeRecordsRequest = ({ node, page }: RecordsRequest): XmlElement => xml("records", { xmlns: NS.otterdesk, node }, Object.keys(page).length > 0 && writePageRequest(page));

export function readRecordsRequest(element: XmlElement): RecordsRequest | Fault {
  const page = readPageRequest(element);
  if (isFault(page)) return page;
  const node = element.attrs["node"] ?? "";
  return node === "" ? fault("node-required") : { node, page: page ?? {} };
}

export function writeRecords({ entries, count, index }: Page<ChatRecord>, kept: number): XmlElement {
  const flag = (value: boolean) => (value ? "true" : undefined);
  const records = entries.map(({ encrypted, verified, ...rest }) => xml("record", { ...rest, encrypted: flag(encrypted), verified: flag(verified) }));
  return xml("records", { xmlns: NS.otterdesk, kept }, records, writePage({ entries, count, index }, (record) => record.id));
}

export function readRecords(element: XmlElement): Records {
  const records = childrenOf(element, "record").flatMap(({ attrs }): ChatRecord[] => {
    const { id = "", skin = "", since = "", answered, ended = "", reason } = attrs;
    if (!END_REASONS.includes(reason as EndReason)) return [];
    return [{ id, skin, since, ...(answered && { answered }), ended, reason: reason as EndReason, encrypted: attrs["encrypted"] === "true", verified: attrs["verified"] === "true" }];
  });
  return { records, count: readPage(element)?.count ?? records.length, kept: Number(element.attrs["kept"] ?? 0) || 0 };
}
