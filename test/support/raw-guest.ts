// An anonymous guest on a bare socket, for crowds: signs in, sends text, and counts the messages that come.
import { connect, type Socket } from "node:net";
import type { Prosody } from "./prosody.ts";

export interface RawGuest {
  readonly jid: string;
  send(text: string): void;
  /** Messages so far. */
  messages(): number;
  onMessage(listener: () => void): void;
  stop(): void;
}

const END = "</message>";

export async function signIn(prosody: Prosody): Promise<RawGuest> {
  const socket = connect(prosody.c2sPort, prosody.host).setNoDelay(true).setEncoding("utf8");
  const header = `<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' version='1.0' to='${prosody.guestDomain}'>`;
  await say(socket, header, "</stream:features>");
  await say(socket, "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='ANONYMOUS'/>", "<success");
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
  return { jid, send: (text) => void socket.write(text), messages: () => count, onMessage: (listener) => (told = listener), stop: () => void socket.destroy() };
}
