// The pure parts of pubsub as tables: rights, what a publish comes to, configuration.
import { expect } from "chai";
import { isFault } from "#core/errors.ts";
import type { Form } from "#core/forms.ts";
import { writeKey } from "#core/key.ts";
import { NS } from "#core/namespaces.ts";
import { readNodeName, type NodeName } from "#core/nodes.ts";
import type { Affiliation } from "#core/pubsub.ts";
import { emptySkin, withFingerprint, writeSkin, type Skin } from "#core/skin.ts";
import { xml, type XmlElement } from "#core/xml.ts";
import { applyForm, configForm, DEFAULTS, meets, readConfig, writeConfig } from "../../component/pubsub/configure.ts";
import { decidePublish, refuseName, type PublishFacts } from "../../component/pubsub/publish.ts";
import { isGuest, ownedBy, refuse, RIGHTS, type Access, type Action } from "../../component/pubsub/rights.ts";

const OLD = { hex: "1".repeat(40), created: "2026-01-05T09:00:00Z" };
const NEW = { hex: "2".repeat(40), created: "2026-01-12T09:00:00Z" };

describe("rights", () => {
  // Written out a second time on purpose: a change of the table has to be meant.
  const table: [Affiliation, Access, string][] = [
    ["owner", "open", "read subscribe publish retract create configure delete affiliate records retain manage"],
    ["owner", "whitelist", "read subscribe publish retract create configure delete affiliate records retain manage"],
    ["publisher", "open", "read subscribe publish"],
    ["publisher", "whitelist", "read subscribe publish"],
    ["member", "open", "read subscribe"],
    ["member", "whitelist", "read subscribe"],
    ["none", "open", "read subscribe"],
    ["none", "whitelist", ""],
    ["outcast", "open", ""],
    ["outcast", "whitelist", ""],
  ];
  for (const [affiliation, access, allowed] of table) {
    it(`${affiliation} at a node with access ${access}: ${allowed || "nothing"}`, () => {
      const actions = Object.keys(RIGHTS[affiliation]) as Action[];
      expect(actions.filter((action) => refuse(affiliation, action, access) === undefined).join(" ")).to.equal(allowed);
    });
  }

  it("say closed-node to strangers at a whitelist, forbidden otherwise", () => {
    expect(refuse("none", "read", "whitelist")?.fault).to.equal("closed-node");
    expect(refuse("none", "publish", "whitelist")?.fault).to.equal("forbidden");
    expect(refuse("outcast", "read", "open")?.fault).to.equal("forbidden");
  });

  it("know owners and guests by their domain alone", () => {
    expect(ownedBy("demo@panel.example.org/web", "panel.example.org")).to.equal("demo");
    for (const jid of ["demo@panel.example.org.evil.org", "panel.example.org", "demo@example.org", "demo@evil.org/panel.example.org"]) expect(ownedBy(jid, "panel.example.org"), jid).to.equal(undefined);
    expect(isGuest("x@guest.example.org/y", "guest.example.org")).to.equal(true);
    expect(isGuest("x@example.org/guest.example.org", "guest.example.org")).to.equal(false);
  });
});

describe("a publish", () => {
  const decide = (node: string, payload: XmlElement, more: Partial<PublishFacts> = {}) => decidePublish(node, { name: readNodeName(node) as NodeName, payload, skins: [], ...more });
  const skin = (more: Partial<Skin> = {}) => writeSkin({ ...emptySkin("reference"), ...more });

  const refusals: [string, string, XmlElement, Partial<PublishFacts>, string][] = [
    ["another item id", "demo/skins/main", skin(), { id: "2" }, "item-id"],
    ["a payload of another kind", "demo/skins/main", writeKey(OLD), {}, "invalid-payload"],
    ["a skin without a queue", "demo/skins/main", xml("skin", { xmlns: NS.otterdesk }), {}, "invalid-payload"],
    ["a text that is too long", "demo/skins/main", skin({ texts: { en: { button: "x".repeat(61) } } }), {}, "payload-too-big"],
    ["a payload that is too big", "demo/skins/main", skin({ unknown: [xml("x", {}, "é".repeat(33_000))] }), {}, "payload-too-big"],
    ["a fingerprint without a key", "demo/skins/main", skin({ fingerprint: OLD }), {}, "stale-fingerprint"],
    ["an old fingerprint", "demo/skins/main", skin({ fingerprint: OLD }), { key: NEW }, "stale-fingerprint"],
    ["another library's queue", "demo/skins/main", skin(), { queueOf: "other" }, "forbidden"],
    ["a queue without a title", "demo/queues/reference", xml("queue", { xmlns: NS.otterdesk }), {}, "invalid-payload"],
    ["a key that is none", "demo/key", xml("key", { xmlns: NS.otterdesk }, xml("fingerprint", { created: OLD.created }, "zz")), {}, "invalid-payload"],
  ];
  for (const [what, node, payload, facts, code] of refusals) {
    it(`of ${what} is refused: ${code}`, () => {
      const decided = decide(node, payload, facts);
      expect(isFault(decided) && decided.fault).to.equal(code);
    });
  }

  it("of a skin is written as it came, with the key's date", () => {
    expect(decide("demo/skins/main", skin(), { id: "current", queueOf: "demo", key: NEW })).to.deep.equal({ items: [{ node: "demo/skins/main", payload: skin() }] });
    const dated = decide("demo/skins/main", skin({ fingerprint: { ...NEW, created: OLD.created } }), { key: NEW });
    expect(dated).to.deep.equal({ items: [{ node: "demo/skins/main", payload: skin({ fingerprint: NEW }) }] });
  });

  it("of a key goes into every skin, and changes nothing else there", () => {
    const later = xml("fingerprint", { xmlns: "urn:example:later" }, "not ours");
    const skins = [
      { node: "demo/skins/a", payload: skin({ fingerprint: OLD, unknown: [later], texts: { de: { title: "Auskunft" } } }) },
      { node: "demo/skins/b", payload: skin() },
    ];
    expect(decide("demo/key", writeKey(NEW), { skins })).to.deep.equal({
      items: [
        { node: "demo/key", payload: writeKey(NEW) },
        { node: "demo/skins/a", payload: skin({ fingerprint: NEW, unknown: [later], texts: { de: { title: "Auskunft" } } }) },
        { node: "demo/skins/b", payload: skin({ fingerprint: NEW }) },
      ],
    });
  });

  it("leaves a stranger's <fingerprint/> in a skin alone", () => {
    const strange = xml("fingerprint", { xmlns: "urn:example:later" }, "x");
    const twice = withFingerprint(withFingerprint({ ...skin(), children: [strange] }, OLD), NEW);
    expect(twice.children).to.deep.equal([xml("fingerprint", { created: NEW.created }, NEW.hex), strange]);
  });

  it("makes nodes only under names that are in order", () => {
    for (const name of ["demo", "demo/skins", "demo/skins/", "demo/skins/A", "demo/skins/a/b", "/skins/a", "demo/other/a", "demo/key/a", "-x/key"]) expect(refuseName(readNodeName(name))?.fault, name).to.equal("node-name");
    expect(refuseName(readNodeName("demo/queues/c-1"))?.fault).to.equal("node-name");
    for (const name of ["demo/skins/c-1", "demo/queues/cats", "demo/key"]) expect(refuseName(readNodeName(name)), name).to.equal(undefined);
  });
});

describe("a node's configuration", () => {
  const form = (fields: Record<string, string>, more: Partial<Form> = {}): Form => ({ type: "submit", formType: NS.nodeConfig, fields: Object.entries(fields).map(([name, value]) => ({ var: name, values: [value] })), ...more });
  const code = (value: unknown) => (isFault(value) ? value.fault : value);

  it("takes what may be set, and stores what differs", () => {
    const next = applyForm(DEFAULTS, "skin", form({ "pubsub#title": "Main", "pubsub#deliver_payloads": "0", "pubsub#access_model": "open", "pubsub#max_items": "max" }));
    if (isFault(next)) throw new Error(next.text);
    expect(next).to.deep.equal({ ...DEFAULTS, title: "Main", deliverPayloads: false });
    expect(JSON.parse(writeConfig(next))).to.deep.equal({ title: "Main", deliverPayloads: false });
    expect(readConfig(writeConfig(next))).to.deep.equal(next);
  });

  it("refuses what belongs to the kind, unknown fields and odd values, and says which", () => {
    for (const [name, value] of Object.entries({ "pubsub#access_model": "whitelist", "pubsub#max_items": "10", "pubsub#persist_items": "0", "pubsub#title": "x".repeat(201), "pubsub#notify_delete": "maybe", "pubsub#nothing": "1", "constructor": "1" })) {
      const result = applyForm(DEFAULTS, "skin", form({ [name]: value }));
      expect(code(result), name).to.equal("bad-configuration");
      expect(isFault(result) && result.text, name).to.contain(name);
    }
    expect(code(applyForm(DEFAULTS, "skin", form({}, { formType: "urn:other" })))).to.equal("bad-configuration");
    expect(code(applyForm(DEFAULTS, "skin", form({}, { type: "result" })))).to.equal("malformed");
  });

  it("survives its own form", () => {
    for (const kind of ["skin", "queue", "key"] as const) {
      const shown = configForm({ ...DEFAULTS, title: "T", sendLast: "never" }, kind);
      expect(applyForm(DEFAULTS, kind, { ...shown, type: "submit" })).to.deep.equal({ ...DEFAULTS, title: "T", sendLast: "never" });
    }
  });

  it("is what publish options ask for, or not", () => {
    const options = (fields: Record<string, string>) => form(fields, { formType: NS.publishOptions });
    expect(meets(DEFAULTS, "queue", options({ "pubsub#access_model": "whitelist", "pubsub#persist_items": "true" }))).to.equal(undefined);
    expect(code(meets(DEFAULTS, "queue", options({ "pubsub#access_model": "open" })))).to.equal("precondition-not-met");
    expect(code(meets(DEFAULTS, "skin", options({ "pubsub#title": "Other" })))).to.equal("precondition-not-met");
    expect(code(meets(DEFAULTS, "skin", form({})))).to.equal("malformed");
  });
});
