// The only door to xmpp.js in browsers: one XMPP stream over one WebSocket (RFC 7395).
// Of @xmpp/client we take the stream, its framing and its parser. Its reconnection, stream management and SASL modules stay out: they hang on black holes,
// miscount replies, put the guest's address into <delay/>, and know no SCRAM in browsers. An object here lives for one socket and is then thrown away.
import { Client } from "@xmpp/client-core";
import websocketTransport from "@xmpp/websocket";
import { writeXml, type XmlElement } from "#core/xml.ts";

const CLOSE = "<close xmlns='urn:ietf:params:xml:ns:xmpp-framing'/>";
const FOR_EVER = 2 ** 31 - 1; // xmpp.js's own timers are off: the connection's watchdog covers every step

export interface Stream {
  /** Nothing is written, and nothing happens, once the stream is gone. */
  write(element: XmlElement): void;
  /** Opens the stream anew, after authentication. */
  restart(): void;
  /** Takes leave, so that the server ends the session at once. */
  close(): void;
  /** Lets go of the socket without a word: no event comes any more. */
  drop(): void;
}

export interface StreamEvents {
  readonly onElement: (element: XmlElement) => void;
  /** Once. `condition` is that of a stream error (RFC 6120 section 4.9.3). */
  readonly onClosed: (condition: string | undefined) => void;
}

class GuardedClient extends Client {
  /** Data that come after the stream's end meet no parser: xmpp.js would throw. */
  override _onData(data: string): void {
    if (this.parser !== null) super._onData(data);
  }

  /** A server may not send us elsewhere: where to connect is configuration. */
  override _onSeeOtherHost(): undefined {
    return undefined;
  }
}

export function openStream(websocket: string, domain: string, { onElement, onClosed }: StreamEvents): Stream {
  const client = new GuardedClient({ service: websocket, domain, timeout: FOR_EVER });
  let live = true;
  const silence = () => {
    live = false;
    client.removeAllListeners();
    client.on("error", () => undefined); // an emitter without a listener for errors throws
  };
  const end = (condition?: string) => {
    if (!live) return;
    silence();
    client.socket?.end();
    onClosed(condition);
  };
  websocketTransport({ entity: client as unknown as { transports: unknown[] } });
  client.on("element", onElement);
  client.on("error", (error: { condition?: string }) => end(error?.condition));
  for (const event of ["close", "disconnect"]) client.on(event, () => end());
  const failed = () => end();
  client.connect(websocket).then(() => (live ? client.open({ domain }) : undefined)).catch(failed);
  return {
    write: (element) => void (live && client.write(writeXml(element)).catch(failed)),
    restart: () => void (live && client.restart().catch(failed)),
    close() {
      if (!live) return;
      client.socket?.write(CLOSE);
      silence();
      client.socket?.end();
    },
    drop() {
      silence();
      client.socket?.end();
    },
  };
}
