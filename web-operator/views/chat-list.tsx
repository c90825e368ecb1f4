// The chats of this desk: one line each, with what was said last and how much is unread.
import type { ConversationView, Entry } from "#core/conversation-state.ts";
import { isOpen } from "../chats-machine.ts";
import type { Chat, Input, Working } from "../desk-state.ts";
import { clockTime, guestName, queueTitle } from "../words.ts";
import { contextOf } from "./transcript.tsx";

interface Props {
  readonly desk: Working;
  readonly conversations: ReadonlyMap<string, ConversationView>;
  readonly act: (input: Input) => void;
}

export function ChatList({ desk, conversations, act }: Props) {
  if (desk.chats.length === 0) return null;
  return (
    <section aria-label="Your chats">
      <h2 class="heading">Your chats</h2>
      <ul class="chats">
        {desk.chats.map((chat) => (
          <Row key={chat.card.chat} chat={chat} title={queueTitle(desk.queues, chat.card.queue)} conversation={conversations.get(chat.card.chat)} selected={desk.selected === chat.card.chat} act={act} />
        ))}
      </ul>
    </section>
  );
}

interface RowProps {
  readonly chat: Chat;
  readonly title: string;
  readonly conversation: ConversationView | undefined;
  readonly selected: boolean;
  readonly act: Props["act"];
}

function Row({ chat, title, conversation, selected, act }: RowProps) {
  const last = lastText(conversation);
  return (
    <li>
      <button type="button" class={isOpen(chat) ? "chat-row" : "chat-row over"} aria-current={selected ? "true" : undefined} onClick={() => act({ type: "select", chat: chat.card.chat })}>
        <span class={`face hue-${hue(chat.card.chat)}`} aria-hidden="true" />
        <span class="chat-name">{guestName(chat.card)}</span>
        <span class="chat-time">{last ? clockTime(last.at) : ""}</span>
        <span class="chat-last" dir="auto">
          {!selected && chat.draft !== "" ? <em>Not sent: {firstWords(chat.draft)}</em> : <LastWords chat={chat} title={title} conversation={conversation} />}
        </span>
        {chat.unread > 0 && (
          <span class="badge">
            {chat.unread}
            <span class="visually-hidden"> unread</span>
          </span>
        )}
      </button>
    </li>
  );
}

function LastWords({ chat, title, conversation }: Pick<RowProps, "chat" | "title" | "conversation">) {
  const last = lastText(conversation);
  if (!isOpen(chat)) return <>Over</>;
  if (conversation?.peerTyping) return <span class="typing-word">typing…</span>;
  if (last === undefined) return <>{title}</>;
  return (
    <>
      {last.from === "me" && "You: "}
      {firstWords(last.text)}
    </>
  );
}

function lastText(conversation: ConversationView | undefined): (Entry & { kind: "text" }) | undefined {
  const context = conversation && contextOf(conversation.entries)?.entry;
  const last = conversation?.entries.findLast((e) => e.kind === "text" && e !== context);
  return last?.kind === "text" ? last : undefined;
}

const firstWords = (text: string): string => text.slice(0, 120).replace(/\s+/g, " ");

/** One of eight colours, the same for a chat as long as it lives. */
export function hue(chat: string): number {
  let sum = 0;
  for (const c of chat) sum = (sum * 31 + (c.codePointAt(0) ?? 0)) % 9973;
  return sum % 8;
}
