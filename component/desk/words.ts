// The words by which an operator with a client that knows no commands hands over, ends or declines a chat, and asks for help.
import { HELP, readWord, type Word } from "#core/chat-words.ts";
import { gate } from "#core/chat-gate.ts";
import type { Chat } from "#core/chat-state.ts";
import { fault, isFault, type Fault } from "#core/errors.ts";
import { bareJid } from "#core/jid.ts";
import { childOf, textOf, type XmlElement } from "#core/xml.ts";
import type { Clock } from "../clock.ts";
import type { Receiver } from "../router.ts";
import type { Allowance } from "./allowance.ts";
import type { Ledger } from "./ledger.ts";
import { isParty, readTarget, transferInput } from "./operators.ts";
import { notify, wordsFor } from "./perform.ts";
import type { Runner } from "./runner.ts";
import type { StaffingDesk } from "./staffing.ts";
import type { Staff } from "./staff.ts";
import { faultOf } from "./verdict.ts";

export interface WordParts {
  readonly service: string;
  readonly domain: string;
  readonly send: (stanza: XmlElement) => boolean;
  readonly runner: Runner;
  readonly staff: Staff;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly staffing: Pick<StaffingDesk, "say">;
  /** Answers to one operator, so that a client which answers by itself makes no endless talk. */
  readonly answers: Allowance;
}

export interface Words {
  /** A word said at a chat's address. */
  say(word: Word, from: string, bare: string, id: string): Promise<Fault | undefined>;
  /** Messages to the service's address: words about the operator's one chat, or the one they name. */
  readonly atService: Receiver;
}

export function makeWords(parts: WordParts): Words {
  const { runner, staff, ledger, service } = parts;
  const tell = (to: string, chat: string, about: string, words: string) => notify(parts, to, chat === "" ? service : `${chat}@${service}`, about, words);

  async function say(word: Word, from: string, bare: string, id: string): Promise<Fault | undefined> {
    const chat = await runner.find(id);
    if (chat === undefined) return fault("unknown-chat");
    if (!isParty(staff, chat, bare)) return fault("forbidden");
    await carryOut(word, from, chat);
    return undefined;
  }

  async function carryOut(word: Word, from: string, chat: Chat): Promise<void> {
    if (word.word === "pause" || word.word === "resume") return changeStaffing(parts, word, from, `${chat.id}@${service}`);
    const wrong = await act(word, from, chat);
    if (wrong !== undefined) return tell(from, chat.id, wrong.fault, wrong.text ?? wordsFor(wrong.fault));
    if (word.word === "help" || word.word === "unknown") return tell(from, chat.id, "help", HELP);
    if (word.word === "transfer") tell(from, chat.id, "transfer-offered", "The chat is offered. You have it until somebody takes it; write a line to keep it.");
  }

  async function act(word: Exclude<Word, { word: "pause" | "resume" }>, from: string, chat: Chat): Promise<Fault | undefined> {
    switch (word.word) {
      case "end":
        return faultOf(await runner.ask(chat.id, () => ({ kind: "operator-ends", jid: from })));
      case "decline":
        return faultOf(await runner.ask(chat.id, () => ({ kind: "decline", jid: from })));
      case "transfer": {
        const to = readTarget(word.to, chat, parts);
        return isFault(to) ? to : faultOf(await runner.ask(chat.id, () => transferInput(parts, from, to)));
      }
      case "help":
      case "unknown":
        return undefined;
    }
  }

  /** The chat that a word at the service's address is about. */
  function meant(word: Word, bare: string): Chat | undefined {
    const chats = (ids: readonly string[]) => ids.flatMap((id) => runner.peek(id) ?? []);
    const held = chats(ledger.at(`held:${bare}`));
    const rung = () => [...staff.queuesOf(bare).flatMap((q) => chats(ledger.at(`line:${q.name}`))), ...chats(ledger.at(`offer:${bare}`))].filter(({ at }) => "rung" in at && at.rung.includes(bare));
    const candidates = word.word === "decline" ? rung() : held;
    const named = word.chat === undefined ? candidates : candidates.filter((c) => c.id.startsWith((word.chat ?? "").split("@")[0] as string));
    return named.length === 1 ? named[0] : undefined;
  }

  const atService: Receiver = async ({ stanza }) => {
    if (stanza.type === "error" || stanza.type === "headline") return undefined;
    const text = textOf(childOf(stanza.element, "body"));
    if (text.trim() === "") return undefined;
    const bare = bareJid(stanza.from);
    if (staff.queuesOf(bare).length === 0) return fault("not-read-here");
    const { says, body } = gate(text.slice(0, 4_000));
    if (says !== "clear") return undefined; // a client that tries OTR on whoever writes; nobody is here to answer
    if (!parts.answers.take(bare, parts.clock.now())) return undefined;
    const word = readWord(body);
    if (word?.word === "pause" || word?.word === "resume") return changeStaffing(parts, word, stanza.from, service);
    if (word === undefined || word.word === "help" || word.word === "unknown") return tell(stanza.from, "", "help", HELP);
    const chat = meant(word, bare);
    if (chat !== undefined) return carryOut(word, stanza.from, chat);
    const ids = ledger.at(`held:${bare}`);
    tell(stanza.from, "", "which", ids.length === 0 ? "You have no chat." : `Which chat? Say for example: /${word.word} ${word.word === "transfer" ? `${word.to} ` : ""}${ids[0]}`);
  };

  return { say, atService };
}

async function changeStaffing(parts: WordParts, word: Extract<Word, { word: "pause" | "resume" }>, from: string, about: string): Promise<void> {
  const said = await parts.staffing.say(word, bareJid(from));
  if (isFault(said)) notify(parts, from, about, said.fault, said.text ?? wordsFor(said.fault));
  else notify(parts, from, about, word.word, said);
}
