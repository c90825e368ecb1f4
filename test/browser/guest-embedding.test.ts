// The sample pages of docs/embedding, each opened in Chromium on an origin of its own, and a chat in each.
import { expect } from "chai";
import { readdirSync } from "node:fs";
import type { BrowserContext, FrameLocator, Page } from "playwright-core";
import { loadLanguage } from "../../web-guest/languages/all.ts";
import { openPrivateWindow, until } from "../support/chromium.ts";
import { field, log, menu, say, setScene } from "./guest-pages.ts";
import { setHost } from "./host-pages.ts";

const SEARCH = '<!doctype html><html lang="en"><meta charset="utf-8"><title>Catalogue</title><input aria-label="Search" autofocus>';
const PAGES = {
  "/search.html": { html: `${SEARCH}<script src="https://chat.example.org/loader.js" data-queue="reference" data-skin="demo/skins/main"></script>` },
  "/search-frame.html": { html: `${SEARCH}<iframe title="Chat" width="380" height="600" src="https://chat.example.org/box.html?queue=reference&skin=demo/skins/main"></iframe>` },
};

describe("guest: embedding", function () {
  this.timeout(120_000);
  const on = setScene();
  const host = setHost(on, PAGES);
  let context: BrowserContext;

  beforeEach(async () => (context = await on.pages.foreign()));

  const open = async (name: string, origin = host.otherSite): Promise<Page> => {
    const page = await context.newPage();
    await page.goto(`${origin}/${name}?secret=query`);
    return page;
  };

  /** Both say something, each reads what the other said, and the guest reads in this language that it was encrypted. */
  const chat = async (box: FrameLocator, language: string) => {
    const { texts } = await loadLanguage(language);
    await box.getByRole("textbox", { name: texts.message }).fill("What do you read?");
    await box.getByRole("button", { name: texts.send, exact: true }).click();
    const conversation = await on.desk.answer();
    expect(await on.desk.heard(conversation, 1)).to.deep.equal(["What do you read?"]);
    await log(box).getByText(texts.delivered).waitFor();
    expect(await log(box).getByText(texts.encryptedLine).count()).to.equal(0);
    conversation.say("Everything.");
    await log(box).getByText("Everything.").waitFor();
    await log(box).getByText(texts.encryptedLine).waitFor();
    return conversation;
  };

  it("opens each sample page that there is", () => {
    expect(readdirSync("docs/embedding").filter((name) => name.endsWith(".html")).sort()).to.deep.equal(["libguides.html", "plain.html", "strict-csp.html", "wordpress.html"]);
  });

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
    const conversation = await chat(box, "en");
    await box.getByRole("button", { name: "Minimise" }).click();
    expect(await button.getAttribute("aria-expanded")).to.equal("false");
    expect(await page.evaluate(() => document.activeElement?.className)).to.equal("otterdesk");
    // While it is small, what the librarian says is counted on the button and in the title.
    conversation.say("Good afternoon");
    await page.getByRole("button", { name: "Chat with a librarian, 1 new message" }).waitFor();
    expect(await page.title()).to.equal("(1) Plain page");
    expect(requests.filter((url) => !url.startsWith(host.otherSite) && !url.startsWith(on.stage.origin))).to.deep.equal([]);
    expect(requests.some((url) => url.startsWith(on.stage.origin) && url.includes("secret"))).to.equal(false);
  });

  it("strict policy: works with two sources allowed, in the page's language", async () => {
    const refused: string[] = [];
    const page = await context.newPage();
    page.on("console", (m) => /Content.Security.Policy/i.test(m.text()) && refused.push(m.text()));
    await page.goto(`${host.otherSite}/strict-csp.html`);
    await page.getByRole("button", { name: "Discuter avec un bibliothécaire" }).click();
    await page.frameLocator("iframe").getByText("C’est bientôt à vous").waitFor();
    await chat(page.frameLocator("iframe"), "fr");
    expect(refused).to.deep.equal([]);
  });

  it("LibGuides: LibraryH3lp's markup, in a page whose styles want everything and in a browser that keeps no storage for the frame", async () => {
    const page = await open("libguides.html");
    const box = page.frameLocator("iframe");
    await box.getByText("You are next").waitFor();
    expect(await page.getByText("We are away").isVisible()).to.equal(false);
    expect(await page.getByText("Chat is loading").isVisible()).to.equal(false);
    expect(await storageOf(box)).to.equal("SecurityError");
    await chat(box, "en");
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
    await on.desk.answer();
  });

  it("WordPress: an AMD loader, hostile globals and prototypes do no harm", async () => {
    const errors: string[] = [];
    context.on("weberror", (e) => errors.push(e.error().message));
    const page = await open("wordpress.html");
    await page.getByRole("button", { name: "Chat con la biblioteca" }).click();
    await page.frameLocator("iframe").getByText("El próximo turno es el suyo").waitFor();
    await chat(page.frameLocator("iframe"), "es");
    expect(errors).to.deep.equal([]);
  });

  it("in a private window, on another site's page, which keeps the frame's storage shut: a whole chat, and a reload or another page keeps it", async () => {
    const { context: window, close, remains } = await openPrivateWindow();
    window.setDefaultTimeout(20_000);
    try {
      const page = window.pages()[0] as Page;
      await page.goto(`${host.otherSite}/plain.html`);
      await page.getByRole("button", { name: "Chat with a librarian" }).click();
      const box = page.frameLocator("iframe[title='Chat with a librarian']");
      expect(await storageOf(box)).to.equal("SecurityError");
      await say(box, "Is this private?");
      const conversation = await on.desk.answer();
      expect(await on.desk.heard(conversation, 1)).to.deep.equal(["Is this private?"]);
      conversation.say("It is.");
      await log(box).getByText("This chat uses end-to-end encryption.").waitFor();
      await field(box).fill("I a");
      await page.reload();
      await until(async () => (await field(box).inputValue()) === "I a");
      conversation.say("Are you still there?");
      await log(box).getByText("Are you still there?").waitFor();
      await box.getByRole("button", { name: /Encrypted and confirmed/ }).waitFor();
      await say(box, "I am.");
      expect(await on.desk.heard(conversation, 2)).to.deep.equal(["Is this private?", "I am."]);
      await page.goto(`${host.otherSite}/plain.html?another`);
      await log(box).getByText("I am.").waitFor();
      expect(await log(box).locator(".bubble").allInnerTexts()).to.deep.equal(["Is this private?", "It is.", "Are you still there?", "I am."]);

      // The page around it keeps what it cannot read; the key is in a cookie for the box's page alone, on this site alone.
      const kept = await page.evaluate(() => JSON.stringify(sessionStorage));
      for (const secret of ["private", on.desk.chatOf(conversation).split("@")[0] as string, "token"]) expect(kept.includes(secret), secret).to.equal(false);
      const session = await window.newCDPSession(page);
      const cookies = async () => (await session.send("Network.getAllCookies")).cookies;
      expect(await cookies(), "while a page has the chat").to.deep.equal([]);
      await page.goto("about:blank");
      await until(async () => (await cookies()).length > 0);
      const [cookie, ...others] = await cookies();
      expect(others).to.deep.equal([]);
      expect(cookie).to.include({ path: "/box.html", secure: true, sameSite: "None", session: true });
      expect(cookie?.partitionKey?.topLevelSite).to.equal("http://localhost");
      await page.goto(`${host.otherSite}/plain.html?again`);
      await log(box).getByText("I am.").waitFor();

      // A tab that was duplicated has what the page kept, and no key to it.
      const [copy] = await Promise.all([window.waitForEvent("page"), page.evaluate(() => void globalThis.open(location.href))]);
      await copy.frameLocator("iframe").getByRole("heading", { name: "You are already chatting in another tab." }).waitFor();
      await copy.close();
      await say(box, "There is one of me.");
      expect((await on.desk.heard(conversation, 3)).at(-1)).to.equal("There is one of me.");
      await menu(box, "End the chat");
      await box.getByRole("dialog").getByRole("button", { name: "End the chat" }).click();
      await box.getByText("You have ended the chat.").waitFor();
      await until(async () => (await cookies()).length === 0);
      await until(() => page.evaluate(() => sessionStorage.length === 0));
      expect(remains("localhost"), "on the disk").to.equal(false);
    } finally {
      await close();
    }
  });

  it("a page that changes what it keeps for the box gets a new chat", async () => {
    const page = await open("plain.html");
    await page.getByRole("button", { name: "Chat with a librarian" }).click();
    const box = page.frameLocator("iframe");
    await say(box, "mine alone");
    await on.desk.heard(await on.desk.answer(), 1);
    await page.reload();
    await log(box).getByText("mine alone").waitFor();
    // Before the loader reads it: the box may give its page something new to keep until the last moment.
    await page.addInitScript(() => {
      if (window !== window.top) return;
      for (const [key, value] of Object.entries(sessionStorage)) sessionStorage.setItem(key, value.slice(0, -1) + String.fromCharCode(value.charCodeAt(value.length - 1) ^ 1));
    });
    await page.reload();
    await box.getByText("You are next").waitFor();
    expect(await log(box).locator(".bubble").count()).to.equal(0);
    await on.desk.answer();
  });

  it("leaves the focus to the page that it comes back on, and that it stands in", async () => {
    const focused = (page: Page) => page.evaluate(() => document.activeElement?.getAttribute("aria-label"));
    for (const origin of [host.sameSite, host.otherSite]) {
      const page = await open("search.html", origin);
      await page.getByRole("button", { name: "Chat with a librarian" }).click();
      const box = page.frameLocator("iframe");
      await box.getByText("You are next").waitFor();
      await page.keyboard.type("one"); // the button has led into the field
      await page.keyboard.press("Enter");
      const conversation = await on.desk.answer();
      expect(await on.desk.heard(conversation, 1)).to.deep.equal(["one"]);
      await page.reload();
      await log(box).getByText("one").waitFor();
      expect(await focused(page), "it is open again").to.equal("Search");
      await say(box, "two");
      await on.desk.heard(conversation, 2);
      await page.getByRole("textbox", { name: "Search" }).focus();
      await on.desk.end(on.desk.chatOf(conversation));
      await box.getByText("The librarian has ended the chat.").waitFor();
      expect(await focused(page), "the chat has ended").to.equal("Search");

      const framed = await open("search-frame.html", origin);
      await framed.frameLocator("iframe").getByText("You are next").waitFor();
      expect(await focused(framed), "a plain iframe").to.equal("Search");
      await on.desk.answer();
    }
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

/** What a frame finds where it looks for storage. */
const storageOf = (box: FrameLocator): Promise<string> =>
  box.locator("body").evaluate(() => {
    try {
      return `open: ${sessionStorage.length}`;
    } catch (error) {
      return (error as Error).name;
    }
  });
