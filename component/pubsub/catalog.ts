// What the rest of the program reads of skins and queues, and how it hears that they have changed.
import { isFault } from "#core/errors.ts";
import type { NodeName } from "#core/nodes.ts";
import { readQueue, type Queue } from "#core/queue.ts";
import { readSkin, type Skin } from "#core/skin.ts";
import type { Reader } from "../store/database.ts";
import { unpackElement } from "../store/payload.ts";

export interface SkinEntry {
  readonly node: string;
  readonly library: string;
  readonly skin: Skin;
  /** The skin as it is stored. */
  readonly item: string;
}

export interface QueueEntry {
  /** The address's local part. */
  readonly name: string;
  readonly node: string;
  readonly library: string;
  readonly queue: Queue;
  /** Bare JIDs with the affiliation `member`. */
  readonly operators: readonly string[];
}

/** After it is in the store: an item was published or taken back, a node is gone, or who belongs to it has changed. */
export interface Change {
  readonly what: "published" | "retracted" | "deleted" | "affiliations";
  readonly node: NodeName;
}

export interface Catalog {
  skin(node: string): Promise<SkinEntry | undefined>;
  queue(name: string): Promise<QueueEntry | undefined>;
  queues(): Promise<readonly QueueEntry[]>;
  /** Where this bare JID is an operator. */
  queuesOf(operator: string): Promise<readonly QueueEntry[]>;
  onChange(listener: (change: Change) => void): void;
  /** For pubsub alone: tells the listeners. */
  changed(change: Change): void;
}

interface QueueRow {
  readonly name: string;
  readonly short: string;
  readonly library: string;
  readonly payload: string;
  readonly operators: string | null;
}

const QUEUES = `SELECT n.name, n.short, n.library, n.payload,
    (SELECT group_concat(jid, char(10)) FROM affiliation a WHERE a.node = n.id AND a.affiliation = 'member') AS operators
  FROM node n WHERE n.kind = 'queue' AND n.payload IS NOT NULL`;

export function makeCatalog(store: Reader): Catalog {
  const listeners: ((change: Change) => void)[] = [];
  const entry = (row: QueueRow): QueueEntry[] => {
    const queue = readQueue(unpackElement(row.payload));
    if (isFault(queue)) return [];
    return [{ name: row.short, node: row.name, library: row.library, queue, operators: row.operators?.split("\n") ?? [] }];
  };
  const rows = async (where: string, ...values: string[]) => (await store.all<QueueRow>(`${QUEUES} ${where}`, ...values)).flatMap(entry);
  return {
    async skin(node) {
      const row = await store.get<{ library: string; payload: string }>("SELECT library, payload FROM node WHERE name = ? AND kind = 'skin' AND payload IS NOT NULL", node);
      const skin = row && readSkin(unpackElement(row.payload));
      return row === undefined || skin === undefined || isFault(skin) ? undefined : { node, library: row.library, skin, item: row.payload };
    },
    queue: async (name) => (await rows("AND n.short = ?", name))[0],
    queues: () => rows("ORDER BY n.short"),
    queuesOf: (operator) => rows("AND n.id IN (SELECT node FROM affiliation WHERE jid = ? AND affiliation = 'member') ORDER BY n.short", operator),
    onChange: (listener) => void listeners.push(listener),
    changed: (change) => listeners.forEach((listener) => listener(change)),
  };
}
