// Messages for an end that is expected back, in memory only and few: never on disk, gone with the process.
import type { Relayed } from "#core/chat-message.ts";

export type End = "guest" | "operator";

export interface Kept {
  readonly message: Relayed;
  /** Full JID of the sender, who gets it back as an error if it cannot be delivered. */
  readonly from: string;
  readonly since: number;
}

export interface Hold {
  /** False where there is no room. */
  keep(chat: string, end: End, kept: Kept): boolean;
  /** Everything held for an end, in order; it is held no longer. */
  take(chat: string, end: End): readonly Kept[];
  size(): number;
}

export interface HoldLimits {
  /** Messages for one end of one chat, and UTF-16 units of all chats' bodies. */
  readonly messages: number;
  readonly total: number;
}

export function makeHold(limits: HoldLimits): Hold {
  const kept = new Map<string, Kept[]>();
  let total = 0;
  return {
    keep(chat, end, item) {
      const key = `${end} ${chat}`;
      const list = kept.get(key) ?? [];
      if (list.length >= limits.messages || total + item.message.size > limits.total) return false;
      list.push(item);
      total += item.message.size;
      kept.set(key, list);
      return true;
    },
    take(chat, end) {
      const key = `${end} ${chat}`;
      const list = kept.get(key) ?? [];
      kept.delete(key);
      for (const { message } of list) total -= message.size;
      return list;
    },
    size: () => total,
  };
}
