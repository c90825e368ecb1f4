// The key screen in real Chromium: keys are made and shown once, and their private half is nowhere but on the screen.
import { expect } from "chai";
import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { readPrivateKey } from "#otr/key.ts";
import { SEED } from "../support/panel.ts";
import { expectAbsent, openPanelInBrowser, type PanelInBrowser } from "../support/panel-browser.ts";

describe("panel: keys, in Chromium", function () {
  this.timeout(60_000);
  let at: PanelInBrowser;
  let page: Page;

  before(async () => {
    at = await openPanelInBrowser();
    page = at.page;
    await at.signIn();
  });
  after(() => at?.stop());
  afterEach(() => {
    expect(at.problems(), "console and page errors").to.deep.equal([]);
  });

  it("offers nothing but generating while there are no keys", async () => {
    await at.openKeys();
    const controls = await page.locator("main").locator("button, input, select, textarea, a").allTextContents();
    expect(controls).to.deep.equal(["Overview", "Generate new keys"]);
  });

  it("makes keys in the browser, covers all skins and shows the private key once", async () => {
    const text = await at.newKey();
    const check = readPrivateKey(text);
    expect(check.ok).to.equal(true);
    if (!check.ok) return;
    expect(await at.field().isEditable()).to.equal(false);
    expect(await at.field().getAttribute("name")).to.equal(null);
    expect(await at.field().evaluate((f: HTMLTextAreaElement) => [f.autocomplete, f.form?.autocomplete, f.form?.elements.length])).to.deep.equal(["off", "off", 1]);
    expect(at.requests.filter((r) => r.startsWith("POST") && r.includes("/keys")).map((r) => r.slice(r.indexOf("} ") + 2))).to.deep.equal([JSON.stringify({ fingerprint: check.key.fingerprint })]);
    expect(at.taps.xmpp.recorded().includes(check.key.fingerprint), "the fingerprint was published").to.equal(true);
    expect((await page.content()).includes(check.key.fingerprint), "the fingerprint is not shown").to.equal(false);
    await page.getByRole("button", { name: "Copy" }).click();
    expect(await page.evaluate(() => navigator.clipboard.readText())).to.equal(text);
    await page.getByRole("link", { name: "Done" }).click();
    await page.getByText("covered", { exact: true }).waitFor();
  });

  it("has the private key in no request, stream, log, database, storage, attribute or file of the browser", async () => {
    const text = await at.newKey();
    await page.waitForTimeout(3000); // time for the browser to save its session, as it does after a change of a field
    expectAbsent(text, await page.content(), "the document");
    expectAbsent(text, await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, location.href, history.state])), "the page's storage");
    expect(await page.evaluate(async () => [(await indexedDB.databases()).length, (await caches.keys()).length])).to.deep.equal([0, 0]);
    expectAbsent(text, at.requests.join("\n"), "a request");
    expectAbsent(text, at.taps.http.recorded(), "HTTP");
    expectAbsent(text, at.taps.xmpp.recorded(), "the XMPP stream");
    expectAbsent(text, at.panel.output.join("\n"), "the panel's log");
    expectAbsent(text, at.component.log.join("\n"), "the component's log");
    for (const file of at.files()) expectAbsent(text, readFileSync(file), file);
    await page.getByRole("button", { name: "Copy" }).click();
  });

  it("is gone after a reload, after going away, and after coming back", async () => {
    const reloaded = await at.newKey();
    const dialogs: string[] = [];
    page.on("dialog", (dialog) => (dialogs.push(dialog.type()), void dialog.accept()));
    await page.reload();
    await at.generate().waitFor();
    expect(await at.field().count()).to.equal(0);
    expect(dialogs, "asks before a key is lost that nobody copied").to.deep.equal(["beforeunload"]);
    await at.generate().click();
    await at.field().waitFor();
    const left = await at.field().inputValue();
    expect(left).not.to.equal(reloaded);
    await page.getByRole("button", { name: "Copy" }).click();
    await page.getByRole("link", { name: "Done" }).click();
    await page.getByRole("heading", { name: "Chat of demo" }).waitFor();
    expect(dialogs, "lets go of a key that was copied").to.have.length(1);
    await page.goBack();
    await at.generate().waitFor();
    expect(await at.field().count()).to.equal(0);
    expectAbsent(left, await page.content(), "the page come back to");
    await page.goForward();
    await page.goBack();
    await at.generate().waitFor();
    expect(await page.locator("textarea").count()).to.equal(0);
    page.removeAllListeners("dialog");
  });

  it("takes the key off the screen when the page is put aside, whole, as for the back button", async () => {
    await at.newKey();
    await page.evaluate(() => window.dispatchEvent(new PageTransitionEvent("pagehide", { persisted: true })));
    expect(await page.locator("textarea").count()).to.equal(0);
    expect(await page.getByRole("button", { name: "Copy" }).count()).to.equal(0);
  });

  it("saves a file for stock clients with the same key for each operator", async () => {
    const text = await at.newKey();
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Download for other clients" }).click()]);
    expect(download.suggestedFilename()).to.equal("otr.private_key");
    const file = readFileSync((await download.path()) ?? "", "utf8");
    for (const { jid } of SEED.operators) expect(file).to.include(`(name "${jid}")`).and.to.include(`(name "${jid}/")`);
    const check = readPrivateKey(file);
    expect(check.ok && check.key.text).to.equal(text);
    await download.delete();
  });

  it("can be cancelled, and then nothing was sent", async () => {
    await at.openKeys();
    const before = at.requests.length;
    // A worker that never answers, so that there is time to press the button.
    await page.route("**/key-worker*", (route) => route.fulfill({ contentType: "text/javascript", body: "onmessage = () => postMessage({ kind: 'progress', fraction: 0.5 });" }));
    await at.generate().click();
    await page.getByRole("progressbar").waitFor();
    await page.getByRole("button", { name: "Cancel" }).click();
    await at.generate().waitFor();
    expect(at.requests.slice(before).filter((r) => r.startsWith("POST"))).to.deep.equal([]);
    await page.unroute("**/key-worker*");
  });

  it("does not show a key that could not be published; it is discarded, or published after all", async () => {
    await at.openKeys();
    await page.route("**/keys", (route) => (route.request().method() === "POST" ? route.fulfill({ status: 502, json: { outcome: "unchanged", text: "The chat service did not accept the new keys." } }) : route.continue()));
    await at.generate().click();
    await page.getByRole("heading", { name: "The new keys are not in use" }).waitFor();
    expect(await page.locator("textarea").count()).to.equal(0);
    await page.getByRole("button", { name: "Discard the new keys" }).click();
    expect(await page.getByRole("alert").textContent()).to.include("The new keys were discarded.");
    await at.generate().click();
    await page.getByRole("button", { name: "Try again" }).waitFor();
    await page.unroute("**/keys");
    await page.getByRole("button", { name: "Try again" }).click();
    await at.field().waitFor();
    const check = readPrivateKey(await at.field().inputValue());
    expect(check.ok && at.taps.xmpp.recorded().includes(check.key.fingerprint)).to.equal(true);
    await page.getByRole("button", { name: "Copy" }).click();
  });
});
