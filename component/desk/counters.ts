// What the desk counts, for the metrics endpoint. Numbers only.
import type { Chat } from "#core/chat-state.ts";
import type { Hold } from "./hold.ts";
import { stateOf } from "./presences.ts";
import type { Runner } from "./runner.ts";
import type { Staff } from "./staff.ts";

export interface Counters {
  joins: number;
  relayed: number;
  /** Held in memory for an end that was away. */
  kept: number;
  refused: number;
  claims: number;
  ended: number;
}

export const newCounters = (): Counters => ({ joins: 0, relayed: 0, kept: 0, refused: 0, claims: 0, ended: 0 });

export function countMove(counters: Counters, before: Chat | undefined, after: Chat): void {
  if (after.at.state === "answered" && before?.at.state !== "answered") counters.claims++;
  if (after.at.state === "ended") counters.ended++;
}

/** By name; one that ends in `_total` only grows. */
export function readCounts(counters: Counters, { runner, staff, hold }: { runner: Runner; staff: Staff; hold: Hold }): Record<string, number> {
  const chats = { chats_waiting: 0, chats_ringing: 0, chats_answered: 0, chats_transferring: 0, chats_returning: 0, chats_ended: 0 };
  for (const chat of runner.all()) chats[`chats_${chat.at.state}`]++;
  const queues = staff.queues();
  const { joins, relayed, kept, refused, claims, ended } = counters;
  return {
    ...chats,
    ...{ joins_total: joins, relayed_total: relayed, kept_total: kept, refused_total: refused, claims_total: claims, ended_total: ended },
    ...{ queues: queues.length, queues_online: queues.filter((q) => stateOf(staff, q.name) === "online").length, held_characters: hold.size() },
  };
}
