// Joins that go wrong, against a real Prosody: an answer that nobody gets, a join that is asked twice, a guest who is away, and a key that is made at that moment.
import { expect } from "chai";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readDesk, readGone, readTicket, writeJoin, type Ticket } from "#core/chat.ts";
import { writeCommand } from "#core/chat-command.ts";
import { writeKey } from "#core/key.ts";
import { NS } from "#core/namespaces.ts";
import { writePubsub } from "#core/pubsub.ts";
import { emptySkin, writeSkin } from "#core/skin.ts";
import { writeSkinSubscribe } from "#core/skin-feed.ts";
import { childOf, writeXml, xml, type XmlElement } from "#core/xml.ts";
import { startComponent, type RunningComponent } from "../support/component.ts";
import { isMessage, joinAs, seedLibrary, signIn, startOperator, type End } from "../support/desk-ends.ts";
import { startPeer, type Peer } from "../support/peer.ts";
import { signIn as signInBare } from "../support/raw-guest.ts";
import { startProsody, type Prosody } from "../support/prosody.ts";

const KEY = writeKey({ hex: "1".repeat(40), created: "2026-01-05T09:00:00Z" });
const ROUNDS = 12;

describe("joins that go wrong", function () {
  this.timeout(30_000);
  let prosody: Prosody;
  let component: RunningComponent;
  let panel: Peer;
  let desk1: End;
  const ends: End[] = [];

  before(async () => {
    prosody = await startProsody({ accounts: { desk1: "one", desk2: "two" } });
    const folder = mkdtempSync(join(tmpdir(), "otterdesk-component-"));
    await seedLibrary(folder, { queues: { reference: { operators: ["desk1@example.org", "desk2@example.org"] } } });
    component = await startComponent(prosody, { graceSeconds: 1, joinsPerSecond: 1000 }, folder);
    panel = await startPeer(prosody, prosody.panelDomain);
    desk1 = await startOperator(prosody, "desk1", "one");
    const first = await guest();
    await component.until(() => joinAs(first, prosody).then(() => true, () => false));
  });
  after(async () => {
    for (const end of [...ends, desk1]) end?.close();
    await panel?.stop();
    await component?.stop();
    await prosody?.stop();
  });

  async function guest(): Promise<End> {
    const end = await signIn(prosody);
    ends.push(end);
    return end;
  }
  /** A join whose answer the guest's program makes nothing of. */
  async function ticketFor(end: End, skin = "main"): Promise<Ticket> {
    const answer = await end.ask("set", `reference@${prosody.service}`, writeJoin({ skin: `demo/skins/${skin}` }));
    const ticket = readTicket(childOf(answer, "ticket") as XmlElement);
    if ("fault" in ticket) throw new Error(ticket.text);
    return ticket;
  }
  const ringOf = (end: End, { chat }: Ticket) => end.next(isMessage(chat, "ring"));
  const goneFrom = async (end: End, { chat }: Ticket) => readGone(childOf(await end.next(isMessage(chat, "gone")), "gone") as XmlElement);

  it("takes the ring back where the guest was gone before the answer came", async () => {
    const g = await guest();
    const ticket = await ticketFor(g);
    g.close();
    await ringOf(desk1, ticket);
    expect(await goneFrom(desk1, ticket)).to.deep.equal({ why: "withdrawn" });
  });

  it("has one chat for a guest who asks twice because the answer did not come in time", async () => {
    const g = await guest();
    const lost = await ticketFor(g);
    const ticket = await joinAs(g, prosody);
    await ringOf(desk1, lost);
    expect(await goneFrom(desk1, lost)).to.deep.equal({ why: "withdrawn" });
    await ringOf(desk1, ticket);
    expect((await desk1.ask("set", ticket.chat, writeCommand("accept"))).attrs["type"]).to.equal("result");
    // Who has come to a chat may have another.
    const other = await joinAs(g, prosody);
    await ringOf(desk1, other);
    expect(desk1.inbox.some(isMessage(ticket.chat, "gone"))).to.equal(false);
  });

  it("rings nobody for a guest who is away: they may be gone for good", async () => {
    const g = await guest();
    const ticket = await joinAs(g, prosody);
    await ringOf(desk1, ticket);
    await desk1.ask("set", ticket.chat, writeCommand("accept"));
    const desk2 = await startOperator(prosody, "desk2", "two");
    ends.push(desk2);
    await component.until(async () => (await desk2.ask("set", ticket.chat, writeCommand("accept"))).attrs["type"] === "error");
    // The operator goes, then the guest: the chat is looking for another operator a moment before it ends.
    desk1.close();
    const atWork = async () => readDesk(childOf(await desk2.ask("get", prosody.service, xml("desk", { xmlns: NS.otterdesk })), "desk") as XmlElement).queues[0]?.operators;
    await component.until(async () => (await atWork()) === 1);
    g.close();
    await component.until(async () => component.log.some((line) => line.includes("chat ended") && line.includes(ticket.chat.split("@")[0] as string)));
    expect(desk2.inbox.some(isMessage(ticket.chat, "ring"))).to.equal(false);
    desk1 = desk2;
  });

  it(`never gives a chat in clear to a guest who has heard before that the skin has a key, ${ROUNDS} times`, async () => {
    const publish = async (node: string, payload: XmlElement) => {
      const { type, payload: request } = writePubsub({ ask: "publish", node, id: "current", payload });
      expect((await panel.ask(type, "demo@panel.example.org", prosody.service, request)).attrs["type"]).to.equal("result");
    };
    for (let i = 0; i < ROUNDS; i++) {
      await publish("demo/skins/main", writeSkin(emptySkin("reference")));
      const g = await signInBare(prosody);
      let heard = "";
      g.onText((text) => (heard += text));
      const set = (to: string, payload: XmlElement) => g.send(writeXml(xml("iq", { type: "set", id: payload.name, to }, payload)));
      set(prosody.service, writeSkinSubscribe("demo/skins/main", g.jid));
      await component.until(async () => heard.includes("subscribed"));
      const made = publish("demo/key", KEY);
      await new Promise((resolve) => setTimeout(resolve, i % 4));
      set(`reference@${prosody.service}`, writeJoin({ skin: "demo/skins/main" }));
      await made;
      await component.until(async () => heard.includes("<fingerprint") && heard.includes("</ticket>"));
      const [event, ticket] = [heard.indexOf("<fingerprint"), heard.indexOf("<ticket")];
      if (event < ticket) expect(heard.slice(ticket), `round ${i}`).to.match(/^<ticket[^>]* otr=.required./);
      g.stop();
    }
  });
});
