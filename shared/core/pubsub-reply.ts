// Results of pubsub requests and the events that subscribers get (XEP-0060), as data.
import { readForm, writeForm, type Form } from "./forms.ts";
import { isFault } from "./errors.ts";
import { NS } from "./namespaces.ts";
import { AFFILIATIONS, type Affiliation, type AffiliationEntry } from "./pubsub.ts";
import { childOf, childrenOf, xml, type XmlElement } from "./xml.ts";

export interface Item {
  readonly id: string;
  readonly payload: XmlElement | undefined;
}

/** Result of `items`; `set` says which page it is (XEP-0059). */
export function writeItems(node: string, items: readonly Item[], set?: XmlElement): XmlElement {
  return xml("pubsub", { xmlns: NS.pubsub }, xml("items", { node }, items.map(writeItem)), set);
}

const writeItem = ({ id, payload }: Item): XmlElement => xml("item", { id }, payload);

/** From the iq that answered `items`. */
export function readItems(iq: XmlElement): readonly Item[] {
  const pubsub = childOf(iq, "pubsub", NS.pubsub);
  const items = pubsub && childOf(pubsub, "items");
  return items === undefined ? [] : childrenOf(items, "item").map(readItem);
}

const readItem = (item: XmlElement): Item => ({ id: item.attrs["id"] ?? "", payload: childOf(item) });

/** Result of `publish`. */
export function writePublished(node: string, id: string): XmlElement {
  return xml("pubsub", { xmlns: NS.pubsub }, xml("publish", { node }, xml("item", { id })));
}

/** Result of `create`: the name is always the one asked for, and is said again. */
export function writeCreated(node: string): XmlElement {
  return xml("pubsub", { xmlns: NS.pubsub }, xml("create", { node }));
}

export interface SubscriptionState {
  readonly node: string;
  readonly jid: string;
  readonly subscription: "subscribed" | "none";
}

const writeState = ({ node, jid, subscription }: SubscriptionState): XmlElement => xml("subscription", { node, jid, subscription });

/** Result of `subscribe` and `unsubscribe`. */
export function writeSubscription(state: SubscriptionState): XmlElement {
  return xml("pubsub", { xmlns: NS.pubsub }, writeState(state));
}

/** Results of `subscriptions` and `affiliations`: one's own. */
export function writeSubscriptions(node: string | undefined, all: readonly SubscriptionState[]): XmlElement {
  return xml("pubsub", { xmlns: NS.pubsub }, xml("subscriptions", { node }, all.map(writeState)));
}

export function writeAffiliations(node: string | undefined, all: readonly { readonly node: string; readonly affiliation: Affiliation }[]): XmlElement {
  return xml("pubsub", { xmlns: NS.pubsub }, xml("affiliations", { node }, all.map((a) => xml("affiliation", { ...a }))));
}

/** Results of the owner's lists: everybody's at a node. */
export function writeNodeAffiliations(node: string, all: readonly AffiliationEntry[]): XmlElement {
  return xml("pubsub", { xmlns: NS.pubsubOwner }, xml("affiliations", { node }, all.map((a) => xml("affiliation", { ...a }))));
}

export function readNodeAffiliations(iq: XmlElement): readonly AffiliationEntry[] {
  const pubsub = childOf(iq, "pubsub", NS.pubsubOwner);
  const list = pubsub && childOf(pubsub, "affiliations");
  return (list === undefined ? [] : childrenOf(list, "affiliation")).flatMap(({ attrs }) => {
    const affiliation = AFFILIATIONS.find((a) => a === attrs["affiliation"]);
    return affiliation === undefined || !attrs["jid"] ? [] : [{ jid: attrs["jid"], affiliation }];
  });
}

export function writeNodeSubscriptions(node: string, jids: readonly string[]): XmlElement {
  return xml("pubsub", { xmlns: NS.pubsubOwner }, xml("subscriptions", { node }, jids.map((jid) => xml("subscription", { jid, subscription: "subscribed" }))));
}

/** Results of the owner's `configuration` and of `default`. */
export function writeConfiguration(node: string | undefined, form: Form): XmlElement {
  return xml("pubsub", { xmlns: NS.pubsubOwner }, xml(node === undefined ? "default" : "configure", { node }, writeForm(form)));
}

/** What subscribers are told. */
export type PubsubEvent =
  | { readonly event: "item"; readonly node: string; readonly item: Item }
  | { readonly event: "retracted"; readonly node: string; readonly id: string }
  | { readonly event: "deleted"; readonly node: string }
  | { readonly event: "configured"; readonly node: string; readonly form?: Form }
  | { readonly event: "subscription"; readonly state: SubscriptionState };

export function writeEvent(event: PubsubEvent): XmlElement {
  return xml("event", { xmlns: NS.pubsubEvent }, writeNews(event));
}

function writeNews(event: PubsubEvent): XmlElement {
  switch (event.event) {
    case "item":
      return xml("items", { node: event.node }, writeItem(event.item));
    case "retracted":
      return xml("items", { node: event.node }, xml("retract", { id: event.id }));
    case "deleted":
      return xml("delete", { node: event.node });
    case "configured":
      return xml("configuration", { node: event.node }, event.form && writeForm(event.form));
    case "subscription":
      return writeState(event.state);
  }
}

/** From a message; `undefined` where it has no event that is known. */
export function readEvent(message: XmlElement): PubsubEvent | undefined {
  const event = childOf(message, "event", NS.pubsubEvent);
  const news = event && childOf(event);
  if (news === undefined) return undefined;
  const { node = "", jid = "", subscription } = news.attrs;
  switch (news.name) {
    case "items": {
      const retracted = childOf(news, "retract");
      if (retracted !== undefined) return { event: "retracted", node, id: retracted.attrs["id"] ?? "" };
      const item = childOf(news, "item");
      return item && { event: "item", node, item: readItem(item) };
    }
    case "delete":
      return { event: "deleted", node };
    case "configuration": {
      const x = childOf(news, "x", NS.forms);
      const form = x && readForm(x);
      return { event: "configured", node, ...(form && !isFault(form) && { form }) };
    }
    case "subscription":
      return { event: "subscription", state: { node, jid, subscription: subscription === "subscribed" ? "subscribed" : "none" } };
    default:
      return undefined;
  }
}
