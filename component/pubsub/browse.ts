// disco at the service (XEP-0030, XEP-0060 section 5): root -> libraries -> skins, queues, key -> nodes -> items.
import type { DiscoItem } from "#core/disco.ts";
import { fault, isFault, type Fault } from "#core/errors.ts";
import { writeForm } from "#core/forms.ts";
import { NS } from "#core/namespaces.ts";
import { CURRENT, NAME, readNodeName, type NodeName } from "#core/nodes.ts";
import { writePage, type Page, type PageRequest } from "#core/rsm.ts";
import type { DiscoItems, DiscoPart, DiscoQuestion } from "../disco/disco.ts";
import { kindsOf, listLibraries, listNodes, type Listed, type Viewer } from "../store/browse.ts";
import { countSubscribers } from "../store/nodes.ts";
import { readConfig } from "./configure.ts";
import { nodeFor, type Asker, type Node } from "./operation.ts";
import { isGuest, ownedBy, ownerOf } from "./rights.ts";
import type { PubsubParts } from "./service.ts";

/** Entries of a page: at 150 bytes each an answer stays far below what servers pass on. */
const MOST = 500;

const FOLDERS = { skins: "skin", queues: "queue" } as const;

type Parts = Pick<PubsubParts, "store" | "service" | "panelDomain" | "guestDomain">;

/** What a name stands for in the tree, before anyone has looked whether it is there. */
type Spot = { readonly spot: "library"; readonly library: string } | { readonly spot: "folder"; readonly library: string; readonly kind: NodeName["kind"] } | { readonly spot: "leaf" };

function spotOf(node: string): Spot | undefined {
  if (readNodeName(node) !== undefined) return { spot: "leaf" };
  const [library = "", folder, ...rest] = node.split("/");
  if (!NAME.test(library) || rest.length > 0) return undefined;
  if (folder === undefined) return { spot: "library", library };
  return folder === "skins" || folder === "queues" ? { spot: "folder", library, kind: FOLDERS[folder] } : undefined;
}

export function browseNodes(parts: Parts): DiscoPart {
  const askerOf = ({ request }: DiscoQuestion): Asker => {
    const owns = ownedBy(request.bare, parts.panelDomain);
    return { from: request.stanza.from, bare: request.bare, guest: isGuest(request.bare, parts.guestDomain), ...(owns !== undefined && { owns }) };
  };
  return {
    at: "service",
    async info(question) {
      if (question.node === undefined) return { identities: [{ category: "pubsub", type: "service", name: "Otterdesk" }] };
      const spot = spotOf(question.node);
      if (spot === undefined) return undefined;
      const asker = askerOf(question);
      if (spot.spot === "leaf") return leafInfo(parts, asker, question.node);
      const kinds = await kindsOf(parts.store, asker, spot.library);
      const there = spot.spot === "library" ? kinds.length > 0 : kinds.includes(spot.kind);
      return there ? { identities: [{ category: "pubsub", type: "collection", name: question.node }], features: [NS.pubsub] } : fault("unknown-node");
    },
    async items(question) {
      const asker = askerOf(question);
      const { node, page } = question;
      if (node === undefined) return listed(parts, await listLibraries(parts.store, asker, page ?? {}, MOST), page);
      const spot = spotOf(node);
      if (spot === undefined) return undefined;
      if (spot.spot === "leaf") return leafItems(parts, asker, node);
      const kinds = await kindsOf(parts.store, asker, spot.library);
      if (spot.spot === "library") return kinds.length === 0 ? fault("unknown-node") : folders(parts, spot.library, kinds);
      if (!kinds.includes(spot.kind)) return fault("unknown-node");
      return listed(parts, await listNodes(parts.store, asker satisfies Viewer, spot.library, spot.kind, page ?? {}, MOST), page);
    },
  };
}

/** The page is marked as one where it was asked for, and where it is not the whole. */
function listed({ service }: Parts, page: Page<Listed>, asked: PageRequest | undefined): DiscoItems {
  const items = page.entries.map(({ id, config }): DiscoItem => {
    const title = config === undefined ? "" : readConfig(config).title;
    return { jid: service, node: id, ...(title !== "" && { name: title }) };
  });
  const part = asked !== undefined || page.entries.length < page.count;
  return { items, ...(part && { set: writePage(page, (entry) => entry.id) }) };
}

function folders({ service }: Parts, library: string, kinds: readonly NodeName["kind"][]): DiscoItems {
  const below = [kinds.includes("skin") && "skins", kinds.includes("queue") && "queues", kinds.includes("key") && "key"].filter((name) => name !== false);
  return { items: below.map((name) => ({ jid: service, node: `${library}/${name}` })) };
}

async function leafItems({ store, service }: Parts, asker: Asker, node: string): Promise<DiscoItems | Fault> {
  const found = await nodeFor(store, asker, node, "read");
  if (isFault(found)) return found;
  return { items: found.row.payload === null ? [] : [{ jid: service, name: CURRENT }] };
}

async function leafInfo(parts: Parts, asker: Asker, node: string) {
  const found = await nodeFor(parts.store, asker, node, "read");
  if (isFault(found)) return found;
  const subscribers = await countSubscribers(parts.store, found.row.id);
  return { identities: [{ category: "pubsub", type: "leaf", name: found.config.title || node }], features: [NS.pubsub], forms: [metaData(parts, found, subscribers)] };
}

function metaData({ panelDomain }: Parts, { row, config, access, affiliation }: Node, subscribers: number) {
  const field = (name: string, ...values: string[]) => ({ var: `pubsub#${name}`, values });
  return writeForm({
    type: "result",
    formType: NS.pubsubMeta,
    fields: [
      field("type", NS.otterdesk),
      field("creator", ownerOf(row.library, panelDomain)),
      field("creation_date", new Date(row.created).toISOString()),
      field("title", config.title),
      field("description", config.description),
      field("access_model", access),
      field("publish_model", "publishers"),
      ...(affiliation === "owner" ? [field("num_subscribers", String(subscribers))] : []),
    ],
  });
}
