// The one place of rights: an administrator acts as LIBRARY@PANEL, on nodes below the name of their library, and in no other way.
import { ADMIN_COMMANDS, fillAdminForm, type AdminRequest } from "#core/admin.ts";
import { readAdHocReply, writeAdHoc, type AdHocReply } from "#core/ad-hoc.ts";
import { readDiscoItems, writeDiscoRequest } from "#core/disco.ts";
import { fault, isFault, type Fault } from "#core/errors.ts";
import { readKept, writeKeep, writeKeptRequest, type Kept } from "#core/kept.ts";
import { NS } from "#core/namespaces.ts";
import { CURRENT, readNodeName, writeNodeName, type NodeName } from "#core/nodes.ts";
import { writePubsub, type AffiliationEntry, type PubsubRequest } from "#core/pubsub.ts";
import { readItems, readNodeAffiliations } from "#core/pubsub-reply.ts";
import { readRecords, writeRecordsRequest, type Records } from "#core/records.ts";
import { readPage, type PageRequest } from "#core/rsm.ts";
import { childOf, type XmlElement } from "#core/xml.ts";
import type { Link } from "../xmpp/link.ts";

/** A node of the library, named without the library: what is not below its name cannot be said. */
export type Place = { readonly kind: "skin" | "queue"; readonly name: string } | { readonly kind: "key" };

export interface Door {
  /** Names of the skins or queues that there are, sorted. */
  list(kind: "skin" | "queue"): Promise<string[] | Fault>;
  /** Creates the node with its first item; `conflict` where there is such a thing already. */
  create(place: Place, payload: XmlElement): Promise<Fault | undefined>;
  delete(place: Place): Promise<Fault | undefined>;
  /** Puts the item in the place of the one there is; makes the node where it is not there. */
  publish(place: Place, payload: XmlElement): Promise<Fault | undefined>;
  /** The payload; `unknown-node` or `unknown-item` where there is none. */
  read(place: Place): Promise<XmlElement | Fault>;
  affiliations(place: Place): Promise<readonly AffiliationEntry[] | Fault>;
  affiliate(place: Place, changes: readonly AffiliationEntry[]): Promise<Fault | undefined>;
  /** A page of a queue's ended chats, the newest first. */
  records(queue: string, page: PageRequest): Promise<Records | Fault>;
  forgetRecords(queue: string): Promise<Fault | undefined>;
  /** For how long records are kept, and what there is of queues that are gone. */
  kept(): Promise<Kept | Fault>;
  keep(days: number): Promise<Fault | undefined>;
  /** A command at the service's address (XEP-0133), which knows by the sender whose library it is about. */
  command(request: AdminRequest): Promise<AdHocReply | Fault>;
}

export interface Addresses {
  readonly service: string;
  readonly panelDomain: string;
}

const PAGE = 100;
const MOST_PAGES = 50;

export function openDoor(link: Pick<Link, "request">, library: string, { service, panelDomain }: Addresses): Door {
  const self = `${library}@${panelDomain}`;
  const at = async (place: Place, make: (node: string) => PubsubRequest): Promise<XmlElement | Fault> => {
    const node = nodeOf(library, place);
    if (node === undefined) return fault("unknown-node");
    const { type, payload } = writePubsub(make(node));
    return link.request(type, self, service, payload);
  };
  const publish = async (place: Place, payload: XmlElement) => faultOnly(await at(place, (node) => ({ ask: "publish", node, id: CURRENT, payload })));
  const read = async (place: Place): Promise<XmlElement | Fault> => {
    const answer = await at(place, (node) => ({ ask: "items", node, ids: [CURRENT] }));
    return isFault(answer) ? answer : (readItems(answer).find((item) => item.id === CURRENT)?.payload ?? fault("unknown-item"));
  };
  return {
    list: (kind) => list(`${library}/${kind}s`, (payload) => link.request("get", self, service, payload)),
    async create(place, payload) {
      const failed = faultOnly(await at(place, (node) => ({ ask: "create", node })));
      // A node without an item is what an earlier attempt left that broke off half-way: go on with it.
      const half = failed?.fault === "conflict" && isEmpty(await read(place));
      return failed === undefined || half ? publish(place, payload) : failed;
    },
    delete: async (place) => faultOnly(await at(place, (node) => ({ ask: "delete", node }))),
    publish,
    read,
    async affiliations(place) {
      const answer = await at(place, (node) => ({ ask: "node-affiliations", node }));
      return isFault(answer) ? answer : readNodeAffiliations(answer);
    },
    affiliate: async (place, changes) => faultOnly(await at(place, (node) => ({ ask: "affiliate", node, changes }))),
    async records(queue, page) {
      const node = nodeOf(library, { kind: "queue", name: queue });
      if (node === undefined) return fault("unknown-node");
      const answer = await link.request("get", self, service, writeRecordsRequest({ node, page }));
      if (isFault(answer)) return answer;
      const records = childOf(answer, "records", NS.otterdesk);
      return records === undefined ? fault("malformed", "The service’s answer has no records.") : readRecords(records);
    },
    async forgetRecords(queue) {
      const node = nodeOf(library, { kind: "queue", name: queue });
      return node === undefined ? fault("unknown-node") : faultOnly(await link.request("set", self, service, writeRecordsRequest({ node, page: {} })));
    },
    async kept() {
      const answer = await link.request("get", self, service, writeKeptRequest());
      if (isFault(answer)) return answer;
      const kept = childOf(answer, "kept", NS.otterdesk);
      return kept === undefined ? fault("malformed", "The service’s answer does not say what is kept.") : readKept(kept);
    },
    keep: async (days) => faultOnly(await link.request("set", self, service, writeKeep(days))),
    async command(request) {
      const form = fillAdminForm(request);
      const answer = await link.request("set", self, service, writeAdHoc({ node: ADMIN_COMMANDS[request.do].node, action: "execute", ...(form && { form }) }));
      if (isFault(answer)) return answer;
      const command = childOf(answer, "command", NS.commands);
      return command === undefined ? fault("malformed", "The service’s answer is no command.") : readAdHocReply(command);
    },
  };
}

/** The names below `LIBRARY/skins` or `LIBRARY/queues`, page by page (XEP-0030, XEP-0059). */
async function list(folder: string, ask: (payload: XmlElement) => Promise<XmlElement | Fault>): Promise<string[] | Fault> {
  const names: string[] = [];
  for (let after: string | undefined, pages = 0; pages < MOST_PAGES; pages++) {
    const answer = await ask(writeDiscoRequest(NS.discoItems, { node: folder, page: { max: PAGE, ...(after !== undefined && { after }) } }));
    if (isFault(answer)) return answer.fault === "unknown-node" ? names : answer; // the folder comes with its first node
    const query = childOf(answer, "query", NS.discoItems);
    const items = query === undefined ? [] : readDiscoItems(query);
    names.push(...items.flatMap(({ node = "" }) => (node.startsWith(`${folder}/`) && readNodeName(node) !== undefined ? [node.slice(folder.length + 1)] : [])));
    after = query && readPage(query)?.last;
    if (after === undefined || items.length < PAGE) break;
  }
  return names.sort();
}

/** The node's name, where what came from a person is a name at all and stays inside the library. */
function nodeOf(library: string, place: Place): string | undefined {
  const node = writeNodeName({ ...place, library } as NodeName);
  return readNodeName(node)?.library === library ? node : undefined;
}

const faultOnly = (answer: XmlElement | Fault): Fault | undefined => (isFault(answer) ? answer : undefined);
const isEmpty = (answer: XmlElement | Fault): boolean => isFault(answer) && answer.fault === "unknown-item";
