// What the guest said before there was a chat to say it in, and the context they share: both go into the conversation first of all, end to end like all else.
import type { Conversation } from "#browser/conversation-options.ts";
import { writeContext } from "#core/context.ts";
import type { Offer } from "./view.ts";
import type { Early, Known } from "./view-of.ts";

export class EarlyTexts {
  list: readonly Early[] = [];
  /** From a conversation's entry to the early text that it came from. */
  readonly origins = new Map<string, string>();
  #shared: readonly Offer[] = [];

  known(): Pick<Known, "early" | "origins" | "shared"> {
    return { early: this.list, origins: this.origins, shared: this.#shared };
  }

  add(text: string): void {
    this.list = [...this.list, { id: crypto.randomUUID(), text, at: Date.now() }];
  }

  /** As it was chosen when the chat is asked for. */
  share(offers: readonly Offer[]): void {
    this.#shared = offers.filter((offer) => offer.on);
  }

  handTo(conversation: Conversation): void {
    const lastSaid = () => conversation.view.entries.findLast((e) => e.kind === "text" && e.from === "me")?.id ?? "";
    const context = writeContext(this.#shared);
    if (context !== "" && conversation.view.entries.length === 0) conversation.say(context);
    for (const { id, text } of this.list) {
      conversation.say(text);
      this.origins.set(lastSaid(), id);
    }
    this.list = [];
    this.#shared = [];
  }

  /** The id in the conversation of the line with this id. */
  entryOf(line: string): string {
    return [...this.origins].find(([, early]) => early === line)?.[0] ?? line;
  }

  wipe(): void {
    this.list = [];
    this.origins.clear();
    this.#shared = [];
  }
}
