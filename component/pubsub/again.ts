// Events that a crash or a broken connection may have swallowed go out again: a node is its one item, so whoever hears of it twice has missed nothing and is harmed by nothing.
import type { Clock } from "../clock.ts";
import type { Log } from "../log.ts";
import type { Database } from "../store/database.ts";
import { publishedSince, subscribersAt } from "../store/nodes.ts";
import { unpackElement } from "../store/payload.ts";
import type { Connection } from "../xmpp/connection.ts";
import type { Announcer } from "./announce.ts";
import { readConfig } from "./configure.ts";
import type { Announcement } from "./operation.ts";
import { itemEvent } from "./writing.ts";

export interface AgainParts {
  readonly store: Database;
  readonly connection: Pick<Connection, "onOnline" | "onOffline">;
  readonly announcer: Announcer;
  readonly clock: Clock;
  readonly log: Log;
}

const UNDER_WAY = 60_000; // ms before a loss in which an event may still have been on its way
const BEFORE_START = 600_000; // ms before a start that count as the crash; nobody knows when it was

/** After each new connection. Deletions are not told again: with the node its subscribers are gone. */
export function repeatEvents({ store, connection, announcer, clock, log }: AgainParts): void {
  let lostAt: number | undefined = clock.now() - BEFORE_START;

  async function repeat(since: number): Promise<void> {
    const all: Announcement[] = [];
    for (const row of await publishedSince(store, since)) {
      const to = (await subscribersAt(store, row.id)).map((s) => s.jid);
      all.push({ event: itemEvent(row, unpackElement(row.payload)), type: readConfig(row.config).messageType, to, since: row.published });
    }
    announcer.announce(all);
  }

  connection.onOffline(() => void (lostAt ??= clock.now()));
  connection.onOnline(() => {
    if (lostAt === undefined) return;
    const since = lostAt - UNDER_WAY;
    lostAt = undefined;
    repeat(since).catch((error: unknown) => log.error("events not repeated", { part: "pubsub", error }));
  });
}
