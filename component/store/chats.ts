// Tables of the desk: chats as they stand, and what is kept of those that ended. There is no column for a word that was said.
import type { Chat, ChatState } from "#core/chat-state.ts";
import type { Database, Migration, Transaction } from "./database.ts";
import type { Others } from "./others.ts";
import { forgetRecordsOf } from "./records.ts";

export const CHAT_MIGRATIONS: readonly Migration[] = [
  {
    name: "chats-1",
    sql: [
      `CREATE TABLE chat (
        id TEXT PRIMARY KEY,             -- local part of its address
        version INTEGER NOT NULL,        -- grows with each change; who writes names the one they have read
        library TEXT NOT NULL,
        queue TEXT NOT NULL,
        skin TEXT NOT NULL,
        otr TEXT NOT NULL,
        since INTEGER NOT NULL,          -- ms
        answered INTEGER,
        ended INTEGER,
        reason TEXT,
        encrypted INTEGER NOT NULL,
        verified INTEGER NOT NULL,
        token TEXT,                      -- SHA-256 of the guest's token; null once ended
        live TEXT                        -- JSON: state, guest's connection, number of answers; null once ended
      ) WITHOUT ROWID`,
      "CREATE INDEX chat_live ON chat (id) WHERE ended IS NULL",
      "CREATE INDEX chat_ended ON chat (ended) WHERE ended IS NOT NULL",
      "CREATE INDEX chat_library ON chat (library, since)",
      `CREATE TABLE staffing (
        queue TEXT NOT NULL,
        operator TEXT NOT NULL,          -- bare JID of one who does not staff the queue for now
        PRIMARY KEY (queue, operator)
      ) WITHOUT ROWID`,
      `CREATE TABLE watcher (
        queue TEXT NOT NULL,
        jid TEXT NOT NULL,               -- bare JID subscribed to the queue's presence
        PRIMARY KEY (queue, jid)
      ) WITHOUT ROWID`,
    ],
  },
  { name: "chats-2", sql: ["CREATE INDEX chat_records ON chat (library, queue, ended, id) WHERE ended IS NOT NULL"] },
];

export interface Stored {
  readonly chat: Chat;
  readonly version: number;
  /** SHA-256 of the token, in hex. */
  readonly token: string;
}

export interface ChatStore {
  readonly others: Others;
  /** False, and nothing is written, where the chat's skin is no longer stored as `item`. */
  add(chat: Chat, token: string, item?: string): Promise<boolean>;
  /** A chat that has not ended. */
  load(id: string): Promise<Stored | undefined>;
  loadAll(): Promise<Stored[]>;
  /** Of all chats that have not ended, by id. */
  versions(): Promise<ReadonlyMap<string, number>>;
  /** Writes the chat if nobody has since it was read as `version`; else false, and nothing is written. This decides who has a chat. */
  commit(chat: Chat, version: number, now: number): Promise<boolean>;
  /** Deletes a library's records, and what is known of these queues. Its chats have ended. */
  deleteLibrary(library: string, queues: readonly string[]): Promise<void>;
  /** Hands over all operators who do not staff a queue for now, while nobody changes that. */
  settleOut<T>(take: (out: { queue: string; operator: string }[]) => T): Promise<T>;
  setOut(queue: string, operator: string, out: boolean): Promise<void>;
  watchers(): Promise<{ queue: string; jid: string }[]>;
  setWatcher(queue: string, jid: string, watching: boolean): Promise<void>;
}

interface Row {
  id: string;
  version: number;
  library: string;
  queue: string;
  skin: string;
  otr: string;
  since: number;
  answered: number | null;
  encrypted: number;
  verified: number;
  token: string;
  live: string;
}

interface Live {
  readonly guest: Chat["guest"];
  readonly at: ChatState;
  readonly answers: number;
}

const LIVE = "SELECT id, version, library, queue, skin, otr, since, answered, encrypted, verified, token, live FROM chat WHERE ended IS NULL";

export function chatStore(db: Database): ChatStore {
  const one = (sql: string, ...values: (string | number | null)[]): Promise<number> => db.write((tx) => tx.run(sql, ...values));
  return {
    others: db.others,
    add: async (chat, token, item) => (await db.write((tx) => insert(tx, chat, token, item))) === 1,
    async load(id) {
      const row = await db.get<Row>(`${LIVE} AND id = ?`, id);
      return row && read(row);
    },
    loadAll: async () => (await db.all<Row>(LIVE)).map(read),
    versions: async () => new Map((await db.all<Pick<Row, "id" | "version">>("SELECT id, version FROM chat WHERE ended IS NULL")).map((row) => [row.id, row.version])),
    commit: async (chat, version, now) => (await db.write((tx) => update(tx, chat, version, now))) === 1,
    deleteLibrary: (library, queues) =>
      db.write(async (tx) => {
        await forgetRecordsOf(tx, library);
        for (const table of ["staffing", "watcher"]) for (const queue of queues) await tx.run(`DELETE FROM ${table} WHERE queue = ?`, queue);
      }),
    settleOut: (take) => db.write(async (tx) => take(await tx.all("SELECT queue, operator FROM staffing"))),
    async setOut(queue, operator, out) {
      await one(out ? "INSERT OR IGNORE INTO staffing (queue, operator) VALUES (?, ?)" : "DELETE FROM staffing WHERE queue = ? AND operator = ?", queue, operator);
    },
    watchers: () => db.all("SELECT queue, jid FROM watcher"),
    async setWatcher(queue, jid, watching) {
      await one(watching ? "INSERT OR IGNORE INTO watcher (queue, jid) VALUES (?, ?)" : "DELETE FROM watcher WHERE queue = ? AND jid = ?", queue, jid);
    },
  };
}

function read(row: Row): Stored {
  const live: Live = { answers: 1, ...(JSON.parse(row.live) as Omit<Live, "answers">) }; // COMPAT: chats written by a version that did not count
  const { id, library, queue, skin, since, version, token } = row;
  const answered = row.answered === null ? {} : { answeredAt: row.answered };
  const chat: Chat = { id, library, queue, skin, otr: row.otr as Chat["otr"], since, ...answered, encrypted: row.encrypted === 1, verified: row.verified === 1, ...live };
  return { chat, version, token };
}

const liveOf = ({ guest, at, answers }: Chat): string => JSON.stringify({ guest, at, answers } satisfies Live);

const insert = (tx: Transaction, chat: Chat, token: string, item: string | undefined): Promise<number> =>
  tx.run(
    `INSERT INTO chat (id, version, library, queue, skin, otr, since, encrypted, verified, token, live) SELECT ?, 1, ?, ?, ?, ?, ?, 0, 0, ?, ?
      ${item === undefined ? "" : "WHERE EXISTS (SELECT 1 FROM node WHERE name = ? AND payload = ?)"}`,
    chat.id,
    chat.library,
    chat.queue,
    chat.skin,
    chat.otr,
    chat.since,
    token,
    liveOf(chat),
    ...(item === undefined ? [] : [chat.skin, item]),
  );

function update(tx: Transaction, chat: Chat, version: number, now: number): Promise<number> {
  const common = [chat.queue, chat.answeredAt ?? null, Number(chat.encrypted), Number(chat.verified)];
  if (chat.at.state === "ended") {
    return tx.run(
      "UPDATE chat SET version = version + 1, queue = ?, answered = ?, encrypted = ?, verified = ?, ended = ?, reason = ?, token = NULL, live = NULL WHERE id = ? AND version = ? AND ended IS NULL",
      ...common,
      now,
      chat.at.reason,
      chat.id,
      version,
    );
  }
  return tx.run(
    "UPDATE chat SET version = version + 1, queue = ?, answered = ?, encrypted = ?, verified = ?, live = ? WHERE id = ? AND version = ? AND ended IS NULL",
    ...common,
    liveOf(chat),
    chat.id,
    version,
  );
}
