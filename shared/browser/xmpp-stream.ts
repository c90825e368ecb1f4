// The only door to xmpp.js in browsers: one XMPP stream over one WebSocket (RFC 7395).
// Of @xmpp/client we take the framing parser, which is @xmpp/websocket's; the socket is the browser's. The rest stays out: its connection hangs on black holes, follows
// see-other-host and throws on data after the stream's end, its stream management miscounts replies, its SASL knows no SCRAM in browsers, and a page would
// load 6 kB more. An object here lives for one socket and is then thrown away.
import FramedParser from "@xmpp/websocket/lib/FramedParser.js";
import { writeXml, xml, type XmlElement } from "#core/xml.ts";

const FRAMING = "urn:ietf:params:xml:ns:xmpp-framing";

export interface Stream {
  /** Once it can be written to; never where it does not come to that. */
  readonly opened: Promise<void>;
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
  /** Once, whatever the reason: the socket failed or closed, the server ended the stream, or what it sent is no XML. Never before `openStream` has returned. */
  readonly onClosed: () => void;
}

export function openStream(websocket: string, domain: string, { onElement, onClosed }: StreamEvents): Stream {
  let socket: WebSocket | undefined;
  let parser: FramedParser | undefined;
  let live = true;
  let opened!: () => void;
  const drop = () => {
    live = false;
    socket?.close();
  };
  const end = () => {
    if (!live) return;
    drop();
    onClosed();
  };
  const attempt = (work: () => void) => {
    try {
      work();
    } catch {
      queueMicrotask(end);
    }
  };
  const write = (element: XmlElement) => live && attempt(() => socket?.send(writeXml(element)));
  /** A stream has a parser of its own; its first element is `<open/>`, which the parser keeps to itself. */
  const open = () => {
    parser = new FramedParser();
    parser.on("element", (element) => live && (element.name === "stream:error" ? end() : onElement(element)));
    for (const event of ["error", "end"] as const) parser.on(event, end);
    write(xml("open", { xmlns: FRAMING, version: "1.0", to: domain }));
  };
  attempt(() => {
    socket = new WebSocket(websocket, "xmpp");
    socket.addEventListener("open", () => (open(), opened()));
    socket.addEventListener("message", ({ data }) => live && attempt(() => parser?.write(data)));
    for (const event of ["error", "close"] as const) socket.addEventListener(event, end);
  });
  return {
    opened: new Promise((resolve) => (opened = resolve)),
    write,
    restart: open,
    close() {
      write(xml("close", { xmlns: FRAMING }));
      drop();
    },
    drop,
  };
}
