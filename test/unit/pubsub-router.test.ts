// The router: which stanza gets which reply, in which order; with a sender that only remembers.
import { expect } from "chai";
import { fault, readError } from "#core/errors.ts";
import { NS } from "#core/namespaces.ts";
import { readStanza } from "#core/stanza.ts";
import { childOf, xml, type XmlElement } from "#core/xml.ts";
import { addDisco } from "../../component/disco/disco.ts";
import { openLog } from "../../component/log.ts";
import { makeRouter } from "../../component/router.ts";
import { makeClock } from "../support/clock.ts";

const SERVICE = "chat.example.org";
const GUEST = "k3v9@guest.example.org/box";

function setUp() {
  const sent: XmlElement[] = [];
  const lines: string[] = [];
  const clock = makeClock();
  const log = openLog({ guestDomain: "guest.example.org", clock, least: "debug", write: (line) => lines.push(line) });
  const router = makeRouter({ service: SERVICE, send: (stanza) => sent.push(stanza) > 0, log, clock, random: { token: (n) => "t".repeat(n), fraction: () => 0 } });
  const take = (element: XmlElement) => {
    const stanza = readStanza(element);
    if (stanza !== undefined) router.dispatch(stanza);
  };
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return { sent, lines, clock, router, take, settle };
}

const iq = (type: string, payload?: XmlElement, to = SERVICE, from = GUEST, id = "1") => xml("iq", { type, from, to, id }, payload);
const ping = xml("ping", { xmlns: NS.ping });

describe("the router's replies", () => {
  const cases: [string, XmlElement, string][] = [
    ["a namespace that nobody knows", iq("get", xml("query", { xmlns: "urn:nobody" })), "service-unavailable unknown-namespace"],
    ["an element that nobody knows in a known namespace", iq("get", xml("pong", { xmlns: NS.ping })), "feature-not-implemented unknown-request"],
    ["a set where only get is known", iq("set", ping), "feature-not-implemented unknown-request"],
    ["a request at another kind of address", iq("get", xml("only", { xmlns: "urn:queue" })), "service-unavailable unknown-namespace"],
    ["no child", iq("get"), "bad-request malformed"],
    ["two children", xml("iq", { type: "get", from: GUEST, to: SERVICE, id: "1" }, ping, ping), "bad-request malformed"],
    ["an iq of no type", iq("wish", ping), "bad-request malformed"],
    ["an address that is none", iq("get", ping, `a_b@${SERVICE}`), "item-not-found unknown-address"],
    ["an address of another domain", iq("get", ping, "evil.org"), "item-not-found unknown-address"],
    ["a handler that throws", iq("get", xml("throws", { xmlns: "urn:t" })), "internal-server-error internal"],
    ["a handler that refuses", iq("get", xml("refuses", { xmlns: "urn:t" })), "forbidden forbidden"],
    ["a message that nobody reads", xml("message", { type: "chat", from: GUEST, to: SERVICE, id: "1" }, xml("body", {}, "secret")), "service-unavailable not-read-here"],
  ];
  for (const [what, element, expected] of cases) {
    it(`${what}: ${expected}`, async () => {
      const { router, take, sent, lines, settle } = setUp();
      router.add(
        { kind: "iq", type: "get", namespace: NS.ping, name: "ping", at: "any", handler: () => undefined },
        { kind: "iq", type: "get", namespace: "urn:queue", name: "only", at: "queue", handler: () => undefined },
        { kind: "iq", type: "get", namespace: "urn:t", name: "throws", at: "any", handler: () => Promise.reject(new Error(`secret of ${GUEST}`)) },
        { kind: "iq", type: "get", namespace: "urn:t", name: "refuses", at: "any", handler: () => fault("forbidden") },
      );
      take(element);
      await settle();
      expect(sent).to.have.length(1);
      const reply = sent[0] as XmlElement;
      expect(reply.attrs).to.include({ type: "error", from: element.attrs["to"], to: GUEST, id: "1" });
      expect(`${readError(reply).condition} ${readError(reply).code}`).to.equal(expected);
      expect(JSON.stringify(sent) + lines.join("")).to.not.contain("secret");
      expect(lines.join("")).to.not.contain("k3v9");
    });
  }

  it("are never errors for errors, results, headlines and farewells", async () => {
    const { take, sent, settle } = setUp();
    for (const type of ["error", "headline"]) take(xml("message", { type, from: GUEST, to: SERVICE }));
    for (const type of ["error", "result"]) take(iq(type));
    for (const type of ["error", "unavailable", undefined]) take(xml("presence", { type, from: GUEST, to: `nobody_@${SERVICE}` }));
    await settle();
    expect(sent.map((s) => s.attrs["type"])).to.deep.equal(["error"]); // for the presence that was no farewell
  });

  it("come in the order of one sender's requests, and the effects after the reply", async () => {
    const { router, take, sent, settle } = setUp();
    const open: (() => void)[] = [];
    router.add(
      { kind: "iq", type: "get", namespace: "urn:t", name: "slow", at: "any", handler: (request) => new Promise((resolve) => (request.afterwards(() => void sent.push(xml("effect"))), open.push(() => resolve(undefined)))) },
      { kind: "iq", type: "get", namespace: NS.ping, name: "ping", at: "any", handler: () => undefined },
    );
    take(iq("get", xml("slow", { xmlns: "urn:t" })));
    take(iq("get", ping, SERVICE, GUEST, "2"));
    take(iq("get", ping, SERVICE, "other@guest.example.org/box", "3"));
    await settle();
    expect(sent.map((s) => s.attrs["id"])).to.deep.equal(["3"]);
    open[0]?.();
    await settle();
    expect(sent.map((s) => s.attrs["id"] ?? s.name)).to.deep.equal(["3", "1", "effect", "2"]);
  });

  it("come in the end even where a handler hangs", async () => {
    const { router, take, sent, settle, clock } = setUp();
    router.add({ kind: "iq", type: "get", namespace: "urn:t", name: "hangs", at: "any", handler: () => new Promise(() => undefined) });
    take(iq("get", xml("hangs", { xmlns: "urn:t" })));
    await settle();
    clock.advance(30_000);
    await settle();
    expect(readError(sent[0] as XmlElement).code).to.equal("internal");
  });

  it("are too-fast for one who sends thousands without waiting", async () => {
    const { router, take, sent, settle } = setUp();
    router.add({ kind: "iq", type: "get", namespace: "urn:t", name: "hangs", at: "any", handler: () => new Promise(() => undefined) });
    for (let i = 0; i < 2_002; i++) take(iq("get", xml("hangs", { xmlns: "urn:t" }), SERVICE, GUEST, String(i)));
    await settle();
    expect(sent.map((s) => `${s.attrs["id"]} ${readError(s).condition}`)).to.deep.equal(["2001 resource-constraint"]);
  });
});

describe("the router's questions", () => {
  it("are answered only by who was asked", async () => {
    const { router, take, sent } = setUp();
    const answer = router.ask("get", SERVICE, "desk1@example.org/phone", ping, 1_000);
    const id = sent[0]?.attrs["id"] ?? "";
    take(iq("result", xml("forged"), SERVICE, "evil@example.org/phone", id));
    take(iq("result", xml("true"), SERVICE, "desk1@example.org/phone", id));
    expect(childOf((await answer) as XmlElement)?.name).to.equal("true");
  });

  it("end with their time", async () => {
    const { router, clock } = setUp();
    const answer = router.ask("get", SERVICE, "desk1@example.org/phone", ping, 1_000);
    clock.advance(1_000);
    expect(await answer).to.have.property("condition", "remote-server-timeout");
  });
});

describe("messages and presences", () => {
  it("reach their receiver at once, and every watcher even where one throws", () => {
    const { router, take, sent, lines } = setUp();
    const heard: string[] = [];
    router.watch("message", () => {
      throw new Error("broken");
    });
    router.watch("message", ({ at }) => void heard.push(`watch ${at.place}`));
    router.receive("message", "chat", ({ at }) => void heard.push(`chat ${at.place === "chat" && at.chat}`));
    router.receive("message", "queue", () => fault("queue-offline"));
    take(xml("message", { from: GUEST, to: `c-abc@${SERVICE}` }));
    take(xml("message", { from: GUEST, to: `reference@${SERVICE}`, id: "9" }));
    expect(heard).to.deep.equal(["watch chat", "chat c-abc", "watch queue"]);
    expect(sent.map((s) => readError(s).code)).to.deep.equal(["queue-offline"]);
    expect(lines).to.have.length(2);
  });
});

describe("disco", () => {
  it("tells the features of the routes that are there, and of nothing else", async () => {
    const { router, take, sent, settle } = setUp();
    const disco = addDisco(router);
    disco.add({ at: "queue", info: async ({ node }) => (node === undefined ? { identities: [{ category: "client", type: "bot" }] } : undefined), items: async () => undefined });
    router.add({ kind: "iq", type: "set", namespace: "urn:queue", name: "join", at: "queue", handler: () => undefined });
    router.add({ kind: "iq", type: "set", namespace: "urn:many", name: "x", at: "service", features: ["urn:many#a", "urn:many#b"], handler: () => undefined });
    const ask = async (to: string, node?: string) => {
      take(iq("get", xml("query", { xmlns: NS.discoInfo, node }), to));
      await settle();
      const reply = sent.pop() as XmlElement;
      return reply.attrs["type"] === "error" ? readError(reply).condition : childOf(reply)?.children.map((c) => (typeof c === "string" ? c : (c.attrs["var"] ?? `${c.attrs["category"]}/${c.attrs["type"]}`)));
    };
    expect(await ask(`reference@${SERVICE}`)).to.deep.equal(["client/bot", NS.discoInfo, NS.discoItems, "urn:queue"]);
    expect(await ask(SERVICE)).to.deep.equal([NS.discoInfo, NS.discoItems, "urn:many#a", "urn:many#b"]);
    expect(await ask(`reference@${SERVICE}`, "nothing")).to.equal("item-not-found");
  });
});
