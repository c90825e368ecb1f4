// The operator's client in real Chromium on the real stack: from signing in to the end of a chat, with everything that can come between.
import { expect } from "chai";
import { readPrivateKey } from "#otr/key.ts";
import { openBrowser, until } from "../support/chromium.ts";
import { atWork, log, OperatorPages, say } from "../support/operator-page.ts";
import { startTappedStack, type TappedStack } from "../support/stack.ts";

const LINE = "end-to-end"; // what the guest's transcript holds where the box shows the line of the proof
const PATIENCE = 60_000;

describe("the operator's client", function () {
  this.timeout(180_000);
  let stack: TappedStack;
  let pages: OperatorPages;
  before(async () => {
    stack = await startTappedStack();
    pages = new OperatorPages(await openBrowser(), stack.demo);
  });
  after(async () => {
    await pages?.browser.close();
    await stack?.stop();
  });
  afterEach(() => pages.clear());

  it("tells a wrong password, a wrong server and a thing that is no address apart, and keeps the address", async () => {
    const page = await pages.page();
    await page.goto(stack.demo.urls.operator);
    const attempt = async (address: string, words: RegExp) => {
      await pages.type(page, address, "wrong");
      await page.getByRole("alert").filter({ hasText: words }).waitFor();
      expect(await page.getByLabel("Address").inputValue()).to.equal(address);
    };
    await attempt("desk1", /looks like name@/);
    await attempt("desk1@elsewhere.example", /another server/);
    await attempt(stack.demo.operators[0]?.jid ?? "", /do not belong together/);
  });

  it("rings, answers and chats in a skin without a key, says that it is not encrypted, and ends", async () => {
    const page = await pages.signIn();
    const guest = await pages.answered(page);
    await page.getByText("Not end-to-end encrypted").waitFor();
    guest.conversation.say("Is the reading room open?");
    await log(page).getByText("Is the reading room open?").waitFor();
    await say(page, "Yes, until six.");
    await until(() => guest.said().includes("peer: Yes, until six."), PATIENCE);
    await log(page).getByText("Delivered").waitFor();
    await page.getByText("0 waiting").waitFor();
    await page.getByRole("button", { name: "End chat" }).click();
    await page.getByRole("button", { name: "End it" }).click();
    await page.getByText("You ended this chat.").waitFor();
    await until(() => guest.status.state === "ended", PATIENCE);
    await page.getByRole("button", { name: "Close chat" }).click();
    await page.getByText("No chats now").waitFor();
  });

  it("pauses a queue by the keyboard, so that nothing rings, and takes chats again", async () => {
    const page = await pages.signIn();
    const box = page.getByRole("checkbox", { name: /^Rings here: / });
    await box.focus();
    await page.keyboard.press("Space");
    await page.getByText("Nobody is available.").waitFor();
    expect(await pages.guest().then(() => "joined", (error: Error) => error.message)).to.include("recipient-unavailable");
    await page.reload();
    await page.getByRole("checkbox", { name: /^Rings here: /, checked: false }).waitFor();
    await box.check();
    await page.getByText("1 available").waitFor();
    await page.getByRole("checkbox", { name: /^Rings here: /, checked: true }).waitFor();
    await pages.answered(page);
  });

  it("brings everything back after a reload: no password, the transcript, the draft; and keeps no password anywhere", async () => {
    const page = await pages.signIn();
    await pages.answered(page); // comes back first, but another chat is on the screen
    const guest = await pages.answered(page);
    guest.conversation.say("Before the reload");
    await log(page).getByText("Before the reload").waitFor();
    await page.getByRole("textbox", { name: "Message" }).fill("Half a sen");
    const password = stack.demo.operators[0]?.password ?? "";
    expect(await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]))).not.to.contain(password);
    await page.reload();
    await log(page).getByText("Before the reload").waitFor();
    expect(await page.getByRole("textbox", { name: "Message" }).inputValue()).to.equal("Half a sen");
    guest.conversation.say("After the reload");
    await log(page).getByText("After the reload").waitFor();
    await say(page, "Half a sentence");
    await until(() => guest.said().includes("peer: Half a sentence"), PATIENCE);
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Sign out" }).click();
    await page.getByLabel("Password").waitFor();
    expect(await page.evaluate(() => ({ ...sessionStorage }))).to.deep.equal({});
  });

  it("tells a second tab, which can take the desk over with its chats", async () => {
    const context = await pages.context();
    const first = await pages.signIn(0, context);
    const guest = await pages.answered(first);
    const second = await pages.page(context);
    await second.goto(stack.demo.urls.operator);
    await pages.type(second, stack.demo.operators[0]?.jid ?? "", stack.demo.operators[0]?.password ?? "");
    await second.getByText("Your desk is open in another tab").waitFor();
    await second.getByRole("button", { name: "Use this tab" }).click();
    await first.getByText("Your desk is open in another tab").waitFor();
    await second.getByRole("textbox", { name: "Message" }).waitFor();
    await say(second, "From the second tab");
    await until(() => guest.said().includes("peer: From the second tab"), PATIENCE);
  });

  it("tells the slower of two operators, and hands a chat over: taken by the colleague, or declined and kept", async () => {
    const [one, two] = [await pages.signIn(0), await pages.signIn(1)];
    await one.getByText("2 available").waitFor();
    const guest = await pages.guest();
    await two.getByRole("button", { name: "Answer" }).waitFor();
    await one.getByRole("button", { name: "Answer" }).click();
    await two.getByText("desk1 answered the chat in").waitFor();
    const offer = async () => {
      await one.getByRole("button", { name: "Transfer" }).click();
      await one.getByRole("radio", { name: "desk2" }).check();
      await one.getByRole("button", { name: "Hand over" }).click();
      await two.getByText("desk1 hands you this chat").waitFor();
    };
    await offer();
    await two.getByRole("button", { name: "Decline" }).click();
    await one.getByText("Nobody took the chat").waitFor();
    await say(one, "Still here");
    await until(() => guest.said().includes("peer: Still here"), PATIENCE);
    await offer();
    await two.getByRole("button", { name: "Answer" }).click();
    await one.getByText("This chat has been handed over.").waitFor();
    await say(two, "I go on from here");
    await until(() => guest.said().includes("peer: I go on from here"), PATIENCE);
  });

  it("says that the server is gone, keeps what is sent meanwhile, and comes back by itself", async () => {
    const page = await pages.signIn();
    const guest = await pages.answered(page);
    stack.taps.websocket.cut(true);
    await page.getByText("The connection to the chat server is gone.").waitFor();
    await say(page, "Said into the silence");
    await log(page).getByText("Waiting to go").waitFor();
    stack.taps.websocket.mend();
    await until(() => guest.said().includes("peer: Said into the silence"), PATIENCE);
    await page.getByText("The connection to the chat server is gone.").waitFor({ state: "detached" });
    expect(guest.said().filter((s) => s === "peer: Said into the silence")).to.have.length(1);
  });

  it("shows that the guest is gone, is back, and has ended", async () => {
    const page = await pages.signIn();
    const guest = await pages.answered(page);
    guest.leave();
    await page.getByText("The guest is not connected now.").waitFor();
    await guest.back();
    await page.getByText("The guest is not connected now.").waitFor({ state: "detached" });
    await guest.end();
    await page.getByText("The guest ended this chat.").waitFor();
  });

  it("is worked by the keyboard alone", async () => {
    const page = await pages.page();
    const { jid, password } = stack.demo.operators[0] as { jid: string; password: string };
    await page.goto(stack.demo.urls.operator);
    await page.getByLabel("Address").waitFor();
    await page.keyboard.type(jid);
    await page.keyboard.press("Tab");
    await page.keyboard.type(password);
    await page.keyboard.press("Enter");
    await atWork(page);
    const [first, second] = [await pages.guest(), await pages.guest()];
    for (const guest of [first, second]) {
      await page.getByRole("button", { name: "Answer" }).first().waitFor();
      await page.keyboard.press("Alt+A");
      await until(() => guest.status.state === "answered", PATIENCE);
    }
    await page.getByRole("button", { name: /^Guest/ }).nth(1).waitFor();
    await until(() => page.getByRole("textbox", { name: "Message" }).evaluate((field) => field === document.activeElement), PATIENCE);
    await page.keyboard.type("Two");
    await page.keyboard.press("Shift+Enter");
    await page.keyboard.type("lines");
    await page.keyboard.press("Enter");
    await until(() => second.said().includes("peer: Two\nlines"), PATIENCE);
    await page.keyboard.press("Alt+ArrowUp");
    await until(() => page.getByRole("textbox", { name: "Message" }).evaluate((field) => field === document.activeElement), PATIENCE);
    await page.keyboard.type("For the first");
    await page.keyboard.press("Enter");
    await until(() => first.said().includes("peer: For the first"), PATIENCE);
  });

  it("chats encrypted without a key, refuses garbage as a key, and proves itself with the key, which it never shows again", async () => {
    const text = await pages.generateKey();
    const check = readPrivateKey(text);
    const fingerprint = check.ok ? check.key.fingerprint : "";
    const page = await pages.signIn();
    const unproven = await pages.answered(page, fingerprint);
    await page.getByText("End-to-end encrypted, without proof").waitFor();
    await say(page, "Hello without a key");
    await until(() => unproven.said().includes("peer: Hello without a key"), PATIENCE);
    expect(unproven.said()).not.to.include(LINE);
    await unproven.end();

    await page.getByRole("button", { name: "Preferences" }).click();
    await page.getByRole("checkbox", { name: "My administrator gave me a private key" }).check();
    const field = page.getByRole("textbox", { name: "Private key" });
    await field.fill("my cat walked over this");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("alert").filter({ hasText: "does not look like a private key" }).waitFor();
    await field.fill(`  ${text.slice(0, 100)}\n${text.slice(100)} `);
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("A key is stored in this browser since").waitFor();
    expect(await field.inputValue()).to.equal("");
    expect(await page.content()).not.to.contain(text.slice(50, 100));
    await page.getByRole("button", { name: "Close", exact: true }).click();

    const proven = await pages.answered(page, fingerprint);
    await page.getByText("proven to the guest").waitFor();
    await say(page, "Hello with a key");
    await until(() => proven.said().includes(LINE), PATIENCE);
    const kept = await page.evaluate(() => [JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage })]);
    expect(kept[0]).to.contain(text.slice(50, 100));
    expect(kept[1]).not.to.contain(text.slice(50, 100));

    await page.getByRole("button", { name: "Preferences" }).click();
    await page.getByRole("button", { name: "Remove the key" }).click();
    expect(await page.evaluate(() => JSON.stringify({ ...localStorage }))).not.to.contain(text.slice(50, 100));
    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByText("A key is stored in this browser since").waitFor();
    const sent = stack.taps.websocket.recorded().toString("latin1");
    for (let at = 0; at + 40 <= text.length; at += 40) expect(sent.includes(text.slice(at, at + 40)), "a part of the key was sent").to.equal(false);
  });
});
