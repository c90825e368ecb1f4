// Runs the chats: one input at a time for each, the new state is written to the store first, then its effects are performed.
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
  /** A new chat, written to the store. */
  open(chat: NewChat, token: string): Promise<Chat>;
  /**
   * `read` makes the input once the chat's turn has come, from the chat as it then is.
   * At once where the chat is at rest and nothing changes that is to be stored; `done` hears what became of it.
   */
  submit(id: string, read: (chat: Chat) => ChatInput, atHand?: AtHand, done?: (outcome: Outcome) => void): void;
  /** As `submit`, for one who waits. */
  ask(id: string, read: (chat: Chat) => ChatInput): Promise<Outcome>;
  /** As it stands in memory. */
  peek(id: string): Chat | undefined;
  all(): IterableIterator<Chat>;
  /** Takes up the chats that are in the store. */
  recover(): Promise<readonly Chat[]>;
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
}

interface Entry {
  chat: Chat;
  version: number;
  cancel?: () => void;
}

const DEPTH = 500; // inputs that may wait for one chat
const RETRIES = 20; // another process was first
const RETRY_AFTER = 1_000; // ms, when a deadline could not be dealt with

export function makeRunner(parts: RunnerParts): Runner {
  const { store, clock, log, limits } = parts;
  const entries = new Map<string, Entry>();
  const lanes = inOrder(DEPTH);
  const moment = (): Moment => ({ ...limits, now: clock.now() });
  let stopped = false;

  function submit(id: string, read: (chat: Chat) => ChatInput, atHand?: AtHand, done: (outcome: Outcome) => void = () => {}): void {
    if (!lanes.run(id, () => guarded(id, () => run(id, read, atHand, done), done))) done({ none: "crowded" });
  }

  /** One broken chat stays one broken chat. */
  function guarded(id: string, work: () => Promise<void> | void, done: (outcome: Outcome) => void): Promise<void> | void {
    const failed = (error: unknown) => {
      log.error("chat failed", { part: "desk", chat: id, state: entries.get(id)?.chat.at.state ?? "unknown", error });
      done({ none: "broken" });
    };
    try {
      const result = work();
      return result instanceof Promise ? result.catch(failed) : result;
    } catch (error) {
      failed(error);
    }
  }

  function run(id: string, read: (chat: Chat) => ChatInput, atHand: AtHand | undefined, done: (outcome: Outcome) => void): Promise<void> | void {
    const entry = entries.get(id);
    if (entry === undefined) return runUnknown(id, read, atHand, done);
    const next = step(entry.chat, read(entry.chat), moment());
    if (next.chat !== entry.chat) return commit(entry, next, read, atHand, done);
    finish(next, atHand, done);
  }

  /** Perhaps another process has opened it; or it has ended, then nobody knows of it. */
  async function runUnknown(id: string, read: (chat: Chat) => ChatInput, atHand: AtHand | undefined, done: (outcome: Outcome) => void): Promise<void> {
    const stored = await store.load(id);
    if (stored === undefined) return done({ none: "unknown" });
    take(stored.chat, stored.version);
    return run(id, read, atHand, done);
  }

  async function commit(entry: Entry, first: Step, read: (chat: Chat) => ChatInput, atHand: AtHand | undefined, done: (outcome: Outcome) => void): Promise<void> {
    let next = first;
    for (let i = 0; i < RETRIES; i++) {
      if (next.chat === entry.chat) return finish(next, atHand, done);
      if (await store.commit(next.chat, entry.version, clock.now())) {
        settle(entry, next.chat, entry.version + 1);
        return finish(next, atHand, done);
      }
      // Somebody else has written: what they wrote is what is so, and the input is put to it.
      const stored = await store.load(entry.chat.id);
      if (stored === undefined) {
        drop(entry);
        return done({ none: "unknown" });
      }
      settle(entry, stored.chat, stored.version);
      next = step(entry.chat, read(entry.chat), moment());
    }
    throw new Error("The chat changes faster than it can be written.");
  }

  function finish(next: Step, atHand: AtHand | undefined, done: (outcome: Outcome) => void): void {
    for (const effect of next.effects) parts.perform(effect, next.chat, atHand);
    done(next);
  }

  function take(chat: Chat, version: number): void {
    const entry: Entry = { chat, version };
    entries.set(chat.id, entry);
    schedule(entry);
    parts.moved(undefined, chat);
  }

  function settle(entry: Entry, chat: Chat, version: number): void {
    const before = entry.chat;
    entry.chat = chat;
    entry.version = version;
    if (chat.at.state === "ended") drop(entry);
    else schedule(entry);
    parts.moved(before, chat);
  }

  function drop(entry: Entry): void {
    entry.cancel?.();
    entries.delete(entry.chat.id);
  }

  function schedule(entry: Entry): void {
    entry.cancel?.();
    delete entry.cancel;
    const at = deadline(entry.chat);
    if (at === undefined || stopped) return;
    // A little late rather than early: the tick then finds the deadline passed.
    entry.cancel = clock.after(Math.max(0, at - clock.now()) + 1, () => tick(entry));
  }

  function tick(entry: Entry): void {
    submit(entry.chat.id, () => ({ kind: "tick" }), undefined, (outcome) => {
      if (entries.get(entry.chat.id) !== entry) return;
      if (!("none" in outcome)) schedule(entry);
      else entry.cancel = clock.after(RETRY_AFTER, () => tick(entry));
    });
  }

  return {
    async open(chat, token) {
      const next = open(chat, moment());
      await store.add(next.chat, token);
      take(next.chat, 1);
      for (const effect of next.effects) parts.perform(effect, next.chat, undefined);
      return next.chat;
    },
    submit,
    ask: (id, read) => new Promise((resolve) => submit(id, read, undefined, resolve)),
    peek: (id) => entries.get(id)?.chat,
    *all() {
      for (const { chat } of entries.values()) yield chat;
    },
    async recover() {
      const stored = await store.loadAll();
      for (const { chat, version } of stored) if (!entries.has(chat.id)) take(chat, version);
      return stored.map((s) => s.chat);
    },
    async stop() {
      stopped = true;
      for (const entry of entries.values()) entry.cancel?.();
      while (lanes.pending() > 0) await new Promise((resolve) => setTimeout(resolve, 5));
    },
  };
}
