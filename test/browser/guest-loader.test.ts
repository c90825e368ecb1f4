// The loader and the box between them: what happens before opening, in pages that forbid frames, beside hostile pages and frames, and what a whole chat fetches.
import { expect } from "chai";
import { gzipSync } from "node:zlib";
import type { BrowserContext, Frame, FrameLocator, Page, Response } from "playwright-core";
import { BUDGET } from "../size/budget.ts";
import { until } from "../support/chromium.ts";
import { log, menu, say, setScene } from "./guest-pages.ts";
import { setHost } from "./host-pages.ts";

const LOADER = (skin: string) => `<script src="https://chat.example.org/loader.js" data-queue="reference" data-skin="demo/skins/${skin}"></script>`;
const page = (body: string) => `<!doctype html><html lang="en"><meta charset="utf-8"><title>Opening hours</title><body>${body}</body></html>`;
const PAGES = {
  "/one.html": { html: page(LOADER("main")) },
  "/asking.html": { html: page(`${LOADER("asking")}<iframe id="stranger" src="about:blank"></iframe>`) },
  // The policy names the page that may talk with the box, which is not this one.
  "/thief.html": { html: page('<iframe id="box" src="https://chat.example.org/box.html?skin=demo/skins/asking#host=https://library.example.org"></iframe>') },
  "/no-frames.html": { html: page(LOADER("main")), headers: { "content-security-policy": "default-src 'none'; script-src https://chat.example.org" } },
  "/nonce.html": {
    html: page(LOADER("main").replace("<script", '<script nonce="r4nd0m"')),
    headers: { "content-security-policy": "default-src 'none'; script-src 'nonce-r4nd0m' 'strict-dynamic'" },
  },
  "/reported.html": { html: page(LOADER("main")), headers: { "content-security-policy-report-only": "default-src 'none'; script-src https://chat.example.org" } },
  "/libraryh3lp.html": { html: page('<iframe title="Chat" src="https://chat.example.org/chat/reference@chat.example.org?skin=demo/main&theme=gota&title=Ask"></iframe>') },
  "/libraryh3lp-wrong.html": { html: page('<iframe title="Chat" src="https://chat.example.org/chat/reference@libraryh3lp.com?skin=123"></iframe>') },
};

describe("guest: loader", function () {
  this.timeout(120_000);
  const on = setScene();
  const host = setHost(on, PAGES);
  let context: BrowserContext;

  beforeEach(async () => (context = await on.pages.foreign()));

  const open = async (path: keyof typeof PAGES | "/plain.html", origin = host.otherSite): Promise<Page> => {
    const opened = await context.newPage();
    await opened.goto(`${origin}${path}`);
    return opened;
  };
  const button = (on: Page) => on.getByRole("button", { name: "Chat with a librarian" });
  const answer = async (text: string) => {
    const chat = await on.desk.answer();
    expect(await on.desk.heard(chat, 1)).to.deep.equal([text]);
    return chat;
  };

  it("stores nothing, connects to nothing and fetches nothing but itself before the box is opened, whatever the pointer does", async () => {
    const seen: string[] = [];
    context.on("request", (r) => seen.push(r.url()));
    context.on("page", (p) => p.on("websocket", (socket) => seen.push(socket.url())));
    const at = await open("/one.html");
    await button(at).hover();
    await button(at).focus();
    await at.keyboard.press("Tab");
    await at.waitForLoadState("networkidle");
    expect(seen).to.deep.equal([`${host.otherSite}/one.html`, `${on.stage.origin}/loader.js`]);
    const stored = () =>
      at.evaluate(async () => [sessionStorage.length, localStorage.length, document.cookie.length, (await indexedDB.databases()).length, (await caches.keys()).length, (await navigator.serviceWorker.getRegistrations()).length]);
    expect(await stored()).to.deep.equal([0, 0, 0, 0, 0, 0]);
    expect((await context.storageState({ indexedDB: true })).origins).to.deep.equal([]);
    expect(await context.cookies()).to.deep.equal([]);

    // The same eyes see what opening does.
    const { websocket } = (await (await fetch(`${on.stage.origin}/config.json`)).json()) as { websocket: string };
    await button(at).click();
    await at.frameLocator("iframe").getByText("You are next").waitFor();
    expect(seen.filter((url) => !url.startsWith(host.otherSite) && !url.startsWith(on.stage.origin))).to.deep.equal([websocket]);
    // This browser blocks the frame's storage; the one cookie is what stands in for it when the page goes (guest-embedding.test.ts).
    expect(await context.cookies()).to.deep.equal([]);
    await at.goto("about:blank");
    await until(async () => (await context.cookies()).length > 0);
    expect((await context.cookies()).map(({ path, partitionKey }) => [path, partitionKey])).to.deep.equal([["/box.html", "http://localhost"]]);
    await on.desk.answer();
  });

  it("fetches no more than the budget for a whole encrypted chat, and each file once", async () => {
    const fetched: Response[] = [];
    context.on("response", (response) => response.url().startsWith(on.stage.origin) && fetched.push(response));
    const at = await open("/one.html");
    await button(at).click();
    const box = at.frameLocator("iframe");
    await box.getByRole("textbox", { name: "Message" }).fill("How heavy are you?");
    await box.getByRole("button", { name: "Send", exact: true }).click();
    const chat = await answer("How heavy are you?");
    chat.say("Light.");
    await box.getByText("This chat uses end-to-end encryption.").waitFor();
    await box.getByText("Delivered").waitFor();
    await on.desk.end(on.desk.chatOf(chat));
    await box.getByText("The librarian has ended the chat.").waitFor();

    const sizes = await Promise.all(fetched.map(async (one) => ({ path: new URL(one.url()).pathname, size: gzipSync(await one.body(), { level: 9 }).length })));
    const files = sizes.map(({ path }) => path).filter((path) => /\.(?:html|css|js|json)$/.test(path));
    expect(new Set(files).size, files.join(" ")).to.equal(files.length);
    const parts = sizes.filter(({ path }) => path !== "/loader.js");
    expect(parts.reduce((sum, { size }) => sum + size, 0), JSON.stringify(parts)).to.be.within(40_000, BUDGET.box);
  });

  for (const path of ["/no-frames.html", "/nonce.html"] as const) {
    it(`says so, and opens the chat in a tab of its own, where the page forbids the frame: ${path}`, async () => {
      const at = await open(path);
      await button(at).click();
      const link = at.getByRole("link", { name: "Chat with a librarian ↗" });
      await link.waitFor();
      expect(await at.getByText("The chat cannot open inside this page.").isVisible()).to.equal(true);
      expect(await at.locator("iframe").count()).to.equal(0);
      expect(await link.evaluate((a) => (a.getRootNode() as ShadowRoot).activeElement === a)).to.equal(true);
      const [tab] = await Promise.all([context.waitForEvent("page"), at.keyboard.press("Enter")]);
      expect(await tab.evaluate(() => window.opener)).to.equal(null);
      await tab.getByRole("textbox", { name: "Message" }).fill(`From ${path}`);
      await tab.getByRole("button", { name: "Send", exact: true }).click();
      await answer(`From ${path}`);
      await button(at).click();
      expect(await link.isVisible()).to.equal(false);
    });
  }

  it("is not misled by a policy that only reports", async () => {
    const at = await open("/reported.html");
    await button(at).click();
    await at.frameLocator("iframe").getByText("You are next").waitFor();
    expect(await at.getByRole("link").count()).to.equal(0);
    await on.desk.answer();
  });

  it("opens the box at LibraryH3lp's address, and says what is wrong where there is no such chat", async () => {
    const at = await open("/libraryh3lp.html");
    const box = at.frameLocator("iframe");
    await box.getByRole("textbox", { name: "Message" }).fill("Through the old address");
    await box.getByRole("button", { name: "Send", exact: true }).click();
    await answer("Through the old address");
    const wrong = await open("/libraryh3lp-wrong.html");
    await wrong.frameLocator("iframe").getByText(`This site has the chats of ${on.stage.prosody.service} only.`).waitFor();
  });

  it("on a phone the open box lies above the page's other buttons", async () => {
    const at = await open("/plain.html", host.sameSite);
    await at.setViewportSize({ width: 390, height: 760 });
    const other = await at.getByRole("button", { name: /^Ask about music/ }).boundingBox();
    await at.getByRole("button", { name: /^Chat with a librarian/ }).click();
    await at.frameLocator("iframe").getByText("You are next").waitFor();
    const top = await at.evaluate(({ x, y }) => document.elementFromPoint(x + 20, y + 20)?.shadowRoot?.elementFromPoint(x + 20, y + 20)?.tagName, other!);
    expect(top).to.equal("IFRAME");
    await on.desk.answer();
  });

  it("two queues with two skins on one page: each chat has its own librarian, ends by itself, and both are there after a reload", async () => {
    const music = await on.stage.operator("desk3", on.stage.key);
    const at = await open("/plain.html", host.sameSite);
    const opener = { reference: at.getByRole("button", { name: /^Chat with a librarian/ }), music: at.getByRole("button", { name: /^Ask about music/ }) };
    const box = { reference: at.frameLocator("iframe[title='Chat with a librarian']"), music: at.frameLocator("iframe[title='Ask about music']") };
    const visible = () => at.locator("iframe:visible").evaluateAll((frames) => frames.map((frame) => (frame as HTMLIFrameElement).title));
    await opener.reference.click();
    await say(box.reference, "Where is the map?");
    await opener.music.click();
    await say(box.music, "Who wrote this song?");
    expect(await visible(), "one is open at a time").to.deep.equal(["Ask about music"]);
    const [map, song] = [await on.desk.answer(), await music.answer()];
    expect([await on.desk.heard(map, 1), await music.heard(song, 1)]).to.deep.equal([["Where is the map?"], ["Who wrote this song?"]]);
    expect([on.desk.rings, music.rings], "nobody else was rung").to.deep.equal([[], []]);

    // Each skin and each librarian in its own box; what comes in the small one is counted beside the other.
    song.say("A nightingale.");
    await log(box.music).getByText("A nightingale.").waitFor();
    await box.music.getByText("Welcome. What are you looking for?").waitFor();
    map.say("Upstairs.");
    await at.getByRole("button", { name: "Chat with a librarian, 1 new message" }).waitFor();
    song.say("In the evening.");
    await log(box.music).getByText("In the evening.").waitFor();
    await say(box.music, "And the words?");
    expect(await music.heard(song, 2)).to.deep.equal(["Who wrote this song?", "And the words?"]);
    expect(await at.title()).to.equal("(1) Plain page");

    // Both come back, and as they were: the one open, the other small.
    await at.reload();
    await log(box.music).getByText("And the words?").waitFor();
    await box.reference.locator(".bubble").getByText("Upstairs.").waitFor({ state: "attached" });
    expect(await visible()).to.deep.equal(["Ask about music"]);
    song.say("By the same.");
    await log(box.music).getByText("By the same.").waitFor();

    // One ends, the other goes on.
    await menu(box.music, "End the chat");
    await box.music.getByRole("dialog").getByRole("button", { name: "End the chat" }).click();
    await music.over(song);
    await box.music.getByRole("button", { name: "Close", exact: true }).click();
    await opener.reference.click();
    await say(box.reference, "Thank you");
    expect(await on.desk.heard(map, 2)).to.deep.equal(["Where is the map?", "Thank you"]);
    map.say("You are welcome.");
    await log(box.reference).getByText("You are welcome.").waitFor();
    expect(await bubbles(box.reference)).to.deep.equal(["Where is the map?", "Upstairs.", "Thank you", "You are welcome."]);
    // A box that was closed is not opened by a reload.
    await at.reload();
    await log(box.reference).getByText("You are welcome.").waitFor();
    expect(await at.locator("iframe").count()).to.equal(1);
    music.leave();
  });

  it("listens to nobody but the box", async () => {
    const at = await open("/one.html");
    await button(at).click();
    await at.frameLocator("iframe").getByText("You are next").waitFor();
    const forge = (from: Frame | Page) =>
      from.evaluate(() => {
        for (const to of [window, window.parent]) {
          to.postMessage({ otterdesk: "state", unread: 9, note: "9", label: "forged", accent: "#000000", keep: false }, "*");
          to.postMessage({ otterdesk: "gone" }, "*");
        }
      });
    await forge(at);
    await at.evaluate(() => document.body.append(Object.assign(document.createElement("iframe"), { id: "stranger" })));
    await forge(await frameOf(at, "#stranger"));
    expect(await at.getByRole("button", { name: /forged|9/ }).count()).to.equal(0);
    expect(await at.frameLocator(".otterdesk iframe").getByRole("log").isVisible()).to.equal(true);
    await on.desk.answer();
  });

  it("the box listens to nobody but the page that it was opened for, and tells others nothing", async () => {
    const at = await open("/asking.html");
    await button(at).click();
    const box = at.frameLocator(".otterdesk iframe");
    await box.getByText("/asking.html").waitFor();
    const forge = { otterdesk: "page", path: "/forged", title: "Forged", shown: true };
    const stranger = await frameOf(at, "#stranger");
    await stranger.evaluate((message) => [...Array(window.parent.length).keys()].forEach((i) => window.parent[i]!.postMessage(message, "*")), forge);
    await box.locator("body").evaluate(() => new Promise((done) => setTimeout(done, 200)));
    expect(await box.getByText("/forged").count()).to.equal(0);
    // From the page itself the same message counts: so what is tested above could fail.
    await at.evaluate((message) => document.querySelector(".otterdesk")!.shadowRoot!.querySelector("iframe")!.contentWindow!.postMessage(message, "*"), forge);
    await box.getByText("/forged").waitFor();
  });

  it("a page that opens the box in another's name hears nothing and is not heard", async () => {
    const at = await context.newPage();
    await at.addInitScript(() => addEventListener("message", ({ data }) => ((window as unknown as { heard: unknown[] }).heard ??= []).push(data)));
    await at.goto(`${host.otherSite}/thief.html`);
    const box = at.frameLocator("#box");
    await box.getByRole("checkbox", { name: "I agree" }).waitFor();
    await at.evaluate(() => (document.querySelector("#box") as HTMLIFrameElement).contentWindow!.postMessage({ otterdesk: "page", path: "/forged", title: "Forged", shown: true }, "*"));
    await box.getByRole("checkbox", { name: "I agree" }).check();
    expect(await box.getByText("/forged").count()).to.equal(0);
    expect(await at.evaluate(() => (window as unknown as { heard?: unknown[] }).heard)).to.equal(undefined);
  });

  it("tells the page that it was opened for nothing of what is said, nor what the chat is known by", async () => {
    const at = await context.newPage();
    await at.addInitScript(() => addEventListener("message", ({ data }) => ((window as unknown as { heard: unknown[] }).heard ??= []).push(data)));
    await at.goto(`${host.otherSite}/one.html`);
    await button(at).click();
    const box = at.frameLocator("iframe");
    await box.getByRole("textbox", { name: "Message" }).fill("A secret question");
    await box.getByRole("button", { name: "Send", exact: true }).click();
    const chat = await answer("A secret question");
    await box.getByRole("button", { name: "Minimise" }).click();
    chat.say("A secret answer");
    await at.getByRole("button", { name: "Chat with a librarian, 1 new message" }).waitFor();
    const heard = JSON.stringify(await at.evaluate(() => (window as unknown as { heard: unknown[] }).heard));
    expect(heard).to.contain('"unread":1');
    expect(heard).to.not.match(/secret/);
    expect(heard).to.not.contain(on.desk.chatOf(chat).split("@")[0]);
    expect(Object.keys(Object.assign({}, ...(JSON.parse(heard) as object[])))).to.have.members(["otterdesk", "unread", "note", "label", "accent", "keep", "shown"]);
  });
});

const bubbles = (box: FrameLocator) => log(box).locator(".bubble").allInnerTexts();

async function frameOf(at: Page, selector: string): Promise<Frame> {
  const frame = await (await at.waitForSelector(selector)).contentFrame();
  if (frame === null) throw new Error(`${selector} is no frame.`);
  return frame;
}
