// Who staffs which queue: assignments, what each queue has heard of its operators' presence, and who can be rung.
import { bareJid } from "#core/jid.ts";
import type { Shown } from "#core/chat-stanzas.ts";

/** A queue as the desk needs it. */
export interface QueueInfo {
  readonly name: string;
  readonly library: string;
  readonly title: string;
  /** Chats an operator may hold before they count as busy; 0 means no limit. */
  readonly autoBusyAfter: number;
  /** Bare JIDs with the affiliation `member`. */
  readonly members: ReadonlySet<string>;
  /** Bare JIDs that may see the queue's presence: members and owners. */
  readonly watchers: ReadonlySet<string>;
}

/** What a presence has changed: whether the resource is connected at all, and whether it is available. */
export interface Seen {
  readonly connected: "came" | "went" | "same";
  readonly available: "came" | "went" | "same";
}

/** What each queue has heard of one resource, and in which refresh. */
type Heard = Map<string, Shown & { readonly round: number }>;

export interface Staff {
  /** Takes a queue in, or what has changed of it. Returns the operators who are new to it. */
  setQueue(info: QueueInfo): string[];
  removeQueue(name: string): void;
  queue(name: string): QueueInfo | undefined;
  queues(): QueueInfo[];
  queuesOf(bare: string): QueueInfo[];
  isAssigned(bare: string, queue: string): boolean;
  /** The library of an operator who is assigned to one of its queues. */
  isColleague(bare: string, library: string): boolean;
  /** Notes a presence that came to a queue; `undefined` for unavailable. */
  see(queue: string, jid: string, shown: Shown | undefined): Seen;
  /** After a new connection presence is asked for anew; what is not heard again between these two is forgotten. Returns who has gone. */
  beginRefresh(): void;
  endRefresh(): string[];
  setOut(queue: string, bare: string, out: boolean): void;
  isOut(queue: string, bare: string): boolean;
  /** Everybody who does not staff a queue for now; the queues for which that is news. */
  setAllOut(all: readonly { readonly queue: string; readonly operator: string }[]): string[];
  /** Full JIDs of an operator's connected resources; `available` ones only, if asked. */
  resources(bare: string, availableOnly: boolean): string[];
  /** Full JIDs of an operator's clients that want to hear of their desk. */
  deskClients(bare: string): string[];
  isConnected(jid: string): boolean;
  nick(jid: string): string;
  /** Bare JIDs that a chat of this queue rings now. */
  ringable(queue: string): string[];
  /** Bare JIDs of those who staff a queue now, be they busy. */
  available(queue: string): string[];
}

export const makeStaff = (held: (bare: string) => number): Staff => new KnownStaff(held);

class KnownStaff implements Staff {
  #round = 0;
  readonly #held: (bare: string) => number;
  readonly #queues = new Map<string, QueueInfo>();
  readonly #assigned = new Map<string, Set<string>>(); // bare JID to names of queues
  readonly #people = new Map<string, Map<string, Heard>>(); // bare JID to full JID to queue
  #out = new Set<string>(); // "queue bare"

  constructor(held: (bare: string) => number) {
    this.#held = held;
  }

  setQueue(info: QueueInfo): string[] {
    const before = this.#queues.get(info.name)?.members ?? new Set<string>();
    this.#queues.set(info.name, info);
    for (const bare of before) if (!info.members.has(bare)) this.#assigned.get(bare)?.delete(info.name);
    for (const bare of info.members) this.#assigned.set(bare, (this.#assigned.get(bare) ?? new Set()).add(info.name));
    return [...info.members].filter((bare) => !before.has(bare));
  }

  removeQueue(name: string): void {
    for (const bare of this.#queues.get(name)?.members ?? []) this.#assigned.get(bare)?.delete(name);
    this.#queues.delete(name);
  }

  queue(name: string): QueueInfo | undefined {
    return this.#queues.get(name);
  }

  queues(): QueueInfo[] {
    return [...this.#queues.values()];
  }

  queuesOf(bare: string): QueueInfo[] {
    return [...(this.#assigned.get(bare) ?? [])].flatMap((name) => this.#queues.get(name) ?? []);
  }

  isAssigned(bare: string, queue: string): boolean {
    return this.#queues.get(queue)?.members.has(bare) ?? false;
  }

  isColleague(bare: string, library: string): boolean {
    return this.queuesOf(bare).some((q) => q.library === library);
  }

  see(queue: string, jid: string, shown: Shown | undefined): Seen {
    const before = [this.isConnected(jid), this.#isShown(jid)] as const;
    if (this.#queues.has(queue)) this.#note(queue, jid, shown);
    return { connected: change(before[0], this.isConnected(jid)), available: change(before[1], this.#isShown(jid)) };
  }

  beginRefresh(): void {
    this.#round++;
  }

  endRefresh(): string[] {
    const all = [...this.#people.values()].flatMap((resources) => [...resources]);
    const stale = all.flatMap(([jid, heard]) => [...heard].filter(([, s]) => s.round < this.#round).map(([queue]) => ({ jid, queue })));
    for (const { jid, queue } of stale) this.#note(queue, jid, undefined);
    return [...new Set(stale.map((s) => s.jid))].filter((jid) => !this.isConnected(jid));
  }

  setOut(queue: string, bare: string, out: boolean): void {
    if (out) this.#out.add(`${queue} ${bare}`);
    else this.#out.delete(`${queue} ${bare}`);
  }

  isOut(queue: string, bare: string): boolean {
    return this.#out.has(`${queue} ${bare}`);
  }

  setAllOut(all: readonly { readonly queue: string; readonly operator: string }[]): string[] {
    const now = new Set(all.map(({ queue, operator }) => `${queue} ${operator}`));
    const changed = [...now].filter((key) => !this.#out.has(key)).concat([...this.#out].filter((key) => !now.has(key)));
    this.#out = now;
    return [...new Set(changed.map((key) => key.slice(0, key.indexOf(" "))))];
  }

  resources(bare: string, availableOnly: boolean): string[] {
    return [...(this.#people.get(bare)?.keys() ?? [])].filter((jid) => !availableOnly || this.#isShown(jid));
  }

  deskClients(bare: string): string[] {
    return [...(this.#people.get(bare) ?? [])].flatMap(([jid, heard]) => ([...heard.values()].some((s) => s.desk) ? [jid] : []));
  }

  isConnected(jid: string): boolean {
    return (this.#heardOf(jid)?.size ?? 0) > 0;
  }

  nick(jid: string): string {
    for (const { nick } of this.#heardOf(jid)?.values() ?? []) if (nick !== "") return nick;
    return "";
  }

  ringable(queue: string): string[] {
    const limit = this.#queues.get(queue)?.autoBusyAfter ?? 0;
    return this.available(queue).filter((bare) => limit === 0 || this.#held(bare) < limit);
  }

  available(queue: string): string[] {
    return [...(this.#queues.get(queue)?.members ?? [])].filter((bare) => this.#isAvailable(bare, queue));
  }

  #heardOf(jid: string): Heard | undefined {
    return this.#people.get(bareJid(jid))?.get(jid);
  }

  #isShown(jid: string): boolean {
    return [...(this.#heardOf(jid)?.values() ?? [])].some((s) => s.available);
  }

  #isAvailable(bare: string, queue: string): boolean {
    return !this.isOut(queue, bare) && [...(this.#people.get(bare)?.values() ?? [])].some((heard) => heard.get(queue)?.available === true);
  }

  #note(queue: string, jid: string, shown: Shown | undefined): void {
    const bare = bareJid(jid);
    const resources = this.#people.get(bare) ?? new Map<string, Heard>();
    const heard: Heard = resources.get(jid) ?? new Map();
    if (shown === undefined) heard.delete(queue);
    else heard.set(queue, { ...shown, round: this.#round });
    if (heard.size === 0) resources.delete(jid);
    else resources.set(jid, heard);
    if (resources.size === 0) this.#people.delete(bare);
    else this.#people.set(bare, resources);
  }
}

const change = (before: boolean, after: boolean) => (before === after ? "same" : after ? "came" : "went");
