// The guest's box and the operator's client, both in Chromium, on a real Prosody and component: what the one shows of the other.
import { expect } from "chai";
import type { Page } from "playwright-core";
import { until } from "../support/chromium.ts";
import { log, say, setPages } from "./guest-pages.ts";

describe("both ends of a chat", function () {
  this.timeout(90_000);
  let desk: Page;
  const on = setPages(async () => {
    await desk.getByRole("button", { name: "End chat" }).click();
    await desk.getByRole("button", { name: "End it" }).click();
    await desk.getByText("This chat is over.").waitFor();
  });
  beforeEach(async () => {
    desk = await on.pages.openAt(on.stage.operatorOrigin);
    await desk.getByLabel("Address").fill("desk2@example.org");
    await desk.getByLabel("Password").fill("two");
    await desk.getByRole("button", { name: "Sign in" }).click();
    await desk.getByText("1 available").waitFor();
  });

  it("shows what the guest has shared as a card, and the question below it", async () => {
    const { box } = await on.pages.embedded("asking");
    await box.getByRole("checkbox", { name: /Your language/ }).uncheck();
    await box.getByRole("checkbox", { name: "I agree" }).check();
    await say(box, "When are you open?");
    await desk.getByRole("button", { name: "Answer" }).click();
    await desk.getByRole("heading", { name: "Shared by the guest" }).waitFor();
    const card = await log(desk).locator("dl > div").allInnerTexts();
    expect(card.map((row) => row.split(/\s*\n\s*/))).to.deep.equal([["Page", "/"], ["Title", "Otter Library"]]);
    await log(desk).locator(".bubble").getByText("When are you open?").waitFor();
    expect(await log(desk).locator(".bubble").count()).to.equal(1);
    await desk.getByRole("button", { name: /^Guest, .+When are you open\?/ }).waitFor();
    await log(box).getByText("Delivered").waitFor();
  });

  it("says that a guest has come back with a new key, sends them nothing, and goes on when told to", async () => {
    const page = await on.pages.open("main");
    await say(page, "one");
    await desk.getByRole("button", { name: "Answer" }).click();
    await log(desk).getByText("one").waitFor();
    await say(desk, "two");
    await log(page).getByText("two").waitFor();
    // A reload alone keeps the key, and nothing is to be seen at the desk.
    await page.reload();
    await say(page, "three");
    await log(desk).getByText("three").waitFor();
    expect(await desk.getByRole("alert").count()).to.equal(0);
    // The browser has lost the conversation, but not the chat.
    await page.addInitScript(() => Object.keys(sessionStorage).filter((key) => key.startsWith("otterdesk chat")).forEach((key) => sessionStorage.removeItem(key)));
    await page.reload();
    await say(page, "it is me");
    await desk.getByRole("alert").getByText("The guest has come back with a new key.").waitFor();
    await log(desk).getByText("it is me").waitFor();
    await say(desk, "who?");
    await log(desk).getByText("Waiting to go").waitFor();
    expect(await log(page).getByText("who?").count()).to.equal(0);
    await desk.getByRole("button", { name: "Go on with this guest" }).click();
    await log(page).getByText("who?").waitFor();
    await until(async () => (await desk.getByRole("alert").count()) === 0);
    await say(page, "me");
    await log(desk).getByText("me", { exact: true }).waitFor();
  });
});
