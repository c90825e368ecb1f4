// The desk against a real Prosody: join, ring, claim, relay in both directions, hand over, ends.
import { expect } from "chai";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeMessage } from "#core/conversation-message.ts";
import { COMMANDS, readDesk, readGone, readStatus, writeEnd, writeJoin, writeResume } from "#core/chat.ts";
import { writeCommand } from "#core/chat-command.ts";
import { writeDeskMark } from "#core/chat-stanzas.ts";
import { readDiscoItems, writeDiscoRequest } from "#core/disco.ts";
import { readError } from "#core/errors.ts";
import { NS } from "#core/namespaces.ts";
import { writePubsub } from "#core/pubsub.ts";
import { STAFFING, writeStaffing, type Staffing } from "#core/staffing.ts";
import { childOf, xml, type XmlElement } from "#core/xml.ts";
import { startComponent, type RunningComponent } from "../support/component.ts";
import { body, isMessage, joinAs, seedLibrary, signIn, startOperator, type End } from "../support/desk-ends.ts";
import { startPeer } from "../support/peer.ts";
import { startProsody, type Prosody } from "../support/prosody.ts";

const DATA = "?OTR:AAMDAAAAAQAAAAIAAAAAAQAAAAEAAADA.";

describe("desk", function () {
  this.timeout(30_000);
  let prosody: Prosody;
  let component: RunningComponent;
  let desk1: End;
  let desk2: End;
  const ends: End[] = [];

  before(async () => {
    prosody = await startProsody({ accounts: { desk1: "one", desk2: "two" } });
    const folder = mkdtempSync(join(tmpdir(), "otterdesk-component-"));
    await seedLibrary(folder, { queues: { reference: { operators: ["desk1@example.org", "desk2@example.org"] }, night: { operators: ["desk2@example.org"] } } });
    component = await startComponent(prosody, { graceSeconds: 1, transferSeconds: 1 }, folder);
    desk1 = await startOperator(prosody, "desk1", "one");
    desk2 = await startOperator(prosody, "desk2", "two");
    await component.until(async () => (await operatorsSeen()) === 2);
  });
  after(async () => {
    for (const end of [...ends, desk1, desk2]) end?.close();
    await component?.stop();
    await prosody?.stop();
  });

  const operatorsSeen = async () => {
    const answer = childOf(await desk1.ask("get", prosody.service, xml("desk", { xmlns: NS.otterdesk })), "desk");
    return answer ? readDesk(answer).queues[0]?.operators : 0;
  };
  const guest = async () => {
    const end = await signIn(prosody);
    ends.push(end);
    return end;
  };
  const status = async (end: End, chat: string) => readStatus(childOf(await end.next(isMessage(chat, "status")), "status") as XmlElement);
  const noticed = (end: End, about: string) => end.next((s) => isMessage(prosody.service, "notice")(s) && childOf(s, "notice")?.attrs["about"] === about);
  const message = (to: string, text: string, id = "m1") => xml("message", { to, type: "chat", id }, xml("body", {}, text), xml("request", { xmlns: NS.receipts }));
  const conditionOf = (stanza: XmlElement) => readError(stanza).code ?? readError(stanza).condition;

  it("rings without a word of the guest's, gives the chat to the first, and tells the others who", async () => {
    const g = await guest();
    const ticket = await joinAs(g, prosody);
    expect(ticket.otr).to.equal("required");
    const rings = await Promise.all([desk1, desk2].map((d) => d.next(isMessage(ticket.chat, "ring"))));
    expect(body(rings[0] as XmlElement)).to.contain("A guest is waiting in Queue reference");
    // The chat's presence came before its first message.
    expect(desk1.inbox.some((s) => s.name === "presence" && s.attrs["from"] === ticket.chat && s.attrs["type"] === undefined)).to.equal(true);

    const accepted = await desk1.ask("set", ticket.chat, writeCommand("accept"));
    expect(accepted.attrs["type"]).to.equal("result");
    const command = childOf(accepted, "command") as XmlElement;
    expect(command.attrs).to.include({ node: COMMANDS.accept, status: "completed" });
    expect(childOf(command, "held")?.attrs).to.include({ chat: ticket.chat, otr: "required", skin: "demo/skins/main" });
    expect(await status(g, ticket.chat)).to.deep.include({ state: "answered" });
    expect(readGone(childOf(await desk2.next(isMessage(ticket.chat, "gone")), "gone") as XmlElement)).to.deep.equal({ why: "answered", by: "desk1" });
    expect(conditionOf(await desk2.ask("set", ticket.chat, writeCommand("accept")))).to.equal("chat-taken");

    g.send(xml("message", { to: ticket.chat, type: "chat", id: "g1" }, xml("body", {}, "?OTRv23?\nsecret words beside it"), xml("html", { xmlns: "http://jabber.org/protocol/xhtml-im" }, "secret")));
    const query = await desk1.next(isMessage(ticket.chat, "body"));
    expect(body(query)).to.equal("?OTRv23?");
    expect(query.attrs["id"]).to.equal("g1");
    expect(childOf(query, "html")).to.equal(undefined);
    for (const hint of ["no-copy", "no-permanent-store"]) expect(childOf(query, hint), hint).to.not.equal(undefined);

    desk1.send(message(ticket.chat, DATA, "o1"));
    expect(body(await g.next(isMessage(ticket.chat, "body")))).to.equal(DATA);
    g.send(message(ticket.chat, "in clear", "g2"));
    expect(conditionOf(await g.next((s) => s.attrs["type"] === "error" && s.attrs["id"] === "g2"))).to.equal("clear-text");
    desk1.send(message(ticket.chat, "in clear too", "o2"));
    await noticed(desk1, "not-passed");

    expect((await g.ask("set", ticket.chat, writeEnd())).attrs["type"]).to.equal("result");
    expect(await status(g, ticket.chat)).to.deep.equal({ state: "ended", reason: "guest-ended" });
    expect(readGone(childOf(await desk1.next(isMessage(ticket.chat, "gone")), "gone") as XmlElement)).to.deep.equal({ why: "ended", reason: "guest-ended" });
    expect(g.inbox.some((s) => body(s)?.includes("clear"))).to.equal(false);
  });

  it("tells a client that wants it of its desk, as often as that changes", async () => {
    desk1.send(xml("presence", {}, writeDeskMark()));
    const told = async (fits: (desk: ReturnType<typeof readDesk>) => boolean) => {
      for (;;) {
        const desk = readDesk(childOf(await desk1.next(isMessage(prosody.service, "desk")), "desk") as XmlElement);
        if (fits(desk)) return desk;
      }
    };
    const g = await guest();
    const { chat } = await joinAs(g, prosody);
    expect((await told((d) => d.queues[0]?.waiting === 1)).rings.map((r) => r.chat)).to.deep.equal([chat]);
    await desk1.ask("set", chat, writeCommand("accept"));
    expect((await told((d) => d.held.length === 1)).rings).to.deep.equal([]);
    await g.ask("set", chat, writeEnd());
    expect((await told((d) => d.held.length === 0)).queues[0]).to.include({ waiting: 0, operators: 2 });
    expect(desk2.inbox.some(isMessage(prosody.service, "desk")), "nobody else is told").to.equal(false);
  });

  it("lets a stock client answer by writing, keeps its clear line back and says so", async () => {
    const g = await guest();
    const { chat } = await joinAs(g, prosody);
    await desk2.next(isMessage(chat, "ring"));
    desk2.send(xml("message", { to: chat, type: "chat" }, xml("composing", { xmlns: NS.chatStates })));
    desk2.send(xml("message", { to: chat, type: "chat" }, xml("body", {}, "Hello, what can I do for you?")));
    expect(childOf(await noticed(desk2, "claimed-clear"), "notice")?.attrs["chat"]).to.equal(chat);
    expect(await status(g, chat)).to.deep.include({ state: "answered" });
    desk2.send(message(chat, "/end"));
    expect(await status(g, chat)).to.deep.equal({ state: "ended", reason: "operator-ended" });
    expect(g.inbox.some((s) => body(s) !== undefined)).to.equal(false);
  });

  it("passes clear text where the skin has no key", async () => {
    const g = await guest();
    const { chat, otr } = await joinAs(g, prosody, "demo/skins/plain");
    expect(otr).to.equal("none");
    await desk1.next(isMessage(chat, "ring"));
    desk1.send(message(chat, "Guten Tag \u{1F9A6}"));
    expect(body(await g.next(isMessage(chat, "body")))).to.equal("Guten Tag \u{1F9A6}");
    g.send(message(chat, "Hello"));
    expect(body(await desk1.next(isMessage(chat, "body")))).to.equal("Hello");
    // What is typed into our own client's field is no word to the desk.
    for (const text of ["/end", "/transfer night"]) {
      desk1.send(writeMessage(chat, text, text, { encrypted: false, asksReceipt: true }));
      expect(body(await g.next(isMessage(chat, "body")))).to.equal(text);
    }
    await g.ask("set", chat, writeEnd());
  });

  it("gives the chat to a guest who comes back with the token, and to nobody else", async () => {
    const g = await guest();
    const { chat, token } = await joinAs(g, prosody);
    await desk1.ask("set", chat, writeCommand("accept"));
    const stranger = await guest();
    expect(conditionOf(await stranger.ask("set", chat, writeResume("a".repeat(token.length))))).to.equal("forbidden");
    stranger.send(message(chat, DATA, "s1"));
    expect(conditionOf(await stranger.next((s) => s.attrs["type"] === "error"))).to.equal("forbidden");
    g.close();
    await desk1.next((s) => s.name === "presence" && s.attrs["from"] === chat && childOf(s, "show") !== undefined);
    desk1.send(message(chat, DATA, "held"));
    const back = await guest();
    const answer = await back.ask("set", chat, writeResume(token));
    expect(childOf(answer, "ticket")?.attrs).to.include({ chat, token });
    back.send(xml("presence", { to: chat }));
    const held = await back.next(isMessage(chat, "body"));
    expect(held.attrs["id"]).to.equal("held");
    expect(childOf(held, "delay")).to.not.equal(undefined);
    back.close();
    expect(readGone(childOf(await desk1.next(isMessage(chat, "gone")), "gone") as XmlElement)).to.deep.equal({ why: "ended", reason: "guest-gone" });
    expect(conditionOf(await stranger.ask("set", chat, writeResume(token)))).to.equal("unknown-chat");
  });

  it("hands a chat over, takes it back when nobody takes it, and returns it when the operator is gone", async () => {
    const g = await guest();
    const { chat } = await joinAs(g, prosody);
    await desk1.ask("set", chat, writeCommand("accept"));
    await status(g, chat);
    expect((await desk1.ask("set", chat, writeCommand("transfer", `night@${prosody.service}`))).attrs["type"]).to.equal("result");
    const ring = await desk2.next((s) => isMessage(chat, "ring")(s) && childOf(s, "ring")?.attrs["from"] !== undefined);
    expect(childOf(ring, "ring")?.attrs).to.include({ queue: `night@${prosody.service}`, from: "desk1@example.org" });
    expect(await status(g, chat)).to.deep.equal({ state: "transferring" });
    await noticed(desk1, "transfer-expired");
    expect(await status(g, chat)).to.deep.include({ state: "answered" });

    await desk1.ask("set", chat, writeCommand("transfer", "desk2@example.org"));
    expect((await desk2.ask("set", chat, writeCommand("accept"))).attrs["type"]).to.equal("result");
    expect(readGone(childOf(await desk1.next(isMessage(chat, "gone")), "gone") as XmlElement)).to.deep.equal({ why: "transferred" });
    await status(g, chat);
    expect(await status(g, chat)).to.deep.include({ state: "answered" });

    desk2.close();
    expect(await status(g, chat)).to.deep.equal({ state: "returning" });
    await desk1.next(isMessage(chat, "ring"));
    desk2 = await startOperator(prosody, "desk2", "two");
    await desk2.next(isMessage(chat, "ring"));
    await desk1.ask("set", chat, writeCommand("accept"));
    expect(await status(g, chat)).to.deep.include({ state: "answered" });
    await desk1.ask("set", chat, writeCommand("end"));
  });

  it("rings nobody who has paused the queue, counts them out, and lets them come back; by command and by word", async () => {
    const queue = `reference@${prosody.service}`;
    const give = async (end: End, wish: Staffing) => outcomeOf(await end.ask("set", queue, writeStaffing(wish)));
    const outcomeOf = (reply: XmlElement) => (reply.attrs["type"] === "result" ? childOf(reply, "command")?.attrs["status"] : conditionOf(reply));
    const word = async (end: End, to: string, text: string, from = to) => {
      end.send(message(to, text));
      return childOf(await end.next((s) => isMessage(from, "notice")(s) && childOf(s, "notice")?.attrs["chat"]?.startsWith("c-") === false), "notice")?.attrs["about"];
    };
    const joinError = async (end: End) => conditionOf(await end.ask("set", queue, writeJoin({ skin: "demo/skins/main" })));
    for (const end of [desk1, desk2]) end.inbox.splice(0);
    expect(await give(desk1, "pause")).to.equal("completed");
    expect(await operatorsSeen()).to.equal(1);
    const [first, second] = [await guest(), await guest()];
    const { chat } = await joinAs(first, prosody);
    await desk2.next(isMessage(chat, "ring"));
    // The other pauses while it rings: their ring ends, and nobody is left.
    expect(await word(desk2, queue, "/pause")).to.equal("pause");
    expect(readGone(childOf(await desk2.next(isMessage(chat, "gone")), "gone") as XmlElement)).to.deep.equal({ why: "withdrawn" });
    expect(await joinError(second), "a queue that all have paused is closed").to.equal("queue-offline");
    expect(desk1.inbox.some(isMessage(chat, "ring"))).to.equal(false);
    expect(await word(desk1, prosody.service, "/resume reference")).to.equal("resume");
    await desk1.next(isMessage(chat, "ring"));
    await first.ask("set", chat, writeEnd());

    expect(await give(first, "pause"), "a guest").to.equal("forbidden");
    expect(outcomeOf(await desk1.ask("set", `night@${prosody.service}`, writeStaffing("pause"))), "not their queue").to.equal("forbidden");
    expect(await word(desk1, queue, "hello?")).to.equal("help");
    expect(await word(desk1, prosody.service, "/pause night")).to.equal("unknown-queue");
    const commands = childOf(await desk1.ask("get", queue, writeDiscoRequest(NS.discoItems, { node: NS.commands })), "query") as XmlElement;
    expect(readDiscoItems(commands).map((item) => item.node)).to.deep.equal([STAFFING.pause.node, STAFFING.resume.node]);
  });

  it("remembers a pause over a restart, and forgets it with the assignment", async () => {
    const { folder } = component;
    const reference = `reference@${prosody.service}`;
    expect((await desk2.ask("get", prosody.service, xml("desk", { xmlns: NS.otterdesk }))).attrs["type"]).to.equal("result");
    await component.kill();
    component = await startComponent(prosody, { graceSeconds: 1, transferSeconds: 1 }, folder);
    const paused = async () => {
      const desk = childOf(await desk2.ask("get", prosody.service, xml("desk", { xmlns: NS.otterdesk })), "desk");
      return desk && readDesk(desk).queues.find((q) => q.queue === reference)?.paused;
    };
    await component.until(async () => (await paused()) === true);
    desk2.send(xml("presence", {}, writeDeskMark()));
    const panel = await startPeer(prosody, prosody.panelDomain);
    for (const affiliation of ["none", "member"] as const) {
      const { type, payload } = writePubsub({ ask: "affiliate", node: "demo/queues/reference", changes: [{ jid: "desk2@example.org", affiliation }] });
      await panel.ask(type, "demo@panel.example.org", prosody.service, payload);
      await component.until(async () => (await desk2.ask("get", prosody.service, xml("desk", { xmlns: NS.otterdesk }))).attrs["type"] === "result" && (await paused()) === undefined);
      const isToldOf = (s: XmlElement) => readDesk(childOf(s, "desk") as XmlElement).queues.some((q) => q.queue === reference);
      await desk2.next((s) => isMessage(prosody.service, "desk")(s) && isToldOf(s) === (affiliation === "member"));
    }
    await panel.stop();
  });

  it("answers what cannot be joined", async () => {
    const g = await guest();
    const join = (queue: string, skin: string) => g.ask("set", `${queue}@${prosody.service}`, xml("join", { xmlns: NS.otterdesk, skin }));
    expect(conditionOf(await join("nowhere", "demo/skins/main"))).to.equal("unknown-queue");
    expect(conditionOf(await join("reference", "demo/skins/nothing"))).to.equal("unknown-skin");
    expect(conditionOf(await g.ask("set", `reference@${prosody.service}`, xml("join", { xmlns: NS.otterdesk })))).to.equal("malformed");
    expect(conditionOf(await desk1.ask("set", `c-unknown@${prosody.service}`, writeCommand("accept")))).to.equal("unknown-chat");
    expect(conditionOf(await g.ask("get", prosody.service, xml("desk", { xmlns: NS.otterdesk })))).to.equal("forbidden");
  });
});
