// The examples of docs/protocol.md: each is read to the data that it means, and that data is written to the very same XML.
import { expect } from "chai";
import { readDiscoItems, readDiscoRequest, writeDiscoItems } from "#core/disco.ts";
import { readError, writeError } from "#core/errors.ts";
import { readKey, writeKey } from "#core/key.ts";
import { NS } from "#core/namespaces.ts";
import { readPubsub, writePubsub, type PubsubRequest } from "#core/pubsub.ts";
import { readEvent, writeEvent, writePublished, writeSubscription, type PubsubEvent } from "#core/pubsub-reply.ts";
import { readQueue, writeQueue } from "#core/queue.ts";
import { readPage, writePage, writePageRequest } from "#core/rsm.ts";
import { readSkin, writeSkin, type Skin } from "#core/skin.ts";
import { writeMany, type IqType } from "#core/stanza.ts";
import { childOf, xml, type XmlElement } from "#core/xml.ts";
import { parseXml, protocolExamples } from "../support/xml.ts";

const SECTIONS = ["The tree of nodes", "Skins", "Keys", "Queues"];
const examples = protocolExamples().filter((example) => SECTIONS.includes(example.section));

const guest = "k3v9@guest.example.org/box";
const skin: Skin = {
  queue: "reference",
  fingerprint: { hex: "4f9a1c0b7d2e8a6355d1c0e9b8a7f6e5d4c3b2a1", created: "2026-01-05T09:00:00Z" },
  verifiedOnly: true,
  texts: { en: { button: "Ask a librarian", consent: "We keep no transcript." }, de: { button: "Fragen Sie uns" } },
  appearance: { accent: "#0b6e4f", corner: "end", scheme: "auto" },
  context: ["page", "language"],
  unknown: [],
};
const key = { hex: "aa11bb22cc33dd44ee55ff6600778899aabbccdd", created: "2026-01-12T09:00:00Z" };
const queue = { title: "Reference desk", autoBusyAfter: 3, unknown: [] };
const plainSkin: Skin = { queue: "reference", verifiedOnly: false, texts: {}, appearance: {}, context: [], unknown: [] };

type Check = (element: XmlElement) => void;

/** A request: read and written. */
const request = (type: IqType, data: PubsubRequest): Check => (element) => {
  expect(readPubsub(type, element)).to.deep.equal(data);
  expect(writePubsub(data)).to.deep.equal({ type, payload: element });
};

/** A request that publishes: its payload too, by the payload's own codec. */
const publish = (node: string, payload: XmlElement, read: unknown, reader: (element: XmlElement) => unknown): Check => (element) => {
  request("set", { ask: "publish", node, id: "current", payload })(element);
  expect(reader(payload)).to.deep.equal(read);
};

/** An event: read from the message, and the message written as it goes to many. */
const event = (to: string, id: string, data: PubsubEvent): Check => (message) => {
  expect(readEvent(message)).to.deep.equal(data);
  const [text = ""] = writeMany("chat.example.org", "normal", [to], [id], writeEvent(data));
  expect(parseXml(text)).to.deep.equal(message);
};

const PAIRS: Readonly<Record<number, Check>> = {
  1(query) {
    expect(readDiscoRequest(query)).to.deep.equal({ node: "demo/skins", page: { max: 2 } });
    expect(xml("query", { xmlns: NS.discoItems, node: "demo/skins" }, writePageRequest({ max: 2 }))).to.deep.equal(query);
  },
  2(query) {
    const items = [{ jid: "chat.example.org", node: "demo/skins/children", name: "Children's library" }, { jid: "chat.example.org", node: "demo/skins/main" }];
    expect(readDiscoItems(query)).to.deep.equal(items);
    expect(readPage(query)).to.deep.equal({ first: "demo/skins/children", last: "demo/skins/main", count: 3, index: 0 });
    expect(writeDiscoItems("demo/skins", items, writePage({ entries: items, count: 3, index: 0 }, (item) => item.node))).to.deep.equal(query);
  },
  3: request("set", { ask: "subscribe", node: "demo/skins/main", jid: guest }),
  4: (element) => expect(writeSubscription({ node: "demo/skins/main", jid: guest, subscription: "subscribed" })).to.deep.equal(element),
  5(error) {
    expect(writeError({ fault: "closed-node" })).to.deep.equal(error);
    expect(readError(xml("iq", {}, error))).to.deep.equal({ type: "cancel", condition: "not-allowed", code: "closed-node", text: "This node is only for those on its list." });
  },
  6: publish("demo/skins/main", writeSkin(skin), skin, readSkin),
  7: event(guest, "w7ab2-0", { event: "item", node: "demo/skins/main", item: { id: "current", payload: writeSkin(plainSkin) } }),
  8: event(guest, "w7ab3-0", { event: "deleted", node: "demo/skins/main" }),
  9: publish("demo/key", writeKey(key), key, readKey),
  10: (element) => expect(writePublished("demo/key", "current")).to.deep.equal(element),
  11: publish("demo/queues/reference", writeQueue(queue), queue, readQueue),
  12: request("set", {
    ask: "affiliate",
    node: "demo/queues/reference",
    changes: [
      { jid: "desk1@example.org", affiliation: "member" },
      { jid: "desk2@example.org", affiliation: "none" },
    ],
  }),
  13: event("desk2@example.org", "w7ab4-0", { event: "subscription", state: { node: "demo/queues/reference", jid: "desk2@example.org", subscription: "none" } }),
};

describe("the examples of the protocol page", () => {
  for (const { number, title, element } of examples) {
    it(`${number}. ${title}`, () => {
      const check = PAIRS[number];
      if (check === undefined) throw new Error("The example has no pair here.");
      check(element);
    });
  }

  it("are all there", () => {
    expect(examples.map((example) => example.number)).to.deep.equal(Object.keys(PAIRS).map(Number));
  });

  it("say a skin's payload in the order that the page has", () => {
    const published = childOf(childOf(examples[5]?.element as XmlElement, "publish") as XmlElement, "item");
    expect(published?.children).to.deep.equal([writeSkin(skin)]);
  });
});
