// A tab that was duplicated in Firefox has a copy of what the box keeps in the tab, also where other sites' frames get no locks: the chat stays with the tab that has it.
import { expect } from "chai";
import { openFirefox, type Firefox } from "../support/webdriver.ts";
import { WebDriverPage } from "../support/webdriver-page.ts";
import { sharedStage, type Operator, type Stage } from "../browser/guest-stage.ts";
import { servePages, type HostPages } from "../browser/host-pages.ts";

/** `network.cookie.cookieBehavior`. */
const COOKIES = { "no cookies of other sites": 1, "a storage for each site": 5 };

for (const [name, behaviour] of Object.entries(COOKIES)) {
  describe(`a duplicated tab in Firefox, ${name}`, function () {
    this.timeout(90_000);
    let stage: Stage;
    let desk: Operator;
    let host: HostPages;
    let driver: Firefox;

    before(async () => {
      stage = await sharedStage();
      desk = await stage.operator("desk1", stage.key);
      host = await servePages(stage.origin, stage.prosody.service);
      driver = await openFirefox({ "network.cookie.cookieBehavior": behaviour });
    });
    after(async () => {
      await driver?.quit();
      host?.close();
      await desk?.endAll();
      desk?.leave();
    });

    const say = async (page: WebDriverPage, text: string): Promise<void> => {
      await page.type("Message", text);
      await page.press("button", "Send");
    };

    it("leaves the chat to the tab that has it, which keeps it through reloads", async () => {
      const page = await WebDriverPage.open(driver, `${host.otherSite}/plain.html`);
      await page.press("button", "Chat with a librarian");
      const box = page.within();
      await say(box, "one");
      const chat = await desk.answer();
      await desk.heard(chat, 1);
      chat.say("Yes?");
      await box.sees("Yes?");
      await page.reload();
      await box.sees("This chat uses end-to-end encryption.");

      const copy = await page.opens(() => driver.duplicateTab());
      await copy.within().sees("You are already chatting in another tab.");
      chat.say("Which of you?");
      await box.sees("Which of you?");
      await page.reload();
      await box.sees("Which of you?");
      await say(box, "two");
      expect(await desk.heard(chat, 2)).to.deep.equal(["one", "two"]);
    });
  });
}
