// What keeps the desk true over time: queues as they change, presence after a new connection, records that are old enough to go.
import type { Chat } from "#core/chat-state.ts";
import { writeFeeler, writeGuestPresence, writePresence } from "#core/chat-stanzas.ts";
import { bareJid } from "#core/jid.ts";
import { NS } from "#core/namespaces.ts";
import { writeNodeName } from "#core/nodes.ts";
import { xml } from "#core/xml.ts";
import type { Clock } from "../clock.ts";
import type { Log } from "../log.ts";
import type { Catalog, QueueEntry } from "../pubsub/catalog.ts";
import type { Random } from "../random.ts";
import type { Router } from "../router.ts";
import type { ChatStore } from "../store/chats.ts";
import type { RecordStore } from "../store/records.ts";
import type { Connection } from "../xmpp/connection.ts";
import { addressOf } from "./perform.ts";
import type { DeskNews } from "./own-desk.ts";
import type { Presences } from "./presences.ts";
import type { Runner } from "./runner.ts";
import type { QueueInfo, Staff } from "./staff.ts";
import type { StaffingDesk } from "./staffing.ts";

const REFRESH = 4_000; // ms in which servers answer for operators after a new connection; no longer than the grace time
const PING = 10_000; // ms in which a client answers
const CLEANING = 3_600_000; // ms between two deletions of old records

/** What is kept true, and what that takes. */
export interface Upkeep {
  readonly store: ChatStore;
  readonly staff: Staff;
  readonly staffing: Pick<StaffingDesk, "forget">;
  readonly runner: Runner;
  readonly presences: Presences;
  readonly news: Pick<DeskNews, "left" | "reset">;
  readonly restaff: (queues: readonly string[]) => void;
}

interface Parts extends Upkeep {
  readonly service: string;
  readonly panelDomain: string;
  readonly catalog: Catalog;
  /** Milliseconds. */
  readonly grace: number;
  readonly connection: Connection;
  readonly router: Pick<Router, "ask">;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

export const infoOf = ({ name, library, queue, operators }: QueueEntry, panelDomain: string): QueueInfo => ({
  ...{ name, library, title: queue.title, autoBusyAfter: queue.autoBusyAfter },
  members: new Set(operators),
  watchers: new Set([...operators, `${library}@${panelDomain}`]),
});

/** A queue that is published, changed or deleted, or has other operators. */
export function followQueues({ catalog, panelDomain, news, staff, staffing, presences, restaff, log }: Pick<Parts, "catalog" | "panelDomain" | "news" | "staff" | "staffing" | "presences" | "restaff" | "log">): { reload(queue: string): Promise<void> } {
  async function reload(queue: string): Promise<void> {
    const entry = await catalog.queue(queue);
    const left = [...(staff.queue(queue)?.members ?? [])].filter((bare) => entry?.operators.includes(bare) !== true);
    await staffing.forget(queue, left);
    if (entry === undefined) staff.removeQueue(queue);
    else presences.invite(queue, staff.setQueue(infoOf(entry, panelDomain)));
    restaff([queue]);
    news.left(left);
  }
  catalog.onChange(({ node }) => {
    if (node.kind !== "queue") return;
    reload(node.name).catch((error: unknown) => log.error("queue not read", { part: "desk", node: writeNodeName(node), error }));
  });
  return { reload };
}

/** After each new connection: who is there is asked anew, and who does not show is gone. */
export function refreshOnline({ connection, router, news, staff, runner, presences, clock, random, log, service, grace, restaff }: Pick<Parts, "grace" | "connection" | "router" | "news" | "staff" | "runner" | "presences" | "clock" | "random" | "log" | "service" | "restaff">): { stop(): void } {
  let cancel = () => {};
  connection.onOnline(() => {
    cancel();
    staff.beginRefresh();
    presences.reset();
    news.reset();
    for (const queue of staff.queues()) presences.invite(queue.name, [...queue.members]);
    for (const { id } of runner.all()) void runner.find(id).then((chat) => chat && greetEnds(chat));
    cancel = clock.after(Math.min(REFRESH, grace), refreshed);
  });

  /** What was under way between the two connections may be lost: a presence has our clients send again at once what has no receipt. */
  function greetEnds(chat: Chat): void {
    const address = addressOf(chat, service);
    if ("jid" in chat.guest) {
      connection.send(writePresence(address, chat.guest.jid));
      // A guest who is gone is noticed by what comes back.
      connection.send(writeFeeler(address, chat.guest.jid, random.token(16)));
    }
    if ("pin" in chat.at) connection.send(writeGuestPresence(address, chat.at.pin.jid, "jid" in chat.guest));
  }

  /** A ping (XEP-0199): every client of ours and every one in docs/stock-clients.md answers it; a server answers for who is gone. */
  async function leaveIfGone(chat: Chat, jid: string): Promise<void> {
    const answer = await router.ask("get", addressOf(chat, service), jid, xml("ping", { xmlns: NS.ping }), PING);
    if ("condition" in answer) runner.submit(chat.id, () => ({ kind: "operator-gone", jid }));
  }

  function refreshed(): void {
    const gone = staff.endRefresh();
    for (const chat of [...runner.all()]) {
      if (!("pin" in chat.at)) continue;
      const { jid } = chat.at.pin;
      if (staff.isConnected(jid)) continue;
      // They may have come back under another resource meanwhile; or they show their presence to no queue, and have to be asked.
      const other = staff.resources(bareJid(jid), false).at(-1);
      if (other === undefined) void leaveIfGone(chat, jid);
      else for (const input of [{ kind: "operator-gone", jid }, { kind: "operator-here", jid: other }] as const) runner.submit(chat.id, () => input);
    }
    restaff(staff.queues().map((q) => q.name));
    if (gone.length > 0) log.info("operators gone", { part: "desk", count: gone.length });
  }

  return { stop: () => cancel() };
}

/** Deletes the records that are old enough to go: now, and once an hour. */
export function cleanRecords({ store, clock, log, keptDays }: Pick<Parts, "clock" | "log"> & { readonly store: Pick<RecordStore, "purge">; readonly keptDays: number }): { stop(): void } {
  let cancel = () => {};
  const clean = (): void => {
    cancel = clock.after(CLEANING, clean);
    store.purge(clock.now(), keptDays).then(
      (count) => count > 0 && log.info("old records deleted", { part: "desk", count }),
      (error: unknown) => log.error("records not deleted", { part: "desk", error }),
    );
  };
  clean();
  return { stop: () => cancel() };
}

/** Ends the chats of a library whose nodes are gone, then deletes what is kept of it. */
export async function closeLibrary({ runner, store }: Pick<Parts, "runner" | "store">, library: string, queues: readonly string[]): Promise<void> {
  const mine = [...runner.all()].filter((chat) => chat.library === library);
  await Promise.all(mine.map(({ id }) => runner.ask(id, () => ({ kind: "close" }))));
  await store.deleteLibrary(library, queues);
}
