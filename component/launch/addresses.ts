// Where everything of an installation is, from its ports; XMPP addresses lie below `localhost`, which needs no name server.
import type { Ports } from "./ports.ts";

export interface Addresses {
  readonly domain: string;
  readonly service: string;
  readonly panelDomain: string;
  readonly guestDomain: string;
  readonly urls: { readonly guest: string; readonly operator: string; readonly panel: string };
  readonly xmpp: { readonly host: string; readonly c2sPort: number; readonly websocket: string };
}

export const LOOPBACK = "127.0.0.1";
const DOMAIN = "localhost";

export function addressesFor(ports: Ports): Addresses {
  const site = (port: number) => `http://localhost:${port}`;
  return {
    domain: DOMAIN,
    service: `chat.${DOMAIN}`,
    panelDomain: `panel.${DOMAIN}`,
    guestDomain: `guest.${DOMAIN}`,
    urls: { guest: site(ports.guest), operator: site(ports.operator), panel: site(ports.panel) },
    xmpp: { host: LOOPBACK, c2sPort: ports.c2s, websocket: `ws://localhost:${ports.websocket}/xmpp-websocket` },
  };
}
