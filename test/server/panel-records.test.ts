// The panel against a real Prosody and the real component: what it shows of ended chats, and how a library ends.
import { expect } from "chai";
import { startComponent, type RunningComponent } from "../support/component.ts";
import { keepChats } from "../support/kept-chat.ts";
import { SEED, startPanel, Visitor, type RunningPanel } from "../support/panel.ts";
import { startProsody, type Prosody } from "../support/prosody.ts";

const OTHER = { name: "bert", library: "other", password: "another long password" };
const LAST = { name: "eva", library: "last", password: "the last long password" };

describe("panel: records and the end", function () {
  this.timeout(30_000);
  let prosody: Prosody;
  let component: RunningComponent;
  let panel: RunningPanel;
  let admin: Visitor;
  let bert: Visitor;

  before(async () => {
    prosody = await startProsody();
    component = await startComponent(prosody, { accounts: { way: "none" } });
    panel = await startPanel(prosody, {}, [OTHER, LAST]);
    [admin, bert] = [new Visitor(panel.url), new Visitor(panel.url)];
    await admin.signIn(SEED.admin.name, SEED.admin.password);
    await bert.signIn(OTHER.name, OTHER.password);
    await bert.get("/");
  });
  after(async () => {
    await panel?.stop();
    await component?.stop();
    await prosody?.stop();
  });

  it("shows a queue's ended chats, to its library alone, and gives them as CSV", async () => {
    const now = Date.parse("2036-03-01T10:00:00Z");
    const at = (i: number) => now + i * 1000;
    const missed = { id: "c-59", ended: at(59), answered: null, reason: "expired", encrypted: false };
    await keepChats(component.folder, [missed, ...Array.from({ length: 59 }, (_, i) => ({ id: `c-${i}`, ended: at(i), answered: at(i) - 240_000, reason: "guest-ended", encrypted: i % 2 === 0 }))]);
    const first = await admin.get("/queues/reference/chats");
    expect(first.text).to.include("60 chats").and.to.include("encrypted, proven").and.to.include("Nobody answered in time").and.to.include("60 s").and.to.include("4 min");
    const older = /href="(\/queues\/reference\/chats\?after=[^"]+)"/.exec(first.text)?.[1] ?? "";
    expect((await admin.get(older)).text.match(/<tr>/g)).to.have.length(11);
    const file = await admin.get("/queues/reference/chats.csv");
    expect(file.headers.get("Content-Disposition")).to.equal('attachment; filename=reference.csv');
    const lines = file.text.trimEnd().split("\r\n");
    expect(lines).to.have.length(61);
    expect(lines[1]).to.equal("2036-03-01T09:55:59.000Z,,2036-03-01T10:00:59.000Z,300,,expired,false,false,demo/skins/main");
    expect(lines[2]).to.equal("2036-03-01T09:55:58.000Z,2036-03-01T09:56:58.000Z,2036-03-01T10:00:58.000Z,60,240,guest-ended,true,true,demo/skins/main");
    for (const way of ["/queues/reference/chats", "/queues/reference/chats.csv"]) expect((await bert.get(way)).status).to.equal(404);
  });

  it("keeps them for as many days as the library says, after asking where that deletes some", async () => {
    const page = await admin.get("/records");
    expect(page.text).to.match(/id="days"[^>]* value="30"/).and.to.include("From 0 to 30");
    for (const days of ["31", "", "-1", "7.5", "many"]) {
      const wrong = await admin.post("/records", { days });
      expect([wrong.status, wrong.text.includes("A whole number from 0 to 30.")], days).to.deep.equal([400, true]);
    }
    expect((await admin.post("/records", { days: "7" })).text).to.include("This cannot be undone.");
    expect((await admin.get("/records")).text, "only asked so far").to.match(/id="days"[^>]* value="30"/);
    expect((await admin.post("/records", { days: "7", sure: "yes" })).way).to.equal("/records?done=kept");
    expect((await admin.get("/records?done=kept")).text).to.include("Records that were older are deleted.").and.to.match(/id="days"[^>]* value="7"/);
    expect((await admin.post("/records", { days: "8" })).way, "more days delete nothing").to.equal("/records?done=kept");
    expect((await bert.get("/records")).text).to.match(/id="days"[^>]* value="30"/);
    expect((await admin.get("/audit")).text).to.include("Set for how many days records are kept");
  });

  it("shows and deletes the records of a queue that is gone, under its last title", async () => {
    await admin.get("/new-queue");
    await admin.post("/new-queue", { name: "evening", title: "Evening <desk>", "auto-busy": "0" });
    await keepChats(component.folder, [{ id: "c-e", ended: Date.now(), answered: null, reason: "expired", encrypted: false }], "evening");
    await admin.get("/queues/evening/delete");
    expect((await admin.post("/queues/evening/delete", {})).status).to.equal(303);
    expect((await admin.get("/records")).text).to.include("Evening &lt;desk>").and.to.include("One chat");
    expect((await admin.get("/queues/evening/chats")).text).to.include("Chats of Evening &lt;desk>").and.to.include("This queue was deleted.").and.to.include("Nobody answered in time");
    expect((await admin.get("/queues/evening/chats.csv")).text.split("\r\n")).to.have.length(3);
    for (const way of ["/queues/evening/chats", "/queues/evening/chats/delete"]) expect((await bert.get(way)).status).to.equal(404);
    await bert.get("/");
    expect((await bert.post("/queues/evening/chats/delete", {})).status).to.equal(404);
    expect((await admin.get("/queues/evening/chats/delete")).text).to.include("Delete the records of Evening");
    expect((await admin.post("/queues/evening/chats/delete", {})).way).to.equal("/records?done=deleted");
    expect((await admin.get("/records")).text).not.to.include("Evening");
    expect((await admin.get("/queues/evening/chats")).status).to.equal(404);
    expect((await admin.get("/queues/reference/chats")).text, "others stay").to.include("60 chats");
  });

  it("says that accounts are made elsewhere, where the installation makes none", async () => {
    const { status, text } = await admin.get("/operators");
    expect(status).to.equal(200);
    expect(text).to.include("Accounts are not made here").and.not.to.include("Make account");
    expect((await admin.post("/operators", { name: "anna" })).status).to.equal(501);
  });

  it("deletes a library with its administrators, after its name and the password", async () => {
    const eva = new Visitor(panel.url);
    await eva.signIn(LAST.name, LAST.password);
    await eva.get("/");
    await eva.post("/new-queue", { name: "maps", title: "Maps", "auto-busy": "0" });
    await eva.get("/library/delete");
    expect((await eva.post("/library/delete", { library: "demo", current: LAST.password })).text).to.include("Write last to go on.");
    expect((await eva.post("/library/delete", { library: "last", current: "wrong" })).text).to.include("This is not your password.");
    expect((await eva.get("/queues/maps")).status, "nothing was deleted").to.equal(200);
    await eva.get("/library/delete");
    expect((await eva.post("/library/delete", { library: "last", current: LAST.password })).way).to.equal("/sign-in");
    expect((await eva.get("/")).way).to.equal("/sign-in");
    expect((await new Visitor(panel.url).signIn(LAST.name, LAST.password)).status).to.equal(403);
    expect((await bert.post("/new-queue", { name: "maps", title: "Maps", "auto-busy": "0" })).status, "the queue's address is free").to.equal(303);
    expect((await admin.get("/queues/reference")).status).to.equal(200);
  });
});
