// The browsers' connection against a real Prosody: signing in, requests, and every way in which a connection dies.
import { expect } from "chai";
import { WebSocket } from "ws";
import type { Clock } from "#browser/clock.ts";
import { connect, type Connection, type ConnectionState, type ConnectOptions, type Credentials } from "#browser/xmpp.ts";
import { bareJid } from "#core/jid.ts";
import { childOf, textOf, xml, type XmlElement } from "#core/xml.ts";
import { startProsody, type Prosody } from "../support/prosody.ts";
import { openNetwork, type BreakableNetwork } from "./xmpp-client-proxy.ts";

const PASSWORD = "pässwörd 密码 \u2168";
const desk = (local = "desk1", password = PASSWORD): Credentials => ({ kind: "password", local, password });

/** A client in a test, with all that it reported. */
interface Client {
  readonly connection: Connection;
  readonly states: ConnectionState[];
  readonly bodies: string[];
  readonly lost: XmlElement[];
  until(isSo: (state: ConnectionState) => boolean, ms?: number): Promise<ConnectionState>;
}

describe("the browsers' XMPP connection", function () {
  this.timeout(120_000);
  let prosody: Prosody;
  let network: BreakableNetwork;
  const open: Connection[] = [];

  before(async () => {
    (globalThis as { WebSocket?: unknown }).WebSocket ??= WebSocket; // Node 20 has none
    prosody = await startProsody({ accounts: { desk1: PASSWORD, desk2: "plain" } });
    network = await openNetwork(prosody.httpPort);
  });
  afterEach(() => {
    for (const connection of open.splice(0)) connection.close();
  });
  after(async () => {
    await network?.close();
    await prosody?.stop();
  });

  function client(credentials: Credentials, options: Partial<ConnectOptions> = {}): Client {
    const states: ConnectionState[] = [];
    const bodies: string[] = [];
    const lost: XmlElement[] = [];
    const connection = connect({
      websocket: `ws://127.0.0.1:${network.port}/xmpp-websocket`,
      domain: credentials.kind === "anonymous" ? prosody.guestDomain : prosody.domain,
      credentials,
      onState: (state) => states.push(state),
      onStanza: (stanza) => stanza.name === "message" && stanza.attrs["type"] !== "error" && bodies.push(textOf(childOf(stanza, "body"))),
      onLost: (stanza) => lost.push(stanza),
      ...options,
    });
    open.push(connection);
    const until = async (isSo: (state: ConnectionState) => boolean, ms = 60_000) => {
      for (const end = Date.now() + ms; Date.now() < end; await pause(10)) if (isSo(connection.state)) return connection.state;
      throw new Error(`It did not come to that: ${states.map((s) => s.state).join(", ")}`);
    };
    return { connection, states, bodies, lost, until };
  }

  const online = async (c: Client): Promise<Client> => {
    await c.until((s) => s.state === "online");
    return c;
  };
  const message = (to: string, body: string) => xml("message", { to, type: "chat", id: body }, xml("body", {}, body));

  it("signs in as a guest and as an operator whose password is not ASCII", async () => {
    const [guest, operator] = await Promise.all([online(client({ kind: "anonymous" })), online(client(desk()))]);
    await guest.until((s) => s.state === "online" && s.jid !== "");
    expect(guest.connection.jid).to.match(/^[^@]+@guest\.example\.org\/./);
    expect(bareJid(operator.connection.jid ?? "")).to.equal("desk1@example.org");
    expect(operator.states.map((s) => s.state)).to.deep.equal(["connecting", "online"]);
    const colleague = await online(client(desk("desk2", "plain")));
    operator.connection.send(message(colleague.connection.jid ?? "", "a < b & ü 🦦 \ud800 \u0000"));
    await waitFor(() => colleague.bodies.length > 0);
    expect(colleague.bodies).to.deep.equal(["a < b & ü 🦦 \ufffd \ufffd"]);
  });

  it("takes a wrong password for final and says so", async () => {
    for (const credentials of [desk("desk1", "wrong"), desk("nobody", "x"), desk("desk1", PASSWORD.toUpperCase())]) {
      const c = client(credentials);
      const state = await c.until((s) => s.state === "refused");
      expect(state).to.deep.equal({ state: "refused", reason: "wrong-password" });
      await pause(1_500);
      expect(c.states.map((s) => s.state)).to.deep.equal(["connecting", "refused"]);
    }
  });

  it("refuses a server that offers no safe way to sign in", async () => {
    const c = client(desk(), { domain: prosody.guestDomain });
    expect(await c.until((s) => s.state === "refused")).to.deep.equal({ state: "refused", reason: "no-mechanism" });
  });

  it("answers requests and gets answers, faults included", async () => {
    const [a, b] = await Promise.all([online(client(desk())), online(client(desk("desk2", "plain")))]);
    const roster = await a.connection.request(xml("query", { xmlns: "jabber:iq:roster" }), { type: "get" });
    expect("fault" in roster ? roster.fault : roster.attrs["type"]).to.equal("result");
    const unknown = await a.connection.request(xml("query", { xmlns: "urn:example:none" }), { type: "get", to: prosody.domain });
    expect("fault" in unknown && unknown.fault.condition).to.equal("service-unavailable");
    const ping = await a.connection.request(xml("ping", { xmlns: "urn:xmpp:ping" }), { type: "get", to: b.connection.jid ?? "" });
    expect("fault" in ping ? ping.fault : ping.attrs["type"]).to.equal("result");
    const none = await a.connection.request(xml("query", { xmlns: "urn:example:none" }), { type: "set", to: b.connection.jid ?? "" });
    expect("fault" in none && none.fault.condition).to.equal("service-unavailable");
  });

  it("believes an answer only from who was asked", async () => {
    const [a, b] = await Promise.all([online(client(desk())), online(client(desk("desk2", "plain")))]);
    const answer = a.connection.request(xml("query", { xmlns: "urn:example:silent" }), { type: "get", to: "nobody@nowhere.example", timeoutMs: 1_500 });
    const forged = b.connection.send(xml("iq", { type: "result", id: "guessed", to: a.connection.jid }));
    expect(forged).to.equal(true);
    expect("fault" in (await answer)).to.equal(true);
  });

  it("sends nothing and says so while it is not online", async () => {
    const c = client({ kind: "anonymous" });
    expect(c.connection.send(message("x@example.org", "x"))).to.equal(false);
    const answer = await c.connection.request(xml("ping", { xmlns: "urn:xmpp:ping" }), { type: "get" });
    expect("fault" in answer && answer.fault.type).to.equal("wait");
    await online(c);
    c.connection.close();
    expect(c.connection.send(message("x@example.org", "x"))).to.equal(false);
    expect(c.states.at(-1)).to.deep.equal({ state: "closed" });
  });

  it("resumes after cut sockets: 300 messages each way, none lost, none twice", async () => {
    const [a, b] = await Promise.all([online(client(desk())), online(client(desk("desk2", "plain")))]);
    const [toA, toB] = [a.connection.jid ?? "", b.connection.jid ?? ""];
    const said: string[] = [];
    let replies = 0;
    for (let i = 0; i < 300; i++) {
      if (i % 90 === 30) network.cut(); // three times: back-off grows with each
      await Promise.all([a.until((s) => s.state === "online"), b.until((s) => s.state === "online")]);
      a.connection.send(message(toB, `m${i}`));
      b.connection.send(message(toA, `m${i}`));
      said.push(`m${i}`);
      // Replies to requests count as stanzas too: xmpp.js forgets them and then takes messages twice.
      if (i % 10 === 0) void a.connection.request(xml("ping", { xmlns: "urn:xmpp:ping" }), { type: "get" }).then((r) => (replies += "fault" in r ? 0 : 1));
      if (i % 20 === 0) await pause(5);
    }
    await waitFor(() => a.bodies.length >= 300 && b.bodies.length >= 300, 20_000);
    await pause(500);
    expect(a.bodies).to.deep.equal(said);
    expect(b.bodies).to.deep.equal(said);
    expect(replies).to.equal(30);
    expect(a.states.filter((s) => s.state === "online" && s.resumed).length).to.be.greaterThan(1);
    expect(a.lost).to.deep.equal([]);
  });

  it("resumes after a cut in the middle of a frame", async () => {
    const [a, b] = await Promise.all([online(client(desk())), online(client(desk("desk2", "plain")))]);
    const to = b.connection.jid ?? "";
    for (const body of ["first", "second"]) {
      network.cutMidway();
      a.connection.send(message(to, body));
      await waitFor(() => b.bodies.includes(body), 30_000);
    }
    await Promise.all([a, b].map((client) => client.until((state) => state.state === "online")));
    expect(b.bodies).to.deep.equal(["first", "second"]);
    for (const { states } of [a, b]) {
      const [, ...again] = states.flatMap((s) => (s.state === "online" ? [s.resumed] : []));
      expect(new Set(again)).to.deep.equal(new Set([true]));
    }
  });

  it("comes back as somebody new when the server was killed, and tells what may be lost", async () => {
    const c = await online(client(desk()));
    await prosody.kill();
    c.connection.send(message("desk2@example.org", "into the void"));
    await c.until((s) => s.state === "waiting");
    await prosody.start();
    const state = await c.until((s) => s.state === "online", 20_000);
    expect(state).to.include({ state: "online", resumed: false });
    const ids = c.lost.map((s) => s.attrs["id"]);
    expect(ids.length <= 1 && ids.every((id) => id === "into the void")).to.equal(true);
    expect("fault" in (await c.connection.request(xml("ping", { xmlns: "urn:xmpp:ping" }), { type: "get" }))).to.equal(false);
  });

  it("tries ever more patiently while the server is away, never twice at once, and wakes up when told", async () => {
    const clock = quickClock(10);
    await prosody.kill();
    const c = client(desk(), { clock });
    await pause(6_000); // a minute of the client's time
    const waits = c.states.filter((s) => s.state === "waiting");
    const tries = c.states.filter((s) => s.state === "connecting");
    await prosody.start();
    expect(waits.length).to.be.within(4, 9);
    expect(tries.length - waits.length).to.be.within(0, 1);
    c.connection.wake();
    await c.until((s) => s.state === "online", 3_000);
  });

  it("notices a black hole, also one that swallows its next attempts, and resumes when the network is back", async () => {
    const clock = quickClock(8);
    const [a, b] = await Promise.all([online(client(desk(), { clock })), online(client(desk("desk2", "plain"), { clock }))]);
    const to = b.connection.jid ?? "";
    network.swallow(true);
    const begun = Date.now();
    expect(a.connection.send(message(to, "swallowed"))).to.equal(true);
    await a.until((s) => s.state === "waiting", 6_000);
    expect((Date.now() - begun) * 8, "milliseconds until it noticed").to.be.below(15_000);
    await pause(3_000); // attempts go into the hole as well
    network.swallow(false);
    await a.until((s) => s.state === "online", 8_000);
    await b.until((s) => s.state === "online", 8_000);
    await waitFor(() => b.bodies.length > 0);
    expect(b.bodies).to.deep.equal(["swallowed"]);
  });

  it("notices a black hole without sending anything", async () => {
    const c = await online(client(desk(), { clock: quickClock(12) }));
    network.swallow(true);
    await c.until((s) => s.state === "waiting", 5_000);
    network.swallow(false);
    await c.until((s) => s.state === "online", 8_000);
  });

  it("takes leave when it is closed: the server ends the session at once", async () => {
    const [a, b] = await Promise.all([online(client(desk())), online(client(desk("desk2", "plain")))]);
    const to = a.connection.jid ?? "";
    a.connection.close();
    await pause(300);
    const answer = await b.connection.request(xml("ping", { xmlns: "urn:xmpp:ping" }), { type: "get", to, timeoutMs: 3_000 });
    expect("fault" in answer && answer.fault.condition).to.equal("service-unavailable");
  });

  it("survives an exception in the page's handler", async () => {
    const failures: unknown[] = [];
    const before = process.listeners("uncaughtException");
    process.removeAllListeners("uncaughtException");
    process.on("uncaughtException", (error) => failures.push(error));
    try {
      const a = await online(client(desk(), { onStanza: () => { throw new Error("page"); } }));
      const b = await online(client(desk("desk2", "plain")));
      b.connection.send(message(a.connection.jid ?? "", "x"));
      await waitFor(() => failures.length > 0);
      expect("fault" in (await a.connection.request(xml("ping", { xmlns: "urn:xmpp:ping" }), { type: "get" }))).to.equal(false);
    } finally {
      process.removeAllListeners("uncaughtException");
      for (const listener of before) process.on("uncaughtException", listener);
    }
  });
});

/** A clock that runs so many times faster. */
function quickClock(factor: number): Clock {
  const begun = Date.now();
  return {
    now: () => begun + (Date.now() - begun) * factor,
    after(ms, run) {
      const timer = setTimeout(run, ms / factor);
      return () => clearTimeout(timer);
    },
  };
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function waitFor(isSo: () => boolean, ms = 10_000): Promise<void> {
  for (const end = Date.now() + ms; Date.now() < end; await pause(10)) if (isSo()) return;
  throw new Error("It did not become so in time.");
}
