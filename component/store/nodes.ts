// Tables of pubsub: nodes with their one item, affiliations, subscriptions.
import type { Migration } from "./database.ts";

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
