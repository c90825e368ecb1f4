// The guest's pages in Chromium on a shared stage: contexts of their own, what they complain of, and the few things that people do in a box.
import { expect } from "chai";
import type { Browser, BrowserContext, BrowserContextOptions, Frame, FrameLocator, Locator, Page } from "playwright-core";
import type { Conversation } from "#browser/conversation.ts";
import { sharedBrowser } from "../support/chromium.ts";
import { sharedStage, type Operator, type Stage } from "./guest-stage.ts";

/** What the tests of a file play on; it is there once a test runs. */
export interface Scene {
  readonly stage: Stage;
  readonly pages: GuestPages;
  /** A librarian with the library's key. */
  readonly desk: Operator;
}

/** Called inside `describe`: the shared stage and browser. After each test no page is left, and none has complained. */
export function setPages(tidy = async (): Promise<void> => undefined): Pick<Scene, "stage" | "pages"> {
  const scene = {} as { stage: Stage; pages: GuestPages };
  before(async function () {
    this.timeout(60_000);
    const [stage, browser] = await Promise.all([sharedStage(), sharedBrowser()]);
    Object.assign(scene, { stage, pages: new GuestPages(browser, stage) });
  });
  afterEach(async () => {
    await tidy();
    await scene.pages.clear();
  });
  return scene;
}

/** The same with a librarian, who after each test is available and has no chat. */
export function setScene(): Scene {
  const scene: { -readonly [K in keyof Scene]: Scene[K] } = Object.assign(
    setPages(async () => {
      scene.stage.network.mend();
      await scene.desk.setAvailable(true);
      await scene.desk.endAll();
    }),
    { desk: undefined as unknown as Operator },
  );
  before(async () => (scene.desk = await scene.stage.operator("desk1", scene.stage.key)));
  beforeEach(() => (scene.desk.rings.length = 0));
  after(() => scene.desk?.leave());
  return scene;
}

export type Box = Page | Frame | FrameLocator;

/** What a browser says by itself about a network that is not there is no fault of ours. */
const NETWORK = /503|404|ERR_|WebSocket/;

export class GuestPages {
  readonly #complaints: string[] = [];
  #contexts: BrowserContext[] = [];

  constructor(
    readonly browser: Browser,
    readonly stage: Stage,
  ) {}

  async context(options: BrowserContextOptions = {}): Promise<BrowserContext> {
    const context = await this.foreign(options);
    context.on("weberror", (e) => this.#complaints.push(e.error().message));
    context.on("console", (m) => m.type() === "error" && !NETWORK.test(m.text()) && this.#complaints.push(m.text()));
    return context;
  }

  /** For somebody else's pages, which may complain of what they like. */
  async foreign(options: BrowserContextOptions = {}): Promise<BrowserContext> {
    const context = await this.browser.newContext({ locale: "en-US", ...options });
    context.setDefaultTimeout(20_000);
    this.#contexts.push(context);
    return context;
  }

  /** The box as a page of its own. */
  open(skin: string, context?: BrowserContext): Promise<Page> {
    return this.openAt(this.stage.box(skin), context);
  }

  async openAt(address: string, context?: BrowserContext): Promise<Page> {
    const page = await (context ?? (await this.context())).newPage();
    await page.goto(address);
    return page;
  }

  /** The library's page with one more button, "Ask the test", as the loader makes it. */
  async library(skin: string, context?: BrowserContext): Promise<{ page: Page; box: FrameLocator }> {
    const page = await (context ?? (await this.context())).newPage();
    await page.goto(`${this.stage.origin}/?secret=query#part`);
    await page.evaluate((data) => {
      const script = document.createElement("script");
      script.src = "/loader.js";
      Object.assign(script.dataset, data);
      document.body.append(script);
    }, { skin: `demo/skins/${skin}`, text: "Ask the test" });
    await page.getByRole("button", { name: "Ask the test" }).waitFor();
    return { page, box: page.frameLocator("iframe[title='Ask the test']") };
  }

  /** The same, and the button pressed. */
  async embedded(skin: string, context?: BrowserContext): Promise<{ page: Page; box: FrameLocator }> {
    const opened = await this.library(skin, context);
    await opened.page.getByRole("button", { name: "Ask the test" }).click();
    return opened;
  }

  async clear(): Promise<void> {
    await Promise.all(this.#contexts.splice(0).map((context) => context.close()));
    expect(this.#complaints.splice(0)).to.deep.equal([]);
  }
}

export const log = (box: Box): Locator => box.getByRole("log");
export const field = (box: Box): Locator => box.getByRole("textbox", { name: "Message" });

export async function say(box: Box, text: string): Promise<void> {
  await field(box).fill(text);
  await box.getByRole("button", { name: "Send", exact: true }).click();
}

export async function menu(box: Box, item: string): Promise<void> {
  await box.getByRole("button", { name: "More", exact: true }).click();
  await box.locator("#menu").getByRole("button", { name: item }).click();
}

/** What the tab remembers of the chat that this box is in. */
export async function heldBy(box: Box): Promise<{ readonly chat: string; readonly token: string }> {
  await box.getByText(/You are next|You are number|is here to help/).first().waitFor();
  return box.locator("body").evaluate(() => {
    const name = Object.keys(sessionStorage).find((key) => key.startsWith("otterdesk held")) ?? "";
    return JSON.parse(sessionStorage.getItem(name) ?? "{}") as { chat: string; token: string };
  });
}

export const chatAddress = async (box: Box): Promise<string> => (await heldBy(box)).chat;

/** The librarian has answered this box's chat. */
export const answered = async (desk: Operator, box: Box): Promise<Conversation> => desk.answer(await chatAddress(box));
