// Every state of the box as a `BoxView`, for the tests that look at its pages without a server behind them.
import type { EndReason } from "#core/chat.ts";
import { emptySkin } from "#core/skin.ts";
import type { ChatState, Failure, Held, Link } from "../../web-guest/chat-machine.ts";
import type { Language } from "../../web-guest/texts.ts";
import { fill } from "../../web-guest/texts.ts";
import type { BoxView, Delivery, Hindrance, Line, Trust } from "../../web-guest/view.ts";
import { wordsOf } from "../../web-guest/skin-words.ts";

const held: Held = { chat: "c-1@chat.example.org", token: "t", otr: "required" };
const NOON = Date.UTC(2026, 4, 6, 12, 4);

const SAMPLES: Record<string, { ask: string; answer: string; more: string; page: string }> = {
  en: { ask: "Hello, do you have “The Left Hand of Darkness” as an audiobook?", answer: "Good afternoon! Yes, two copies. One is in right now: https://catalogue.example.org/item/48211", more: "Wonderful, could you put it aside for me?", page: "Opening hours" },
  ar: { ask: "مرحبًا، هل لديكم كتاب «موسم الهجرة إلى الشمال» مسموعًا؟", answer: "أهلًا! نعم، لدينا نسختان: https://catalogue.example.org/item/48211", more: "رائع، هل يمكن حجزه لي؟", page: "ساعات العمل" },
  he: { ask: "שלום, יש לכם את „מקום אחר” כספר שמע?", answer: "שלום! כן, יש שני עותקים: https://catalogue.example.org/item/48211", more: "נהדר, אפשר לשמור לי אחד?", page: "שעות פתיחה" },
};

const LONG_NAME = "Wilhelmina_Featherstonehaugh-Cholmondeley_of_the_Reference_D";

export function boxStates(language: Language): Record<string, BoxView> {
  const { texts, tag } = language;
  const sample = (SAMPLES[tag] ?? SAMPLES["en"])!;
  const skin = { ...emptySkin("reference"), texts: { en: { title: "Ask the Otter Library" } } };
  const base: BoxView = {
    language,
    words: wordsOf(skin, language),
    chat: { at: "connecting", slow: false, held: undefined },
    lines: [],
    typing: undefined,
    trust: undefined,
    hindrance: undefined,
    offers: [],
    agreed: false,
    agreeAsked: false,
    queueAvailable: false,
    sound: false,
    embedded: true,
    canPopOut: true,
    popOutRefused: false,
  };
  const message = (id: string, mine: boolean, text: string, delivery?: Delivery): Line => ({
    kind: "message", id, mine, name: mine ? "" : "Amina", text, at: NOON + Number(id) * 40_000, ...(delivery && { delivery }),
  });
  const info = (id: string, text: string, safe = false): Line => ({ kind: "info", id, text, at: NOON, safe });
  const talk: Line[] = [
    message("1", true, sample.ask, "delivered"),
    info("2", fill(language, texts.joined, { name: "Amina" })),
    message("3", false, sample.answer),
    info("4", texts.encryptedLine, true),
    message("5", true, sample.more, "delivered"),
    message("6", true, "🦦", "sent"),
  ];
  const chatting: ChatState = { at: "chatting", held, link: "up", operator: "Amina" };
  const chat = (trust: Trust, more: Partial<BoxView> = {}): BoxView => ({ ...base, chat: chatting, lines: talk, trust, ...more });
  return {
    "connecting": base,
    "unreachable": { ...base, chat: { at: "connecting", slow: true, held: undefined }, lines: [message("1", true, sample.ask, "held")] },
    "consenting": {
      ...base,
      chat: { at: "consenting" },
      words: { ...base.words, consent: "We use this chat to answer your question and keep nothing of it. Read our privacy notice at https://library.example.org/privacy" },
      offers: [
        { piece: "page", value: "/visit/opening-hours", on: true },
        { piece: "title", value: sample.page, on: false },
        { piece: "language", value: new Intl.DisplayNames(tag, { type: "language" }).of(tag) ?? tag, on: true },
      ],
      agreeAsked: true,
    },
    "consenting-choices": { ...base, chat: { at: "consenting" }, offers: [{ piece: "page", value: "/", on: true }] },
    "joining": { ...base, chat: { at: "joining" }, lines: [message("1", true, sample.ask, "held")] },
    "waiting": { ...base, chat: { at: "waiting", held, link: "up", position: 3 }, lines: [message("1", true, sample.ask, "held")] },
    "waiting-next": { ...base, chat: { at: "waiting", held, link: "resuming", position: 1 } },
    "waiting-offline": { ...base, chat: { at: "waiting", held, link: "down", position: 1 }, lines: [message("1", true, sample.ask, "held")] },
    "starting": chat("verified", { trust: undefined, lines: [message("1", true, sample.ask, "held"), talk[1]!] }),
    "chatting-verified": chat("verified", { typing: "Amina" }),
    "chatting-encrypted": chat("encrypted", { lines: talk.filter((line) => line.id !== "4") }),
    "chatting-clear": chat("clear", { lines: talk.filter((line) => line.id !== "4") }),
    // As long as a skin and an operator may be.
    "long-names": chat("verified", {
      typing: LONG_NAME,
      words: { ...base.words, title: "Universitäts- und Landesbibliothek Nordrhein-Westfalen, Informationsdienst Nr. 2" },
      lines: talk.map((line) => (line.kind === "message" && !line.mine ? { ...line, name: LONG_NAME } : line.id === "2" ? info("2", fill(language, texts.joined, { name: LONG_NAME })) : line)),
    }),
    "failed-message": chat("verified", { lines: [...talk.slice(0, 4), message("5", true, sample.more, "failed")] }),
    "verified-only": chat("encrypted", { hindrance: "verified-only", lines: [message("1", true, sample.ask, "held"), talk[1]!] }),
    "key-changed": chat("encrypted", { hindrance: "key-changed", lines: [...talk, message("7", true, sample.more, "held")] }),
    "pop-up-refused": chat("verified", { popOutRefused: true }),
    "link-lost": chat("verified", { chat: { ...chatting, link: "down" } }),
    "returning": chat("verified", { chat: { at: "returning", held, link: "up", transfer: false } }),
    "transferring": chat("verified", { chat: { at: "returning", held, link: "up", transfer: true } }),
    "ended": chat("verified", { chat: { at: "ended", reason: "operator-ended" } }),
    "ended-nobody": { ...base, chat: { at: "ended", reason: "expired" }, lines: [message("1", true, sample.ask, "failed")], words: { ...base.words, offlineLink: "mailto:ask@library.example.org" } },
    "offline": { ...base, chat: { at: "unavailable" }, words: { ...base.words, offlineLink: "mailto:ask@library.example.org" } },
    "online-again": { ...base, chat: { at: "unavailable" }, queueAvailable: true },
    ...Object.fromEntries((["no-skin", "unknown-skin", "unknown-queue", "too-fast", "refused"] satisfies Failure[]).map((why) => [`failed-${why}`, { ...base, chat: { at: "failed", why } }])),
    "ended-guest": chat("verified", { chat: { at: "ended", reason: "guest-ended" } }),
    "ended-away": chat("verified", { chat: { at: "ended", reason: "guest-gone" }, lines: [...talk, message("7", true, sample.more, "failed")] }),
    "ended-no-operator": { ...base, chat: { at: "ended", reason: "no-operator" }, lines: talk, words: { ...base.words, offlineLink: "https://library.example.org/ask" } },
    "elsewhere": { ...base, chat: { at: "elsewhere", asked: false } },
    "moved": { ...base, chat: { at: "moved" } },
  };
}

/** A list of all members of a union: the compiler says when one is missing. */
const all = <T extends string>(members: Record<T, true>): T[] => Object.keys(members) as T[];

/** What states have to be made of: every member of every union that changes what is seen. `closed` is never drawn: the box opens as it loads. */
export const FACETS = {
  at: all<Exclude<ChatState["at"], "closed">>({ elsewhere: true, connecting: true, unavailable: true, consenting: true, joining: true, waiting: true, chatting: true, returning: true, ended: true, failed: true, moved: true }),
  why: all<Failure>({ "no-skin": true, "unknown-skin": true, "unknown-queue": true, "too-fast": true, refused: true }),
  reason: all<EndReason>({ "guest-ended": true, "guest-gone": true, "operator-ended": true, "no-operator": true, expired: true }),
  link: all<Link>({ up: true, down: true, resuming: true }),
  trust: all<Trust>({ verified: true, encrypted: true, clear: true }),
  hindrance: all<Hindrance>({ "verified-only": true, "key-changed": true }),
  delivery: all<Delivery>({ held: true, sent: true, delivered: true, failed: true }),
} as const;

/** The facets that a state shows. */
export function facetsOf({ chat, trust, hindrance, lines }: BoxView): Record<keyof typeof FACETS, readonly (string | undefined)[]> {
  const own = (name: "why" | "reason" | "link") => [(chat as Readonly<Record<string, unknown>>)[name] as string | undefined];
  const deliveries = lines.map((line) => (line.kind === "message" ? line.delivery : undefined));
  return { at: [chat.at], why: own("why"), reason: own("reason"), link: own("link"), trust: [trust], hindrance: [hindrance], delivery: deliveries };
}
