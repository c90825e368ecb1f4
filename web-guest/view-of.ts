// From what the shell knows to what the box shows: pure, and the only place where a conversation's entries become lines in the guest's words.
import { readContext, type Shared } from "#core/context.ts";
import type { ConversationView, Entry, Info } from "#core/conversation-state.ts";
import type { ChatState } from "./chat-machine.ts";
import { fill, type Language } from "./texts.ts";
import type { BoxView, Hindrance, Line, Offer, SkinWords, Trust } from "./view.ts";

/** A text said before there was a chat to say it in. */
export interface Early {
  readonly id: string;
  readonly text: string;
  readonly at: number;
}

export interface Known {
  readonly language: Language;
  readonly words: SkinWords;
  readonly chat: ChatState;
  readonly conversation: ConversationView | undefined;
  readonly early: readonly Early[];
  /** The early text that an entry of the conversation came from: a line keeps its identity, so that nothing is read out twice. */
  readonly origins: ReadonlyMap<string, string>;
  /** The context on its way into the conversation, as long as that is not there. */
  readonly shared: readonly Shared[];
  readonly offers: readonly Offer[];
  readonly agreed: boolean;
  readonly agreeAsked: boolean;
  readonly queueAvailable: boolean;
  readonly sound: boolean;
  readonly embedded: boolean;
  readonly canPopOut: boolean;
  readonly popOutRefused: boolean;
}

export function viewOf(known: Known): BoxView {
  const { conversation, early, shared, chat, language, words, offers, agreed, agreeAsked, queueAvailable, sound, embedded, canPopOut, popOutRefused } = known;
  const said = linesOf(known);
  const waiting = early.map(({ id, text, at }): Line => ({ kind: "message", id, mine: true, name: "", text, at, delivery: chat.at === "ended" ? "failed" : "held" }));
  return {
    ...{ language, words, chat, offers, agreed, agreeAsked, queueAvailable, sound, embedded, canPopOut, popOutRefused },
    lines: [...said, ...(shared.length > 0 && "link" in chat ? [contextLine(shared, 0, language)] : []), ...waiting],
    typing: conversation?.peerTyping === true ? operatorOf(conversation.entries) : undefined,
    trust: conversation && chat.at === "chatting" ? trustOf(conversation) : undefined,
    hindrance: conversation && chat.at === "chatting" ? hindranceOf(conversation) : undefined,
  };
}

function trustOf({ secure }: ConversationView): Trust | undefined {
  switch (secure.is) {
    case "plain":
      return "clear";
    case "encrypted":
      return secure.verdict === "match" ? "verified" : "encrypted";
    case "refused":
      return "encrypted";
    case "waiting":
    case "starting":
      return undefined;
    default:
      return secure satisfies never;
  }
}

function hindranceOf({ secure, held }: ConversationView): Hindrance | undefined {
  if (secure.is === "refused") return "verified-only";
  return held > 0 ? "key-changed" : undefined;
}

const operatorOf = (entries: readonly Entry[]): string => entries.reduce((name, e) => (e.kind === "info" && e.info.is === "answered" ? e.info.operator : name), "");

/** There is one at most, so that its line stays the same from before the conversation is there until after a reload. */
const contextLine = (shared: readonly Shared[], at: number, language: Language): Line => ({
  ...{ kind: "info", id: "context", at },
  text: fill(language, language.texts.contextSent, { list: shared.map(({ value }) => value).join(" · ") }),
});

function linesOf({ conversation, language, origins }: Known): Line[] {
  const lines: Line[] = [];
  let name = "";
  let isFirst = true; // of the guest's texts, which is the context where there is one
  for (const entry of conversation?.entries ?? []) {
    if (entry.kind === "info") {
      if (entry.info.is === "answered") name = entry.info.operator;
      const text = infoText(entry.info, language);
      if (text !== undefined) lines.push({ kind: "info", id: entry.id, text, at: entry.at, ...(entry.info.is === "end-to-end" && { safe: true }) });
    } else if (entry.from === "peer") {
      lines.push({ kind: "message", id: `peer ${entry.id}`, mine: false, name, text: entry.text, at: entry.at });
    } else {
      const shared = isFirst ? readContext(entry.text) : undefined;
      isFirst = false;
      const delivery = entry.delivery === "waiting" ? "held" : entry.delivery;
      lines.push(shared ? contextLine(shared, entry.at, language) : { kind: "message", id: origins.get(entry.id) ?? entry.id, mine: true, name: "", text: entry.text, at: entry.at, delivery });
    }
  }
  return lines;
}

/** How a chat ended is said below the transcript, with what to do. */
function infoText(info: Info, language: Language): string | undefined {
  const { texts } = language;
  switch (info.is) {
    case "end-to-end":
      return texts.encryptedLine;
    case "answered":
      return info.operator === "" ? texts.joinedNameless : fill(language, texts.joined, { name: info.operator });
    case "returning":
      return texts.returning;
    case "transferring":
      return texts.transferring;
    case "ended":
      return undefined;
    default:
      return info satisfies never;
  }
}
