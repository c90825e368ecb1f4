// Turns the effects of a chat's machine into stanzas.
import type { ChatStatus } from "#core/chat.ts";
import { writeRelayed, type Relayed } from "#core/chat-message.ts";
import type { Chat, ChatEffect } from "#core/chat-state.ts";
import { writeGoneMessage, writeGuestPresence, writeNotice, writePresence, writeRingMessage, writeStatusMessage } from "#core/chat-stanzas.ts";
import { goneWords, NOTICES, ringWords } from "#core/chat-words.ts";
import type { ChatCard, Gone } from "#core/chat.ts";
import { ERRORS, fault } from "#core/errors.ts";
import { bareJid, localPart } from "#core/jid.ts";
import { writeMessageError } from "#core/stanza.ts";
import type { XmlElement } from "#core/xml.ts";
import type { Clock } from "../clock.ts";
import type { Random } from "../random.ts";
import type { Counters } from "./counters.ts";
import type { End, Hold } from "./hold.ts";
import type { Passed } from "./passed.ts";
import type { AtHand } from "./runner.ts";
import type { Staff } from "./staff.ts";

export interface PerformParts {
  readonly service: string;
  readonly send: (stanza: XmlElement) => boolean;
  readonly staff: Staff;
  readonly hold: Hold;
  readonly passed: Passed;
  readonly clock: Clock;
  readonly random: Random;
  readonly counters: Counters;
  /** A chat's place in its queue, from 1. */
  readonly position: (chat: Chat) => number;
  /** The machine wants to know who can be rung. */
  readonly askStaff: (chat: Chat) => void;
}

export const addressOf = (chat: Pick<Chat, "id">, service: string): string => `${chat.id}@${service}`;

export function statusOf(chat: Chat, position: (chat: Chat) => number): ChatStatus {
  const { at } = chat;
  switch (at.state) {
    case "waiting":
    case "ringing":
      return { state: "waiting", position: position(chat) };
    case "answered":
      return { state: "answered", operator: at.pin.shown, answer: chat.answers };
    case "transferring":
    case "returning":
      return { state: at.state };
    case "ended":
      return { state: "ended", reason: at.reason };
    default:
      return at satisfies never;
  }
}

/** What an operator is shown of a chat; `from` names the colleague who hands it over. */
export function cardOf({ id, queue, skin, otr, since, at }: Chat, service: string): ChatCard {
  const target = at.state === "transferring" && at.to.kind === "queue" ? at.to.queue : queue;
  const from = at.state === "transferring" ? { from: bareJid(at.pin.jid) } : {};
  return { chat: `${id}@${service}`, queue: `${target}@${service}`, skin, otr, since: new Date(since).toISOString(), ...from };
}

/** Words to an operator about a chat, from the service's address. */
export function notify({ send, service }: Pick<PerformParts, "send" | "service">, to: string, chat: string, about: string, words: string): void {
  send(writeNotice(service, to, words, { chat, about }));
}

export function makePerform(parts: PerformParts): (effect: ChatEffect, chat: Chat, atHand: AtHand | undefined) => void {
  const { service, send, staff, hold } = parts;
  return (effect, chat, atHand) => {
    const address = addressOf(chat, service);
    switch (effect.do) {
      case "tell-guest":
        return tellGuest(parts, chat);
      case "ring":
        return effect.operators.forEach((bare) => staff.resources(bare, true).forEach((jid) => ring(parts, chat, jid)));
      case "ring-resource":
        return ring(parts, chat, effect.jid);
      case "unring":
        return effect.operators.forEach((bare) => unring(parts, chat, bare, effect.gone, effect.except));
      case "greet":
        return void send(writePresence(address, effect.jid));
      case "part":
        return farewell(parts, chat, effect.jid, effect.gone, true);
      case "show-guest":
        return void send(writeGuestPresence(address, effect.jid, effect.here));
      case "pass":
        return atHand && pass(parts, chat, effect.to, atHand);
      case "keep":
        return atHand && keep(parts, chat, effect.for, atHand);
      case "release":
        return hold.take(chat.id, effect.for).forEach((kept) => send(writeRelayed(kept.message, { from: address, to: effect.to, end: effect.for, heldSince: kept.since })));
      case "give-back":
        return hold.take(chat.id, effect.for).forEach((kept) => giveBack(parts, chat, effect.for, kept));
      case "notice":
        return notify(parts, effect.to, address, effect.notice, NOTICES[effect.notice]);
      case "refuse":
        return; // the one who asked is answered by whoever put the input
      case "ask-staff":
        return parts.askStaff(chat);
      default:
        return effect satisfies never;
    }
  };
}

function ring({ service, staff, send, random }: PerformParts, chat: Chat, jid: string): void {
  const card = cardOf(chat, service);
  const title = staff.queue(localPart(card.queue))?.title ?? localPart(card.queue);
  // Presence comes first: clients then show the chat, and route what they write to its address.
  send(writePresence(card.chat, jid));
  send(writeRingMessage(jid, random.token(16), card, ringWords(title, chat.otr, card.from && localPart(card.from))));
}

/** The ring ends on all resources but the one that has the chat; who has it on another of theirs is told nothing in words. */
function unring(parts: PerformParts, chat: Chat, bare: string, gone: Gone, except: string | undefined): void {
  const tell = except === undefined || bare !== bareJid(except);
  for (const jid of parts.staff.resources(bare, false)) if (jid !== except) farewell(parts, chat, jid, gone, tell);
}

function farewell(parts: PerformParts, chat: Chat, jid: string, gone: Gone, tell: boolean): void {
  const address = addressOf(chat, parts.service);
  parts.send(writeGoneMessage(address, jid, gone));
  parts.send(writePresence(address, jid, { type: "unavailable" }));
  if (tell) notify(parts, jid, address, gone.why, gone.why === "answered" ? goneWords.answered(gone.by) : goneWords[gone.why]);
}

function tellGuest({ send, service, position }: PerformParts, chat: Chat): void {
  if ("jid" in chat.guest) send(writeStatusMessage(addressOf(chat, service), chat.guest.jid, statusOf(chat, position)));
}

function pass({ send, service, counters, passed }: PerformParts, chat: Chat, to: string, { message }: AtHand): void {
  counters.relayed++;
  const end = "jid" in chat.guest && chat.guest.jid === to ? "guest" : "operator";
  send(writeRelayed(message, { from: addressOf(chat, service), to, end }));
  if (end === "guest") passed.note(chat.id, message);
}

/** The sender hears that a message did not get through. */
function giveBack(parts: PerformParts, chat: Chat, end: End, { from, message }: AtHand): void {
  parts.counters.refused++;
  const address = addressOf(chat, parts.service);
  if (end === "operator") parts.send(writeMessageError(address, from, message.id, fault("other-end-away")));
  else tellUndelivered(parts, address, from, message);
}

/** An operator hears that a text did not get through: a stock client would show an error about OTR as a window of its own, so its user is told in words. */
export function tellUndelivered(parts: Pick<PerformParts, "send" | "service">, chat: string, to: string, { id, says }: Pick<Relayed, "id" | "says">): void {
  if (says === "clear") parts.send(writeMessageError(chat, to, id, fault("other-end-away")));
  else notify(parts, to, chat, "other-end-away", "The guest is not connected now. What you wrote last has not been delivered.");
}

function keep(parts: PerformParts, chat: Chat, end: End, atHand: AtHand): void {
  const kept = parts.hold.keep(chat.id, end, { message: atHand.message, from: atHand.from, since: parts.clock.now() });
  if (kept) parts.counters.kept++;
  else giveBack(parts, chat, end, atHand);
}

/** The words for an error that an operator cannot be sent as one. */
export const wordsFor = (code: keyof typeof ERRORS): string => ERRORS[code].text;
