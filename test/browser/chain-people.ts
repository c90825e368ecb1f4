// The three people of the chain in real browsers, each in a context of their own: the administrator, the operator, the guest.
// Things are found by what people see of them: accessible names.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect } from "chai";
import type { Browser, BrowserContext, FrameLocator, Page } from "playwright-core";
import type { Demo } from "../../component/launch/demo.ts";

export const LINE = "This chat uses end-to-end encryption.";

/** Every request that a page made, with its body, as one text; WebSockets are the tap's business. */
export function recordRequests(context: BrowserContext): () => string {
  const seen: string[] = [];
  context.on("request", (request) => seen.push(`${request.method()} ${request.url()} ${JSON.stringify(request.headers())} ${request.postData() ?? ""}`));
  return () => seen.join("\n");
}

export class Person {
  readonly requests: () => string;
  readonly complaints: string[] = [];

  protected constructor(
    readonly context: BrowserContext,
    readonly page: Page,
  ) {
    this.requests = recordRequests(context);
    context.setDefaultTimeout(60_000);
    page.on("pageerror", (error) => this.complaints.push(String(error)));
    page.on("console", (message) => message.type() === "error" && !/WebSocket|ERR_/.test(message.text()) && this.complaints.push(message.text()));
  }

  async leave(): Promise<void> {
    await this.context.close();
  }
}

export class Administrator extends Person {
  home = "";

  static async signIn(browser: Browser, { urls, admin }: Demo): Promise<Administrator> {
    const context = await browser.newContext();
    const one = new Administrator(context, await context.newPage());
    one.home = urls.panel;
    await one.page.goto(urls.panel);
    await one.page.getByLabel("Name").fill(admin.name);
    await one.page.getByLabel("Password").fill(admin.password);
    await one.page.getByRole("button", { name: "Sign in" }).click();
    await one.page.getByText("Manage Off the Record Chat (E2EE)").waitFor();
    return one;
  }

  /** The new private key's text; by then all skins have its fingerprint. */
  async generateKeys(): Promise<string> {
    const { page } = this;
    await page.goto(this.home);
    await page.getByRole("button", { name: "Manage Off the Record Chat (E2EE)" }).or(page.getByRole("link", { name: "Manage Off the Record Chat (E2EE)" })).first().click();
    await page.getByRole("button", { name: "Generate new keys" }).click();
    const field = page.getByRole("textbox", { name: "Private key" });
    await field.waitFor();
    const text = await field.inputValue();
    expect(text).to.match(/^AAAAAACA/);
    return text;
  }
}

export class Operator extends Person {
  static async signIn(browser: Browser, { urls, operators }: Demo, which = 0): Promise<Operator> {
    const context = await browser.newContext({ viewport: { width: 1100, height: 760 } });
    const one = new Operator(context, await context.newPage());
    const { jid, password } = operators[which] as Demo["operators"][number];
    await one.page.goto(urls.operator);
    await one.page.getByLabel("Address").fill(jid);
    await one.page.getByLabel("Password").fill(password);
    await one.page.getByRole("button", { name: "Sign in" }).click();
    await one.page.getByRole("button", { name: "Preferences" }).waitFor();
    return one;
  }

  async pasteKey(text: string): Promise<void> {
    const { page } = this;
    await page.getByRole("button", { name: "Preferences" }).click();
    await page.getByRole("checkbox", { name: "My administrator gave me a private key" }).check();
    await page.getByRole("textbox", { name: "Private key" }).fill(text);
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("The key is stored in this browser.").first().waitFor();
    await page.keyboard.press("Escape");
  }

  async answer(): Promise<void> {
    await this.page.getByRole("button", { name: "Answer" }).first().click();
    await this.page.getByRole("log").waitFor();
  }

  async say(text: string): Promise<void> {
    await this.page.getByRole("textbox", { name: "Message" }).fill(text);
    await this.page.getByRole("button", { name: "Send" }).click();
  }

  /** So that the chat of one test does not ring in the next. */
  async endChat(): Promise<void> {
    const { page } = this;
    const button = page.getByRole("button", { name: "End chat" });
    if (!(await button.isEnabled({ timeout: 5_000 }).catch(() => false))) return;
    await button.click();
    await page.getByRole("button", { name: "End it" }).click();
    await page.getByText("You ended this chat.").first().waitFor();
  }

  async hears(text: string): Promise<void> {
    await this.page.getByRole("log").getByText(text, { exact: true }).first().waitFor();
  }

  log(): Promise<string> {
    return this.page.getByRole("log").innerText();
  }
}

export class Guest extends Person {
  static async open(browser: Browser, { urls }: Demo): Promise<Guest> {
    const context = await browser.newContext({ viewport: { width: 1000, height: 760 }, locale: "en" });
    const one = new Guest(context, await context.newPage());
    await one.page.goto(urls.guest);
    await one.openBox();
    return one;
  }

  get box(): FrameLocator {
    return this.page.frameLocator("iframe");
  }

  async openBox(): Promise<void> {
    await this.page.getByRole("button", { name: "Chat with a librarian" }).click();
    await this.box.getByRole("textbox", { name: "Message" }).waitFor();
  }

  async say(text: string): Promise<void> {
    await this.box.getByRole("textbox", { name: "Message" }).fill(text);
    await this.box.getByRole("button", { name: "Send" }).click();
  }

  async hears(text: string): Promise<void> {
    await this.box.getByRole("log").getByText(text, { exact: true }).first().waitFor();
  }

  log(): Promise<string> {
    return this.box.getByRole("log").innerText();
  }
}

/** How often a text stands in another. */
export const times = (whole: string, part: string): number => whole.split(part).length - 1;

/** What would betray a private key: its end, which is the secret number, as base64 at each of the three alignments, as bytes and as hex. */
export function keyParts(text: string): string[] {
  const x = Buffer.from(text, "base64").subarray(-20);
  const aligned = [0, 1, 2].map((skip) => x.subarray(skip, skip + 18).toString("base64"));
  return [text.slice(-24), ...aligned, x.toString("hex"), x.toString("latin1"), BigInt(`0x${x.toString("hex")}`).toString()];
}

/** Kills the Prosody among the descendants of a process, as a crash would. */
export function killProsody(launcher: number): boolean {
  const children = (pid: number): number[] => {
    const found = spawnSync("ps", ["-o", "pid=", "--ppid", String(pid)], { encoding: "utf8" }).stdout;
    return found.split("\n").map(Number).filter((child) => child > 0);
  };
  for (let next = children(launcher); next.length > 0; next = next.flatMap(children)) {
    const prosody = next.find((pid) => readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("prosody"));
    if (prosody !== undefined) return process.kill(prosody, "SIGKILL");
  }
  return false;
}
