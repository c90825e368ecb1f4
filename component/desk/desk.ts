// The desk: connects its parts to each other and to the program, and keeps what they share true. The chats themselves are in runner.ts.
import type { Chat, ChatInput } from "#core/chat-state.ts";
import { writeFeeler, writeStatusMessage } from "#core/chat-stanzas.ts";
import { bareJid } from "#core/jid.ts";
import { writeNodeName } from "#core/nodes.ts";
import type { Clock } from "../clock.ts";
import type { Config } from "../config.ts";
import type { Disco } from "../disco/disco.ts";
import type { Log } from "../log.ts";
import type { Catalog, QueueEntry } from "../pubsub/catalog.ts";
import type { Random } from "../random.ts";
import type { Router } from "../router.ts";
import { chatStore } from "../store/chats.ts";
import type { Database } from "../store/database.ts";
import type { Connection } from "../xmpp/connection.ts";
import { makeAllowance, type Rate } from "./allowance.ts";
import { newCounters } from "./counters.ts";
import { addGuests } from "./guests.ts";
import { makeHold } from "./hold.ts";
import { makeLedger, type LedgerKey } from "./ledger.ts";
import { chatMessages } from "./messages.ts";
import { addOperators, ringableAt } from "./operators.ts";
import { addressOf, makePerform, statusOf } from "./perform.ts";
import { makePresences, stateOf } from "./presences.ts";
import { makeRunner } from "./runner.ts";
import { makeStaff, type QueueInfo } from "./staff.ts";
import { makeWords } from "./words.ts";

export interface DeskLimits {
  /** Milliseconds; see `Moment` in chat-state.ts. */
  readonly grace: number;
  readonly ringFor: number;
  readonly transferFor: number;
  /** Records of ended chats are kept so long (ms). */
  readonly keepRecords: number;
  /** UTF-16 units of a message's body. */
  readonly maxBody: number;
  /** What one guest may do, and how often anybody may join. */
  readonly joins: Rate;
  readonly allJoins: Rate;
  readonly messages: Rate;
}

export function deskLimits(config: Config): DeskLimits {
  return {
    grace: config.graceSeconds * 1_000,
    ringFor: config.answerSeconds * 1_000,
    transferFor: config.transferSeconds * 1_000,
    keepRecords: config.retentionDays * 86_400_000,
    maxBody: config.maxBody,
    joins: { burst: 5, perSecond: 0.1 },
    allJoins: { burst: config.joinsPerSecond * 5, perSecond: config.joinsPerSecond },
    messages: { burst: config.messagesPerSecond * 3, perSecond: config.messagesPerSecond },
  };
}

export interface DeskParts {
  readonly service: string;
  readonly domain: string;
  readonly guestDomain: string;
  readonly panelDomain: string;
  readonly database: Database;
  readonly catalog: Catalog;
  readonly router: Router;
  readonly disco: Disco;
  readonly connection: Connection;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly limits: DeskLimits;
}

/** What the web listener shows of the desk. */
export interface Desk {
  /** Whether somebody can be rung in this queue; `undefined` where there is no such queue. */
  queueState(queue: string): "available" | "unavailable" | undefined;
  /** Numbers by name; one that ends in `_total` only grows. */
  counts(): Readonly<Record<string, number>>;
  stop(): Promise<void>;
}

const REFRESH = 4_000; // ms in which servers answer for operators after a new connection
const CLEANING = 3_600_000; // ms between two deletions of old records
const TOLD = 30; // guests in line who hear that they have moved up
const HOLD = { messages: 50, total: 16_000_000 };
const ANSWERS: Rate = { burst: 10, perSecond: 0.2 };
const REQUESTS: Rate = { burst: 20, perSecond: 1 };

export async function addDesk(parts: DeskParts): Promise<Desk> {
  const { service, catalog, connection, clock, random, log, limits, router } = parts;
  const store = chatStore(parts.database);
  const counters = newCounters();
  const ledger = makeLedger();
  const staff = makeStaff((bare) => ledger.count(`held:${bare}`));
  const hold = makeHold(HOLD);
  const send = connection.send;

  /** A chat's place among those that wait for the same queue. */
  const position = (chat: Chat): number => 1 + ledger.at(`line:${chat.queue}`).filter((id) => isBefore(runner.peek(id), chat)).length;

  const staffInput = (chat: Chat): ChatInput => {
    const { at } = chat;
    if (at.state === "transferring") return { kind: "staff", ringable: ringableAt(staff, at.to), online: true };
    return { kind: "staff", ringable: staff.ringable(chat.queue), online: staff.available(chat.queue).length > 0 };
  };
  const askStaff = ({ id }: Pick<Chat, "id">) => runner.submit(id, staffInput);

  const perform = makePerform({ service, send, staff, hold, clock, random, counters, position, askStaff });
  const runner = makeRunner({ store, clock, log, limits, perform, moved });
  const changes = makeChanges();

  function moved(before: Chat | undefined, after: Chat): void {
    const keys = ledger.move(before, after);
    changes.note(keys);
    if (after.at.state === "answered" && before?.at.state !== "answered") counters.claims++;
    if (after.at.state !== "ended") return;
    counters.ended++;
    log.info("chat ended", { part: "desk", chat: after.id, queue: after.queue, reason: after.at.reason });
  }

  /** Gathers what has changed, so that many changes at once are followed up once. */
  function makeChanges() {
    const queues = new Set<string>();
    const lines = new Set<string>();
    const offers = new Set<string>();
    let planned = false;
    const plan = () => {
      if (planned) return;
      planned = true;
      setImmediate(flush);
    };
    function flush(): void {
      planned = false;
      const [q, l, o] = [[...queues], [...lines], [...offers]];
      for (const set of [queues, lines, offers]) set.clear();
      for (const bare of o) for (const id of ledger.at(`offer:${bare}`)) askStaff({ id });
      for (const queue of q) for (const id of ledger.at(`line:${queue}`)) askStaff({ id });
      for (const queue of q) presences.announce(queue);
      for (const queue of l) tellPositions(queue);
    }
    return {
      note(keys: readonly LedgerKey[]): void {
        for (const key of keys) {
          if (key.startsWith("line:")) lines.add(key.slice(5));
          if (key.startsWith("held:")) for (const q of staff.queuesOf(key.slice(5))) if (q.autoBusyAfter > 0) queues.add(q.name);
        }
        if (queues.size + lines.size > 0) plan();
      },
      restaff(names: readonly string[], bare?: string): void {
        for (const name of names) queues.add(name);
        if (bare !== undefined) offers.add(bare);
        plan();
      },
    };
  }

  const told = new Map<string, number>();
  /** Who has moved up in line hears so. */
  function tellPositions(queue: string): void {
    const line = ledger.at(`line:${queue}`).flatMap((id) => runner.peek(id) ?? []).filter((c) => c.at.state === "waiting" || c.at.state === "ringing");
    line.sort((a, b) => a.since - b.since || (a.id < b.id ? -1 : 1));
    for (const [i, chat] of line.slice(0, TOLD).entries()) {
      const before = told.get(chat.id);
      told.set(chat.id, i + 1);
      if (before !== undefined && before !== i + 1 && "jid" in chat.guest) send(writeStatusMessage(addressOf(chat, service), chat.guest.jid, statusOf(chat, position)));
    }
    for (const id of told.keys()) if (runner.peek(id) === undefined || "pin" in (runner.peek(id) as Chat).at) told.delete(id);
  }

  const presences = makePresences({ service, send, store, staff, ledger, runner, restaff: changes.restaff });
  const words = makeWords({ ...parts, send, runner, staff, ledger, answers: makeAllowance(ANSWERS) });

  addGuests(router, {
    ...{ service, catalog, store, runner, staff, clock, random, counters, position },
    joins: makeAllowance(limits.joins),
    allJoins: makeAllowance(limits.allJoins),
    requests: makeAllowance(REQUESTS),
  });
  addOperators(router, parts.disco, { ...parts, runner, staff, ledger });
  router.receive("message", "chat", chatMessages({ ...parts, send, runner, staff, counters, words, messages: makeAllowance(limits.messages), maxBody: limits.maxBody }));
  router.receive("message", "service", words.atService);
  router.receive("presence", "queue", presences.atQueue);
  router.receive("presence", "chat", presences.atChat);

  const infoOf = ({ name, library, queue, operators }: QueueEntry): QueueInfo => ({
    ...{ name, library, title: queue.title, autoBusyAfter: queue.autoBusyAfter },
    members: new Set(operators),
    watchers: new Set([...operators, `${library}@${parts.panelDomain}`]),
  });

  async function reload(queue: string): Promise<void> {
    const entry = await catalog.queue(queue);
    if (entry === undefined) staff.removeQueue(queue);
    else presences.invite(queue, staff.setQueue(infoOf(entry)));
    changes.restaff([queue]);
  }
  catalog.onChange(({ node }) => {
    if (node.kind !== "queue") return;
    reload(node.name).catch((error: unknown) => log.error("queue not read", { part: "desk", node: writeNodeName(node), error }));
  });

  for (const entry of await catalog.queues()) staff.setQueue(infoOf(entry));
  for (const { queue, operator } of await store.optedOut()) staff.setOut(queue, operator, true);
  await presences.load();
  await runner.recover();

  let cancelRefresh = () => {};
  connection.onOnline(() => {
    cancelRefresh();
    staff.beginRefresh();
    presences.reset();
    for (const queue of staff.queues()) presences.invite(queue.name, [...queue.members]);
    // A guest who is gone is noticed by what comes back.
    for (const chat of runner.all()) if ("jid" in chat.guest) send(writeFeeler(addressOf(chat, service), chat.guest.jid, random.token(16)));
    cancelRefresh = clock.after(REFRESH, refreshed);
  });

  /** The servers have had time to answer: who has not been seen is gone. */
  function refreshed(): void {
    const gone = staff.endRefresh();
    for (const chat of [...runner.all()]) {
      if (!("pin" in chat.at)) continue;
      const { jid } = chat.at.pin;
      if (staff.isConnected(jid)) continue;
      runner.submit(chat.id, () => ({ kind: "operator-gone", jid }));
      // They may have come back under another resource meanwhile.
      const other = staff.resources(bareJid(jid), false).at(-1);
      if (other !== undefined) runner.submit(chat.id, () => ({ kind: "operator-here", jid: other }));
    }
    changes.restaff(staff.queues().map((q) => q.name));
    if (gone.length > 0) log.info("operators gone", { part: "desk", count: gone.length });
  }

  let cancelCleaning = () => {};
  async function clean(): Promise<void> {
    const count = await store.deleteEndedBefore(clock.now() - limits.keepRecords);
    if (count > 0) log.info("old records deleted", { part: "desk", count });
    cancelCleaning = clock.after(CLEANING, () => void clean().catch((error: unknown) => log.error("records not deleted", { part: "desk", error })));
  }
  await clean();

  return {
    queueState: (queue) => (staff.queue(queue) === undefined ? undefined : stateOf(staff, queue) === "online" ? "available" : "unavailable"),
    counts() {
      const chats = { chats_waiting: 0, chats_ringing: 0, chats_answered: 0, chats_transferring: 0, chats_returning: 0, chats_ended: 0 };
      for (const chat of runner.all()) chats[`chats_${chat.at.state}`]++;
      const queues = staff.queues();
      const { joins, relayed, kept, refused, claims, ended } = counters;
      return {
        ...chats,
        ...{ joins_total: joins, relayed_total: relayed, kept_total: kept, refused_total: refused, claims_total: claims, ended_total: ended },
        ...{ queues: queues.length, queues_online: queues.filter((q) => stateOf(staff, q.name) === "online").length, held_characters: hold.size() },
      };
    },
    async stop() {
      cancelRefresh();
      cancelCleaning();
      await runner.stop();
    },
  };
}

/** Joined earlier; by name where in the same millisecond. A chat that is handed over is not in line. */
const isBefore = (other: Chat | undefined, chat: Chat): boolean =>
  other !== undefined && other.at.state !== "transferring" && other.id !== chat.id && (other.since < chat.since || (other.since === chat.since && other.id < chat.id));
