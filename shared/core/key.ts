// The payload of a library's `key` node: publishing it writes the fingerprint into all the library's skins (docs/protocol.md, "Keys").
import { fault, type Fault } from "./errors.ts";
import { NS } from "./namespaces.ts";
import { readFingerprint, type Fingerprint } from "./skin.ts";
import { childOf, xml, type XmlElement } from "./xml.ts";

const DAY = 86_400_000;

export function writeKey(fingerprint: Fingerprint): XmlElement {
  return xml("key", { xmlns: NS.otterdesk }, xml("fingerprint", { created: fingerprint.created }, fingerprint.hex));
}

export function readKey(element: XmlElement): Fingerprint | Fault {
  if (element.name !== "key" || element.attrs["xmlns"] !== NS.otterdesk) return fault("malformed", "The payload is not a <key/> of urn:otterdesk:0.");
  return readFingerprint(childOf(element, "fingerprint")) ?? fault("malformed", "The key has no fingerprint.");
}

/** How old a key pair may get: a week is advised, a month is the limit that counts as safe. */
export type KeyAge = "fresh" | "due" | "unsafe";

export function keyAge(created: string, now: number): KeyAge {
  const days = (now - Date.parse(created)) / DAY;
  if (days > 30) return "unsafe";
  return days > 7 ? "due" : "fresh";
}
