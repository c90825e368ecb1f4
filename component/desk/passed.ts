// Which texts of operators went to guests lately, by id: what comes back undelivered has nothing but its id, and its writer has to be told.
import type { Relayed } from "#core/chat-message.ts";

const MOST = 5_000; // of all chats together

export interface Passed {
  note(chat: string, message: Relayed): void;
  /** Whether it was an operator's text, and if so in clear or in OTR. */
  find(chat: string, id: string | undefined): "clear" | "otr-data" | undefined;
}

export function makePassed(): Passed {
  const texts = new Map<string, "clear" | "otr-data">();
  return {
    note(chat, { id, says }) {
      if (id === undefined || (says !== "clear" && says !== "otr-data")) return;
      if (texts.size >= MOST) texts.delete(texts.keys().next().value as string);
      texts.set(`${chat} ${id}`, says);
    },
    find: (chat, id) => texts.get(`${chat} ${id}`),
  };
}
