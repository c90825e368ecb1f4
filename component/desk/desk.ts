// The desk: connects its parts to each other and to the program, and keeps what they share true. The chats themselves are in runner.ts.
import type { Chat, ChatInput } from "#core/chat-state.ts";
import { writeStatusMessage } from "#core/chat-stanzas.ts";
import type { Clock } from "../clock.ts";
import type { Commands } from "../commands.ts";
import type { Config } from "../config.ts";
import type { Disco } from "../disco/disco.ts";
import type { Log } from "../log.ts";
import type { Catalog } from "../pubsub/catalog.ts";
import type { Random } from "../random.ts";
import type { Router } from "../router.ts";
import { chatStore } from "../store/chats.ts";
import type { Database } from "../store/database.ts";
import { recordStore } from "../store/records.ts";
import type { Connection } from "../xmpp/connection.ts";
import { makeAllowance, type Rate } from "./allowance.ts";
import { makeArrivals } from "./arrivals.ts";
import { addChatDisco } from "./chat-disco.ts";
import { countMove, newCounters, readCounts } from "./counters.ts";
import { makeFollowUp } from "./follow-up.ts";
import { addGuests } from "./guests.ts";
import { makeHold } from "./hold.ts";
import { makeLedger } from "./ledger.ts";
import { chatMessages } from "./messages.ts";
import { makeDeskNews } from "./own-desk.ts";
import { addOperators, ringableAt } from "./operators.ts";
import { followOthers } from "./others.ts";
import { makePassed } from "./passed.ts";
import { addressOf, makePerform, statusOf } from "./perform.ts";
import { makePresences, stateOf } from "./presences.ts";
import { makeRunner } from "./runner.ts";
import { makeStaff, type Staff } from "./staff.ts";
import { addStaffing } from "./staffing.ts";
import { cleanRecords, closeLibrary, followQueues, infoOf, refreshOnline, type Upkeep } from "./upkeep.ts";
import { makeWords } from "./words.ts";

export interface DeskLimits {
  /** Milliseconds; see `Moment` in chat-state.ts. */
  readonly grace: number;
  readonly ringFor: number;
  readonly transferFor: number;
  /** Days that records of ended chats are kept at most. */
  readonly keptDays: number;
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
    keptDays: config.retentionDays,
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
  readonly commands: Commands;
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
  /** Ends the chats of a library whose nodes are gone, and deletes what is kept of them. */
  removeLibrary(library: string, queues: readonly string[]): Promise<void>;
  stop(): Promise<void>;
}

const HOLD = { messages: 50, total: 16_000_000 };
const ANSWERS: Rate = { burst: 10, perSecond: 0.2 };
const REQUESTS: Rate = { burst: 20, perSecond: 1 };

export async function addDesk(parts: DeskParts): Promise<Desk> {
  const { service, catalog, clock, random, log, limits, router } = parts;
  const store = chatStore(parts.database);
  const counters = newCounters();
  const ledger = makeLedger();
  const staff = makeStaff((bare) => ledger.count(`held:${bare}`));
  const [hold, passed] = [makeHold(HOLD), makePassed()];
  const send = parts.connection.send;

  const peek = (id: string): Chat | undefined => runner.peek(id);
  const position = (chat: Chat): number => ledger.place(`line:${chat.queue}`, chat.id);

  const askStaff = ({ id }: Pick<Chat, "id">) => runner.submit(id, (chat) => staffInput(staff, chat));

  const perform = makePerform({ service, send, staff, hold, passed, clock, random, counters, position, askStaff });
  const runner = makeRunner({ store, clock, log, limits, perform, moved, learned });
  const news = makeDeskNews({ service, staff, ledger, runner, send, clock });
  const changes = makeFollowUp({
    ...{ staff, ledger, peek, news },
    askStaff: (id) => askStaff({ id }),
    announce: (queue) => presences.announce(queue),
    tellPosition: (chat) => "jid" in chat.guest && send(writeStatusMessage(addressOf(chat, service), chat.guest.jid, statusOf(chat, position))),
  });

  function moved(before: Chat | undefined, after: Chat): void {
    changes.note(ledger.move(before, after));
    countMove(counters, before, after);
    if (after.at.state === "ended") log.info("chat ended", { part: "desk", chat: after.id, queue: after.queue, reason: after.at.reason });
  }

  /** What is held here for its ends may never be called for here: the senders hear of it, and send again to who is there now. */
  function learned(before: Chat, after: Chat | undefined): void {
    changes.note(ledger.move(before, after));
    for (const end of ["guest", "operator"] as const) perform({ do: "give-back", for: end }, before, undefined);
  }

  const arrivals = makeArrivals({ service, clock, random, send, runner, grace: limits.grace });
  const presences = makePresences({ service, send, store, staff, ledger, runner, arrivals, restaff: changes.restaff });
  const staffing = addStaffing(parts.commands, { service, send, staff, store, restaff: changes.restaff, clock, answers: makeAllowance(ANSWERS) });
  const words = makeWords({ ...parts, send, runner, staff, ledger, staffing, answers: makeAllowance(ANSWERS) });

  addGuests(router, {
    ...{ service, catalog, store, runner, staff, clock, random, counters, arrivals, position },
    joins: makeAllowance(limits.joins),
    allJoins: makeAllowance(limits.allJoins),
    requests: makeAllowance(REQUESTS),
  });
  addOperators(router, { ...parts, runner, staff, ledger });
  addChatDisco(parts.disco, { service, runner, staff });
  router.receive("message", "chat", chatMessages({ ...parts, send, runner, staff, counters, passed, words, messages: makeAllowance(limits.messages), maxBody: limits.maxBody }));
  router.receive("message", "service", words.atService);
  router.receive("message", "queue", staffing.atQueue);
  router.receive("presence", "queue", presences.atQueue);
  router.receive("presence", "chat", presences.atChat);

  const upkeep = await keepUp({ ...parts, store, news, staff, staffing, presences, runner, restaff: changes.restaff });

  return {
    queueState: (queue) => (staff.queue(queue) === undefined ? undefined : stateOf(staff, queue) === "online" ? "available" : "unavailable"),
    counts: () => readCounts(counters, { runner, staff, hold }),
    removeLibrary: (library, queues) => closeLibrary({ runner, store }, library, queues),
    async stop() {
      upkeep.stop();
      news.stop();
      arrivals.stop();
      await runner.stop();
    },
  };
}

/** Takes in what is stored, and from then on keeps it true. */
async function keepUp(parts: DeskParts & Upkeep): Promise<{ stop(): void }> {
  const { store, catalog, staff, presences, runner, limits } = parts;
  const since = store.others.epoch();
  const { reload } = followQueues(parts);
  for (const entry of await catalog.queues()) staff.setQueue(infoOf(entry, parts.panelDomain));
  await store.settleOut((out) => staff.setAllOut(out));
  await presences.load();
  await runner.recover();
  const running = [refreshOnline({ ...parts, grace: limits.grace }), followOthers({ ...parts, reload, since }), cleanRecords({ ...parts, store: recordStore(parts.database), keptDays: limits.keptDays })];
  return { stop: () => running.forEach((r) => r.stop()) };
}

/** Who can be rung for a chat now. */
function staffInput(staff: Staff, { at, queue }: Chat): ChatInput {
  if (at.state === "transferring") return { kind: "staff", ringable: ringableAt(staff, at.to), online: true };
  return { kind: "staff", ringable: staff.ringable(queue), online: staff.available(queue).length > 0 };
}
