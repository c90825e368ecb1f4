// The door to sqlite: the panel's own file (administrators, sessions, audit log), opened and brought up to date.
import { chmodSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import sqlite3 from "sqlite3";
import { MIGRATIONS } from "./migrations.ts";

export type Value = string | number | Buffer | null;
export type Row = Readonly<Record<string, unknown>>;

/** Promises around sqlite3; statements are always given their values apart from their text. */
export interface Database {
  run(sql: string, ...values: Value[]): Promise<{ readonly changes: number; readonly id: number }>;
  all(sql: string, ...values: Value[]): Promise<Row[]>;
  close(): Promise<void>;
}

/** Opens the file (`:memory:` in tests), readable by its owner only, and applies the migrations that it lacks. */
export async function openDatabase(file: string): Promise<Database> {
  if (file !== ":memory:") mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const database = wrap(await open(file));
  if (file !== ":memory:") chmodSync(file, 0o600);
  for (const pragma of ["journal_mode = WAL", "foreign_keys = ON", "busy_timeout = 5000", "secure_delete = ON"]) await database.all(`PRAGMA ${pragma}`);
  await migrate(database);
  return database;
}

function open(file: string): Promise<sqlite3.Database> {
  return new Promise((resolve, reject) => {
    const handle: sqlite3.Database = new sqlite3.Database(file, (error) => (error === null ? resolve(handle) : reject(error)));
  });
}

function wrap(handle: sqlite3.Database): Database {
  return {
    run: (sql, ...values) =>
      new Promise((resolve, reject) => {
        handle.run(sql, values, function (error: Error | null) {
          if (error === null) resolve({ changes: this.changes, id: this.lastID });
          else reject(error);
        });
      }),
    all: (sql, ...values) =>
      new Promise((resolve, reject) => {
        handle.all(sql, values, (error: Error | null, rows: Row[]) => (error === null ? resolve(rows) : reject(error)));
      }),
    close: () => new Promise((resolve, reject) => handle.close((error) => (error === null ? resolve() : reject(error)))),
  };
}

async function migrate(database: Database): Promise<void> {
  const version = Number((await database.all("PRAGMA user_version"))[0]?.["user_version"] ?? 0);
  if (version > MIGRATIONS.length) {
    throw new Error(`The panel's database is of version ${version}, newer than this program knows (${MIGRATIONS.length}). Start the newer program.`);
  }
  for (const [index, statements] of MIGRATIONS.entries()) {
    if (index < version) continue;
    await database.run("BEGIN IMMEDIATE");
    try {
      for (const statement of statements) await database.run(statement);
      await database.run(`PRAGMA user_version = ${index + 1}`);
      await database.run("COMMIT");
    } catch (error) {
      await database.run("ROLLBACK");
      throw error;
    }
  }
}
