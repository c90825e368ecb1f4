// Two ends of a chat in one process: a clock that is moved by hand, a wire that can lose, double, reorder and be cut, and pages that can be reloaded.
import type { ConversationView, Entry } from "#core/conversation-state.ts";
import type { OtrPolicy } from "#core/skin.ts";
import type { XmlElement } from "#core/xml.ts";
import type { Clock } from "#browser/clock.ts";
import { openConversation } from "#browser/conversation.ts";
import type { Conversation, ConversationOptions } from "#browser/conversation-options.ts";
import type { Slot } from "#browser/storage.ts";
import type { PrivateKey } from "#otr/private-key.ts";

export class HandClock implements Clock {
  #now = 1_700_000_000_000;
  #timers: { at: number; run: () => void }[] = [];

  now = () => this.#now;

  after(ms: number, run: () => void): () => void {
    const timer = { at: this.#now + ms, run };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((t) => t !== timer);
    };
  }

  /** Moves on, and runs what falls due on the way, in order. */
  pass(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const due = this.#timers.filter((t) => t.at <= end).sort((a, b) => a.at - b.at)[0];
      if (due === undefined) break;
      this.#timers = this.#timers.filter((t) => t !== due);
      this.#now = Math.max(this.#now, due.at);
      due.run();
    }
    this.#now = end;
  }
}

/** A slot that copies as a real one does. */
export function memorySlot(): Slot & { text: string | undefined } {
  return {
    text: undefined,
    read() {
      return this.text === undefined ? undefined : (JSON.parse(this.text) as unknown);
    },
    write(value) {
      this.text = JSON.stringify(value);
      return true;
    },
    remove() {
      this.text = undefined;
    },
  };
}

export type Fate = "pass" | "lose" | "double" | "late";

export interface EndOptions {
  readonly otr: OtrPolicy;
  readonly fingerprint?: string;
  readonly privateKey?: PrivateKey;
}

export const CHAT = "c-1@chat.example.org";

/** One end: a conversation that can be reloaded, and the queue of what it has sent. */
export class End {
  conversation!: Conversation;
  readonly slot = memorySlot();
  readonly views: ConversationView[] = [];
  readonly notified: Entry[] = [];
  readonly sent: XmlElement[] = [];
  isConnected = true;
  /** Still hears, and can say nothing. */
  refuses = false;
  outgoing: XmlElement[] = [];
  fate: () => Fate = () => "pass";

  constructor(
    readonly role: "guest" | "operator",
    readonly options: EndOptions,
    readonly clock: Clock,
  ) {
    this.open();
  }

  open(): void {
    const given: ConversationOptions = {
      ...this.options,
      role: this.role,
      chat: CHAT,
      slot: this.slot,
      clock: this.clock,
      connection: { send: (stanza) => this.isConnected && !this.refuses && this.#send(stanza) },
      onView: (view) => this.views.push(view),
      onNotify: (entry) => this.notified.push(entry),
    };
    this.conversation = openConversation(given);
  }

  /** The page is loaded anew. What it was about to send but had not handed over is gone with it. */
  reload(): void {
    this.conversation.close();
    this.isConnected = true;
    this.open();
  }

  get texts(): string[] {
    return this.view.entries.flatMap((e) => (e.kind === "text" ? [e.text] : []));
  }

  heard(): string[] {
    return this.view.entries.flatMap((e) => (e.kind === "text" && e.from === "peer" ? [e.text] : []));
  }

  infos(): string[] {
    return this.view.entries.flatMap((e) => (e.kind === "info" ? [e.info.is] : []));
  }

  deliveries(): string[] {
    return this.view.entries.flatMap((e) => (e.kind === "text" && e.from === "me" ? [e.delivery] : []));
  }

  get view(): ConversationView {
    return this.conversation.view;
  }

  #send(stanza: XmlElement): boolean {
    this.sent.push(stanza);
    const fate = this.fate();
    if (fate === "late" && this.outgoing.length > 0) this.outgoing.splice(this.outgoing.length - 1, 0, stanza);
    else if (fate !== "lose") this.outgoing.push(stanza);
    if (fate === "double") this.outgoing.push(stanza);
    return true;
  }
}

/** What the component does: passes messages on, with the chat's address on both sides. */
export function pump(a: End, b: End, most = Infinity): void {
  for (let i = 0; i < most && (a.outgoing.length > 0 || b.outgoing.length > 0); i++) {
    const [from, to] = a.outgoing.length > 0 && (b.outgoing.length === 0 || i % 2 === 0) ? [a, b] : [b, a];
    const stanza = from.outgoing.shift() as XmlElement;
    if (to.isConnected) to.conversation.receive({ ...stanza, attrs: { ...stanza.attrs, from: CHAT } });
  }
}

export interface Pair {
  readonly clock: HandClock;
  readonly guest: End;
  operator: End;
}

export function pair(guestOptions: EndOptions, privateKey?: PrivateKey): Pair {
  const clock = new HandClock();
  const operator = new End("operator", { otr: guestOptions.otr, ...(privateKey !== undefined && { privateKey }) }, clock);
  return { clock, guest: new End("guest", guestOptions, clock), operator };
}

/** Lets what is under way arrive, and time pass. */
export function settle(p: Pair, ms = 3_000): void {
  for (let passed = 0; passed < ms; passed += 500) {
    pump(p.guest, p.operator);
    p.clock.pass(500);
  }
  pump(p.guest, p.operator);
}

export function answer(p: Pair, name = "Ada", count?: number): void {
  p.operator.conversation.attach();
  p.guest.conversation.attach({ state: "waiting", position: 1 });
  p.guest.conversation.status({ state: "answered", operator: name, ...(count !== undefined && { answer: count }) });
  settle(p);
}

/** Another operator, with a conversation of their own. */
export function replaceOperator(p: Pair, key: PrivateKey | undefined): End {
  p.operator.conversation.close();
  p.guest.conversation.status({ state: "returning" });
  settle(p, 500);
  p.operator = new End("operator", { otr: p.guest.options.otr, ...(key !== undefined && { privateKey: key }) }, p.clock);
  p.operator.conversation.attach();
  p.guest.conversation.status({ state: "answered", operator: "Grace" });
  settle(p);
  return p.operator;
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
