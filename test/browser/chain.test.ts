// The whole chain in real Chromium on the real stack: a key made in the administrator's browser ends as a line that the guest can trust.
// A tap at the server and every HTTP request are searched for what must not be there.
import { expect } from "chai";
import type { Browser } from "playwright-core";
import { openBrowser } from "../support/chromium.ts";
import { startTappedStack, type TappedStack } from "../support/stack.ts";
import { Administrator, Guest, keyParts, killProsody, LINE, Operator, times, type Person } from "./chain-people.ts";

describe("the whole chain", function () {
  this.timeout(180_000);
  let stack: TappedStack;
  let browser: Browser;
  let administrator: Administrator;
  const people: Person[] = [];
  /** Everything that was ever said or secret in these tests: none of it may be seen on the way. */
  const secrets: string[] = [];
  const requests: (() => string)[] = [];

  before(async function () {
    this.timeout(240_000);
    [stack, browser] = await Promise.all([startTappedStack(), openBrowser()]);
    administrator = await Administrator.signIn(browser, stack.demo);
    requests.push(administrator.requests);
  });
  after(async () => {
    await browser?.close();
    await stack?.stop();
  });
  afterEach(async () => {
    const gone = people.splice(0);
    const complaints = gone.flatMap((p) => p.complaints);
    for (const person of gone) if (person instanceof Operator) await person.endChat();
    for (const person of gone) await person.leave();
    expect(complaints).to.deep.equal([]);
  });

  async function operator(key?: string, which = 0): Promise<Operator> {
    const one = await Operator.signIn(browser, stack.demo, which);
    people.push(one);
    requests.push(one.requests);
    if (key !== undefined) await one.pasteKey(key);
    return one;
  }

  async function guest(): Promise<Guest> {
    const one = await Guest.open(browser, stack.demo);
    people.push(one);
    requests.push(one.requests);
    return one;
  }

  /** One exchange both ways; the texts are remembered as secrets. */
  async function talk(asker: Guest, answerer: Operator, mark: string): Promise<[string, string]> {
    const [question, reply] = [`question-${mark}-wombat`, `reply-${mark}-narwhal`];
    await asker.say(question);
    await answerer.hears(question);
    await answerer.say(reply);
    await asker.hears(reply);
    return [question, reply];
  }

  async function makeKey(): Promise<string> {
    const made = await administrator.generateKeys();
    keepSecret(keyParts(made));
    return made;
  }

  function keepSecret(texts: readonly string[]): void {
    secrets.push(...texts);
  }

  it("chats in plain text and claims nothing while the skin has no fingerprint", async () => {
    const [answerer, asker] = [await operator(), await guest()];
    await asker.say("is this encrypted?");
    await answerer.answer();
    await answerer.hears("is this encrypted?");
    await answerer.say("no");
    await asker.hears("no");
    expect(await asker.log()).not.to.contain(LINE);
  });

  let oldKey: string | undefined;
  let key: string | undefined;

  it("shows the line once, after the operator's first message, when the operator has the key that the administrator made", async () => {
    key = oldKey = await makeKey();
    const answerer = await operator(oldKey);
    const asker = await guest();
    await asker.say("first-question-wombat");
    await answerer.answer();
    await answerer.hears("first-question-wombat");
    expect(await asker.log()).not.to.contain(LINE);
    keepSecret(["first-question-wombat", ...(await talk(asker, answerer, "match"))]);
    await asker.hears(LINE);
    keepSecret(await talk(asker, answerer, "again"));
    const log = await asker.log();
    expect(times(log, LINE)).to.equal(1);
    expect(log.indexOf(LINE)).to.be.greaterThan(log.indexOf("reply-match-narwhal"));
    expect(log.indexOf(LINE)).to.be.lessThan(log.indexOf("question-again-wombat"));
    expect(log + (await answerer.log())).not.to.contain("?OTR");
  });

  it("chats without the line where the operator's key is an old one", async () => {
    oldKey ??= await makeKey();
    key = await makeKey();
    expect(key).not.to.equal(oldKey);
    const [answerer, asker] = [await operator(oldKey), await guest()];
    await chatWithoutLine(asker, answerer, "old-key");
  });

  it("chats without the line where the operator has no key", async () => {
    const [answerer, asker] = [await operator(), await guest()];
    await chatWithoutLine(asker, answerer, "no-key");
  });

  async function chatWithoutLine(asker: Guest, answerer: Operator, mark: string): Promise<void> {
    await asker.say(`${mark}-opening-wombat`);
    await answerer.answer();
    await answerer.hears(`${mark}-opening-wombat`);
    keepSecret([`${mark}-opening-wombat`, ...(await talk(asker, answerer, mark)), ...(await talk(asker, answerer, `${mark}-2`))]);
    expect(await asker.log()).not.to.contain(LINE);
  }

  for (const who of ["guest", "operator"] as const) {
    it(`keeps every message exactly once when the ${who} reloads`, async () => {
      const [answerer, asker] = [await operator((key ??= await makeKey())), await guest()];
      await asker.say(`${who}-one-wombat`);
      await answerer.answer();
      await answerer.hears(`${who}-one-wombat`);
      await answerer.say(`${who}-two-narwhal`);
      await asker.hears(`${who}-two-narwhal`);
      await asker.hears(LINE);
      // Said at the same moment as the reload: under way while one end is not there.
      const reloaded = who === "guest" ? asker : answerer;
      const other = who === "guest" ? answerer : asker;
      await Promise.all([reloaded.page.reload(), other.say(`${who}-three-under-way`)]);
      if (who === "guest") await asker.box.getByRole("log").waitFor({ timeout: 15_000 }).catch(() => asker.openBox());
      await reloaded.hears(`${who}-three-under-way`);
      keepSecret([`${who}-one-wombat`, `${who}-two-narwhal`, `${who}-three-under-way`, ...(await talk(asker, answerer, `after-${who}`))]);
      for (const log of [await asker.log(), await answerer.log()]) {
        for (const text of [`${who}-one-wombat`, `${who}-two-narwhal`, `${who}-three-under-way`, `question-after-${who}-wombat`, `reply-after-${who}-narwhal`]) expect(times(log, text), `${text} in ${log}`).to.equal(1);
        expect(log).not.to.contain("?OTR");
      }
      expect(times(await asker.log(), LINE)).to.equal(1);
    });
  }

  it("goes on after the connection broke, with what was said meanwhile", async () => {
    const [answerer, asker] = [await operator((key ??= await makeKey())), await guest()];
    await asker.say("before-the-break-wombat");
    await answerer.answer();
    await answerer.hears("before-the-break-wombat");
    stack.taps.websocket.cut(true);
    await asker.say("in-the-break-wombat");
    await answerer.say("in-the-break-narwhal");
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    stack.taps.websocket.mend();
    await answerer.hears("in-the-break-wombat");
    await asker.hears("in-the-break-narwhal");
    keepSecret(["before-the-break-wombat", "in-the-break-wombat", "in-the-break-narwhal", ...(await talk(asker, answerer, "after-the-break"))]);
    for (const log of [await asker.log(), await answerer.log()]) for (const text of ["in-the-break-wombat", "in-the-break-narwhal"]) expect(times(log, text)).to.equal(1);
  });

  it("goes on after the server was killed", async function () {
    const [answerer, asker] = [await operator((key ??= await makeKey())), await guest()];
    await asker.say("before-the-crash-wombat");
    await answerer.answer();
    await answerer.hears("before-the-crash-wombat");
    const killed = killProsody(stack.pid);
    expect(killed, "a Prosody to kill").to.equal(true);
    await asker.say("in-the-crash-wombat");
    await answerer.say("in-the-crash-narwhal");
    await answerer.page.getByRole("log").getByText("in-the-crash-wombat").waitFor({ timeout: 60_000 });
    await asker.box.getByRole("log").getByText("in-the-crash-narwhal").waitFor({ timeout: 60_000 });
    keepSecret(["in-the-crash-wombat", "in-the-crash-narwhal"]);
    for (const log of [await asker.log(), await answerer.log()]) for (const text of ["in-the-crash-wombat", "in-the-crash-narwhal"]) expect(times(log, text)).to.equal(1);
  });

  it("let nobody on the way see a word of it, nor any part of a private key", () => {
    const onTheWay: [string, string][] = [
      ["between the server and the components", stack.taps.component.recorded().toString("latin1")],
      ["between browsers and the server", stack.taps.websocket.recorded().toString("latin1")],
      ["in HTTP requests", requests.map((read) => read()).join("\n")],
      ...["component", "panel", "prosody"].map((name): [string, string] => [`in the log of ${name}`, stack.log(name)]),
    ];
    // The taps do see what is in clear, so that finding nothing means something.
    for (const [where, seen] of onTheWay.slice(0, 2)) expect(seen, where).to.contain("is this encrypted?").and.to.contain("?OTR:");
    expect(secrets.length).to.be.greaterThan(20);
    for (const [where, seen] of onTheWay) for (const secret of secrets) expect(seen.includes(secret), `${secret.slice(0, 12)}… ${where}`).to.equal(false);
  });
});
