// The panel's pages in real Chromium: what an administrator does all day, by mouse and keyboard, on small screens, and while the server is away.
import { expect } from "chai";
import type { Page } from "playwright-core";
import { signIn } from "../support/desk-ends.ts";
import { keepChats } from "../support/kept-chat.ts";
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

  it("makes an operator's account by keyboard, shows the password once, and the operator signs in with it", async () => {
    await page.goto(`${at.url}/operators`);
    const name = page.getByLabel("Name of the operator");
    await name.fill("Anna B");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").filter({ hasText: "No account was made." }).waitFor();
    await name.fill("anna");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "The account is made" }).waitFor();
    const password = await page.getByLabel("Password", { exact: true }).inputValue();
    await page.getByRole("button", { name: "Copy the password" }).click();
    await page.getByText("The password is copied.").waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).to.equal(password);
    const operator = await signIn(at.prosody, { local: "anna", password });
    operator.close();
    await expectAccessible(page, "a new password");
    await page.getByRole("link", { name: "Done" }).click();
    await page.getByRole("link", { name: "anna@example.org" }).waitFor();
    await page.goBack({ waitUntil: "commit" }).catch(() => undefined); // the browser has kept no copy and wants the form sent again
    await page.waitForURL("chrome-error://**");
    expect(await page.content(), "the page that was left").not.to.include(password);
    expect([...at.panel.output, ...at.component.log].join("\n")).not.to.include(password);
  });

  it("says when a name is taken, and makes a new password", async () => {
    await page.goto(`${at.url}/operators`);
    await page.getByLabel("Name of the operator").fill("anna");
    await page.getByRole("button", { name: "Make account" }).click();
    await page.getByRole("alert").filter({ hasText: "There is an account with this name already." }).waitFor();
    await page.getByRole("link", { name: "anna@example.org" }).click();
    await page.getByRole("link", { name: "New password …" }).click();
    await page.getByRole("button", { name: "Make a new password" }).click();
    const password = await page.getByLabel("Password", { exact: true }).inputValue();
    (await signIn(at.prosody, { local: "anna", password })).close();
  });

  it("takes an operator off a queue on their page, deletes the account after asking, and makes it again", async () => {
    await page.goto(`${at.url}/operators/anna@example.org`);
    const queue = page.getByRole("checkbox", { name: "Reference" });
    expect(await queue.isChecked(), "the only queue was chosen").to.equal(true);
    await queue.uncheck();
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Saved.").waitFor();
    await page.getByRole("checkbox", { name: "Reference" }).check();
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Saved.").waitFor();
    await page.getByRole("link", { name: "Delete account …" }).click();
    await page.getByRole("button", { name: "Delete account" }).click();
    await page.getByText("was deleted.").waitFor();
    expect(await page.getByRole("link", { name: "anna@example.org" }).count()).to.equal(0);
    await page.getByRole("button", { name: "Undo" }).click();
    const password = await page.getByLabel("Password", { exact: true }).inputValue();
    (await signIn(at.prosody, { local: "anna", password })).close();
    await page.goto(`${at.url}/queues/reference`);
    await page.getByRole("button", { name: "Remove anna@example.org" }).waitFor();
  });

  it("has no fault that axe finds, in light and dark, and fits 320 pixels", async function () {
    this.timeout(120_000);
    const answered = { ended: Date.now(), answered: Date.now() - 200_000, reason: "guest-ended" };
    await keepChats(at.component.folder, [{ id: "c-1", ...answered, encrypted: true }, { id: "c-2", ...answered, encrypted: false }, { id: "c-3", ...answered, answered: null, encrypted: false }]);
    const all = ["/", "/keys", "/skins/main", "/skins/main/delete", "/queues/reference", "/queues/reference/chats", "/library/delete", "/operators", "/operators/anna@example.org", "/audit", "/account"];
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
