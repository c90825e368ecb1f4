// XMPP addresses (RFC 7622), as far as a peer of a server needs them: the server has already normalised what it routes.
export interface Jid {
  readonly local: string;
  readonly domain: string;
  readonly resource: string;
}

const FORBIDDEN_LOCAL = /["&'/:<>@\s\p{Cc}]/u;
const DOMAIN = /^[\p{L}\p{N}](?:[\p{L}\p{N}.-]*[\p{L}\p{N}])?$/u;
const MAX_PART_BYTES = 1023; // RFC 7622 section 3

/** Reads an address; `undefined` where it is none. Local part and domain come back in lower case. */
export function readJid(text: string): Jid | undefined {
  const slash = text.indexOf("/");
  const bare = slash < 0 ? text : text.slice(0, slash);
  const resource = slash < 0 ? "" : text.slice(slash + 1);
  const at = bare.indexOf("@");
  const local = at < 0 ? "" : bare.slice(0, at).toLowerCase();
  const domain = bare.slice(at + 1).toLowerCase();
  if (at === 0 || (slash >= 0 && resource === "")) return undefined;
  if (FORBIDDEN_LOCAL.test(local) || !DOMAIN.test(domain)) return undefined;
  if (local.length > MAX_PART_BYTES || domain.length > MAX_PART_BYTES || resource.length > MAX_PART_BYTES) return undefined;
  return { local, domain, resource };
}

export function writeJid(jid: Jid): string {
  const bare = jid.local === "" ? jid.domain : `${jid.local}@${jid.domain}`;
  return jid.resource === "" ? bare : `${bare}/${jid.resource}`;
}

/** The address without its resource: `desk1@example.org/phone` gives `desk1@example.org`. */
export function bareJid(text: string): string {
  const slash = text.indexOf("/");
  return slash < 0 ? text : text.slice(0, slash);
}

/** What stands before the `@`, or an empty string. */
export function localPart(text: string): string {
  const at = bareJid(text).indexOf("@");
  return at < 0 ? "" : text.slice(0, at);
}
