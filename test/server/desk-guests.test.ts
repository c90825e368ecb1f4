// Guests reach the desk and nothing else; floods meet a limit; nothing that was said is on disk; chats outlive the component and the server.
import { expect } from "chai";
import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readStatus, writeEnd, writeResume } from "#core/chat.ts";
import { writeCommand } from "#core/chat-command.ts";
import { readError } from "#core/errors.ts";
import { childOf, xml, type XmlElement } from "#core/xml.ts";
import { startComponent, type RunningComponent } from "../support/component.ts";
import { body, isMessage, joinAs, seedLibrary, signIn, startOperator, type End } from "../support/desk-ends.ts";
import { startProsody, type Prosody } from "../support/prosody.ts";

const WORDS = "Schweigepflicht-7319";
const DATA = `?OTR:AAMDAAAAAQAAAAIAAAAAAQAAAAEAAADA${Buffer.from(WORDS).toString("base64").replace(/=/g, "")}.`;

describe("guests and crashes", function () {
  this.timeout(60_000);
  let prosody: Prosody;
  let component: RunningComponent;
  let desk1: End;
  const ends: End[] = [];
  let folder: string;

  before(async () => {
    prosody = await startProsody({ accounts: { desk1: "one", desk2: "two" } });
    folder = mkdtempSync(join(tmpdir(), "otterdesk-component-"));
    await seedLibrary(folder, { queues: { reference: { operators: ["desk1@example.org", "desk2@example.org"] } } });
    component = await startComponent(prosody, { graceSeconds: 30, messagesPerSecond: 20 }, folder);
    desk1 = await startOperator(prosody, "desk1", "one");
  });
  after(async () => {
    for (const end of [...ends, desk1]) end?.close();
    await component?.stop();
    await prosody?.stop();
  });

  const guest = async () => {
    const end = await signIn(prosody);
    ends.push(end);
    return end;
  };
  const say = (end: End, to: string, text: string, id: string) => end.send(xml("message", { to, type: "chat", id }, xml("body", {}, text)));
  const joined = async () => {
    const g = await guest();
    for (let i = 0; ; i++) {
      const ticket = await joinAs(g, prosody).catch((error: Error) => (i < 50 ? undefined : Promise.reject(error)));
      if (ticket !== undefined) return { g, ...ticket };
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  };

  it("a guest cannot write to an operator or to another guest, nor an operator to a guest", async () => {
    const [one, two] = [await guest(), await guest()];
    for (const to of ["desk1@example.org", desk1.jid, two.jid, "panel.example.org"]) {
      say(one, to, WORDS, `to-${to}`);
      expect(readError(await one.next((s) => s.attrs["type"] === "error" && s.attrs["id"] === `to-${to}`)).condition).to.equal("service-unavailable");
    }
    say(desk1, two.jid, WORDS, "from-desk1");
    expect(readError(await desk1.next((s) => s.attrs["type"] === "error" && s.attrs["id"] === "from-desk1")).condition).to.equal("service-unavailable");
    expect([...desk1.inbox, ...two.inbox].some((s) => body(s) === WORDS)).to.equal(false);
  });

  it("a flood meets an error, and so does a body that is too large", async () => {
    const { g, chat } = await joined();
    await desk1.ask("set", chat, writeCommand("accept"));
    for (let i = 0; i < 200; i++) say(g, chat, DATA, `flood-${i}`);
    expect(readError(await g.next((s) => s.attrs["type"] === "error")).code).to.equal("too-fast");
    await new Promise((resolve) => setTimeout(resolve, 500));
    say(g, chat, `?OTR:${"A".repeat(140_000)}.`, "large");
    expect(readError(await g.next((s) => s.attrs["type"] === "error" && s.attrs["id"] === "large")).code).to.equal("too-large");
    await g.ask("set", chat, writeEnd());
  });

  it("a chat goes on after the component was killed", async () => {
    const { g, chat } = await joined();
    await desk1.ask("set", chat, writeCommand("accept"));
    say(g, chat, DATA, "before");
    await desk1.next((s) => s.attrs["id"] === "before");
    await component.kill();
    component = await startComponent(prosody, { graceSeconds: 30 }, folder);
    say(g, chat, DATA, "after");
    expect(body(await desk1.next((s) => s.attrs["id"] === "after"))).to.equal(DATA);
    say(desk1, chat, DATA, "back");
    expect(body(await g.next((s) => s.attrs["id"] === "back"))).to.equal(DATA);
    await g.ask("set", chat, writeEnd());
  });

  it("a second process on the same store stands by, and takes over when the first is gone", async () => {
    const { g, chat } = await joined();
    await desk1.ask("set", chat, writeCommand("accept"));
    const log: string[] = [];
    const next = startComponent(prosody, { graceSeconds: 30 }, folder, log);
    await component.until(async () => log.some((line) => line.includes("standing by")));
    say(g, chat, DATA, "to the first");
    await desk1.next((s) => s.attrs["id"] === "to the first");
    await component.kill();
    component = await next;
    say(g, chat, DATA, "to the second");
    expect(body(await desk1.next((s) => s.attrs["id"] === "to the second"))).to.equal(DATA);
    say(desk1, chat, DATA, "from the second");
    expect(body(await g.next((s) => s.attrs["id"] === "from the second"))).to.equal(DATA);
    await g.ask("set", chat, writeEnd());
  });

  it("an operator who shows no presence to the queues keeps a chat over the component's crash while connected, and no longer", async () => {
    const silent = await signIn(prosody, { local: "desk2", password: "two", silent: true });
    const { g, chat } = await joined();
    expect((await silent.ask("set", chat, writeCommand("accept"))).attrs["type"]).to.equal("result");
    await component.kill();
    component = await startComponent(prosody, { graceSeconds: 1, messagesPerSecond: 20 }, folder);
    await new Promise((resolve) => setTimeout(resolve, 2_400)); // longer than the component waits for presences, and than the grace time after that
    say(g, chat, DATA, "still");
    expect(body(await silent.next((s) => s.attrs["id"] === "still"))).to.equal(DATA);
    silent.close();
    await component.kill();
    component = await startComponent(prosody, { graceSeconds: 1, messagesPerSecond: 20 }, folder);
    await g.next((s) => isMessage(chat, "status")(s) && childOf(s, "status")?.attrs["state"] === "returning");
    await g.ask("set", chat, writeEnd());
  });

  it("a chat goes on after the server was killed: the guest resumes, the operator takes it up again", async () => {
    const { chat, token } = await joined();
    await desk1.ask("set", chat, writeCommand("accept"));
    await prosody.kill();
    await prosody.start();
    desk1.close();
    desk1 = await startOperator(prosody, "desk1", "one");
    const back = await guest();
    await component.until(async () => (await back.ask("set", chat, writeResume(token))).attrs["type"] === "result");
    back.send(xml("presence", { to: chat }));
    expect((await desk1.ask("set", chat, writeCommand("accept"))).attrs["type"]).to.equal("result");
    say(back, chat, DATA, "again");
    expect(body(await desk1.next((s) => s.attrs["id"] === "again"))).to.equal(DATA);
    await back.ask("set", chat, writeEnd());
    expect(readStatus(childOf(await back.next((s) => isMessage(chat, "status")(s) && childOf(s, "status")?.attrs["state"] === "ended"), "status") as XmlElement)).to.include({ state: "ended" });
  });

  it("has written none of it down, and names no guest in the log", () => {
    const files = readdirSync(folder).map((file) => readFileSync(join(folder, file)));
    const encoded = Buffer.from(WORDS).toString("base64").replace(/=/g, "");
    for (const content of files) for (const secret of [WORDS, encoded, "?OTR"]) expect(content.includes(secret)).to.equal(false);
    const log = component.log.join("\n");
    for (const secret of ["guest.example.org", WORDS, encoded]) expect(log.includes(secret)).to.equal(false);
  });
});
