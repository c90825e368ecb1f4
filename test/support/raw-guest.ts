// A guest, or an operator, on a bare socket, for crowds and for measuring: signs in, sends text, and counts the messages that come.
import { connect, type Socket } from "node:net";
import type { Prosody } from "./prosody.ts";

export interface RawGuest {
  readonly jid: string;
  send(text: string): void;
  /** Messages so far. */
  messages(): number;
  onMessage(listener: () => void): void;
  /** What comes from now on, as it comes. */
  onText(listener: (text: string) => void): void;
  onEnd(listener: () => void): void;
  stop(): void;
}

const END = "</message>";

/** At the guests' domain, or another where guests may sign in; an account signs in by name and password. */
export async function signIn(prosody: Prosody, { account, domain = account ? prosody.domain : prosody.guestDomain }: { domain?: string; account?: { local: string; password: string } } = {}): Promise<RawGuest> {
  const socket = connect(prosody.c2sPort, prosody.host).setNoDelay(true).setEncoding("utf8");
  const header = `<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' version='1.0' to='${domain}'>`;
  await say(socket, header, "</stream:features>");
  const plain = account && Buffer.from(`\0${account.local}\0${account.password}`).toString("base64");
  await say(socket, `<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='${plain ? "PLAIN" : "ANONYMOUS"}'>${plain ?? ""}</auth>`, "<success");
  await say(socket, header, "</stream:features>");
  const bound = await say(socket, "<iq type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>", "</iq>");
  const jid = /<jid>([^<]+)<\/jid>/.exec(bound)?.[1] ?? "";
  return listen(socket, jid);
}

/** Writes, and resolves with what has come once `until` is in it. */
function say(socket: Socket, text: string, until: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let heard = "";
    const hear = (data: string) => {
      heard += data;
      if (heard.includes("<failure")) reject(new Error("Signing in was refused."));
      if (!heard.includes(until)) return;
      socket.off("data", hear);
      resolve(heard);
    };
    socket.on("data", hear);
    socket.once("error", reject);
    socket.write(text);
  });
}

function listen(socket: Socket, jid: string): RawGuest {
  let count = 0;
  let rest = "";
  let told = () => {};
  socket.on("error", () => undefined); // a server that is killed: `onEnd` tells
  socket.on("data", (data) => {
    const text = rest + String(data);
    let from = 0;
    for (let at = text.indexOf(END); at >= 0; at = text.indexOf(END, from)) {
      from = at + END.length;
      count++;
      told();
    }
    rest = text.slice(Math.max(from, text.length - END.length));
  });
  return { jid, send: (text) => void socket.write(text), messages: () => count, onMessage: (listener) => (told = listener), onText: (listener) => void socket.on("data", (data) => listener(String(data))), onEnd: (listener) => void socket.on("close", listener), stop: () => void socket.destroy() };
}
