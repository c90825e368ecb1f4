// Tables of pubsub: nodes with their one item, affiliations, subscriptions. All that is asked of them is in this file.
import type { Affiliation, AffiliationEntry } from "#core/pubsub.ts";
import type { NodeName } from "#core/nodes.ts";
import type { Migration, Reader, Transaction } from "./database.ts";

export const NODE_MIGRATIONS: readonly Migration[] = [
  {
    name: "nodes-1",
    sql: [
      `CREATE TABLE node (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL UNIQUE,       -- demo/skins/main
        library TEXT NOT NULL,
        kind TEXT NOT NULL,              -- skin, queue, key
        short TEXT NOT NULL,             -- main; empty for a key
        config TEXT NOT NULL,            -- JSON, what differs from the kind's default
        created INTEGER NOT NULL,
        payload TEXT,                    -- JSON of the item's element; null without an item
        publisher TEXT,
        published INTEGER
      )`,
      "CREATE INDEX node_library ON node (library, kind, short)",
      "CREATE UNIQUE INDEX node_queue ON node (short) WHERE kind = 'queue'", // a queue's name is an address
      `CREATE TABLE affiliation (
        node INTEGER NOT NULL REFERENCES node ON DELETE CASCADE,
        jid TEXT NOT NULL,               -- bare
        affiliation TEXT NOT NULL,
        PRIMARY KEY (jid, node)
      ) WITHOUT ROWID`,
      "CREATE INDEX affiliation_node ON affiliation (node)",
      `CREATE TABLE subscription (
        node INTEGER NOT NULL REFERENCES node ON DELETE CASCADE,
        jid TEXT NOT NULL,               -- as subscribed, bare or full
        bare TEXT NOT NULL,
        guest INTEGER NOT NULL,          -- 1: ends with the guest's presence
        since INTEGER NOT NULL,
        PRIMARY KEY (node, jid)
      ) WITHOUT ROWID`,
      "CREATE INDEX subscription_bare ON subscription (bare, node)",
    ],
  },
];

export interface NodeRow {
  readonly id: number;
  readonly name: string;
  readonly library: string;
  readonly kind: NodeName["kind"];
  readonly short: string;
  readonly config: string;
  readonly created: number;
  readonly payload: string | null;
  readonly publisher: string | null;
  readonly published: number | null;
}

export interface Subscriber {
  readonly jid: string;
  readonly guest: number;
}

export const findNode = (db: Reader, name: string) => db.get<NodeRow>("SELECT * FROM node WHERE name = ?", name);
export const findQueue = (db: Reader, short: string) => db.get<NodeRow>("SELECT * FROM node WHERE kind = 'queue' AND short = ?", short);

export async function insertNode(tx: Transaction, name: string, parts: NodeName, config: string, now: number): Promise<NodeRow> {
  const short = parts.kind === "key" ? "" : parts.name;
  await tx.run("INSERT INTO node (name, library, kind, short, config, created) VALUES (?, ?, ?, ?, ?, ?)", name, parts.library, parts.kind, short, config, now);
  return (await findNode(tx, name)) as NodeRow;
}

export const setItem = (tx: Transaction, node: number, payload: string, publisher: string, now: number) =>
  tx.run("UPDATE node SET payload = ?, publisher = ?, published = ? WHERE id = ?", payload, publisher, now, node);
export const dropItem = (tx: Transaction, node: number) => tx.run("UPDATE node SET payload = NULL, publisher = NULL, published = NULL WHERE id = ?", node);
export const setConfig = (tx: Transaction, node: number, config: string) => tx.run("UPDATE node SET config = ? WHERE id = ?", config, node);
export const deleteNode = (tx: Transaction, node: number) => tx.run("DELETE FROM node WHERE id = ?", node);
export const skinsOf = (db: Reader, library: string) => db.all<NodeRow>("SELECT * FROM node WHERE library = ? AND kind = 'skin' AND payload IS NOT NULL ORDER BY short", library);
/** Nodes with an item that was published then or later. */
export const publishedSince = (db: Reader, time: number) =>
  db.all<NodeRow & { readonly payload: string; readonly published: number }>("SELECT * FROM node WHERE payload IS NOT NULL AND published >= ? ORDER BY published", time);
export const nodesOf = (db: Reader, library: string) => db.all<{ name: string }>("SELECT name FROM node WHERE library = ? ORDER BY name", library);

export async function affiliationAt(db: Reader, node: number, jid: string): Promise<Affiliation> {
  return (await db.get<AffiliationEntry>("SELECT affiliation FROM affiliation WHERE jid = ? AND node = ?", jid, node))?.affiliation ?? "none";
}

export const affiliationsAt = (db: Reader, node: number) => db.all<AffiliationEntry>("SELECT jid, affiliation FROM affiliation WHERE node = ? ORDER BY jid", node);
export const affiliationsOf = (db: Reader, jid: string) =>
  db.all<{ node: string; affiliation: Affiliation }>("SELECT n.name AS node, a.affiliation FROM affiliation a JOIN node n ON n.id = a.node WHERE a.jid = ? ORDER BY n.name", jid);

export async function setAffiliation(tx: Transaction, node: number, jid: string, affiliation: Affiliation): Promise<void> {
  if (affiliation === "none") await tx.run("DELETE FROM affiliation WHERE jid = ? AND node = ?", jid, node);
  else await tx.run("INSERT INTO affiliation (node, jid, affiliation) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET affiliation = excluded.affiliation", node, jid, affiliation);
}

export const subscribersAt = (db: Reader, node: number) => db.all<Subscriber>("SELECT jid, guest FROM subscription WHERE node = ?", node);
export const subscriptionsOf = (db: Reader, bare: string) =>
  db.all<{ node: string; jid: string }>("SELECT n.name AS node, s.jid FROM subscription s JOIN node n ON n.id = s.node WHERE s.bare = ? ORDER BY n.name, s.jid", bare);
export const isSubscribed = async (db: Reader, node: number, jid: string) => (await db.get("SELECT 1 FROM subscription WHERE node = ? AND jid = ?", node, jid)) !== undefined;
const countOf = async (row: Promise<{ count: number } | undefined>) => (await row)?.count ?? 0;
export const countSubscriptions = (db: Reader, bare: string) => countOf(db.get("SELECT count(*) AS count FROM subscription WHERE bare = ?", bare));
export const countSubscribers = (db: Reader, node: number) => countOf(db.get("SELECT count(*) AS count FROM subscription WHERE node = ?", node));

export const addSubscription = (tx: Transaction, node: number, jid: string, bare: string, guest: boolean, now: number) =>
  tx.run("INSERT INTO subscription (node, jid, bare, guest, since) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING", node, jid, bare, guest ? 1 : 0, now);
export const dropSubscription = (tx: Transaction, node: number, jid: string) => tx.run("DELETE FROM subscription WHERE node = ? AND jid = ?", node, jid);
export const dropSubscriptionsOf = (tx: Transaction, node: number, bare: string) => tx.run("DELETE FROM subscription WHERE node = ? AND bare = ?", node, bare);
/** Where a guest is gone: all that it was subscribed to. */
export const dropGuest = (tx: Transaction, bare: string) => tx.run("DELETE FROM subscription WHERE bare = ? AND guest = 1", bare);
/** Where a resource is gone. */
export const dropResource = (tx: Transaction, bare: string, jid: string) => tx.run("DELETE FROM subscription WHERE bare = ? AND jid = ?", bare, jid);
export const dropGuestsSince = (tx: Transaction, before: number) => tx.run("DELETE FROM subscription WHERE guest = 1 AND since < ?", before);
