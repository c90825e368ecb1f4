// A chat that an operator has: answered, transferring (docs/protocol.md, "A chat's states").
import type { Gone } from "./chat.ts";
import { end, isQuiet } from "./chat-ending.ts";
import { isTransferring, type Chat, type ChatEffect, type ChatInput, type Held, type Moment, type NoticeCode, type Pin, type Says, type Sender, type Step, type Target, type Transferring } from "./chat-state.ts";
import type { ErrorCode } from "./errors.ts";
import { bareJid, localPart } from "./jid.ts";

export function held(chat: Chat<Held>, input: ChatInput, moment: Moment): Step {
  const same: Step = { chat, effects: [] };
  const refuse = (code: ErrorCode): Step => ({ chat, effects: [{ do: "refuse", code }] });
  switch (input.kind) {
    case "accept":
      return accept(chat, input.by);
    case "decline":
      return isTransferring(chat) ? narrow(chat, [bareJid(input.jid)], "transfer-refused", moment) : same;
    case "transfer":
      if (!isHolder(chat, input.jid)) return refuse("forbidden");
      if (chat.at.state === "transferring") return refuse("conflict");
      return offer(chat, input.to, input.ringable, moment);
    case "operator-ends":
      return isHolder(chat, input.jid) ? end(chat, "operator-ended") : refuse("forbidden");
    case "operator-here":
      return operatorHere(chat, input.jid);
    case "operator-gone":
      if (chat.at.pin.jid !== input.jid || chat.at.pin.awayUntil !== undefined) return same;
      return { chat: withPin(chat, { ...chat.at.pin, awayUntil: moment.now + moment.grace }), effects: [] };
    case "operator-writes":
      return operatorWrites(chat, input.by, input.says);
    case "guest-writes":
      return guestSays(chat, input.says);
    case "staff":
      return isTransferring(chat) ? restaffed(chat, input.ringable, moment) : same;
    case "tick":
      return tick(chat, moment);
    case "guest-here": // the machine has answered these
    case "guest-gone":
    case "guest-ends":
    case "guest-verified":
    case "close":
      return same;
    default:
      return input satisfies never;
  }
}

/** What the others hear when one has answered. */
export const answer = (by: Sender): Gone => ({ why: "answered", by: localPart(by.jid) });

const isHolder = (chat: Chat<Held>, jid: string): boolean => bareJid(chat.at.pin.jid) === bareJid(jid);
const withPin = (chat: Chat<Held>, pin: Pin): Chat => ({ ...chat, at: { ...chat.at, pin } });

function accept(chat: Chat<Held>, by: Sender): Step {
  if (isHolder(chat, by.jid)) return takeUp(chat, by);
  if (!by.entitled) return { chat, effects: [{ do: "refuse", code: "forbidden" }] };
  return isTransferring(chat) ? handOver(chat, by) : { chat, effects: [{ do: "refuse", code: "chat-taken" }] };
}

/** The holder takes the chat up again, perhaps from another resource or after a reload: the guest starts OTR anew. */
function takeUp(chat: Chat<Held>, by: Pick<Sender, "jid" | "shown">): Step {
  const effects: ChatEffect[] = [
    ...withdraw(chat),
    { do: "greet", jid: by.jid },
    { do: "tell-guest" },
    { do: "release", for: "operator", to: by.jid },
  ];
  return { chat: { ...chat, at: { state: "answered", pin: { jid: by.jid, shown: by.shown } } }, effects };
}

function withdraw({ at }: Chat<Held>): ChatEffect[] {
  return at.state === "transferring" && at.rung.length > 0 ? [{ do: "unring", operators: at.rung, gone: { why: "withdrawn" } }] : [];
}

function handOver(chat: Chat<Transferring>, by: Sender): Step {
  const { pin, to, rung } = chat.at;
  const effects: ChatEffect[] = rung.length > 0 ? [{ do: "unring", operators: rung, gone: answer(by), except: by.jid }] : [];
  effects.push({ do: "part", jid: pin.jid, gone: { why: "transferred" } }, { do: "greet", jid: by.jid }, { do: "tell-guest" });
  // What was encrypted for the one before is nothing to the one after.
  effects.push({ do: "give-back", for: "operator" });
  const queue = to.kind === "queue" ? to.queue : chat.queue;
  return { chat: { ...chat, queue, answers: chat.answers + 1, at: { state: "answered", pin: { jid: by.jid, shown: by.shown } } }, effects };
}

function offer(chat: Chat<Held>, to: Target, ringable: readonly string[], { now, transferFor }: Moment): Step {
  const { pin } = chat.at;
  const rung = ringable.filter((bare) => bare !== bareJid(pin.jid));
  if (rung.length === 0) return { chat, effects: [{ do: "refuse", code: "queue-offline" }] };
  return {
    chat: { ...chat, at: { state: "transferring", pin, to, rung, declined: [], until: now + transferFor } },
    effects: [{ do: "ring", operators: rung }, { do: "tell-guest" }],
  };
}

/** Nobody takes the chat: it stays where it is, or goes back to the queue if its operator is gone too. */
function fail(chat: Chat<Transferring>, notice: NoticeCode, moment: Moment): Step {
  const { pin } = chat.at;
  if (pin.awayUntil !== undefined) return sendBack(chat, moment);
  return {
    chat: { ...chat, at: { state: "answered", pin } },
    effects: [...withdraw(chat), { do: "notice", to: pin.jid, notice }, { do: "tell-guest" }],
  };
}

function narrow(chat: Chat<Transferring>, leaving: readonly string[], notice: NoticeCode, moment: Moment): Step {
  const { at } = chat;
  const gone = leaving.filter((bare) => at.rung.includes(bare));
  if (gone.length === 0) return { chat, effects: [] };
  const unring: ChatEffect = { do: "unring", operators: gone, gone: { why: "withdrawn" } };
  const next = { ...chat, at: { ...at, rung: at.rung.filter((bare) => !gone.includes(bare)), declined: [...at.declined, ...gone] } };
  if (next.at.rung.length > 0) return { chat: next, effects: [unring] };
  const failed = fail(next, notice, moment);
  return { chat: failed.chat, effects: [unring, ...failed.effects] };
}

function restaffed(chat: Chat<Transferring>, ringable: readonly string[], moment: Moment): Step {
  const { at } = chat;
  const fresh = ringable.filter((bare) => !at.rung.includes(bare) && !at.declined.includes(bare) && bare !== bareJid(at.pin.jid));
  const stale = at.rung.filter((bare) => !ringable.includes(bare));
  const wider = fresh.length === 0 ? chat : { ...chat, at: { ...at, rung: [...at.rung, ...fresh] } };
  const narrowed = narrow(wider, stale, "transfer-refused", moment);
  return fresh.length === 0 ? narrowed : { chat: narrowed.chat, effects: [{ do: "ring", operators: fresh }, ...narrowed.effects] };
}

function tick(chat: Chat<Held>, moment: Moment): Step {
  const { at } = chat;
  if (isTransferring(chat)) return chat.at.until <= moment.now ? fail(chat, "transfer-expired", moment) : { chat, effects: [] };
  return at.pin.awayUntil !== undefined && at.pin.awayUntil <= moment.now ? sendBack(chat, moment) : { chat, effects: [] };
}

/** The operator did not come back: the queue is rung again, and what was meant for that operator goes back to the guest. */
function sendBack(chat: Chat<Held>, { now, ringFor }: Moment): Step {
  const effects: ChatEffect[] = [
    ...withdraw(chat),
    { do: "part", jid: chat.at.pin.jid, gone: { why: "transferred" } },
    { do: "tell-guest" },
    { do: "give-back", for: "operator" },
    { do: "ask-staff" },
  ];
  return { chat: { ...chat, at: { state: "returning", rung: [], declined: [], until: now + ringFor } }, effects };
}

/** A resource has come: the holder's own after an interruption, or one more of somebody the chat is offered to. */
function operatorHere(chat: Chat<Held>, jid: string): Step {
  const { at } = chat;
  if (isHolder(chat, jid) && at.pin.awayUntil !== undefined) {
    const pin: Pin = { jid, shown: at.pin.shown };
    return { chat: withPin(chat, pin), effects: [{ do: "greet", jid }, { do: "release", for: "operator", to: jid }, { do: "tell-guest" }] };
  }
  const rung = at.state === "transferring" && at.rung.includes(bareJid(jid));
  return { chat, effects: rung ? [{ do: "ring-resource", jid }] : [] };
}

function operatorWrites(chat: Chat<Held>, by: Sender, says: Says): Step {
  const { at } = chat;
  if (!isHolder(chat, by.jid)) {
    if (isQuiet(says)) return { chat, effects: [] };
    const accepted = accept(chat, by);
    if (accepted.effects.some((e) => e.do === "refuse")) return accepted;
    return follow(accepted, by.jid, says, "claimed-clear");
  }
  if (at.pin.jid !== by.jid || at.pin.awayUntil !== undefined) {
    // Another of their resources speaks: it has the chat now. What clients send of themselves moves nothing; a receipt is one all the same,
    // since a server gives what is meant for a resource that is gone to another one.
    if (says === "sign") return operatorSays(chat, by.jid, says, "not-passed");
    if (isQuiet(says)) return { chat, effects: [] };
    return follow(takeUp(chat, by), by.jid, says, "not-passed");
  }
  const speaks = says === "clear" || says === "otr-data";
  if (at.state !== "transferring" || !speaks) return operatorSays(chat, by.jid, says, "not-passed");
  const said = operatorSays({ ...chat, at: { state: "answered", pin: at.pin } }, by.jid, says, "not-passed");
  return { chat: said.chat, effects: [...withdraw(chat), { do: "notice", to: by.jid, notice: "transfer-taken-back" }, ...said.effects, { do: "tell-guest" }] };
}

function follow(before: Step, jid: string, says: Says, notice: NoticeCode): Step {
  const said = operatorSays(before.chat, jid, says, notice);
  return { chat: said.chat, effects: [...before.effects, ...said.effects] };
}

/** What the chat's operator says goes to the guest, if it may: in an encrypted chat OTR only, in another never. */
export function operatorSays(chat: Chat, jid: string, says: Says, notice: NoticeCode): Step {
  if (chat.otr !== "none" && says === "clear") return { chat, effects: [{ do: "notice", to: jid, notice }] };
  if (chat.otr === "none" && says !== "clear" && says !== "sign") {
    return { chat, effects: isQuiet(says) ? [] : [{ do: "notice", to: jid, notice: "not-encrypted" }] };
  }
  if (!("jid" in chat.guest)) return { chat, effects: says === "sign" ? [] : [{ do: "keep", for: "guest" }] };
  return { chat: encrypted(chat, says), effects: [{ do: "pass", to: chat.guest.jid }] };
}

function guestSays(chat: Chat<Held>, says: Says): Step {
  const { pin } = chat.at;
  if (chat.otr !== "none" && says === "clear") return { chat, effects: [{ do: "refuse", code: "clear-text" }] };
  if (chat.otr === "none" && says !== "clear" && says !== "sign") return { chat, effects: [{ do: "refuse", code: "malformed" }] };
  if (pin.awayUntil !== undefined) return { chat, effects: says === "sign" ? [] : [{ do: "keep", for: "operator" }] };
  return { chat: encrypted(chat, says), effects: [{ do: "pass", to: pin.jid }] };
}

const encrypted = (chat: Chat, says: Says): Chat => (chat.encrypted || says !== "otr-data" ? chat : { ...chat, encrypted: true });
