// Operations on nodes and their items: create, publish, retract, configure, delete, purge (XEP-0060 sections 7 and 8).
import { fault, isFault, type Fault } from "#core/errors.ts";
import type { Form } from "#core/forms.ts";
import { readKey } from "#core/key.ts";
import { NS } from "#core/namespaces.ts";
import { CURRENT, readNodeName, type NodeName } from "#core/nodes.ts";
import { writeCreated, writePublished, type PubsubEvent } from "#core/pubsub-reply.ts";
import type { Fingerprint } from "#core/skin.ts";
import type { XmlElement } from "#core/xml.ts";
import type { Reader, Transaction } from "../store/database.ts";
import { deleteNode, dropItem, findNode, findQueue, insertNode, setConfig, setItem, skinsOf, subscribersAt, type NodeRow } from "../store/nodes.ts";
import { packElement, unpackElement } from "../store/payload.ts";
import { notePast } from "../store/records.ts";
import { applyForm, configForm, DEFAULTS, meets, readConfig, writeConfig } from "./configure.ts";
import { nodeFor, withNode, type Announcement, type Asker, type Operations, type Outcome, type Setting } from "./operation.ts";
import { decidePublish, refuseName, type PublishFacts } from "./publish.ts";

export const WRITING: Operations<"create" | "publish" | "retract" | "configure" | "delete" | "purge"> = {
  "create": {
    features: ["create-nodes", "create-and-configure"],
    async run(tx, asker, { node, config }, setting) {
      const row = await create(tx, asker, node, config, setting);
      return isFault(row) ? row : { reply: writeCreated(node) };
    },
  },
  "publish": { features: ["publish", "publish-options", "auto-create", "last-published"], run: publish },
  "retract": {
    features: ["delete-items", "retract-items"],
    run: (tx, asker, { node, id, notify }) =>
      withNode(tx, asker, node, "retract", async ({ row, name, config }) => {
        if (name.kind !== "skin") return { ...fault("unsupported", "Only a skin's item can be taken back."), feature: "delete-items" };
        if (id !== CURRENT || row.payload === null) return fault("unknown-item");
        await dropItem(tx, row.id);
        const told = notify || config.notifyRetract;
        return { announcements: told ? [await announcement(tx, row, { event: "retracted", node, id })] : [], changes: [{ what: "retracted", node: name }] };
      }),
  },
  "configure": {
    features: ["config-node"],
    run: (tx, asker, { node, form }) =>
      withNode(tx, asker, node, "configure", async ({ row, config }) => {
        const next = applyForm(config, row.kind, form);
        if (isFault(next)) return next;
        await setConfig(tx, row.id, writeConfig(next));
        if (!next.notifyConfig || form.type === "cancel") return {};
        const told: PubsubEvent = { event: "configured", node, form: { ...configForm(next, row.kind), type: "result" } };
        return { announcements: [await announcement(tx, row, told)] };
      }),
  },
  "delete": {
    features: ["delete-nodes"],
    run: (tx, asker, { node }) =>
      withNode(tx, asker, node, "delete", async ({ row, name, config }) => {
        if (name.kind === "key" && (await skinsOf(tx, row.library)).length > 0) return fault("conflict", "The library's skins rely on this key; delete them first.");
        const announcements = config.notifyDelete ? [await announcement(tx, row, { event: "deleted", node })] : [];
        if (name.kind === "queue") await notePast(tx, row);
        await deleteNode(tx, row.id);
        return { announcements, changes: [{ what: "deleted", node: name }] };
      }),
  },
  // A node has one item, which is what the node is for.
  "purge": { features: [], run: (tx, asker, { node }) => withNode(tx, asker, node, "delete", async () => ({ ...fault("unsupported"), feature: "purge-nodes" })) },
};

async function create(tx: Transaction, asker: Asker, node: string, form: Form | undefined, { now }: Setting): Promise<NodeRow | Fault> {
  const name = readNodeName(node);
  const refused = refuseName(name);
  if (refused !== undefined || name === undefined) return refused ?? fault("node-name");
  if (asker.owns !== name.library) return fault("forbidden", "Nodes are made by the library that they are named after.");
  if ((await findNode(tx, node)) !== undefined) return fault("conflict");
  if (name.kind === "queue" && (await findQueue(tx, name.name)) !== undefined) return fault("conflict", "A queue with this name exists already; names of queues are addresses.");
  const config = form === undefined ? DEFAULTS : applyForm(DEFAULTS, name.kind, form);
  return isFault(config) ? config : insertNode(tx, node, name, writeConfig(config), now);
}

type PublishAsk = Parameters<(typeof WRITING)["publish"]["run"]>[2];

async function publish(tx: Transaction, asker: Asker, ask: PublishAsk, setting: Setting): Promise<Outcome | Fault> {
  const made = await target(tx, asker, ask, setting);
  if (isFault(made)) return made;
  const name = readNodeName(ask.node) as NodeName;
  const decided = decidePublish(ask.node, await facts(tx, name, ask));
  if (isFault(decided)) return decided;
  const announcements: Announcement[] = [];
  for (const item of decided.items) {
    const row = (await findNode(tx, item.node)) as NodeRow;
    await setItem(tx, row.id, packElement(item.payload), asker.bare, setting.now);
    announcements.push(await announcement(tx, row, itemEvent(row, item.payload)));
  }
  const changes = decided.items.map((item) => ({ what: "published" as const, node: readNodeName(item.node) as NodeName }));
  return { reply: writePublished(ask.node, CURRENT), announcements, changes };
}

/** The node that is published to; it is made where it is not there and the asker may make it (section 7.1.4). */
async function target(tx: Transaction, asker: Asker, { node, options }: PublishAsk, setting: Setting): Promise<NodeRow | Fault> {
  const found = await nodeFor(tx, asker, node, "publish");
  if (!isFault(found)) return (options && meets(found.config, found.row.kind, options)) ?? found.row;
  const name = readNodeName(node);
  if (found.fault !== "unknown-node" || (name !== undefined && asker.owns !== name.library)) return found;
  return create(tx, asker, node, options && { ...options, type: "submit", formType: NS.nodeConfig }, setting);
}

async function facts(db: Reader, name: NodeName, { id, payload }: PublishAsk): Promise<PublishFacts> {
  const queue = name.kind === "skin" ? await findQueue(db, payload.attrs["queue"] ?? "") : undefined;
  const key = name.kind === "skin" ? await currentKey(db, name.library) : undefined;
  const skins = name.kind === "key" ? (await skinsOf(db, name.library)).map((row) => ({ node: row.name, payload: unpackElement(row.payload as string) })) : [];
  return { name, payload, skins, ...(id !== undefined && { id }), ...(key && { key }), ...(queue && { queueOf: queue.library }) };
}

async function currentKey(db: Reader, library: string): Promise<Fingerprint | undefined> {
  const row = await findNode(db, `${library}/key`);
  const key = row === undefined || row.payload === null ? undefined : readKey(unpackElement(row.payload));
  return key === undefined || isFault(key) ? undefined : key;
}

export function itemEvent(row: NodeRow, payload: XmlElement): PubsubEvent {
  return { event: "item", node: row.name, item: { id: CURRENT, payload: readConfig(row.config).deliverPayloads ? payload : undefined } };
}

/** To all who are subscribed now. */
async function announcement(db: Reader, row: NodeRow, event: PubsubEvent): Promise<Announcement> {
  return { event, type: readConfig(row.config).messageType, to: (await subscribersAt(db, row.id)).map((s) => s.jid) };
}
