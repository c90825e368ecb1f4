// The panel's pages in real Chromium: what an administrator does all day, by mouse and keyboard, on small screens, and while the server is away.
import { expect } from "chai";
import type { Page } from "playwright-core";
import { isFault } from "#core/errors.ts";
import { writePubsub } from "#core/pubsub.ts";
import { readItems } from "#core/pubsub-reply.ts";
import { readSkin, type Skin } from "#core/skin.ts";
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

  /** What a guest gets. */
  async function skinAt(node: string): Promise<Skin> {
    const end = await signIn(at.prosody);
    const { type, payload } = writePubsub({ ask: "items", node, ids: [] });
    const item = readItems(await end.ask(type, at.prosody.service, payload))[0]?.payload;
    end.close();
    const skin = item && readSkin(item);
    if (skin === undefined || isFault(skin)) throw new Error("There is no skin.");
    return skin;
  }

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

  it("edits a skin's texts in two languages, logo, corner and context, and shows them while they are typed", async () => {
    await page.goto(`${at.url}/skins/law`);
    await page.getByLabel("Another language").selectOption("de");
    await page.getByRole("button", { name: "Save and add it" }).click();
    const german = page.getByRole("group").filter({ has: page.getByText("Deutsch", { exact: true }) }).last();
    await german.getByLabel("Title").fill("Frag die Bibliothek");
    expect(await page.locator(".box-title").textContent()).to.equal("Frag die Bibliothek");
    await german.getByLabel("Consent").fill("Wir speichern nichts.\nNie.");
    await german.getByLabel("Link when nobody is there").fill("not a link");
    await page.getByLabel("Start of the line").check();
    await page.getByLabel("The address of the page they are on").check();
    const picture = await page.evaluate(() => {
      const canvas = Object.assign(document.createElement("canvas"), { width: 800, height: 400 });
      canvas.getContext("2d")?.fillRect(0, 0, 400, 400);
      return canvas.toDataURL("image/png").split(",")[1] ?? "";
    });
    await page.getByLabel("Logo").setInputFiles({ name: "logo.png", mimeType: "image/png", buffer: Buffer.from(picture, "base64") });
    await page.getByText("The new logo is used once you save.").waitFor();
    await page.locator(".box-title img").waitFor();
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByText("A web address (https://…) or a mail address.", { exact: true }).last().waitFor();
    expect(await german.getByLabel("Title").inputValue(), "what was typed is kept").to.equal("Frag die Bibliothek");
    await german.getByLabel("Link when nobody is there").fill("ask@library.example");
    await page.getByLabel("Logo").setInputFiles({ name: "logo.png", mimeType: "image/png", buffer: Buffer.from(picture, "base64") });
    await page.getByText("The new logo is used once you save.").waitFor();
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByText("The skin was saved.").waitFor();
    const skin = await skinAt("demo/skins/law");
    expect(skin.texts).to.deep.equal({ en: { title: "<b>Law</b> & order" }, de: { title: "Frag die Bibliothek", consent: "Wir speichern nichts.\nNie.", offlineLink: "ask@library.example" } });
    expect([skin.appearance.corner, skin.context, skin.fingerprint !== undefined]).to.deep.equal(["start", ["page"], true]);
    expect(skin.appearance.logo).to.match(/^data:image\/png;base64,/);
    const size = await page.evaluate(async (source) => {
      const image = Object.assign(new Image(), { src: source });
      await image.decode();
      return [image.width, image.height];
    }, skin.appearance.logo ?? "");
    expect(size).to.deep.equal([192, 96]);
  });

  it("turns a skin's encryption off after asking, and on again", async () => {
    await page.goto(`${at.url}/skins/law`);
    await page.getByRole("link", { name: "Turn encryption off …" }).click();
    await page.getByRole("button", { name: "Turn encryption off" }).click();
    await page.getByText("Encryption is turned off in the skin.").waitFor();
    expect((await skinAt("demo/skins/law")).fingerprint).to.equal(undefined);
    await page.getByRole("button", { name: "Cover the skin law" }).click();
    await page.getByText("The skin is covered by the current keys.").waitFor();
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

  it("keeps records for fewer days after asking, and leads to those of a queue that is gone until they are deleted", async () => {
    const ended = (days: number) => ({ ended: Date.now() - days * 86_400_000, answered: null, reason: "expired", encrypted: false });
    await keepChats(at.component.folder, [{ id: "c-n1", ...ended(1) }, { id: "c-n9", ...ended(9) }], "night");
    await page.getByRole("link", { name: "Records", exact: true }).click();
    await page.getByLabel("Days that records are kept").fill("7");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Keep records for 7 days?" }).waitFor();
    await page.getByRole("button", { name: "Delete older records" }).click();
    await page.getByText("Records that were older are deleted.").waitFor();
    expect(await page.getByLabel("Days that records are kept").inputValue()).to.equal("7");
    await page.getByRole("listitem").filter({ hasText: "One chat" }).getByRole("link", { name: "night" }).click();
    await page.getByText("This queue was deleted. One chat of the last 7 days.").waitFor();
    await page.getByRole("link", { name: "Delete all …" }).click();
    await page.getByRole("button", { name: "Delete records" }).click();
    await page.getByText("The records are deleted.").waitFor();
    expect(await page.getByRole("link", { name: "night" }).count()).to.equal(0);
  });

  it("has no fault that axe finds, in light and dark, and fits 320 pixels", async function () {
    this.timeout(120_000);
    const answered = { ended: Date.now(), answered: Date.now() - 200_000, reason: "guest-ended" };
    await keepChats(at.component.folder, [{ id: "c-1", ...answered, encrypted: true }, { id: "c-2", ...answered, encrypted: false }, { id: "c-3", ...answered, answered: null, encrypted: false }]);
    await keepChats(at.component.folder, [{ id: "c-4", ...answered, encrypted: true }], "night");
    const all = ["/", "/keys", "/skins/main", "/skins/law", "/skins/main/delete", "/queues/reference", "/queues/reference/chats", "/queues/night/chats", "/records", "/library/delete", "/operators", "/operators/anna@example.org", "/audit", "/account"];
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
