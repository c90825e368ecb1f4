// The library's elements as plain data, without parent links and prefixes: what the component's own reader is measured by.
import type { LibraryElement } from "@xmpp/component";
import type { XmlElement } from "#core/xml.ts";

interface Scope {
  readonly prefixes: Readonly<Record<string, string>>;
  /** The default namespace that is in force here. */
  readonly inForce: string;
  /** The namespace of the element around, as it will be written. */
  readonly around: string;
}

const OUTSIDE: Scope = { prefixes: {}, inForce: "", around: "" };

/** `<x:skin xmlns:x="urn:a"/>` becomes `<skin xmlns="urn:a"/>`; all else stays as it is. */
export function plain(element: LibraryElement, scope: Scope = OUTSIDE): XmlElement {
  let { prefixes, inForce } = scope;
  const attrs: Record<string, string | undefined> = {};
  for (const key in element.attrs) {
    const value = element.attrs[key];
    if (key.startsWith("xmlns:")) prefixes = { ...prefixes, [key.slice(6)]: value ?? "" };
    else attrs[key] = value;
  }
  inForce = attrs["xmlns"] ?? inForce;
  const colon = element.name.indexOf(":");
  const own = colon < 0 ? inForce : (prefixes[element.name.slice(0, colon)] ?? "");
  if (own === scope.around && colon >= 0) delete attrs["xmlns"];
  else if (own !== scope.around) attrs["xmlns"] = own;
  const below = { prefixes, inForce, around: own };
  return {
    name: colon < 0 ? element.name : element.name.slice(colon + 1),
    attrs,
    children: element.children.map((child) => (typeof child === "string" ? child : plain(child, below))),
  };
}
