// Which chats concern whom: for each queue those in line, for each operator those held and those offered by a colleague.
import type { Chat } from "#core/chat-state.ts";
import { bareJid } from "#core/jid.ts";

export type LedgerKey = `line:${string}` | `held:${string}` | `offer:${string}`;

export interface Ledger {
  /** Notes where a chat stands now; `undefined` before it began, and after it has ended elsewhere. Returns the keys that have lost or gained it. */
  move(before: Chat | undefined, after: Chat | undefined): LedgerKey[];
  at(key: LedgerKey): readonly string[];
  count(key: LedgerKey): number;
  /** The first of them, in the order they came. */
  first(key: LedgerKey, most: number): readonly string[];
  /** Where a chat stands among them, from 1; one more than all where it is not among them. */
  place(key: LedgerKey, id: string): number;
}

export function makeLedger(): Ledger {
  const sets = new Map<LedgerKey, Set<string>>();
  return {
    move(before, after) {
      const [old, fresh] = [before === undefined ? [] : keysOf(before), after === undefined ? [] : keysOf(after)];
      const id = (after ?? before)?.id ?? "";
      const lost = old.filter((key) => !fresh.includes(key));
      const gained = fresh.filter((key) => !old.includes(key));
      for (const key of lost) {
        const set = sets.get(key);
        set?.delete(id);
        if (set?.size === 0) sets.delete(key);
      }
      for (const key of gained) sets.set(key, (sets.get(key) ?? new Set()).add(id));
      return [...lost, ...gained];
    },
    at: (key) => [...(sets.get(key) ?? [])],
    count: (key) => sets.get(key)?.size ?? 0,
    first(key, most) {
      const found: string[] = [];
      for (const id of sets.get(key) ?? []) if (found.push(id) >= most) break;
      return found;
    },
    place(key, wanted) {
      let place = 1;
      for (const id of sets.get(key) ?? []) {
        if (id === wanted) return place;
        place++;
      }
      return place;
    },
  };
}

function keysOf({ queue, at }: Chat): LedgerKey[] {
  switch (at.state) {
    case "waiting":
    case "ringing":
    case "returning":
      return [`line:${queue}`];
    case "answered":
      return [`held:${bareJid(at.pin.jid)}`];
    case "transferring":
      return [`held:${bareJid(at.pin.jid)}`, at.to.kind === "queue" ? `line:${at.to.queue}` : `offer:${bareJid(at.to.jid)}`];
    case "ended":
      return [];
    default:
      return at satisfies never;
  }
}
