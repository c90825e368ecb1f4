// A private Prosody for one test file: own folder, own ports, not as root, gone afterwards.
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePorts } from "./ports.ts";

export interface ProsodyOptions {
  /** Passwords by account name, at `example.org`. */
  readonly accounts?: Readonly<Record<string, string>>;
  /** Components beside `chat.example.org` and `panel.example.org`. */
  readonly components?: readonly string[];
  /** Addresses that may give the server's commands of XEP-0133. */
  readonly administrators?: readonly string[];
  /** The guests' domain is a component, so that a test can speak for guests without signing them in. */
  readonly guestsAsComponent?: boolean;
  /** Guests hear from every component, not from the service's alone. */
  readonly guestsHearAll?: boolean;
  /** Modules on the operators' host, beside the desk's own. */
  readonly operatorModules?: readonly string[];
  /** The operators' host has no module of the desk's, as on somebody's own server. */
  readonly bareOperators?: boolean;
  /** Lines added to the global part. */
  readonly extra?: string;
  /** Lines added at the end: hosts and components of Prosody's own. */
  readonly end?: string;
}

export interface Prosody {
  readonly domain: string;
  readonly service: string;
  readonly panelDomain: string;
  readonly guestDomain: string;
  readonly secret: string;
  readonly host: string;
  readonly c2sPort: number;
  readonly componentPort: number;
  readonly httpPort: number;
  readonly websocket: string;
  /** Guests sign in, bind and count in one. */
  readonly atOnce: boolean;
  readonly folder: string;
  /** Of the process of the first start. */
  readonly pid: number;
  /** Ends the process at once, as a crash would; `start` begins it again on the same ports. */
  kill(): Promise<void>;
  start(): Promise<void>;
  /** Ends it and removes its folder. */
  stop(): Promise<void>;
}

const DOMAIN = "example.org";
const SECRET = "component-secret";

export async function startProsody(options: ProsodyOptions = {}): Promise<Prosody> {
  const [c2sPort, componentPort, httpPort] = (await freePorts(3)) as [number, number, number];
  const folder = mkdtempSync(join(tmpdir(), "otterdesk-prosody-"));
  writeAccounts(folder, options.accounts ?? {});
  cpSync("component/launch/prosody-modules", join(folder, "modules"), { recursive: true });
  writeFileSync(join(folder, "prosody.cfg.lua"), configuration(folder, { c2sPort, componentPort, httpPort }, options));
  const asRoot = process.getuid?.() === 0;
  if (asRoot) {
    chmodSync(folder, 0o755);
    spawnSync("chown", ["-R", "prosody:prosody", folder]);
  }
  let child: ChildProcess | undefined;
  const start = async () => {
    child = launch(folder, asRoot);
    await Promise.all([opened(c2sPort, child), opened(componentPort, child), opened(httpPort, child)]);
  };
  const end = async (signal: NodeJS.Signals) => {
    const running = child;
    child = undefined;
    if (running === undefined || running.exitCode !== null || running.signalCode !== null) return;
    const gone = new Promise((resolve) => running.once("exit", resolve));
    running.kill(signal);
    await gone;
  };
  await start();
  const common = { domain: DOMAIN, service: `chat.${DOMAIN}`, panelDomain: `panel.${DOMAIN}`, guestDomain: `guest.${DOMAIN}`, secret: SECRET, host: "127.0.0.1" };
  return {
    ...common,
    ...{ c2sPort, componentPort, httpPort, folder, pid: (child as ChildProcess | undefined)?.pid as number },
    websocket: `ws://127.0.0.1:${httpPort}/xmpp-websocket`,
    atOnce: true,
    kill: () => end("SIGKILL"),
    start,
    async stop() {
      await end("SIGKILL");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** As root the program runs as the user that the package made; setpriv executes it in its own place, so signals reach it. */
function launch(folder: string, asRoot: boolean): ChildProcess {
  const command = ["prosody", "-F", "--config", join(folder, "prosody.cfg.lua")];
  const drop = ["setpriv", "--reuid=prosody", "--regid=prosody", "--clear-groups", "--pdeathsig=KILL"];
  const [program, ...args] = (asRoot ? [...drop, ...command] : command) as [string, ...string[]];
  return spawn(program, args, { cwd: folder, stdio: "ignore", env: { PATH: process.env["PATH"] ?? "", HOME: folder } });
}

async function opened(port: number, child: ChildProcess): Promise<void> {
  for (let i = 0; i < 200; i++) {
    if (child.exitCode !== null) throw new Error(`Prosody ended with ${child.exitCode}.`);
    if (await answers(port)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`Prosody did not open port ${port}.`);
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}

function writeAccounts(folder: string, accounts: Readonly<Record<string, string>>): void {
  const encode = (text: string) => text.replace(/[^A-Za-z0-9]/g, (c) => `%${c.charCodeAt(0).toString(16)}`);
  const data = join(folder, "data", encode(DOMAIN), "accounts");
  mkdirSync(data, { recursive: true });
  for (const [name, password] of Object.entries(accounts)) writeFileSync(join(data, `${encode(name)}.dat`), `return { ["password"] = ${JSON.stringify(password)}; };\n`);
}

function configuration(folder: string, ports: { c2sPort: number; componentPort: number; httpPort: number }, options: ProsodyOptions): string {
  if (existsSync(join(folder, "prosody.cfg.lua"))) throw new Error("This folder is in use.");
  const components = [`chat.${DOMAIN}`, `panel.${DOMAIN}`, ...(options.components ?? []), ...(options.guestsAsComponent ? [`guest.${DOMAIN}`] : [])];
  const guests = `VirtualHost "guest.${DOMAIN}"\n  authentication = "anonymous"\n  storage = "none"\n  smacks_hibernation_time = 0\n  modules_enabled = { "otterdesk_guests", "sasl2", "sasl2_bind2", "sasl2_sm" }${options.guestsHearAll ? "" : `\n  otterdesk_service = "chat.${DOMAIN}"`}`;
  return `
data_path = "${folder}/data"
pidfile = "${folder}/prosody.pid"
log = { warn = "${folder}/prosody.log" }
certificates = "${folder}"
plugin_paths = { "${folder}/modules" }
interfaces = { "127.0.0.1" }
c2s_ports = { ${ports.c2sPort} }
component_ports = { ${ports.componentPort} }
http_ports = { ${ports.httpPort} }
https_ports = {}
http_default_host = "${DOMAIN}"
s2s_ports = {}
gc = { mode = "generational" }
network_settings = { nagle = false }
c2s_require_encryption = false
allow_unencrypted_plain_auth = true
consider_websocket_secure = true
component_conflict_resolve = "kick_old"
modules_enabled = { "roster", "saslauth", "disco", "ping", "presence", "message", "iq", "c2s", "websocket", "smacks", "otterdesk_resume", "carbons", "admin_socket", "admin_shell" }
admin_socket = "${folder}/admin.sock"
modules_disabled = { "s2s", "offline" }
smacks_hibernation_time = 60
authentication = "internal_plain"
${options.extra ?? ""}
VirtualHost "${DOMAIN}"
  modules_enabled = { ${[...(options.bareOperators ? [] : ["otterdesk_operators"]), ...(options.operatorModules ?? []), ...(options.administrators === undefined ? [] : ["admin_adhoc"])].map((name) => JSON.stringify(name)).join(", ")} }
  otterdesk_service = "chat.${DOMAIN}"
${options.administrators === undefined ? "" : `  admins = { ${options.administrators.map((jid) => JSON.stringify(jid)).join(", ")} }`}
${options.guestsAsComponent ? "" : guests}
${components.map((name) => `Component "${name}"\n  component_secret = "${SECRET}"\n`).join("")}${options.end ?? ""}`;
}
