// Operators who take no chats of a queue for now: by commands or words at the queue's address, or by words at the service's. It outlasts restarts and ends with the assignment.
import { readWord, type Word } from "#core/chat-words.ts";
import { writeNotice } from "#core/chat-stanzas.ts";
import { fault, type Fault } from "#core/errors.ts";
import { QUEUE_HELP, STAFFING, staffingWords, type Staffing } from "#core/staffing.ts";
import { childOf, textOf, type XmlElement } from "#core/xml.ts";
import type { Clock } from "../clock.ts";
import type { Commands } from "../commands.ts";
import type { Receiver, Request } from "../router.ts";
import type { ChatStore } from "../store/chats.ts";
import type { Allowance } from "./allowance.ts";
import type { QueueInfo, Staff } from "./staff.ts";

export interface StaffingParts {
  readonly service: string;
  readonly send: (stanza: XmlElement) => boolean;
  readonly staff: Staff;
  readonly store: Pick<ChatStore, "setOut">;
  readonly restaff: (queues: readonly string[], bare?: string) => void;
  readonly clock: Clock;
  /** Answers to one operator. */
  readonly answers: Allowance;
}

export interface StaffingDesk {
  /** Messages to a queue's address. */
  readonly atQueue: Receiver;
  /** A word that names a queue or means all of the operator's; the sentence to answer with. */
  say(word: Extract<Word, { word: Staffing }>, bare: string): Promise<string | Fault>;
  /** Who is no longer assigned comes back, if ever, without leave. */
  forget(queue: string, operators: readonly string[]): Promise<void>;
}

export function addStaffing(commands: Commands, parts: StaffingParts): StaffingDesk {
  const { staff, store, service } = parts;

  async function set(wish: Staffing, queues: readonly QueueInfo[], bare: string): Promise<string> {
    for (const { name } of queues) {
      await store.setOut(name, bare, wish === "pause");
      staff.setOut(name, bare, wish === "pause");
    }
    parts.restaff(queues.map((q) => q.name), bare);
    return staffingWords(wish, queues.map((q) => q.title));
  }

  const queueAt = ({ at, bare }: Pick<Request, "at" | "bare">): QueueInfo | undefined => (at.place === "queue" && staff.isAssigned(bare, at.queue) ? staff.queue(at.queue) : undefined);

  for (const wish of ["pause", "resume"] as const) {
    commands.add({
      at: "queue",
      ...STAFFING[wish],
      may: (request) => queueAt(request) !== undefined,
      run: async (request) => ({ status: "completed", note: { type: "info", text: await set(wish, [queueAt(request) as QueueInfo], request.bare) } }),
    });
  }

  return {
    async atQueue(incoming) {
      const { stanza, bare } = incoming;
      if (stanza.type === "error" || stanza.type === "headline") return undefined;
      const text = textOf(childOf(stanza.element, "body")).trim().slice(0, 200);
      const queue = queueAt(incoming);
      if (text === "" || queue === undefined) return text === "" ? undefined : fault("not-read-here");
      if (text.startsWith("?OTR") || !parts.answers.take(bare, parts.clock.now())) return undefined;
      const word = readWord(text)?.word;
      const answer = word === "pause" || word === "resume" ? await set(word, [queue], bare) : QUEUE_HELP;
      const address = `${queue.name}@${service}`;
      parts.send(writeNotice(address, stanza.from, answer, { chat: address, about: word ?? "help" }));
      return undefined;
    },
    async say(word, bare) {
      const mine = staff.queuesOf(bare);
      const meant = word.queue === undefined ? mine : mine.filter((q) => q.name === word.queue?.split("@")[0]);
      return meant.length === 0 ? fault("unknown-queue", "You are not assigned to such a queue.") : set(word.word, meant, bare);
    },
    async forget(queue, operators) {
      for (const bare of operators) {
        if (!staff.isOut(queue, bare)) continue;
        await store.setOut(queue, bare, false);
        staff.setOut(queue, bare, false);
      }
    },
  };
}
