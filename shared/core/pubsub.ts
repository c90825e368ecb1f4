// Requests to the pubsub service (XEP-0060), as data: what is asked, of which node, with what.
import { fault, isFault, type Fault } from "./errors.ts";
import { readForm, writeForm, type Form } from "./forms.ts";
import { NS } from "./namespaces.ts";
import { readPageRequest, writePageRequest, type PageRequest } from "./rsm.ts";
import { childOf, childrenOf, xml, type XmlElement } from "./xml.ts";
import type { IqType } from "./stanza.ts";

export const AFFILIATIONS = ["owner", "publisher", "member", "none", "outcast"] as const;
export type Affiliation = (typeof AFFILIATIONS)[number];

export interface AffiliationEntry {
  readonly jid: string;
  readonly affiliation: Affiliation;
}

export interface SubscriptionEntry {
  readonly jid: string;
  readonly subscription: "subscribed" | "none";
}

export type PubsubRequest =
  // for everybody who may (sections 5 to 7)
  | { readonly ask: "items"; readonly node: string; readonly ids: readonly string[]; readonly max?: number; readonly page?: PageRequest }
  | { readonly ask: "subscriptions"; readonly node?: string }
  | { readonly ask: "affiliations"; readonly node?: string }
  | { readonly ask: "subscribe"; readonly node: string; readonly jid: string }
  | { readonly ask: "unsubscribe"; readonly node: string; readonly jid: string }
  | { readonly ask: "create"; readonly node: string; readonly config?: Form }
  | { readonly ask: "publish"; readonly node: string; readonly id?: string; readonly payload: XmlElement; readonly options?: Form }
  | { readonly ask: "retract"; readonly node: string; readonly id: string; readonly notify: boolean }
  // for owners (section 8)
  | { readonly ask: "default" }
  | { readonly ask: "configuration"; readonly node: string }
  | { readonly ask: "configure"; readonly node: string; readonly form: Form }
  | { readonly ask: "delete"; readonly node: string }
  | { readonly ask: "purge"; readonly node: string }
  | { readonly ask: "node-affiliations"; readonly node: string }
  | { readonly ask: "affiliate"; readonly node: string; readonly changes: readonly AffiliationEntry[] }
  | { readonly ask: "node-subscriptions"; readonly node: string }
  | { readonly ask: "manage"; readonly node: string; readonly changes: readonly SubscriptionEntry[] };

export function writePubsub(request: PubsubRequest): { readonly type: IqType; readonly payload: XmlElement } {
  switch (request.ask) {
    case "items":
      return get(
        xml("items", { node: request.node, max_items: request.max }, request.ids.map((id) => xml("item", { id }))),
        request.page && writePageRequest(request.page),
      );
    case "subscriptions":
    case "affiliations":
      return get(xml(request.ask, { node: request.node }));
    case "subscribe":
    case "unsubscribe":
      return set(xml(request.ask, { node: request.node, jid: request.jid }));
    case "create":
      return set(xml("create", { node: request.node }), request.config && xml("configure", {}, writeForm(request.config)));
    case "publish":
      return set(
        xml("publish", { node: request.node }, xml("item", { id: request.id }, request.payload)),
        request.options && xml("publish-options", {}, writeForm(request.options)),
      );
    case "retract":
      return set(xml("retract", { node: request.node, notify: request.notify ? "true" : undefined }, xml("item", { id: request.id })));
    default:
      return writeOwner(request);
  }
}

const get = (...children: (XmlElement | undefined)[]) => ({ type: "get" as const, payload: xml("pubsub", { xmlns: NS.pubsub }, ...children) });
const set = (...children: (XmlElement | undefined)[]) => ({ type: "set" as const, payload: xml("pubsub", { xmlns: NS.pubsub }, ...children) });
const owner = (type: IqType, child: XmlElement) => ({ type, payload: xml("pubsub", { xmlns: NS.pubsubOwner }, child) });

type OwnerRequest = Extract<PubsubRequest, { ask: "default" | "configuration" | "configure" | "delete" | "purge" | "node-affiliations" | "affiliate" | "node-subscriptions" | "manage" }>;

function writeOwner(request: OwnerRequest): { readonly type: IqType; readonly payload: XmlElement } {
  switch (request.ask) {
    case "default":
      return owner("get", xml("default"));
    case "configuration":
      return owner("get", xml("configure", { node: request.node }));
    case "configure":
      return owner("set", xml("configure", { node: request.node }, writeForm(request.form)));
    case "delete":
    case "purge":
      return owner("set", xml(request.ask, { node: request.node }));
    case "node-affiliations":
      return owner("get", xml("affiliations", { node: request.node }));
    case "affiliate":
      return owner("set", xml("affiliations", { node: request.node }, request.changes.map((c) => xml("affiliation", { ...c }))));
    case "node-subscriptions":
      return owner("get", xml("subscriptions", { node: request.node }));
    case "manage":
      return owner("set", xml("subscriptions", { node: request.node }, request.changes.map((c) => xml("subscription", { ...c }))));
  }
}

/** Reads a `<pubsub/>` of either namespace; the fault has the condition that XEP-0060 wants. */
export function readPubsub(type: IqType, payload: XmlElement): PubsubRequest | Fault {
  // <create/> and <publish/> may have <configure/>, <publish-options/> or <options/> beside them, <items/> a <set/>
  const child = childrenOf(payload).find((c) => !BESIDE.has(c.name) || childrenOf(payload).length === 1);
  if (child === undefined) return fault("malformed", "The <pubsub/> is empty.");
  const reader = READERS[`${payload.attrs["xmlns"] === NS.pubsubOwner ? "owner" : type === "get" ? "ask" : "do"} ${type} ${child.name}`];
  if (reader === undefined) return { ...fault("unsupported", `There is no <${child.name}/> to ${type} here.`), feature: FEATURES[child.name] ?? child.name };
  return reader(child, child.attrs["node"] ?? "", payload);
}

const BESIDE = new Set(["publish-options", "options", "configure", "set"]);
/** The names of what is left out here, in XEP-0060's own words (section 10). */
const FEATURES: Readonly<Record<string, string>> = { options: "subscription-options", default: "retrieve-default-sub", create: "create-nodes", set: "rsm" };

type Reader = (child: XmlElement, node: string, payload: XmlElement) => PubsubRequest | Fault;

const named = (read: Reader): Reader => (child, node, payload) => (node === "" ? fault("node-required") : read(child, node, payload));

const READERS: Readonly<Record<string, Reader>> = {
  "ask get items": named(readItems),
  "ask get subscriptions": (_, node) => ({ ask: "subscriptions", ...(node !== "" && { node }) }),
  "ask get affiliations": (_, node) => ({ ask: "affiliations", ...(node !== "" && { node }) }),
  "do set subscribe": named(({ attrs }, node) => (attrs["jid"] ? { ask: "subscribe", node, jid: attrs["jid"] } : fault("invalid-jid"))),
  "do set unsubscribe": named(({ attrs }, node) => {
    if (attrs["subid"] !== undefined) return fault("invalid-subid");
    return attrs["jid"] ? { ask: "unsubscribe", node, jid: attrs["jid"] } : fault("invalid-jid");
  }),
  "do set create": readCreate,
  "do set publish": named(readPublish),
  "do set retract": named(readRetract),
  "owner get default": () => ({ ask: "default" }),
  "owner get configure": named((_, node) => ({ ask: "configuration", node })),
  "owner set configure": named((child, node) => {
    const form = formIn(child);
    if (form === undefined) return fault("malformed", "The configuration has no form.");
    return isFault(form) ? form : { ask: "configure", node, form };
  }),
  "owner set delete": named((_, node) => ({ ask: "delete", node })),
  "owner set purge": named((_, node) => ({ ask: "purge", node })),
  "owner get affiliations": named((_, node) => ({ ask: "node-affiliations", node })),
  "owner set affiliations": named(readAffiliate),
  "owner get subscriptions": named((_, node) => ({ ask: "node-subscriptions", node })),
  "owner set subscriptions": named(readManage),
};

function formIn(parent: XmlElement | undefined): Form | Fault | undefined {
  const x = parent && childOf(parent, "x", NS.forms);
  return x && readForm(x);
}

function readItems(child: XmlElement, node: string, payload: XmlElement): PubsubRequest | Fault {
  if (child.attrs["subid"] !== undefined) return fault("invalid-subid");
  const max = child.attrs["max_items"];
  if (max !== undefined && !/^\d{1,9}$/.test(max)) return fault("malformed", "max_items is a whole number.");
  const page = readPageRequest(payload);
  if (isFault(page)) return page;
  const ids = childrenOf(child, "item").map((item) => item.attrs["id"] ?? "");
  return { ask: "items", node, ids, ...(max !== undefined && { max: Number(max) }), ...(page && { page }) };
}

function readCreate(_: XmlElement, node: string, payload: XmlElement): PubsubRequest | Fault {
  if (node === "") return fault("instant-node");
  const config = formIn(childOf(payload, "configure"));
  if (isFault(config)) return config;
  return { ask: "create", node, ...(config && { config }) };
}

function readPublish(child: XmlElement, node: string, payload: XmlElement): PubsubRequest | Fault {
  const items = childrenOf(child, "item");
  const [item] = items;
  if (item === undefined) return fault("item-required");
  if (items.length > 1) return fault("malformed", "A node here has one item; publish one at a time.");
  const payloads = childrenOf(item);
  const [content] = payloads;
  if (content === undefined) return fault("payload-required");
  if (payloads.length > 1) return fault("invalid-payload", "An item has one payload element.");
  const options = formIn(childOf(payload, "publish-options"));
  if (isFault(options)) return options;
  const id = item.attrs["id"];
  return { ask: "publish", node, payload: content, ...(id !== undefined && { id }), ...(options && { options }) };
}

function readRetract(child: XmlElement, node: string): PubsubRequest | Fault {
  const id = childOf(child, "item")?.attrs["id"];
  if (!id) return fault("item-required");
  return { ask: "retract", node, id, notify: child.attrs["notify"] === "true" || child.attrs["notify"] === "1" };
}

function readAffiliate(child: XmlElement, node: string): PubsubRequest | Fault {
  const changes: AffiliationEntry[] = [];
  for (const { attrs } of childrenOf(child, "affiliation")) {
    const affiliation = AFFILIATIONS.find((a) => a === attrs["affiliation"]);
    if (!attrs["jid"]) return fault("invalid-jid");
    if (affiliation === undefined) return fault("bad-affiliation");
    changes.push({ jid: attrs["jid"], affiliation });
  }
  return changes.length === 0 ? fault("malformed", "The change names no affiliation.") : { ask: "affiliate", node, changes };
}

function readManage(child: XmlElement, node: string): PubsubRequest | Fault {
  const changes: SubscriptionEntry[] = [];
  for (const { attrs } of childrenOf(child, "subscription")) {
    const subscription = attrs["subscription"];
    if (!attrs["jid"]) return fault("invalid-jid");
    if (subscription !== "subscribed" && subscription !== "none") return fault("bad-subscription");
    changes.push({ jid: attrs["jid"], subscription });
  }
  return changes.length === 0 ? fault("malformed", "The change names no subscription.") : { ask: "manage", node, changes };
}
