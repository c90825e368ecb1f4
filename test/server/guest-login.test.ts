// A guest who signs in, binds and asks in one breath (XEP-0388, XEP-0386), where the server can do that.
import { expect } from "chai";
import { WebSocket } from "ws";
import type { Connection } from "#browser/connection.ts";
import { connectAnonymously } from "#browser/xmpp-anonymous.ts";
import { xml } from "#core/xml.ts";
import { hasEjabberd, startEjabberd } from "../support/ejabberd.ts";
import { startProsody, type Prosody } from "../support/prosody.ts";

/** A guests' domain without the modules that do all in one. */
const STEPWISE = "stepwise.example.org";

describe("guests: signing in at once", function () {
  this.timeout(30_000);
  let prosody: Prosody;
  const open: Connection[] = [];

  before(async () => {
    Object.assign(globalThis, { WebSocket }); // Node 20 has none of its own
    prosody = await startProsody({ end: `VirtualHost "${STEPWISE}"\n  authentication = "anonymous"\n  storage = "none"` });
  });
  afterEach(() => {
    for (const connection of open.splice(0)) connection.close();
    Object.assign(globalThis, { WebSocket });
  });
  after(() => prosody?.stop());

  /** Signs in where the server is taken to do all in one, and pings it; what the sockets carried is noted, `>` for ours. */
  async function ping(domain: string, { websocket } = prosody): Promise<{ readonly answer: unknown; readonly jid: string | undefined; readonly sockets: string[][] }> {
    const sockets: string[][] = [];
    class Noted extends WebSocket {
      readonly #said: string[] = [];
      constructor(address: string, protocol: string) {
        super(address, protocol);
        sockets.push(this.#said);
        this.on("message", (data) => this.#said.push(`< ${String(data)}`));
      }
      override send(text: string): void {
        this.#said.push(`> ${text}`);
        super.send(text);
      }
    }
    Object.assign(globalThis, { WebSocket: Noted });
    const outcome = await new Promise<{ answer: unknown; jid: string | undefined }>((resolve) => {
      const connection: Connection = connectAnonymously({
        ...{ websocket, domain, atOnce: true, onStanza: () => undefined },
        onState: ({ state }) => {
          if (state === "online") void connection.request(xml("ping", { xmlns: "urn:xmpp:ping" }), { type: "get", to: domain }).then((answer) => "fault" in answer || resolve({ answer, jid: connection.jid }));
        },
      });
      open.push(connection);
    });
    return { ...outcome, sockets };
  }

  it("says all that it has to say before it has heard anything, where the server is known", async () => {
    const { answer, jid, sockets } = await ping(prosody.guestDomain);
    expect(answer).to.deep.include({ name: "iq" });
    expect(jid).to.match(/^[^@]+@guest\.example\.org\/./);
    expect(sockets).to.have.length(1);
    const [socket = []] = sockets;
    expect(socket.slice(0, socket.findIndex((text) => text.startsWith("<"))).map((text) => /^> <(\w+)/.exec(text)?.[1])).to.deep.equal(["open", "authenticate", "enable", "iq"]);
  });

  async function comesByAnotherWay(domain: string, server?: Prosody): Promise<void> {
    const { jid, sockets } = await ping(domain, server);
    expect(jid).to.include(`@${domain}/`);
    expect(sockets).to.have.length(2);
    expect(sockets[1]?.slice(0, 2).map((text) => text.slice(0, 7))).to.deep.equal(["> <open", "< <open"]);
  }

  it("waits for what the server can once that has gone wrong: Prosody ends the stream", () => comesByAnotherWay(STEPWISE));

  it("or goes on without a word, as ejabberd does", async function () {
    if (!hasEjabberd()) return this.skip();
    const ejabberd = await startEjabberd(["http://guest.invalid", "http://operator.invalid"]);
    try {
      await comesByAnotherWay(ejabberd.guestDomain, ejabberd as unknown as Prosody);
    } finally {
      await ejabberd.stop();
    }
  });

  it("is answered before its address is told, and learns it with the answer", async () => {
    const told: string[] = [];
    const answer = await new Promise((resolve, reject) => {
      const connection: Connection = connectAnonymously({
        websocket: prosody.websocket,
        domain: prosody.guestDomain,
        onStanza: () => undefined,
        onState: (state) => {
          if (state.state === "waiting") reject(new Error("The connection was lost."));
          if (state.state !== "online") return;
          told.push(state.jid);
          void connection.request(xml("ping", { xmlns: "urn:xmpp:ping" }), { type: "get", to: prosody.guestDomain }).then((iq) => {
            told.push(connection.jid ?? "", connection.state.state === "online" ? connection.state.jid : "");
            connection.close();
            resolve(iq);
          });
        },
      });
    });
    expect(answer).to.deep.include({ name: "iq" });
    expect(told[0]).to.equal("");
    expect(told[1]).to.match(/^[^@]+@guest\.example\.org\/./);
    expect(told[2]).to.equal(told[1]);
  });

  it("signs nobody in twice on one stream", async () => {
    const socket = new WebSocket(prosody.websocket, "xmpp");
    const heard: string[] = [];
    const closed = new Promise<void>((resolve) => socket.on("close", () => resolve()));
    socket.on("message", (data) => heard.push(String(data)));
    await new Promise((resolve) => socket.once("open", resolve));
    const authenticate = '<authenticate xmlns="urn:xmpp:sasl:2" mechanism="ANONYMOUS"><bind xmlns="urn:xmpp:bind:0"/></authenticate>';
    for (const text of [`<open xmlns="urn:ietf:params:xml:ns:xmpp-framing" version="1.0" to="${prosody.guestDomain}"/>`, authenticate, authenticate]) socket.send(text);
    await closed;
    expect(heard.filter((text) => text.startsWith("<success"))).to.have.length(1);
    expect(heard.join("")).to.contain("policy-violation");
  });
});
