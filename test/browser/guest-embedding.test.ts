// The sample pages of docs/embedding, each opened in Chromium on an origin of its own, and a chat in each.
import { expect } from "chai";
import type { BrowserContext, FrameLocator, Page } from "playwright-core";
import { setScene } from "./guest-pages.ts";
import { servePages, type HostPages } from "./host-pages.ts";

describe("guest: embedding", function () {
  this.timeout(120_000);
  const on = setScene();
  let host: HostPages;
  let context: BrowserContext;

  before(async () => (host = await servePages(on.stage.origin, on.stage.prosody.service)));
  after(() => host?.close());
  beforeEach(async () => (context = await on.pages.foreign()));

  const open = async (name: string, origin = host.otherSite): Promise<Page> => {
    const page = await context.newPage();
    await page.goto(`${origin}/${name}?secret=query`);
    return page;
  };

  /** Both say something, and each reads what the other said. */
  const chat = async (box: FrameLocator, words: { readonly message: string; readonly send: string }) => {
    await box.getByRole("textbox", { name: words.message }).fill("What do you read?");
    await box.getByRole("button", { name: words.send, exact: true }).click();
    const conversation = await on.desk.answer();
    expect(await on.desk.heard(conversation, 1)).to.deep.equal(["What do you read?"]);
    conversation.say("Everything.");
    await box.getByRole("log").getByText("Everything.").waitFor();
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
    expect([...new Set(requests)].filter((url) => !url.startsWith(host.otherSite))).to.deep.equal([`${on.stage.origin}/loader.js`]);
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
    const chat = await on.desk.answer();
    chat.say("Good afternoon");
    await page.getByRole("button", { name: "Chat with a librarian, 1 new message" }).waitFor();
    expect(await page.title()).to.equal("(1) Plain page");
    expect(requests.filter((url) => !url.startsWith(host.otherSite) && !url.startsWith(on.stage.origin))).to.deep.equal([]);
    expect(requests.some((url) => url.startsWith(on.stage.origin) && url.includes("secret"))).to.equal(false);
    await on.desk.end(on.desk.chatOf(chat));
  });

  it("strict policy: works with two sources allowed, in the page's language", async () => {
    const refused: string[] = [];
    const page = await context.newPage();
    page.on("console", (m) => /Content.Security.Policy/i.test(m.text()) && refused.push(m.text()));
    await page.goto(`${host.otherSite}/strict-csp.html`);
    await page.getByRole("button", { name: "Discuter avec un bibliothécaire" }).click();
    await page.frameLocator("iframe").getByText("C’est bientôt à vous").waitFor();
    await chat(page.frameLocator("iframe"), { message: "Message", send: "Envoyer" });
    expect(refused).to.deep.equal([]);
  });

  it("LibGuides: LibraryH3lp's markup, in a page whose styles want everything and in a browser that keeps no storage for the frame", async () => {
    const page = await open("libguides.html");
    const box = page.frameLocator("iframe");
    await box.getByText("You are next").waitFor();
    expect(await page.getByText("We are away").isVisible()).to.equal(false);
    expect(await page.getByText("Chat is loading").isVisible()).to.equal(false);
    const storage = await box.locator("body").evaluate(() => {
      try {
        return `open: ${sessionStorage.length}`;
      } catch (error) {
        return (error as Error).name;
      }
    });
    expect(storage).to.equal("SecurityError");
    await chat(box, { message: "Message", send: "Send" });
  });

  it("LibGuides: says that the library is away when the queue goes offline, and shows the chat again when it is back", async () => {
    const page = await context.newPage();
    await page.clock.install();
    // Here an answer is not kept for the five seconds that it may be: time that is set forward is no time for the browser's cache.
    const session = await context.newCDPSession(page);
    await session.send("Network.enable");
    await session.send("Network.setCacheDisabled", { cacheDisabled: true });
    await page.goto(`${host.otherSite}/libguides.html`);
    await page.frameLocator("iframe").getByText("You are next").waitFor();
    for (const available of [false, true]) {
      await on.desk.setAvailable(available);
      await on.stage.queue(available);
      await page.clock.fastForward(31_000); // the page asks every 30 s
      await page.getByText("We are away").waitFor({ state: available ? "hidden" : "visible" });
      expect(await page.locator("iframe").isVisible()).to.equal(available);
    }
  });

  it("WordPress: an AMD loader, hostile globals and prototypes do no harm", async () => {
    const errors: string[] = [];
    context.on("weberror", (e) => errors.push(e.error().message));
    const page = await open("wordpress.html");
    await page.getByRole("button", { name: "Chat con la biblioteca" }).click();
    await page.frameLocator("iframe").getByText("Es su turno").waitFor();
    await chat(page.frameLocator("iframe"), { message: "Mensaje", send: "Enviar" });
    expect(errors).to.deep.equal([]);
  });

  it("keeps the chat through a page change and a reload, and offers it to a second tab", async () => {
    // On the library's own site (another origin of it): elsewhere this Chromium blocks the frame's storage, and the chat lives as long as the page.
    const page = await open("strict-csp.html", host.sameSite);
    await page.getByRole("button", { name: "Discuter avec un bibliothécaire" }).click();
    const box = page.frameLocator("iframe");
    const say = async (text: string) => {
      await box.getByRole("textbox", { name: "Message" }).fill(text);
      await box.getByRole("button", { name: "Envoyer", exact: true }).click();
    };
    await say("one");
    const chat = await on.desk.answer();
    await on.desk.heard(chat, 1);
    await page.goto(`${host.sameSite}/strict-csp.html?second`);
    await box.getByRole("log").getByText("one").waitFor(); // opened by itself
    await say("two");
    expect(await on.desk.heard(chat, 2)).to.deep.equal(["one", "two"]);
    await page.reload();
    chat.say("three");
    await box.getByRole("log").getByText("three").waitFor();

    const tab = await open("strict-csp.html", host.sameSite);
    await tab.getByRole("button", { name: "Discuter avec un bibliothécaire" }).click();
    await tab.frameLocator("iframe").getByRole("button", { name: "Continuer ici" }).click();
    await tab.frameLocator("iframe").getByRole("log").getByText("three").waitFor();
    await box.getByText("se poursuit dans un autre onglet").waitFor();
    await tab.frameLocator("iframe").getByRole("textbox", { name: "Message" }).fill("four");
    await tab.frameLocator("iframe").getByRole("button", { name: "Envoyer", exact: true }).click();
    expect(await on.desk.heard(chat, 3)).to.deep.equal(["one", "two", "four"]);
  });
});
