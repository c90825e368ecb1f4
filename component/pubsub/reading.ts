// Operations that change nothing: items, one's own subscriptions and affiliations, and what owners may look at (XEP-0060 sections 5, 6.5, 8).
import { fault, isFault } from "#core/errors.ts";
import { CURRENT } from "#core/nodes.ts";
import type { Affiliation } from "#core/pubsub.ts";
import { writeAffiliations, writeConfiguration, writeItems, writeNodeAffiliations, writeNodeSubscriptions, writeSubscriptions, type Item } from "#core/pubsub-reply.ts";
import { pageOf, writePage } from "#core/rsm.ts";
import type { Reader } from "../store/database.ts";
import { affiliationsAt, affiliationsOf, nodesOf, subscribersAt, subscriptionsOf } from "../store/nodes.ts";
import { unpackElement } from "../store/payload.ts";
import { configForm, DEFAULTS } from "./configure.ts";
import { withNode, type Asker, type Node, type ReadOperations } from "./operation.ts";
import { ownerOf } from "./rights.ts";

const MOST = 100; // items of one answer

export const READING: ReadOperations = {
  "items": {
    features: ["retrieve-items", "persistent-items", "item-ids", "rsm"],
    run: (db, asker, { node, ids, max, page }) =>
      withNode(db, asker, node, "read", async ({ row }) => {
        const all: Item[] = row.payload === null ? [] : [{ id: CURRENT, payload: unpackElement(row.payload) }];
        if (ids.some((id) => !all.some((item) => item.id === id))) return fault("unknown-item");
        if (page === undefined) return { reply: writeItems(node, max === undefined ? all : all.slice(0, max)) };
        const result = pageOf(all, (item) => item.id, page, MOST);
        return isFault(result) ? result : { reply: writeItems(node, result.entries, writePage(result, (item) => item.id)) };
      }),
  },
  "subscriptions": {
    features: ["retrieve-subscriptions"],
    async run(db, asker, { node }) {
      const all = (await subscriptionsOf(db, asker.bare)).filter((s) => node === undefined || s.node === node);
      return { reply: writeSubscriptions(node, all.map((s) => ({ ...s, subscription: "subscribed" }))) };
    },
  },
  "affiliations": {
    features: ["retrieve-affiliations"],
    async run(db, asker, { node }) {
      const all = (await ownAffiliations(db, asker)).filter((a) => node === undefined || a.node === node);
      return { reply: writeAffiliations(node, all) };
    },
  },
  "default": {
    features: ["retrieve-default"],
    run: async () => ({ reply: writeConfiguration(undefined, configForm(DEFAULTS, "skin")) }),
  },
  "configuration": {
    features: ["config-node", "meta-data"],
    run: (db, asker, { node }) => withNode(db, asker, node, "configure", async ({ row, config }) => ({ reply: writeConfiguration(node, configForm(config, row.kind)) })),
  },
  "node-affiliations": {
    features: ["modify-affiliations", "member-affiliation", "publisher-affiliation", "outcast-affiliation"],
    run: (db, asker, { node }, { panelDomain }) =>
      withNode(db, asker, node, "affiliate", async ({ row }) => ({
        reply: writeNodeAffiliations(node, [{ jid: ownerOf(row.library, panelDomain), affiliation: "owner" }, ...(await affiliationsAt(db, row.id))]),
      })),
  },
  "node-subscriptions": {
    features: ["manage-subscriptions"],
    run: (db, asker, { node }) => withNode(db, asker, node, "manage", async (found) => ({ reply: writeNodeSubscriptions(node, await subscribers(db, found)) })),
  },
};

/** Without the guests: their addresses are nobody's business. */
async function subscribers(db: Reader, { row }: Node): Promise<string[]> {
  return (await subscribersAt(db, row.id)).filter((s) => s.guest === 0).map((s) => s.jid);
}

async function ownAffiliations(db: Reader, asker: Asker): Promise<{ node: string; affiliation: Affiliation }[]> {
  const owned = asker.owns === undefined ? [] : (await nodesOf(db, asker.owns)).map((row) => ({ node: row.name, affiliation: "owner" as const }));
  return [...owned, ...(asker.guest ? [] : await affiliationsOf(db, asker.bare))];
}
