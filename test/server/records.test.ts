// What is kept of ended chats and who may read it; and a library that is deleted, with a real Prosody: nothing of it is left, nothing of another's is touched.
import { expect } from "chai";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ADMIN_COMMANDS, fillAdminForm, type AdminRequest } from "#core/admin.ts";
import { writeAdHoc } from "#core/ad-hoc.ts";
import { readStatus, writeEnd } from "#core/chat.ts";
import { writeCommand } from "#core/chat-command.ts";
import { readError } from "#core/errors.ts";
import { readKept, writeKeep, writeKeptRequest } from "#core/kept.ts";
import { NS } from "#core/namespaces.ts";
import { writePubsub } from "#core/pubsub.ts";
import { writeQueue } from "#core/queue.ts";
import { readRecords, writeRecordsRequest, type Records } from "#core/records.ts";
import { childOf, xml, type XmlElement } from "#core/xml.ts";
import { openStore } from "../../component/store/store.ts";
import { startComponent, type RunningComponent } from "../support/component.ts";
import { isMessage, joinAs, seedLibrary, signIn, startOperator, type End } from "../support/desk-ends.ts";
import { keepChats } from "../support/kept-chat.ts";
import { startPeer, type Peer } from "../support/peer.ts";
import { startProsody, type Prosody } from "../support/prosody.ts";

const [demo, other] = ["demo@panel.example.org", "law@panel.example.org"];

describe("records, and the end of a library", function () {
  this.timeout(30_000);
  let prosody: Prosody;
  let component: RunningComponent;
  let panel: Peer;
  let desk1: End;
  const ends: End[] = [];

  before(async () => {
    prosody = await startProsody({ accounts: { desk1: "one" } });
    const folder = mkdtempSync(join(tmpdir(), "otterdesk-component-"));
    await seedLibrary(folder, { queues: { reference: { operators: ["desk1@example.org"] }, night: { operators: [] } } });
    await seedLibrary(folder, { library: "law", queues: { statutes: { operators: ["desk1@example.org"] } } });
    component = await startComponent(prosody, { accounts: { way: "socket", socket: join(prosody.folder, "admin.sock") } }, folder);
    panel = await startPeer(prosody, prosody.panelDomain);
    desk1 = await startOperator(prosody, "desk1", "one");
  });
  after(async () => {
    for (const end of [...ends, desk1]) end?.close();
    await panel?.stop();
    await component?.stop();
    await prosody?.stop();
  });

  const guest = async () => {
    const end = await signIn(prosody);
    ends.push(end);
    return end;
  };
  const join1 = async (skin: string, queue: string) => {
    const end = await guest();
    let chat: string | undefined;
    await component.until(async () => (chat = await joinAs(end, prosody, skin, queue).then((t) => t.chat, () => undefined)) !== undefined);
    return { end, chat: chat as string };
  };
  const ask = (from: string, node: string, page: object = {}) => panel.ask("get", from, prosody.service, writeRecordsRequest({ node, page }));
  const read = async (from: string, node: string, page: object = {}): Promise<Records> => readRecords(childOf(await ask(from, node, page), "records") as XmlElement);
  const give = async (from: string, request: AdminRequest) => {
    const form = fillAdminForm(request);
    const reply = await panel.ask("set", from, prosody.service, writeAdHoc({ node: ADMIN_COMMANDS[request.do].node, action: "execute", ...(form && { form }) }));
    return reply.attrs["type"] === "result" ? "done" : readError(reply).condition;
  };

  it("say when, how long, whether encrypted, and who ended it; never who or what", async () => {
    const first = await join1("demo/skins/plain", "reference");
    await desk1.ask("set", first.chat, writeCommand("accept"));
    desk1.send(xml("message", { to: first.chat, type: "chat" }, xml("body", {}, "a word that was said")));
    await first.end.next(isMessage(first.chat, "body"));
    await desk1.ask("set", first.chat, writeCommand("end"));
    const second = await join1("demo/skins/main", "reference");
    await second.end.ask("set", second.chat, writeEnd());
    const { records, count, kept } = await read(demo, "demo/queues/reference");
    expect([count, kept, records.map((r) => [r.skin, r.reason, r.encrypted, r.verified, r.answered !== undefined])]).to.deep.equal([
      2, 30,
      [["demo/skins/main", "guest-ended", false, false, false], ["demo/skins/plain", "operator-ended", false, false, true]],
    ]);
    for (const { since, answered = since, ended } of records) expect([since <= answered, answered <= ended, Date.now() - Date.parse(since) < 30_000]).to.deep.equal([true, true, true]);
    const text = JSON.stringify(await ask(demo, "demo/queues/reference"));
    for (const secret of ["guest.example.org", "desk1", "word"]) expect(text).not.to.include(secret);
  });

  it("come in pages", async () => {
    const first = await read(demo, "demo/queues/reference", { max: 1 });
    const second = await read(demo, "demo/queues/reference", { max: 1, after: first.records[0]?.id });
    expect([first.count, second.count, first.records[0]?.reason, second.records[0]?.reason]).to.deep.equal([2, 2, "guest-ended", "operator-ended"]);
    expect((await read(demo, "demo/queues/reference", { max: 1, after: second.records[0]?.id })).records).to.deep.equal([]);
  });

  it("are for the library alone: not for another one, nor for its operators, nor for guests", async () => {
    expect(readError(await ask(other, "demo/queues/reference")).condition).to.equal("forbidden");
    expect(readError(await ask("panel.example.org", "demo/queues/reference")).condition).to.equal("forbidden");
    for (const end of [desk1, await guest()]) expect(readError(await end.ask("get", prosody.service, writeRecordsRequest({ node: "demo/queues/reference", page: {} }))).condition).to.equal("forbidden");
    expect(readError(await ask(demo, "demo/queues/none")).condition).to.equal("item-not-found");
  });

  const set = async (from: string, payload: XmlElement) => {
    const reply = await panel.ask("set", from, prosody.service, payload);
    return reply.attrs["type"] === "result" ? "done" : readError(reply).condition;
  };
  const kept = async (from: string) => readKept(childOf(await panel.ask("get", from, prosody.service, writeKeptRequest()), "kept") as XmlElement);
  const NIGHT = "demo/queues/night";

  it("of a queue that is deleted are listed under its last title, for its library alone, and it may be made again", async () => {
    await keepChats(component.folder, [1, 3, 20].map((days) => ({ id: `c-old${days}`, ended: Date.now() - days * 86_400_000, answered: null, reason: "expired", encrypted: false })), "night");
    expect((await kept(demo)).past).to.deep.equal([]);
    const { type, payload } = writePubsub({ ask: "delete", node: NIGHT });
    expect((await panel.ask(type, demo, prosody.service, payload)).attrs["type"]).to.equal("result");
    expect(await kept(demo)).to.deep.equal({ days: 30, most: 30, past: [{ node: NIGHT, title: "Queue night", count: 3 }] });
    expect((await read(demo, NIGHT)).records.map((r) => r.id)).to.deep.equal(["c-old1", "c-old3", "c-old20"]);
    expect((await kept(other)).past).to.deep.equal([]);
    for (const from of [other, "panel.example.org"]) expect(readError(await ask(from, NIGHT)).condition).to.equal("item-not-found");
    for (const end of [desk1, await guest()]) expect(readError(await end.ask("get", prosody.service, writeRecordsRequest({ node: NIGHT, page: {} }))).condition).to.equal("item-not-found");
    // Another library may take the name: it gets nothing of what was.
    const taken = writePubsub({ ask: "publish", node: "law/queues/night", id: "current", payload: writeQueue({ title: "Theirs", autoBusyAfter: 0, unknown: [] }) });
    await panel.ask(taken.type, other, prosody.service, taken.payload);
    expect([(await read(other, "law/queues/night")).count, (await kept(demo)).past[0]?.title]).to.deep.equal([0, "Queue night"]);
    const gone = writePubsub({ ask: "delete", node: "law/queues/night" });
    await panel.ask(gone.type, other, prosody.service, gone.payload);
  });

  it("go, at once, when the library wants fewer days, and only its own", async () => {
    await keepChats(component.folder, [{ id: "c-theirs", ended: Date.now() - 20 * 86_400_000, answered: null, reason: "expired", encrypted: false }], "statutes", "law");
    expect(await set(demo, writeKeep(7))).to.equal("done");
    expect([(await kept(demo)).days, (await read(demo, NIGHT)).records.map((r) => r.id), (await read(demo, NIGHT)).kept]).to.deep.equal([7, ["c-old1", "c-old3"], 7]);
    expect([(await kept(other)).days, (await read(other, "law/queues/statutes")).count]).to.deep.equal([30, 1]);
    for (const days of [31, -1]) expect(await set(demo, writeKeep(days))).to.equal("bad-request");
    for (const end of [desk1, await guest()]) for (const [type, payload] of [["get", writeKeptRequest()], ["set", writeKeep(0)]] as const) expect(readError(await end.ask(type, prosody.service, payload)).condition).to.equal("forbidden");
    expect([(await kept(demo)).days, (await read(demo, NIGHT)).count]).to.deep.equal([7, 2]);
  });

  it("can be deleted, by their library alone, and so can those of a queue that is there", async () => {
    const forget = (node: string) => writeRecordsRequest({ node, page: {} });
    for (const from of [other, "panel.example.org"]) expect(await set(from, forget(NIGHT))).to.equal("item-not-found");
    for (const end of [desk1, await guest()]) expect(readError(await end.ask("set", prosody.service, forget("demo/queues/reference"))).condition).to.equal("forbidden");
    expect(await set(other, forget("demo/queues/reference"))).to.equal("forbidden");
    expect([(await read(demo, NIGHT)).count, (await read(demo, "demo/queues/reference")).count]).to.deep.equal([2, 2]);
    expect(await set(demo, forget(NIGHT))).to.equal("done");
    expect([(await kept(demo)).past, readError(await ask(demo, NIGHT)).condition]).to.deep.equal([[], "item-not-found"]);
    const going = await join1("demo/skins/plain", "reference");
    expect(await set(demo, forget("demo/queues/reference"))).to.equal("done");
    expect((await read(demo, "demo/queues/reference")).count).to.equal(0);
    expect((await going.end.ask("set", going.chat, writeEnd())).attrs["type"], "a chat that goes on is not touched").to.equal("result");
    expect((await read(demo, "demo/queues/reference")).count).to.equal(1);
    expect(await set(other, forget("law/queues/statutes"))).to.equal("done");
  });

  it("a library that is deleted leaves nothing: no nodes, chats, records, accounts; others stay as they are", async () => {
    expect(await give(demo, { do: "add-user", jid: "new1@example.org", password: "a long password" })).to.equal("done");
    const waiting = await join1("demo/skins/main", "reference");
    const answered = await join1("demo/skins/main", "reference");
    await desk1.ask("set", answered.chat, writeCommand("accept"));
    const theirs = await join1("law/skins/main", "statutes");
    await desk1.ask("set", theirs.chat, writeCommand("accept"));
    expect(await give(demo, { do: "delete-library", library: "law" }), "another's name").to.equal("bad-request");
    expect(await give("panel.example.org", { do: "delete-library", library: "demo" })).to.equal("forbidden");
    expect(await give(demo, { do: "delete-library", library: "demo" })).to.equal("done");

    const ended = (s: XmlElement) => {
      const status = childOf(s, "status", NS.otterdesk);
      const found = status && readStatus(status);
      return found !== undefined && !("fault" in found) && found.state === "ended";
    };
    await Promise.all([waiting, answered].map(({ end }) => end.next(ended)));
    expect(await signIn(prosody, { local: "new1", password: "a long password" }).then(() => "in", () => "out")).to.equal("out");
    expect(readError(await ask(demo, "demo/queues/reference")).condition).to.equal("item-not-found");
    expect(readError(await (await guest()).ask("get", prosody.service, xml("pubsub", { xmlns: NS.pubsub }, xml("items", { node: "demo/skins/main" })))).condition).to.equal("item-not-found");
    expect((await desk1.ask("set", theirs.chat, writeCommand("end"))).attrs["type"], "another library's chat went on").to.equal("result");
    expect((await read(other, "law/queues/statutes")).count).to.equal(1);
    expect(await give(other, { do: "add-user", jid: "new1@example.org", password: "a long password" }), "the name is free").to.equal("done");

    const store = await openStore(component.folder);
    const tables = await store.all<{ name: string }>("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'");
    const rows = (await Promise.all(tables.map(({ name }) => store.all(`SELECT * FROM ${name}`)))).flat();
    await store.close();
    expect(rows.filter((row) => /demo|reference|night/.test(JSON.stringify(row)))).to.deep.equal([]);
    expect(rows.filter((row) => JSON.stringify(row).includes("law")).length).to.be.above(3);
  });
});
