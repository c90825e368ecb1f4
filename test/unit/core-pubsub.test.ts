// Codecs of pubsub, forms and pages: every request both ways, and what cannot be read.
import { expect } from "chai";
import { ERRORS, isFault, readError, writeError, type ErrorCode } from "#core/errors.ts";
import { readForm, writeForm, type Form } from "#core/forms.ts";
import { NS } from "#core/namespaces.ts";
import { readPubsub, writePubsub, type PubsubRequest } from "#core/pubsub.ts";
import { readEvent, writeEvent, type PubsubEvent } from "#core/pubsub-reply.ts";
import { pageOf, readPageRequest, writePageRequest, type PageRequest } from "#core/rsm.ts";
import { childOf, childrenOf, writeXml, xml } from "#core/xml.ts";
import { parseXml } from "../support/xml.ts";

const node = "demo/skins/main";
const form: Form = { type: "submit", formType: NS.nodeConfig, fields: [{ var: "pubsub#title", values: ["Main <&>"] }] };
const payload = xml("skin", { xmlns: NS.otterdesk, queue: "reference" });

const REQUESTS: PubsubRequest[] = [
  { ask: "items", node, ids: [] },
  { ask: "items", node, ids: ["current"], max: 1, page: { max: 10, after: "x" } },
  { ask: "subscriptions" },
  { ask: "subscriptions", node },
  { ask: "affiliations" },
  { ask: "affiliations", node },
  { ask: "subscribe", node, jid: "a@example.org" },
  { ask: "unsubscribe", node, jid: "a@example.org/r" },
  { ask: "create", node },
  { ask: "create", node, config: form },
  { ask: "publish", node, id: "current", payload },
  { ask: "publish", node, payload, options: { ...form, formType: NS.publishOptions } },
  { ask: "retract", node, id: "current", notify: true },
  { ask: "retract", node, id: "current", notify: false },
  { ask: "default" },
  { ask: "configuration", node },
  { ask: "configure", node, form },
  { ask: "delete", node },
  { ask: "purge", node },
  { ask: "node-affiliations", node },
  { ask: "affiliate", node, changes: [{ jid: "a@example.org", affiliation: "outcast" }] },
  { ask: "node-subscriptions", node },
  { ask: "manage", node, changes: [{ jid: "a@example.org", subscription: "subscribed" }] },
];

describe("pubsub requests", () => {
  for (const request of REQUESTS) {
    it(`${request.ask} ${"node" in request ? "with" : "without"} a node survives XML`, () => {
      const { type, payload: written } = writePubsub(request);
      expect(readPubsub(type, parseXml(writeXml(written)))).to.deep.equal(request);
    });
  }

  const broken: [string, "get" | "set", string, string][] = [
    ["is empty", "get", `<pubsub xmlns='${NS.pubsub}'/>`, "malformed"],
    ["asks for items of no node", "get", `<pubsub xmlns='${NS.pubsub}'><items/></pubsub>`, "node-required"],
    ["wants minus one item", "get", `<pubsub xmlns='${NS.pubsub}'><items node='x' max_items='-1'/></pubsub>`, "malformed"],
    ["has a page that is no number", "get", `<pubsub xmlns='${NS.pubsub}'><items node='x'/><set xmlns='${NS.rsm}'><max>all</max></set></pubsub>`, "malformed"],
    ["has a subid", "get", `<pubsub xmlns='${NS.pubsub}'><items node='x' subid='1'/></pubsub>`, "invalid-subid"],
    ["subscribes nobody", "set", `<pubsub xmlns='${NS.pubsub}'><subscribe node='x'/></pubsub>`, "invalid-jid"],
    ["publishes two items", "set", `<pubsub xmlns='${NS.pubsub}'><publish node='x'><item><a/></item><item><a/></item></publish></pubsub>`, "malformed"],
    ["publishes two payloads", "set", `<pubsub xmlns='${NS.pubsub}'><publish node='x'><item><a/><b/></item></publish></pubsub>`, "invalid-payload"],
    ["publishes text alone", "set", `<pubsub xmlns='${NS.pubsub}'><publish node='x'><item>words</item></publish></pubsub>`, "payload-required"],
    ["retracts nothing", "set", `<pubsub xmlns='${NS.pubsub}'><retract node='x'/></pubsub>`, "item-required"],
    ["gives an affiliation that is none", "set", `<pubsub xmlns='${NS.pubsubOwner}'><affiliations node='x'><affiliation jid='a@b' affiliation='king'/></affiliations></pubsub>`, "bad-affiliation"],
    ["configures without a form", "set", `<pubsub xmlns='${NS.pubsubOwner}'><configure node='x'/></pubsub>`, "malformed"],
    ["asks for options", "get", `<pubsub xmlns='${NS.pubsub}'><options node='x' jid='a@b'/></pubsub>`, "unsupported"],
    ["publishes in a get", "get", `<pubsub xmlns='${NS.pubsub}'><publish node='x'><item><a/></item></publish></pubsub>`, "unsupported"],
  ];
  for (const [what, type, text, code] of broken) {
    it(`that ${what} is ${code}`, () => {
      const read = readPubsub(type, parseXml(text));
      expect(isFault(read) && read.fault).to.equal(code);
    });
  }

  it("that is not supported names the feature as XEP-0060 does", () => {
    const read = readPubsub("set", parseXml(`<pubsub xmlns='${NS.pubsub}'><options node='x' jid='a@b'/></pubsub>`));
    const error = isFault(read) ? writeError(read) : xml("none");
    expect(childOf(error, "unsupported", NS.pubsubErrors)?.attrs["feature"]).to.equal("subscription-options");
  });
});

describe("pubsub events", () => {
  const events: PubsubEvent[] = [
    { event: "item", node, item: { id: "current", payload } },
    { event: "item", node, item: { id: "current", payload: undefined } },
    { event: "retracted", node, id: "current" },
    { event: "deleted", node },
    { event: "configured", node, form: { ...form, type: "result" } },
    { event: "configured", node },
    { event: "subscription", state: { node, jid: "a@example.org", subscription: "none" } },
  ];
  for (const event of events) it(`${event.event} survives XML`, () => expect(readEvent(xml("message", {}, parseXml(writeXml(writeEvent(event)))))).to.deep.equal(event));

  it("of another kind are none", () => {
    expect(readEvent(xml("message"))).to.equal(undefined);
    expect(readEvent(xml("message", {}, xml("event", { xmlns: NS.pubsubEvent }, xml("purge", { node }))))).to.equal(undefined);
  });
});

describe("errors", () => {
  for (const code of Object.keys(ERRORS) as ErrorCode[]) {
    it(`${code} is written with one condition of RFC 6120 and read again`, () => {
      const error = parseXml(writeXml(writeError({ fault: code })));
      const conditions = childrenOf(error).filter((c) => c.attrs["xmlns"] === NS.stanzas && c.name !== "text");
      expect(conditions).to.have.length(1);
      expect(readError(xml("iq", {}, error))).to.deep.equal({ type: ERRORS[code].type, condition: ERRORS[code].condition, code, text: ERRORS[code].text });
    });
  }
});

describe("data forms", () => {
  it("survive XML with choices, labels and instructions", () => {
    const whole: Form = { type: "form", formType: NS.nodeConfig, title: "T", instructions: "I", fields: [{ var: "a", type: "list-single", label: "L", values: ["x"], choices: ["x", "y"] }, { var: "b", values: [] }] };
    expect(readForm(parseXml(writeXml(writeForm(whole))))).to.deep.equal(whole);
  });
  it("of an unknown type are malformed", () => expect(isFault(readForm(xml("x", { xmlns: NS.forms, type: "wish" })))).to.equal(true));
});

describe("pages", () => {
  const all = [..."abcdefg"];
  const cases: [PageRequest, string, number][] = [
    [{}, "abcde", 0],
    [{ max: 3 }, "abc", 0],
    [{ max: 3, after: "c" }, "def", 3],
    [{ max: 3, after: "g" }, "", 7],
    [{ max: 3, before: "" }, "efg", 4],
    [{ max: 3, before: "c" }, "ab", 0],
    [{ max: 2, index: 4 }, "ef", 4],
    [{ max: 0 }, "", 0],
    [{ max: 100 }, "abcde", 0],
  ];
  for (const [request, entries, index] of cases) {
    it(`${JSON.stringify(request)} of seven, five at most, is "${entries}" at ${index}`, () => {
      expect(pageOf(all, (e) => e, request, 5)).to.deep.equal({ entries: [...entries], count: 7, index });
      expect(readPageRequest(xml("query", {}, parseXml(writeXml(writePageRequest(request)))))).to.deep.equal(request);
    });
  }
  it("after what is not there are item-not-found", () => expect(pageOf(all, (e) => e, { after: "z" }, 5)).to.have.property("fault", "unknown-item"));
});
