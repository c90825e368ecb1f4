// One step of a conversation's machine in the making: a state that changes, and the effects so far. It never leaves the machine (conversation.ts).
import type { ConversationEffect } from "./conversation-input.ts";
import { GREETING, GREETING_ANSWER } from "./conversation-message.ts";
import { isOpen, type ConversationState, type Entry, type Info } from "./conversation-state.ts";
import { asTyped } from "./conversation-text.ts";
import { stepOutbox, type OutboxEffect, type OutboxInput } from "./outbox.ts";

export const START_AGAIN = { first: 6_000, most: 60_000 };
const GREET_AGAIN = 2_500;
const OWED_MOST = 50;

export class Work {
  state: ConversationState;
  readonly effects: ConversationEffect[] = [];
  readonly at: number;

  constructor(state: ConversationState, at: number) {
    this.state = state;
    this.at = at;
  }

  set(change: Partial<ConversationState>): void {
    this.state = { ...this.state, ...change };
  }

  add(entry: Entry): void {
    this.set({ entries: [...this.state.entries, entry] });
  }

  inform(info: Info): void {
    this.add({ kind: "info", id: `info-${this.state.entries.length}`, info, at: this.at });
  }

  outbox(input: OutboxInput): void {
    const { outbox, effects } = stepOutbox(this.state.outbox, input);
    if (outbox !== this.state.outbox) this.set({ outbox });
    for (const effect of effects) this.perform(effect);
  }

  perform(effect: OutboxEffect): void {
    const { id } = effect;
    const isOtr = this.state.otr !== "none";
    if (effect.do === "transmit") return void this.effects.push(isOtr ? { do: "send-otr", id, text: effect.text } : { do: "send-plain", id, text: asTyped(effect.text) });
    const { delivery } = effect;
    this.set({ entries: this.state.entries.map((e) => (e.kind === "text" && e.from === "me" && e.id === id ? { ...e, delivery } : e)) });
    if (isOtr && delivery !== "waiting" && delivery !== "sent") this.effects.push({ do: "forget", id });
  }

  /** The outbox follows the channel; when it opens, the other end is told that we send receipts. */
  settle(): void {
    const open = isOpen(this.state);
    if (open === this.state.outbox.open) return;
    if (open) this.greet(0); // what was asked over a channel that broke may not have been heard
    this.outbox(open ? { is: "open", at: this.at } : { is: "closed" });
  }

  /** Says that we send receipts, and so asks whether the other end does. */
  greet(greetings = this.state.greetings): void {
    this.set({ greetings: greetings + 1, greetAt: this.at + GREET_AGAIN * 2 ** greetings });
    this.effects.push({ do: "receipt", id: GREETING });
  }

  /** A receipt that did not get out. A greeting is none: that is asked anew with each opening. */
  owe(id: string): void {
    const { owed, ended } = this.state;
    if (ended === undefined && id !== GREETING && id !== GREETING_ANSWER && !owed.includes(id)) this.set({ owed: [...owed, id].slice(-OWED_MOST) });
  }

  /** Gives the receipts that a connection took with it: without them the other end would send all that once more, after a silence. */
  pay(): void {
    const { owed, attached } = this.state;
    if (!attached || owed.length === 0) return;
    this.set({ owed: [] });
    for (const id of owed) this.effects.push({ do: "receipt", id });
  }

  start(): void {
    const { starts } = this.state;
    this.set({ starts: starts + 1, startAt: this.at + Math.min(START_AGAIN.most, START_AGAIN.first * 2 ** starts) });
    this.effects.push({ do: "start" });
  }
}
