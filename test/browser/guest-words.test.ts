// What people write, in Chromium: long, pasted, right to left, emoji, links and things that only look like links; and what the page gives away of itself.
import { expect } from "chai";
import { answered, field, log, say, setScene } from "./guest-pages.ts";

describe("guest: words", function () {
  this.timeout(90_000);
  const on = setScene();

  afterEach(() => on.stage.restore());

  it("carries every text as it was written, both ways", async () => {
    const page = await on.pages.open("main");
    const chat = await answered(on.desk, page);
    const texts = [
      "two  spaces,\n\nan empty line,\n\tand a tab",
      "مرحبًا، هل لديكم كتاب <Java 21>؟",
      "שלום! ISBN 978-3-16-148410-0",
      "👩🏽‍🔬👨‍👩‍👧‍👦🏳️‍🌈 e\u0301 \u{1F9A6}",
      "<img src=x onerror=alert(1)> &lt;b&gt; </p><script>alert(2)</script>",
    ];
    for (const [i, text] of texts.entries()) {
      await say(page, text);
      expect((await on.desk.heard(chat, i + 1))[i]).to.equal(text);
      chat.say(text);
    }
    await log(page).locator(".theirs .bubble").nth(4).waitFor();
    const shown = (whose: string) => log(page).locator(`${whose} .bubble`).evaluateAll((all) => all.map((bubble) => bubble.textContent));
    expect(await shown(".theirs")).to.deep.equal(texts);
    expect(await shown(".mine")).to.deep.equal(texts);
    const directions = await log(page).locator(".theirs .bubble").evaluateAll((all) => all.map((bubble) => getComputedStyle(bubble).direction));
    expect(directions).to.deep.equal(["ltr", "rtl", "rtl", "ltr", "ltr"]);
    expect(await log(page).locator("img, script, b").count()).to.equal(0);
  });

  it("makes links of web addresses and of nothing else, and they give nothing away", async () => {
    const page = await on.pages.open("main");
    const chat = await answered(on.desk, page);
    const text = [
      "https://library.example.org/a?b=c#d.",
      "(http://library.example.org/)",
      "javascript:alert(1)",
      "JAVASCRIPT://library.example.org/%0aalert(1)",
      "data:text/html,<script>alert(1)</script>",
      "vbscript:x file:///etc/passwd xmpp:desk@example.org",
      "https://library.example.org@evil.example/",
      "https://user:word@evil.example/",
      "https://evil.example/\u202egpj.exe",
    ].join("\n");
    chat.say(text);
    await say(page, text);
    await on.desk.heard(chat, 1);
    for (const whose of [".theirs", ".mine"]) {
      const links = log(page).locator(`${whose} a`);
      await links.first().waitFor();
      const found = await links.evaluateAll((all) => (all as HTMLAnchorElement[]).map((a) => [a.href, a.rel, a.target]));
      const safe = ["noopener noreferrer nofollow", "_blank"];
      expect(found).to.deep.equal([
        ["https://library.example.org/a?b=c#d", ...safe],
        ["http://library.example.org/", ...safe],
        ["https://evil.example/", ...safe],
      ]);
      expect(await log(page).locator(`${whose} .bubble`).first().evaluate((bubble) => bubble.textContent)).to.equal(text);
    }
  });

  it("takes a long text that is pasted as a whole, and says how much is too long", async () => {
    const page = await on.pages.open("main");
    const chat = await answered(on.desk, page);
    const long = "水獺🦦 ".repeat(1600); // 8000 UTF-16 units, 19,200 bytes
    expect(long).to.have.length(8000);
    await field(page).fill(`${long}more`);
    await page.keyboard.press("Enter");
    await page.getByRole("alert").getByText("This message is 4 characters too long").waitFor();
    expect(await field(page).inputValue(), "stays in the field").to.equal(`${long}more`);
    await say(page, long);
    expect(await on.desk.heard(chat, 1)).to.deep.equal([long.trim()]);
    await log(page).getByText("Delivered").waitFor();
    chat.say(long);
    await log(page).locator(".theirs .bubble").waitFor();
    const box = await page.evaluate(() => [document.documentElement.scrollWidth <= innerWidth, innerHeight]);
    expect(box[0], "no sideways scrolling").to.equal(true);
    expect((await field(page).boundingBox())?.y).to.be.below(box[1] as number);
  });

  it("gives away of the page only what the guest has let stand, end to end, and never its query", async () => {
    const { page, box } = await on.pages.embedded("asking");
    await box.getByRole("checkbox", { name: "This page: /" }).waitFor();
    await box.getByRole("checkbox", { name: /Your language: American English|Your language: English/ }).uncheck();
    await box.getByRole("checkbox", { name: "I agree" }).check();
    await say(box, "When are you open?");
    const chat = await answered(on.desk, box);
    expect(await on.desk.heard(chat, 2)).to.deep.equal(["Shared by the guest:\nPage: /\nTitle: Otter Library", "When are you open?"]);
    await log(box).getByText("The librarian sees: / · Otter Library").waitFor();
    const passed = on.stage.network.recorded().toString("utf8");
    expect(passed).to.contain("?OTR:");
    for (const secret of ["secret=query", "/?secret", "Page: /", "When are you open?"]) expect(passed.includes(secret), secret).to.equal(false);
    expect(await page.title()).to.contain("Otter Library");
  });

  it("says what the librarian sees before what the guest has written, however late a part of the program comes, and after a reload", async () => {
    const context = await on.pages.context();
    let mayCome!: () => void;
    const coming = new Promise<void>((resolve) => (mayCome = resolve));
    await context.route("**/assets/conversation-*.js", (route) => coming.then(() => route.continue()));
    const page = await on.pages.open("asking", context);
    await page.getByRole("checkbox", { name: "I agree" }).check();
    await say(page, "When are you open?");
    await log(page).getByText("When are you open?").waitFor();
    const lines = () => log(page).locator(".info, .bubble").allTextContents();
    const before = await lines();
    expect(before).to.deep.equal(["The librarian sees: American English", "When are you open?"]);
    mayCome();
    await on.desk.heard(await answered(on.desk, page), 2);
    await page.reload();
    await log(page).getByText("When are you open?").waitFor();
    expect((await lines()).slice(0, 2)).to.deep.equal(before);
  });

  it("gives nothing away that was struck before a reload", async () => {
    const page = await on.pages.open("asking");
    await page.getByRole("checkbox", { name: /Your language/ }).uncheck();
    await page.getByRole("checkbox", { name: "I agree" }).check();
    await page.getByRole("button", { name: "Start the chat" }).click();
    await page.getByText("You are next").waitFor();
    await page.reload();
    await page.getByText("You are next").waitFor();
    const chat = await answered(on.desk, page);
    await say(page, "Hello");
    expect(await on.desk.heard(chat, 1)).to.deep.equal(["Hello"]);
  });

  it("does not send a text before consent is given, and then that text", async () => {
    const { box } = await on.pages.embedded("asking");
    await say(box, "too early");
    await box.getByRole("alert").getByText("Please agree first").waitFor();
    const consent = box.getByRole("checkbox", { name: "I agree" });
    expect(await consent.evaluate((element) => element === document.activeElement), "led to the checkbox").to.equal(true);
    const link = box.getByRole("link", { name: "https://library.example.org/privacy" });
    expect(await link.getAttribute("rel")).to.contain("noopener");
    const before = on.stage.network.recorded().length;
    await consent.check();
    expect(on.stage.network.recorded().subarray(before).includes("join"), "nothing is joined by ticking").to.equal(false);
    await box.getByRole("button", { name: "Start the chat" }).click();
    const chat = await answered(on.desk, box);
    await box.getByRole("button", { name: "Send", exact: true }).click();
    expect((await on.desk.heard(chat, 2))[1]).to.equal("too early");
  });

  it("speaks the page's language first, then the visitor's, in the skin's own words for it", async () => {
    await on.stage.publish("main", { texts: { fr: { title: "La Loutre", greeting: "Bienvenue à la Loutre !", button: "Demandez-nous" }, en: { title: "The Otter" }, "pt-BR": { title: "A Lontra" } } });
    const cases = [
      { page: "fr", visitor: "de-DE", lang: "fr", title: "La Loutre", field: "Message" },
      { page: "fr-CA", visitor: "en-US", lang: "fr-CA", title: "La Loutre", field: "Message" },
      { page: "", visitor: "pt-BR", lang: "pt-BR", title: "A Lontra", field: "Mensagem" },
      { page: "xx", visitor: "he-IL", lang: "he-IL", title: "The Otter", field: "הודעה" },
      // No tags, but pages have them.
      { page: "pt_BR", visitor: "de-DE", lang: "pt", title: "The Otter", field: "Mensagem" },
      { page: "fr-FR-CA", visitor: "en-US", lang: "fr", title: "La Loutre", field: "Message" },
    ];
    for (const { page: tag, visitor, lang, title, field: label } of cases) {
      const context = await on.pages.context({ locale: visitor });
      const page = await context.newPage();
      await page.route(`${on.stage.origin}/`, (route) => route.fulfill({ contentType: "text/html; charset=utf-8", body: `<!doctype html><html lang="${tag}"><title>A page</title><script src="/loader.js" data-skin="demo/skins/main"></script></html>` }));
      await page.goto(on.stage.origin);
      await page.getByRole("button").click();
      const box = page.frameLocator("iframe");
      await box.getByRole("heading", { name: title }).waitFor();
      await box.getByRole("textbox", { name: label }).waitFor();
      expect(await box.locator("html").getAttribute("lang")).to.equal(lang);
      expect(await box.locator("html").getAttribute("dir")).to.equal(lang.startsWith("he") ? "rtl" : "ltr");
      if (tag === "fr") await log(box).getByText("Bienvenue à la Loutre !").waitFor();
      if (tag === "fr") await page.getByRole("button", { name: "Demandez-nous" }).waitFor();
      await context.close();
    }
  });
});
