// The configuration of the managed Prosody (0.12), as text: loopback only, no other servers, nothing kept that is not needed.
export interface ProsodySettings {
  readonly domain: string;
  readonly guestDomain: string;
  readonly components: readonly { readonly domain: string; readonly secret: string }[];
  readonly ports: { readonly c2s: number; readonly websocket: number; readonly component: number };
  /** Origins of the web sites that may open a WebSocket. */
  readonly origins: readonly string[];
  /** Prosody's community modules for signing in and binding in one (XEP-0388, XEP-0386) are installed: guests are there a few journeys sooner. */
  readonly atOnce: boolean;
  readonly folders: { readonly store: string; readonly modules: string };
  /** The component that guests may write to. */
  readonly service: string;
}

export function writeProsodyConfig(settings: ProsodySettings): string {
  const { ports, folders, domain, guestDomain } = settings;
  return `-- Made by Otterdesk at every start: what is changed here is lost.
data_path = ${text(folders.store)}
plugin_paths = ${list([folders.modules])}
log = { { levels = { min = "warn" }, to = "console" } } -- "info" would name guests

interfaces = { "127.0.0.1" }
component_interfaces = { "127.0.0.1" }
http_interfaces = { "127.0.0.1" }
c2s_ports = { ${ports.c2s} }
component_ports = { ${ports.component} }
http_ports = { ${ports.websocket} }
https_ports = {}
c2s_direct_tls_ports = {}
http_default_host = ${text(domain)}
otterdesk_origins = ${list(settings.origins)}

gc = { mode = "generational" }
network_settings = { nagle = false }
limits = { c2s = { rate = "256kb/s", burst = "4s" } }
c2s_timeout = 30 -- seconds for a login
component_conflict_resolve = "kick_old"
c2s_require_encryption = false -- loopback; passwords never travel all the same: SCRAM
admin_socket = "prosody.sock"

modules_enabled = { "saslauth", "disco", "ping", "smacks", "otterdesk_resume", "websocket", "limits", "admin_socket", "admin_shell", "otterdesk_origins" }
modules_disabled = { "s2s", "offline" }

VirtualHost ${text(domain)}
	authentication = "internal_hashed"
	modules_enabled = { "roster", "carbons", "blocklist", "otterdesk_operators" }
	otterdesk_service = ${text(settings.service)}

VirtualHost ${text(guestDomain)}
	authentication = "anonymous"
	storage = "none"
	smacks_hibernation_time = 0 -- an anonymous guest cannot resume: what is unacknowledged bounces at once
	modules_enabled = { "otterdesk_guests"${settings.atOnce ? ', "sasl2", "sasl2_bind2", "sasl2_sm"' : ""} }
	otterdesk_service = ${text(settings.service)}
${settings.components.map(writeComponent).join("")}`;
}

const writeComponent = ({ domain, secret }: { readonly domain: string; readonly secret: string }): string =>
  `\nComponent ${text(domain)}\n\tcomponent_secret = ${text(secret)}\n`;

const list = (items: readonly string[]): string => `{ ${items.map(text).join(", ")} }`;

/** A text in Lua: every byte that could mean something is written by its number. */
export function text(value: string): string {
  const bytes = Buffer.from(value, "utf8");
  return `"${Array.from(bytes, (b) => (/[\w ./:@-]/.test(String.fromCharCode(b)) && b < 128 ? String.fromCharCode(b) : `\\${String(b).padStart(3, "0")}`)).join("")}"`;
}
