// Operators' accounts as their libraries may use them: whose an account is decides (pubsub/rights.ts), then the server is asked, and what it did is noted.
import { ACCOUNT_NAME } from "#core/admin.ts";
import { fault, isFault, type Fault } from "#core/errors.ts";
import { readJid } from "#core/jid.ts";
import type { Clock } from "../clock.ts";
import { expel } from "../pubsub/removal.ts";
import { refuseAccount, type AccountAction } from "../pubsub/rights.ts";
import type { Pubsub } from "../pubsub/service.ts";
import { accountsOf, endAccount, holderOf, keepAccount } from "../store/accounts.ts";
import type { Database } from "../store/database.ts";
import type { AccountServer } from "./server.ts";

export interface AccountParts {
  /** The operators' domain; accounts of no other are touched. */
  readonly domain: string;
  readonly store: Database;
  readonly pubsub: Pick<Pubsub, "change">;
  readonly clock: Clock;
  readonly server: AccountServer;
  /** Accounts that one library may have. */
  readonly most: number;
  /** Names that no library gets, beside those below. */
  readonly reserved: readonly string[];
}

/** Each for a library; addresses as they were given, nothing where it was done. */
export interface Accounts {
  list(library: string): Promise<readonly string[]>;
  create(library: string, jid: string, password: string): Promise<Fault | undefined>;
  setPassword(library: string, jid: string, password: string): Promise<Fault | undefined>;
  /** All are looked at before the first is deleted. */
  delete(library: string, jids: readonly string[]): Promise<Fault | undefined>;
}

const PASSWORD = /^[^\p{Cc}\p{Cs}]{12,256}$/u;
/** A server may give its own rights to whoever is at such an address, and people believe what it writes. */
const RESERVED = ["abuse", "admin", "administrator", "hostmaster", "info", "noreply", "operator", "postmaster", "root", "security", "support", "sysadmin", "webmaster", "xmpp"];

export function openAccounts({ domain, store, pubsub, clock, server, most, reserved }: AccountParts): Accounts {
  /** The bare address, where it is one that this library may do that to. */
  async function allowed(library: string, given: string, action: AccountAction): Promise<string | Fault> {
    const jid = readJid(given);
    if (jid === undefined || jid.domain !== domain || jid.resource !== "" || !ACCOUNT_NAME.test(jid.local)) return fault("account-name");
    if (action === "create" && [...RESERVED, ...reserved].includes(jid.local)) return fault("account-name", "This name is kept for the server itself. Choose another name.");
    const bare = `${jid.local}@${jid.domain}`;
    return refuseAccount(await holderOf(store, bare), library, action) ?? bare;
  }

  return {
    list: (library) => accountsOf(store, library),
    async create(library, given, password) {
      const jid = await allowed(library, given, "create");
      if (isFault(jid)) return jid;
      if (!PASSWORD.test(password)) return BAD_PASSWORD;
      if ((await accountsOf(store, library)).length >= most) return fault("accounts-too-many");
      // Only what the server has just made becomes the library's: an account that was there stays whose it was.
      const failed = await server.create(jid, password);
      if (failed !== undefined) return failed;
      await pubsub.change(async (tx) => {
        await keepAccount(tx, jid, library, clock.now());
        return expel(tx, jid, library); // another library may have assigned the address before there was anybody at it
      });
      return undefined;
    },
    async setPassword(library, given, password) {
      const jid = await allowed(library, given, "reset");
      if (isFault(jid)) return jid;
      return PASSWORD.test(password) ? server.setPassword(jid, password) : BAD_PASSWORD;
    },
    async delete(library, all) {
      const jids = await Promise.all(all.map((given) => allowed(library, given, "delete")));
      const refused = jids.find(isFault);
      if (refused !== undefined) return refused;
      for (const jid of jids as string[]) {
        const failed = await server.delete(jid);
        if (failed !== undefined) return failed;
        await pubsub.change(async (tx) => {
          await endAccount(tx, jid, clock.now());
          return expel(tx, jid);
        });
      }
      return undefined;
    },
  };
}

const BAD_PASSWORD = fault("password-refused", "A password has 12 to 256 characters and no line breaks.");
