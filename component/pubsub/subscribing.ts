// Operations on who belongs to a node: subscribe and unsubscribe (XEP-0060 section 6), affiliations and subscriptions by the owner (sections 8.8 and 8.9).
import { fault, isFault, type Fault } from "#core/errors.ts";
import { bareJid, readJid, writeJid } from "#core/jid.ts";
import type { AffiliationEntry, SubscriptionEntry } from "#core/pubsub.ts";
import { writeSubscription } from "#core/pubsub-reply.ts";
import { holderOf } from "../store/accounts.ts";
import type { Reader, Transaction } from "../store/database.ts";
import { addSubscription, affiliationAt, countSubscriptions, dropSubscription, dropSubscriptionsOf, findNode, isSubscribed, setAffiliation, subscribersAt } from "../store/nodes.ts";
import { unpackElement } from "../store/payload.ts";
import { withNode, type Announcement, type Asker, type Node, type Operations, type Setting } from "./operation.ts";
import { isGuest, ownerOf, refuse, refuseAccount } from "./rights.ts";
import { itemEvent } from "./writing.ts";

/** Subscriptions of one bare address. */
const MOST = { guest: 5, other: 1_000 };

export const SUBSCRIBING: Operations<"subscribe" | "unsubscribe" | "affiliate" | "manage"> = {
  "subscribe": {
    features: ["subscribe", "access-open", "access-whitelist"],
    run: (tx, asker, { node, jid }, { now }) =>
      withNode(tx, asker, node, "subscribe", async (found) => {
        const address = ownAddress(asker, jid);
        if (isFault(address)) return address;
        const already = await isSubscribed(tx, found.row.id, address);
        if (!already && (await countSubscriptions(tx, asker.bare)) >= (asker.guest ? MOST.guest : MOST.other)) return fault("too-many-subscriptions");
        await addSubscription(tx, found.row.id, address, asker.bare, asker.guest, now);
        return { reply: writeSubscription({ node, jid: address, subscription: "subscribed" }), announcements: lastItem(found, address) };
      }),
  },
  "unsubscribe": {
    features: [],
    // No right is asked for: who may no longer subscribe may still leave.
    run: async (tx, asker, { node, jid }) => {
      const address = ownAddress(asker, jid);
      if (isFault(address)) return address;
      const row = await findNode(tx, node);
      if (row === undefined) return fault("unknown-node");
      if ((await dropSubscription(tx, row.id, address)) === 0) return fault("not-subscribed");
      return { reply: writeSubscription({ node, jid: address, subscription: "none" }) };
    },
  },
  "affiliate": {
    features: ["modify-affiliations"],
    run: (tx, asker, { node, changes }, setting) =>
      withNode(tx, asker, node, "affiliate", async (found) => {
        const checked = checkAffiliations(changes, found, setting);
        if (isFault(checked)) return checked;
        for (const { jid, affiliation } of checked) {
          const refused = affiliation === "none" || affiliation === "outcast" ? undefined : refuseAccount(await holderOf(tx, jid), found.row.library, "assign");
          if (refused !== undefined) return refused;
        }
        const announcements: Announcement[] = [];
        for (const { jid, affiliation } of checked) {
          await setAffiliation(tx, found.row.id, jid, affiliation);
          if (refuse(affiliation, "subscribe", found.access) !== undefined) announcements.push(...(await expel(tx, found, jid)));
        }
        return { announcements, changes: [{ what: "affiliations", node: found.name }] };
      }),
  },
  "manage": {
    features: ["manage-subscriptions", "subscription-notifications"],
    run: (tx, asker, { node, changes }, setting) =>
      withNode(tx, asker, node, "manage", async (found) => {
        for (const change of changes) {
          const refused = await checkSubscription(tx, found, change, setting);
          if (refused !== undefined) return refused;
        }
        const announcements: Announcement[] = [];
        for (const { jid, subscription } of changes) {
          const bare = bareJid(jid);
          if (subscription === "none") await dropSubscription(tx, found.row.id, jid);
          else await addSubscription(tx, found.row.id, jid, bare, false, setting.now);
          announcements.push({ event: { event: "subscription", state: { node, jid, subscription } }, type: found.config.messageType, to: [jid] });
        }
        return { announcements };
      }),
  },
};

/** One subscribes oneself, with the bare address or with the resource that asks. */
function ownAddress(asker: Asker, jid: string): string | Fault {
  const read = readJid(jid);
  if (read === undefined) return fault("invalid-jid");
  const address = writeJid(read);
  return address === asker.bare || address === asker.from ? address : fault("invalid-jid", "One can subscribe only oneself.");
}

/** What is there already goes to a new subscriber at once (section 6.1.7), marked with its time. */
function lastItem({ row, config }: Node, to: string): Announcement[] {
  if (config.sendLast === "never" || row.payload === null) return [];
  return [{ event: itemEvent(row, unpackElement(row.payload)), type: config.messageType, to: [to], since: row.published ?? 0 }];
}

function checkAffiliations(changes: readonly AffiliationEntry[], { row }: Node, { panelDomain, guestDomain }: Setting): AffiliationEntry[] | Fault {
  const checked: AffiliationEntry[] = [];
  for (const { jid, affiliation } of changes) {
    const read = readJid(jid);
    if (read === undefined || read.local === "") return fault("invalid-jid");
    const bare = writeJid({ ...read, resource: "" });
    if (isGuest(bare, guestDomain)) return fault("bad-affiliation", "A guest has no affiliations.");
    if (bare === ownerOf(row.library, panelDomain)) {
      if (affiliation !== "owner") return fault("bad-affiliation", "The library itself stays the owner of its nodes.");
    } else checked.push({ jid: bare, affiliation });
  }
  return checked;
}

/** Who may not subscribe any longer is not subscribed any longer (section 8.9.2.3), and hears of it. */
async function expel(tx: Transaction, { row, config }: Node, bare: string): Promise<Announcement[]> {
  const theirs = (await subscribersAt(tx, row.id)).map((s) => s.jid).filter((jid) => bareJid(jid) === bare);
  await dropSubscriptionsOf(tx, row.id, bare);
  return theirs.map((jid) => ({ event: { event: "subscription", state: { node: row.name, jid, subscription: "none" } }, type: config.messageType, to: [jid] }));
}

/** An owner may end anybody's subscription, and begin one of those who have an affiliation: nobody else is sent what they did not ask for. */
async function checkSubscription(db: Reader, { row, access }: Node, { jid, subscription }: SubscriptionEntry, { panelDomain, guestDomain }: Setting): Promise<Fault | undefined> {
  const bare = bareJid(jid);
  if (readJid(jid) === undefined || isGuest(jid, guestDomain)) return fault("invalid-jid");
  if (subscription === "none" || bare === ownerOf(row.library, panelDomain)) return undefined;
  const affiliation = await affiliationAt(db, row.id, bare);
  if (affiliation === "none" || refuse(affiliation, "subscribe", access) !== undefined) return fault("bad-subscription", "Only who has an affiliation can be subscribed by the owner.");
  return undefined;
}
