// Real browsers with the operator's client and, for a key, the panel, on a stack that runs. Things are found by their accessible names.
import { expect } from "chai";
import type { Browser, BrowserContext, Page } from "playwright-core";
import type { Demo } from "../../component/launch/demo.ts";
import { joinChat, type NodeGuest } from "./node-guest.ts";

export class OperatorPages {
  readonly complaints: string[] = [];
  #contexts: BrowserContext[] = [];
  #guests: NodeGuest[] = [];

  constructor(
    readonly browser: Browser,
    readonly demo: Demo,
  ) {}

  /** Ends what a test has begun, and fails where a page complained. */
  async clear(): Promise<void> {
    await Promise.all(this.#guests.splice(0).map((guest) => guest.end().catch(() => undefined).then(() => guest.close())));
    await Promise.all(this.#contexts.splice(0).map((context) => context.close()));
    expect(this.complaints.splice(0)).to.deep.equal([]);
  }

  async context(): Promise<BrowserContext> {
    const context = await this.browser.newContext({ viewport: { width: 1200, height: 800 } });
    context.setDefaultTimeout(60_000);
    this.#contexts.push(context);
    return context;
  }

  async page(context?: BrowserContext): Promise<Page> {
    const page = await (context ?? (await this.context())).newPage();
    page.on("pageerror", (e) => this.complaints.push(String(e)));
    page.on("console", (m) => m.type() === "error" && !/WebSocket|ERR_/.test(m.text()) && this.complaints.push(m.text()));
    return page;
  }

  async type(page: Page, address: string, password: string): Promise<void> {
    await page.getByLabel("Address").fill(address);
    await page.getByLabel("Password").fill(password);
    await page.getByRole("button", { name: "Sign in" }).click();
  }

  /** Signed in, and the desk's picture has come. */
  async signIn(which = 0, context?: BrowserContext): Promise<Page> {
    const page = await this.page(context);
    const { jid, password } = this.demo.operators[which] as Demo["operators"][number];
    await page.goto(this.demo.urls.operator);
    await this.type(page, jid, password);
    await atWork(page);
    return page;
  }

  async guest(fingerprint?: string): Promise<NodeGuest> {
    const { xmpp, domain, service, library, skin, queue } = this.demo;
    const guest = await joinChat({ websocket: xmpp.websocket, guestDomain: `guest.${domain}`, service, skin: `${library}/skins/${skin}`, queue, ...(fingerprint && { fingerprint }) });
    this.#guests.push(guest);
    return guest;
  }

  /** A guest whose chat this operator has answered. */
  async answered(page: Page, fingerprint?: string): Promise<NodeGuest> {
    const guest = await this.guest(fingerprint);
    await page.getByRole("button", { name: "Answer" }).click();
    await page.getByRole("textbox", { name: "Message" }).waitFor();
    return guest;
  }

  /** The private key's text; by then all skins have its fingerprint. */
  async generateKey(): Promise<string> {
    const page = await this.page();
    await page.goto(this.demo.urls.panel);
    await page.getByLabel("Name").fill(this.demo.admin.name);
    await page.getByLabel("Password").fill(this.demo.admin.password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("button", { name: "Manage Off the Record Chat (E2EE)" }).click();
    await page.getByRole("button", { name: "Generate new keys" }).click();
    const text = await page.getByRole("textbox", { name: "Private key" }).inputValue();
    if (text === "") throw new Error("The field was there before its key.");
    await page.context().close();
    return text;
  }
}

export const atWork = (page: Page): Promise<void> => page.getByText(/\d available/).first().waitFor();
export const log = (page: Page) => page.getByRole("log");

export async function say(page: Page, text: string): Promise<void> {
  await page.getByRole("textbox", { name: "Message" }).fill(text);
  await page.keyboard.press("Enter");
}
