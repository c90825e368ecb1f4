// XML as plain data. Elements of xmpp.js have this shape already, so codecs read them without a conversion.
export interface XmlElement {
  readonly name: string;
  readonly attrs: Readonly<Record<string, string | undefined>>;
  readonly children: readonly XmlNode[];
}
export type XmlNode = XmlElement | string;

type Child = XmlNode | undefined | false | readonly Child[];

/** Builds an element. Attributes and children that are `undefined` or `false` are left out. */
/* @__NO_SIDE_EFFECTS__ */ // for bundlers: what is built and used by nobody is left out
export function xml(name: string, attrs: Record<string, string | number | undefined> = {}, ...children: Child[]): XmlElement {
  const kept: Record<string, string> = {};
  for (const key in attrs) if (attrs[key] !== undefined) kept[key] = String(attrs[key]);
  return { name, attrs: kept, children: flatten(children, []) };
}

function flatten(children: readonly Child[], into: XmlNode[]): XmlNode[] {
  for (const child of children) {
    if (isList(child)) flatten(child, into);
    else if (child !== undefined && child !== false) into.push(child);
  }
  return into;
}

function isList(child: Child): child is readonly Child[] {
  return Array.isArray(child);
}

/** The child elements with this name and, where given, this namespace (a child without `xmlns` has its parent's). */
export function childrenOf(parent: XmlElement, name?: string, ns?: string): XmlElement[] {
  return parent.children.filter((c): c is XmlElement => isChild(parent, c, name, ns));
}

export function childOf(parent: XmlElement, name?: string, ns?: string): XmlElement | undefined {
  return parent.children.find((c): c is XmlElement => isChild(parent, c, name, ns));
}

function isChild(parent: XmlElement, child: XmlNode, name?: string, ns?: string): child is XmlElement {
  return typeof child !== "string" && (name === undefined || child.name === name) && (ns === undefined || (child.attrs["xmlns"] ?? parent.attrs["xmlns"]) === ns);
}

/** All text directly inside an element. */
export function textOf(element: XmlElement | undefined): string {
  if (element === undefined) return "";
  const { children } = element;
  if (children.length === 1 && typeof children[0] === "string") return children[0];
  return children.filter((c) => typeof c === "string").join("");
}

const ESCAPES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;" };
// Characters that XML 1.0 cannot carry at all (section 2.2); a lone surrogate would make the stream invalid UTF-8.
const ILLEGAL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
/** All that has to be written otherwise, and the surrogates among which a lone one may be. */
const SPECIAL = /[&<>"'\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff\ud800-\udfff]/;

/** Text as it may stand in an element or an attribute's value. */
export function escapeText(text: string): string {
  // Most texts need nothing, and looking is quicker than replacing.
  return SPECIAL.test(text) ? text.replace(ILLEGAL, "\ufffd").replace(/[&<>"']/g, (c) => ESCAPES[c] as string) : text;
}

/** Serialises an element. */
export function writeXml(node: XmlNode): string {
  if (typeof node === "string") return escapeText(node);
  let out = `<${node.name}`;
  for (const key in node.attrs) {
    const value = node.attrs[key];
    if (value !== undefined) out += ` ${key}="${escapeText(value)}"`;
  }
  if (node.children.length === 0) return `${out}/>`;
  out += ">";
  for (const child of node.children) out += writeXml(child);
  return `${out}</${node.name}>`;
}
