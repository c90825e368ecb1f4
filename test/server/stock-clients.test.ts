// Operators with OTR clients as Debian has them: Profanity in a pseudo-terminal, BitlBee over IRC, each with the library's key, against our guest's end.
import { expect } from "chai";
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readStatus, type Ticket } from "#core/chat.ts";
import { NS } from "#core/namespaces.ts";
import { childOf, xml } from "#core/xml.ts";
import { generateKey, generateThrowawayKey } from "#otr/generate.ts";
import { libotrAccount, writeLibotrKeyFile, type PrivateKey } from "#otr/key.ts";
import { openSession, type Session } from "#otr/session.ts";
import { startComponent, type RunningComponent } from "../support/component.ts";
import { body, isMessage, joinAs, seedLibrary, signIn, type End } from "../support/desk-ends.ts";
import { freePorts } from "../support/ports.ts";
import { startProsody, type Prosody } from "../support/prosody.ts";

const has = (program: string) => spawnSync("which", [program]).status === 0;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function until<T>(what: string, look: () => T | undefined | Promise<T | undefined>, patience = 45_000): Promise<T> {
  for (const end = Date.now() + patience; Date.now() < end; await pause(100)) {
    const found = await look();
    if (found !== undefined) return found;
  }
  throw new Error(`${what} did not come.`);
}

/** The guest's end: an OTR session that starts whenever an operator has the chat, and what it has heard. */
interface Guest {
  readonly end: End;
  readonly chat: string;
  readonly heard: string[];
  readonly bodies: string[];
  readonly session: Session;
  fingerprint(): string | undefined;
  say(text: string): void;
}

let sayings = 0;
async function openGuest(prosody: Prosody): Promise<Guest> {
  const end = await signIn(prosody);
  const { chat } = await until<Ticket>("A ticket", () => joinAs(end, prosody).catch(() => undefined).then(async (t) => t ?? (await pause(1_000), undefined)));
  const heard: string[] = [];
  const bodies: string[] = [];
  const session = openSession({
    key: generateThrowawayKey(),
    policy: { kind: "any" },
    emit: (event) => {
      if (event.kind === "frame") end.send(xml("message", { to: chat, type: "chat", id: `s${sayings++}` }, xml("body", {}, event.body), xml("encryption", { xmlns: NS.encryption, namespace: NS.otr, name: "OTR" })));
      if (event.kind === "message") heard.push(event.text);
    },
  });
  const loop = async () => {
    for (;;) {
      const stanza = await end.next(isMessage(chat), 600_000);
      const status = childOf(stanza, "status");
      const read = status && readStatus(status);
      if (read !== undefined && !("fault" in read) && read.state === "answered") session.start();
      const text = body(stanza);
      if (text === undefined) continue;
      bodies.push(text);
      session.receive(text);
    }
  };
  void loop().catch(() => undefined);
  return { end, chat, heard, bodies, session, fingerprint: () => session.peerFingerprint, say: (text) => session.send(`m${sayings++}`, text) };
}

describe("stock clients as operators", function () {
  this.timeout(150_000);
  let prosody: Prosody;
  let component: RunningComponent;
  let key: PrivateKey;
  const children: ChildProcess[] = [];
  const folders: string[] = [];

  before(async function () {
    if (!has("profanity") || !has("bitlbee") || !has("python3")) this.skip();
    prosody = await startProsody({ accounts: { desk1: "one", desk2: "two" } });
    const folder = mkdtempSync(join(tmpdir(), "otterdesk-component-"));
    await seedLibrary(folder, { queues: { reference: { operators: ["desk1@example.org", "desk2@example.org"] } } });
    component = await startComponent(prosody, {}, folder);
    key = generateKey();
  });
  after(async () => {
    for (const child of children) child.kill("SIGTERM");
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
    await component?.stop();
    await prosody?.stop();
  });

  const home = () => {
    const folder = mkdtempSync(join(tmpdir(), "otterdesk-client-"));
    folders.push(folder);
    return folder;
  };

  it("Profanity: rings, answers by writing, both ways encrypted under the library's key", async () => {
    const folder = home();
    const otr = join(folder, "data/profanity/otr/desk1_at_example.org");
    mkdirSync(otr, { recursive: true });
    mkdirSync(join(folder, "config/profanity"), { recursive: true });
    writeFileSync(join(otr, "keys.txt"), writeLibotrKeyFile(key, [libotrAccount("profanity", "desk1@example.org")]));
    writeFileSync(join(otr, "fingerprints.txt"), ""); // without it Profanity ignores the key
    writeFileSync(join(folder, "config/profanity/profrc"), "[ui]\nsplash=false\n[otr]\npolicy=manual\n");
    const child = spawn("python3", ["test/support/terminal.py", "profanity"], { env: { ...process.env, HOME: folder, XDG_CONFIG_HOME: join(folder, "config"), XDG_DATA_HOME: join(folder, "data"), TERM: "xterm", LANG: "C.UTF-8" }, stdio: ["pipe", "pipe", "ignore"] });
    children.push(child);
    let screen = "";
    child.stdout.on("data", (data) => (screen += String(data)));
    const type = (line: string) => child.stdin.write(`${line}\r`);
    await pause(2_000);
    type(`/connect desk1@example.org server 127.0.0.1 port ${prosody.c2sPort} tls disable`);
    await pause(1_500);
    type("one");
    await until("Signing in", () => (/logged in successfully/.test(screen) ? true : undefined));
    type(`/sub allow reference@${prosody.service}`);
    await pause(500);
    const guest = await openGuest(prosody);
    const window = await until("The ring", () => /chat message: c-\w+@chat\.example\.org[^(]*\(win (\d+)\)/.exec(screen)?.[1]);
    type(`/win ${window}`);
    await until("The ring's words", () => (screen.includes("A guest is waiting in Queue reference") ? true : undefined));
    type("Good morning, in clear");
    await until("Encryption", () => guest.fingerprint());
    expect(guest.fingerprint()?.toLowerCase()).to.equal(key.fingerprint.toLowerCase());
    expect(guest.bodies.some((b) => b.includes("in clear"))).to.equal(false);
    // The operator's side may be a moment later: a line typed before that stops at the gate, and a person types it again.
    await until("The operator's line", async () => {
      type("Good morning, encrypted");
      await pause(3_000);
      return guest.heard.find((t) => t.includes("Good morning, encrypted"));
    });
    guest.say("A question from the guest");
    await until("The guest's line", () => (screen.includes("A question from the guest") ? true : undefined));
    expect(guest.bodies.every((b) => b.startsWith("?OTR"))).to.equal(true);
    await guest.end.ask("set", guest.chat, xml("end", { xmlns: NS.otterdesk }));
    guest.end.close();
    child.kill("SIGTERM");
  });

  it("BitlBee: rings, answers by writing over IRC, both ways encrypted under the library's key", async () => {
    const folder = home();
    // BitlBee connects to few ports only.
    const relay = await openRelay([5223, 5224, 5225, 5226, 5227, 5228, 5229], prosody.c2sPort);
    const [ircPort] = (await freePorts(1)) as [number];
    writeFileSync(join(folder, "bitlbee.conf"), "[settings]\nRunMode = Daemon\n[defaults]\n");
    const child = spawn("bitlbee", ["-D", "-n", "-i", "127.0.0.1", "-p", String(ircPort), "-d", folder, "-c", join(folder, "bitlbee.conf"), "-P", join(folder, "pid")], { stdio: "ignore" });
    children.push(child);
    const first = await signOn(ircPort);
    first.tell("&bitlbee", "register secret");
    await first.hear(/Account successfully created|created/i);
    first.tell("&bitlbee", "save");
    await first.hear(/saved/i);
    first.stop();
    // Keys are read when the user identifies, not when they register.
    writeFileSync(join(folder, "desk2.otr_keys"), writeLibotrKeyFile(key, [libotrAccount("bitlbee", "desk2@example.org")]));
    const irc = await signOn(ircPort);
    irc.tell("&bitlbee", "identify secret");
    await irc.hear(/Password accepted/);
    irc.tell("&bitlbee", "account add jabber desk2@example.org two");
    irc.tell("&bitlbee", "account jabber set server 127.0.0.1");
    irc.tell("&bitlbee", `account jabber set port ${relay.port}`);
    irc.tell("&bitlbee", "account jabber set ssl off");
    irc.tell("&bitlbee", "account jabber set tls off");
    irc.tell("&bitlbee", "account jabber on");
    await irc.hear(/Logged in|Authorization request|wants to add/i);
    await irc.hear(/reference@chat\.example\.org/);
    irc.tell("&bitlbee", "yes");
    await pause(1_000);
    const guest = await openGuest(prosody);
    const nick = (await irc.hear(/:(\S+?)!\S+ PRIVMSG \S+ :.*A guest is waiting/))[1] as string;
    irc.tell(nick, "Good evening, in clear");
    await until("Encryption", () => guest.fingerprint());
    expect(guest.fingerprint()?.toLowerCase()).to.equal(key.fingerprint.toLowerCase());
    // BitlBee is told of the encryption a moment after the guest knows of it.
    await pause(2_000);
    irc.tell(nick, "Good evening, encrypted");
    await until("The operator's line", () => guest.heard.find((t) => t.includes("Good evening, encrypted")));
    guest.say("A question for BitlBee");
    await irc.hear(/A question for BitlBee/);
    expect(guest.bodies.every((b) => b.startsWith("?OTR"))).to.equal(true);
    await guest.end.ask("set", guest.chat, xml("end", { xmlns: NS.otterdesk }));
    guest.end.close();
    irc.stop();
    relay.stop();
  });
});

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
      resolve({ say, tell: (to, text) => say(`PRIVMSG ${to} :${text}`), hear: (pattern) => until(`${pattern} in ${heard.slice(-1_500)}`, () => pattern.exec(heard) ?? undefined), stop: () => void socket.destroy() }),
    );
  });
}

async function signOn(port: number): Promise<Irc> {
  const irc = await until("BitlBee", () => openIrc(port).catch(() => undefined));
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
