// One XEP-0114 stream, from its first byte to its last. This is the only file that touches @xmpp/component, and where its defects are cured.
import { component, type Component, type LibraryElement } from "@xmpp/component";
import type { XmlElement } from "#core/xml.ts";
import { plain } from "./plain.ts";

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
  stanza(element: XmlElement): void;
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
  mendReading(entity, listener, end);
  entity.on("stanza", (element: LibraryElement) => listener.stanza(plain(element)));
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

function mendReading(entity: Component, listener: StreamListener, end: End): void {
  entity.on("connect", () => {
    entity.socket?.setEncoding("utf8"); // each chunk was decoded alone: characters cut in two by a chunk's edge were lost
    entity.socket?.setNoDelay(true);
  });
  entity._onData = (data) => {
    if (entity.parser === null || end.reason !== undefined) return; // data after </stream:stream> was a TypeError
    listener.alive();
    try {
      entity.parser.write(String(data));
    } catch {
      end.because("not-well-formed");
    }
  };
}

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
