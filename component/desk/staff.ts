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
  /** Full JIDs of an operator's connected resources; `available` ones only, if asked. */
  resources(bare: string, availableOnly: boolean): string[];
  isConnected(jid: string): boolean;
  nick(jid: string): string;
  /** Bare JIDs that a chat of this queue rings now. */
  ringable(queue: string): string[];
  /** Bare JIDs of those who staff a queue now, be they busy. */
  available(queue: string): string[];
}

export function makeStaff(held: (bare: string) => number): Staff {
  const desks = new Map<string, QueueInfo>();
  const assigned = new Map<string, Set<string>>(); // bare JID to names of queues
  const people = new Map<string, Map<string, Heard>>(); // bare JID to full JID to queue
  const out = new Set<string>(); // "queue bare"
  let round = 0;

  const heardOf = (jid: string): Heard | undefined => people.get(bareJid(jid))?.get(jid);
  const isConnected = (jid: string) => (heardOf(jid)?.size ?? 0) > 0;
  const isShown = (jid: string) => [...(heardOf(jid)?.values() ?? [])].some((s) => s.available);
  const isAvailable = (bare: string, queue: string) =>
    !out.has(`${queue} ${bare}`) && [...(people.get(bare)?.values() ?? [])].some((heard) => heard.get(queue)?.available === true);

  function assign({ name, members }: QueueInfo, before: ReadonlySet<string>): void {
    for (const bare of before) if (!members.has(bare)) assigned.get(bare)?.delete(name);
    for (const bare of members) assigned.set(bare, (assigned.get(bare) ?? new Set()).add(name));
  }

  function note(queue: string, jid: string, shown: Shown | undefined): void {
    const bare = bareJid(jid);
    const resources = people.get(bare) ?? new Map<string, Heard>();
    const heard = resources.get(jid) ?? (new Map() as Heard);
    if (shown === undefined) heard.delete(queue);
    else heard.set(queue, { ...shown, round });
    if (heard.size === 0) resources.delete(jid);
    else resources.set(jid, heard);
    if (resources.size === 0) people.delete(bare);
    else people.set(bare, resources);
  }

  const available = (queue: string): string[] => [...(desks.get(queue)?.members ?? [])].filter((bare) => isAvailable(bare, queue));
  const queuesOf = (bare: string): QueueInfo[] => [...(assigned.get(bare) ?? [])].flatMap((name) => desks.get(name) ?? []);

  return {
    setQueue(info) {
      const before = desks.get(info.name)?.members ?? new Set<string>();
      desks.set(info.name, info);
      assign(info, before);
      return [...info.members].filter((bare) => !before.has(bare));
    },
    removeQueue(name) {
      for (const bare of desks.get(name)?.members ?? []) assigned.get(bare)?.delete(name);
      desks.delete(name);
    },
    queue: (name) => desks.get(name),
    queues: () => [...desks.values()],
    queuesOf,
    isAssigned: (bare, queue) => desks.get(queue)?.members.has(bare) ?? false,
    isColleague: (bare, library) => queuesOf(bare).some((q) => q.library === library),
    see(queue, jid, shown) {
      const before = [isConnected(jid), isShown(jid)] as const;
      if (desks.has(queue)) note(queue, jid, shown);
      return { connected: change(before[0], isConnected(jid)), available: change(before[1], isShown(jid)) };
    },
    beginRefresh: () => void round++,
    endRefresh() {
      const stale = [...people.values()].flatMap((resources) => [...resources].map(([jid, heard]) => ({ jid, old: [...heard].filter(([, s]) => s.round < round) })));
      for (const { jid, old } of stale) for (const [queue] of old) note(queue, jid, undefined);
      return stale.map((s) => s.jid).filter((jid) => !isConnected(jid));
    },
    setOut: (queue, bare, isOut) => void (isOut ? out.add(`${queue} ${bare}`) : out.delete(`${queue} ${bare}`)),
    isOut: (queue, bare) => out.has(`${queue} ${bare}`),
    resources(bare, availableOnly) {
      const all = [...(people.get(bare) ?? [])];
      return all.filter(([, heard]) => !availableOnly || [...heard.values()].some((s) => s.available)).map(([jid]) => jid);
    },
    isConnected,
    nick: (jid) => [...(heardOf(jid)?.values() ?? [])].find((s) => s.nick !== "")?.nick ?? "",
    ringable(queue) {
      const limit = desks.get(queue)?.autoBusyAfter ?? 0;
      return available(queue).filter((bare) => limit === 0 || held(bare) < limit);
    },
    available,
  };
}

const change = (before: boolean, after: boolean) => (before === after ? "same" : after ? "came" : "went");
