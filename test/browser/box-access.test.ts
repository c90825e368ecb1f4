// Every state of the box by axe-core (WCAG 2.2 AA), and what a screen reader gets of a chat: each message once, from whom, in order.
import { expect } from "chai";
import { readFileSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import { openBrowser, serveGallery, type Pages } from "./box-pages.ts";

interface Finding {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

const AXE = readFileSync("node_modules/axe-core/axe.min.js", "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

describe("box: accessibility", function () {
  this.timeout(120_000);
  let pages: Pages;
  let browser: Browser;
  let page: Page;

  before(async () => {
    [pages, browser] = await Promise.all([serveGallery(), openBrowser()]);
    page = await (await browser.newContext({ viewport: { width: 384, height: 600 }, reducedMotion: "reduce", bypassCSP: true })).newPage();
    page.setDefaultTimeout(60_000);
  });
  after(async () => {
    await browser?.close();
    await pages?.close();
  });

  const open = async (query: string) => {
    await page.goto(`${pages.origin}?${query}`);
    await page.waitForSelector("[data-ready]");
  };
  const findings = async (): Promise<string[]> => {
    await page.evaluate(AXE);
    const found = (await page.evaluate(`axe.run({ runOnly: ${JSON.stringify(TAGS)} }).then((r) => r.violations)`)) as Finding[];
    return found.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html} ${node.failureSummary ?? ""}`));
  };

  const looks = ["lang=en&scheme=light", "lang=de&scheme=dark&accent=%23b3541e", "lang=ar&scheme=light&accent=%23f2c94c"];
  for (const [third, look] of looks.entries()) {
    it(`is clean in its states: ${look}`, async () => {
      await open("state=connecting");
      const names = await page.evaluate(() => (window as unknown as { names: string[] }).names);
      expect(names).to.have.length.above(15);
      for (const name of names.filter((_, i) => i % looks.length === third)) {
        await open(`${look}&state=${name}`);
        expect(await findings(), name).to.deep.equal([]);
      }
    });
  }

  it("reads as a conversation: from whom, in order, the line where it stands", async () => {
    await open("state=chatting-verified&lang=en");
    expect(await page.getByRole("log").ariaSnapshot()).to.match(
      /^- log "Conversation":\n(?:.*\n)*?.*You:(?:.*\n)*?.*Left Hand of Darkness(?:.*\n)*?.*Amina is here to help you\.(?:.*\n)*?.*Amina:(?:.*\n)*?.*Good afternoon(?:.*\n)*?.*This chat uses end-to-end encryption\.(?:.*\n)*?.*You:(?:.*\n)*?.*put it aside/,
    );
  });

  it("adds one element for each new message, and changes none that has been read", async () => {
    await open("state=chatting-verified&lang=en");
    const changes = await page.evaluate(async () => {
      const log = document.querySelector("[role=log]") as Element;
      const seen: string[] = [];
      new MutationObserver((records) => {
        for (const record of records) for (const node of record.addedNodes) seen.push((node.textContent ?? "").slice(0, 20));
      }).observe(log, { childList: true, subtree: true });
      (window as unknown as { addLine: (line: object) => void }).addLine({ kind: "message", id: "99", mine: false, name: "Amina", text: "One more thing", at: Date.now() });
      await new Promise((resolve) => setTimeout(resolve, 300));
      return seen;
    });
    expect(changes).to.have.length(1);
    expect(changes[0]).to.match(/^Amina:One more thing/);
  });

  it("is used by keyboard alone: field first, then all there is to press, menu and dialog closed by Escape", async () => {
    await open("state=chatting-verified&lang=en");
    expect(await page.evaluate(() => document.activeElement?.id)).to.equal("message");
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.textContent)).to.equal("Send");
    await page.getByRole("button", { name: "More" }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "End the chat" }).waitFor();
    await page.keyboard.press("Escape");
    expect(await page.getByRole("button", { name: "End the chat" }).isVisible()).to.equal(false);
  });

  it("scrolls in no direction but down at 400 % zoom", async () => {
    await page.setViewportSize({ width: 320, height: 256 });
    for (const state of ["chatting-verified", "consenting", "offline", "ended-nobody"]) {
      await open(`state=${state}&lang=de`);
      expect(await page.evaluate(() => document.documentElement.scrollWidth), state).to.be.at.most(320);
      const reach = page.getByRole("button").last();
      await reach.scrollIntoViewIfNeeded();
      expect(await reach.isVisible(), state).to.equal(true);
    }
    await page.setViewportSize({ width: 384, height: 600 });
  });
});
