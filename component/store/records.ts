// What is kept of chats that ended, for how long each library wants it, and what their queues were called. There is no column for a word that was said.
import { readQueue } from "#core/queue.ts";
import { isFault } from "#core/errors.ts";
import type { Database, Migration, Transaction } from "./database.ts";
import type { NodeRow } from "./nodes.ts";
import { unpackElement } from "./payload.ts";

export const RECORD_MIGRATIONS: readonly Migration[] = [
  {
    name: "records-1",
    sql: [
      `CREATE TABLE retention (
        library TEXT PRIMARY KEY,
        days INTEGER NOT NULL            -- never more than the installation's count
      ) WITHOUT ROWID`,
      `CREATE TABLE past_queue (
        library TEXT NOT NULL,
        name TEXT NOT NULL,
        title TEXT NOT NULL,             -- the last one that it had
        PRIMARY KEY (library, name)
      ) WITHOUT ROWID`,
    ],
  },
];

/** What is kept of a chat that has ended. Times in ms. */
export interface KeptChat {
  readonly id: string;
  readonly skin: string;
  readonly since: number;
  readonly answered: number | null;
  readonly ended: number;
  readonly reason: string;
  readonly encrypted: boolean;
  readonly verified: boolean;
}

export interface RecordStore {
  /** A page of a queue's records, the newest first; those after the one with this id. */
  page(library: string, queue: string, after: string | undefined, max: number): Promise<{ readonly rows: readonly KeptChat[]; readonly count: number; readonly index: number }>;
  /** Deletes a queue's records; how many. */
  forget(library: string, queue: string): Promise<number>;
  /** Queues of a library that are no more, but have records. */
  past(library: string): Promise<readonly { readonly name: string; readonly title: string; readonly count: number }[]>;
  /** The days that a library has chosen. */
  days(library: string): Promise<number | undefined>;
  choose(library: string, days: number): Promise<void>;
  /** Deletes what is older than its library wants and the installation allows (`most` days before `now`); how many. */
  purge(now: number, most: number): Promise<number>;
}

const DAY = 86_400_000;
const MOST_PAST = 500;

export function recordStore(db: Database): RecordStore {
  return {
    async page(library, queue, after, max) {
      type Found = Omit<KeptChat, "encrypted" | "verified"> & { encrypted: number; verified: number };
      const where = "library = ? AND queue = ? AND ended IS NOT NULL";
      const older = after === undefined ? "" : "AND (ended, id) < (SELECT ended, id FROM chat WHERE id = ?)";
      const values = [library, queue, ...(after === undefined ? [] : [after])];
      const [count, left, rows] = await Promise.all([
        db.get<{ n: number }>(`SELECT count(*) AS n FROM chat WHERE ${where}`, library, queue),
        db.get<{ n: number }>(`SELECT count(*) AS n FROM chat WHERE ${where} ${older}`, ...values),
        db.all<Found>(`SELECT id, skin, since, answered, ended, reason, encrypted, verified FROM chat WHERE ${where} ${older} ORDER BY ended DESC, id DESC LIMIT ?`, ...values, max),
      ]);
      const all = count?.n ?? 0;
      return { rows: rows.map((row) => ({ ...row, encrypted: row.encrypted === 1, verified: row.verified === 1 })), count: all, index: all - (left?.n ?? 0) };
    },
    forget: (library, queue) => db.write((tx) => tx.run("DELETE FROM chat WHERE library = ? AND queue = ? AND ended IS NOT NULL", library, queue)),
    past: (library) =>
      db.all(
        `SELECT c.queue AS name, coalesce(p.title, c.queue) AS title, count(*) AS count FROM chat c LEFT JOIN past_queue p ON p.library = c.library AND p.name = c.queue
         WHERE c.library = ? AND c.ended IS NOT NULL AND NOT EXISTS (SELECT 1 FROM node n WHERE n.kind = 'queue' AND n.library = c.library AND n.short = c.queue)
         GROUP BY c.queue ORDER BY title LIMIT ${MOST_PAST}`,
        library,
      ),
    days: async (library) => (await db.get<{ days: number }>("SELECT days FROM retention WHERE library = ?", library))?.days,
    choose: (library, days) => db.write(async (tx) => void (await tx.run("INSERT INTO retention (library, days) VALUES (?, ?) ON CONFLICT (library) DO UPDATE SET days = excluded.days", library, days))),
    purge: (now, most) =>
      db.write(async (tx) => {
        let count = await tx.run("DELETE FROM chat WHERE ended < ?", now - most * DAY);
        for (const { library, days } of await tx.all<{ library: string; days: number }>("SELECT library, days FROM retention WHERE days < ?", most)) {
          count += await tx.run("DELETE FROM chat WHERE library = ? AND ended < ?", library, now - days * DAY);
        }
        await tx.run("DELETE FROM past_queue WHERE NOT EXISTS (SELECT 1 FROM chat c WHERE c.library = past_queue.library AND c.queue = past_queue.name)");
        return count;
      }),
  };
}

/** A queue is deleted: what it was called is kept as long as there are records of its chats. */
export async function notePast(tx: Transaction, { library, short, payload }: NodeRow): Promise<void> {
  const queue = payload === null ? undefined : readQueue(unpackElement(payload));
  if (queue === undefined || isFault(queue)) return;
  await tx.run("INSERT INTO past_queue (library, name, title) VALUES (?, ?, ?) ON CONFLICT (library, name) DO UPDATE SET title = excluded.title", library, short, queue.title);
}

/** Its chats have ended. */
export async function forgetRecordsOf(tx: Transaction, library: string): Promise<void> {
  await tx.run("DELETE FROM chat WHERE library = ? AND ended IS NOT NULL", library);
  for (const table of ["retention", "past_queue"]) await tx.run(`DELETE FROM ${table} WHERE library = ?`, library);
}
