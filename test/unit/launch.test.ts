// The launcher's pure parts: Prosody's configuration and accounts, the choice of ports, the data folder's lock and state.
import { expect } from "chai";
import { execFileSync } from "node:child_process";
import { createHash, createHmac, pbkdf2Sync } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDataFolder, newSecrets, readState, writePrivate, writeState } from "../../component/launch/data-folder.ts";
import { openLogFile } from "../../component/launch/log-file.ts";
import { checkPorts, choosePorts, PORT_NAMES } from "../../component/launch/ports.ts";
import { Problem } from "../../component/launch/problem.ts";
import { writeAccount } from "../../component/launch/prosody-accounts.ts";
import { text, writeProsodyConfig } from "../../component/launch/prosody-config.ts";

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), "otterdesk-launch-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** What Lua makes of a chunk; Prosody brings the interpreter. */
const lua = (chunk: string): string => execFileSync("lua5.4", ["-"], { input: chunk, encoding: "utf8" });

describe("launch: Prosody's configuration", () => {
  const settings = {
    domain: "example.org",
    guestDomain: "guest.example.org",
    components: [{ domain: "chat.example.org", secret: 'a"]] .. os.exit() --\\' }],
    ports: { c2s: 5222, websocket: 5280, component: 5347 },
    origins: ["http://localhost:8400"],
    folders: { store: "/tmp/data folder/ö", modules: "/tmp/modules" },
    service: "chat.example.org",
    atOnce: true,
  };

  it("is a chunk of Lua that keeps to loopback and has no other servers", () => {
    const config = writeProsodyConfig(settings);
    const run = `local seen = {}
      local env = setmetatable({ VirtualHost = function(h) seen[#seen + 1] = "host " .. h end, Component = function(h) seen[#seen + 1] = "component " .. h end }, {
        __newindex = function(_, k, v) if type(v) == "table" and type(v[1]) ~= "table" then v = table.concat(v, ",") end; seen[#seen + 1] = k .. "=" .. tostring(v) end })
      assert(load(${text(config)}, "config", "t", env))()
      print(table.concat(seen, "\\n"))`;
    const seen = lua(run).split("\n");
    expect(seen).to.include.members([
      "interfaces=127.0.0.1",
      "component_interfaces=127.0.0.1",
      "http_interfaces=127.0.0.1",
      "https_ports=",
      "data_path=/tmp/data folder/ö",
      "modules_disabled=s2s,offline",
      "authentication=anonymous",
      "storage=none",
      "modules_enabled=otterdesk_guests,sasl2,sasl2_bind2,sasl2_sm",
      "host guest.example.org",
      "component chat.example.org",
      `component_secret=${settings.components[0]?.secret}`,
    ]);
  });

  it("writes an account that SCRAM accepts, and a roster that lets the queue in", () => {
    const [account, roster] = writeAccount("desk.one@example.org", "pâss", [{ jid: "reference@chat.example.org", name: "Reference" }]);
    expect(account?.path).to.deep.equal(["example%2eorg", "accounts", "desk%2eone.dat"]);
    const read = lua(`local a = load(${text(account?.content ?? "")})(); print(a.salt, a.iteration_count, a.stored_key, a.server_key)`).trim().split("\t");
    const salted = pbkdf2Sync("pâss", read[0] ?? "", Number(read[1]), 20, "sha1");
    const stored = createHash("sha1").update(createHmac("sha1", salted).update("Client Key").digest()).digest("hex");
    expect(read[2]).to.equal(stored);
    expect(account?.content).not.to.contain("pâss");
    const subscription = lua(`print(load(${text(roster?.content ?? "")})()["reference@chat.example.org"].subscription)`).trim();
    expect(subscription).to.equal("from");
  });
});

describe("launch: ports", () => {
  let holders: Server[] = [];
  const hold = (port: number, host = "127.0.0.1"): Promise<number> =>
    new Promise((resolve) => {
      const server = createServer().listen(port, host, () => resolve((server.address() as { port: number }).port));
      holders.push(server);
    });
  afterEach(async () => {
    for (const server of holders) await new Promise((resolve) => server.close(resolve));
    holders = [];
  });
  const problemOf = (promise: Promise<unknown>) => promise.then(() => undefined, (error: unknown) => error);

  it("follow from the first, and go round one that is taken", async () => {
    const first = 21_400 + Math.floor(Math.random() * 900) * 10;
    await hold(first + 2);
    const ports = await choosePorts(first);
    expect(ports).to.include({ guest: first, operator: first + 1, websocket: first + 3 });
    expect(ports.panel).not.to.equal(first + 2);
    expect(new Set(PORT_NAMES.map((name) => ports[name])).size).to.equal(PORT_NAMES.length);
    await checkPorts(ports);
  });

  it("say which port is taken, on either loopback address", async () => {
    const taken = await hold(0);
    const error = await problemOf(choosePorts(taken));
    expect(error).to.be.instanceOf(Problem);
    expect((error as Problem).message).to.contain(`Port ${taken} is taken`).and.to.contain("--port");
  });

  it("are checked again at the next start", async () => {
    const ports = await choosePorts(31_000 + Math.floor(Math.random() * 90) * 10);
    await hold(ports.c2s);
    const error = await problemOf(checkPorts(ports));
    expect((error as Problem).message).to.contain(`Port ${ports.c2s}`).and.to.contain("XMPP server's clients");
  });
});

describe("launch: the data folder", () => {
  const ports = { guest: 1, operator: 2, panel: 3, websocket: 4, c2s: 5, component: 6, health: 7 };

  it("belongs to one launcher at a time, and outlives one that was killed", () => {
    const data = join(folder, "deep/data");
    const unlock = openDataFolder(data);
    expect(statSync(data).mode & 0o777).to.equal(0o700);
    expect(() => openDataFolder(data)).to.throw(Problem, `process ${process.pid}`);
    unlock();
    writeFileSync(join(data, "launcher.pid"), `${process.pid} 1`); // this number, but another process
    openDataFolder(data)();
  });

  it("says so where it cannot be a folder", () => {
    writeFileSync(join(folder, "file"), "");
    expect(() => openDataFolder(join(folder, "file"))).to.throw(Problem, "it is not a folder");
    expect(() => openDataFolder(join(folder, "file/below"))).to.throw(Problem, "--data");
  });

  it("keeps its state, for its owner alone, and says when it is damaged", () => {
    expect(readState(folder)).to.equal(undefined);
    const state = { version: 1, ports, secrets: newSecrets(), demo: true } as const;
    writeState(folder, state);
    expect(readState(folder)).to.deep.equal(state);
    expect(statSync(join(folder, "state.json")).mode & 0o777).to.equal(0o600);
    for (const damage of ["", "{", "null", '{"version":1}', JSON.stringify({ ...state, ports: { ...ports, panel: "8" } })]) {
      writeFileSync(join(folder, "state.json"), damage);
      expect(() => readState(folder), damage).to.throw(Problem, "damaged");
    }
  });

  it("writes through no link that somebody laid", () => {
    writeFileSync(join(folder, "target"), "before");
    execFileSync("ln", ["-s", join(folder, "target"), join(folder, "file.new")]);
    writePrivate(join(folder, "file"), "secret");
    expect(readFileSync(join(folder, "target"), "utf8")).to.equal("before");
    expect(readFileSync(join(folder, "file"), "utf8")).to.equal("secret");
  });

  it("keeps a log to a size", () => {
    const log = openLogFile(join(folder, "logs/one.log"));
    const line = "x".repeat(1_000_000);
    for (let i = 0; i < 8; i++) log.write(line);
    expect(statSync(join(folder, "logs/one.log")).size).to.be.lessThan(5_000_000);
    expect(statSync(join(folder, "logs/one.log.1")).size).to.be.lessThan(7_000_000);
  });
});
