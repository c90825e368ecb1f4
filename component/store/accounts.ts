// Which library an operator's account belongs to: the one fact by which no library can touch another's. No password is here, nor what stands for one.
import type { Database, Migration, Reader, Transaction } from "./database.ts";

export const ACCOUNT_MIGRATIONS: readonly Migration[] = [
  {
    name: "accounts-1",
    sql: [
      `CREATE TABLE account (
        jid TEXT PRIMARY KEY,            -- bare
        library TEXT NOT NULL,
        created INTEGER NOT NULL,        -- ms
        deleted INTEGER                  -- ms; an address stays its library's, so that nobody else can come to answer at it
      ) WITHOUT ROWID`,
      "CREATE INDEX account_library ON account (library)",
    ],
  },
];

/** The library that this address belongs to, be the account deleted or not. */
export const holderOf = async (db: Reader, jid: string): Promise<string | undefined> => (await db.get<{ library: string }>("SELECT library FROM account WHERE jid = ?", jid))?.library;

export const accountsOf = async (db: Reader, library: string): Promise<string[]> =>
  (await db.all<{ jid: string }>("SELECT jid FROM account WHERE library = ? AND deleted IS NULL ORDER BY jid", library)).map((row) => row.jid);

/** Notes that an account is there; nothing changes where it is another library's. */
export const keepAccount = (tx: Transaction, jid: string, library: string, now: number): Promise<number> =>
  tx.run("INSERT INTO account (jid, library, created) VALUES (?, ?, ?) ON CONFLICT (jid) DO UPDATE SET created = excluded.created, deleted = NULL WHERE library = excluded.library", jid, library, now);

/** Accounts that were there before; what is known of an address already stays. */
export const giveAccounts = (db: Database, given: readonly { readonly jid: string; readonly library: string }[], now: number): Promise<void> =>
  db.write(async (tx) => {
    for (const { jid, library } of given) await tx.run("INSERT INTO account (jid, library, created) VALUES (?, ?, ?) ON CONFLICT (jid) DO NOTHING", jid.toLowerCase(), library, now);
  });

export const endAccount = (tx: Transaction, jid: string, now: number): Promise<number> => tx.run("UPDATE account SET deleted = ? WHERE jid = ?", now, jid);
export const forgetAccountsOf = (tx: Transaction, library: string): Promise<number> => tx.run("DELETE FROM account WHERE library = ?", library);
