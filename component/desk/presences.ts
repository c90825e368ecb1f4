// Presence: what queues hear of their operators and show to those entitled, and what chats' addresses hear of their guests.
import { readShown, writePresence, type PresenceType, type Show } from "#core/chat-stanzas.ts";
import type { XmlElement } from "#core/xml.ts";
import type { Receiver } from "../router.ts";
import type { ChatStore } from "../store/chats.ts";
import type { Ledger } from "./ledger.ts";
import type { Runner } from "./runner.ts";
import type { Seen, Staff } from "./staff.ts";

export interface PresenceParts {
  readonly service: string;
  readonly send: (stanza: XmlElement) => boolean;
  readonly store: ChatStore;
  readonly staff: Staff;
  readonly ledger: Ledger;
  readonly runner: Runner;
  /** Who can be rung in these queues may have changed. */
  readonly restaff: (queues: readonly string[], bare?: string) => void;
}

/** What a queue's own presence is: there, there but all busy, or not. */
export type QueueState = "online" | "busy" | "offline";

export const stateOf = (staff: Staff, queue: string): QueueState =>
  staff.ringable(queue).length > 0 ? "online" : staff.available(queue).length > 0 ? "busy" : "offline";

export interface Presences {
  readonly atQueue: Receiver;
  readonly atChat: Receiver;
  /** Asks these operators for a subscription to their presence, and so for their presence. */
  invite(queue: string, operators: readonly string[]): void;
  /** Shows a queue's presence to those who watch it, if it has changed. */
  announce(queue: string): void;
  /** All who watch, as stored. */
  load(): Promise<void>;
  /** A new connection: nobody knows what was shown before. */
  reset(): void;
  /** What follows from a resource's coming or going. */
  follow(jid: string, bare: string, seen: Seen): void;
}

export function makePresences(parts: PresenceParts): Presences {
  const { service, send, staff, runner, ledger, store } = parts;
  const watchers = new Map<string, Set<string>>();
  const shown = new Map<string, QueueState>();
  const address = (queue: string) => `${queue}@${service}`;

  function reply(queue: string, to: string, type: PresenceType): void {
    send(writePresence(address(queue), to, { type }));
  }

  function show(queue: string, to: string): void {
    const state = stateOf(staff, queue);
    if (state === "offline") return reply(queue, to, "unavailable");
    const busy: { show?: Show } = state === "busy" ? { show: "dnd" } : {};
    send(writePresence(address(queue), to, { ...busy, status: staff.queue(queue)?.title ?? queue }));
  }

  /** Asks operators to let the queue see their presence. Their server answers by itself, with the presence, where they have agreed before. */
  function invite(queue: string, operators: readonly string[]): void {
    for (const bare of operators) reply(queue, bare, "subscribe");
  }

  async function subscribe(queue: string, bare: string): Promise<void> {
    const info = staff.queue(queue);
    if (info === undefined || !info.watchers.has(bare)) return reply(queue, bare, "unsubscribed");
    watchers.set(queue, (watchers.get(queue) ?? new Set()).add(bare));
    await store.setWatcher(queue, bare, true);
    reply(queue, bare, "subscribed");
    show(queue, bare);
  }

  async function unsubscribe(queue: string, bare: string): Promise<void> {
    if (watchers.get(queue)?.delete(bare)) await store.setWatcher(queue, bare, false);
    reply(queue, bare, "unsubscribed");
  }

  /** The operator lets the queue see nothing (any more). */
  function denied(queue: string, bare: string): void {
    for (const jid of staff.resources(bare, false)) follow(jid, bare, staff.see(queue, jid, undefined));
    parts.restaff([queue], bare);
  }

  function follow(jid: string, bare: string, seen: Seen): void {
    const held = ledger.at(`held:${bare}`);
    if (seen.connected === "went") for (const id of held) runner.submit(id, () => ({ kind: "operator-gone", jid }));
    if (seen.connected !== "came" && seen.available !== "came") return;
    const offered = seen.available === "came" ? [...staff.queuesOf(bare).flatMap((q) => ledger.at(`line:${q.name}`)), ...ledger.at(`offer:${bare}`)] : [];
    for (const id of new Set([...held, ...offered])) runner.submit(id, () => ({ kind: "operator-here", jid }));
  }

  const atQueue: Receiver = ({ stanza, at, bare }) => {
    if (at.place !== "queue" || staff.queue(at.queue) === undefined) return undefined;
    const { queue } = at;
    switch (stanza.type) {
      case "available":
      case "unavailable": {
        if (!staff.isAssigned(bare, queue)) return undefined;
        const seen = staff.see(queue, stanza.from, stanza.type === "available" ? readShown(stanza.element) : undefined);
        // First those who are rung already, then the news: nobody is rung twice.
        follow(stanza.from, bare, seen);
        return parts.restaff([queue], bare);
      }
      case "subscribe":
        return subscribe(queue, bare);
      case "unsubscribe":
        return unsubscribe(queue, bare);
      case "unsubscribed":
        return denied(queue, bare);
      case "probe":
        return staff.queue(queue)?.watchers.has(bare) ? show(queue, stanza.from) : reply(queue, stanza.from, "unsubscribed");
      default:
        return undefined;
    }
  };

  const atChat: Receiver = ({ stanza, at }) => {
    const chat = at.place === "chat" ? runner.peek(at.chat) : undefined;
    if (chat === undefined) return stanza.type === "subscribe" ? void send(writePresence(stanza.to, stanza.from, { type: "unsubscribed" })) : undefined;
    const isGuest = "jid" in chat.guest && chat.guest.jid === stanza.from;
    if (stanza.type === "available" && isGuest) runner.submit(chat.id, () => ({ kind: "guest-here", jid: stanza.from }));
    // An error: the server sends back a presence of ours, since nobody is there.
    if ((stanza.type === "unavailable" || stanza.type === "error") && isGuest) runner.submit(chat.id, () => ({ kind: "guest-gone", jid: stanza.from }));
    // A chat lasts minutes; nobody's roster needs it.
    if (stanza.type === "subscribe") send(writePresence(stanza.to, stanza.from, { type: "unsubscribed" }));
    return undefined;
  };

  return {
    atQueue,
    atChat,
    invite,
    follow,
    announce(queue) {
      const state = stateOf(staff, queue);
      if ((shown.get(queue) ?? "offline") === state) return;
      shown.set(queue, state);
      for (const bare of watchers.get(queue) ?? []) if (staff.queue(queue)?.watchers.has(bare)) show(queue, bare);
    },
    async load() {
      for (const { queue, jid } of await store.watchers()) watchers.set(queue, (watchers.get(queue) ?? new Set()).add(jid));
    },
    reset: () => shown.clear(),
  };
}

