// Turns the effects of a chat's machine into stanzas.
import type { ChatStatus } from "#core/chat.ts";
import { writeRelayed } from "#core/chat-message.ts";
import type { Chat, ChatEffect } from "#core/chat-state.ts";
import { writeGoneMessage, writeNotice, writePresence, writeRingMessage, writeStatusMessage } from "#core/chat-stanzas.ts";
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
import type { AtHand } from "./runner.ts";
import type { Staff } from "./staff.ts";

export interface PerformParts {
  readonly service: string;
  readonly send: (stanza: XmlElement) => boolean;
  readonly staff: Staff;
  readonly hold: Hold;
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
      return { state: "answered", operator: at.pin.shown };
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
  const { service, send, staff, hold, clock, counters } = parts;

  function ring(chat: Chat, jid: string): void {
    const card = cardOf(chat, service);
    const title = staff.queue(localPart(card.queue))?.title ?? localPart(card.queue);
    // Presence comes first: clients then show the chat, and route what they write to its address.
    send(writePresence(card.chat, jid));
    send(writeRingMessage(jid, parts.random.token(16), card, ringWords(title, chat.otr, card.from && localPart(card.from))));
  }

  function farewell(chat: Chat, jid: string, gone: Gone, tell: boolean): void {
    const address = addressOf(chat, service);
    send(writeGoneMessage(address, jid, gone));
    send(writePresence(address, jid, { type: "unavailable" }));
    if (tell) notify(parts, jid, address, gone.why, gone.why === "answered" ? goneWords.answered(gone.by) : goneWords[gone.why]);
  }

  function tellGuest(chat: Chat): void {
    if ("jid" in chat.guest) send(writeStatusMessage(addressOf(chat, service), chat.guest.jid, statusOf(chat, parts.position)));
  }

  function pass(chat: Chat, to: string, { message }: AtHand): void {
    counters.relayed++;
    send(writeRelayed(message, addressOf(chat, service), to));
  }

  /** The sender hears that a message did not get through; a stock client would show an error about OTR as a window of its own, so its user is told in words. */
  function giveBack(chat: Chat, from: string, end: End, { message }: AtHand): void {
    counters.refused++;
    const address = addressOf(chat, service);
    if (end === "operator" || message.says === "clear") send(writeMessageError(address, from, message.id, fault("other-end-away")));
    else notify(parts, from, address, "other-end-away", "The guest is not connected now. What you wrote last has not been delivered.");
  }

  function keep(chat: Chat, end: End, atHand: AtHand): void {
    if (hold.keep(chat.id, end, { message: atHand.message, from: atHand.from, since: clock.now() })) counters.kept++;
    else giveBack(chat, atHand.from, end, atHand);
  }

  return (effect, chat, atHand) => {
    switch (effect.do) {
      case "tell-guest":
        return tellGuest(chat);
      case "ring":
        for (const bare of effect.operators) for (const jid of staff.resources(bare, true)) ring(chat, jid);
        return;
      case "ring-resource":
        return ring(chat, effect.jid);
      case "unring":
        for (const bare of effect.operators) {
          for (const jid of staff.resources(bare, false)) if (jid !== effect.except) farewell(chat, jid, effect.gone, effect.except === undefined || bare !== bareJid(effect.except));
        }
        return;
      case "greet":
        return void send(writePresence(addressOf(chat, service), effect.jid));
      case "part":
        return farewell(chat, effect.jid, effect.gone, true);
      case "show-guest":
        return void send(writePresence(addressOf(chat, service), effect.jid, effect.here ? {} : { show: "away", status: "The guest's connection is interrupted." }));
      case "pass":
        return atHand && pass(chat, effect.to, atHand);
      case "keep":
        return atHand && keep(chat, effect.for, atHand);
      case "release":
        for (const kept of hold.take(chat.id, effect.for)) send(writeRelayed(kept.message, addressOf(chat, service), effect.to, kept.since));
        return;
      case "give-back":
        for (const kept of hold.take(chat.id, effect.for)) giveBack(chat, kept.from, effect.for, kept);
        return;
      case "notice":
        return notify(parts, effect.to, addressOf(chat, service), effect.notice, NOTICES[effect.notice]);
      case "refuse":
        return; // the one who asked is answered by whoever put the input
      case "ask-staff":
        return parts.askStaff(chat);
      default:
        return effect satisfies never;
    }
  };
}

/** The words for an error that an operator cannot be sent as one. */
export const wordsFor = (code: keyof typeof ERRORS): string => ERRORS[code].text;
