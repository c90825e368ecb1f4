// The pubsub service against a real Prosody, asked by a component as the panel is one and by other clients' addresses.
import { expect } from "chai";
import { readError } from "#core/errors.ts";
import { fieldValue, readForm, type Form } from "#core/forms.ts";
import { isFault } from "#core/errors.ts";
import { writeKey } from "#core/key.ts";
import { NS } from "#core/namespaces.ts";
import { writePubsub, type PubsubRequest } from "#core/pubsub.ts";
import { readEvent, readItems, readNodeAffiliations, type PubsubEvent } from "#core/pubsub-reply.ts";
import { writeQueue } from "#core/queue.ts";
import { emptySkin, readSkin, writeSkin, type Skin } from "#core/skin.ts";
import { childOf, childrenOf, xml, type XmlElement } from "#core/xml.ts";
import { startComponent, type RunningComponent } from "../support/component.ts";
import { startPeer, type Peer } from "../support/peer.ts";
import { startProsody, type Prosody } from "../support/prosody.ts";

const FIRST = { hex: "1".repeat(40), created: "2026-01-05T09:00:00Z" };
const SECOND = { hex: "2".repeat(40), created: "2026-01-12T09:00:00Z" };

describe("pubsub at a real server", function () {
  this.timeout(30_000);
  let prosody: Prosody;
  let component: RunningComponent;
  let panel: Peer;
  let guests: Peer; // stands in for the guests' host: its addresses are guests to the component

  before(async () => {
    prosody = await startProsody({ guestsAsComponent: true });
    component = await startComponent(prosody);
    panel = await startPeer(prosody, prosody.panelDomain);
    guests = await startPeer(prosody, prosody.guestDomain);
  });
  after(async () => {
    await panel?.stop();
    await guests?.stop();
    await component?.stop();
    await prosody?.stop();
  });

  const demo = () => `demo@${prosody.panelDomain}`;
  const other = () => `other@${prosody.panelDomain}`;
  const guest = (n = 1) => `g${n}@${prosody.guestDomain}/box`;
  async function ask(from: string, request: PubsubRequest): Promise<XmlElement> {
    const { type, payload } = writePubsub(request);
    return (from.includes(`@${prosody.guestDomain}`) ? guests : panel).ask(type, from, prosody.service, payload);
  }
  async function done(from: string, request: PubsubRequest): Promise<XmlElement> {
    const reply = await ask(from, request);
    if (reply.attrs["type"] !== "result") throw new Error(`${request.ask}: ${JSON.stringify(readError(reply))}`);
    return reply;
  }
  async function refused(from: string, request: PubsubRequest): Promise<string> {
    const reply = await ask(from, request);
    expect(reply.attrs["type"]).to.equal("error");
    const error = readError(reply);
    const special = childrenOf(childOf(reply, "error") as XmlElement).find((c) => c.attrs["xmlns"] === NS.pubsubErrors);
    const feature = special?.attrs["feature"];
    return [error.condition, special?.name, feature].filter((part) => part !== undefined).join(" ");
  }
  const publishSkin = (node: string, skin: Partial<Skin> = {}, from = demo()) => ({ from, request: { ask: "publish", node, id: "current", payload: writeSkin({ ...emptySkin("reference"), ...skin }) } as const });
  const skinAt = async (node: string, from = guest()) => {
    const payload = readItems(await done(from, { ask: "items", node, ids: [] }))[0]?.payload;
    const skin = payload && readSkin(payload);
    if (skin === undefined || isFault(skin)) throw new Error("no skin");
    return skin;
  };
  const eventTo = async (to: string): Promise<PubsubEvent | undefined> => {
    const peer = to.includes(`@${prosody.guestDomain}`) ? guests : panel;
    return readEvent(await peer.next((s) => s.name === "message" && s.attrs["to"] === to && s.attrs["type"] !== "error"));
  };

  describe("skins", () => {
    it("are made by publishing, by their library alone", async () => {
      const { from, request } = publishSkin("demo/skins/main");
      const reply = await done(from, request);
      const published = childOf(childOf(reply, "pubsub", NS.pubsub) as XmlElement, "publish");
      expect(childOf(published as XmlElement, "item")?.attrs["id"]).to.equal("current");
      expect(await refused(other(), request)).to.equal("forbidden");
      expect(await refused(guest(), request)).to.equal("forbidden");
      expect(await refused(other(), publishSkin("demo/skins/new").request)).to.equal("item-not-found");
    });

    it("are read by anybody, guests too, by id and by page", async () => {
      expect((await skinAt("demo/skins/main")).queue).to.equal("reference");
      expect(readItems(await done(guest(), { ask: "items", node: "demo/skins/main", ids: ["current"] }))).to.have.length(1);
      expect(readItems(await done(guest(), { ask: "items", node: "demo/skins/main", ids: [], max: 0 }))).to.have.length(0);
      expect(await refused(guest(), { ask: "items", node: "demo/skins/main", ids: ["other"] })).to.equal("item-not-found");
      expect(await refused(guest(), { ask: "items", node: "demo/skins/none", ids: [] })).to.equal("item-not-found");
      const paged = childOf(await done(guest(), { ask: "items", node: "demo/skins/main", ids: [], page: { max: 1 } }), "pubsub");
      expect(childOf(childOf(paged as XmlElement, "set", NS.rsm) as XmlElement, "count")?.children).to.deep.equal(["1"]);
    });

    it("keep what a later version put in them", async () => {
      const strange = xml("animation", { xmlns: "urn:example:later", style: "slow" }, xml("step", {}, "1 < 2 & 'so'"));
      const { from, request } = publishSkin("demo/skins/later", { unknown: [strange] });
      await done(from, request);
      expect((await skinAt("demo/skins/later")).unknown).to.deep.equal([strange]);
    });

    it("are refused with XEP-0060's conditions where they are not right", async () => {
      const node = "demo/skins/main";
      const publish = (payload: XmlElement, id = "current") => refused(demo(), { ask: "publish", node, id, payload });
      expect(await publish(writeSkin(emptySkin("reference")), "second")).to.equal("not-acceptable");
      expect(await publish(xml("entry", { xmlns: "http://www.w3.org/2005/Atom" }))).to.equal("bad-request invalid-payload");
      expect(await publish(xml("skin", { xmlns: NS.otterdesk }))).to.equal("bad-request invalid-payload");
      expect(await publish(writeSkin({ ...emptySkin("reference"), unknown: [xml("blob", { xmlns: "urn:example:big" }, "x".repeat(70_000))] }))).to.equal("not-acceptable payload-too-big");
      const raw = async (child: XmlElement) => {
        const error = childOf(await panel.ask("set", demo(), prosody.service, xml("pubsub", { xmlns: NS.pubsub }, child)), "error") as XmlElement;
        return childrenOf(error).find((c) => c.attrs["xmlns"] === NS.pubsubErrors)?.name;
      };
      expect(await raw(xml("publish", { node }))).to.equal("item-required");
      expect(await raw(xml("publish", { node }, xml("item", { id: "current" })))).to.equal("payload-required");
      expect(await raw(xml("publish", {}, xml("item")))).to.equal("nodeid-required");
      expect(await raw(xml("create"))).to.equal("nodeid-required");
    });

    it("honour publish options as preconditions", async () => {
      const options = (access: string): Form => ({ type: "submit", formType: NS.publishOptions, fields: [{ var: "pubsub#access_model", values: [access] }, { var: "pubsub#persist_items", values: ["true"] }] });
      const { from, request } = publishSkin("demo/skins/main");
      await done(from, { ...request, options: options("open") });
      expect(await refused(from, { ...request, options: options("whitelist") })).to.equal("conflict precondition-not-met");
    });

    it("have their item taken back, their node deleted, but never purged", async () => {
      const { from, request } = publishSkin("demo/skins/short-lived");
      await done(from, request);
      await done(guest(7), { ask: "subscribe", node: request.node, jid: guest(7) });
      expect((await eventTo(guest(7)))?.event).to.equal("item");
      expect(await refused(from, { ask: "purge", node: request.node })).to.equal("feature-not-implemented unsupported purge-nodes");
      expect(await refused(guest(7), { ask: "retract", node: request.node, id: "current", notify: true })).to.equal("forbidden");
      await done(from, { ask: "retract", node: request.node, id: "current", notify: true });
      expect(await eventTo(guest(7))).to.deep.equal({ event: "retracted", node: request.node, id: "current" });
      expect(await refused(from, { ask: "retract", node: request.node, id: "current", notify: true })).to.equal("item-not-found");
      expect(await refused(other(), { ask: "delete", node: request.node })).to.equal("forbidden");
      await done(from, { ask: "delete", node: request.node });
      expect(await eventTo(guest(7))).to.deep.equal({ event: "deleted", node: request.node });
      expect(await refused(from, { ask: "delete", node: request.node })).to.equal("item-not-found");
    });
  });

  describe("keys", () => {
    it("go into all the library's skins at once, and into nobody else's", async () => {
      await done(demo(), publishSkin("demo/skins/second").request);
      await done(other(), publishSkin("other/skins/main", {}, other()).request);
      await done(guest(2), { ask: "subscribe", node: "demo/skins/second", jid: guest(2) });
      expect((await eventTo(guest(2)))?.event).to.equal("item");
      await done(demo(), { ask: "publish", node: "demo/key", id: "current", payload: writeKey(FIRST) });
      for (const node of ["demo/skins/main", "demo/skins/second", "demo/skins/later"]) expect((await skinAt(node)).fingerprint, node).to.deep.equal(FIRST);
      expect((await skinAt("demo/skins/later")).unknown).to.have.length(1);
      expect((await skinAt("other/skins/main")).fingerprint).to.equal(undefined);
      const event = await eventTo(guest(2));
      const payload = event?.event === "item" ? event.item.payload : undefined;
      expect(payload && readSkin(payload)).to.have.deep.property("fingerprint", FIRST);
    });

    it("make an old fingerprint stale", async () => {
      await done(demo(), { ask: "publish", node: "demo/key", id: "current", payload: writeKey(SECOND) });
      const stale = await ask(demo(), publishSkin("demo/skins/main", { fingerprint: FIRST }).request);
      expect(readError(stale)).to.include({ condition: "conflict", code: "stale-fingerprint" });
      await done(demo(), publishSkin("demo/skins/main", { fingerprint: { ...SECOND, created: FIRST.created } }).request);
      expect((await skinAt("demo/skins/main")).fingerprint).to.deep.equal(SECOND);
      expect(readError(await ask(other(), publishSkin("other/skins/main", { fingerprint: FIRST }, other()).request)).code).to.equal("stale-fingerprint");
    });

    it("are for the library alone", async () => {
      expect(await refused(guest(), { ask: "items", node: "demo/key", ids: [] })).to.equal("not-allowed closed-node");
      expect(await refused(guest(), { ask: "subscribe", node: "demo/key", jid: guest() })).to.equal("not-allowed closed-node");
      expect(await refused(other(), { ask: "publish", node: "demo/key", payload: writeKey(FIRST) })).to.equal("forbidden");
      expect(await refused(demo(), { ask: "delete", node: "demo/key" })).to.equal("conflict");
      expect(await refused(demo(), { ask: "retract", node: "demo/key", id: "current", notify: false })).to.equal("feature-not-implemented unsupported delete-items");
      expect(await refused(demo(), { ask: "publish", node: "demo/key", payload: xml("key", { xmlns: NS.otterdesk }, xml("fingerprint", { created: "today" }, "ff")) })).to.equal("bad-request invalid-payload");
    });
  });

  describe("queues", () => {
    const queue = writeQueue({ title: "Reference desk", autoBusyAfter: 3, unknown: [] });
    const desk1 = () => `desk1@${prosody.domain}`;

    it("are unique in the installation, and not named like chats", async () => {
      await done(demo(), { ask: "create", node: "demo/queues/reference" });
      await done(demo(), { ask: "publish", node: "demo/queues/reference", id: "current", payload: queue });
      expect(await refused(demo(), { ask: "create", node: "demo/queues/reference" })).to.equal("conflict");
      expect(await refused(other(), { ask: "create", node: "other/queues/reference" })).to.equal("conflict");
      expect(await refused(demo(), { ask: "create", node: "demo/queues/c-level" })).to.equal("not-acceptable");
      expect(await refused(demo(), { ask: "create", node: "Demo/queues/x" })).to.equal("not-acceptable");
      expect(await refused(other(), { ask: "create", node: "demo/queues/x" })).to.equal("forbidden");
    });

    it("do not take another library's chats", async () => {
      expect(await refused(other(), publishSkin("other/skins/main", {}, other()).request)).to.equal("forbidden");
    });

    it("have their operators as members, who may read", async () => {
      const read: PubsubRequest = { ask: "items", node: "demo/queues/reference", ids: [] };
      const staff = `staff@${prosody.panelDomain}`; // an address that this test can send from
      expect(await refused(staff, read)).to.equal("not-allowed closed-node");
      await done(demo(), { ask: "affiliate", node: "demo/queues/reference", changes: [{ jid: staff, affiliation: "member" }, { jid: `${desk1()}/phone`, affiliation: "member" }] });
      expect(readItems(await done(staff, read))).to.have.length(1);
      expect(readNodeAffiliations(await done(demo(), { ask: "node-affiliations", node: "demo/queues/reference" }))).to.deep.equal([
        { jid: demo(), affiliation: "owner" },
        { jid: desk1(), affiliation: "member" },
        { jid: staff, affiliation: "member" },
      ]);
      expect(await refused(staff, { ask: "node-affiliations", node: "demo/queues/reference" })).to.equal("forbidden");
      await done(staff, { ask: "subscribe", node: "demo/queues/reference", jid: staff });
      expect((await eventTo(staff))?.event).to.equal("item");
      await done(demo(), { ask: "affiliate", node: "demo/queues/reference", changes: [{ jid: staff, affiliation: "none" }] });
      expect(await eventTo(staff)).to.deep.equal({ event: "subscription", state: { node: "demo/queues/reference", jid: staff, subscription: "none" } });
      expect(await refused(staff, read)).to.equal("not-allowed closed-node");
      const affiliate = (jid: string, affiliation: "none" | "member") => refused(demo(), { ask: "affiliate", node: "demo/queues/reference", changes: [{ jid, affiliation }] });
      expect(await affiliate(guest(), "member")).to.equal("not-acceptable");
      expect(await affiliate(demo(), "none")).to.equal("not-acceptable");
      expect(await affiliate("no address", "member")).to.equal("bad-request invalid-jid");
    });
  });

  describe("subscriptions", () => {
    it("bring the item at once, each publish, and end when asked", async () => {
      const node = "demo/skins/main";
      const reply = await done(guest(3), { ask: "subscribe", node, jid: guest(3) });
      expect(childOf(childOf(reply, "pubsub") as XmlElement, "subscription")?.attrs).to.deep.equal({ node, jid: guest(3), subscription: "subscribed" });
      const first = await guests.next((s) => s.name === "message" && s.attrs["to"] === guest(3));
      expect(childOf(first, "delay", NS.delay)).to.not.equal(undefined);
      await done(demo(), publishSkin(node, { queue: "elsewhere" }).request);
      const event = await eventTo(guest(3));
      expect(event?.event === "item" && event.item.payload?.attrs["queue"]).to.equal("elsewhere");
      await done(guest(3), { ask: "unsubscribe", node, jid: guest(3) });
      expect(await refused(guest(3), { ask: "unsubscribe", node, jid: guest(3) })).to.equal("unexpected-request not-subscribed");
      expect(await refused(guest(3), { ask: "subscribe", node, jid: guest(4) })).to.equal("bad-request invalid-jid");
    });

    it("of a guest are few, and end with its presence", async () => {
      for (const name of ["a", "b", "c", "d", "e", "f"]) await done(demo(), publishSkin(`demo/skins/many-${name}`).request);
      for (const name of ["a", "b", "c", "d", "e"]) await done(guest(5), { ask: "subscribe", node: `demo/skins/many-${name}`, jid: guest(5) });
      expect(await refused(guest(5), { ask: "subscribe", node: "demo/skins/many-f", jid: guest(5) })).to.equal("policy-violation too-many-subscriptions");
      guests.send(xml("presence", { from: guest(5), to: prosody.service, type: "unavailable" }));
      await component.until(async () => childrenOf(childOf(childOf(await done(guest(5), { ask: "subscriptions" }), "pubsub") as XmlElement, "subscriptions") as XmlElement).length === 0);
    });

    it("of a guest end when an event comes back", async () => {
      await done(guest(6), { ask: "subscribe", node: "demo/skins/many-a", jid: guest(6) });
      const event = await guests.next((s) => s.name === "message" && s.attrs["to"] === guest(6));
      guests.send(xml("message", { from: guest(6), to: prosody.service, id: event.attrs["id"], type: "error" }, xml("error", { type: "cancel" }, xml("service-unavailable", { xmlns: NS.stanzas }))));
      await component.until(async () => childrenOf(childOf(childOf(await done(guest(6), { ask: "subscriptions" }), "pubsub") as XmlElement, "subscriptions") as XmlElement).length === 0);
    });

    it("are the owner's to see and to change, without the guests", async () => {
      const node = "demo/skins/many-b";
      await done(guest(8), { ask: "subscribe", node, jid: guest(8) });
      await done(demo(), { ask: "subscribe", node, jid: demo() });
      const list = async () => childrenOf(childOf(childOf(await done(demo(), { ask: "node-subscriptions", node }), "pubsub") as XmlElement, "subscriptions") as XmlElement).map((s) => s.attrs["jid"]);
      expect(await list()).to.deep.equal([demo()]);
      await done(demo(), { ask: "manage", node, changes: [{ jid: demo(), subscription: "none" }] });
      expect(await list()).to.deep.equal([]);
      expect(await refused(demo(), { ask: "manage", node, changes: [{ jid: `victim@${prosody.domain}`, subscription: "subscribed" }] })).to.equal("not-acceptable");
    });
  });

  describe("configuration", () => {
    it("is shown, changed and checked", async () => {
      const node = "demo/skins/main";
      const form = async () => {
        const pubsub = childOf(await done(demo(), { ask: "configuration", node }), "pubsub", NS.pubsubOwner) as XmlElement;
        const read = readForm(childOf(childOf(pubsub, "configure") as XmlElement, "x") as XmlElement);
        if (isFault(read)) throw new Error("no form");
        return read;
      };
      expect(fieldValue(await form(), "pubsub#access_model")).to.equal("open");
      const submit = (name: string, value: string): PubsubRequest => ({ ask: "configure", node, form: { type: "submit", formType: NS.nodeConfig, fields: [{ var: name, values: [value] }] } });
      await done(demo(), submit("pubsub#title", "Main skin"));
      expect(fieldValue(await form(), "pubsub#title")).to.equal("Main skin");
      expect(await refused(demo(), submit("pubsub#access_model", "whitelist"))).to.equal("not-acceptable");
      expect(await refused(demo(), submit("pubsub#surprise", "1"))).to.equal("not-acceptable");
      expect(await refused(other(), submit("pubsub#title", "x"))).to.equal("forbidden");
      expect((await done(other(), { ask: "default" })).attrs["type"]).to.equal("result");
    });
  });

  describe("disco", () => {
    const items = async (node?: string, from = guest(), more?: XmlElement) => {
      const peer = from.includes(prosody.guestDomain) ? guests : panel;
      const reply = await peer.ask("get", from, prosody.service, xml("query", { xmlns: NS.discoItems, node }, more));
      return childrenOf(childOf(reply, "query") ?? xml("none"), "item").map((i) => i.attrs["node"] ?? i.attrs["name"]);
    };

    it("shows the tree, and of it what one may see", async () => {
      expect(await items()).to.deep.equal(["demo", "other"]);
      expect(await items("demo")).to.deep.equal(["demo/skins"]);
      expect(await items("demo", demo())).to.deep.equal(["demo/skins", "demo/queues", "demo/key"]);
      expect(await items("demo/queues", demo())).to.deep.equal(["demo/queues/reference"]);
      expect(await items("demo/queues")).to.deep.equal([]);
      expect(await items("demo/skins/main")).to.deep.equal(["current"]);
      expect(await items("demo/skins", guest(), xml("set", { xmlns: NS.rsm }, xml("max", {}, "2"), xml("after", {}, "demo/skins/later")))).to.deep.equal(["demo/skins/main", "demo/skins/many-a"]);
    });

    it("describes service and nodes", async () => {
      const info = async (node?: string) => childOf(await guests.ask("get", guest(), prosody.service, xml("query", { xmlns: NS.discoInfo, node })), "query");
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
      const all = component.log.join("\n");
      expect(all).to.contain("connected");
      expect(all).to.not.contain(prosody.guestDomain);
      expect(all).to.not.contain(FIRST.hex);
    });
  });
});
