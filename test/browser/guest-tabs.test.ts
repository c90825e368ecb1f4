// The box and its window: a window of its own and back, minimised, a second tab, sound, and browsers that let it store nothing.
import { expect } from "chai";
import type { Locator } from "playwright-core";
import { openBrowser, until } from "../support/chromium.ts";
import { answered, field, log, menu, say, setScene } from "./guest-pages.ts";

describe("guest: tabs and windows", function () {
  this.timeout(90_000);
  const on = setScene();

  it("goes into a window of its own and comes back, with the whole chat", async () => {
    const { page, box } = await on.pages.embedded("main");
    await say(box, "in the page");
    const chat = await answered(on.desk, box);
    await on.desk.heard(chat, 1);
    const [popup] = await Promise.all([page.waitForEvent("popup"), menu(box, "Open in a window of its own")]);
    popup.setDefaultTimeout(20_000);
    await log(popup).getByText("in the page").waitFor();
    await box.getByRole("heading", { name: "This chat goes on in another tab or window." }).waitFor();
    await say(popup, "in the window");
    chat.say("I follow you");
    await log(popup).getByText("I follow you").waitFor();
    expect(await popup.getByRole("button", { name: "Minimise" }).count()).to.equal(0);
    await box.getByRole("button", { name: "Bring it back here" }).click();
    await log(box).getByText("I follow you").waitFor();
    await popup.getByText("This chat goes on in another tab or window.").waitFor();
    await popup.close();
    await say(box, "in the page again");
    expect(await on.desk.heard(chat, 3)).to.deep.equal(["in the page", "in the window", "in the page again"]);
    chat.say("welcome back");
    await log(box).getByText("welcome back").waitFor();
    expect(await log(box).locator(".bubble").allInnerTexts()).to.deep.equal(["in the page", "in the window", "I follow you", "in the page again", "welcome back"]);
  });

  it("says so where the browser refuses the window, and goes on in the page", async () => {
    const page = await on.pages.openAt(on.stage.origin, await on.pages.foreign());
    await page.evaluate((src) => {
      const frame = Object.assign(document.createElement("iframe"), { src, title: "No pop-ups" });
      frame.setAttribute("sandbox", "allow-scripts allow-same-origin allow-forms");
      document.body.append(frame);
    }, on.stage.box("main"));
    const box = page.frameLocator("iframe[title='No pop-ups']");
    const chat = await answered(on.desk, box);
    await menu(box, "Open in a window of its own");
    await box.getByRole("alert").getByText("Your browser has blocked the new window, so the chat goes on here.").waitFor();
    chat.say("I am still here");
    await log(box).getByText("I am still here").waitFor();
    await say(box, "So am I");
    expect(await on.desk.heard(chat, 1)).to.deep.equal(["So am I"]);
    expect(await box.getByRole("alert").count(), "read by then").to.equal(0);
  });

  it("has the chat back, whole, from a window of its own that was closed", async () => {
    const { page, box } = await on.pages.embedded("main");
    await say(box, "in the page");
    const chat = await answered(on.desk, box);
    await on.desk.heard(chat, 1);
    const [popup] = await Promise.all([page.waitForEvent("popup"), menu(box, "Open in a window of its own")]);
    await log(popup).getByText("in the page").waitFor();
    await say(popup, "in the window");
    await on.desk.heard(chat, 2);
    await log(popup).getByText("Delivered").nth(1).waitFor();
    await popup.close({ runBeforeUnload: true });
    await until(() => popup.isClosed());
    await box.getByRole("button", { name: "Bring it back here" }).click();
    await log(box).getByText("in the window").waitFor();
    await say(box, "in the page again");
    expect(await on.desk.heard(chat, 3)).to.deep.equal(["in the page", "in the window", "in the page again"]);
  });

  it("takes the chat along when the page that it came from is closed", async () => {
    const { page, box } = await on.pages.embedded("main");
    await say(box, "one");
    const chat = await answered(on.desk, box);
    await on.desk.heard(chat, 1);
    const [popup] = await Promise.all([page.waitForEvent("popup"), menu(box, "Open in a window of its own")]);
    popup.setDefaultTimeout(20_000);
    await log(popup).getByText("one").waitFor();
    await page.close();
    await say(popup, "two");
    expect(await on.desk.heard(chat, 2)).to.deep.equal(["one", "two"]);
  });

  it("counts on the button and in the title what comes while it is minimised", async () => {
    const { page, box } = await on.pages.embedded("main");
    const title = await page.title();
    const chat = await answered(on.desk, box);
    await box.getByRole("button", { name: "Minimise" }).click();
    await field(box).waitFor({ state: "hidden" });
    chat.say("one");
    await page.getByRole("button", { name: "Ask the test, 1 new message" }).waitFor();
    chat.say("two");
    await page.getByRole("button", { name: "Ask the test, 2 new messages" }).waitFor();
    expect(await page.title()).to.equal(`(2) ${title}`);
    await page.getByRole("button", { name: "Ask the test" }).click();
    await log(box).getByText("two").waitFor();
    await page.getByRole("button", { name: "Ask the test", exact: true }).waitFor();
    await until(async () => (await page.title()) === title);
    await until(() => field(box).evaluate((element) => element === document.activeElement));
  });

  it("fills a phone, ends above its keyboard with the newest line in sight, and keeps its size under two fingers", async () => {
    const context = await on.pages.context({ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });
    const { page, box } = await on.pages.embedded("main", context);
    const chat = await answered(on.desk, box);
    for (let i = 1; i <= 12; i++) chat.say(`line ${i}\nof many`);
    await log(box).getByText("line 12").waitFor();
    const frame = page.locator("iframe[title='Ask the test']");
    expect(await frame.boundingBox()).to.deep.equal({ x: 0, y: 0, width: 390, height: 844 });
    const session = await context.newCDPSession(page);
    await session.send("Emulation.setPageScaleFactor", { pageScaleFactor: 2 });
    expect(await frame.evaluate((element) => element.getBoundingClientRect().height)).to.equal(844);
    await session.send("Emulation.setPageScaleFactor", { pageScaleFactor: 1 });
    // What a browser leaves of the page while its keyboard is up.
    await page.setViewportSize({ width: 390, height: 500 });
    await until(async () => (await frame.boundingBox())?.height === 500);
    const inSight = async (thing: Locator) => thing.boundingBox().then((place) => place !== null && place.y >= 0 && place.y + place.height <= 500);
    await until(() => inSight(field(box)));
    await until(() => inSight(log(box).getByText("line 12")));
  });

  it("is silent until the guest wants sound, and silent again after", async () => {
    const context = await on.pages.context();
    // Every tone is one oscillator.
    await context.addInitScript(`globalThis.tones = 0;
      const { createOscillator } = AudioContext.prototype;
      AudioContext.prototype.createOscillator = function () { globalThis.tones++; return createOscillator.call(this); };`);
    const page = await on.pages.open("main", context);
    const tones = () => page.evaluate(() => (globalThis as unknown as { tones: number }).tones);
    const chat = await answered(on.desk, page);
    const hear = async (text: string) => {
      chat.say(text);
      await log(page).getByText(text).waitFor();
    };
    await hear("silent");
    expect(await tones()).to.equal(0);
    await menu(page, "Turn sound on");
    expect(await tones(), "a sample").to.equal(1);
    await hear("heard");
    expect(await tones()).to.equal(2);
    await menu(page, "Turn sound off");
    await hear("silent again");
    expect(await tones()).to.equal(2);
  });

  it("offers the chat to a second tab instead of fighting over it, or a new one beside it", async () => {
    const context = await on.pages.context();
    const page = await on.pages.open("main", context);
    await say(page, "one");
    const chat = await answered(on.desk, page);
    await on.desk.heard(chat, 1);
    const second = await on.pages.open("main", context);
    await second.getByRole("heading", { name: "You are already chatting in another tab." }).waitFor();
    await second.getByRole("button", { name: "Start a new chat" }).click();
    await say(second, "another question");
    const other = await answered(on.desk, second);
    expect(await on.desk.heard(other, 1)).to.deep.equal(["another question"]);
    await say(page, "two");
    expect(await on.desk.heard(chat, 2)).to.deep.equal(["one", "two"]);
  });

  it("keeps the chat in a tab that was duplicated to the tab that has it", async () => {
    const context = await on.pages.context();
    const page = await on.pages.open("main", context);
    await say(page, "one");
    const chat = await answered(on.desk, page);
    await on.desk.heard(chat, 1);
    // As browsers do it: what the tab has stored is copied with it.
    const stored = await page.evaluate(() => JSON.stringify(sessionStorage));
    const copy = await context.newPage();
    await copy.addInitScript((text) => Object.assign(sessionStorage, JSON.parse(text)), stored);
    await copy.goto(on.stage.box("main"));
    await copy.getByRole("heading", { name: "You are already chatting in another tab." }).waitFor();
    await say(page, "two");
    expect(await on.desk.heard(chat, 2)).to.deep.equal(["one", "two"]);
  });

  it("shows the whole chat on a page that the browser kept as it was, when the guest goes back to it", async () => {
    const browser = await openBrowser(["--disable-back-forward-cache"]);
    try {
      const page = await (await browser.newContext({ locale: "en-US" })).newPage();
      await page.goto(on.stage.box("main"));
      await page.evaluate(() => window.addEventListener("pageshow", ({ persisted }) => sessionStorage.setItem("as it was", String(persisted))));
      await say(page, "one");
      const chat = await answered(on.desk, page);
      await on.desk.heard(chat, 1);
      await page.goto(`${on.stage.box("main")}&lang=en`);
      await say(page, "two");
      await on.desk.heard(chat, 2);
      chat.say("three");
      await log(page).getByText("three").waitFor();
      await page.goBack({ waitUntil: "commit" });
      chat.say("four");
      await log(page).getByText("four").waitFor();
      expect(await log(page).locator(".bubble").allInnerTexts()).to.deep.equal(["one", "two", "three", "four"]);
      await say(page, "five");
      expect(await on.desk.heard(chat, 3)).to.deep.equal(["one", "two", "five"]);
      expect(await page.evaluate(() => sessionStorage.getItem("as it was"))).to.equal("true");
    } finally {
      await browser.close();
    }
  });

  it("chats where the browser lets pages store nothing", async () => {
    const context = await on.pages.context();
    await context.addInitScript(`for (const name of ["sessionStorage", "localStorage"])
      Object.defineProperty(window, name, { get() { throw new DOMException("The operation is insecure.", "SecurityError"); } });`);
    const { page, box } = await on.pages.embedded("main", context);
    await say(box, "nothing is stored");
    const chat = await on.desk.answer();
    expect(await on.desk.heard(chat, 1)).to.deep.equal(["nothing is stored"]);
    chat.say("nothing at all");
    await log(box).getByText("nothing at all").waitFor();
    await box.getByRole("button", { name: /Encrypted and confirmed/ }).waitFor();
    await page.reload();
    await page.getByRole("button", { name: "Chat with a librarian" }).waitFor();
  });
});
