// Who may do what: at a node (XEP-0060 section 4.1), and with an operator's account (XEP-0133), as two tables.
import { fault, type Fault } from "#core/errors.ts";
import { bareJid, readJid } from "#core/jid.ts";
import type { NodeName } from "#core/nodes.ts";
import type { Affiliation } from "#core/pubsub.ts";

export type Action =
  | "read" // items and subscribers' events, and see the node in disco
  | "subscribe"
  | "publish"
  | "retract"
  | "create"
  | "configure"
  | "delete"
  | "affiliate" // see and change affiliations
  | "records" // read what is kept of ended chats
  | "retain" // say for how long it is kept, and delete it
  | "manage"; // see and change subscriptions

/** `open`: only where the node's access model is open. */
type Right = "yes" | "no" | "open";

const NONE: Readonly<Record<Action, Right>> = { read: "no", subscribe: "no", publish: "no", retract: "no", create: "no", configure: "no", delete: "no", affiliate: "no", records: "no", retain: "no", manage: "no" };

export const RIGHTS: Readonly<Record<Affiliation, Readonly<Record<Action, Right>>>> = {
  owner: { read: "yes", subscribe: "yes", publish: "yes", retract: "yes", create: "yes", configure: "yes", delete: "yes", affiliate: "yes", records: "yes", retain: "yes", manage: "yes" },
  publisher: { ...NONE, read: "yes", subscribe: "yes", publish: "yes" },
  member: { ...NONE, read: "yes", subscribe: "yes" },
  none: { ...NONE, read: "open", subscribe: "open" },
  outcast: NONE,
};

export type Access = "open" | "whitelist";

/** Skins are for everybody; queues and the key for those on their list. */
export const ACCESS: Readonly<Record<NodeName["kind"], Access>> = { skin: "open", queue: "whitelist", key: "whitelist" };

/** Nothing where it is allowed, else the fault with XEP-0060's condition. */
export function refuse(affiliation: Affiliation, action: Action, access: Access): Fault | undefined {
  const right = RIGHTS[affiliation][action];
  if (right === "yes" || (right === "open" && access === "open")) return undefined;
  return right === "open" ? fault("closed-node") : fault("forbidden");
}

/** The one who owns all that lies below a library's name: the library, as the panel acts for it. */
export const ownerOf = (library: string, panelDomain: string): string => `${library}@${panelDomain}`;

/** Which library's owner this is, where it is one. */
export function ownedBy(jid: string, panelDomain: string): string | undefined {
  const read = readJid(bareJid(jid));
  return read !== undefined && read.domain === panelDomain && read.local !== "" ? read.local : undefined;
}

export const isGuest = (jid: string, guestDomain: string): boolean => readJid(jid)?.domain === guestDomain;

/** What a library may ask to be done with an account of the operators' domain. */
export type AccountAction =
  | "create" // the server refuses where there is one already
  | "reset" // its password
  | "delete"
  | "assign"; // to a queue

/** Whose account it is: made by this library, by another one, or by none that we know of (by hand, or not there at all). */
export type Holder = "own" | "other" | "nobody";

export const ACCOUNT_RIGHTS: Readonly<Record<Holder, Readonly<Record<AccountAction, boolean>>>> = {
  own: { create: true, reset: true, delete: true, assign: true },
  nobody: { create: true, reset: false, delete: false, assign: true },
  other: { create: false, reset: false, delete: false, assign: false },
};

/** Nothing where it is allowed. Another's account and nobody's are refused alike, so that nobody learns whose an account is. */
export function refuseAccount(holder: string | undefined, library: string, action: AccountAction): Fault | undefined {
  const whose: Holder = holder === undefined ? "nobody" : holder === library ? "own" : "other";
  if (ACCOUNT_RIGHTS[whose][action]) return undefined;
  return action === "create" ? fault("account-exists") : fault("account-not-yours");
}
