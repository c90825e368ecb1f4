// XML as plain data. Elements of xmpp.js have this shape already, so codecs read them without a conversion.
export interface XmlElement {
  readonly name: string;
  readonly attrs: Readonly<Record<string, string | undefined>>;
  readonly children: readonly XmlNode[];
}
export type XmlNode = XmlElement | string;

type Child = XmlNode | undefined | false | readonly Child[];

/** Builds an element. Attributes and children that are `undefined` or `false` are left out. */
export function xml(name: string, attrs: Record<string, string | number | undefined> = {}, ...children: Child[]): XmlElement {
  const kept: Record<string, string> = {};
  for (const [key, value] of Object.entries(attrs)) if (value !== undefined) kept[key] = String(value);
  return { name, attrs: kept, children: flatten(children) };
}

function flatten(children: readonly Child[]): XmlNode[] {
  return children.flatMap((child) => {
    if (child === undefined || child === false) return [];
    return isList(child) ? flatten(child) : [child];
  });
}

function isList(child: Child): child is readonly Child[] {
  return Array.isArray(child);
}

/** The child elements with this name and, where given, this namespace (a child without `xmlns` has its parent's). */
export function childrenOf(parent: XmlElement, name?: string, ns?: string): XmlElement[] {
  return parent.children.filter(
    (c): c is XmlElement =>
      typeof c !== "string" && (name === undefined || c.name === name) && (ns === undefined || (c.attrs["xmlns"] ?? parent.attrs["xmlns"]) === ns),
  );
}

export function childOf(parent: XmlElement, name?: string, ns?: string): XmlElement | undefined {
  return childrenOf(parent, name, ns)[0];
}

/** All text directly inside an element. */
export function textOf(element: XmlElement | undefined): string {
  return element === undefined ? "" : element.children.filter((c) => typeof c === "string").join("");
}

const ESCAPES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;" };
// Characters that XML 1.0 cannot carry at all (section 2.2); a lone surrogate would make the stream invalid UTF-8.
const ILLEGAL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** Text as it may stand in an element or an attribute's value. */
export function escapeText(text: string): string {
  return text.replace(ILLEGAL, "\ufffd").replace(/[&<>"']/g, (c) => ESCAPES[c] as string);
}

/** Serialises an element. */
export function writeXml(node: XmlNode): string {
  if (typeof node === "string") return escapeText(node);
  let out = `<${node.name}`;
  for (const [key, value] of Object.entries(node.attrs)) if (value !== undefined) out += ` ${key}="${escapeText(value)}"`;
  if (node.children.length === 0) return `${out}/>`;
  return `${out}>${node.children.map(writeXml).join("")}</${node.name}>`;
}
