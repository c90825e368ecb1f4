// Removals that reach over many nodes: of an address whose account is gone, and of a library.
import { readNodeName, type NodeName } from "#core/nodes.ts";
import type { Transaction } from "../store/database.ts";
import { affiliationsOf, deleteNode, dropSubscriptionsOf, findNode, nodesOf, setAffiliation, subscribersAt, type NodeRow } from "../store/nodes.ts";
import { readConfig } from "./configure.ts";
import type { Announcement, Outcome } from "./operation.ts";

/** Ends whatever an address has at any library's nodes, but for those of one: who was or will be at it is somebody else. */
export async function expel(tx: Transaction, bare: string, except?: string): Promise<Outcome> {
  const changes: { what: "affiliations"; node: NodeName }[] = [];
  for (const { node } of await affiliationsOf(tx, bare)) {
    const row = (await findNode(tx, node)) as NodeRow;
    if (row.library === except) continue;
    await setAffiliation(tx, row.id, bare, "none");
    await dropSubscriptionsOf(tx, row.id, bare);
    changes.push({ what: "affiliations", node: readNodeName(node) as NodeName });
  }
  return { changes };
}

/** Deletes all nodes of a library; open boxes hear that their skin is gone. */
export async function removeNodes(tx: Transaction, library: string): Promise<Outcome> {
  const announcements: Announcement[] = [];
  const changes: { what: "deleted"; node: NodeName }[] = [];
  for (const { name } of await nodesOf(tx, library)) {
    const row = (await findNode(tx, name)) as NodeRow;
    announcements.push({ event: { event: "deleted", node: name }, type: readConfig(row.config).messageType, to: (await subscribersAt(tx, row.id)).map((s) => s.jid) });
    await deleteNode(tx, row.id);
    changes.push({ what: "deleted", node: readNodeName(name) as NodeName });
  }
  return { announcements, changes };
}
