// The launcher as people run it: first and second start, every way to end it, what it refuses, what it lets nobody see.
import { expect } from "chai";
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { WebSocket } from "ws";
import { NS } from "#core/namespaces.ts";
import { xml } from "#core/xml.ts";
import { signIn, type End } from "../support/desk-ends.ts";
import { Visitor } from "../support/panel.ts";
import { freePorts } from "../support/ports.ts";
import { allGone, commandOf, environmentOf, familyOf, isAlive, listenersOf, memoryOf, userOf } from "../support/processes.ts";
import { startStack, type Stack } from "../support/stack.ts";

/** kB of RSS, of all processes together. Newer Nodes are larger programs: each of the four processes counts some 10 MB more of it. */
const MOST_MEMORY = process.versions.node.startsWith("20.") ? 250_000 : 300_000;
let folder: string;

/** A start that is expected to fail. */
function refused(...args: string[]): { readonly code: number | null; readonly said: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["component/launch/start.mjs", ...args], { encoding: "utf8", timeout: 30_000, killSignal: "SIGKILL" });
  return { code: status, said: `${stdout}${stderr}`.trim() };
}

const until = async (isSo: () => boolean | Promise<boolean>, within = 10_000): Promise<void> => {
  for (const end = Date.now() + within; !(await isSo()); ) {
    if (Date.now() > end) throw new Error("It did not become so in time.");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};

/** Signs in as an operator, or as a guest. */
function enter(stack: Stack, account?: { readonly jid: string; readonly password: string }): Promise<End> {
  const { domain, xmpp } = stack.demo;
  return signIn({ websocket: xmpp.websocket, domain, guestDomain: `guest.${domain}` }, account && { local: account.jid.split("@")[0] as string, password: account.password });
}

const operatorOf = (stack: Stack, index: number) => stack.demo.operators[index] as Stack["demo"]["operators"][number];

beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), "otterdesk-launch-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("launcher: a running installation", function () {
  this.timeout(60_000);
  let stack: Stack;
  let family: number[];
  before(async () => {
    stack = await startStack({ npm: true });
    family = familyOf(stack.pid);
  });
  after(() => stack.stop());

  it("describes the demo library in demo.json, for its owner alone, and says it once", () => {
    const { demo } = stack;
    const { ports } = stack;
    expect(Object.keys(demo)).to.have.members(["domain", "urls", "xmpp", "service", "library", "skin", "queue", "admin", "operators"]);
    expect(demo).to.deep.include({
      domain: "localhost",
      urls: { guest: `http://localhost:${ports.guest}`, operator: `http://localhost:${ports.operator}`, panel: `http://localhost:${ports.panel}` },
      xmpp: { host: "127.0.0.1", c2sPort: ports.c2s, websocket: `ws://localhost:${ports.websocket}/xmpp-websocket` },
      service: "chat.localhost",
      library: "demo",
      skin: "main",
      queue: "reference",
    });
    expect(statSync(join(stack.data, "demo.json")).mode & 0o777).to.equal(0o600);
    const secrets = [demo.admin.password, ...demo.operators.map((o) => o.password)];
    expect(new Set(secrets).size).to.equal(3);
    for (const secret of secrets) expect(stack.said().split(secret)).to.have.length(2);
  });

  it("serves its three sites and tells where the WebSocket is, and that guests can do all in one", async () => {
    for (const url of Object.values(stack.demo.urls)) expect((await fetch(url, { redirect: "follow" })).status, url).to.equal(200);
    const config = (await (await fetch(`${stack.demo.urls.guest}/config.json`)).json()) as object;
    expect(config).to.include({ websocket: stack.demo.xmpp.websocket, atOnce: true });
    expect((await fetch(`http://127.0.0.1:${stack.ports.health}/health`)).status).to.equal(200);
  });

  it("has operators who sign in with their password and no other", async () => {
    const desk1 = operatorOf(stack, 0);
    const end = await enter(stack, desk1);
    expect(end.jid).to.match(/^desk1@localhost\//);
    end.close();
    const wrong = await enter(stack, { ...desk1, password: "wrong" }).then(() => undefined, (error: Error) => error);
    expect(wrong).to.be.instanceOf(Error);
  });

  it("shows an operator's status in the queue's without any approval", async () => {
    const state = async () => (await fetch(`${stack.demo.urls.guest}/presence/jid/reference/chat.localhost/text`)).text();
    expect(await state()).to.equal("unavailable");
    const desk2 = await enter(stack, operatorOf(stack, 1));
    desk2.send(xml("presence"));
    await until(async () => (await state()) === "available");
    desk2.close();
    await until(async () => (await state()) === "unavailable");
  });

  it("runs Prosody as a user without rights", () => {
    const prosody = family.filter((pid) => commandOf(pid).includes("prosody"));
    expect(prosody).to.have.length(1);
    expect(userOf(prosody[0] as number)).not.to.equal(0);
  });

  it("listens on loopback alone", () => {
    const listeners = family.flatMap(listenersOf);
    expect(listeners).to.have.members(Object.values(stack.ports).map((port) => `127.0.0.1:${port}`));
  });

  it("shows no secret in a list of processes", () => {
    const { secrets } = JSON.parse(readFileSync(join(stack.data, "state.json"), "utf8")) as { secrets: Record<string, string> };
    const all = [...Object.values(secrets), stack.demo.admin.password, ...stack.demo.operators.map((o) => o.password)];
    for (const pid of family) for (const secret of all) expect(`${commandOf(pid)} ${environmentOf(pid)}`).not.to.contain(secret);
    for (const file of ["component.json", "panel.json", "state.json", "prosody/prosody.cfg.lua"]) expect(statSync(join(stack.data, file)).mode & 0o077, file).to.equal(0);
  });

  it("lets a web page of somebody else open no WebSocket", async () => {
    const open = (origin: string) =>
      new Promise<string>((resolve) => {
        const socket = new WebSocket(stack.demo.xmpp.websocket, "xmpp", { origin });
        let said = "";
        socket.on("open", () => socket.send('<open xmlns="urn:ietf:params:xml:ns:xmpp-framing" to="guest.localhost" version="1.0"/>'));
        socket.on("message", (data) => ((said += String(data)), /features|error/.test(said) && socket.close()));
        socket.on("close", () => resolve(said));
        socket.on("error", (error) => resolve(error.message));
      });
    expect(await open("https://evil.example")).to.contain("403");
    expect(await open(stack.demo.urls.guest)).to.contain("ANONYMOUS");
  });

  it("lets a guest write to the service, and to nobody else", async () => {
    const guest = await enter(stack);
    const ask = async (to: string) => JSON.stringify(await guest.ask("get", to, xml("ping", { xmlns: NS.ping })));
    expect(await ask("chat.localhost")).not.to.contain("error");
    for (const to of ["desk1@localhost", "localhost", "panel.localhost", "other@guest.localhost", "demo@panel.localhost/x"]) expect(await ask(to), to).to.contain("service-unavailable");
    expect(await ask(guest.jid)).to.contain("result");
    guest.close();
  });

  it("is the only one on its data folder", () => {
    const { code, said } = refused("--data", stack.data);
    expect(code).to.equal(1);
    expect(said).to.match(/in use by another Otterdesk \(process \d+\)/).and.not.to.contain("\n");
  });

  it("starts a program again that ends by itself, and says so", async () => {
    const component = family.find((pid) => commandOf(pid).includes("component/main.js")) as number;
    process.kill(component, "SIGKILL");
    await until(() => stack.said().includes("The component is running again."));
    expect(stack.said()).to.contain("The component ended unexpectedly");
    expect((await fetch(stack.demo.urls.guest)).status).to.equal(200);
  });

  it("idles within its memory, npm itself included", async function () {
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    const sum = (kind: "rss" | "pss") => familyOf(stack.pid).map((pid) => memoryOf(pid)[kind]).reduce((a, b) => a + b, 0);
    expect(sum("rss"), "kB").to.be.greaterThan(10_000).and.lessThan(MOST_MEMORY);
  });

  it("lets the administrator make an operator's account, and look after those of the demo", async () => {
    const { admin, urls } = stack.demo;
    const visitor = new Visitor(urls.panel);
    await visitor.signIn(admin.name, admin.password);
    await visitor.get("/operators");
    const made = await visitor.post("/operators", { name: "anna", "queue-reference": "yes" });
    const password = /id="new-password"[^>]* value="([^"]+)"/.exec(made.text)?.[1] ?? "";
    (await enter(stack, { jid: "anna@localhost", password })).close();
    for (const { jid } of stack.demo.operators) expect((await visitor.get(`/operators/${jid}`)).text).to.include("New password …");
    for (const name of ["component", "panel", "prosody"]) expect(stack.log(name)).not.to.include(password);
    expect((await visitor.post("/operators/anna@localhost/delete", {})).status).to.equal(303);
  });
});

describe("launcher: ends and starts again", function () {
  this.timeout(90_000);

  it("goes on where it ended, at the same addresses, without installing or building", async () => {
    const first = await startStack({ data: folder });
    const family = familyOf(first.pid);
    expect(await first.end("SIGINT")).to.deep.equal({ code: 0, signal: null });
    await allGone(family, 100);
    const began = Date.now();
    const second = await startStack({ data: folder });
    expect(Date.now() - began, "ms; under 5 s where nothing else runs, docs/timings.md").to.be.lessThan(20_000);
    expect(second.said()).not.to.match(/Installing|built|compiling/);
    expect(second.demo).to.deep.equal(first.demo);
    for (const { password } of second.demo.operators) expect(second.said()).not.to.contain(password);
    (await enter(second, operatorOf(second, 0))).close();
    await second.end("SIGTERM");
    await allGone(familyOf(second.pid), 100);
  });

  it("moves to other ports when told, with the same library", async () => {
    const first = await startStack({ data: folder });
    await first.end();
    const [port] = await freePorts(1);
    const second = await startStack({ data: folder, port: port as number });
    expect(second.demo.urls.guest).to.equal(`http://localhost:${port}`);
    expect(second.demo.operators).to.deep.equal(first.demo.operators);
    await second.end();
  });

  it("leaves nothing behind when the launcher is killed outright, and starts again after that", async () => {
    const first = await startStack({ data: folder });
    const family = familyOf(first.pid);
    expect(family).to.have.length(4);
    await first.end("SIGKILL");
    await allGone(family);
    const second = await startStack({ data: folder });
    await second.end();
  });

  it("leaves nothing behind when npm is killed outright", async () => {
    const [port] = await freePorts(1);
    const npm = spawn("npm", ["start", "--", "--data", folder, "--port", String(port)], { stdio: ["ignore", "pipe", "ignore"], env: { ...process.env, npm_execpath: "" } });
    let said = "";
    npm.stdout.on("data", (data) => (said += String(data)));
    await until(() => /^ready$/m.test(said), 40_000);
    const family = familyOf(npm.pid as number);
    expect(family.length).to.be.greaterThan(4);
    npm.kill("SIGKILL");
    await allGone(family);
  });

  it("makes no demo library where none is wanted", async () => {
    const stack = await startStack({ data: folder, args: ["--no-demo"] });
    expect(() => readFileSync(join(folder, "demo.json"))).to.throw("ENOENT");
    await stack.end();
    const again = await startStack({ data: folder });
    expect(() => readFileSync(join(folder, "demo.json"))).to.throw("ENOENT");
    await again.end();
    expect(isAlive(again.pid)).to.equal(false);
  });
});

describe("launcher: refuses with one sentence", function () {
  this.timeout(30_000);
  let holder: Server | undefined;
  afterEach(() => void holder?.close());

  const sentence = ({ code, said }: ReturnType<typeof refused>): string => {
    expect(code).to.equal(1);
    expect(said).not.to.contain("\n").and.not.to.match(/\bat \S+:\d+/);
    return said;
  };

  it("a port that is taken", async () => {
    const port = await new Promise<number>((resolve) => {
      const server = (holder = createServer().listen(0, "127.0.0.1", () => resolve((server.address() as { port: number }).port)));
    });
    expect(sentence(refused("--data", folder, "--port", String(port)))).to.contain(`Port ${port} is taken`).and.to.contain("--port N");
  });

  it("a folder that cannot be written", () => {
    writeFileSync(join(folder, "file"), "");
    expect(sentence(refused("--data", join(folder, "file")))).to.contain("cannot be written").and.to.contain("--data DIR");
    expect(sentence(refused("--data", join(folder, "file/below")))).to.contain("cannot be written");
  });

  for (const [what, damage] of [["nothing", ""], ["no JSON", "{"], ["another thing", "[]"]] as const) {
    it(`a state that is ${what}`, () => {
      writeFileSync(join(folder, "state.json"), damage);
      expect(sentence(refused("--data", folder))).to.contain("state.json is damaged");
    });
  }

  for (const args of [["--bogus"], ["--port", "0"], ["--port", "70000"], ["--port", "12x"], ["--port"], ["--data"], ["--data="], ["more"], ["--no-demo=1"], ["--port", "-1"]]) {
    it(`the options ${args.join(" ")}`, () => {
      expect(sentence(refused(...args))).to.match(/--help shows|--port needs|--data needs/);
    });
  }

  it("but not the question for help", () => {
    const { code, said } = refused("--help");
    expect(code).to.equal(0);
    expect(said).to.contain("--data DIR").and.to.contain("--no-demo");
  });
});
