// The conversations of this desk: opened when a chat is ours, fed with its stanzas, wiped when it is over. What was said stays on the page until closed.
import type { ChatCard, EndReason } from "#core/chat.ts";
import type { ConversationView } from "#core/conversation-state.ts";
import type { XmlElement } from "#core/xml.ts";
import type { Connection } from "#browser/connection.ts";
import { openConversation, type Conversation } from "#browser/conversation.ts";
import { slotOf, type Shelf } from "#browser/storage.ts";
import type { PrivateKey } from "#otr/private-key.ts";

interface Parts {
  /** The tab's shelf: survives a reload, not the tab. */
  readonly shelf: Shelf;
  readonly privateKey: () => PrivateKey | undefined;
  readonly connection: Pick<Connection, "send">;
  readonly onView: () => void;
  readonly onHeard: (chat: string) => void;
}

const SLOT = "chat ";

export class Conversations {
  readonly views = new Map<string, ConversationView>();
  #open = new Map<string, Conversation>();
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  get(chat: string): Conversation | undefined {
    return this.#open.get(chat);
  }

  /** The way to the chat is open, for the first time or again. */
  open({ chat, otr }: ChatCard): void {
    const conversation = this.#open.get(chat) ?? this.#start(chat, otr);
    conversation.attach();
  }

  #start(chat: string, otr: ChatCard["otr"]): Conversation {
    const { shelf, privateKey, connection, onView, onHeard } = this.#parts;
    const conversation = openConversation({
      role: "operator",
      chat,
      otr,
      privateKey: privateKey(),
      connection,
      slot: slotOf(shelf, SLOT + chat),
      onView: (view) => (this.views.set(chat, view), onView()),
      onNotify: () => onHeard(chat),
    });
    this.#open.set(chat, conversation);
    this.views.set(chat, conversation.view);
    return conversation;
  }

  holdAll(): void {
    for (const conversation of this.#open.values()) conversation.detach();
  }

  changeKey(): void {
    for (const conversation of this.#open.values()) conversation.setPrivateKey(this.#parts.privateKey());
  }

  receive(chat: string, stanza: XmlElement): void {
    this.#open.get(chat)?.receive(stanza);
  }

  lost(stanza: XmlElement): void {
    for (const conversation of this.#open.values()) conversation.lost(stanza);
  }

  shut(chat: string, reason: EndReason | undefined): void {
    const conversation = this.#open.get(chat);
    if (reason !== undefined) conversation?.ended(reason);
    conversation?.forget();
    this.#open.delete(chat);
  }

  drop(chat: string): void {
    this.shut(chat, undefined);
    this.views.delete(chat);
  }

  /** What the tab still keeps of chats that are nobody's here any more. */
  prune(ours: readonly string[]): void {
    for (const name of this.#parts.shelf.names()) if (name.startsWith(SLOT) && !ours.includes(name.slice(SLOT.length))) this.#parts.shelf.remove(name);
  }
}
