// OTR clients as Debian has them, each with an account of the test's server and a key in its own file: Profanity and mcabber in a pseudo-terminal, BitlBee over IRC.
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { libotrAccount, writeLibotrKeyFile } from "#otr/key.ts";
import type { PrivateKey } from "#otr/private-key.ts";
import { freePorts } from "./ports.ts";
import type { Prosody } from "./prosody.ts";

export const hasStockClients = (): boolean => ["profanity", "mcabber", "bitlbee", "python3"].every((program) => spawnSync("which", [program]).status === 0);
export const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

export async function seen<T>(what: string, look: () => T | undefined | Promise<T | undefined>, patience = 45_000): Promise<T> {
  for (const end = Date.now() + patience; Date.now() < end; await pause(50)) {
    const found = await look();
    if (found !== undefined) return found;
  }
  throw new Error(`${what} did not come.`);
}

/** A client staffing a queue, as its person uses it. */
export interface StockClient {
  /** Waits until a chat rings in words. */
  ring(): Promise<void>;
  /** Writes into the chat that rang. */
  write(text: string): void;
  /** Waits until it shows this. */
  shows(text: string): Promise<void>;
  stop(): Promise<void>;
}

interface Home {
  readonly folder: string;
  stop(): Promise<void>;
}

function makeHome(children: readonly ChildProcess[], others: readonly (() => void)[] = []): Home {
  const folder = mkdtempSync(join(tmpdir(), "otterdesk-client-"));
  return {
    folder,
    async stop() {
      for (const other of others) other();
      // BitlBee writes when it ends.
      await Promise.all(children.map((child) => child.exitCode === null && new Promise((resolve) => (child.once("exit", resolve), child.kill("SIGTERM")))));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export async function startProfanity(prosody: Prosody, key: PrivateKey, queue: string): Promise<StockClient> {
  const children: ChildProcess[] = [];
  const home = makeHome(children);
  const otr = join(home.folder, "data/profanity/otr/desk1_at_example.org");
  mkdirSync(otr, { recursive: true });
  mkdirSync(join(home.folder, "config/profanity"), { recursive: true });
  writeFileSync(join(otr, "keys.txt"), writeLibotrKeyFile(key, [libotrAccount("profanity", "desk1@example.org")]));
  writeFileSync(join(otr, "fingerprints.txt"), ""); // without it Profanity ignores the key
  writeFileSync(join(home.folder, "config/profanity/profrc"), "[ui]\nsplash=false\n[otr]\npolicy=manual\n");
  const { child, write, shows } = openTerminal("profanity", { HOME: home.folder, XDG_CONFIG_HOME: join(home.folder, "config"), XDG_DATA_HOME: join(home.folder, "data") });
  children.push(child);
  await shows(/Profanity/);
  await pause(1_000); // what is typed before it reads is lost
  write(`/connect desk1@example.org server 127.0.0.1 port ${prosody.c2sPort} tls disable`);
  await shows(/Enter password/);
  write("one");
  await shows(/logged in successfully/);
  write(`/sub allow ${queue}`);
  return {
    async ring() {
      const [, window] = await shows(/chat message: c-\w+@chat\.example\.org[^(]*\(win (\d+)\)/);
      write(`/win ${window}`);
      await shows(/A guest is waiting in Queue reference/);
    },
    write,
    shows: async (text) => void (await shows(literally(text))),
    stop: home.stop,
  };
}

export async function startMcabber(prosody: Prosody, key: PrivateKey, queue: string): Promise<StockClient> {
  const children: ChildProcess[] = [];
  const home = makeHome(children);
  const folder = join(home.folder, ".mcabber");
  mkdirSync(join(folder, "otr"), { recursive: true });
  writeFileSync(join(folder, "otr/desk1@example.org.key"), writeLibotrKeyFile(key, [libotrAccount("mcabber", "desk1@example.org")]));
  const settings = { jid: "desk1@example.org", password: "one", server: "127.0.0.1", port: prosody.c2sPort, tls: 0, otr: 1, otr_dir: `${folder}/otr/` };
  writeFileSync(join(folder, "mcabberrc"), Object.entries(settings).map(([name, value]) => `set ${name} = ${value}\n`).join(""));
  const { child, write, shows } = openTerminal("mcabber", { HOME: home.folder });
  children.push(child);
  await shows(/Your status has been set/);
  write("/otrpolicy default opportunistic");
  // Only a queue that has not been approved before asks.
  void shows(literally(`<${queue}> wants to subscribe`)).then(() => write("/event * accept"), () => undefined);
  return {
    async ring() {
      await shows(/c-\w{8}/);
      write("/roster unread_first");
      write(""); // opens the conversation
      await shows(/A guest is waiting in Queue reference/);
    },
    write,
    shows: async (text) => void (await shows(literally(text))),
    stop: home.stop,
  };
}

interface Terminal {
  readonly child: ChildProcess;
  /** Types a line. */
  write(line: string): void;
  shows(pattern: RegExp): Promise<RegExpExecArray>;
}

function openTerminal(program: string, environment: Readonly<Record<string, string>>): Terminal {
  const child = spawn("python3", ["test/support/terminal.py", program], { env: { ...process.env, TERM: "xterm", LANG: "C.UTF-8", ...environment }, stdio: ["pipe", "pipe", "ignore"] });
  let screen = "";
  child.stdout.on("data", (data) => (screen += String(data)));
  return { child, write: (line) => void child.stdin.write(`${line}\r`), shows: (pattern) => seen(`${pattern} on the screen of ${program}`, () => pattern.exec(screen) ?? undefined) };
}

const literally = (text: string): RegExp => new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));

export async function startBitlbee(prosody: Prosody, key: PrivateKey, queue: string): Promise<StockClient> {
  const children: ChildProcess[] = [];
  const others: (() => void)[] = [];
  const home = makeHome(children, others);
  // BitlBee connects to few ports only.
  const relay = await openRelay([5223, 5224, 5225, 5226, 5227, 5228, 5229], prosody.c2sPort);
  others.push(relay.stop);
  const [ircPort] = (await freePorts(1)) as [number];
  writeFileSync(join(home.folder, "bitlbee.conf"), "[settings]\nRunMode = Daemon\n[defaults]\n");
  children.push(spawn("bitlbee", ["-D", "-n", "-i", "127.0.0.1", "-p", String(ircPort), "-d", home.folder, "-c", join(home.folder, "bitlbee.conf"), "-P", join(home.folder, "pid")], { stdio: "ignore" }));
  const first = await signOn(ircPort);
  first.tell("&bitlbee", "register secret");
  await first.hear(/created/i);
  first.tell("&bitlbee", "save");
  await first.hear(/saved/i);
  first.stop();
  // Keys are read when the user identifies, not when they register.
  writeFileSync(join(home.folder, "desk2.otr_keys"), writeLibotrKeyFile(key, [libotrAccount("bitlbee", "desk2@example.org")]));
  const irc = await signOn(ircPort);
  others.push(irc.stop);
  irc.tell("&bitlbee", "identify secret");
  await irc.hear(/Password accepted/);
  irc.tell("&bitlbee", "account add jabber desk2@example.org two");
  for (const [name, value] of [["server", "127.0.0.1"], ["port", String(relay.port)], ["ssl", "off"], ["tls", "off"]]) irc.tell("&bitlbee", `account jabber set ${name} ${value}`);
  irc.tell("&bitlbee", "account jabber on");
  await irc.hear(/Logged in/i);
  // Only a queue that has not been approved before asks.
  void irc.hear(new RegExp(queue.replace(/\./g, "\\."))).then(() => irc.tell("&bitlbee", "yes"), () => undefined);
  let nick = "";
  return {
    async ring() {
      nick = (await irc.hear(/:(\S+?)!\S+ PRIVMSG \S+ :.*A guest is waiting/))[1] as string;
    },
    write: (text) => irc.tell(nick, text),
    shows: async (text) => void (await irc.hear(new RegExp(text))),
    stop: home.stop,
  };
}

interface Irc {
  say(line: string): void;
  tell(to: string, text: string): void;
  /** The first line so far, or to come, that fits. */
  hear(pattern: RegExp): Promise<RegExpExecArray>;
  stop(): void;
}

function openIrc(port: number): Promise<Irc> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1");
    let heard = "";
    socket.setEncoding("utf8").on("data", (data) => (heard += String(data)));
    socket.once("error", reject);
    const say = (line: string) => void socket.write(`${line}\r\n`);
    socket.once("connect", () =>
      resolve({ say, tell: (to, text) => say(`PRIVMSG ${to} :${text}`), hear: (pattern) => seen(`${pattern} in ${heard.slice(-1_500)}`, () => pattern.exec(heard) ?? undefined), stop: () => void socket.destroy() }),
    );
  });
}

async function signOn(port: number): Promise<Irc> {
  const irc = await seen("BitlBee", () => openIrc(port).catch(() => undefined));
  irc.say("NICK desk2");
  irc.say("USER desk2 0 * :desk2");
  await irc.hear(/ 376 | 422 |Welcome to the BitlBee/);
  return irc;
}

/** Listens on the first of these ports that is free, and passes on what comes. */
async function openRelay(ports: readonly number[], to: number): Promise<{ port: number; stop(): void }> {
  for (const port of ports) {
    const sockets: Socket[] = [];
    const server = createServer((from) => {
      const onward = connect(to, "127.0.0.1");
      for (const socket of [from, onward]) sockets.push(socket.on("error", () => undefined));
      from.pipe(onward).pipe(from);
    });
    const opened = await new Promise<boolean>((resolve) => server.once("error", () => resolve(false)).listen(port, "127.0.0.1", () => resolve(true)));
    if (!opened) continue;
    return {
      port,
      stop() {
        for (const socket of sockets) socket.destroy();
        server.close();
      },
    };
  }
  throw new Error("None of the ports that BitlBee connects to is free.");
}
