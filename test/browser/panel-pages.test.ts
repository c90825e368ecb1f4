// The panel's pages in real Chromium: what an administrator does all day, by mouse and keyboard, on small screens, and while the server is away.
import { expect } from "chai";
import type { Page } from "playwright-core";
import { expectAccessible, openPanelInBrowser, type PanelInBrowser } from "../support/panel-browser.ts";

describe("panel: pages, in Chromium", function () {
  this.timeout(60_000);
  let at: PanelInBrowser;
  let page: Page;

  before(async () => {
    at = await openPanelInBrowser();
    page = at.page;
  });
  after(() => at?.stop());
  afterEach(() => {
    expect(at.problems(), "console and page errors").to.deep.equal([]);
  });

  it("signs in, and says the same of a wrong password and a wrong name", async () => {
    await page.goto(at.url);
    for (const name of ["admin", "nobody"]) {
      await page.getByLabel("Name").fill(name);
      await page.getByLabel("Password").fill("wrong");
      await page.getByRole("button", { name: "Sign in" }).click();
      expect(await page.getByRole("alert").textContent()).to.equal("The name or the password is not right.");
    }
    await at.signIn();
  });

  it("names a skin made later as not covered, and covers it with one click", async () => {
    await at.newKey();
    await page.getByRole("button", { name: "Copy" }).click();
    await page.goto(`${at.url}/new-skin`);
    await page.getByLabel("Name of the skin").fill("law");
    await page.getByLabel("Title").fill("<b>Law</b> & order");
    expect(await page.locator(".box-title").textContent()).to.equal("<b>Law</b> & order");
    await page.getByRole("button", { name: "Create skin" }).click();
    await page.getByText("The skin was created.").waitFor();
    expect(await page.getByText("not covered", { exact: true }).count()).to.equal(1);
    await page.getByRole("button", { name: "Cover the skin law" }).click();
    await page.getByText("The skin is covered by the current keys.").waitFor();
    expect(await page.getByText("not covered", { exact: true }).count()).to.equal(0);
    await page.goto(`${at.url}/skins/law`);
    expect(await page.getByLabel("Title").inputValue()).to.equal("<b>Law</b> & order");
  });

  it("takes an operator off a queue, and back with one click", async () => {
    await page.goto(`${at.url}/queues/reference`);
    await page.getByRole("button", { name: "Remove desk2@example.org" }).click();
    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByRole("button", { name: "Remove desk2@example.org" }).waitFor();
  });

  it("has no fault that axe finds, in light and dark, and fits 320 pixels", async function () {
    this.timeout(120_000);
    const all = ["/", "/keys", "/skins/main", "/skins/main/delete", "/queues/reference", "/audit", "/account"];
    const again = ["/", "/queues/reference"]; // in the dark only colours differ: the pages that have them all
    for (const [scheme, ways] of [["light", all], ["dark", again]] as const) {
      await page.emulateMedia({ colorScheme: scheme });
      await page.setViewportSize({ width: 320, height: 640 });
      for (const way of ways) {
        await page.goto(`${at.url}${way}`);
        await expectAccessible(page, `${way} ${scheme}`);
      }
      await at.newKey();
      await expectAccessible(page, `a key in view, ${scheme}`);
      await page.getByRole("button", { name: "Copy" }).click();
    }
    await page.setViewportSize({ width: 1280, height: 800 });
  });

  it("can be used by keyboard alone, with a visible focus", async () => {
    await page.goto(at.url);
    const seen: string[] = [];
    for (;;) {
      await page.keyboard.press("Tab");
      if (await page.evaluate(() => document.activeElement === document.body)) break;
      const [text, outline] = await page.evaluate(() => [document.activeElement?.textContent ?? "", getComputedStyle(document.activeElement as Element).outlineStyle]);
      expect(outline, text).to.equal("solid");
      seen.push(text as string);
    }
    expect(seen[0]).to.equal("Skip to content");
    expect(seen).to.include("Manage Off the Record Chat (E2EE)");
  });

  it("says that the server is away, keeps what was typed, and comes back by itself", async () => {
    await page.goto(`${at.url}/new-queue`);
    await page.getByLabel("Name of the queue").fill("evening");
    await page.getByLabel("Title").fill("Evening desk");
    await at.prosody.kill();
    await page.getByRole("button", { name: "Create queue" }).click();
    expect(await page.getByRole("alert").textContent()).to.include("The chat server");
    expect(await page.getByLabel("Title").inputValue()).to.equal("Evening desk");
    await page.goto(at.url);
    await page.getByRole("heading", { name: "The chat server cannot be reached" }).waitFor();
    await at.prosody.start();
    await page.getByRole("heading", { name: "Chat of demo" }).waitFor({ timeout: 45_000 });
  });
});
