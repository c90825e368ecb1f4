// The XEP-0114 stream against a server of the test's own, which misbehaves on purpose: what the library got wrong stays cured.
import { expect } from "chai";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { NS } from "#core/namespaces.ts";
import { textOf, xml } from "#core/xml.ts";
import { systemClock } from "../../component/clock.ts";
import { openLog } from "../../component/log.ts";
import { systemRandom } from "../../component/random.ts";
import { openConnection, type Connection } from "../../component/xmpp/connection.ts";

const SERVICE = "chat.example.org";

describe("the stream and a server that misbehaves", function () {
  this.timeout(15_000);
  let server: Server;
  let connection: Connection | undefined;
  let sockets: Socket[] = [];
  let onPeer: (socket: Socket) => void = () => {};

  beforeEach(async () => {
    sockets = [];
    server = createServer((socket) => {
      sockets.push(socket);
      socket.on("error", () => undefined);
      onPeer(socket);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });
  afterEach(async () => {
    await connection?.stop();
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });

  function accept(socket: Socket, afterwards = ""): void {
    socket.on("data", (data) => {
      const text = String(data);
      if (text.includes("<stream:stream")) socket.write("<?xml version='1.0'?><stream:stream xmlns='jabber:component:accept' xmlns:stream='http://etherx.jabber.org/streams' id='s1'>");
      if (text.includes("<handshake")) socket.write(`<handshake/>${afterwards}`);
    });
  }

  function connect(more: Partial<Parameters<typeof openConnection>[0]> = {}): Connection {
    const log = openLog({ guestDomain: "guest.example.org", clock: systemClock, least: "error", write: () => undefined });
    const options = { host: "127.0.0.1", port: (server.address() as AddressInfo).port, secret: "s", service: SERVICE, domain: "example.org", pingAfter: 60_000, pingTimeout: 1_000, connectTimeout: 500, ...more };
    connection = openConnection(options, { log, clock: systemClock, random: systemRandom });
    connection.start();
    return connection;
  }

  const online = (c: Connection) => new Promise<void>((resolve) => c.onOnline(resolve));
  const offline = (c: Connection) => new Promise<string>((resolve) => c.onOffline(resolve));
  const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

  it("characters that are cut in two arrive whole", async () => {
    onPeer = accept;
    const c = connect();
    const heard = new Promise<string>((resolve) => c.onStanza((stanza) => resolve(textOf(stanza.element.children[0] as never))));
    await online(c);
    for (const byte of Buffer.from("<message from='a@b' to='chat.example.org'><body>Bücher 🦦</body></message>")) {
      sockets[0]?.write(Buffer.from([byte]));
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await heard).to.equal("Bücher 🦦");
  });

  it("a stanza in one breath with the acceptance is not lost", async () => {
    onPeer = (socket) => accept(socket, "<presence from='a@b' to='chat.example.org'/>");
    const c = connect();
    const heard = new Promise<boolean>((resolve) => c.onStanza(() => resolve(c.send(xml("presence", { from: SERVICE, to: "a@b" })))));
    expect(await heard).to.equal(true);
  });

  it("data after the end of the stream, and XML that is none, end in a new connection", async () => {
    for (const rubbish of ["</stream:stream><message/>", "<a><b></a>", "<message from='a@b' to='c'>&nonsense;</message>"]) {
      onPeer = accept;
      const c = connect();
      await online(c);
      const lost = offline(c);
      sockets[sockets.length - 1]?.write(rubbish);
      await lost;
      await online(c);
      await c.stop();
    }
  });

  it("a server that accepts the socket and says nothing is given up", async () => {
    onPeer = () => undefined;
    const c = connect({ connectTimeout: 200 });
    expect(await offline(c)).to.equal("timeout");
    onPeer = accept;
    await online(c);
  });

  it("a half-open connection is noticed by its silence", async () => {
    onPeer = accept;
    const c = connect({ pingAfter: 150, pingTimeout: 150 });
    await online(c);
    const asked = new Promise<string>((resolve) => sockets[0]?.on("data", (data) => resolve(String(data))));
    const lost = offline(c);
    expect(await asked).to.contain(NS.ping).and.to.contain("to=\"example.org\"");
    expect(await lost).to.equal("destroyed");
    await online(c);
  });

  it("a refused secret is named, and what is sent meanwhile is known to be lost", async () => {
    onPeer = (socket) =>
      socket.on("data", (data) => {
        if (String(data).includes("<stream:stream")) socket.write("<stream:stream xmlns='jabber:component:accept' xmlns:stream='http://etherx.jabber.org/streams' id='s1'>");
        if (String(data).includes("<handshake")) socket.write("<stream:error><not-authorized xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error></stream:stream>");
      });
    const c = connect();
    expect(await offline(c)).to.equal("not-authorized");
    expect(c.send(xml("presence", { from: SERVICE, to: "a@b" }))).to.equal(false);
    expect(c.counters.lost).to.equal(1);
    await pause(10);
    expect(sockets).to.have.length(1); // not tried again at once
  });
});
