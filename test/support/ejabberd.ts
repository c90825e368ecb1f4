// A private ejabberd for one test file, from docs/ejabberd.yml: own folder, own ports, not as root, without Erlang's distribution (no node name, no epmd), gone afterwards.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePorts } from "./ports.ts";
import type { Prosody } from "./prosody.ts";

export const hasEjabberd = (): boolean => existsSync("/usr/sbin/ejabberdctl") && existsSync("/usr/bin/erl");

const [DOMAIN, SECRET] = ["example.org", "component-secret"];

/** As much of a server as component, panel and clients need. */
export interface Ejabberd extends Pick<Prosody, "domain" | "service" | "panelDomain" | "guestDomain" | "secret" | "host" | "c2sPort" | "componentPort" | "httpPort" | "websocket" | "folder"> {
  readonly pid: number;
  /** The panel's; `componentPort` is the component's. */
  readonly panelPort: number;
  /** What it has written to its log. */
  log(): string;
  stop(): Promise<void>;
}

/** `origins`: of the guest's and the operator's pages, in the place of those in the file. */
export async function startEjabberd(origins: readonly [string, string]): Promise<Ejabberd> {
  const [c2sPort, componentPort, panelPort, httpPort] = (await freePorts(4)) as [number, number, number, number];
  const folder = mkdtempSync(join(tmpdir(), "otterdesk-ejabberd-"));
  mkdirSync(join(folder, "spool"));
  writeFileSync(join(folder, "ejabberd.yml"), configuration({ 5222: c2sPort, 5347: componentPort, 5348: panelPort, 5280: httpPort }, origins));
  const compiled = spawnSync("erlc", ["-o", folder, "component/launch/ejabberd-modules/mod_otterdesk_guests.erl"], { encoding: "utf8" });
  if (compiled.status !== 0) throw new Error(`The module cannot be compiled: ${compiled.stdout}${compiled.stderr}`);
  const asRoot = process.getuid?.() === 0;
  if (asRoot) spawnSync("chown", ["-R", "ejabberd:ejabberd", folder]);
  const drop = ["setpriv", ...(asRoot ? ["--reuid=ejabberd", "--regid=ejabberd", "--clear-groups"] : []), "--pdeathsig=KILL"];
  // One scheduler: two wait for each other, and beside other work on two processors a start took 38 s instead of one.
  const erl = ["erl", "+S", "1:1", "-noinput", "-pa", folder, "-mnesia", "dir", `"${join(folder, "spool")}"`, "-s", "ejabberd"];
  const [program = "", ...args] = [...drop, ...erl];
  const log = join(folder, "ejabberd.log");
  const env = { PATH: process.env["PATH"] ?? "", HOME: folder, ERL_LIBS: libraries(), EJABBERD_CONFIG_PATH: join(folder, "ejabberd.yml"), EJABBERD_LOG_PATH: log, ERL_CRASH_DUMP_SECONDS: "0" };
  const child = spawn(program, args, { cwd: folder, stdio: "ignore", env });
  const gone = new Promise((resolve) => child.once("exit", resolve));
  const read = () => (existsSync(log) ? readFileSync(log, "utf8") : "");
  for (const port of [c2sPort, componentPort, panelPort, httpPort]) await opened(port, () => child.exitCode !== null || child.signalCode !== null, read);
  return {
    ...{ domain: DOMAIN, service: `chat.${DOMAIN}`, panelDomain: `panel.${DOMAIN}`, guestDomain: `guest.${DOMAIN}`, secret: SECRET, host: "127.0.0.1" },
    ...{ c2sPort, componentPort, panelPort, httpPort, folder, pid: child.pid ?? 0, log: read },
    websocket: `ws://127.0.0.1:${httpPort}/xmpp-websocket`,
    async stop() {
      child.kill("SIGKILL");
      await gone;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Where Debian keeps ejabberd's code differs from machine to machine; its own command knows. */
const libraries = (): string => /^ERL_LIBS='([^']+)'/m.exec(readFileSync("/usr/sbin/ejabberdctl", "utf8"))?.[1] ?? "/usr/lib";

function configuration(ports: Readonly<Record<number, number>>, [guest, operator]: readonly [string, string]): string {
  const lines = readFileSync("docs/ejabberd.yml", "utf8").split("\n").filter((line) => !line.trimEnd().endsWith("# TLS"));
  const text = lines.join("\n").replace(/CHANGE-ME-\d/g, SECRET).replace("0.0.0.0", "127.0.0.1").replace("https://chat.example.org", guest).replace("https://desk.example.org", operator);
  return text.replace(/port: (\d+)/g, (_, port: string) => `port: ${ports[Number(port)]}`);
}

async function opened(port: number, isOver: () => boolean, log: () => string): Promise<void> {
  for (let i = 0; i < 300; i++) {
    if (isOver()) throw new Error(`ejabberd ended: ${log()}`);
    if (await answers(port)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`ejabberd did not open port ${port}: ${log()}`);
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => (socket.destroy(), resolve(true)));
    socket.once("error", () => resolve(false));
  });
}
