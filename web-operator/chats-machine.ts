// What a desk at work does with rings and chats: who has what, what is unread, what is asked of the service. Pure.
import type { ChatCard, Desk, Gone } from "#core/chat.ts";
import type { Chat, ChatPhase, Effect, Input, Notice, Ring, Step, Trouble, Working } from "./desk-state.ts";

type RingInput = Extract<Input, { type: "ring" | "answer" | "decline" | "desk" }>;
type ChatInput = Extract<Input, { type: "held" | "gone" | "notice" | "guest" | "done" | "failed" | "select" | "step" | "write" | "send" | "transfer" | "end" | "close" | "watch" | "heard" }>;

const stay = (state: Working): Step => ({ state, effects: [] });
const HELD: ChatPhase = { name: "held" };
const OWN_END: Gone = { why: "ended", reason: "operator-ended" };
const shut = (chat: string, gone: Gone): Effect => ({ do: "shut", chat, ...(gone.why === "ended" && { reason: gone.reason }) });

export const chatOf = (state: Working, chat: string | undefined): Chat | undefined => state.chats.find((c) => c.card.chat === chat);
export const isOpen = (chat: Chat): boolean => chat.phase.name !== "closed";

const withChat = (state: Working, chat: string, change: (c: Chat) => Chat): Working => ({
  ...state,
  chats: state.chats.map((c) => (c.card.chat === chat ? change(c) : c)),
});
const withoutRing = (state: Working, chat: string): Working => ({ ...state, rings: state.rings.filter((r) => r.card.chat !== chat) });
const withPhase = (state: Working, chat: string, phase: ChatPhase): Working => withChat(state, chat, (c) => ({ ...c, phase }));

export function stepRings(state: Working, input: RingInput): Step {
  switch (input.type) {
    case "ring":
      return ring(state, input.card);
    case "answer":
      return answer(state, input.chat);
    case "decline":
      if (!state.rings.some((r) => r.card.chat === input.chat && r.phase === "ringing")) return stay(state);
      return { state: withoutRing(state, input.chat), effects: [{ do: "command", command: "decline", chat: input.chat }] };
    case "desk":
      return arrange(state, input.desk);
    default:
      return impossible(input);
  }
}

function ring(state: Working, card: ChatCard): Step {
  if (state.rings.some((r) => r.card.chat === card.chat)) return stay(state);
  // A chat of ours that rings again was handed back (a transfer that nobody took, a lost connection): it is no longer open here.
  const open = chatOf(state, card.chat);
  const kept = open && isOpen(open) ? withPhase(state, card.chat, { name: "closed", why: { why: "lost" } }) : state;
  return {
    state: { ...kept, rings: [...kept.rings, { card, phase: "ringing" }] },
    effects: [...(open && isOpen(open) ? [{ do: "shut", chat: card.chat } as const] : []), { do: "alert", kind: "ring", chat: card.chat, queue: card.queue }, { do: "ask-desk" }],
  };
}

function answer(state: Working, chat: string): Step {
  if (state.link === "offline" || !state.rings.some((r) => r.card.chat === chat && r.phase === "ringing")) return stay(state);
  const rings = state.rings.map((r): Ring => (r.card.chat === chat ? { ...r, phase: "answering" } : r));
  return { state: { ...state, rings }, effects: [{ do: "command", command: "accept", chat }] };
}

/** The service's picture is the true one: what it says is ours is claimed for this connection, what it does not say is over. */
function arrange(state: Working, desk: Desk): Step {
  const known = new Map(state.rings.map((r) => [r.card.chat, r]));
  // What is being answered hears about it by itself, and by then leads to its chat.
  const answering = state.rings.filter((r) => r.phase === "answering");
  const isAnswering = (chat: string) => known.get(chat)?.phase === "answering";
  const held = new Set(desk.held.map((c) => c.chat));
  const lost = state.chats.filter((c) => isOpen(c) && !held.has(c.card.chat)).map((c) => c.card.chat);
  const steady = new Set(state.chats.filter((c) => isOpen(c) && c.pinned === state.jid).map((c) => c.card.chat));
  const claims = desk.held.filter((card) => !steady.has(card.chat) && !isAnswering(card.chat));
  const isNew = (card: ChatCard) => !state.chats.some((c) => c.card.chat === card.chat && isOpen(c));
  const rings = [...answering, ...desk.rings.filter((card) => !isAnswering(card.chat)).map((card): Ring => known.get(card.chat) ?? { card, phase: "ringing" })];
  const chats: Chat[] = [
    ...state.chats
      .filter((c) => isOpen(c) || !held.has(c.card.chat))
      .map((c): Chat => (lost.includes(c.card.chat) ? { ...c, phase: { name: "closed", why: { why: "lost" } } } : c)),
    ...claims.filter(isNew).map((card): Chat => ({ card, phase: { name: "reclaiming" }, pinned: "", unread: 0, draft: "", guestIsHere: true })),
  ];
  const effects: Effect[] = [
    ...lost.map((chat): Effect => ({ do: "shut", chat })),
    ...claims.map(({ chat }): Effect => ({ do: "command", command: "accept", chat })),
    ...rings.filter((r) => !known.has(r.card.chat)).map(({ card }): Effect => ({ do: "alert", kind: "ring", chat: card.chat, queue: card.queue })),
  ];
  return { state: { ...state, known: true, queues: desk.queues, rings, chats }, effects };
}

export function stepChats(state: Working, input: ChatInput): Step {
  switch (input.type) {
    case "held":
      return hold(state, input);
    case "gone":
      return leave(state, input);
    case "notice":
      return notice(state, input);
    case "guest":
      if (chatOf(state, input.chat)?.guestIsHere === !input.here) return stay(withChat(state, input.chat, (c) => ({ ...c, guestIsHere: input.here })));
      return stay(state);
    case "done":
      return done(state, input);
    case "failed":
      return failed(state, input.chat, input.trouble, input.lost);
    case "select":
      return choose(state, input.chat);
    case "step":
      return stepBy(state, input.by);
    case "watch":
      return select({ ...state, watched: input.watched }, state.selected);
    case "write":
      if (chatOf(state, input.chat) === undefined) return stay(state);
      return { state: withChat(state, input.chat, (c) => ({ ...c, draft: input.text })), effects: [{ do: "keep-draft", chat: input.chat, text: input.text }] };
    case "send":
      return send(state, input.chat, input.text);
    case "transfer":
      return ask(state, input.chat, { name: "transferring", to: input.to }, { do: "command", command: "transfer", chat: input.chat, to: input.to });
    case "end":
      return ask(state, input.chat, { name: "ending" }, { do: "command", command: "end", chat: input.chat });
    case "close":
      return close(state, input.chat);
    case "heard":
      return heard(state, input.chat, input.messages);
    default:
      return impossible(input);
  }
}

function hold(state: Working, { card, draft, wasShown = false }: Extract<Input, { type: "held" }>): Step {
  const before = chatOf(state, card.chat);
  const chat: Chat = { card, phase: HELD, pinned: state.jid, unread: before?.unread ?? 0, draft: before?.draft || draft, guestIsHere: before?.guestIsHere ?? true };
  const answered = state.rings.some((r) => r.card.chat === card.chat);
  const chats = before ? state.chats.map((c) => (c === before ? chat : c)) : [...state.chats, chat];
  // Answering leads to the chat; chats that come back after a reload leave the choice where it was.
  const selected = answered || wasShown || state.selected === undefined ? card.chat : state.selected;
  const after = { ...withoutRing(state, card.chat), chats, selected };
  return { state: after, effects: [{ do: "open", card }, { do: "ask-desk" }, ...(answered ? [{ do: "keep-shown", chat: selected } as const] : [])] };
}

function leave(state: Working, { chat, gone }: Extract<Input, { type: "gone" }>): Step {
  const rung = state.rings.find((r) => r.card.chat === chat);
  const open = chatOf(state, chat);
  const after = withoutRing(state, chat);
  if (open && isOpen(open)) return { state: withPhase(after, chat, { name: "closed", why: gone }), effects: [shut(chat, gone), { do: "ask-desk" }] };
  if (rung === undefined) return stay(state);
  return noticed(after, { about: "ring", queue: rung.card.queue, gone }, [{ do: "ask-desk" }]);
}

function done(state: Working, { command, chat }: Extract<Input, { type: "done" }>): Step {
  const now = chatOf(state, chat);
  if (command !== "end" || now === undefined || !isOpen(now)) return stay(state);
  return { state: withPhase(state, chat, { name: "closed", why: OWN_END }), effects: [shut(chat, OWN_END), { do: "ask-desk" }] };
}

/** What is said of a chat beside its `gone` tells nothing new; a guest who is away is shown by the presence. */
const SAID_OTHERWISE = ["answered", "transferred", "withdrawn", "ended", "other-end-away"];
const TRANSFER_IS_OVER = ["transfer-refused", "transfer-expired", "transfer-taken-back"];

function notice(state: Working, { chat, about, words }: Extract<Input, { type: "notice" }>): Step {
  if (SAID_OTHERWISE.includes(about)) return stay(state);
  const now = chatOf(state, chat);
  const isBack = TRANSFER_IS_OVER.includes(about) && now?.phase.name === "transferring";
  return noticed(isBack ? withPhase(state, chat, HELD) : state, { about: "service", text: words }, []);
}

function failed(state: Working, chat: string, trouble: Trouble, lost: boolean): Step {
  const notice: Notice = { about: "trouble", trouble };
  const open = chatOf(state, chat);
  const isOurs = open !== undefined && isOpen(open);
  // What could not be claimed for a new connection, since the service was away, is ours all the same; its conversation owes the guest what was said.
  if (trouble.doing === "accept" && isOurs && !lost) return { state, effects: [{ do: "ask-desk", later: true }] };
  if (trouble.doing === "accept" || lost) {
    const after = withoutRing(state, chat);
    const over = isOurs ? withPhase(after, chat, { name: "closed", why: { why: "lost" } }) : after;
    return noticed(over, notice, [...(isOurs ? [{ do: "shut", chat } as const] : []), { do: "ask-desk" }]);
  }
  return noticed(isOurs ? withPhase(state, chat, HELD) : state, notice, []);
}

const noticed = (state: Working, notice: Notice, effects: readonly Effect[]): Step => ({ state: { ...state, notice }, effects: [...effects, { do: "end-notice" }] });

function select(state: Working, chat: string | undefined): Step {
  const there = chatOf(state, chat)?.card.chat;
  const selected = { ...state, selected: there };
  return stay(there !== undefined && state.watched ? withChat(selected, there, (c) => (c.unread === 0 ? c : { ...c, unread: 0 })) : selected);
}

/** As a person does: what is typed after a reload goes to the same guest. */
function choose(state: Working, chat: string | undefined): Step {
  const { state: after, effects } = select(state, chat);
  return { state: after, effects: [...effects, { do: "keep-shown", chat }] };
}

function stepBy(state: Working, by: 1 | -1): Step {
  const count = state.chats.length;
  if (count === 0) return stay(state);
  const at = state.chats.findIndex((c) => c.card.chat === state.selected);
  const next = at < 0 ? (by > 0 ? 0 : count - 1) : (at + by + count) % count;
  return choose(state, state.chats[next]?.card.chat);
}

function send(state: Working, chat: string, text: string): Step {
  const now = chatOf(state, chat);
  if (now === undefined || text.trim() === "" || !canWrite(now)) return stay(state);
  return {
    state: withChat(state, chat, (c) => ({ ...c, draft: "" })),
    effects: [{ do: "send", chat, text }, { do: "keep-draft", chat, text: "" }],
  };
}

/** Whether what is sent goes anywhere. Writing during a transfer takes the chat back, so it is allowed. */
export const canWrite = (chat: Chat): boolean => chat.phase.name === "held" || chat.phase.name === "transferring";

function ask(state: Working, chat: string, phase: ChatPhase, effect: Effect): Step {
  const now = chatOf(state, chat);
  if (now === undefined || now.phase.name !== "held" || state.link === "offline") return stay(state);
  return { state: withPhase(state, chat, phase), effects: [effect] };
}

function close(state: Working, chat: string): Step {
  const now = chatOf(state, chat);
  if (now === undefined || isOpen(now)) return stay(state);
  const chats = state.chats.filter((c) => c !== now);
  const at = state.chats.indexOf(now);
  const selected = state.selected === chat ? (chats[Math.min(at, chats.length - 1)]?.card.chat) : state.selected;
  return { state: { ...state, chats, selected }, effects: [{ do: "drop", chat }] };
}

function heard(state: Working, chat: string, messages: number): Step {
  if (chatOf(state, chat) === undefined || messages <= 0) return stay(state);
  const seen = state.watched && state.selected === chat;
  const queue = chatOf(state, chat)?.card.queue ?? "";
  const next = seen ? state : withChat(state, chat, (c) => ({ ...c, unread: c.unread + messages }));
  return { state: next, effects: seen ? [] : [{ do: "alert", kind: "message", chat, queue }] };
}

export const waitingCount = (rings: readonly Ring[]): number => rings.filter((r) => r.phase === "ringing").length;

/** What the page's title counts: how much waits for this person. */
export const toSee = (state: Working): number => waitingCount(state.rings) + state.chats.reduce((sum, c) => sum + c.unread, 0);

function impossible(never: never): never {
  throw new Error(`No such input: ${JSON.stringify(never)}`);
}
