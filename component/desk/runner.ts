// Runs the chats: one input at a time for each, the new state is written to the store first, then its effects are performed.
// Other processes may change the same chats: before a chat is touched it is made sure that it is still as we know it.
import { deadline, open, step, type NewChat } from "#core/chat-machine.ts";
import type { Chat, ChatEffect, ChatInput, Moment, Step } from "#core/chat-state.ts";
import type { Relayed } from "#core/chat-message.ts";
import type { Clock } from "../clock.ts";
import { inOrder } from "../lanes.ts";
import type { Log } from "../log.ts";
import type { ChatStore } from "../store/chats.ts";

/** The message that an input is about, and the full JID that sent it. */
export interface AtHand {
  readonly message: Relayed;
  readonly from: string;
}

/** What became of an input: the chat afterwards and what was done; or that there is no such chat, too much waits, or it broke. */
export type Outcome = Step | { readonly none: "unknown" | "crowded" | "broken" };

export interface Runner {
  /** A new chat, written to the store. `item`: its skin as it was read; undefined comes back where that is no longer what is stored. */
  open(chat: NewChat, token: string, item?: string): Promise<Chat | undefined>;
  /**
   * `read` makes the input once the chat's turn has come, from the chat as it then is; without one nothing happens to the chat.
   * At once where the chat is at rest and nothing changes that is to be stored; `done` hears what became of it.
   */
  submit(id: string, read: Read, atHand?: AtHand, done?: Done): void;
  /** As `submit`, for one who waits. */
  ask(id: string, read: Read): Promise<Outcome>;
  /** As it stands in memory: enough to show, not to act on. */
  peek(id: string): Chat | undefined;
  /** As it is now, whoever has changed it. */
  find(id: string): Promise<Chat | undefined>;
  all(): IterableIterator<Chat>;
  /** Takes up the chats that are in the store. */
  recover(): Promise<readonly Chat[]>;
  /** Learns what others have made of the chats that are in memory. */
  learn(): Promise<void>;
  /** No more timers; what has begun is ended. */
  stop(): Promise<void>;
}

export interface RunnerParts {
  readonly store: ChatStore;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits: Omit<Moment, "now">;
  readonly perform: (effect: ChatEffect, chat: Chat, atHand: AtHand | undefined) => void;
  /** After each change, before its effects. */
  readonly moved: (before: Chat | undefined, after: Chat) => void;
  /** Another process has changed a chat, and done what follows; `undefined` where it has ended. */
  readonly learned: (before: Chat, after: Chat | undefined) => void;
}

interface Entry {
  chat: Chat;
  version: number;
  /** Of the store: as of this epoch or later, chat and version are what is stored. */
  epoch: number;
  cancel?: () => void;
}

const DEPTH = 500; // inputs that may wait for one chat
const RETRIES = 20; // another process was first
const RETRY_AFTER = 1_000; // ms, when a deadline could not be dealt with

type Read = (chat: Chat) => ChatInput | undefined;
type Done = (outcome: Outcome) => void;

export const makeRunner = (parts: RunnerParts): Runner => new ChatRunner(parts);

class ChatRunner implements Runner {
  #stopped = false;
  readonly #parts: RunnerParts;
  readonly #entries = new Map<string, Entry>();
  readonly #lanes = inOrder(DEPTH);

  constructor(parts: RunnerParts) {
    this.#parts = parts;
  }

  async open(chat: NewChat, token: string, item?: string): Promise<Chat | undefined> {
    const next = open(chat, this.#moment());
    const { store } = this.#parts;
    const epoch = store.others.epoch();
    if (!(await store.add(next.chat, token, item))) return undefined;
    this.#take(next.chat, 1, epoch);
    for (const effect of next.effects) this.#parts.perform(effect, next.chat, undefined);
    return next.chat;
  }

  submit(id: string, read: Read, atHand?: AtHand, done: Done = () => {}): void {
    if (!this.#lanes.run(id, () => this.#guarded(id, () => this.#run(id, read, atHand, done), done))) done({ none: "crowded" });
  }

  ask(id: string, read: Read): Promise<Outcome> {
    return new Promise((resolve) => this.submit(id, read, undefined, resolve));
  }

  peek(id: string): Chat | undefined {
    return this.#entries.get(id)?.chat;
  }

  find(id: string): Promise<Chat | undefined> {
    return new Promise((resolve) => this.submit(id, (chat) => void resolve(chat), undefined, () => resolve(undefined)));
  }

  *all(): IterableIterator<Chat> {
    for (const { chat } of this.#entries.values()) yield chat;
  }

  async recover(): Promise<readonly Chat[]> {
    const { store } = this.#parts;
    const epoch = store.others.epoch();
    const stored = await store.loadAll();
    for (const { chat, version } of stored) if (!this.#entries.has(chat.id)) this.#take(chat, version, epoch);
    return stored.map((s) => s.chat);
  }

  async learn(): Promise<void> {
    const { store } = this.#parts;
    const epoch = store.others.epoch();
    const versions = await store.versions();
    for (const [id, entry] of this.#entries) {
      if (versions.get(id) === entry.version) entry.epoch = Math.max(entry.epoch, epoch);
      else this.submit(id, () => undefined);
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    for (const entry of this.#entries.values()) entry.cancel?.();
    while (this.#lanes.pending() > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  }

  #moment(): Moment {
    const { clock, limits } = this.#parts;
    return { now: clock.now(), grace: limits.grace, ringFor: limits.ringFor, transferFor: limits.transferFor };
  }

  /** One broken chat stays one broken chat. */
  #guarded(id: string, work: () => Promise<void> | void, done: Done): Promise<void> | void {
    const failed = (error: unknown) => {
      this.#parts.log.error("chat failed", { part: "desk", chat: id, state: this.peek(id)?.at.state ?? "unknown", error });
      done({ none: "broken" });
    };
    try {
      const result = work();
      return result instanceof Promise ? result.catch(failed) : result;
    } catch (error) {
      failed(error);
    }
  }

  #run(id: string, read: Read, atHand: AtHand | undefined, done: Done): Promise<void> | void {
    const entry = this.#entries.get(id);
    if (entry === undefined) return this.#runUnknown(id, read, atHand, done);
    if (!this.#parts.store.others.isCurrent(entry.epoch)) return this.#runStale(entry, read, atHand, done);
    return this.#put(entry, read, atHand, done);
  }

  #put(entry: Entry, read: Read, atHand: AtHand | undefined, done: Done): Promise<void> | void {
    const next = this.#step(entry.chat, read);
    if (next.chat !== entry.chat) return this.#commit(entry, next, read, atHand, done);
    this.#finish(next, atHand, done);
  }

  #step(chat: Chat, read: Read): Step {
    const input = read(chat);
    return input === undefined ? { chat, effects: [] } : step(chat, input, this.#moment());
  }

  /** Perhaps another process has opened it; or it has ended, then nobody knows of it. */
  async #runUnknown(id: string, read: Read, atHand: AtHand | undefined, done: Done): Promise<void> {
    const { store } = this.#parts;
    const epoch = store.others.epoch();
    const stored = await store.load(id);
    if (stored === undefined) return done({ none: "unknown" });
    return this.#put(this.#take(stored.chat, stored.version, epoch), read, atHand, done);
  }

  /** Others have written since the chat was read: perhaps this chat. */
  async #runStale(entry: Entry, read: Read, atHand: AtHand | undefined, done: Done): Promise<void> {
    if (await this.#reload(entry)) return this.#put(entry, read, atHand, done);
    done({ none: "unknown" });
  }

  /** Takes over what is stored; false where the chat has ended. */
  async #reload(entry: Entry): Promise<boolean> {
    const { store, learned } = this.#parts;
    const epoch = store.others.epoch();
    const stored = await store.load(entry.chat.id);
    const before = entry.chat;
    entry.epoch = epoch;
    if (stored?.version === entry.version) return true;
    if (stored === undefined) this.#drop(entry);
    else this.#keep(entry, stored.chat, stored.version);
    learned(before, stored?.chat);
    return stored !== undefined;
  }

  async #commit(entry: Entry, first: Step, read: Read, atHand: AtHand | undefined, done: Done): Promise<void> {
    const { store, clock } = this.#parts;
    let next = first;
    for (let i = 0; i < RETRIES; i++) {
      if (next.chat === entry.chat) return this.#finish(next, atHand, done);
      if (await store.commit(next.chat, entry.version, clock.now())) {
        this.#settle(entry, next.chat, entry.version + 1);
        return this.#finish(next, atHand, done);
      }
      // Somebody else has written: what they wrote is what is so, and the input is put to it.
      if (!(await this.#reload(entry))) return done({ none: "unknown" });
      next = this.#step(entry.chat, read);
    }
    throw new Error("The chat changes faster than it can be written.");
  }

  #finish(next: Step, atHand: AtHand | undefined, done: Done): void {
    for (const effect of next.effects) this.#parts.perform(effect, next.chat, atHand);
    done(next);
  }

  #take(chat: Chat, version: number, epoch: number): Entry {
    const entry: Entry = { chat, version, epoch };
    this.#entries.set(chat.id, entry);
    this.#schedule(entry);
    this.#parts.moved(undefined, chat);
    return entry;
  }

  #settle(entry: Entry, chat: Chat, version: number): void {
    const before = entry.chat;
    this.#keep(entry, chat, version);
    this.#parts.moved(before, chat);
  }

  #keep(entry: Entry, chat: Chat, version: number): void {
    entry.chat = chat;
    entry.version = version;
    if (chat.at.state === "ended") this.#drop(entry);
    else this.#schedule(entry);
  }

  #drop(entry: Entry): void {
    entry.cancel?.();
    this.#entries.delete(entry.chat.id);
  }

  #schedule(entry: Entry): void {
    entry.cancel?.();
    delete entry.cancel;
    const at = deadline(entry.chat);
    if (at === undefined || this.#stopped) return;
    // A little late rather than early: the tick then finds the deadline passed.
    entry.cancel = this.#parts.clock.after(Math.max(0, at - this.#parts.clock.now()) + 1, () => this.#tick(entry));
  }

  #tick(entry: Entry): void {
    this.submit(entry.chat.id, () => ({ kind: "tick" }), undefined, (outcome) => {
      if (this.#entries.get(entry.chat.id) !== entry) return;
      if (!("none" in outcome)) this.#schedule(entry);
      else entry.cancel = this.#parts.clock.after(RETRY_AFTER, () => this.#tick(entry));
    });
  }
}
