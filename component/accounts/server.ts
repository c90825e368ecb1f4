// What an XMPP server can be asked to do with an account. Each way of asking is a file beside this one.
import type { Fault } from "#core/errors.ts";

/** Nothing where it was done. `account-unsure`: the server did not answer. A password is in no log and on no command line. */
export interface AccountServer {
  /** Never changes an account that is there: `account-exists`. */
  create(jid: string, password: string): Promise<Fault | undefined>;
  /** Also ends the account's sessions. `account-unknown` where there is none. */
  setPassword(jid: string, password: string): Promise<Fault | undefined>;
  /** Also ends the account's sessions. One that is not there counts as done. */
  delete(jid: string): Promise<Fault | undefined>;
}
