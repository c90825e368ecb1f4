// What the clients in browsers have to know, and what other XMPP clients ask for (XEP-0156).
import { writeXml, xml } from "#core/xml.ts";
import type { Answer, Handler } from "./answer.ts";

export interface ClientConfig {
  readonly domain: string;
  readonly guestDomain: string;
  readonly service: string;
  readonly websocket: string;
  /** Guests need not wait for what the server says that it can. */
  readonly atOnce: boolean;
}

const REL = "urn:xmpp:alt-connections:websocket"; // XEP-0156 section 3
const XRD = "http://docs.oasis-open.org/ns/xri/xrd-1.0";

export function serveClientConfig({ domain, guestDomain, service, websocket, atOnce }: ClientConfig): Handler {
  const shared = { "Access-Control-Allow-Origin": "*", "Cache-Control": "public, max-age=300" };
  const json = (value: object, headers: Readonly<Record<string, string>>): Answer => ({ status: 200, headers: { "Content-Type": "application/json", ...headers }, body: JSON.stringify(value) });
  const hostMeta = writeXml(xml("XRD", { xmlns: XRD }, xml("Link", { rel: REL, href: websocket })));
  const answers: Readonly<Record<string, Answer>> = {
    "/config.json": json({ domain, guestDomain, service, websocket, atOnce }, { "Cache-Control": "no-store" }),
    "/.well-known/host-meta": { status: 200, headers: { "Content-Type": "application/xrd+xml", ...shared }, body: `<?xml version="1.0" encoding="utf-8"?>\n${hostMeta}\n` },
    "/.well-known/host-meta.json": json({ links: [{ rel: REL, href: websocket }] }, shared),
  };
  return ({ path }) => (Object.hasOwn(answers, path) ? answers[path] : undefined);
}
