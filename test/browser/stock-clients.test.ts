// Operators with OTR clients as Debian has them, each with the library's key; the guest in Chromium sees the line of promise 9 and nothing that was in clear.
import { expect } from "chai";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { openBrowser } from "../support/chromium.ts";
import { hasStockClients, pause, seen, startBitlbee, startMcabber, startProfanity, type StockClient } from "../support/stock-clients.ts";
import { LINE } from "./chain-people.ts";
import { sharedStage, type Stage } from "./guest-stage.ts";

const STARTS = { Profanity: startProfanity, BitlBee: startBitlbee, mcabber: startMcabber };

describe("stock clients as operators", function () {
  this.timeout(150_000);
  let stage: Stage;
  let browser: Browser;
  let context: BrowserContext;
  let client: StockClient | undefined;

  before(async function () {
    if (!hasStockClients()) this.skip();
    [stage, browser] = await Promise.all([sharedStage(), openBrowser()]);
  });
  after(() => browser?.close());
  beforeEach(async () => {
    context = await browser.newContext({ locale: "en" });
    context.setDefaultTimeout(45_000);
  });
  afterEach(async () => {
    await client?.stop();
    await context.close();
  });

  for (const [name, start] of Object.entries(STARTS)) {
    it(`${name}: rings, answers by writing, encrypts under the library's key; the guest reads the line`, async () => {
      client = await start(stage.prosody, stage.key, `reference@${stage.prosody.service}`);
      await stage.queue(true);
      const page = await context.newPage();
      await page.goto(stage.box("main"));
      await ask(page, `A question before ${name} answers`);
      await client.ring();
      client.write("Good morning, in clear");
      await client.shows(`A question before ${name} answers`);
      const log = page.getByRole("log");
      expect(await log.innerText()).to.not.contain(LINE);
      // The client may learn of the encryption a moment after the guest: a line typed before that stops at the gate, and a person types it again.
      await seen("The operator's line", async () => {
        client?.write("Good morning, encrypted");
        await pause(1_000);
        return (await log.innerText()).includes("Good morning, encrypted") || undefined;
      });
      await log.getByText(LINE).waitFor();
      await ask(page, `And one more for ${name}`);
      await client.shows(`And one more for ${name}`);
      const shown = await log.innerText();
      expect(shown.split(LINE).length - 1).to.equal(1);
      expect(shown).to.not.contain("?OTR").and.not.contain("in clear");
      expect(stage.network.recorded().includes("in clear"), "nothing in clear reached the guest").to.equal(false);
    });
  }

  async function ask(page: Page, text: string): Promise<void> {
    await page.getByRole("textbox", { name: "Message" }).fill(text);
    await page.getByRole("button", { name: "Send", exact: true }).click();
  }
});
