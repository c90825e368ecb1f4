// A library's operators: who is assigned to its queues, and the accounts that it has made for them.
import { randomInt } from "node:crypto";
import { readAccounts } from "#core/admin.ts";
import { fault, isFault, type Fault } from "#core/errors.ts";
import type { Door } from "./door.ts";
import type { Record } from "./library.ts";
import type { QueueEntry, Queues } from "./queues.ts";

export interface OperatorEntry {
  /** Bare JID. */
  readonly jid: string;
  /** Whether the library has made the account, and so may renew its password and delete it. */
  readonly own: boolean;
  /** Names of the queues that they are assigned to. */
  readonly queues: readonly string[];
}

export interface Staff {
  readonly operators: readonly OperatorEntry[];
  readonly queues: readonly QueueEntry[];
  /** Why accounts cannot be made here. */
  readonly closed?: Fault;
}

/** What the administrator hands to the operator; shown once and kept nowhere. */
export interface Secret {
  readonly jid: string;
  readonly password: string;
  /** What of the rest did not work: the account is there all the same. */
  readonly trouble?: Fault;
}

export interface Operators {
  read(): Promise<Staff | Fault>;
  /** Makes the account and assigns it. */
  create(jid: string, queues: readonly string[]): Promise<Secret | Fault>;
  renew(jid: string): Promise<Secret | Fault>;
  /** Deletes the account, and with it the assignments. */
  delete(jid: string): Promise<Fault | undefined>;
  /** Assigns to these queues and takes off all others. */
  assign(jid: string, queues: readonly string[]): Promise<Fault | undefined>;
}

export function openOperators(door: Door, queues: Queues, record: Record): Operators {
  async function readQueues(): Promise<QueueEntry[] | Fault> {
    const names = await door.list("queue");
    if (isFault(names)) return names;
    const all = await Promise.all(names.map(queues.read));
    return all.find((entry): entry is Fault => isFault(entry) && !GONE.has(entry.fault)) ?? all.filter((entry): entry is QueueEntry => !isFault(entry));
  }

  async function assign(jid: string, wanted: readonly string[]): Promise<Fault | undefined> {
    const entries = await readQueues();
    if (isFault(entries)) return entries;
    for (const { name, operators } of entries) {
      if (operators.includes(jid) === wanted.includes(name)) continue;
      const failed = wanted.includes(name) ? await queues.assign(name, jid) : await queues.remove(name, jid);
      if (failed !== undefined) return failed;
    }
    return undefined;
  }

  return {
    assign,
    async read() {
      const [entries, listed] = await Promise.all([readQueues(), door.command({ do: "get-registered-users-list" })]);
      if (isFault(entries)) return entries;
      if (isFault(listed) && listed.fault !== "accounts-off") return listed;
      const made = isFault(listed) || listed.form === undefined ? [] : readAccounts(listed.form);
      const jids = [...new Set([...made, ...entries.flatMap((q) => q.operators)])].sort();
      const operators = jids.map((jid) => ({ jid, own: made.includes(jid), queues: entries.filter((q) => q.operators.includes(jid)).map((q) => q.name) }));
      return { operators, queues: entries, ...(isFault(listed) && { closed: listed }) };
    },
    async create(jid, wanted) {
      const password = newPassword();
      const failed = await door.command({ do: "add-user", jid, password });
      if (isFault(failed)) return failed;
      await record("operator-created", jid);
      // From here on the password is told, whatever happens: nobody could find it out again.
      const trouble = await assign(jid, wanted).catch(() => fault("account-unsure"));
      return { jid, password, ...(trouble && { trouble }) };
    },
    async renew(jid) {
      const password = newPassword();
      const failed = await door.command({ do: "change-user-password", jid, password });
      if (isFault(failed)) return failed;
      await record("operator-renewed", jid);
      return { jid, password };
    },
    async delete(jid) {
      const failed = await door.command({ do: "delete-user", jids: [jid] });
      if (isFault(failed)) return failed;
      await record("operator-deleted", jid);
      return undefined;
    },
  };
}

const GONE = new Set(["unknown-node", "unknown-item"]);

// Without letters and digits that look alike; 20 of 31 are 99 bits.
const LETTERS = "abcdefghijkmnpqrstuvwxyz23456789";

function newPassword(): string {
  const letters = Array.from({ length: 20 }, () => LETTERS[randomInt(LETTERS.length)]);
  return [0, 5, 10, 15].map((at) => letters.slice(at, at + 5).join("")).join("-");
}
