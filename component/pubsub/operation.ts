// What every pubsub operation has in common: who asks, what it comes to, and the check of rights before anything else.
import { fault, isFault, type Fault } from "#core/errors.ts";
import type { Affiliation, PubsubRequest } from "#core/pubsub.ts";
import { readNodeName, type NodeName } from "#core/nodes.ts";
import type { PubsubEvent } from "#core/pubsub-reply.ts";
import type { XmlElement } from "#core/xml.ts";
import type { Reader, Transaction } from "../store/database.ts";
import { affiliationAt, findNode, type NodeRow } from "../store/nodes.ts";
import type { Change } from "./catalog.ts";
import { readConfig, type NodeConfig } from "./configure.ts";
import { ACCESS, refuse, type Access, type Action } from "./rights.ts";

export interface Asker {
  readonly from: string;
  readonly bare: string;
  readonly guest: boolean;
  /** The library whose owner this is. */
  readonly owns?: string;
}

/** The world around the operations. */
export interface Setting {
  readonly now: number;
  readonly panelDomain: string;
  readonly guestDomain: string;
}

/** An event on its way to subscribers, after the transaction. */
export interface Announcement {
  readonly event: PubsubEvent;
  readonly type: NodeConfig["messageType"];
  readonly to: readonly string[];
  /** Milliseconds; of an item that was published before now. */
  readonly since?: number;
}

export interface Outcome {
  readonly reply?: XmlElement;
  readonly announcements?: readonly Announcement[];
  readonly changes?: readonly Change[];
}

type Ask<K extends PubsubRequest["ask"]> = Extract<PubsubRequest, { ask: K }>;
export type ReadAsk = "items" | "subscriptions" | "affiliations" | "default" | "configuration" | "node-affiliations" | "node-subscriptions";
export type WriteAsk = Exclude<PubsubRequest["ask"], ReadAsk>;

/** `features`: what the operation adds to the service's disco (XEP-0060 section 10, without the prefix). */
export interface Operation<K extends PubsubRequest["ask"], Db> {
  readonly features: readonly string[];
  readonly run: (db: Db, asker: Asker, ask: Ask<K>, setting: Setting) => Promise<Outcome | Fault>;
}

export type ReadOperations = { readonly [K in ReadAsk]: Operation<K, Reader> };
export type Operations<K extends WriteAsk> = { readonly [O in K]: Operation<O, Transaction> };

export interface Node {
  readonly row: NodeRow;
  readonly name: NodeName;
  readonly config: NodeConfig;
  readonly access: Access;
  readonly affiliation: Affiliation;
}

export async function affiliationOf(db: Reader, row: NodeRow, asker: Asker): Promise<Affiliation> {
  if (asker.owns === row.library) return "owner";
  return asker.guest ? "none" : affiliationAt(db, row.id, asker.bare);
}

/** The node, where it is there and the asker may do this to it. */
export async function nodeFor(db: Reader, asker: Asker, node: string, action: Action): Promise<Node | Fault> {
  const row = await findNode(db, node);
  const name = readNodeName(node);
  if (row === undefined || name === undefined) return fault("unknown-node");
  const access = ACCESS[row.kind];
  const affiliation = await affiliationOf(db, row, asker);
  return refuse(affiliation, action, access) ?? { row, name, access, affiliation, config: readConfig(row.config) };
}

/** Runs with the node, or hands the fault back. */
export async function withNode(db: Reader, asker: Asker, node: string, action: Action, run: (node: Node) => Promise<Outcome | Fault>): Promise<Outcome | Fault> {
  const found = await nodeFor(db, asker, node, action);
  return isFault(found) ? found : run(found);
}
