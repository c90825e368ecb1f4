// Subscriptions, configuration and disco of the pubsub service at a real Prosody.
import { expect } from "chai";
import { isFault } from "#core/errors.ts";
import { fieldValue, readForm } from "#core/forms.ts";
import { NS } from "#core/namespaces.ts";
import type { PubsubRequest } from "#core/pubsub.ts";
import { writeKey } from "#core/key.ts";
import { writeQueue } from "#core/queue.ts";
import { childOf, childrenOf, xml, type XmlElement } from "#core/xml.ts";
import { demo, FIRST, guest, openLibrary, other, publishSkin, type Library } from "../support/library.ts";

describe("pubsub subscribers at a real server", function () {
  this.timeout(30_000);
  let library: Library;

  before(async () => {
    library = await openLibrary();
    for (const node of ["demo/skins/main", "demo/skins/later"]) await library.done(demo, publishSkin(node));
    await library.done(other, publishSkin("other/skins/main"));
    await library.done(demo, { ask: "publish", node: "demo/queues/reference", payload: writeQueue({ title: "Reference", autoBusyAfter: 0, unknown: [] }) });
    await library.done(demo, { ask: "publish", node: "demo/key", payload: writeKey(FIRST) });
  });
  after(() => library?.stop());

  describe("subscriptions", () => {
    it("bring the item at once, each publish, and end when asked", async () => {
      const node = "demo/skins/main";
      const reply = await library.done(guest(3), { ask: "subscribe", node, jid: guest(3) });
      expect(childOf(childOf(reply, "pubsub") as XmlElement, "subscription")?.attrs).to.deep.equal({ node, jid: guest(3), subscription: "subscribed" });
      const first = await library.guests.next((s) => s.name === "message" && s.attrs["to"] === guest(3));
      expect(childOf(first, "delay", NS.delay)).to.not.equal(undefined);
      await library.done(demo, publishSkin(node, { queue: "elsewhere" }));
      const event = await library.eventTo(guest(3));
      expect(event?.event === "item" && event.item.payload?.attrs["queue"]).to.equal("elsewhere");
      await library.done(guest(3), { ask: "unsubscribe", node, jid: guest(3) });
      expect(await library.refused(guest(3), { ask: "unsubscribe", node, jid: guest(3) })).to.equal("unexpected-request not-subscribed");
      expect(await library.refused(guest(3), { ask: "subscribe", node, jid: guest(4) })).to.equal("bad-request invalid-jid");
    });

    it("of a guest are few, and end with its presence", async () => {
      for (const name of ["a", "b", "c", "d", "e", "f"]) await library.done(demo, publishSkin(`demo/skins/many-${name}`));
      for (const name of ["a", "b", "c", "d", "e"]) await library.done(guest(5), { ask: "subscribe", node: `demo/skins/many-${name}`, jid: guest(5) });
      expect(await library.refused(guest(5), { ask: "subscribe", node: "demo/skins/many-f", jid: guest(5) })).to.equal("policy-violation too-many-subscriptions");
      library.guests.send(xml("presence", { from: guest(5), to: library.prosody.service, type: "unavailable" }));
      await library.component.until(async () => childrenOf(childOf(childOf(await library.done(guest(5), { ask: "subscriptions" }), "pubsub") as XmlElement, "subscriptions") as XmlElement).length === 0);
    });

    it("of a guest end when an event comes back", async () => {
      await library.done(guest(6), { ask: "subscribe", node: "demo/skins/many-a", jid: guest(6) });
      const event = await library.guests.next((s) => s.name === "message" && s.attrs["to"] === guest(6));
      library.guests.send(xml("message", { from: guest(6), to: library.prosody.service, id: event.attrs["id"], type: "error" }, xml("error", { type: "cancel" }, xml("service-unavailable", { xmlns: NS.stanzas }))));
      await library.component.until(async () => childrenOf(childOf(childOf(await library.done(guest(6), { ask: "subscriptions" }), "pubsub") as XmlElement, "subscriptions") as XmlElement).length === 0);
    });

    it("are the owner's to see and to change, without the guests", async () => {
      const node = "demo/skins/many-b";
      await library.done(guest(8), { ask: "subscribe", node, jid: guest(8) });
      await library.done(demo, { ask: "subscribe", node, jid: demo });
      const list = async () => childrenOf(childOf(childOf(await library.done(demo, { ask: "node-subscriptions", node }), "pubsub") as XmlElement, "subscriptions") as XmlElement).map((s) => s.attrs["jid"]);
      expect(await list()).to.deep.equal([demo]);
      await library.done(demo, { ask: "manage", node, changes: [{ jid: demo, subscription: "none" }] });
      expect(await list()).to.deep.equal([]);
      expect(await library.refused(demo, { ask: "manage", node, changes: [{ jid: `victim@${library.prosody.domain}`, subscription: "subscribed" }] })).to.equal("not-acceptable");
    });
  });

  describe("configuration", () => {
    it("is shown, changed and checked", async () => {
      const node = "demo/skins/main";
      const form = async () => {
        const pubsub = childOf(await library.done(demo, { ask: "configuration", node }), "pubsub", NS.pubsubOwner) as XmlElement;
        const read = readForm(childOf(childOf(pubsub, "configure") as XmlElement, "x") as XmlElement);
        if (isFault(read)) throw new Error("no form");
        return read;
      };
      expect(fieldValue(await form(), "pubsub#access_model")).to.equal("open");
      const submit = (name: string, value: string): PubsubRequest => ({ ask: "configure", node, form: { type: "submit", formType: NS.nodeConfig, fields: [{ var: name, values: [value] }] } });
      await library.done(demo, submit("pubsub#title", "Main skin"));
      expect(fieldValue(await form(), "pubsub#title")).to.equal("Main skin");
      expect(await library.refused(demo, submit("pubsub#access_model", "whitelist"))).to.equal("not-acceptable");
      expect(await library.refused(demo, submit("pubsub#surprise", "1"))).to.equal("not-acceptable");
      expect(await library.refused(other, submit("pubsub#title", "x"))).to.equal("forbidden");
      expect((await library.done(other, { ask: "default" })).attrs["type"]).to.equal("result");
    });
  });

  describe("disco", () => {
    const items = async (node?: string, from = guest(), more?: XmlElement) => {
      const peer = from.includes(library.prosody.guestDomain) ? library.guests : library.panel;
      const reply = await peer.ask("get", from, library.prosody.service, xml("query", { xmlns: NS.discoItems, node }, more));
      return childrenOf(childOf(reply, "query") ?? xml("none"), "item").map((i) => i.attrs["node"] ?? i.attrs["name"]);
    };

    it("shows the tree, and of it what one may see", async () => {
      expect(await items()).to.deep.equal(["demo", "other"]);
      expect(await items("demo")).to.deep.equal(["demo/skins"]);
      expect(await items("demo", demo)).to.deep.equal(["demo/skins", "demo/queues", "demo/key"]);
      expect(await items("demo/queues", demo)).to.deep.equal(["demo/queues/reference"]);
      expect(await items("demo/queues")).to.deep.equal([]);
      expect(await items("demo/skins/main")).to.deep.equal(["current"]);
      expect(await items("demo/skins", guest(), xml("set", { xmlns: NS.rsm }, xml("max", {}, "2"), xml("after", {}, "demo/skins/later")))).to.deep.equal(["demo/skins/main", "demo/skins/many-a"]);
    });

    it("describes service and nodes", async () => {
      const info = async (node?: string) => childOf(await library.guests.ask("get", guest(), library.prosody.service, xml("query", { xmlns: NS.discoInfo, node })), "query");
      const service = await info();
      expect(childrenOf(service as XmlElement, "identity").map((i) => `${i.attrs["category"]}/${i.attrs["type"]}`)).to.deep.equal(["pubsub/service"]);
      expect(childrenOf(service as XmlElement, "feature").map((f) => f.attrs["var"])).to.include.members([NS.pubsub, `${NS.pubsub}#publish-options`, NS.rsm]);
      const leaf = await info("demo/skins/main");
      const meta = readForm(childOf(leaf as XmlElement, "x", NS.forms) as XmlElement);
      expect(isFault(meta) ? undefined : fieldValue(meta, "pubsub#title")).to.equal("Main skin");
      expect(await info("demo/queues/reference")).to.equal(undefined);
    });
  });

  describe("the log", () => {
    it("has neither guests' addresses nor payloads", () => {
      const all = library.component.log.join("\n");
      expect(all).to.contain("connected");
      expect(all).to.not.contain(library.prosody.guestDomain);
      expect(all).to.not.contain(FIRST.hex);
    });
  });
});
