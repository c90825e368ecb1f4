// Every state of the box by axe-core (WCAG 2.2 AA), in its looks and sizes; and what a screen reader gets of new lines.
import { expect } from "chai";
import { readFileSync } from "node:fs";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { loadLanguage } from "../../web-guest/languages/all.ts";
import { openBrowser, serveGallery, type Pages } from "./box-pages.ts";
import type { Look } from "./box-gallery.tsx";
import { boxStates, facetsOf, FACETS } from "./box-states.ts";

interface Finding {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

const AXE = readFileSync("node_modules/axe-core/axe.min.js", "utf8");
const ALL = { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] };
const rules = (...values: string[]) => ({ type: "rule", values });
const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

/** All rules in the first look; in the others those that can come out differently there. */
const LOOKS: readonly { readonly name: string; readonly look: Look; readonly options?: BrowserContextOptions; readonly only: object }[] = [
  { name: "light", look: { lang: "en", scheme: "light" }, only: ALL },
  { name: "dark, a bright colour", look: { lang: "de", scheme: "dark", accent: "#f2c94c" }, only: rules("color-contrast") },
  { name: "light, a colour without contrast", look: { lang: "pl", scheme: "light", accent: "#9fd8c8" }, only: rules("color-contrast") },
  { name: "right to left on a phone", look: { lang: "ar", scheme: "light", accent: "#b3541e" }, options: PHONE, only: rules("color-contrast", "target-size", "scrollable-region-focusable", "valid-lang", "html-has-lang") },
];
const STATES = Object.keys(boxStates(await loadLanguage("en")));
const ENGLISH: Look = { lang: "en" };

describe("box: accessibility", function () {
  this.timeout(120_000);
  let pages: Pages;
  let browser: Browser;
  let page: Page;

  before(async () => {
    [pages, browser] = await Promise.all([serveGallery(), openBrowser()]);
    page = await open();
  });
  after(async () => {
    await browser?.close();
    await pages?.close();
  });

  async function open(options: BrowserContextOptions = {}): Promise<Page> {
    const context = await browser.newContext({ viewport: { width: 384, height: 640 }, reducedMotion: "reduce", bypassCSP: true, ...options });
    context.setDefaultTimeout(30_000);
    const opened = await context.newPage();
    await opened.goto(pages.origin);
    await opened.waitForSelector("[data-ready]", { state: "attached" });
    return opened;
  }
  const show = (state: string, look = ENGLISH, on = page) => on.evaluate(([s, l]) => (window as unknown as { show(state: string, look: Look): Promise<void> }).show(s, l), [state, look] as const);

  async function findings(on: Page, only: object): Promise<string[]> {
    const found = (await on.evaluate(`axe.run({ resultTypes: ["violations"], runOnly: ${JSON.stringify(only)} }).then((r) => r.violations)`)) as Finding[];
    return found.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html} ${node.failureSummary ?? ""}`));
  }

  /** What is opened over a state. */
  const OVER: Record<string, (on: Page) => Promise<void>> = {
    menu: (on) => on.locator("[popovertarget=menu]").first().click(),
    meaning: (on) => on.locator("button.trust").click(),
    end: async (on) => {
      await on.locator("[popovertarget=menu]").first().click();
      await on.locator("#menu button").last().click();
      await on.locator("dialog").waitFor();
    },
    "too long": async (on) => {
      await on.locator("textarea").fill("x".repeat(8001));
      await on.keyboard.press("Enter");
      await on.locator(".fault").waitFor();
    },
  };

  it("is looked at in every state that there is", async () => {
    const seen = Object.values(boxStates(await loadLanguage("en"))).map(facetsOf);
    for (const name of Object.keys(FACETS) as (keyof typeof FACETS)[]) expect(new Set(seen.flatMap((facets) => facets[name]).filter(Boolean)), name).to.have.keys(FACETS[name]);
  });

  for (const { name, look, options, only } of LOOKS) {
    it(`is clean in every state: ${name}`, async () => {
      const here = options === undefined ? page : await open(options);
      await here.evaluate(AXE);
      for (const state of STATES) {
        await show(state, look, here);
        expect(await findings(here, only), state).to.deep.equal([]);
      }
      for (const [over, act] of Object.entries(OVER)) {
        await show("chatting-verified", look, here);
        await act(here);
        expect(await findings(here, only), over).to.deep.equal([]);
      }
      if (here !== page) await here.context().close();
    });
  }

  it("says each new line once, from whom, and changes none that has been said", async () => {
    await show("chatting-verified");
    const changes = await page.evaluate(async () => {
      const log = document.querySelector("[role=log]") as Element;
      const seen: string[] = [];
      new MutationObserver((records) => {
        for (const record of records) for (const node of record.addedNodes) seen.push((node.textContent ?? "").slice(0, 20));
      }).observe(log, { childList: true, subtree: true });
      (window as unknown as { addLine: (line: object) => void }).addLine({ kind: "message", id: "99", mine: false, name: "Amina", text: "One more thing", at: Date.now() });
      await new Promise((resolve) => setTimeout(resolve, 100));
      return seen;
    });
    expect(changes).to.deep.equal(["Amina:One more thing"]);
  });

  // 320 by 256 pixels are what is left of 1280 by 1024 at 400 % (success criterion 1.4.10).
  it("scrolls in no direction but down at 400 % zoom, and everything can be reached", async () => {
    const small = await open({ viewport: { width: 320, height: 256 } });
    for (const state of STATES) {
      await show(state, { lang: "de" }, small);
      expect(await small.evaluate(() => document.documentElement.scrollWidth), state).to.be.at.most(320);
      expect(await small.locator("main :is(button, a, textarea, input)").evaluateAll(outOfReach), state).to.deep.equal([]);
    }
    await small.context().close();
  });

  // Success criterion 1.4.12.
  it("bears more space between letters, words and lines", async () => {
    await show("consenting", { lang: "pl" });
    await page.addStyleTag({ content: "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-block-end: 2em !important }" });
    for (const state of STATES) {
      await show(state, { lang: "pl" });
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), state).to.equal(true);
      const cut = await page.locator("button, .button, h1, h2, .info, .bubble, .status").evaluateAll((all) => all.filter((e) => e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).overflow !== "visible").map((e) => e.outerHTML));
      expect(cut, state).to.deep.equal([]);
    }
    await page.reload();
    await page.waitForSelector("[data-ready]", { state: "attached" });
  });

  it("moves only for those who have not asked for stillness", async () => {
    const moving = (on: Page) => on.evaluate(() => document.getAnimations().length);
    await show("chatting-verified");
    expect(await moving(page)).to.equal(0);
    const lively = await open({ reducedMotion: "no-preference" });
    await show("chatting-verified", ENGLISH, lively);
    expect(await moving(lively)).to.be.above(0);
    await lively.context().close();
  });

  it("keeps its outlines where the system chooses the colours", async () => {
    const forced = await open({ forcedColors: "active" });
    await show("chatting-verified", ENGLISH, forced);
    const bare = await forced.locator("header, .bubble, .button, textarea").evaluateAll((all) => all.filter((e) => parseFloat(getComputedStyle(e).borderBlockEndWidth) < 1).map((e) => e.outerHTML));
    expect(bare).to.deep.equal([]);
    await forced.locator("textarea").focus();
    expect(await forced.locator("textarea").evaluate((e) => getComputedStyle(e).outlineStyle)).to.equal("solid");
    await forced.context().close();
  });

  it("keeps clear of a phone's rounded edges", async () => {
    const phone = await open(PHONE);
    await show("chatting-verified", ENGLISH, phone);
    const session = await phone.context().newCDPSession(phone);
    await session.send("Emulation.setSafeAreaInsetsOverride", { insets: { top: 0, left: 44, right: 44, bottom: 34 } });
    const edges = await phone.locator("h1, .bubble, textarea, .compose .button, header > .icon").evaluateAll((all) => all.map((e) => e.getBoundingClientRect()).map(({ left, right, bottom }) => [left, right, bottom]));
    for (const [left, right, bottom] of edges as [number, number, number][]) expect([left >= 44, right <= 390 - 44, bottom <= 844 - 34], JSON.stringify([left, right, bottom])).to.deep.equal([true, true, true]);
    await phone.context().close();
  });
});

/** In the page: those that, scrolled to, do not lie in a window of 320 by 256 pixels, of tall ones the first 24 pixels. */
function outOfReach(things: readonly Element[]): string[] {
  return things.flatMap((thing) => {
    thing.scrollIntoView({ block: "nearest", inline: "nearest", behavior: "instant" });
    const { x, y, width, height } = thing.getBoundingClientRect();
    const isReached = height > 0 && y >= 0 && y + Math.min(height, 24) <= 256 && x >= 0 && x + width <= 320;
    return isReached ? [] : [`${thing.outerHTML} at ${JSON.stringify([x, y, width, height])}`];
  });
}
