// The audit log: who did what to which thing of a library, and when. No key, fingerprint or password is ever in it.
import type { Database } from "./database.ts";

export const ACTIONS = {
  "signed-in": "Signed in",
  "sign-in-failed": "Sign-in failed",
  "signed-out": "Signed out",
  "password-changed": "Changed the password",
  "keys-renewed": "Generated new keys",
  "skin-created": "Created a skin",
  "skin-changed": "Changed a skin",
  "skin-covered": "Covered a skin by the current keys",
  "skin-uncovered": "Turned encryption off in a skin",
  "skin-deleted": "Deleted a skin",
  "queue-created": "Created a queue",
  "queue-changed": "Changed a queue",
  "queue-deleted": "Deleted a queue",
  "records-kept": "Set for how many days records are kept",
  "records-deleted": "Deleted the records of a queue",
  "operator-assigned": "Assigned an operator",
  "operator-removed": "Took an operator off a queue",
  "operator-created": "Made an operator’s account",
  "operator-renewed": "Gave an operator a new password",
  "operator-deleted": "Deleted an operator’s account",
} as const;

export type Action = keyof typeof ACTIONS;

export interface AuditEntry {
  readonly id: number;
  readonly at: number;
  readonly who: string;
  readonly action: Action;
  readonly subject: string;
}

export interface Audit {
  record(library: string, who: string, action: Action, subject?: string): Promise<void>;
  /** A library's entries, newest first, those before the entry `before`. */
  list(library: string, before?: number): Promise<AuditEntry[]>;
  /** Deletes a library's entries. */
  forget(library: string): Promise<void>;
  sweep(): Promise<void>;
}

export const PAGE = 50;
const KEPT = 400 * 86_400_000; // a year and its report

export function openAudit(database: Database, now: () => number): Audit {
  return {
    async record(library, who, action, subject = "") {
      await database.run("INSERT INTO audit (library, at, who, action, subject) VALUES (?, ?, ?, ?, ?)", library, now(), who, action, subject);
    },
    async list(library, before = Number.MAX_SAFE_INTEGER) {
      const rows = await database.all("SELECT id, at, who, action, subject FROM audit WHERE library = ? AND id < ? ORDER BY id DESC LIMIT ?", library, before, PAGE);
      return rows as unknown as AuditEntry[];
    },
    async forget(library) {
      await database.run("DELETE FROM audit WHERE library = ?", library);
    },
    async sweep() {
      await database.run("DELETE FROM audit WHERE at <= ?", now() - KEPT);
    },
  };
}
