// Sessions on the server: a random token in the cookie, its hash here; they end after idle time and after a day's work.
import { createHash, randomBytes } from "node:crypto";
import { readAdministrator, type Administrator } from "./administrators.ts";
import type { Database } from "./database.ts";

export const IDLE = 30 * 60_000;
export const ABSOLUTE = 12 * 3_600_000;
const SEEN_EVERY = 60_000; // so that reading a page is not always a write

export interface Sessions {
  /** Opens a session; the token is never stored and never seen again. */
  open(administrator: Administrator): Promise<string>;
  /** Who this token stands for now; also counts as a sign of life. */
  find(token: string): Promise<Administrator | undefined>;
  close(token: string): Promise<void>;
  /** Ends all sessions of an administrator but this one, after a change of password. */
  closeOthers(administrator: number, token: string): Promise<void>;
  sweep(): Promise<void>;
}

const hash = (token: string): Buffer => createHash("sha256").update(token).digest();

export function openSessions(database: Database, now: () => number): Sessions {
  return {
    async open(administrator) {
      const token = randomBytes(32).toString("base64url");
      await database.run("INSERT INTO sessions (token, administrator, created, seen) VALUES (?, ?, ?, ?)", hash(token), administrator.id, now(), now());
      return token;
    },
    async find(token) {
      const sql = `SELECT a.id, a.name, a.library, s.seen FROM sessions s JOIN administrators a ON a.id = s.administrator
                   WHERE s.token = ? AND s.created > ? AND s.seen > ?`;
      const row = (await database.all(sql, hash(token), now() - ABSOLUTE, now() - IDLE))[0];
      if (row === undefined) return undefined;
      if (now() - (row["seen"] as number) > SEEN_EVERY) await database.run("UPDATE sessions SET seen = ? WHERE token = ?", now(), hash(token));
      return readAdministrator(row);
    },
    async close(token) {
      await database.run("DELETE FROM sessions WHERE token = ?", hash(token));
    },
    async closeOthers(administrator, token) {
      await database.run("DELETE FROM sessions WHERE administrator = ? AND token <> ?", administrator, hash(token));
    },
    async sweep() {
      await database.run("DELETE FROM sessions WHERE created <= ? OR seen <= ?", now() - ABSOLUTE, now() - IDLE);
    },
  };
}
