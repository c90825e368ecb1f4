// The component's web side: the guest's and the operator's site, each an origin of its own, and health for who watches over it.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { serveBoxPage, type ReadSkin } from "./box-page.ts";
import { serveChatAddress } from "./chat-address.ts";
import { serveClientConfig, type ClientConfig } from "./client-config.ts";
import { say, type Handler } from "./answer.ts";
import { serveHealth, type Health } from "./health.ts";
import { openListener, type Listener } from "./listener.ts";
import { clientPolicy, demoPagePolicy, filePolicy, GUEST_HEADERS, OPERATOR_HEADERS } from "./policies.ts";
import { servePresence, type ReadQueueState } from "./presence.ts";
import { readSite, serveSite } from "./site.ts";

export interface WebSettings extends ClientConfig {
  readonly http: {
    readonly host: string;
    readonly guestPort: number;
    readonly operatorPort: number;
    /** The folder of the built sites. */
    readonly sites: string;
  };
  /** Port 0: no health. */
  readonly health: { readonly host: string; readonly port: number };
}

export interface WebSources extends Health {
  readonly queueState: ReadQueueState;
  readonly skin: ReadSkin;
  readonly onError: (error: unknown) => void;
}

export interface Web {
  close(): Promise<void>;
}

/** Opens the listeners; an error that says which port is taken. */
export async function openWeb(settings: WebSettings, sources: WebSources): Promise<Web> {
  const listeners: Listener[] = [];
  const close = async () => {
    await Promise.all(listeners.map((listener) => listener.close()));
  };
  try {
    for (const listener of plan(settings, sources)) listeners.push(await openListener({ ...listener, onError: sources.onError }));
  } catch (error) {
    await close();
    throw error;
  }
  return { close };
}

type Files = ReturnType<typeof readSite>;
type HeadersOf = (path: string) => Readonly<Record<string, string>>;

function plan(settings: WebSettings, sources: WebSources) {
  const { http, health, websocket, service } = settings;
  const config = serveClientConfig(settings);
  const guestSite = (files: Files): HeadersOf => {
    const box = clientPolicy({ websocket, framed: true, page: String(files.get("/box.html")?.plain) }); // in all languages the same style
    return (path) => (/^\/box(?:\.[a-z]{2})?\.html$/.test(path) ? box : path.endsWith(".html") ? demoPagePolicy() : filePolicy());
  };
  const operatorSite = (): HeadersOf => (path) => (path.endsWith(".html") ? clientPolicy({ websocket, framed: false }) : filePolicy());
  const site = (name: string, headersOf: (files: Files) => HeadersOf): Handler[] => {
    const folder = join(http.sites, name);
    if (!existsSync(folder)) return [() => say(503, "This site has not been built: run npm run build, then start the component again.")];
    const files = readSite(folder);
    const headers = headersOf(files);
    return [serveBoxPage(files, settings, sources.skin, headers), serveSite(files, headers)];
  };
  const listeners = [
    {
      host: http.host,
      port: http.guestPort,
      option: "http.guestPort",
      headers: GUEST_HEADERS,
      handlers: [config, servePresence(service, sources.queueState), serveChatAddress(service), ...site("web-guest", guestSite)],
    },
    { host: http.host, port: http.operatorPort, option: "http.operatorPort", headers: OPERATOR_HEADERS, handlers: [config, ...site("web-operator", operatorSite)] },
  ];
  if (health.port === 0) return listeners;
  return [...listeners, { host: health.host, port: health.port, option: "health.port", headers: {}, handlers: [serveHealth(sources)] }];
}
