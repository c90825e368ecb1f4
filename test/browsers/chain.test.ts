// The whole chain in Firefox and in WebKit, as Debian has them: a key made in the panel, an operator who has it, a guest on another site's page.
// Chromium's own tests try everything; this one tries that the others can do it. One window for each person.
import { expect } from "chai";
import { openFirefox, openWebKit, type Driver } from "../support/webdriver.ts";
import { WebDriverPage } from "../support/webdriver-page.ts";
import { startStack, type Stack } from "../support/stack.ts";
import { servePages, type HostPages } from "../browser/host-pages.ts";

const LINE = "This chat uses end-to-end encryption.";
const ESCAPE = "\uE00C";

for (const [name, open] of [["Firefox", openFirefox], ["WebKit", openWebKit]] as const) {
  describe(`the whole chain in ${name}`, function () {
    this.timeout(120_000);
    let stack: Stack;
    let host: HostPages;
    let driver: Driver;

    before(async () => {
      stack = await startStack();
      host = await servePages(stack.demo.urls.guest, stack.demo.service);
      driver = await open();
    });
    after(async () => {
      await driver?.quit();
      host?.close();
      await stack?.stop();
    });

    async function makeKey(): Promise<string> {
      const { urls, admin } = stack.demo;
      const panel = await WebDriverPage.open(driver, urls.panel);
      await panel.type("Name", admin.name);
      await panel.type("Password", admin.password);
      await panel.press("button", "Sign in");
      await panel.press("button", "Manage Off the Record Chat (E2EE)");
      await panel.press("button", "Generate new keys");
      return panel.read("textbox", "Private key");
    }

    async function signIn(key: string): Promise<WebDriverPage> {
      const { urls, operators } = stack.demo;
      const desk = await WebDriverPage.open(driver, urls.operator);
      await desk.type("Address", operators[0]?.jid ?? "");
      await desk.type("Password", operators[0]?.password ?? "");
      await desk.press("button", "Sign in");
      await desk.press("button", "Preferences");
      await desk.press("checkbox", "My administrator gave me a private key");
      await desk.paste("Private key", key);
      await desk.press("button", "Save");
      await desk.sees("The key is stored in this browser.");
      await desk.key(ESCAPE);
      return desk;
    }

    const openBox = async (page: WebDriverPage): Promise<WebDriverPage> => {
      await page.press("button", "Chat with a librarian");
      return page.within();
    };

    const say = async (page: WebDriverPage, text: string): Promise<void> => {
      await page.type("Message", text);
      await page.press("button", "Send");
    };

    it("chats both ways, and through reloads, a second tab and a window of its own", async () => {
      const desk = await signIn(await makeKey());
      // The stack's box is at localhost: what is the same site to other tests is another one here.
      const page = await WebDriverPage.open(driver, `${host.sameSite}/plain.html`);
      const box = await openBox(page);
      await say(box, "When are you open?");
      const low = await box.height("textbox", "Message");
      await box.paste("Message", "I would come on foot, which takes me an hour, and it would be a pity to find it closed.");
      expect(await box.height("textbox", "Message"), "the field grows with its text").to.be.greaterThan(low + 20);
      await box.press("button", "Send");
      expect(await box.height("textbox", "Message"), "and is low again").to.equal(low);
      await desk.press("button", /^Answer/);
      await desk.sees("When are you open?");
      await say(desk, "Until eight.");
      await box.sees("Until eight.");
      await box.sees(LINE);

      await page.reload();
      await box.sees(LINE);
      await say(box, "I came back.");
      await desk.sees("I came back.");
      await desk.reload();
      await desk.sees("I came back.");
      await say(desk, "So did I.");
      await box.sees("So did I.");

      const second = await WebDriverPage.open(driver, `${host.sameSite}/plain.html`);
      const there = await openBox(second);
      await there.press("button", "Continue that chat here");
      await there.sees("So did I.");
      await box.sees("This chat goes on in another tab or window.");

      const popup = await second.opens(async () => {
        await there.press("button", "More");
        await there.press("button", "Open in a window of its own");
      });
      await say(popup, "In a window of its own.");
      await desk.sees("In a window of its own.");
      const said = await popup.read("log", "Conversation");
      expect(said.split(LINE).length - 1, said).to.equal(1);
      for (const text of ["When are you open?", "Until eight.", "I came back.", "So did I."]) expect(said.split(text).length - 1, text).to.equal(1);

      await popup.press("button", "More");
      await popup.press("button", "End the chat");
      await popup.press("button", "End the chat");
      await desk.sees("The guest ended this chat.");
    });
  });
}
