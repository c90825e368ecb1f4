// The line below the transcript about the chat itself: drawn with the box, and before that written into the page as it was built (box.tsx).
import type { ChatState } from "./chat-machine.ts";
import { count, fill, type Language } from "./texts.ts";

interface Told {
  readonly text: string;
  readonly warn?: boolean;
}

/** Undefined while two people simply talk. `typing`: the name of who is writing now. */
export function statusOf(chat: ChatState, language: Language, typing?: string): Told | undefined {
  const { texts } = language;
  if ("link" in chat && chat.link !== "up") return { text: texts.linkLost, warn: true };
  switch (chat.at) {
    case "closed": // about to open
    case "joining":
      return { text: texts.connecting };
    case "connecting":
      return chat.slow ? { text: texts.unreachable, warn: true } : { text: texts.connecting };
    case "waiting":
      return { text: chat.position === 1 ? texts.next : count(language, texts.position, chat.position) };
    case "returning":
      return { text: chat.transfer ? texts.transferring : texts.returning, warn: true };
    case "chatting":
      return typing === undefined ? undefined : { text: fill(language, texts.typing, { name: typing || texts.librarian }) };
    default:
      return undefined;
  }
}
