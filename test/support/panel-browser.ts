// The panel in real Chromium with a profile on disk, behind taps: what tests of its pages share.
import type * as Axe from "axe-core";
import { expect } from "chai";
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type Locator, type Page } from "playwright-core";
import { readPrivateKey } from "#otr/key.ts";
import { CHROMIUM, QUIET } from "./chromium.ts";
import { startComponent, type RunningComponent } from "./component.ts";
import { SEED, startPanel, type RunningPanel } from "./panel.ts";
import { startProsody, type Prosody } from "./prosody.ts";
import { openTap, type Tap } from "./taps.ts";

const AXE = readFileSync("node_modules/axe-core/axe.min.js", "utf8");

export interface PanelInBrowser {
  readonly url: string;
  readonly page: Page;
  readonly prosody: Prosody;
  readonly component: RunningComponent;
  readonly panel: RunningPanel;
  readonly taps: { readonly http: Tap; readonly xmpp: Tap };
  /** Every request: method, address, headers, body. */
  readonly requests: readonly string[];
  /** Takes what the console and the page complained about. */
  problems(): string[];
  /** Every file that a program or the browser has written. */
  files(): string[];
  signIn(): Promise<void>;
  openKeys(): Promise<void>;
  /** Makes keys; the private one's text. */
  newKey(): Promise<string>;
  field(): Locator;
  generate(): Locator;
  stop(): Promise<void>;
}

export async function openPanelInBrowser(): Promise<PanelInBrowser> {
  const prosody = await startProsody();
  const component = await startComponent(prosody, { accounts: { way: "socket", socket: join(prosody.folder, "admin.sock") } });
  const xmpp = await openTap(() => prosody.componentPort);
  const panel = await startPanel(prosody, { xmpp: { host: "127.0.0.1", port: xmpp.port, secret: prosody.secret } });
  const http = await openTap(() => Number(new URL(panel.url).port));
  const url = `http://127.0.0.1:${http.port}`;
  const profile = mkdtempSync(join(tmpdir(), "otterdesk-profile-"));
  const context = await chromium.launchPersistentContext(profile, { executablePath: CHROMIUM, args: QUIET, acceptDownloads: true, permissions: ["clipboard-read", "clipboard-write"] });
  const page = await context.newPage();
  const [problems, requests]: [string[], string[]] = [[], []];
  page.on("console", (message) => message.type() === "error" && !/status of [45]\d\d/.test(message.text()) && problems.push(message.text()));
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("request", (request) => requests.push(`${request.method()} ${request.url()} ${JSON.stringify(request.headers())} ${request.postData() ?? ""}`));
  return {
    url, page, prosody, component, panel, requests,
    taps: { http, xmpp },
    problems: () => problems.splice(0),
    files: () => [profile, panel.folder, component.folder, prosody.folder].flatMap(filesIn),
    ...moves(page, url),
    async stop() {
      await context.close();
      await panel.stop();
      await component.stop();
      await Promise.all([http.close(), xmpp.close()]);
      await prosody.stop();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}

function moves(page: Page, url: string): Pick<PanelInBrowser, "signIn" | "openKeys" | "newKey" | "field" | "generate"> {
  const field = () => page.getByRole("textbox", { name: "Private key", exact: true });
  const generate = () => page.getByRole("button", { name: "Generate new keys" });
  const openKeys = async () => {
    await page.goto(url);
    await page.getByRole("button", { name: "Manage Off the Record Chat (E2EE)" }).click();
    await generate().waitFor();
  };
  return {
    field, generate, openKeys,
    async signIn() {
      await page.goto(url);
      await page.getByLabel("Name").fill(SEED.admin.name);
      await page.getByLabel("Password").fill(SEED.admin.password);
      await page.getByRole("button", { name: "Sign in" }).click();
      await page.getByRole("heading", { name: "Chat of demo" }).waitFor();
    },
    async newKey() {
      await openKeys();
      await generate().click();
      await field().waitFor();
      return field().inputValue();
    },
  };
}

/** No part of the key: neither its text in pieces nor the private number that is its point, in hexadecimal. */
export function expectAbsent(text: string, where: Buffer | string, name: string): void {
  const check = readPrivateKey(text);
  if (!check.ok) throw new Error(check.message);
  const bytes = Buffer.isBuffer(where) ? where : Buffer.from(where);
  // The last 28 characters but for the padding lie inside the private number.
  for (const piece of [text.slice(-28, -4), text.slice(40, 72), check.key.x.toString(16)]) {
    expect(bytes.includes(piece), `${name} holds part of the private key`).to.equal(false);
    expect(bytes.includes(Buffer.from(piece, "utf16le")), `${name} holds part of the private key in UTF-16`).to.equal(false);
  }
}

export async function expectAccessible(page: Page, name: string): Promise<void> {
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), `${name} scrolls sideways`).to.be.at.most(0);
  await page.evaluate(AXE);
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  const violations = await page.evaluate(async (values) => (await (window as unknown as { axe: typeof Axe }).axe.run({ resultTypes: ["violations"], runOnly: { type: "tag", values } })).violations, tags);
  expect(violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html).join(" ")}`), name).to.deep.equal([]);
}

function filesIn(folder: string): string[] {
  const all = readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => join(folder, name));
  return all.filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile() ?? false);
}
