// Elements as they are stored: JSON of [name, attributes, ...children], so that nothing has to parse XML again.
import type { XmlElement, XmlNode } from "#core/xml.ts";

type Packed = string | [string, Record<string, string>, ...Packed[]];

export function packElement(element: XmlElement): string {
  return JSON.stringify(pack(element));
}

function pack(node: XmlNode): Packed {
  if (typeof node === "string") return node;
  const attrs: Record<string, string> = {};
  for (const [name, value] of Object.entries(node.attrs)) if (value !== undefined) attrs[name] = value;
  return [node.name, attrs, ...node.children.map(pack)];
}

/** The database holds nothing but what `packElement` made, so what does not read is a damaged database: it throws. */
export function unpackElement(text: string): XmlElement {
  const element = unpack(JSON.parse(text) as Packed);
  if (typeof element === "string") throw new Error("The store has a text where an element was.");
  return element;
}

function unpack(packed: Packed): XmlNode {
  if (typeof packed === "string") return packed;
  const [name, attrs, ...children] = packed;
  return { name, attrs, children: children.map(unpack) };
}
