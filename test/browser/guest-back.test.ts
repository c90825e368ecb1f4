// The box when something is gone: the server, the network, the machine asleep, the librarians. What it says, and that it comes back by itself.
import { expect } from "chai";
import type { Page } from "playwright-core";
import { writeResume } from "#core/chat.ts";
import { connect } from "#browser/xmpp.ts";
import { until } from "../support/chromium.ts";
import { answered, chatAddress, field, heldBy, log, menu, say, setScene } from "./guest-pages.ts";

describe("guest: gone and back", function () {
  this.timeout(90_000);
  const on = setScene();

  /** A chat in which one text has gone each way. */
  async function talking(page: Page) {
    await say(page, "before");
    const chat = await answered(on.desk, page);
    await on.desk.heard(chat, 1);
    chat.say("good afternoon");
    await log(page).getByText("good afternoon").waitFor();
    return chat;
  }
  const saidInLog = async (page: Page) => (await log(page).locator(".bubble").allInnerTexts()).map((text) => text.trim());

  it("says that the service cannot be reached, keeps what was written, and joins when it can", async () => {
    on.stage.network.cut(true);
    const page = await on.pages.open("main");
    await page.getByRole("status").getByText("Connecting").waitFor();
    await say(page, "written in the dark");
    await page.getByRole("status").getByText("cannot be reached at the moment").waitFor();
    await log(page).getByText("Waiting to be sent").waitFor();
    on.stage.network.mend();
    await page.getByRole("button", { name: "Try again" }).click();
    const chat = await answered(on.desk, page);
    expect(await on.desk.heard(chat, 1)).to.deep.equal(["written in the dark"]);
    await log(page).getByText("Delivered").waitFor();
  });

  it("says that the connection is interrupted, and after it delivers what was said meanwhile, once, both ways", async () => {
    const page = await on.pages.open("main");
    const chat = await talking(page);
    on.stage.network.cut(true);
    await page.getByRole("status").getByText("Your connection is interrupted").waitFor();
    await say(page, "in the gap");
    chat.say("from the desk");
    await log(page).getByText("Waiting to be sent").waitFor();
    on.stage.network.mend();
    expect(await on.desk.heard(chat, 2)).to.deep.equal(["before", "in the gap"]);
    await log(page).getByText("from the desk").waitFor();
    await until(async () => (await page.getByText("Your connection is interrupted").count()) === 0);
    expect((await saidInLog(page)).sort()).to.deep.equal(["before", "from the desk", "good afternoon", "in the gap"]);
  });

  it("is on the screen before its program, in the guest's language, and keeps what is written by then", async () => {
    const context = await on.pages.context({ locale: "fr-FR" });
    let isWritten!: () => void;
    const written = new Promise<void>((resolve) => (isWritten = resolve));
    await context.route("**/assets/box-*.js", (route) => written.then(() => route.continue()));
    const page = await context.newPage();
    await page.goto(on.stage.box("main").replace(/&lang=\w+/, ""), { waitUntil: "commit" });
    await page.getByText("Connexion…").waitFor();
    const early = page.getByRole("textbox", { name: "Message" });
    await early.fill("avant tout");
    const before = await early.elementHandle();
    isWritten();
    await page.getByText("C’est bientôt à vous.").waitFor();
    expect(await early.inputValue()).to.equal("avant tout");
    expect(await early.evaluate((field, drawn) => field === drawn, before)).to.equal(true);
    await early.press("Enter");
    await page.getByRole("log").getByText("avant tout").waitFor();
  });

  it("does what is pressed before it has drawn itself", async () => {
    const context = await on.pages.context();
    await context.addInitScript(() =>
      addEventListener("DOMContentLoaded", () => {
        const early = document.querySelector("textarea") as HTMLTextAreaElement;
        early.value = "at once";
        document.body.dataset["drawn"] = String("scheme" in document.documentElement.dataset);
        early.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }));
      }),
    );
    const page = await on.pages.open("main", context);
    await log(page).getByText("at once").waitFor();
    expect([await page.locator("body").getAttribute("data-drawn"), await field(page).inputValue()]).to.deep.equal(["false", ""]);
  });

  it("says so where a part of the program does not come, sends nothing in clear, and goes on when it is tried again", async () => {
    const context = await on.pages.context();
    let isWritten!: () => void;
    const written = new Promise<void>((resolve) => (isWritten = resolve));
    await context.route("**/assets/conversation-*.js", (route) => written.then(() => route.abort()));
    const page = await on.pages.open("main", context);
    await field(page).fill("kept for later");
    isWritten();
    await page.getByText("The chat could not be started").waitFor();
    await context.unroute("**/assets/conversation-*.js");
    await page.getByRole("button", { name: "Try again" }).click();
    await talking(page);
    expect(await saidInLog(page)).to.include("before");
  });

  it("wakes with the machine: what was said while it slept is there", async () => {
    const page = await on.pages.open("main");
    const chat = await talking(page);
    const browserSide = await page.context().newCDPSession(page);
    await browserSide.send("Page.setWebLifecycleState", { state: "frozen" });
    on.stage.network.cut();
    chat.say("while you slept");
    await browserSide.send("Page.setWebLifecycleState", { state: "active" });
    await log(page).getByText("while you slept").waitFor();
    await say(page, "awake");
    expect(await on.desk.heard(chat, 2)).to.deep.equal(["before", "awake"]);
  });

  it("says that the chat ended because the guest was away for too long, and what did not arrive", async () => {
    const page = await on.pages.open("main");
    const chat = await talking(page);
    on.stage.network.cut(true);
    await page.getByRole("status").getByText("Your connection is interrupted").waitFor();
    await say(page, "too late");
    await on.desk.over(chat);
    on.stage.network.mend();
    await page.getByText("you were away for too long").waitFor();
    await page.getByText("1 message was not delivered.").waitFor();
    await page.getByRole("button", { name: "Start a new chat" }).click();
    await answered(on.desk, page);
  });

  it("shows the library's other ways where the queue goes offline while the guest waits", async () => {
    const page = await on.pages.openAt(on.stage.box("closed", "reference"));
    await say(page, "anybody there?");
    await page.getByText("You are next").waitFor();
    await on.desk.setAvailable(false);
    await page.getByText("no librarian is here any more").waitFor();
    const words = page.getByText("We are back at nine. Or phone us.");
    await words.waitFor();
    expect(await words.getAttribute("dir"), "may be in another language than the box").to.equal("auto");
    expect(await page.getByRole("link", { name: "Write an e-mail" }).getAttribute("href")).to.equal("mailto:ask@library.example.org");
    await page.getByText("1 message was not delivered.").waitFor();
    expect(await page.evaluate(() => sessionStorage.length)).to.equal(0);
  });

  it("keeps what is written and not sent yet, until it is sent or the chat ends", async () => {
    const page = await on.pages.open("main");
    const chat = await talking(page);
    await field(page).fill("half a qu");
    await page.reload();
    await until(async () => (await field(page).inputValue()) === "half a qu");
    await log(page).getByText("good afternoon").waitFor();
    await field(page).pressSequentially("estion");
    await field(page).press("Enter");
    expect(await on.desk.heard(chat, 2)).to.deep.equal(["before", "half a question"]);
    await page.reload();
    await log(page).getByText("half a question").waitFor();
    expect(await field(page).inputValue()).to.equal("");
    await field(page).fill("never mind");
    await on.desk.end(on.desk.chatOf(chat));
    await page.getByText("The librarian has ended the chat.").waitFor();
    expect(await page.evaluate(() => sessionStorage.length)).to.equal(0);
  });

  it("shows what failed, and sends it again when asked", async () => {
    const page = await on.pages.open("main");
    const chat = await talking(page);
    // Another connection shows the chat's token: the component takes it for the guest from then on, and the page's texts for a stranger's.
    const thief = connect({ websocket: on.stage.prosody.websocket, domain: on.stage.prosody.guestDomain, credentials: { kind: "anonymous" }, onStanza: () => undefined, onState: () => undefined });
    await until(() => thief.state.state === "online");
    await thief.request(writeResume((await heldBy(page)).token), { type: "set", to: await chatAddress(page) });
    await say(page, "once more, please");
    await log(page).getByText("Not delivered").waitFor();
    await page.reload();
    await log(page).getByText("Not delivered").waitFor();
    await page.getByRole("button", { name: /Encrypted and confirmed/ }).waitFor();
    await log(page).getByRole("button", { name: "Send again" }).click();
    expect(await on.desk.heard(chat, 2)).to.deep.equal(["before", "once more, please"]);
    await until(async () => (await log(page).getByText("Not delivered").count()) === 0);
    thief.close();
  });

  it("tells that the librarian ended the chat, and saves it to a file with all that was said", async () => {
    const page = await on.pages.open("main");
    const chat = await talking(page);
    await on.desk.end(on.desk.chatOf(chat));
    await page.getByText("The librarian has ended the chat.").waitFor();
    expect(await page.evaluate(() => sessionStorage.length + localStorage.length)).to.equal(0);
    expect(await page.getByRole("button", { name: "More", exact: true }).isVisible()).to.equal(true);
    const [file] = await Promise.all([page.waitForEvent("download"), menu(page, "Save the conversation")]);
    expect(file.suggestedFilename()).to.match(/^chat-\d{4}-\d\d-\d\d\.txt$/);
    const chunks: Buffer[] = [];
    for await (const chunk of await file.createReadStream()) chunks.push(chunk as Buffer);
    const [title, from, gap, ...lines] = Buffer.concat(chunks).toString().replace(/^\ufeff/, "").split("\n");
    expect([title, gap]).to.deep.equal(["Chat with a librarian", ""]);
    expect(from).to.match(/^Conversation of \w+day, /);
    expect(lines.map((line) => line.replace(/^\[\d+:\d\d.[AP]M\] /, ""))).to.deep.equal(["You: before", "A librarian is here to help you.", "Librarian: good afternoon", "This chat uses end-to-end encryption.", ""]);
  });
});
