// The panel in real Chromium: keys are made and shown once, and their private half is nowhere but on the screen.
import axe from "axe-core";
import { expect } from "chai";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type BrowserContext, type Page } from "playwright-core";
import { readPrivateKey } from "#otr/key.ts";
import { startComponent, type RunningComponent } from "../support/component.ts";
import { SEED, startPanel, type RunningPanel } from "../support/panel.ts";
import { startProsody, type Prosody } from "../support/prosody.ts";
import { openTap, type Tap } from "../support/taps.ts";

const CHROMIUM = {
  executablePath: "/usr/bin/chromium",
  args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
};

describe("panel in Chromium", function () {
  this.timeout(60_000);
  let prosody: Prosody;
  let component: RunningComponent;
  let panel: RunningPanel;
  let http: Tap;
  let xmpp: Tap;
  let url: string;
  let profile: string;
  let context: BrowserContext;
  let page: Page;
  const problems: string[] = [];
  const requests: string[] = [];

  before(async () => {
    expect(spawnSync(process.execPath, ["component/launch/build.mjs"]).status, "the build").to.equal(0);
    prosody = await startProsody();
    component = await startComponent(prosody);
    xmpp = await openTap(() => prosody.componentPort);
    panel = await startPanel(prosody, { xmpp: { host: "127.0.0.1", port: xmpp.port, secret: prosody.secret } });
    http = await openTap(() => Number(new URL(panel.url).port));
    url = `http://127.0.0.1:${http.port}`;
    profile = mkdtempSync(join(tmpdir(), "otterdesk-profile-"));
    context = await chromium.launchPersistentContext(profile, { ...CHROMIUM, acceptDownloads: true, permissions: ["clipboard-read", "clipboard-write"] });
    page = await context.newPage();
    page.on("console", (message) => message.type() === "error" && !/status of [45]\d\d/.test(message.text()) && problems.push(message.text()));
    page.on("pageerror", (error) => problems.push(error.message));
    page.on("request", (request) => requests.push(`${request.method()} ${request.url()} ${JSON.stringify(request.headers())} ${request.postData() ?? ""}`));
  });

  after(async () => {
    await context?.close();
    await panel?.stop();
    await component?.stop();
    await Promise.all([http?.close(), xmpp?.close()]);
    await prosody?.stop();
    if (profile !== undefined) rmSync(profile, { recursive: true, force: true });
  });

  afterEach(() => {
    expect(problems.splice(0), "console and page errors").to.deep.equal([]);
  });

  const field = () => page.getByRole("textbox", { name: "Private key", exact: true });
  const generate = () => page.getByRole("button", { name: "Generate new keys" });

  async function openKeys(): Promise<void> {
    await page.goto(url);
    await page.getByRole("button", { name: "Manage Off the Record Chat (E2EE)" }).click();
    await generate().waitFor();
  }

  async function newKey(): Promise<string> {
    await openKeys();
    await generate().click();
    await field().waitFor();
    return field().inputValue();
  }

  /** No part of the key: neither its text in pieces nor the private number that is its point, in hexadecimal. */
  function expectAbsent(text: string, where: Buffer | string, name: string): void {
    const check = readPrivateKey(text);
    if (!check.ok) throw new Error(check.message);
    const bytes = Buffer.isBuffer(where) ? where : Buffer.from(where);
    // Base64 of the last number is the private one; the 24 characters before the end are wholly inside it.
    const pieces = [text.slice(-28, -4), text.slice(40, 72), check.key.x.toString(16)];
    for (const piece of pieces) {
      expect(bytes.includes(piece), `${name} holds part of the private key`).to.equal(false);
      expect(bytes.includes(Buffer.from(piece, "utf16le")), `${name} holds part of the private key in UTF-16`).to.equal(false);
    }
  }

  it("signs in, and says the same of a wrong password and a wrong name", async () => {
    await page.goto(url);
    for (const name of ["admin", "nobody"]) {
      await page.getByLabel("Name").fill(name);
      await page.getByLabel("Password").fill("wrong");
      await page.getByRole("button", { name: "Sign in" }).click();
      expect(await page.getByRole("alert").textContent()).to.equal("The name or the password is not right.");
    }
    await page.getByLabel("Name").fill(SEED.admin.name);
    await page.getByLabel("Password").fill(SEED.admin.password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("heading", { name: "Chat of demo" }).waitFor();
  });

  it("offers nothing but generating while there are no keys", async () => {
    await openKeys();
    const controls = await page.locator("main").locator("button, input, select, textarea, a").allTextContents();
    expect(controls).to.deep.equal(["Overview", "Generate new keys"]);
  });

  it("makes keys in the browser, covers all skins and shows the private key once", async () => {
    const text = await newKey();
    const check = readPrivateKey(text);
    expect(check.ok).to.equal(true);
    if (!check.ok) return;
    expect(await field().isEditable()).to.equal(false);
    expect(await field().getAttribute("name")).to.equal(null);
    expect(await field().evaluate((f: HTMLTextAreaElement) => [f.autocomplete, f.form?.autocomplete, f.form?.elements.length])).to.deep.equal(["off", "off", 1]);
    expect(requests.filter((r) => r.startsWith("POST") && r.includes("/keys")).map((r) => r.slice(r.indexOf("} ") + 2))).to.deep.equal([JSON.stringify({ fingerprint: check.key.fingerprint })]);
    expect(xmpp.recorded().includes(check.key.fingerprint), "the fingerprint was published").to.equal(true);
    expect((await page.content()).includes(check.key.fingerprint), "the fingerprint is not shown").to.equal(false);
    await page.getByRole("button", { name: "Copy" }).click();
    expect(await page.evaluate(() => navigator.clipboard.readText())).to.equal(text);
    await page.getByRole("link", { name: "Done" }).click();
    await page.getByText("covered", { exact: true }).waitFor();
  });

  it("has the private key in no request, stream, log, database, storage, attribute or file of the browser", async () => {
    const text = await newKey();
    await page.waitForTimeout(3000); // time for the browser to save its session, as it does after a change of a field
    expectAbsent(text, await page.content(), "the document");
    expectAbsent(text, await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, location.href, history.state])), "the page's storage");
    expect(await page.evaluate(async () => [(await indexedDB.databases()).length, (await caches.keys()).length])).to.deep.equal([0, 0]);
    expectAbsent(text, requests.join("\n"), "a request");
    expectAbsent(text, http.recorded(), "HTTP");
    expectAbsent(text, xmpp.recorded(), "the XMPP stream");
    expectAbsent(text, panel.output.join("\n"), "the panel's log");
    expectAbsent(text, component.log.join("\n"), "the component's log");
    for (const folder of [profile, panel.folder, component.folder, prosody.folder]) for (const file of files(folder)) expectAbsent(text, readFileSync(file), file);
    await page.getByRole("button", { name: "Copy" }).click();
  });

  it("is gone after a reload, after going away, and after coming back", async () => {
    const reloaded = await newKey();
    const dialogs: string[] = [];
    page.on("dialog", (dialog) => (dialogs.push(dialog.type()), void dialog.accept()));
    await page.reload();
    await generate().waitFor();
    expect(await field().count()).to.equal(0);
    expect(dialogs, "asks before a key is lost that nobody copied").to.deep.equal(["beforeunload"]);
    await generate().click();
    await field().waitFor();
    const left = await field().inputValue();
    expect(left).not.to.equal(reloaded);
    await page.getByRole("button", { name: "Copy" }).click();
    await page.getByRole("link", { name: "Done" }).click();
    await page.getByRole("heading", { name: "Chat of demo" }).waitFor();
    expect(dialogs, "lets go of a key that was copied").to.have.length(1);
    await page.goBack();
    await generate().waitFor();
    expect(await field().count()).to.equal(0);
    expectAbsent(left, await page.content(), "the page come back to");
    await page.goForward();
    await page.goBack();
    await generate().waitFor();
    expect(await page.locator("textarea").count()).to.equal(0);
    page.removeAllListeners("dialog");
  });

  it("takes the key off the screen when the page is put aside, whole, as for the back button", async () => {
    await newKey();
    await page.evaluate(() => window.dispatchEvent(new PageTransitionEvent("pagehide", { persisted: true })));
    expect(await page.locator("textarea").count()).to.equal(0);
    expect(await page.getByRole("button", { name: "Copy" }).count()).to.equal(0);
  });

  it("saves a file for stock clients with the same key for each operator", async () => {
    const text = await newKey();
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Download for other clients" }).click()]);
    expect(download.suggestedFilename()).to.equal("otr.private_key");
    const file = readFileSync((await download.path()) ?? "", "utf8");
    for (const { jid } of SEED.operators) expect(file).to.include(`(name "${jid}")`).and.to.include(`(name "${jid}/")`);
    const check = readPrivateKey(file);
    expect(check.ok && check.key.text).to.equal(text);
    await download.delete();
  });

  it("can be cancelled, and then nothing was sent", async () => {
    await openKeys();
    const before = requests.length;
    // A worker that never answers, so that there is time to press the button.
    await page.route("**/key-worker*", (route) => route.fulfill({ contentType: "text/javascript", body: "onmessage = () => postMessage({ kind: 'progress', fraction: 0.5 });" }));
    await generate().click();
    await page.getByRole("progressbar").waitFor();
    await page.getByRole("button", { name: "Cancel" }).click();
    await generate().waitFor();
    expect(requests.slice(before).filter((r) => r.startsWith("POST"))).to.deep.equal([]);
    await page.unroute("**/key-worker*");
  });

  it("does not show a key that could not be published; it is discarded, or published after all", async () => {
    await openKeys();
    await page.route("**/keys", (route) => (route.request().method() === "POST" ? route.fulfill({ status: 502, json: { outcome: "unchanged", text: "The chat service did not accept the new keys." } }) : route.continue()));
    await generate().click();
    await page.getByRole("heading", { name: "The new keys are not in use" }).waitFor();
    expect(await page.locator("textarea").count()).to.equal(0);
    await page.getByRole("button", { name: "Discard the new keys" }).click();
    expect(await page.getByRole("alert").textContent()).to.include("The new keys were discarded.");
    await generate().click();
    await page.getByRole("button", { name: "Try again" }).waitFor();
    await page.unroute("**/keys");
    await page.getByRole("button", { name: "Try again" }).click();
    await field().waitFor();
    const check = readPrivateKey(await field().inputValue());
    expect(check.ok && xmpp.recorded().includes(check.key.fingerprint)).to.equal(true);
    await page.getByRole("button", { name: "Copy" }).click();
  });

  it("names a skin made later as not covered, and covers it with one click", async () => {
    await page.goto(`${url}/new-skin`);
    await page.getByLabel("Name of the skin").fill("law");
    await page.getByLabel("Title").fill("<b>Law</b> & order");
    expect(await page.locator(".box-title").textContent()).to.equal("<b>Law</b> & order");
    await page.getByRole("button", { name: "Create skin" }).click();
    await page.getByText("The skin was created.").waitFor();
    expect(await page.getByText("not covered", { exact: true }).count()).to.equal(1);
    await page.getByRole("button", { name: "Cover the skin law" }).click();
    await page.getByText("The skin is covered by the current keys.").waitFor();
    expect(await page.getByText("not covered", { exact: true }).count()).to.equal(0);
    await page.goto(`${url}/skins/law`);
    expect(await page.getByLabel("Title").inputValue()).to.equal("<b>Law</b> & order");
  });

  it("takes an operator off a queue, and back with one click", async () => {
    await page.goto(`${url}/queues/reference`);
    await page.getByRole("button", { name: "Remove desk2@example.org" }).click();
    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByRole("button", { name: "Remove desk2@example.org" }).waitFor();
  });

  it("has no fault that axe finds, in light and dark, and fits 320 pixels", async function () {
    this.timeout(120_000);
    const all = ["/", "/keys", "/skins/main", "/new-skin", "/skins/main/delete", "/queues/reference", "/new-queue", "/audit", "/account", "/nowhere"];
    const again = ["/", "/skins/main", "/queues/reference"]; // in the dark only colours differ: the pages that have them all
    for (const [scheme, ways] of [["light", all], ["dark", again]] as const) {
      await page.emulateMedia({ colorScheme: scheme });
      await page.setViewportSize({ width: 320, height: 640 });
      for (const way of ways) {
        await page.goto(`${url}${way}`);
        await expectAccessible(`${way} ${scheme}`);
      }
      await newKey();
      await expectAccessible(`a key in view, ${scheme}`);
      await page.getByRole("button", { name: "Copy" }).click();
    }
    await page.setViewportSize({ width: 1280, height: 800 });
  });

  async function expectAccessible(name: string): Promise<void> {
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), `${name} scrolls sideways`).to.be.at.most(0);
    await page.evaluate(axe.source);
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
    const found = await page.evaluate((values) => (window as unknown as { axe: typeof axe }).axe.run({ runOnly: { type: "tag", values } }), tags);
    expect(found.violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html).join(" ")}`), name).to.deep.equal([]);
  }

  it("can be used by keyboard alone, with a visible focus", async () => {
    await page.goto(url);
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
    await page.goto(`${url}/new-queue`);
    await page.getByLabel("Name of the queue").fill("evening");
    await page.getByLabel("Title").fill("Evening desk");
    await prosody.kill();
    await page.getByRole("button", { name: "Create queue" }).click();
    expect(await page.getByRole("alert").textContent()).to.include("The chat server");
    expect(await page.getByLabel("Title").inputValue()).to.equal("Evening desk");
    await page.goto(url);
    await page.getByRole("heading", { name: "The chat server cannot be reached" }).waitFor();
    await prosody.start();
    await page.getByRole("heading", { name: "Chat of demo" }).waitFor({ timeout: 45_000 });
  });
});

function files(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => join(folder, name)).filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile() ?? false);
}
