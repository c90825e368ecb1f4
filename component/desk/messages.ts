// Messages to a chat's address: from its guest, from operators, and those that come back because an end is gone.
import { readRelayed, type Relayed } from "#core/chat-message.ts";
import { readWord } from "#core/chat-words.ts";
import { fault, readError, type Fault } from "#core/errors.ts";
import { writeMessageError } from "#core/stanza.ts";
import { textOf, type XmlElement } from "#core/xml.ts";
import type { Clock } from "../clock.ts";
import type { Incoming, Receiver } from "../router.ts";
import type { Allowance } from "./allowance.ts";
import type { Counters } from "./counters.ts";
import { senderOf } from "./operators.ts";
import type { Passed } from "./passed.ts";
import { notify, tellUndelivered, wordsFor } from "./perform.ts";
import type { AtHand, Runner } from "./runner.ts";
import type { Staff } from "./staff.ts";
import { put } from "./verdict.ts";
import type { Words } from "./words.ts";

export interface MessageParts {
  readonly service: string;
  readonly guestDomain: string;
  readonly send: (stanza: XmlElement) => boolean;
  readonly runner: Runner;
  readonly staff: Staff;
  readonly clock: Clock;
  readonly counters: Counters;
  readonly passed: Passed;
  readonly words: Words;
  /** Messages of one guest. */
  readonly messages: Allowance;
  /** UTF-16 units of a body. */
  readonly maxBody: number;
}

/** Conditions by which a server says that somebody is not connected. */
const GONE = new Set(["recipient-unavailable", "service-unavailable", "item-not-found", "gone", "remote-server-not-found", "remote-server-timeout"]);

export function chatMessages(parts: MessageParts): Receiver {
  const { runner, staff, clock, service } = parts;

  return (incoming) => {
    const { stanza, at, bare } = incoming;
    if (at.place !== "chat") return fault("unknown-address");
    if (stanza.type === "error") return returned(at.chat, incoming);
    if (stanza.type === "groupchat") return fault("malformed", "This is not a chat room.");
    if (stanza.type === "headline") return undefined;
    const chat = runner.peek(at.chat);
    const message = readRelayed(stanza.element, chat?.otr ?? "required");
    if (message === undefined) return undefined;
    if (message.size > parts.maxBody) return fault("too-large", `A message may have at most ${parts.maxBody} characters.`);
    const atHand: AtHand = { message, from: stanza.from };
    const isGuest = (chat !== undefined && "jid" in chat.guest && chat.guest.jid === stanza.from) || bare.endsWith(`@${parts.guestDomain}`);
    return isGuest ? fromGuest(at.chat, atHand) : fromOperator(at.chat, bare, atHand);
  };

  function fromGuest(id: string, atHand: AtHand): Fault | undefined | Promise<Fault | undefined> {
    const { from, message } = atHand;
    if (!parts.messages.take(from, clock.now())) return refused(fault("too-fast"));
    const result = put(runner, id, () => ({ kind: "guest-writes", jid: from, says: message.says }), atHand);
    return result instanceof Promise ? result.then(refused) : refused(result);
  }

  function refused(why: Fault | undefined): Fault | undefined {
    if (why !== undefined) parts.counters.refused++;
    return why;
  }

  function fromOperator(id: string, bare: string, atHand: AtHand): Fault | undefined | Promise<Fault | undefined> {
    const { from, message } = atHand;
    const word = message.says === "clear" && !message.isSaid ? readWord(textOf(message.children[0])) : undefined;
    if (word !== undefined) return parts.words.say(word, from, bare, id);
    const read = put(runner, id, (chat) => ({ kind: "operator-writes", by: senderOf(staff, chat, from), says: message.says }), atHand);
    return read instanceof Promise ? read.then((why) => answer(id, atHand, why)) : answer(id, atHand, read);
  }

  /** A stock client makes a window of an error about an OTR message, so its user is told in words instead. */
  function answer(id: string, { from, message }: AtHand, why: Fault | undefined): Fault | undefined {
    if (why === undefined || message.says === "sign") return undefined;
    refused(why);
    if (!isOtr(message)) return why;
    notify(parts, from, `${id}@${service}`, why.fault, why.text ?? wordsFor(why.fault));
    return undefined;
  }

  /** What we have sent has come back. The other end hears that its message was not delivered; whoever it came back from is gone. */
  async function returned(id: string, { stanza }: Incoming): Promise<undefined> {
    const chat = GONE.has(readError(stanza.element).condition) ? await runner.find(id) : undefined;
    if (chat === undefined) return undefined;
    const address = `${id}@${service}`;
    if ("jid" in chat.guest && chat.guest.jid === stanza.from) {
      const says = parts.passed.find(id, stanza.id);
      if (says !== undefined && "pin" in chat.at) tellUndelivered(parts, address, chat.at.pin.jid, { id: stanza.id, says });
      runner.submit(id, () => ({ kind: "guest-gone", jid: stanza.from }));
    } else if ("pin" in chat.at && chat.at.pin.jid === stanza.from) {
      if (stanza.id !== undefined && "jid" in chat.guest) parts.send(writeMessageError(address, chat.guest.jid, stanza.id, fault("other-end-away")));
      runner.submit(id, () => ({ kind: "operator-gone", jid: stanza.from }));
    }
    return undefined;
  }
}

const isOtr = ({ says }: Relayed): boolean => says.startsWith("otr");
