// The only door to sqlite3: one writer with transactions that run one after the other, one reader beside it (WAL), and migrations.
import sqlite3 from "sqlite3";
import { watchOthers, type Others } from "./others.ts";

export type Value = string | number | null;

export interface Reader {
  all<Row>(sql: string, ...values: Value[]): Promise<Row[]>;
  get<Row>(sql: string, ...values: Value[]): Promise<Row | undefined>;
}

export interface Transaction extends Reader {
  /** Returns how many rows changed. */
  run(sql: string, ...values: Value[]): Promise<number>;
}

export interface Database extends Reader {
  /**
   * Runs `work` alone, as one transaction: it is written as a whole when `work` resolves and not at all when it rejects.
   * Writers of other programs on the same file are kept out too, so what `work` reads stays true until it is done.
   */
  write<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  /** Other programs on the same file. */
  readonly others: Others;
  close(): Promise<void>;
}

/** A step of the schema, done once for each database. The name never changes once it has been released. */
export interface Migration {
  readonly name: string;
  readonly sql: readonly string[];
}

const BUSY_TIMEOUT = 5_000; // ms that another program's transaction is waited for
const PRAGMAS = ["PRAGMA journal_mode = WAL", "PRAGMA synchronous = NORMAL", "PRAGMA foreign_keys = ON", `PRAGMA busy_timeout = ${BUSY_TIMEOUT}`, "PRAGMA secure_delete = ON"];

export async function openDatabase(file: string, migrations: readonly Migration[]): Promise<Database> {
  const writer = await connect(file);
  try {
    for (const pragma of PRAGMAS) await writer.all(pragma);
    await migrate(writer, migrations);
  } catch (error) {
    await writer.close();
    throw error;
  }
  const reader = await connect(file);
  await reader.all(`PRAGMA busy_timeout = ${BUSY_TIMEOUT}`);
  await reader.all("PRAGMA query_only = ON");
  const version = async () => (await writer.get<{ data_version: number }>("PRAGMA data_version"))?.data_version ?? 0;
  const others = watchOthers(`${file}-shm`, version, await version());
  await others.settle();
  let last: Promise<unknown> = Promise.resolve();
  let open = true;
  return {
    all: reader.all,
    get: reader.get,
    others,
    write(work) {
      if (!open) return Promise.reject(new Error("The store is closed."));
      const result = last.then(() => transact(writer, work));
      last = result.then(others.settle, () => undefined).catch(() => undefined);
      return result;
    },
    async close() {
      open = false;
      await last;
      await others.settle().catch(() => undefined); // one may be under way
      others.close();
      await reader.close();
      await writer.close();
    },
  };
}

/** Holds this file alone until it is closed or the process ends, however that comes; `wait` is called as long as another process has it. */
export async function holdFile(file: string, wait: () => Promise<void>): Promise<{ close(): Promise<void> }> {
  const handle = await connect(file);
  for (;;) {
    try {
      await handle.run("BEGIN EXCLUSIVE");
      return handle;
    } catch (error) {
      if ((error as { code?: unknown }).code === "SQLITE_BUSY") await wait();
      else throw error;
    }
  }
}

async function transact<T>(handle: Handle, work: (tx: Transaction) => Promise<T>): Promise<T> {
  await handle.run("BEGIN IMMEDIATE");
  try {
    const result = await work(handle);
    await handle.run("COMMIT");
    return result;
  } catch (error) {
    await handle.run("ROLLBACK").catch(() => undefined); // the first error is the one to tell
    throw error;
  }
}

async function migrate(handle: Handle, migrations: readonly Migration[]): Promise<void> {
  await handle.run("CREATE TABLE IF NOT EXISTS migration (name TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID");
  await transact(handle, async (tx) => {
    const done = new Set((await tx.all<{ name: string }>("SELECT name FROM migration")).map((row) => row.name));
    const stranger = [...done].find((name) => !migrations.some((m) => m.name === name));
    if (stranger !== undefined) throw new Error(`The database was written by a newer version (it has "${stranger}"). Use that version or later.`);
    for (const { name, sql } of migrations.filter((m) => !done.has(m.name))) {
      for (const statement of sql) await tx.run(statement);
      await tx.run("INSERT INTO migration (name, at) VALUES (?, ?)", name, Date.now());
    }
  });
}

interface Handle extends Transaction {
  close(): Promise<void>;
}

/** One sqlite connection whose statements are prepared once. */
async function connect(file: string): Promise<Handle> {
  const db = await new Promise<sqlite3.Database>((resolve, reject) => {
    const opened = new sqlite3.Database(file, (error) => (error ? reject(error) : resolve(opened)));
  });
  const prepared = new Map<string, Promise<sqlite3.Statement>>();
  const prepare = (sql: string): Promise<sqlite3.Statement> => {
    const known = prepared.get(sql);
    if (known !== undefined) return known;
    const fresh = new Promise<sqlite3.Statement>((resolve, reject) => {
      const statement = db.prepare(sql, (error: Error | null) => (error ? reject(error) : resolve(statement)));
    });
    prepared.set(sql, fresh);
    fresh.catch(() => prepared.delete(sql));
    return fresh;
  };
  const all = async <Row>(sql: string, ...values: Value[]): Promise<Row[]> => {
    const statement = await prepare(sql);
    return new Promise((resolve, reject) => statement.all<Row>(values, (error, rows) => (error ? reject(error) : resolve(rows))));
  };
  return {
    all,
    // Not the library's own `get`: it leaves the statement open, and with it a snapshot that blocks checkpoints.
    get: async <Row>(sql: string, ...values: Value[]) => (await all<Row>(sql, ...values))[0],
    async run(sql, ...values) {
      const statement = await prepare(sql);
      return new Promise((resolve, reject) =>
        statement.run(values, function (this: sqlite3.RunResult, error: Error | null) {
          if (error) reject(error);
          else resolve(this.changes);
        }),
      );
    },
    async close() {
      for (const statement of prepared.values()) (await statement.catch(() => undefined))?.finalize();
      await new Promise<void>((resolve, reject) => db.close((error) => (error ? reject(error) : resolve())));
    },
  };
}
