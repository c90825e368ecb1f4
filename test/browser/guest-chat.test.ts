// Whole chats of a guest's in Chromium, against a real Prosody and component: what people do, in the order in which they do it.
import { expect } from "chai";
import { generateKey } from "#otr/generate.ts";
import { recordStore } from "../../component/store/records.ts";
import { openStore } from "../../component/store/store.ts";
import type { PrivateKey } from "#otr/private-key.ts";
import { until } from "../support/chromium.ts";
import { answered, field, log, menu, say, setScene } from "./guest-pages.ts";
import type { Operator } from "./guest-stage.ts";

const LINE = "This chat uses end-to-end encryption.";

describe("guest: chat", function () {
  this.timeout(90_000);
  const on = setScene();
  const extra: Operator[] = [];
  const second = async (key?: PrivateKey) => {
    const operator = await on.stage.operator("desk2", key);
    extra.push(operator);
    return operator;
  };
  afterEach(() => {
    for (const one of extra.splice(0)) one.leave();
  });

  it("from the library's page: button, frame, words both ways, the line after the librarian's first message", async () => {
    const page = await on.pages.openAt(on.stage.origin);
    await page.getByRole("button", { name: "Chat with a librarian" }).click();
    const box = page.frameLocator("iframe");
    await say(box, "Do you have a map of the river?");
    const chat = await answered(on.desk, box);
    expect(await on.desk.heard(chat, 1)).to.deep.equal(["Do you have a map of the river?"]);
    await log(box).getByText("Delivered").waitFor();
    expect(await log(box).getByText(LINE).count()).to.equal(0);
    chat.say("Yes, from 1540. <b>Bold</b> & https://catalogue.example.org/7");
    await log(box).getByText("Yes, from 1540. <b>Bold</b>").waitFor();
    await log(box).getByText(LINE).waitFor();
    const link = log(box).getByRole("link", { name: "https://catalogue.example.org/7" });
    expect(await link.getAttribute("rel")).to.contain("noopener");
    chat.say("And a newer one.");
    await log(box).getByText("And a newer one.").waitFor();
    expect(await log(box).getByText(LINE).count()).to.equal(1);
    await box.getByRole("button", { name: /Encrypted and confirmed/ }).waitFor();
    // What is kept of it.
    await on.desk.endAll();
    const store = await openStore(on.stage.component.folder);
    await until(async () => (await recordStore(store).page("demo", "reference", undefined, 100)).rows.some(({ encrypted, verified }) => encrypted && verified));
    await store.close();
  });

  it("without the line where the key is not the skin's, or the librarian has none", async () => {
    await on.desk.setAvailable(false);
    for (const key of [generateKey(), undefined]) {
      const librarian = await second(key);
      const page = await on.pages.open("main");
      await say(page, "Hello");
      const chat = await answered(librarian, page);
      await librarian.heard(chat, 1);
      chat.say("Good afternoon");
      await log(page).getByText("Good afternoon").waitFor();
      await page.getByRole("button", { name: /^Encrypted\./ }).waitFor();
      expect(await log(page).getByText(LINE).count()).to.equal(0);
      librarian.leave();
      await page.close();
    }
  });

  it("in plain text where the skin has no fingerprint, and says so quietly", async () => {
    const page = await on.pages.open("plain");
    await say(page, "Hello");
    const chat = await answered(on.desk, page);
    expect(await on.desk.heard(chat, 1)).to.deep.equal(["Hello"]);
    chat.say("Good afternoon");
    await log(page).getByText("Good afternoon").waitFor();
    await page.getByRole("button", { name: /Ordinary connection/ }).click();
    await page.getByRole("dialog").getByText("could read them").waitFor();
    expect(await log(page).getByText(LINE).count()).to.equal(0);
  });

  it("keeps back what is written where the skin is verified-only and the key is another", async () => {
    const other = await second();
    await on.desk.setAvailable(false);
    const page = await on.pages.open("strict");
    await say(page, "For your eyes only");
    const chat = await answered(other, page);
    await page.getByRole("alert").getByText("has not been sent").waitFor();
    await log(page).getByText("Waiting to be sent").waitFor();
    expect(chat.view.entries.filter((e) => e.kind === "text" && e.from === "peer")).to.deep.equal([]);
  });

  it("asks first: nothing is joined before consent, struck context is not sent", async () => {
    const { box } = await on.pages.embedded("asking");
    await box.getByRole("checkbox", { name: /This page: \// }).waitFor();
    await box.getByRole("checkbox", { name: /Its title: Otter Library/ }).uncheck();
    await say(box, "When are you open?");
    await box.getByRole("alert").getByText("Please agree first").waitFor();
    expect(on.desk.rings).to.deep.equal([]);
    expect(await box.getByRole("textbox", { name: "Message" }).inputValue()).to.equal("When are you open?");
    await box.getByRole("checkbox", { name: "I agree" }).check();
    await box.getByRole("button", { name: "Send", exact: true }).click();
    const chat = await answered(on.desk, box);
    const [context1, question] = await on.desk.heard(chat, 2);
    expect(context1).to.match(/^Shared by the guest:\nPage: \/\nLanguage: /);
    expect(context1).to.not.contain("Otter Library");
    expect(question).to.equal("When are you open?");
    await log(box).getByText(/The librarian sees: \//).waitFor();
  });

  it("presses nothing with what is typed when the chat ends in the middle of it", async () => {
    const page = await on.pages.open("main");
    await say(page, "one");
    const chat = await answered(on.desk, page);
    await on.desk.heard(chat, 1);
    await page.keyboard.type("that");
    await on.desk.end(on.desk.chatOf(chat));
    await page.getByText("The librarian has ended the chat.").waitFor();
    await page.keyboard.type(" is all");
    await page.keyboard.press("Enter");
    await log(page).evaluate((element) => (element as HTMLElement).blur());
    await page.keyboard.type("thank you");
    await log(page).getByText("one").waitFor();
    expect(await page.getByRole("button", { name: "Start a new chat" }).isVisible()).to.equal(true);
    expect(on.desk.rings).to.deep.equal([]);
    await page.getByRole("button", { name: "Start a new chat" }).click();
    expect(await field(page).inputValue()).to.equal("that");
  });

  it("presses nothing new where the librarian ends the chat while the guest is asked about its end", async () => {
    const page = await on.pages.open("main");
    await say(page, "one");
    const chat = await answered(on.desk, page);
    await on.desk.heard(chat, 1);
    await menu(page, "End the chat");
    await page.getByRole("dialog").getByRole("button", { name: "End the chat" }).focus();
    await on.desk.end(on.desk.chatOf(chat));
    await page.getByText("The librarian has ended the chat.").waitFor();
    await page.keyboard.press("Enter");
    await log(page).getByText("one").waitFor();
    expect(await page.getByRole("button", { name: "Start a new chat" }).isVisible()).to.equal(true);
    expect(on.desk.rings).to.deep.equal([]);
  });

  it("shows the place in the queue, who answered, and typing", async () => {
    const first = await on.pages.open("main");
    await first.getByText("You are next").waitFor();
    const next = await on.pages.open("main");
    await next.getByText("You are number 2 in the queue").waitFor();
    const chat = await answered(on.desk, first);
    await answered(on.desk, next);
    await log(first).getByText("is here to help you").waitFor();
    chat.say("Good afternoon"); // who is writing is told once the two are connected
    await log(first).getByText("Good afternoon").waitFor();
    chat.typing();
    await first.getByText("is writing").waitFor();
    await log(next).getByText("is here to help").waitFor();
  });

  it("says that nobody is here, with the library's words and mail, and offers the chat when somebody is", async () => {
    const page = await on.pages.open("closed");
    await page.getByRole("heading", { name: "No librarian is here at the moment" }).waitFor();
    await page.getByText("We are back at nine. Or phone us.").waitFor();
    expect(await page.getByRole("link", { name: "Write an e-mail" }).getAttribute("href")).to.equal("mailto:ask@library.example.org");
    await on.desk.setAvailable(false);
    const other = await on.pages.open("main");
    await other.getByRole("heading", { name: "No librarian is here at the moment" }).waitFor();
    await on.desk.setAvailable(true);
    await other.getByRole("button", { name: "Start the chat" }).click({ timeout: 15_000 });
    await other.getByText("You are next").waitFor();
  });

  it("has words of its own for a skin or queue that does not exist", async () => {
    const page = await on.pages.open("nothing");
    await page.getByText("there is no design (skin) with the name").waitFor();
    await page.goto(on.stage.box("main", "nowhere"));
    await page.getByText("there is no queue with the name").waitFor();
    await page.goto(`${on.stage.origin}/box.html`);
    await page.getByText("does not say which design").waitFor();
  });

  it("closes in a plain iframe by forgetting what was said, and rings nobody until a new chat is wanted", async () => {
    const page = await on.pages.openAt(on.stage.origin);
    await page.evaluate((src) => document.body.append(Object.assign(document.createElement("iframe"), { src, title: "Plain" })), on.stage.box("main"));
    const box = page.frameLocator("iframe[title=Plain]");
    await say(box, "One question");
    const chat = await answered(on.desk, box);
    await on.desk.heard(chat, 1);
    await menu(box, "End the chat");
    await box.getByRole("dialog").getByRole("button", { name: "End the chat" }).click();
    await box.getByRole("button", { name: "Close", exact: true }).click();
    await until(async () => (await log(box).getByText("One question").count()) === 0);
    await page.waitForTimeout(500); // as long as a join takes, and longer
    expect(on.desk.rings).to.deep.equal([]);
    await box.getByRole("button", { name: "Start a new chat" }).click();
    await answered(on.desk, box);
  });

  it("saves the transcript under the guest's date, on both sides of the date line", async () => {
    for (const timezoneId of ["Pacific/Kiritimati", "Pacific/Pago_Pago"]) {
      const page = await on.pages.open("main", await on.pages.context({ timezoneId }));
      await say(page, "Which day is it?");
      await answered(on.desk, page);
      const today = await page.evaluate(() => [new Date().getFullYear(), new Date().getMonth() + 1, new Date().getDate()].map((part) => String(part).padStart(2, "0")).join("-"));
      const [file] = await Promise.all([page.waitForEvent("download"), menu(page, "Save the conversation")]);
      expect(file.suggestedFilename()).to.equal(`chat-${today}.txt`);
    }
  });

  it("asks about the end of the chat that it was asked about, not of the next one", async () => {
    const page = await on.pages.open("main");
    const chat = await answered(on.desk, page);
    await menu(page, "End the chat");
    await page.getByRole("dialog", { name: "End this chat?" }).waitFor();
    await on.desk.end(on.desk.chatOf(chat));
    await page.getByText("The librarian has ended the chat.").waitFor();
    await page.getByRole("button", { name: "Start a new chat" }).click();
    await answered(on.desk, page);
    expect(await page.getByRole("dialog").count()).to.equal(0);
  });

  it("ends after a question, saves the transcript as a file, and wipes what the tab had", async () => {
    const page = await on.pages.open("main");
    await say(page, "One question");
    const chat = await answered(on.desk, page);
    await on.desk.heard(chat, 1);
    expect(await page.evaluate(() => sessionStorage.length)).to.be.above(0);
    await page.getByRole("button", { name: "More" }).click();
    await page.getByRole("button", { name: "End the chat" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Keep chatting" }).click();
    await page.getByRole("button", { name: "More" }).click();
    await page.getByRole("button", { name: "End the chat" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "End the chat" }).click();
    await page.getByText("You have ended the chat.").waitFor();
    expect(await page.evaluate(() => sessionStorage.length)).to.equal(0);
    const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Save the conversation" }).click()]);
    const chunks: Buffer[] = [];
    for await (const chunk of await file.createReadStream()) chunks.push(chunk as Buffer);
    expect(Buffer.concat(chunks).toString()).to.contain("You: One question");
    await page.getByRole("button", { name: "Start a new chat" }).click();
    expect(await log(page).getByText("One question").count()).to.equal(0);
  });
});
