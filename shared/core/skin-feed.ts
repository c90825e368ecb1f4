// How a box gets its skin: the requests to the pubsub service (XEP-0060 sections 6.1 and 6.5) and what comes of them.
import { fault, type Fault } from "./errors.ts";
import { NS } from "./namespaces.ts";
import { CURRENT } from "./nodes.ts";
import { readSkin, type Skin } from "./skin.ts";
import { childOf, xml, type XmlElement } from "./xml.ts";

export const writeSkinRequest = (node: string): XmlElement => xml("pubsub", { xmlns: NS.pubsub }, xml("items", { node }, xml("item", { id: CURRENT })));

export const writeSkinSubscribe = (node: string, jid: string): XmlElement => xml("pubsub", { xmlns: NS.pubsub }, xml("subscribe", { node, jid }));

/** From the iq that answered the request. */
export function readSkinAnswer(iq: XmlElement): Skin | Fault {
  const pubsub = childOf(iq, "pubsub", NS.pubsub);
  return readPayload(pubsub && childOf(pubsub, "items")) ?? fault("unknown-skin");
}

/** From a message: the skin that its event brings for this node, if it is one. */
export function readSkinEvent(message: XmlElement, node: string): Skin | Fault | undefined {
  const event = childOf(message, "event", NS.pubsubEvent);
  const items = event && childOf(event, "items");
  return items?.attrs["node"] === node ? readPayload(items) : undefined;
}

function readPayload(items: XmlElement | undefined): Skin | Fault | undefined {
  const item = items && childOf(items, "item");
  const payload = item && childOf(item);
  return payload && readSkin(payload);
}
