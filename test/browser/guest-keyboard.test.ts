// A whole chat by keyboard alone, from the library's page to the end, in Chromium on a real Prosody and component; and what a screen reader has of it.
// `box-tree.yml` is the accessibility tree of that chat: with UPDATE_FIXTURES=1 it is written anew, to be read before it is committed.
import { expect } from "chai";
import { readFileSync, writeFileSync } from "node:fs";
import type { FrameLocator, Locator, Page } from "playwright-core";
import { until } from "../support/chromium.ts";
import { answered, field, log, setScene } from "./guest-pages.ts";

const FIXTURE = "test/browser/box-tree.yml";

describe("guest: keyboard and screen reader", function () {
  this.timeout(90_000);
  const on = setScene();

  type Where = FrameLocator | Page | Locator;
  type Role = "button" | "textbox" | "checkbox";
  const isFocused = (where: Where, role: Role, name: string | RegExp): Promise<boolean> =>
    where.getByRole(role, { name, exact: true }).first().evaluate((element) => element === (element.getRootNode() as Document | ShadowRoot).activeElement);

  /** Presses Tab until it is there, as a person does. */
  async function tabTo(page: Page, where: Where, role: Role, name: string | RegExp, key = "Tab"): Promise<void> {
    for (let i = 0; i < 25; i++) {
      if (await isFocused(where, role, name)) return;
      await page.keyboard.press(key);
    }
    throw new Error(`Tab does not lead to ${role} ${name}.`);
  }

  it("does everything: open, choose, agree, write, read what trust means, save, end, close", async () => {
    const { page, box } = await on.pages.library("asking");
    await tabTo(page, page, "button", "Ask the test");
    await page.keyboard.press("Enter");
    await until(() => isFocused(box, "textbox", "Message"));

    // Consent and context
    await box.getByRole("checkbox", { name: "I agree" }).waitFor();
    await page.keyboard.type("When are you open?");
    await page.keyboard.press("Enter");
    await until(() => isFocused(box, "checkbox", "I agree"));
    await page.keyboard.press("Space");
    await tabTo(page, box, "checkbox", /Its title/, "Shift+Tab");
    await page.keyboard.press("Space");
    await watchLog(box);
    await tabTo(page, box, "button", "Start the chat");
    await page.keyboard.press("Enter");
    await until(() => isFocused(box, "textbox", "Message"));
    await box.getByText("You are next").waitFor();
    await page.keyboard.press("Enter");
    const chat = await answered(on.desk, box);
    await on.desk.heard(chat, 2);
    chat.say("Good afternoon! Until eight.");
    await log(box).getByText("Until eight").waitFor();
    await page.keyboard.type("Thank you");
    await page.keyboard.press("Shift+Enter");
    await page.keyboard.type("and goodbye");
    await page.keyboard.press("Enter");
    expect((await on.desk.heard(chat, 3))[2]).to.equal("Thank you\nand goodbye");
    await until(async () => (await log(box).getByText("Delivered").count()) === 2);

    // What trust means
    await tabTo(page, box, "button", /^Encrypted and confirmed/, "Shift+Tab");
    await page.keyboard.press("Enter");
    await box.getByRole("dialog").getByText("Only you and the librarian").waitFor();
    await page.keyboard.press("Escape");
    await box.getByRole("dialog").waitFor({ state: "hidden" });
    expect(await isFocused(box, "button", /^Encrypted and confirmed/), "back where it was").to.equal(true);

    expect(await said(box)).to.deep.equal([
      "The librarian sees: / · American English",
      "You:When are you open?",
      "A librarian is here to help you.",
      "Librarian:Good afternoon! Until eight.",
      "This chat uses end-to-end encryption.",
      "You:Thank you\nand goodbye",
    ]);
    compare(await box.locator("body").ariaSnapshot());

    // Save, change one's mind, end, close
    await tabTo(page, box, "button", "More");
    await page.keyboard.press("Enter");
    await tabTo(page, box, "button", "Save the conversation");
    const [file] = await Promise.all([page.waitForEvent("download"), page.keyboard.press("Enter")]);
    expect(file.suggestedFilename()).to.match(/\.txt$/);
    await tabTo(page, box, "button", "More", "Shift+Tab");
    for (const [answer, then] of [["Keep chatting", "textbox"], ["End the chat", "button"]] as const) {
      await tabTo(page, box, "button", "More", "Shift+Tab");
      await page.keyboard.press("Enter");
      await tabTo(page, box.locator("#menu"), "button", "End the chat");
      await page.keyboard.press("Enter");
      const dialog = box.getByRole("dialog", { name: "End this chat?" });
      await dialog.waitFor();
      await tabTo(page, dialog, "button", answer);
      await page.keyboard.press("Enter");
      await until(() => isFocused(box, then, then === "textbox" ? "Message" : "Start a new chat"));
    }
    await box.getByRole("status").getByText("You have ended the chat.").waitFor();
    await tabTo(page, box, "button", "Close");
    await page.keyboard.press("Enter");
    await page.locator("iframe").waitFor({ state: "detached" });
    expect(await isFocused(page, "button", "Ask the test"), "back on the page's button").to.equal(true);
    expect(await page.getByRole("button", { name: "Ask the test" }).getAttribute("aria-expanded")).to.equal("false");
  });

  it("takes what is typed into the field where the browser has not let the box have the focus", async () => {
    const { page, box } = await on.pages.embedded("main");
    await box.locator(":root[data-scheme]").waitFor(); // it has drawn itself, which takes the focus once more
    await until(() => isFocused(box, "textbox", "Message"));
    await box.locator("body").evaluate(() => (document.activeElement as HTMLElement).blur()); // WebKit leaves another site's frame like this
    await page.keyboard.press("Control+c");
    expect(await isFocused(box, "textbox", "Message"), "copying from the transcript").to.equal(false);
    await page.keyboard.type("When?");
    expect(await field(box).inputValue()).to.equal("When?");
  });
});

/** What a live region that announces additions says, in order. */
async function watchLog(box: FrameLocator): Promise<void> {
  await box.getByRole("log").evaluate((element) => {
    const heard: string[] = [];
    Object.assign(window, { heard });
    new MutationObserver((records) => {
      for (const { addedNodes } of records) for (const node of addedNodes) heard.push([...(node as Element).querySelectorAll(".who, .aside, .bubble")].map((part) => part.textContent).join("") || (node.textContent ?? ""));
    }).observe(element, { childList: true, subtree: true });
  });
}

const said = (box: FrameLocator): Promise<string[]> => box.locator("body").evaluate(() => (window as unknown as { heard: string[] }).heard);

function compare(snapshot: string): void {
  const found = `${snapshot.replace(/\d+:\d\d\s[AP]M/g, "TIME")}\n`;
  if (process.env["UPDATE_FIXTURES"] === "1") writeFileSync(FIXTURE, found);
  expect(found).to.equal(readFileSync(FIXTURE, "utf8"));
}
