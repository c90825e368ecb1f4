// The loader in pages that are not as they should be, or not alone: twice in one page, two buttons in one corner, pages in several languages, a phone without a network.
import { expect } from "chai";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BrowserContext, FrameLocator, Page } from "playwright-core";
import { log, say, setScene } from "./guest-pages.ts";
import { setHost } from "./host-pages.ts";

const page = (body: string, lang = "en") => `<!doctype html><html lang="${lang}"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Opening hours</title><body>${body}</body></html>`;
const LOADER = '<script src="https://chat.example.org/loader.js" data-queue="reference" data-skin="demo/skins/main"></script>';
const PAGES = {
  "/one.html": { html: page(LOADER) },
  "/french.html": { html: page(LOADER, "fr") },
  "/twice.html": { html: page(LOADER + LOADER) },
  "/corner.html": { html: page(LOADER + LOADER.replace("main", "dressed").replace("></", ' data-text="Music"></')) },
  "/violet.html": { html: page(LOADER.replace("></", ' data-accent="#7a1f5f"></')) },
  "/asking.html": { html: page(LOADER.replace("main", "asking")) },
  "/no-frames.html": { html: page(LOADER), headers: { "content-security-policy": "default-src 'none'; script-src https://chat.example.org" } },
};
const PHONE = { viewport: { width: 390, height: 700 }, isMobile: true, hasTouch: true };

describe("guest: odd pages", function () {
  this.timeout(90_000);
  const on = setScene();
  const host = setHost(on, PAGES);
  let context: BrowserContext;

  beforeEach(async () => (context = await on.pages.foreign()));

  const open = (path: keyof typeof PAGES, origin = host.otherSite): Promise<Page> => on.pages.openAt(`${origin}${path}`, context);
  const button = (on: Page) => on.getByRole("button", { name: "Chat with a librarian" });
  const answer = async (box: FrameLocator, text: string) => {
    await say(box, text);
    const chat = await on.desk.answer();
    expect(await on.desk.heard(chat, 1)).to.deep.equal([text]);
    return chat;
  };

  it("has one button where the script stands twice, and its chat lives through a reload", async () => {
    const at = await open("/twice.html");
    await button(at).click();
    const box = at.frameLocator("iframe");
    await answer(box, "Is there one of you?");
    await at.reload();
    await log(box).getByText("Is there one of you?").waitFor();
    expect(await at.getByRole("button").count()).to.equal(1);
  });

  it("opens a box above the buttons of the others, on a phone too", async () => {
    for (const options of [{}, PHONE]) {
      context = await on.pages.foreign(options);
      const at = await open("/corner.html");
      await button(at).click();
      await answer(at.frameLocator("iframe[title='Chat with a librarian']"), "Can I press this?");
      await at.frameLocator("iframe").getByRole("button", { name: "Minimise" }).click();
      await at.getByRole("button", { name: "Music" }).click();
      await answer(at.frameLocator("iframe[title='Music']"), "And this?");
    }
  });

  it("goes on with the chat on a page in another language", async () => {
    for (const origin of [host.sameSite, host.otherSite]) {
      const at = await open("/one.html", origin);
      await button(at).click();
      const box = at.frameLocator("iframe");
      const chat = await answer(box, "Do you speak French?");
      await at.goto(`${origin}/french.html`);
      await log(box).getByText("Do you speak French?").waitFor();
      chat.say("Oui.");
      await log(box).getByText("Oui.").waitFor();
      await box.getByRole("button", { name: "Envoyer", exact: true }).waitFor();
      await on.desk.endAll();
    }
  });

  it("goes on in a page from the disk, which has no origin, when it is made small and opened again", async () => {
    const folder = await mkdtemp(join(tmpdir(), "otterdesk-page-"));
    await writeFile(join(folder, "page.html"), PAGES["/one.html"].html.replace("https://chat.example.org", on.stage.origin));
    try {
      const at = await on.pages.openAt(`file://${folder}/page.html`, context);
      await button(at).click();
      const box = at.frameLocator("iframe");
      const chat = await answer(box, "From the disk");
      const frame = await at.locator("iframe").elementHandle();
      for (const visible of [false, true]) {
        await button(at).click();
        expect(await frame?.isVisible()).to.equal(visible);
      }
      chat.say("Still here.");
      await log(box).getByText("Still here.").waitFor();
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it("offers the page's path as people read it, without the session's number that some catalogues put in it", async () => {
    const at = await open("/asking.html", host.sameSite);
    await at.evaluate(() => history.pushState({}, "", "/מדריך;jsessionid=5EC4E7/item;v=2/7;jsessionid=5EC4E7?id=5EC4E7"));
    await button(at).click();
    const box = at.frameLocator("iframe");
    await box.getByRole("checkbox", { name: "This page: /מדריך/item/7", exact: true }).waitFor();
    expect(await box.locator("body").innerText()).to.not.contain("5EC4E7");
  });

  it("is not on paper when the page is printed", async () => {
    const at = await open("/asking.html", host.sameSite);
    await button(at).click();
    await at.locator("iframe").waitFor();
    await at.emulateMedia({ media: "print" });
    expect([await button(at).isVisible(), await at.locator("iframe").isVisible()]).to.deep.equal([false, false]);
  });

  it("keeps the colour that the page has given the button", async () => {
    const at = await open("/violet.html");
    await button(at).click();
    await answer(at.frameLocator("iframe"), "Is it still violet?");
    expect(await button(at).evaluate((b) => getComputedStyle(b).backgroundColor)).to.equal("rgb(122, 31, 95)");
  });

  it("leaves a way back to the page on a phone where the box does not come, and tries again at the next press", async () => {
    context = await on.pages.foreign(PHONE);
    await context.route("**/box.html*", (route) => route.abort());
    const at = await open("/one.html");
    const frame = at.locator(".otterdesk iframe");
    await button(at).click();
    await button(at).click();
    expect(await frame.isVisible()).to.equal(false);
    await context.unroute("**/box.html*");
    await button(at).click();
    await answer(at.frameLocator("iframe"), "Here at last");
    expect(await frame.boundingBox()).to.deep.equal({ x: 0, y: 0, width: 390, height: 700 });
  });

  it("leaves a way back on a phone where the page forbids the frame", async () => {
    context = await on.pages.foreign(PHONE);
    const at = await open("/no-frames.html");
    await button(at).click();
    const link = at.getByRole("link", { name: "Chat with a librarian ↗" });
    await link.waitFor();
    await button(at).click();
    expect(await link.isVisible()).to.equal(false);
  });
});
