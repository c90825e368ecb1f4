// Records of ended chats: read and deleted by their library, page by page and queue by queue, also of queues that are gone; and for how long it keeps them.
import { fault, isFault, type Fault } from "#core/errors.ts";
import type { EndReason } from "#core/chat.ts";
import { readKeep, writeKept } from "#core/kept.ts";
import { NS } from "#core/namespaces.ts";
import { readNodeName, writeNodeName } from "#core/nodes.ts";
import { readRecordsRequest, writeRecords, type ChatRecord } from "#core/records.ts";
import type { Clock } from "../clock.ts";
import { nodeFor } from "../pubsub/operation.ts";
import { ownedBy, refuse, type Action } from "../pubsub/rights.ts";
import type { Request, Router } from "../router.ts";
import type { Database } from "../store/database.ts";
import { recordStore, type KeptChat } from "../store/records.ts";

export interface RecordParts {
  readonly database: Database;
  readonly panelDomain: string;
  readonly clock: Clock;
  /** The most days that anything is kept. */
  readonly keptDays: number;
}

const MOST = 500; // records of a page

export function addRecords(router: Router, { database, panelDomain, clock, keptDays }: RecordParts): void {
  const store = recordStore(database);
  const daysOf = async (library: string): Promise<number> => Math.min(keptDays, (await store.days(library)) ?? keptDays);

  /** The queue that a node's name means, be it gone, where the asker may do this with its records. */
  async function queueOf({ bare, stanza }: Request, node: string, action: Action): Promise<{ library: string; queue: string } | Fault> {
    const owns = ownedBy(bare, panelDomain);
    const found = await nodeFor(database, { from: stanza.from, bare, guest: false, ...(owns !== undefined && { owns }) }, node, action);
    const name = readNodeName(node);
    if (name?.kind !== "queue" || (isFault(found) && found.fault !== "unknown-node")) return isFault(found) ? found : fault("unknown-node");
    const queue = { library: name.library, queue: name.name };
    if (!isFault(found)) return queue;
    const isPast = owns === name.library && (await store.page(owns, name.name, undefined, 1)).count > 0;
    return isPast ? (refuse("owner", action, "whitelist") ?? queue) : found;
  }

  /** Who decides about a library's records. */
  function libraryOf({ bare }: Request, action: Action): string | Fault {
    const library = ownedBy(bare, panelDomain);
    return refuse(library === undefined ? "none" : "owner", action, "whitelist") ?? library ?? fault("forbidden");
  }

  const at = { kind: "iq", namespace: NS.otterdesk, at: "service" } as const;
  router.add(
    { ...at, type: "get", name: "records", async handler(request) {
      const asked = readRecordsRequest(request.payload);
      if (isFault(asked)) return asked;
      const queue = await queueOf(request, asked.node, "records");
      if (isFault(queue)) return queue;
      const { max = MOST, after } = asked.page;
      const { rows, count, index } = await store.page(queue.library, queue.queue, after, Math.min(max, MOST));
      return writeRecords({ entries: rows.map(shown), count, index }, await daysOf(queue.library));
    } },
    { ...at, type: "set", name: "records", async handler(request) {
      const asked = readRecordsRequest(request.payload);
      if (isFault(asked)) return asked;
      const queue = await queueOf(request, asked.node, "retain");
      if (isFault(queue)) return queue;
      await store.forget(queue.library, queue.queue);
      return undefined;
    } },
    { ...at, type: "get", name: "kept", async handler(request) {
      const library = libraryOf(request, "records");
      if (isFault(library)) return library;
      const past = (await store.past(library)).map(({ name, ...rest }) => ({ node: writeNodeName({ kind: "queue", library, name }), ...rest }));
      return writeKept({ days: await daysOf(library), most: keptDays, past });
    } },
    { ...at, type: "set", name: "kept", async handler(request) {
      const library = libraryOf(request, "retain");
      if (isFault(library)) return library;
      const days = readKeep(request.payload, keptDays);
      if (isFault(days)) return days;
      await store.choose(library, days);
      await store.purge(clock.now(), keptDays);
      return undefined;
    } },
  );
}

const time = (ms: number): string => new Date(ms).toISOString();

const shown = ({ id, skin, since, answered, ended, reason, encrypted, verified }: KeptChat): ChatRecord => ({
  ...{ id, skin, since: time(since), ended: time(ended), reason: reason as EndReason, encrypted, verified },
  ...(answered !== null && { answered: time(answered) }),
});
