// The operator's client in real Chromium on the real stack: from signing in to the end of a chat, with everything that can come between.
import { expect } from "chai";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { openBrowser, until } from "../support/chromium.ts";
import { joinChat, type NodeGuest } from "../support/node-guest.ts";
import { startStack, type Stack } from "../support/stack.ts";

describe("the operator's client", function () {
  this.timeout(60_000);
  let stack: Stack;
  let browser: Browser;
  const contexts: BrowserContext[] = [];
  const guests: NodeGuest[] = [];
  const complaints: string[] = [];

  before(async function () {
    this.timeout(180_000);
    [stack, browser] = await Promise.all([startStack(), openBrowser()]);
  });
  after(async () => {
    await browser?.close();
    await stack?.stop();
  });
  afterEach(async () => {
    for (const guest of guests.splice(0)) await guest.end().catch(() => guest.close());
    for (const context of contexts.splice(0)) await context.close();
    expect(complaints.splice(0)).to.deep.equal([]);
  });

  async function newPage(context?: BrowserContext): Promise<Page> {
    const own = context ?? (await browser.newContext({ viewport: { width: 1200, height: 800 } }));
    if (!context) contexts.push(own);
    const page = await own.newPage();
    page.on("pageerror", (e) => complaints.push(String(e)));
    page.on("console", (m) => m.type() === "error" && !/WebSocket|ERR_/.test(m.text()) && complaints.push(m.text()));
    return page;
  }

  async function signIn(page: Page, which = 0): Promise<void> {
    const { jid, password } = stack.demo.operators[which] as { jid: string; password: string };
    await page.goto(stack.demo.urls.operator);
    await page.getByLabel("Address").fill(jid);
    await page.getByLabel("Password").fill(password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByText("1 available").or(page.getByText("2 available")).first().waitFor();
  }

  async function guest(fingerprint?: string): Promise<NodeGuest> {
    const { xmpp, domain, service, library, skin, queue } = stack.demo;
    const joined = await joinChat({ websocket: xmpp.websocket, guestDomain: `guest.${domain}`, service, skin: `${library}/skins/${skin}`, queue, ...(fingerprint && { fingerprint }) });
    guests.push(joined);
    return joined;
  }

  const log = (page: Page) => page.getByRole("log");

  async function say(page: Page, text: string): Promise<void> {
    await page.getByRole("textbox", { name: "Message" }).fill(text);
    await page.keyboard.press("Enter");
  }

  it("tells a wrong password, a wrong server and a thing that is no address apart, and keeps the address", async () => {
    const page = await newPage();
    await page.goto(stack.demo.urls.operator);
    const attempt = async (address: string, password: string, words: RegExp) => {
      await page.getByLabel("Address").fill(address);
      await page.getByLabel("Password").fill(password);
      await page.getByRole("button", { name: "Sign in" }).click();
      await page.getByRole("alert").filter({ hasText: words }).waitFor();
      expect(await page.getByLabel("Address").inputValue()).to.equal(address);
    };
    await attempt("desk1", "x", /looks like name@/);
    await attempt("desk1@elsewhere.example", "x", /another server/);
    await attempt(stack.demo.operators[0]?.jid ?? "", "wrong", /do not belong together/);
    await attempt(`nobody@${stack.demo.domain}`, "wrong", /do not belong together/);
  });

  it("rings, answers and chats in a skin without a key, and says that it is not encrypted", async () => {
    const page = await newPage();
    await signIn(page);
    const g = await guest();
    await page.getByRole("button", { name: "Answer" }).click();
    await page.getByText("Not end-to-end encrypted").waitFor();
    g.conversation.say("Is the reading room open?");
    await log(page).getByText("Is the reading room open?").waitFor();
    await say(page, "Yes, until six.");
    await until(() => g.said().includes("peer: Yes, until six."));
    await log(page).getByText("Delivered").waitFor();
  });
});
