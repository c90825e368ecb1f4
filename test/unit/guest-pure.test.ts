// The small pure parts of the box: colours, options, a skin's words, lines, the saved transcript.
import { expect } from "chai";
import { emptySkin, type Skin } from "#core/skin.ts";
import type { ConversationView } from "#core/conversation-state.ts";
import { contrast, palette, readColour, BACKGROUND } from "../../web-guest/contrast.ts";
import { readOptions } from "../../web-guest/options.ts";
import { wordsOf } from "../../web-guest/skin-words.ts";
import { loadLanguage } from "../../web-guest/languages/all.ts";
import { transcriptText } from "../../web-guest/transcript-file.ts";
import { writeContext } from "#core/context.ts";
import { viewOf, type Known } from "../../web-guest/view-of.ts";

const ENGLISH = await loadLanguage("en");

describe("guest: contrast", () => {
  it("is at least 4.5 to 1 for every colour, as surface and as text, light and dark", () => {
    for (let i = 0; i < 4096; i++) {
      const colour = "#" + [...i.toString(16).padStart(3, "0")].map((digit) => digit + digit).join("");
      for (const scheme of ["light", "dark"] as const) {
        const { accent, onAccent, accentInk } = palette(colour, scheme);
        expect(contrast(readColour(accent), readColour(onAccent)), `text on ${colour}`).to.be.at.least(4.5);
        expect(contrast(readColour(accentInk), readColour(BACKGROUND[scheme])), `${colour} as text, ${scheme}`).to.be.at.least(4.5);
      }
    }
  });

  it("leaves a colour as it is where white or ink can be read on it", () => {
    expect(palette("#1f5f5b", "light")).to.deep.equal({ accent: "#1f5f5b", onAccent: "#ffffff", accentInk: "#1f5f5b" });
    expect(palette("#f2c94c", "light")).to.include({ accent: "#f2c94c", onAccent: "#101418" });
  });
});

describe("guest: options", () => {
  const read = (address: string) => readOptions(new URL(address, "https://chat.example.org"), ["de-DE", "en"]);

  it("are read from the address, the page's language first", () => {
    expect(read("/box.html?queue=Reference&skin=demo/skins/main&lang=fr,#host=https://library.example.org")).to.deep.equal({
      queue: "reference",
      skin: "demo/skins/main",
      fault: undefined,
      languages: ["fr", "de-DE", "en"],
      host: "https://library.example.org",
      popped: false,
    });
  });

  it("take of what is no language tag what it begins with", () => {
    const first = (lang: string) => read(`/box.html?skin=a/b&lang=${encodeURIComponent(lang)}`).languages[0];
    expect(["FR", "pt-BR", "pt_BR", "en-US-UK", "de,x"].map(first)).to.deep.equal(["fr", "pt-BR", "pt", "en", "de"]);
    expect(["", ",", "<b>", "x"].map(first), "the visitor's").to.deep.equal(Array(4).fill("de-DE"));
  });

  it("name their fault", () => {
    expect(read("/box.html?queue=reference").fault).to.equal("no-skin");
    expect(read("/box.html?skin=../../etc").fault).to.equal("unknown-skin");
    expect(read("/box.html?skin=demo/skins/main&queue=no%20queue").fault).to.equal("unknown-queue");
    expect(read("/box.html?skin=demo/skins/main&queue=").fault).to.equal(undefined);
  });

  it("take no host but a web page", () => {
    for (const host of ["javascript:alert(1)", "*", "data:text/html,x", "not an address"]) expect(read(`/box.html?skin=a/b#host=${encodeURIComponent(host)}`).host, host).to.equal(undefined);
  });
});

describe("guest: a skin's words", () => {
  const skin: Skin = { ...emptySkin("reference"), texts: { en: { title: "Ask us", greeting: "Hi!", offlineLink: "ask@library.example.org" }, fr: { title: "Une question ?", button: "Une question ?" } } };

  it("are those in the guest's language, then the box's own", async () => {
    const french = await loadLanguage("fr-CA");
    expect(wordsOf(skin, french)).to.include({ title: "Une question ?", greeting: french.texts.greeting });
    expect(wordsOf(skin, french).button).to.equal("Une question ?");
    expect(wordsOf(skin, ENGLISH)).to.include({ title: "Ask us", greeting: "Hi!", consent: undefined, offline: ENGLISH.texts.offline });
    expect(wordsOf(undefined, ENGLISH).button).to.equal("Chat with a librarian");
  });

  it("lead only to web and mail addresses", () => {
    const link = (offlineLink: string) => wordsOf({ ...skin, texts: { en: { offlineLink } } }, ENGLISH).offlineLink;
    expect(link("ask@library.example.org")).to.equal("mailto:ask@library.example.org");
    expect(link("https://library.example.org/ask")).to.equal("https://library.example.org/ask");
    for (const bad of ["javascript:alert(1)", "data:text/html,x", "ask us", "file:///etc/passwd"]) expect(link(bad), bad).to.equal(undefined);
  });

  it("ask for consent in whatever language it is written", async () => {
    const asking = { ...skin, texts: { de: { consent: "Einverstanden?" } } };
    expect(wordsOf(asking, await loadLanguage("he")).consent).to.equal("Einverstanden?");
  });
});

describe("guest: what the box shows", () => {
  const conversation = (more: Partial<ConversationView>): ConversationView => ({
    ...{ entries: [], secure: { is: "waiting" }, peerTyping: false, open: false, held: 0, undelivered: 0, status: undefined, ended: undefined },
    ...more,
  });
  const known = (more: Partial<Known>): Known => ({
    ...{ language: ENGLISH, words: wordsOf(undefined, ENGLISH), conversation: undefined, early: [], origins: new Map(), shared: [], offers: [] },
    ...{ agreed: false, agreeAsked: false, queueAvailable: false, sound: false, embedded: true, canPopOut: true, popOutRefused: false },
    chat: { at: "chatting", held: { chat: "c", token: "t", otr: "required" }, link: "up", operator: "Amina" },
    ...more,
  });
  const trust = (secure: ConversationView["secure"]) => viewOf(known({ conversation: conversation({ secure }) })).trust;

  it("has three states of trust and no more, and none while keys are exchanged", () => {
    expect(trust({ is: "plain" })).to.equal("clear");
    expect(trust({ is: "encrypted", verdict: "match" })).to.equal("verified");
    for (const verdict of ["mismatch", "none"] as const) expect(trust({ is: "encrypted", verdict })).to.equal("encrypted");
    expect(trust({ is: "refused" })).to.equal("encrypted");
    for (const is of ["waiting", "starting"] as const) expect(trust({ is })).to.equal(undefined);
  });

  it("explains what keeps messages here", () => {
    expect(viewOf(known({ conversation: conversation({ secure: { is: "refused" } }) })).hindrance).to.equal("verified-only");
    expect(viewOf(known({ conversation: conversation({ secure: { is: "encrypted", verdict: "none" }, held: 2 }) })).hindrance).to.equal("key-changed");
  });

  it("keeps a line's identity when a text said early enters the chat", () => {
    const early = [{ id: "early-1", text: "Hello", at: 1 }];
    const before = viewOf(known({ chat: { at: "joining" }, early })).lines;
    const entries = [{ kind: "text", from: "me", id: "x", text: "Hello", at: 2, delivery: "waiting" }] as const;
    const after = viewOf(known({ conversation: conversation({ entries }), origins: new Map([["x", "early-1"]]) })).lines;
    expect(before.map((line) => line.id)).to.deep.equal(after.map((line) => line.id));
  });

  it("says what the librarian sees before what the guest has written, from the first moment on and as one line", () => {
    const early = [{ id: "early-1", text: "Hello", at: 1 }];
    const shared = [{ piece: "page", value: "/hours" }, { piece: "language", value: "English" }] as const;
    const before = viewOf(known({ early, shared })).lines;
    expect(before.map((line) => line.text)).to.deep.equal(["The librarian sees: /hours · English", "Hello"]);
    const entries = [writeContext(shared), "Hello", writeContext(shared)].map((text, i) => ({ kind: "text", from: "me", id: `x${i}`, text, at: 2, delivery: "waiting" }) as const);
    const after = viewOf(known({ conversation: conversation({ entries }), origins: new Map([["x1", "early-1"]]) })).lines;
    expect(after.slice(0, 2).map(({ id, text }) => ({ id, text }))).to.deep.equal(before.map(({ id, text }) => ({ id, text })));
    expect(after[2]).to.include({ kind: "message", text: writeContext(shared) }); // who writes the same later has written it
    expect(viewOf(known({ chat: { at: "joining" }, early, shared })).lines.map((line) => line.text)).to.deep.equal(["Hello"]);
  });

  it("never sends a piece of context that was struck, nor anything else", () => {
    const offers = [{ piece: "page", value: "/hours", on: true }, { piece: "title", value: "Hours", on: false }, { piece: "language", value: "English", on: true }] as const;
    expect(writeContext(offers.filter((o) => o.on))).to.equal("Shared by the guest:\nPage: /hours\nLanguage: English");
    expect(writeContext([])).to.equal("");
  });

  it("saves who said what and when, and what did not arrive", () => {
    const entries = [
      { kind: "text", from: "me", id: "1", text: "Hello", at: Date.UTC(2026, 4, 6, 12, 4), delivery: "delivered" },
      { kind: "info", id: "2", info: { is: "answered", operator: "Amina" }, at: Date.UTC(2026, 4, 6, 12, 5) },
      { kind: "text", from: "peer", id: "3", text: "Good afternoon", at: Date.UTC(2026, 4, 6, 12, 6) },
      { kind: "text", from: "me", id: "4", text: "Lost", at: Date.UTC(2026, 4, 6, 12, 7), delivery: "failed" },
    ] as const;
    const text = transcriptText(viewOf(known({ conversation: conversation({ entries }) })), 0);
    expect(text).to.match(/^Chat with a librarian\nConversation of Wednesday, May 6, 2026\n\n/);
    expect(text).to.match(/You: Hello\n.*Amina is here to help you\.\n.*Amina: Good afternoon\n.*You: Lost \(Not delivered\)\n$/s);
  });
});
