// The names of a library's pubsub nodes: `demo/skins/main`, `demo/queues/reference`, `demo/key`.
export type NodeName =
  | { readonly kind: "skin"; readonly library: string; readonly name: string }
  | { readonly kind: "queue"; readonly library: string; readonly name: string }
  | { readonly kind: "key"; readonly library: string };

/** A library's, skin's or queue's name: letters, digits and `-`, so that it is a JID's local part and an URL's segment too. */
export const NAME = /^[a-z0-9](?:[a-z0-9-]{0,46}[a-z0-9])?$/;

/** Every node has exactly one item, with this id. */
export const CURRENT = "current";

export function readNodeName(node: string): NodeName | undefined {
  const [library = "", kind, name, ...rest] = node.split("/");
  if (!NAME.test(library) || rest.length > 0) return undefined;
  if (kind === "key" && name === undefined) return { kind: "key", library };
  if (name === undefined || !NAME.test(name)) return undefined;
  if (kind === "skins") return { kind: "skin", library, name };
  if (kind === "queues") return { kind: "queue", library, name };
  return undefined;
}

export function writeNodeName(node: NodeName): string {
  return node.kind === "key" ? `${node.library}/key` : `${node.library}/${node.kind}s/${node.name}`;
}

/** A skin's node from how pages name it: `demo/skins/main`, or short `demo/main`; in any case of letters. */
export function readSkinNode(text: string): string | undefined {
  const parts = text.toLowerCase().split("/");
  const name = readNodeName(parts.length === 2 ? `${parts[0]}/skins/${parts[1]}` : parts.join("/"));
  return name?.kind === "skin" ? writeNodeName(name) : undefined;
}
