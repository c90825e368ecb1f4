// Service discovery (XEP-0030): what is at an address or a node, and what is below it.
import { isFault, type Fault } from "./errors.ts";
import { NS } from "./namespaces.ts";
import { readPageRequest, writePageRequest, type PageRequest } from "./rsm.ts";
import { childrenOf, xml, type XmlElement } from "./xml.ts";

export interface Identity {
  readonly category: string;
  readonly type: string;
  readonly name?: string;
}

export interface DiscoInfo {
  readonly identities: readonly Identity[];
  readonly features: readonly string[];
  /** Forms of more information (XEP-0128). */
  readonly forms?: readonly XmlElement[];
}

export interface DiscoItem {
  readonly jid: string;
  readonly node?: string;
  readonly name?: string;
}

export interface DiscoRequest {
  readonly node?: string;
  readonly page?: PageRequest;
}

export function readDiscoRequest(query: XmlElement): DiscoRequest | Fault {
  const page = readPageRequest(query);
  if (isFault(page)) return page;
  const node = query.attrs["node"];
  return { ...(node !== undefined && node !== "" && { node }), ...(page && { page }) };
}

/** What is asked of an address or a node; `ns` says whether for its info or its items. */
export function writeDiscoRequest(ns: typeof NS.discoInfo | typeof NS.discoItems, { node, page }: DiscoRequest = {}): XmlElement {
  return xml("query", { xmlns: ns, node }, page && writePageRequest(page));
}

export function writeDiscoInfo(node: string | undefined, info: DiscoInfo): XmlElement {
  return xml(
    "query",
    { xmlns: NS.discoInfo, node },
    info.identities.map(({ category, type, name }) => xml("identity", { category, type, name })),
    info.features.map((feature) => xml("feature", { var: feature })),
    info.forms,
  );
}

export function readDiscoInfo(query: XmlElement): DiscoInfo {
  return {
    identities: childrenOf(query, "identity").map(({ attrs: { category = "", type = "", name } }) => ({ category, type, ...(name !== undefined && { name }) })),
    features: childrenOf(query, "feature").map((f) => f.attrs["var"] ?? ""),
    forms: childrenOf(query, "x", NS.forms),
  };
}

export function writeDiscoItems(node: string | undefined, items: readonly DiscoItem[], set?: XmlElement): XmlElement {
  return xml("query", { xmlns: NS.discoItems, node }, items.map((item) => xml("item", { ...item })), set);
}

export function readDiscoItems(query: XmlElement): readonly DiscoItem[] {
  return childrenOf(query, "item").map(({ attrs: { jid = "", node, name } }) => ({ jid, ...(node !== undefined && { node }), ...(name !== undefined && { name }) }));
}
