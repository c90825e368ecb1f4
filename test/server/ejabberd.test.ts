// The service on a real ejabberd, with the configuration that docs/running.md gives: accounts by XEP-0133, the gate for guests and what one of them may send, skins, a chat in OTR, and one of Chromium's pages.
import { expect } from "chai";
import { openConversation, type Conversation } from "#browser/conversation.ts";
import { connect } from "#browser/xmpp.ts";
import { readCard } from "#core/chat.ts";
import { writeCommand } from "#core/chat-command.ts";
import { writeDiscoRequest, readDiscoItems } from "#core/disco.ts";
import { readError } from "#core/errors.ts";
import { bareJid } from "#core/jid.ts";
import { NS } from "#core/namespaces.ts";
import { writePubsub } from "#core/pubsub.ts";
import { readItems } from "#core/pubsub-reply.ts";
import { readSkin } from "#core/skin.ts";
import { childOf, writeXml, xml, type XmlElement } from "#core/xml.ts";
import { generateKey } from "#otr/generate.ts";
import { openStore } from "../../component/store/store.ts";
import type { Demo } from "../../component/launch/demo.ts";
import { Administrator, Guest as Visit, LINE, Operator } from "../browser/chain-people.ts";
import { openBrowser } from "../support/chromium.ts";
import { startComponent, type RunningComponent } from "../support/component.ts";
import { signIn, type End } from "../support/desk-ends.ts";
import { hasEjabberd, startEjabberd, type Ejabberd } from "../support/ejabberd.ts";
import { joinChat } from "../support/node-guest.ts";
import { freePorts } from "../support/ports.ts";
import { signIn as rawGuest } from "../support/raw-guest.ts";
import { startPanel, Visitor, SEED, type RunningPanel } from "../support/panel.ts";
import { startPeer } from "../support/peer.ts";
import type { Prosody } from "../support/prosody.ts";
import { commandOf, familyOf, userOf } from "../support/processes.ts";

describe("on ejabberd", function () {
  this.timeout(60_000);
  let server: Ejabberd;
  let component: RunningComponent;
  let panel: RunningPanel;
  const anna = { local: "anna", password: "" };
  let urls: { guest: string; operator: string };
  let http: object;
  let admin: Visitor;
  let law: Visitor;
  const ends: End[] = [];

  before(async function () {
    if (!hasEjabberd()) return this.skip();
    const [guestPort, operatorPort] = (await freePorts(2)) as [number, number];
    urls = { guest: `http://127.0.0.1:${guestPort}`, operator: `http://127.0.0.1:${operatorPort}` };
    server = await startEjabberd([urls.guest, urls.operator]);
    http = { host: "127.0.0.1", guestPort, operatorPort };
    component = await startComponent(server as unknown as Prosody, { http });
    panel = await startPanel(server as unknown as Prosody, { xmpp: { host: server.host, port: server.panelPort, secret: server.secret } }, [{ name: "leo", library: "law", password: "another long password" }]);
    admin = new Visitor(panel.url);
    law = new Visitor(panel.url);
    await admin.signIn(SEED.admin.name, SEED.admin.password);
    await law.signIn("leo", "another long password");
  });
  after(async () => {
    for (const end of ends) end.close();
    await panel?.stop();
    await component?.stop();
    await server?.stop();
  });

  const guest = async () => {
    const end = await signIn(server);
    ends.push(end);
    return end;
  };
  const works = (account: { local: string; password: string }) =>
    signIn(server, account).then(
      (end) => (end.close(), true),
      () => false,
    );
  const make = async (visitor: Visitor, name: string) => {
    await visitor.get("/operators");
    const page = await visitor.post("/operators", { name, "queue-reference": "yes" });
    return { status: page.status, text: page.text, password: /id="new-password"[^>]* value="([^"]+)"/.exec(page.text)?.[1] ?? "" };
  };
  const renew = async (visitor: Visitor, jid: string) => {
    await visitor.get("/operators");
    return visitor.post(`/operators/${jid}/password`, {});
  };

  it("runs as the documentation says: not as root, with no node name and no epmd", () => {
    const family = familyOf(server.pid);
    if (process.getuid?.() === 0) for (const pid of family) expect(userOf(pid)).not.to.equal(0);
    expect(family.map(commandOf).filter((line) => / -s?name |epmd/.test(line))).to.deep.equal([]);
  });

  it("makes, renews and deletes operators' accounts by XEP-0133, each for its own library", async () => {
    const made = await make(admin, "anna");
    expect([made.status, await works({ local: "anna", password: made.password })]).to.deep.equal([200, true]);
    expect((await make(admin, "anna")).text).to.include("There is an account with this name already.");
    expect((await make(law, "anna")).text).to.include("There is an account with this name already.");
    expect((await renew(law, "anna@example.org")).status).to.equal(404);
    const end = await signIn(server, { local: "anna", password: made.password });
    anna.password = /id="new-password"[^>]* value="([^"]+)"/.exec((await renew(admin, "anna@example.org")).text)?.[1] ?? "";
    expect([await works({ local: "anna", password: made.password }), await works(anna)]).to.deep.equal([false, true]);
    await component.until(async () => (await end.ask("get", "example.org", xml("ping", { xmlns: NS.ping }))).attrs["type"] === "error");
    end.close();
    const ben = await make(admin, "ben");
    expect((await admin.post("/operators/ben@example.org/delete", {})).status).to.equal(303);
    expect(await works({ local: "ben", password: ben.password })).to.equal(false);
    for (const secret of [made.password, anna.password, ben.password]) for (const text of [server.log(), component.log.join(), panel.output.join()]) expect(text.includes(secret)).to.equal(false);
  });

  it("never changes an account that the service has not made", async () => {
    // Nobody but the component may give the server's commands: an operator, the panel and a guest cannot.
    const form = xml("x", { xmlns: NS.forms, type: "submit" }, xml("field", { var: "accountjid" }, xml("value", {}, "anna@example.org")), xml("field", { var: "password" }, xml("value", {}, "stolen password 1")));
    const command = xml("command", { xmlns: NS.commands, node: `${NS.admin}#change-user-password`, action: "execute" }, form);
    const operator = await signIn(server, anna);
    ends.push(operator);
    for (const end of [operator, await guest()]) expect((await end.ask("set", "example.org", command)).attrs["type"]).to.equal("error");
    expect(await works(anna)).to.equal(true);
    // As if it had been made by hand: nothing says whose it is.
    const store = await openStore(component.folder);
    await store.write((tx) => tx.run("DELETE FROM account"));
    await store.close();
    expect((await make(admin, "anna")).text).to.include("There is an account with this name already.");
    expect((await renew(admin, "anna@example.org")).status, "an operator still, but nobody's account").to.equal(403);
    expect(await works(anna)).to.equal(true);
  });

  it("lets guests reach the service and nobody else, and nobody else reach a guest", async () => {
    const operator = await signIn(server, anna);
    const [first, second] = [await guest(), await guest()];
    ends.push(operator);
    operator.send(xml("presence"));
    const refused = async (from: End, to: string) => {
      const id = `gate-${Math.random()}`;
      from.send(xml("message", { to, type: "chat", id }, xml("body", {}, "let me in")));
      return readError(await from.next((s) => s.attrs["id"] === id && s.attrs["type"] === "error")).condition;
    };
    for (const to of ["anna@example.org", operator.jid, bareJid(second.jid), second.jid, "panel.example.org", "example.org"]) {
      expect(await refused(first, to), `guest to ${to}`).to.equal("service-unavailable");
      const asked = await first.ask("get", to, xml("query", { xmlns: NS.version }));
      expect(asked.attrs["type"], `question to ${to}`).to.equal("error");
      first.send(xml("presence", { to }));
      first.send(xml("presence", { to, type: "subscribe" }));
    }
    expect(await refused(operator, first.jid), "operator to guest").to.equal("service-unavailable");
    // What came after these has come: so they have not.
    expect((await operator.ask("get", "example.org", xml("ping", { xmlns: NS.ping }))).attrs["type"]).to.equal("result");
    expect((await second.ask("get", server.service, writeDiscoRequest(NS.discoInfo))).attrs["type"]).to.equal("result");
    for (const end of [operator, second]) expect(end.inbox.filter((s) => s.attrs["from"]?.includes(bareJid(first.jid)))).to.deep.equal([]);
  });

  it("refuses what a guest sends too much of, ends one that does not stop, and lets others be", async () => {
    const [flood, calm] = [await guest(), await guest()];
    const message = (i: number) => xml("message", { to: server.service, type: "chat", id: `flood-${i}` }, xml("body", {}, "x".repeat(50_000)));
    for (let i = 0; i < 24; i++) flood.send(message(i));
    const met = await Promise.all(Array.from({ length: 24 }, (_, i) => flood.next((s) => s.attrs["type"] === "error" && s.attrs["id"] === `flood-${i}`)));
    const conditions = met.map((s) => readError(s).condition);
    expect([conditions[0], conditions.at(-1)], "first it reaches the service, where nobody reads").to.deep.equal(["service-unavailable", "resource-constraint"]);
    expect(readError(met.at(-1) as XmlElement).text).to.equal("Too much at once. Wait a moment and try again.");
    const info = async (end: End) => (await end.ask("get", server.service, writeDiscoRequest(NS.discoInfo))).attrs["type"];
    expect(await info(calm)).to.equal("result");
    await component.until(async () => (await info(flood)) === "result");
    const bare = await rawGuest(server as unknown as Prosody);
    let said = "";
    bare.onText((text) => (said += text));
    const ended = new Promise<void>((resolve) => bare.onEnd(resolve));
    for (let i = 0; i < 48; i++) bare.send(writeXml(message(i)));
    await ended;
    expect(said).to.include("policy-violation").and.to.include("Too much was sent at once.");
    expect(await info(calm)).to.equal("result");
  });

  it("shows skins by disco and pubsub, with the key that the panel published", async () => {
    const key = generateKey();
    await admin.get("/keys");
    const token = /data-token="([^"]+)"/.exec((await admin.get("/keys")).text)?.[1] ?? "";
    const answer = await admin.postJson("/keys", JSON.stringify({ fingerprint: key.fingerprint }), { ...admin.own(), "X-Form-Token": token });
    expect(answer.status, answer.text).to.equal(200);
    const end = await guest();
    const items = childOf(await end.ask("get", server.service, writeDiscoRequest(NS.discoItems, { node: "demo/skins" })), "query") as XmlElement;
    expect(readDiscoItems(items).map((i) => i.node)).to.deep.equal(["demo/skins/main"]);
    const { payload } = writePubsub({ ask: "items", node: "demo/skins/main", ids: [] });
    const skin = readSkin(readItems(await end.ask("get", server.service, payload))[0]?.payload as XmlElement);
    expect("fingerprint" in skin && skin.fingerprint?.hex).to.equal(key.fingerprint);
    const subscribe = writePubsub({ ask: "subscribe", node: "demo/skins/main", jid: end.jid });
    expect((await end.ask("set", server.service, subscribe.payload)).attrs["type"]).to.equal("result");
    await admin.postJson("/keys", JSON.stringify({ fingerprint: "b".repeat(40) }), { ...admin.own(), "X-Form-Token": token });
    await end.next((s) => writeXml(s).includes("b".repeat(40)));
  });

  it("rings, answers and chats in OTR both ways; the guest is gone when its connection is", async () => {
    const key = generateKey();
    const token = /data-token="([^"]+)"/.exec((await admin.get("/keys")).text)?.[1] ?? "";
    await admin.postJson("/keys", JSON.stringify({ fingerprint: key.fingerprint }), { ...admin.own(), "X-Form-Token": token });
    await admin.get("/queues/reference");
    await admin.post("/queues/reference/assign", { operator: "anna@example.org" });
    const desk: { conversation?: Conversation } = {};
    const seen: XmlElement[] = [];
    const connection = connect({
      websocket: server.websocket,
      domain: server.domain,
      credentials: { kind: "password", ...anna },
      onState: ({ state }) => state === "online" && queueMicrotask(() => connection.send(xml("presence"))),
      onStanza: (stanza) => {
        if (stanza.name === "presence" && stanza.attrs["type"] === "subscribe") return void connection.send(xml("presence", { to: stanza.attrs["from"], type: "subscribed" }));
        seen.push(stanza);
        desk.conversation?.receive(stanza);
      },
    });
    const site = { websocket: server.websocket, guestDomain: server.guestDomain, service: server.service, skin: "demo/skins/main", queue: "reference", fingerprint: key.fingerprint };
    let visitor: Awaited<ReturnType<typeof joinChat>> | undefined;
    await component.until(async () => (visitor = await joinChat(site).catch(() => undefined)) !== undefined);
    const { chat, said, leave } = visitor as Awaited<ReturnType<typeof joinChat>>;
    const ring = () => seen.map((s) => childOf(s, "ring", NS.otterdesk)).find((r) => r?.attrs["chat"] === chat);
    await component.until(async () => ring() !== undefined);
    const card = readCard(ring() as XmlElement);
    expect(card).to.include({ chat, otr: "required" });
    const conversation = (desk.conversation = openConversation({ role: "operator", chat, otr: "required", privateKey: key, connection, onView: () => undefined }));
    await connection.request(writeCommand("accept"), { type: "set", to: chat });
    conversation.attach();
    visitor?.conversation.say("Où est la bibliothèque? \u{1F9A6}");
    const heard = () => conversation.view.entries.map((e) => (e.kind === "text" ? e.text : e.info.is)) ;
    await component.until(async () => heard().includes("Où est la bibliothèque? \u{1F9A6}"));
    conversation.say("Im Erdgeschoß.");
    await component.until(async () => said().includes("peer: Im Erdgeschoß.") && said().includes("end-to-end"));
    expect(seen.map(writeXml).join()).not.to.include("biblioth");
    leave();
    const away = (s: XmlElement) => s.name === "presence" && s.attrs["from"] === chat && childOf(s, "show") !== undefined;
    await component.until(async () => seen.some(away));
    conversation.close();
    connection.close();
  });

  it("carries a whole chat between Chromium's pages, proven by a key that was made in one", async () => {
    const { domain, service, host, c2sPort, websocket } = server;
    const demo: Demo = { ...SEED, domain, service, xmpp: { host, c2sPort, websocket }, urls: { ...urls, panel: panel.url }, operators: [{ jid: "anna@example.org", password: anna.password }] };
    const browser = await openBrowser();
    try {
      const administrator = await Administrator.signIn(browser, demo);
      const key = await administrator.generateKeys();
      const librarian = await Operator.signIn(browser, demo);
      await librarian.pasteKey(key);
      await librarian.page.getByText("1 available").waitFor();
      const visitor = await Visit.open(browser, demo);
      await visitor.say("Où est la bibliothèque? \u{1F9A6}");
      await librarian.answer();
      await librarian.hears("Où est la bibliothèque? \u{1F9A6}");
      await librarian.say("Im Erdgeschoß.");
      await visitor.hears("Im Erdgeschoß.");
      await visitor.hears(LINE);
      await visitor.page.reload();
      await visitor.hears("Im Erdgeschoß.");
      await visitor.say("Merci!");
      await librarian.hears("Merci!");
      await librarian.endChat();
      await visitor.box.getByText("The librarian has ended the chat").first().waitFor();
      expect([administrator, librarian, visitor].flatMap((person) => person.complaints)).to.deep.equal([]);
    } finally {
      await browser.close();
    }
  });

  it("bounces what is sent to a component that is not there", async () => {
    const end = await guest();
    await component.stop();
    expect(readError(await end.ask("get", server.service, writeDiscoRequest(NS.discoInfo))).condition).to.be.a("string").and.not.equal("");
    const peer = await startPeer(server as unknown as Prosody, server.service);
    await peer.stop();
    component = await startComponent(server as unknown as Prosody, { http });
  });
});
