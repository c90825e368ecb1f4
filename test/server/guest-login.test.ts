// A guest who signs in, binds and asks in one breath (XEP-0388, XEP-0386), where the server can do that.
import { expect } from "chai";
import { WebSocket } from "ws";
import type { Connection } from "#browser/connection.ts";
import { connectAnonymously } from "#browser/xmpp-anonymous.ts";
import { xml } from "#core/xml.ts";
import { startProsody, type Prosody } from "../support/prosody.ts";

describe("guests: signing in at once", function () {
  this.timeout(30_000);
  let prosody: Prosody;

  before(async () => {
    Object.assign(globalThis, { WebSocket }); // Node 20 has none of its own
    prosody = await startProsody();
  });
  after(() => prosody?.stop());

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
