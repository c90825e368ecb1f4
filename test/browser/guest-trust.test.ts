// What the box says about trust, and what it never sends without asking, in Chromium against a real Prosody and component.
import { expect } from "chai";
import { generateKey } from "#otr/generate.ts";
import type { PrivateKey } from "#otr/key.ts";
import { until } from "../support/chromium.ts";
import { answered, log, say, setPages } from "./guest-pages.ts";
import type { Operator } from "./guest-stage.ts";

const LINE = "This chat uses end-to-end encryption.";

describe("guest: trust", function () {
  this.timeout(90_000);
  let staff: Operator[] = [];
  const on = setPages(async () => {
    for (const operator of staff) await operator.endAll(), operator.leave();
    staff = [];
    await on.stage.restore();
  });
  const operator = async (name: "desk1" | "desk2", key?: PrivateKey) => {
    const one = await on.stage.operator(name, key);
    staff.push(one);
    return one;
  };

  it("asks before it gives what was meant for one librarian to another with another key", async () => {
    const first = await operator("desk1", on.stage.key);
    const page = await on.pages.open("main");
    await say(page, "for the first");
    await first.heard(await answered(first, page), 1);
    const second = await operator("desk2");
    first.leave();
    await say(page, "also for the first");
    await page.getByRole("status").getByText("lost the connection").waitFor();
    const chat = await answered(second, page);
    await page.getByRole("alert").getByText("Somebody else is answering now").waitFor();
    await say(page, "for whoever is here");
    expect(await second.heard(chat, 1)).to.deep.equal(["for whoever is here"]);
    await log(page).locator(".held").getByText("also for the first").waitFor();
    await page.getByRole("button", { name: "Send them" }).click();
    expect(await second.heard(chat, 2)).to.deep.equal(["for whoever is here", "also for the first"]);
    expect(await page.getByRole("alert").count()).to.equal(0);
    expect(await page.getByText(LINE).count()).to.equal(0);
  });

  it("drops what was meant for one librarian where the guest says so", async () => {
    const first = await operator("desk1", on.stage.key);
    const page = await on.pages.open("main");
    await say(page, "for the first");
    await first.heard(await answered(first, page), 1);
    const second = await operator("desk2");
    first.leave();
    await say(page, "for nobody else");
    const chat = await answered(second, page);
    await page.getByRole("button", { name: "Do not send" }).click();
    await log(page).getByText("Not delivered").waitFor();
    await say(page, "good afternoon");
    expect(await second.heard(chat, 1)).to.deep.equal(["good afternoon"]);
    expect(await page.getByRole("alert").count()).to.equal(0);
  });

  it("judges the chat by the skin that the service has, whatever an old page says of a key given up", async () => {
    const givenUp = generateKey();
    const impostor = await operator("desk1", givenUp);
    const context = await on.pages.context();
    await context.addInitScript(([now, old]) => {
      new MutationObserver(() => {
        const skin = document.querySelector<HTMLMetaElement>("meta[name=otterdesk-skin]");
        if (skin !== null) skin.content = skin.content.replace(now, old);
      }).observe(document, { childList: true, subtree: true });
    }, [on.stage.key.fingerprint, givenUp.fingerprint] as const);
    const page = await on.pages.open("main", context);
    expect(await page.locator("meta[name=otterdesk-skin]").getAttribute("content")).to.contain(givenUp.fingerprint);
    await say(page, "who is there?");
    const chat = await answered(impostor, page);
    await impostor.heard(chat, 1);
    chat.say("the librarian, of course");
    await log(page).getByText("the librarian, of course").waitFor();
    await page.getByRole("button", { name: /^Encrypted\. / }).waitFor();
    expect(await page.getByText(LINE).count()).to.equal(0);
  });

  it("judges the chat by the key that the skin had when keys were exchanged, the next exchange by the new one", async () => {
    const desk = await operator("desk1", on.stage.key);
    const [page, waiting] = [await on.pages.open("main"), await on.pages.open("main")];
    await say(page, "before");
    const chat = await answered(desk, page);
    await desk.heard(chat, 1);
    chat.say("good afternoon");
    await log(page).getByText(LINE).waitFor();
    const renewed = generateKey();
    await on.stage.setKey(renewed.fingerprint);
    // A box that has yet to exchange keys knows the new one at once.
    await say(waiting, "hello");
    const other = await answered(desk, waiting);
    await desk.heard(other, 1);
    other.say("I have the old key");
    await log(waiting).getByText("I have the old key").waitFor();
    await waiting.getByRole("button", { name: /^Encrypted\./ }).waitFor();
    expect(await log(waiting).getByText(LINE).count()).to.equal(0);
    // The chat that stands is as it was.
    chat.say("still here");
    await log(page).getByText("still here").waitFor();
    await page.getByRole("button", { name: /^Encrypted and confirmed/ }).waitFor();
    // A reload exchanges keys anew.
    await page.reload();
    await page.getByRole("button", { name: /^Encrypted\./ }).waitFor();
    chat.say("after the reload");
    await log(page).getByText("after the reload").waitFor();
    expect(await log(page).getByText(LINE).count()).to.equal(1);
    // The librarian pastes the new key.
    chat.setPrivateKey(renewed);
    await page.getByRole("button", { name: /^Encrypted and confirmed/ }).waitFor();
  });

  it("goes on in plain text through a reload where the library's first key is made meanwhile", async () => {
    const desk = await operator("desk1", on.stage.key);
    const page = await on.pages.open("plain");
    await say(page, "one");
    const chat = await answered(desk, page);
    await desk.heard(chat, 1);
    await on.stage.setKey(on.stage.key.fingerprint);
    await page.reload();
    await page.getByRole("button", { name: /Ordinary connection/ }).waitFor();
    await say(page, "two");
    expect(await desk.heard(chat, 2)).to.deep.equal(["one", "two"]);
    chat.say("three");
    await log(page).getByText("three").waitFor();
  });

  it("releases nothing to a wrong key in a verified-only skin, says why, and sends it when the right one comes", async () => {
    const wrong = await operator("desk2", generateKey());
    const page = await on.pages.open("strict");
    await say(page, "for the library alone");
    const chat = await answered(wrong, page);
    await page.getByRole("alert").getByText("has not been sent").waitFor();
    await page.getByRole("button", { name: /^Encrypted\./ }).waitFor();
    chat.say("trust me");
    await log(page).getByText("trust me").waitFor();
    await log(page).locator(".held").getByText("for the library alone").waitFor();
    expect(await log(page).getByText(LINE).count()).to.equal(0);
    chat.setPrivateKey(on.stage.key);
    await page.getByRole("button", { name: /^Encrypted and confirmed/ }).waitFor();
    expect(await wrong.heard(chat, 1)).to.deep.equal(["for the library alone"]);
    expect(await page.getByRole("alert").count()).to.equal(0);
  });

  it("explains the trust line where it stands", async () => {
    const desk = await operator("desk1", on.stage.key);
    const page = await on.pages.open("main");
    await answered(desk, page);
    await page.getByRole("button", { name: /What does this mean/ }).click();
    await page.getByRole("dialog", { name: "Encrypted and confirmed" }).getByText("Only you and the librarian can read this chat").waitFor();
    await page.keyboard.press("Escape");
    await until(async () => !(await page.getByRole("dialog").isVisible()));
  });
});
