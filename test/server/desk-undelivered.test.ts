// An operator whose text came back because the guest had just gone hears of it: as an error in clear, in words where it was OTR (an OTR client makes a window of an error).
import { expect } from "chai";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeJoin } from "#core/chat.ts";
import { writeCommand } from "#core/chat-command.ts";
import { readError } from "#core/errors.ts";

import { NS } from "#core/namespaces.ts";
import { childOf, xml } from "#core/xml.ts";
import { startComponent, type RunningComponent } from "../support/component.ts";
import { isMessage, seedLibrary, startOperator, type End } from "../support/desk-ends.ts";
import { startPeer, type Peer } from "../support/peer.ts";
import { startProsody, type Prosody } from "../support/prosody.ts";

const GUEST = "g@guest.example.org/box";
const DATA = "?OTR:AAMDAAAAAQAAAAIAAAAAAQAAAAEAAADA.";

describe("texts that come back", function () {
  this.timeout(30_000);
  let prosody: Prosody;
  let component: RunningComponent;
  let guests: Peer;
  let desk1: End;

  before(async () => {
    prosody = await startProsody({ accounts: { desk1: "one" }, guestsAsComponent: true });
    const folder = mkdtempSync(join(tmpdir(), "otterdesk-component-"));
    await seedLibrary(folder, { queues: { reference: { operators: ["desk1@example.org"] } } });
    component = await startComponent(prosody, {}, folder);
    guests = await startPeer(prosody, prosody.guestDomain);
    desk1 = await startOperator(prosody, "desk1", "one");
    await component.until(async () => childOf(childOf(await desk1.ask("get", prosody.service, xml("desk", { xmlns: NS.otterdesk })), "desk") ?? xml("desk"), "queue")?.attrs["operators"] === "1");
  });
  after(async () => {
    desk1?.close();
    await guests?.stop();
    await component?.stop();
    await prosody?.stop();
  });

  /** A chat in which the operator says something that the guests' server cannot deliver. */
  async function lose(skin: string, text: string): Promise<string> {
    const answer = await guests.ask("set", GUEST, `reference@${prosody.service}`, writeJoin({ skin }));
    const chat = childOf(answer, "ticket")?.attrs["chat"] ?? "";
    await desk1.next(isMessage(chat, "ring"));
    await desk1.ask("set", chat, writeCommand("accept"));
    desk1.send(xml("message", { to: chat, type: "chat", id: "t1" }, xml("body", {}, text)));
    await guests.next((s) => s.attrs["id"] === "t1");
    guests.send(xml("message", { from: GUEST, to: chat, type: "error", id: "t1" }, xml("error", { type: "wait" }, xml("recipient-unavailable", { xmlns: NS.stanzas }))));
    return chat;
  }

  it("in clear: its error", async () => {
    const chat = await lose("demo/skins/plain", "Good morning");
    const error = await desk1.next((s) => s.attrs["type"] === "error" && s.attrs["from"] === chat);
    expect([error.attrs["id"], readError(error).code]).to.deep.equal(["t1", "other-end-away"]);
  });

  it("in OTR: words from the service", async () => {
    const chat = await lose("demo/skins/main", DATA);
    const words = await desk1.next(isMessage(prosody.service, "notice"));
    expect(childOf(words, "notice")?.attrs).to.include({ chat, about: "other-end-away" });
    expect(desk1.inbox.some((s) => s.attrs["type"] === "error")).to.equal(false);
  });
});
