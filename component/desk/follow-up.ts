// What follows from changes of chats and staff, gathered so that many changes at once are followed up once: rings, queues' presence, places in line, operators' desks.
import type { Chat } from "#core/chat-state.ts";
import type { Ledger, LedgerKey } from "./ledger.ts";
import type { DeskNews } from "./own-desk.ts";
import type { Staff } from "./staff.ts";

export interface FollowUpParts {
  readonly staff: Staff;
  readonly ledger: Ledger;
  readonly news: Pick<DeskNews, "note" | "restaff">;
  readonly peek: (id: string) => Chat | undefined;
  /** Tells a chat who can be rung now. */
  readonly askStaff: (id: string) => void;
  readonly announce: (queue: string) => void;
  readonly tellPosition: (chat: Chat) => void;
}

export interface FollowUp {
  /** Chats have come to these or left them. */
  note(keys: readonly LedgerKey[]): void;
  /** Who can be rung in these queues, or whether this operator can, may have changed. */
  restaff(queues: readonly string[], bare?: string): void;
}

const TOLD = 30; // guests in line who hear that they have moved up

export function makeFollowUp(parts: FollowUpParts): FollowUp {
  const { staff, ledger } = parts;
  const queues = new Set<string>();
  const lines = new Set<string>();
  const offers = new Set<string>();
  const places = new Map<string, number>();
  let planned = false;

  function plan(): void {
    if (!planned) setImmediate(flush);
    planned = true;
  }

  function flush(): void {
    planned = false;
    const now = { queues: [...queues], lines: [...lines], offers: [...offers] };
    for (const set of [queues, lines, offers]) set.clear();
    const ids = [...now.offers.flatMap((bare) => ledger.at(`offer:${bare}`)), ...now.queues.flatMap((queue) => ledger.at(`line:${queue}`))];
    for (const id of new Set(ids)) parts.askStaff(id);
    now.queues.forEach(parts.announce);
    parts.news.restaff(now.queues);
    for (const queue of now.lines) tellPlaces(lineOf(queue, parts), places, parts.tellPosition);
    for (const id of places.keys()) if (!isWaiting(parts.peek(id))) places.delete(id);
  }

  return {
    note(keys) {
      parts.news.note(keys);
      for (const key of keys) {
        if (key.startsWith("line:")) lines.add(key.slice(5));
        // Who has one chat more or less may have become busy, or be so no longer.
        if (key.startsWith("held:")) for (const q of staff.queuesOf(key.slice(5))) if (q.autoBusyAfter > 0) queues.add(q.name);
      }
      if (queues.size + lines.size > 0) plan();
    },
    restaff(names, bare) {
      for (const name of names) queues.add(name);
      if (bare !== undefined) offers.add(bare);
      plan();
    },
  };
}

const isWaiting = (chat: Chat | undefined): boolean => chat?.at.state === "waiting" || chat?.at.state === "ringing";

/** The head of the line; they came in this order. */
const lineOf = (queue: string, { ledger, peek }: Pick<FollowUpParts, "ledger" | "peek">): Chat[] =>
  ledger.first(`line:${queue}`, TOLD).flatMap((id) => peek(id) ?? []).filter(isWaiting);

/** Who has moved up in line hears so. */
function tellPlaces(line: readonly Chat[], places: Map<string, number>, tell: (chat: Chat) => void): void {
  for (const [i, chat] of line.entries()) {
    const before = places.get(chat.id);
    places.set(chat.id, i + 1);
    if (before !== undefined && before !== i + 1) tell(chat);
  }
}
