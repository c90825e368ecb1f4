// Presence: what queues hear of their operators and show to those entitled, and what chats' addresses hear of their guests.
import type { Chat } from "#core/chat-state.ts";
import { readShown, writePresence, type PresenceType, type Show } from "#core/chat-stanzas.ts";
import type { XmlElement } from "#core/xml.ts";
import type { Receiver } from "../router.ts";
import type { ChatStore } from "../store/chats.ts";
import type { Arrivals } from "./arrivals.ts";
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
  readonly arrivals: Pick<Arrivals, "came">;
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
}

export const makePresences = (parts: PresenceParts): Presences => new DeskPresences(parts);

class DeskPresences implements Presences {
  readonly #parts: PresenceParts;
  readonly #watchers = new Map<string, Set<string>>();
  readonly #shown = new Map<string, QueueState>();

  constructor(parts: PresenceParts) {
    this.#parts = parts;
  }

  readonly atQueue: Receiver = ({ stanza, at, bare }) => {
    const { staff } = this.#parts;
    if (at.place !== "queue" || staff.queue(at.queue) === undefined) return undefined;
    const { queue } = at;
    switch (stanza.type) {
      case "available":
      case "unavailable": {
        if (!staff.isAssigned(bare, queue)) return undefined;
        const seen = staff.see(queue, stanza.from, stanza.type === "available" ? readShown(stanza.element) : undefined);
        // First those who are rung already, then the news: nobody is rung twice.
        this.#follow(stanza.from, bare, seen);
        return this.#parts.restaff([queue], bare);
      }
      case "subscribe":
        return this.#subscribe(queue, bare);
      case "unsubscribe":
        return this.#unsubscribe(queue, bare);
      case "unsubscribed":
        return this.#denied(queue, bare);
      case "probe":
        return staff.queue(queue)?.watchers.has(bare) ? this.#show(queue, stanza.from) : this.#reply(queue, stanza.from, "unsubscribed");
      default:
        return undefined;
    }
  };

  readonly atChat: Receiver = ({ stanza, at }) => {
    const { runner, send } = this.#parts;
    // A chat lasts minutes; nobody's roster needs it.
    if (stanza.type === "subscribe") return void send(writePresence(stanza.to, stanza.from, { type: "unsubscribed" }));
    // An error: the server sends back a presence of ours, since nobody is there.
    const kind = stanza.type === "available" ? "guest-here" : stanza.type === "unavailable" || stanza.type === "error" ? "guest-gone" : undefined;
    if (at.place !== "chat" || kind === undefined || runner.peek(at.chat) === undefined) return undefined;
    if (kind === "guest-here") this.#parts.arrivals.came(stanza.from, at.chat);
    const isGuest = ({ guest }: Chat): boolean => "jid" in guest && guest.jid === stanza.from;
    runner.submit(at.chat, (chat) => (isGuest(chat) ? { kind, jid: stanza.from } : undefined));
    return undefined;
  };

  /** Their server answers by itself, with the presence, where they have agreed before. */
  invite(queue: string, operators: readonly string[]): void {
    for (const bare of operators) this.#reply(queue, bare, "subscribe");
  }

  announce(queue: string): void {
    const { staff } = this.#parts;
    const state = stateOf(staff, queue);
    if ((this.#shown.get(queue) ?? "offline") === state) return;
    this.#shown.set(queue, state);
    for (const bare of this.#watchers.get(queue) ?? []) if (staff.queue(queue)?.watchers.has(bare)) this.#show(queue, bare);
  }

  async load(): Promise<void> {
    for (const { queue, jid } of await this.#parts.store.watchers()) this.#watch(queue, jid);
  }

  reset(): void {
    this.#shown.clear();
  }

  #watch(queue: string, bare: string): void {
    this.#watchers.set(queue, (this.#watchers.get(queue) ?? new Set()).add(bare));
  }

  #reply(queue: string, to: string, type: PresenceType): void {
    this.#parts.send(writePresence(`${queue}@${this.#parts.service}`, to, { type }));
  }

  #show(queue: string, to: string): void {
    const { staff, send, service } = this.#parts;
    const state = stateOf(staff, queue);
    if (state === "offline") return this.#reply(queue, to, "unavailable");
    const busy: { show?: Show } = state === "busy" ? { show: "dnd" } : {};
    send(writePresence(`${queue}@${service}`, to, { ...busy, status: staff.queue(queue)?.title ?? queue }));
  }

  async #subscribe(queue: string, bare: string): Promise<void> {
    if (!this.#parts.staff.queue(queue)?.watchers.has(bare)) return this.#reply(queue, bare, "unsubscribed");
    this.#watch(queue, bare);
    await this.#parts.store.setWatcher(queue, bare, true);
    this.#reply(queue, bare, "subscribed");
    this.#show(queue, bare);
  }

  async #unsubscribe(queue: string, bare: string): Promise<void> {
    if (this.#watchers.get(queue)?.delete(bare)) await this.#parts.store.setWatcher(queue, bare, false);
    this.#reply(queue, bare, "unsubscribed");
  }

  /** The operator lets the queue see nothing (any more). */
  #denied(queue: string, bare: string): void {
    const { staff, restaff } = this.#parts;
    for (const jid of staff.resources(bare, false)) this.#follow(jid, bare, staff.see(queue, jid, undefined));
    restaff([queue], bare);
  }

  /** What follows from a resource's coming or going. */
  #follow(jid: string, bare: string, seen: Seen): void {
    const { ledger, runner, staff } = this.#parts;
    const held = ledger.at(`held:${bare}`);
    if (seen.connected === "went") for (const id of held) runner.submit(id, () => ({ kind: "operator-gone", jid }));
    if (seen.connected !== "came" && seen.available !== "came") return;
    const offered = seen.available === "came" ? [...staff.queuesOf(bare).flatMap((q) => ledger.at(`line:${q.name}`)), ...ledger.at(`offer:${bare}`)] : [];
    for (const id of new Set([...held, ...offered])) runner.submit(id, () => ({ kind: "operator-here", jid }));
  }
}
