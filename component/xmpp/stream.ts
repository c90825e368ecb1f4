// One XEP-0114 stream, from its first byte to its last. This is the only file that touches @xmpp/component, and where its defects are cured.
// The library connects, opens the stream and authenticates; what comes after that is read here, in a third of the time.
import { component, type Component } from "@xmpp/component";
import { Socket, type ConnectOpts, type SocketConstructorOpts } from "node:net";
import { StringDecoder } from "node:string_decoder";
import { NS } from "#core/namespaces.ts";
import { childrenOf, type XmlElement } from "#core/xml.ts";
import { makeReader } from "./reader.ts";

export interface StreamOptions {
  readonly host: string;
  readonly port: number;
  readonly secret: string;
  readonly service: string;
  /** For all of connecting, opening and authenticating; milliseconds. */
  readonly timeout: number;
}

export interface Stream {
  /** Writes now and in order; false where the stream is gone. */
  write(text: string): boolean;
  /** Bytes that the server has not taken yet. */
  waiting(): number;
  /** Resolves when the server has taken all there was, or the stream is gone. */
  drained(): Promise<void>;
  /** Says goodbye to the server and closes. */
  close(timeout: number): Promise<void>;
  /** Cuts the connection. */
  destroy(): void;
}

export interface StreamListener {
  /** All that has come at once, in order. */
  stanzas(elements: readonly XmlElement[]): void;
  /** Anything was received. */
  alive(): void;
  /** Once, however it ended; `reason` is a stream error's condition, a system error's code or a word of ours. */
  gone(reason: string): void;
}

/** Connects and authenticates; rejects with an error whose message is the reason. */
export async function openStream(options: StreamOptions, listener: StreamListener): Promise<Stream> {
  const host = options.host.includes(":") ? `[${options.host}]` : options.host;
  const entity = component({ service: `xmpp://${host}:${options.port}`, domain: options.service, password: options.secret });
  entity.reconnect.stop(); // it reconnects every second without end, and a hung attempt for ever; a new stream is a new object here
  entity._end = () => Promise.resolve(); // it works on a socket that is gone; ending is done here
  entity.removeAllListeners("element"); // its own router would answer every request with an error
  const end = watchEnd(entity, listener);
  entity.Socket = socketFor(hear(entity, listener, end));
  entity.on("connect", () => void entity.socket?.setNoDelay(true));
  await within(options.timeout, online(entity, options, end), () => end.because("timeout"));
  return handle(entity, end);
}

interface End {
  /** Set once the stream is over. */
  reason: string | undefined;
  /** Called once. */
  then: ((reason: string) => void)[];
  because(reason: string): void;
}

function watchEnd(entity: Component, listener: StreamListener): End {
  let opened = false;
  const end: End = {
    reason: undefined,
    then: [],
    because(reason) {
      if (end.reason !== undefined) return;
      end.reason = reason;
      entity.socket?.destroy();
      for (const fn of end.then) fn(reason);
      if (opened) listener.gone(reason);
    },
  };
  entity.on("online", () => (opened = true));
  entity.on("error", (error: Error & { condition?: string; code?: string }) => end.because(error.condition ?? error.code ?? error.name));
  entity.on("disconnect", () => end.because("closed"));
  entity.on("close", () => end.because("closed"));
  return end;
}

const CHUNK = 65_536;

/** A socket that reads into one buffer, instead of a new one each time. Characters that are cut in two arrive whole. */
function socketFor(hear: (text: string) => void): new () => Socket {
  const decoder = new StringDecoder("utf8");
  const callback = (size: number, bytes: Uint8Array) => {
    hear(decoder.write(Buffer.from(bytes.buffer, bytes.byteOffset, size)));
    return true;
  };
  const options: SocketConstructorOpts & ConnectOpts = { onread: { buffer: Buffer.allocUnsafeSlow(CHUNK), callback } };
  return class extends Socket {
    constructor() {
      super(options);
    }
  };
}

/** The server's word that we are who we say. */
const ACCEPTED = /<handshake\s*(?:\/>|>\s*<\/handshake\s*>)/;

/** Gives the library what comes until it is accepted, and takes all that comes afterwards for the listener. */
function hear(entity: Component, listener: StreamListener, end: End): (text: string) => void {
  const reader = makeReader();
  let greeting: string | undefined = "";

  function greet(heard: string, fresh: number): void {
    const accepted = ACCEPTED.exec(heard);
    const rest = accepted === null ? heard.length : accepted.index + accepted[0].length;
    greeting = accepted === null ? heard : undefined;
    try {
      entity.parser?.write(heard.slice(fresh, rest)); // none after </stream:stream>
    } catch {
      end.because("not-well-formed");
    }
    if (rest < heard.length) read(heard.slice(rest));
  }

  function read(text: string): void {
    const elements = reader.read(text);
    if (elements.length > 0) listener.stanzas(elements);
    const error = elements.find((e) => e.name === "error" && e.attrs["xmlns"] === NS.streams);
    const over = error === undefined ? reader.over() : conditionOf(error);
    if (over !== undefined) end.because(over);
  }

  return (text) => {
    if (end.reason !== undefined) return;
    listener.alive();
    if (greeting === undefined) read(text);
    else greet(greeting + text, greeting.length);
  };
}

const conditionOf = (error: XmlElement): string => childrenOf(error, undefined, NS.streamErrors).find((c) => c.name !== "text")?.name ?? "undefined-condition";

function online(entity: Component, options: StreamOptions, end: End): Promise<void> {
  return new Promise((resolve, reject) => {
    end.then.push((reason) => reject(new Error(reason)));
    entity.once("online", () => resolve());
    const service = entity as Component & { options: { service: string } };
    entity
      .connect(service.options.service)
      .then(() => entity.open({ domain: options.service }))
      .catch((error: Error & { code?: string }) => end.because(error.code ?? error.name));
  });
}

async function within(ms: number, work: Promise<void>, late: () => void): Promise<void> {
  const timer = setTimeout(late, ms);
  try {
    await work;
  } finally {
    clearTimeout(timer);
  }
}

function handle(entity: Component, end: End): Stream {
  const socket = entity.socket;
  return {
    write(text) {
      if (end.reason !== undefined || socket === null || socket.destroyed || entity.status !== "online") return false;
      socket.write(text);
      return true;
    },
    waiting: () => socket?.writableLength ?? 0,
    drained: () =>
      new Promise((resolve) => {
        if (end.reason !== undefined || socket === null || !socket.writableNeedDrain) return resolve();
        const done = () => {
          socket.off("drain", done);
          socket.off("close", done);
          resolve();
        };
        socket.once("drain", done);
        socket.once("close", done);
      }),
    async close(timeout) {
      if (end.reason !== undefined) return;
      end.reason = "closing"; // what ends from here on is meant to
      if (socket === null || socket.destroyed) return;
      const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
      socket.end("</stream:stream>");
      await within(timeout, closed, () => socket.destroy());
    },
    destroy: () => end.because("destroyed"),
  };
}
