// Nodes and items of the pubsub service at a real Prosody: skins, keys, queues, as the panel and guests ask for them.
import { expect } from "chai";
import type { Form } from "#core/forms.ts";
import { readError } from "#core/errors.ts";
import { writeKey } from "#core/key.ts";
import { NS } from "#core/namespaces.ts";
import type { PubsubRequest } from "#core/pubsub.ts";
import { readItems, readNodeAffiliations } from "#core/pubsub-reply.ts";
import { writeQueue } from "#core/queue.ts";
import { emptySkin, readSkin, writeSkin } from "#core/skin.ts";
import { childOf, childrenOf, xml, type XmlElement } from "#core/xml.ts";
import { demo, FIRST, guest, openLibrary, other, publishSkin, SECOND, type Library } from "../support/library.ts";

describe("pubsub nodes at a real server", function () {
  this.timeout(30_000);
  let library: Library;

  before(async () => {
    library = await openLibrary();
  });
  after(() => library?.stop());

  describe("skins", () => {
    it("are made by publishing, by their library alone", async () => {
      const from = demo;
      const request = publishSkin("demo/skins/main");
      const reply = await library.done(from, request);
      const published = childOf(childOf(reply, "pubsub", NS.pubsub) as XmlElement, "publish");
      expect(childOf(published as XmlElement, "item")?.attrs["id"]).to.equal("current");
      expect(await library.refused(other, request)).to.equal("forbidden");
      expect(await library.refused(guest(), request)).to.equal("forbidden");
      expect(await library.refused(other, publishSkin("demo/skins/new"))).to.equal("item-not-found");
    });

    it("are read by anybody, guests too, by id and by page", async () => {
      expect((await library.skinAt("demo/skins/main")).queue).to.equal("reference");
      expect(readItems(await library.done(guest(), { ask: "items", node: "demo/skins/main", ids: ["current"] }))).to.have.length(1);
      expect(readItems(await library.done(guest(), { ask: "items", node: "demo/skins/main", ids: [], max: 0 }))).to.have.length(0);
      expect(await library.refused(guest(), { ask: "items", node: "demo/skins/main", ids: ["other"] })).to.equal("item-not-found");
      expect(await library.refused(guest(), { ask: "items", node: "demo/skins/none", ids: [] })).to.equal("item-not-found");
      const paged = childOf(await library.done(guest(), { ask: "items", node: "demo/skins/main", ids: [], page: { max: 1 } }), "pubsub");
      expect(childOf(childOf(paged as XmlElement, "set", NS.rsm) as XmlElement, "count")?.children).to.deep.equal(["1"]);
    });

    it("keep what a later version put in them", async () => {
      const strange = xml("animation", { xmlns: "urn:example:later", style: "slow" }, xml("step", {}, "1 < 2 & 'so'"));
      const from = demo;
      const request = publishSkin("demo/skins/later", { unknown: [strange] });
      await library.done(from, request);
      expect((await library.skinAt("demo/skins/later")).unknown).to.deep.equal([strange]);
    });

    it("are refused with XEP-0060's conditions where they are not right", async () => {
      const node = "demo/skins/main";
      const publish = (payload: XmlElement, id = "current") => library.refused(demo, { ask: "publish", node, id, payload });
      expect(await publish(writeSkin(emptySkin("reference")), "second")).to.equal("not-acceptable");
      expect(await publish(xml("entry", { xmlns: "http://www.w3.org/2005/Atom" }))).to.equal("bad-request invalid-payload");
      expect(await publish(xml("skin", { xmlns: NS.otterdesk }))).to.equal("bad-request invalid-payload");
      expect(await publish(writeSkin({ ...emptySkin("reference"), unknown: [xml("blob", { xmlns: "urn:example:big" }, "x".repeat(70_000))] }))).to.equal("not-acceptable payload-too-big");
      const raw = async (child: XmlElement) => {
        const error = childOf(await library.panel.ask("set", demo, library.prosody.service, xml("pubsub", { xmlns: NS.pubsub }, child)), "error") as XmlElement;
        return childrenOf(error).find((c) => c.attrs["xmlns"] === NS.pubsubErrors)?.name;
      };
      expect(await raw(xml("publish", { node }))).to.equal("item-required");
      expect(await raw(xml("publish", { node }, xml("item", { id: "current" })))).to.equal("payload-required");
      expect(await raw(xml("publish", {}, xml("item")))).to.equal("nodeid-required");
      expect(await raw(xml("create"))).to.equal("nodeid-required");
    });

    it("honour publish options as preconditions", async () => {
      const options = (access: string): Form => ({ type: "submit", formType: NS.publishOptions, fields: [{ var: "pubsub#access_model", values: [access] }, { var: "pubsub#persist_items", values: ["true"] }] });
      const from = demo;
      const request = publishSkin("demo/skins/main");
      await library.done(from, { ...request, options: options("open") });
      expect(await library.refused(from, { ...request, options: options("whitelist") })).to.equal("conflict precondition-not-met");
    });

    it("have their item taken back, their node deleted, but never purged", async () => {
      const from = demo;
      const request = publishSkin("demo/skins/short-lived");
      await library.done(from, request);
      await library.done(guest(7), { ask: "subscribe", node: request.node, jid: guest(7) });
      expect((await library.eventTo(guest(7)))?.event).to.equal("item");
      expect(await library.refused(from, { ask: "purge", node: request.node })).to.equal("feature-not-implemented unsupported purge-nodes");
      expect(await library.refused(guest(7), { ask: "retract", node: request.node, id: "current", notify: true })).to.equal("forbidden");
      await library.done(from, { ask: "retract", node: request.node, id: "current", notify: true });
      expect(await library.eventTo(guest(7))).to.deep.equal({ event: "retracted", node: request.node, id: "current" });
      expect(await library.refused(from, { ask: "retract", node: request.node, id: "current", notify: true })).to.equal("item-not-found");
      expect(await library.refused(other, { ask: "delete", node: request.node })).to.equal("forbidden");
      await library.done(from, { ask: "delete", node: request.node });
      expect(await library.eventTo(guest(7))).to.deep.equal({ event: "deleted", node: request.node });
      expect(await library.refused(from, { ask: "delete", node: request.node })).to.equal("item-not-found");
    });
  });

  describe("keys", () => {
    it("go into all the library's skins at once, and into nobody else's", async () => {
      await library.done(demo, publishSkin("demo/skins/second"));
      await library.done(other, publishSkin("other/skins/main", {}));
      await library.done(guest(2), { ask: "subscribe", node: "demo/skins/second", jid: guest(2) });
      expect((await library.eventTo(guest(2)))?.event).to.equal("item");
      await library.done(demo, { ask: "publish", node: "demo/key", id: "current", payload: writeKey(FIRST) });
      for (const node of ["demo/skins/main", "demo/skins/second", "demo/skins/later"]) expect((await library.skinAt(node)).fingerprint, node).to.deep.equal(FIRST);
      expect((await library.skinAt("demo/skins/later")).unknown).to.have.length(1);
      expect((await library.skinAt("other/skins/main")).fingerprint).to.equal(undefined);
      const event = await library.eventTo(guest(2));
      const payload = event?.event === "item" ? event.item.payload : undefined;
      expect(payload && readSkin(payload)).to.have.deep.property("fingerprint", FIRST);
    });

    it("make an old fingerprint stale", async () => {
      await library.done(demo, { ask: "publish", node: "demo/key", id: "current", payload: writeKey(SECOND) });
      const stale = await library.ask(demo, publishSkin("demo/skins/main", { fingerprint: FIRST }));
      expect(readError(stale)).to.include({ condition: "conflict", code: "stale-fingerprint" });
      await library.done(demo, publishSkin("demo/skins/main", { fingerprint: { ...SECOND, created: FIRST.created } }));
      expect((await library.skinAt("demo/skins/main")).fingerprint).to.deep.equal(SECOND);
      expect(readError(await library.ask(other, publishSkin("other/skins/main", { fingerprint: FIRST }))).code).to.equal("stale-fingerprint");
    });

    it("are for the library alone", async () => {
      expect(await library.refused(guest(), { ask: "items", node: "demo/key", ids: [] })).to.equal("not-allowed closed-node");
      expect(await library.refused(guest(), { ask: "subscribe", node: "demo/key", jid: guest() })).to.equal("not-allowed closed-node");
      expect(await library.refused(other, { ask: "publish", node: "demo/key", payload: writeKey(FIRST) })).to.equal("forbidden");
      expect(await library.refused(demo, { ask: "delete", node: "demo/key" })).to.equal("conflict");
      expect(await library.refused(demo, { ask: "retract", node: "demo/key", id: "current", notify: false })).to.equal("feature-not-implemented unsupported delete-items");
      expect(await library.refused(demo, { ask: "publish", node: "demo/key", payload: xml("key", { xmlns: NS.otterdesk }, xml("fingerprint", { created: "today" }, "ff")) })).to.equal("bad-request invalid-payload");
    });
  });

  describe("queues", () => {
    const queue = writeQueue({ title: "Reference desk", autoBusyAfter: 3, unknown: [] });
    const desk1 = () => `desk1@${library.prosody.domain}`;

    it("are unique in the installation, and not named like chats", async () => {
      await library.done(demo, { ask: "create", node: "demo/queues/reference" });
      await library.done(demo, { ask: "publish", node: "demo/queues/reference", id: "current", payload: queue });
      expect(await library.refused(demo, { ask: "create", node: "demo/queues/reference" })).to.equal("conflict");
      expect(await library.refused(other, { ask: "create", node: "other/queues/reference" })).to.equal("conflict");
      expect(await library.refused(demo, { ask: "create", node: "demo/queues/c-level" })).to.equal("not-acceptable");
      expect(await library.refused(demo, { ask: "create", node: "Demo/queues/x" })).to.equal("not-acceptable");
      expect(await library.refused(other, { ask: "create", node: "demo/queues/x" })).to.equal("forbidden");
    });

    it("do not take another library's chats", async () => {
      expect(await library.refused(other, publishSkin("other/skins/main", {}))).to.equal("forbidden");
    });

    it("have their operators as members, who may read", async () => {
      const read: PubsubRequest = { ask: "items", node: "demo/queues/reference", ids: [] };
      const staff = `staff@${library.prosody.panelDomain}`; // an address that this test can send from
      expect(await library.refused(staff, read)).to.equal("not-allowed closed-node");
      await library.done(demo, { ask: "affiliate", node: "demo/queues/reference", changes: [{ jid: staff, affiliation: "member" }, { jid: `${desk1()}/phone`, affiliation: "member" }] });
      expect(readItems(await library.done(staff, read))).to.have.length(1);
      expect(readNodeAffiliations(await library.done(demo, { ask: "node-affiliations", node: "demo/queues/reference" }))).to.deep.equal([
        { jid: demo, affiliation: "owner" },
        { jid: desk1(), affiliation: "member" },
        { jid: staff, affiliation: "member" },
      ]);
      expect(await library.refused(staff, { ask: "node-affiliations", node: "demo/queues/reference" })).to.equal("forbidden");
      await library.done(staff, { ask: "subscribe", node: "demo/queues/reference", jid: staff });
      expect((await library.eventTo(staff))?.event).to.equal("item");
      await library.done(demo, { ask: "affiliate", node: "demo/queues/reference", changes: [{ jid: staff, affiliation: "none" }] });
      expect(await library.eventTo(staff)).to.deep.equal({ event: "subscription", state: { node: "demo/queues/reference", jid: staff, subscription: "none" } });
      expect(await library.refused(staff, read)).to.equal("not-allowed closed-node");
      const affiliate = (jid: string, affiliation: "none" | "member") => library.refused(demo, { ask: "affiliate", node: "demo/queues/reference", changes: [{ jid, affiliation }] });
      expect(await affiliate(guest(), "member")).to.equal("not-acceptable");
      expect(await affiliate(demo, "none")).to.equal("not-acceptable");
      expect(await affiliate("no address", "member")).to.equal("bad-request invalid-jid");
    });
  });
});
