// A second component in a test, as the panel is one: asks and listens by plain XEP-0114.
import { component, type Component, type LibraryElement } from "@xmpp/component";
import { randomUUID } from "node:crypto";
import { writeIq, type IqType } from "#core/stanza.ts";
import { writeXml, type XmlElement } from "#core/xml.ts";
import { plain } from "./plain.ts";
import type { Prosody } from "./prosody.ts";

export interface Peer {
  /** Asks and waits for the result's or the error's stanza. */
  ask(type: IqType, from: string, to: string, payload: XmlElement): Promise<XmlElement>;
  /** Sends an iq that is written already, and waits in the same way. */
  request(iq: XmlElement): Promise<XmlElement>;
  send(stanza: XmlElement): void;
  sendText(text: string): void;
  /** What has come and was no reply. */
  readonly inbox: XmlElement[];
  /** The next stanza that fits, from now on or already in the inbox; it is taken out. */
  next(fits: (stanza: XmlElement) => boolean): Promise<XmlElement>;
  stop(): Promise<void>;
}

const PATIENCE = 8_000;

export async function startPeer(prosody: Prosody, domain: string): Promise<Peer> {
  const entity = component({ service: `xmpp://${prosody.host}:${prosody.componentPort}`, domain, password: prosody.secret });
  entity.reconnect.stop();
  entity.removeAllListeners("element");
  entity.on("error", () => undefined);
  entity.on("connect", () => entity.socket?.setEncoding("utf8").setNoDelay(true));
  const peer = listen(entity);
  const online = new Promise<void>((resolve, reject) => {
    entity.once("online", () => resolve());
    entity.once("error", reject);
  });
  await entity.connect(`xmpp://${prosody.host}:${prosody.componentPort}`);
  await entity.open({ domain });
  await online;
  return peer;
}

function listen(entity: Component): Peer {
  const replies = new Map<string, (stanza: XmlElement) => void>();
  const inbox: XmlElement[] = [];
  const wanted: { fits: (stanza: XmlElement) => boolean; take: (stanza: XmlElement) => void }[] = [];
  entity.on("stanza", (element: LibraryElement) => {
    const stanza = plain(element);
    const { id = "", type } = stanza.attrs;
    const reply = stanza.name === "iq" && (type === "result" || type === "error") ? replies.get(id) : undefined;
    if (reply !== undefined) return replies.delete(id), reply(stanza);
    const at = wanted.findIndex((w) => w.fits(stanza));
    if (at >= 0) wanted.splice(at, 1)[0]?.take(stanza);
    else inbox.push(stanza);
  });
  const sendText = (text: string) => void entity.socket?.write(text);
  const request = (iq: XmlElement) =>
    late<XmlElement>("reply", (resolve) => {
      replies.set(iq.attrs["id"] ?? "", resolve);
      sendText(writeXml(iq));
    });
  return {
    inbox,
    sendText,
    send: (stanza) => sendText(writeXml(stanza)),
    request,
    ask: (type, from, to, payload) => request(writeIq(type, from, to, randomUUID(), payload)),
    next: (fits) =>
      late("stanza", (take) => {
        const at = inbox.findIndex(fits);
        if (at >= 0) take(inbox.splice(at, 1)[0] as XmlElement);
        else wanted.push({ fits, take });
      }),
    stop: () =>
      new Promise((resolve) => {
        const socket = entity.socket;
        if (socket === null) return resolve();
        socket.once("close", () => resolve());
        socket.destroy();
      }),
  };
}

function late<T>(what: string, begin: (resolve: (value: T) => void) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`No ${what} came within ${PATIENCE} ms.`)), PATIENCE);
    begin((value) => {
      clearTimeout(timer);
      resolve(value);
    });
  });
}
