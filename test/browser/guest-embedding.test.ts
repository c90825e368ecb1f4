// The sample pages of docs/embedding, each opened in Chromium on an origin of its own; and what the loader must not do before the box is opened.
import { expect } from "chai";
import { createServer, type Server } from "node:http";
import { readFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { openBrowser } from "./box-pages.ts";
import { startStage, type Operator, type Stage } from "./guest-stage.ts";

describe("guest: embedding", function () {
  this.timeout(120_000);
  let stage: Stage;
  let browser: Browser;
  let host: Server;
  let hostOrigin: string;
  let desk: Operator;
  let context: BrowserContext;

  before(async () => {
    [stage, browser] = await Promise.all([startStage(), openBrowser()]);
    desk = await stage.operator("desk1", stage.key);
    host = createServer((request, response) => {
      const name = /^\/([a-z-]+\.html)/.exec(request.url ?? "")?.[1];
      if (name === undefined) return void response.writeHead(404).end();
      const page = readFileSync(`docs/embedding/${name}`, "utf8").replaceAll("https://chat.example.org", stage.origin);
      response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(page);
    });
    await new Promise<void>((done) => host.listen(0, "127.0.0.1", done));
    hostOrigin = `http://localhost:${(host.address() as AddressInfo).port}`; // another site than the box's 127.0.0.1
  });
  after(async () => {
    await browser?.close();
    host?.closeAllConnections();
    host?.close();
    await stage?.stop();
  });
  beforeEach(async () => {
    context = await browser.newContext({ locale: "en-US" });
    context.setDefaultTimeout(60_000);
  });
  // The chat of a page that is gone goes on ringing for a moment: the next test waits for its own.
  afterEach(async () => {
    await context.close();
    await new Promise((resolve) => setTimeout(resolve, 500));
    desk.rings.length = 0;
  });

  const open = async (name: string): Promise<Page> => {
    const page = await context.newPage();
    await page.goto(`${hostOrigin}/${name}?secret=query`);
    return page;
  };

  it("plain: two buttons; before opening one, nothing is stored, and nothing but the loader is fetched", async () => {
    const requests: string[] = [];
    context.on("request", (r) => requests.push(r.url()));
    let sockets = 0;
    context.on("page", (p) => p.on("websocket", () => sockets++));
    const page = await open("plain.html");
    const button = page.getByRole("button", { name: "Chat with a librarian" });
    await button.waitFor();
    await page.getByRole("button", { name: "Ask about music" }).waitFor();
    expect([...new Set(requests)].filter((url) => !url.startsWith(hostOrigin))).to.deep.equal([`${stage.origin}/loader.js`]);
    expect(sockets).to.equal(0);
    expect(await context.cookies()).to.deep.equal([]);
    expect(await page.evaluate(() => sessionStorage.length + localStorage.length)).to.equal(0);

    expect(await button.getAttribute("aria-expanded")).to.equal("false");
    await button.click();
    expect(await button.getAttribute("aria-expanded")).to.equal("true");
    const box = page.frameLocator("iframe[title='Chat with a librarian']");
    await box.getByText("You are next").waitFor();
    await box.getByRole("textbox", { name: "Message" }).fill("Hello");
    await box.getByRole("button", { name: "Minimise" }).click();
    expect(await button.getAttribute("aria-expanded")).to.equal("false");
    expect(await page.evaluate(() => document.activeElement?.className)).to.equal("otterdesk");
    // While it is small, what the librarian says is counted on the button and in the title.
    const chat = await desk.answer();
    chat.say("Good afternoon");
    await page.getByRole("button", { name: "Chat with a librarian, 1 new message" }).waitFor();
    expect(await page.title()).to.equal("(1) Plain page");
    expect(requests.filter((url) => !url.startsWith(hostOrigin) && !url.startsWith(stage.origin))).to.deep.equal([]);
    expect(requests.some((url) => url.startsWith(stage.origin) && url.includes("secret"))).to.equal(false);
    await desk.end(desk.chatOf(chat));
  });

  it("strict policy: works with two sources allowed, in the page's language", async () => {
    const refused: string[] = [];
    const page = await context.newPage();
    page.on("console", (m) => /Content.Security.Policy/i.test(m.text()) && refused.push(m.text()));
    await page.goto(`${hostOrigin}/strict-csp.html`);
    await page.getByRole("button", { name: "Discuter avec un bibliothécaire" }).click();
    await page.frameLocator("iframe").getByText("C’est bientôt à vous").waitFor();
    expect(refused).to.deep.equal([]);
    await desk.answer();
  });

  it("LibGuides: LibraryH3lp's markup, shown by availability, in a page whose styles want everything", async () => {
    const page = await open("libguides.html");
    await page.frameLocator("iframe").getByText("You are next").waitFor();
    expect(await page.getByText("We are away").isVisible()).to.equal(false);
    expect(await page.getByText("Chat is loading").isVisible()).to.equal(false);
    await desk.answer();
  });

  it("WordPress: an AMD loader, hostile globals and prototypes do no harm", async () => {
    const errors: string[] = [];
    context.on("weberror", (e) => errors.push(e.error().message));
    const page = await open("wordpress.html");
    await page.getByRole("button", { name: "Chat con la biblioteca" }).click();
    await page.frameLocator("iframe").getByText("Es su turno").waitFor();
    expect(errors).to.deep.equal([]);
    await desk.answer();
  });

  it("listens to nobody but the box, and the box to nobody but its page", async () => {
    const page = await open("plain.html");
    const button = page.getByRole("button", { name: "Chat with a librarian" });
    await button.click();
    await page.frameLocator("iframe").getByText("You are next").waitFor();
    await page.evaluate(() => {
      window.postMessage({ otterdesk: "state", unread: 9, note: "9", label: "forged", keep: false }, "*");
      window.postMessage({ otterdesk: "gone" }, "*");
    });
    await page.waitForTimeout(300);
    expect(await page.getByRole("button", { name: /forged|9/ }).count()).to.equal(0);
    expect(await page.frameLocator("iframe").getByRole("log").isVisible()).to.equal(true);
    await desk.answer();
  });

  it("keeps the chat through a page change and a reload, and offers it to a second tab", async () => {
    // On the library's own site (another origin of it): elsewhere this Chromium blocks the frame's storage, and the chat lives as long as the page.
    hostOrigin = hostOrigin.replace("localhost", "127.0.0.1");
    const page = await open("strict-csp.html");
    await page.getByRole("button", { name: "Discuter avec un bibliothécaire" }).click();
    const box = page.frameLocator("iframe");
    const say = async (text: string) => {
      await box.getByRole("textbox", { name: "Message" }).fill(text);
      await box.getByRole("button", { name: "Envoyer", exact: true }).click();
    };
    await say("one");
    const chat = await desk.answer();
    await desk.heard(chat, 1);
    await page.goto(`${hostOrigin}/strict-csp.html?second`);
    await box.getByRole("log").getByText("one").waitFor(); // opened by itself
    await say("two");
    expect(await desk.heard(chat, 2)).to.deep.equal(["one", "two"]);
    await page.reload();
    chat.say("three");
    await box.getByRole("log").getByText("three").waitFor();

    const tab = await open("strict-csp.html");
    await tab.getByRole("button", { name: "Discuter avec un bibliothécaire" }).click();
    await tab.frameLocator("iframe").getByRole("button", { name: "Continuer ici" }).click();
    await tab.frameLocator("iframe").getByRole("log").getByText("three").waitFor();
    await box.getByText("se poursuit dans un autre onglet").waitFor();
    await tab.frameLocator("iframe").getByRole("textbox", { name: "Message" }).fill("four");
    await tab.frameLocator("iframe").getByRole("button", { name: "Envoyer", exact: true }).click();
    expect(await desk.heard(chat, 3)).to.deep.equal(["one", "two", "four"]);
  });
});
