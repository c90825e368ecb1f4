// The component's own addresses: the service, a queue, a chat (docs/architecture.md, "Addresses").
import { readJid } from "./jid.ts";
import { NAME } from "./nodes.ts";

export type Address =
  | { readonly place: "service" }
  | { readonly place: "queue"; readonly queue: string }
  | { readonly place: "chat"; readonly chat: string };

export type Place = Address["place"];

/** Chats' local parts begin so; no queue may be named so. */
export const CHAT_PREFIX = "c-";

const PLAIN_CHAT = /^c-[a-z0-9]{1,60}$/;

/** Whose address this is at the service's domain; `undefined` where it is nobody's. The resource does not matter. */
export function readAddress(text: string, service: string): Address | undefined {
  // Nearly everything comes to a chat's own address, as we have made it and the server writes it.
  const end = text.length - service.length - 1;
  const chat = text.charAt(end) === "@" && text.endsWith(service) ? text.slice(0, end) : "";
  if (PLAIN_CHAT.test(chat)) return { place: "chat", chat };
  const jid = readJid(text);
  if (jid === undefined || jid.domain !== service) return undefined;
  if (jid.local === "") return { place: "service" };
  if (jid.local.startsWith(CHAT_PREFIX)) return { place: "chat", chat: jid.local };
  return NAME.test(jid.local) ? { place: "queue", queue: jid.local } : undefined;
}
