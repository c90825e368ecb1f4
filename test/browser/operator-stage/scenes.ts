// States of the operator's client, made up: what a test or a designer wants to look at without a server.
import type { ChatCard } from "#core/chat.ts";
import { writeContext } from "#core/context.ts";
import type { ConversationView, Entry } from "#core/conversation-state.ts";
import type { Delivery } from "#core/outbox.ts";
import type { Chat, DeskState, Working } from "../../../web-operator/desk-state.ts";
import type { Model } from "../../../web-operator/model.ts";
import { DEFAULT_SETTINGS } from "../../../web-operator/preferences.ts";

const NOW = Date.parse("2026-03-02T10:48:20Z");
const minutesAgo = (m: number) => new Date(NOW - m * 60_000).toISOString();

const card = (name: string, m: number, more: Partial<ChatCard> = {}): ChatCard => ({
  chat: `c-${name}@chat.library.example`,
  queue: "reference@chat.library.example",
  skin: "demo/skins/main",
  otr: "required",
  since: minutesAgo(m),
  ...more,
});

const chat = (name: string, m: number, more: Partial<Chat> = {}): Chat => ({ card: card(name, m), phase: { name: "held" }, pinned: "desk1@library.example/x", unread: 0, draft: "", guestIsHere: true, ...more });

function lines(...said: readonly (readonly ["me" | "peer", string, number, Delivery?])[]): Entry[] {
  return said.map(([from, text, m, delivery = "delivered"], i) => {
    const entry = { kind: "text", id: `m${i}`, text, at: NOW - m * 60_000 } as const;
    return from === "me" ? { ...entry, from, delivery } : { ...entry, from };
  });
}

const conversation = (more: Partial<ConversationView> = {}): ConversationView => ({
  entries: [],
  secure: { is: "encrypted", verdict: "match" },
  peerTyping: false,
  open: true,
  held: 0,
  undelivered: 0,
  status: undefined,
  ended: undefined,
  ...more,
});

const CONTEXT = writeContext([{ piece: "page", value: "/visit/reading-room" }, { piece: "title", value: "The reading room and its opening hours" }, { piece: "language", value: "English (Ireland)" }]);

const LONG = lines(
  ["peer", "Hi! I am looking for the 1911 census for Cork, is it online somewhere?", 9],
  ["peer", "my grandmother was born there", 9],
  ["me", "Good morning! Yes, it is. The National Archives have it free of charge: https://www.census.nationalarchives.ie/ — choose 1911, then County Cork.", 8, "delivered"],
  ["me", "Do you know the townland or the street?", 8, "delivered"],
  ["peer", "Somewhere near Skibbereen. The family name is O’Driscoll, but I have seen it written Driscoll as well", 6],
  ["me", "Then search with both spellings. If you like, I can look up the parish registers too:\n1. baptisms 1880–1905\n2. marriages before 1880", 5, "delivered"],
  ["peer", "that would be wonderful, thank you", 1],
  ["me", "It takes me a moment.", 0, "sent"],
);

const CONVERSATIONS = new Map<string, ConversationView>([
  ["c-otter@chat.library.example", conversation({ entries: LONG, peerTyping: true })],
  ["c-heron@chat.library.example", conversation({ entries: lines(["peer", CONTEXT, 2], ["peer", "Is the reading room open on Sunday?", 2], ["peer", "and can I bring my laptop?", 1]) })],
  ["c-vole@chat.library.example", conversation({ entries: lines(["me", "Your reservation is ready at the desk.", 12, "delivered"], ["peer", "great, thanks!", 11]), secure: { is: "plain" } })],
  ["c-newt@chat.library.example", conversation({ entries: lines(["peer", "شكرا جزيلا، هل الكتاب متاح؟", 3]) })],
]);

const desk = (more: Partial<Working> = {}): Working => ({
  state: "working",
  jid: "desk1@library.example/x",
  me: "desk1@library.example",
  link: "online",
  known: true,
  availability: "available",
  queues: [
    { queue: "reference@chat.library.example", title: "Reference desk", operators: 3, waiting: 2, colleagues: ["mira@library.example", "desk2@library.example"] },
    { queue: "music@chat.library.example", title: "Music library", operators: 1, waiting: 0, colleagues: [], paused: true },
    { queue: "law@chat.library.example", title: "Law", operators: 2, waiting: 0, colleagues: ["jonas@library.example"] },
  ],
  wishes: [],
  rings: [],
  chats: [],
  selected: undefined,
  watched: true,
  notice: undefined,
  ...more,
});

const BUSY = [chat("otter", 9), chat("heron", 3, { unread: 2 }), chat("vole", 14, { phase: { name: "closed", why: { why: "ended", reason: "guest-ended" } } }), chat("newt", 4, { draft: "One moment" })];
const RINGS: Working["rings"] = [
  { card: card("ring1", 0.7), phase: "ringing" },
  { card: card("ring2", 2.2, { from: "mira@library.example", queue: "music@chat.library.example" }), phase: "ringing" },
];
const busy = (more: Partial<Working> = {}): Working => desk({ chats: BUSY, rings: RINGS, selected: BUSY[0]?.card.chat, ...more });

export const SCENES: Record<string, DeskState> = {
  "sign-in": { state: "signed-out", address: "", elsewhere: false },
  "wrong-password": { state: "signed-out", address: "desk1@library.example", elsewhere: false, problem: "wrong-password" },
  "unreachable": { state: "signing-in", address: "desk1@library.example", availability: "available", kept: false, unreachable: true },
  "returning": { state: "signing-in", address: "desk1@library.example", availability: "available", kept: true, unreachable: false },
  "elsewhere": { state: "elsewhere", address: "desk1@library.example", availability: "available", canTakeOver: true },
  "empty": desk(),
  "away": desk({ availability: "away", rings: [] }),
  "pausing": desk({ wishes: [{ queue: "law@chat.library.example", wish: "pause", open: 1 }] }),
  "no-queue": desk({ queues: [] }),
  "ringing": desk({ rings: RINGS, notice: { about: "ring", queue: "reference@chat.library.example", gone: { why: "answered", by: "mira" } } }),
  "busy": busy(),
  "list": busy({ selected: undefined }),
  "offline": busy({ link: "offline", rings: [] }),
  "unencrypted": busy({ selected: "c-vole@chat.library.example" }),
  "over": busy({ selected: "c-vole@chat.library.example", rings: [] }),
  "context": busy({ selected: "c-heron@chat.library.example", rings: [] }),
  "key-changed": busy({ rings: [] }),
  "transferring": busy({ chats: BUSY.map((c, i) => (i === 0 ? { ...c, phase: { name: "transferring", to: "mira@library.example" } } : c)) }),
};

export function sceneModel(scene: string): Model {
  const conversations = new Map(CONVERSATIONS);
  if (scene === "key-changed") conversations.set("c-otter@chat.library.example", conversation({ entries: [...LONG, ...lines(["me", "Could you tell me", 0, "failed"]).map((l) => ({ ...l, id: "f" }))], secure: { is: "refused" } }));
  return { desk: SCENES[scene] ?? desk(), conversations, proofs: new Map([["c-otter@chat.library.example", "current"]]), key: undefined, canRestoreKey: false, settings: DEFAULT_SETTINGS, notifications: "default", now: NOW };
}
