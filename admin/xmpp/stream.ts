// One stream to the server as an external component (XEP-0114): the panel's door to @xmpp/component. It lives once; link.ts makes the next.
import { component, type Component, type LibraryElement } from "@xmpp/component";

export interface StreamOptions {
  readonly host: string;
  readonly port: number;
  readonly domain: string;
  readonly secret: string;
}

export interface Stream {
  write(text: string): void;
  close(): void;
}

export interface StreamEvents {
  readonly opened: () => void;
  readonly stanza: (element: LibraryElement) => void;
  /** Told once, whatever the reason; `reason` is for the log. */
  readonly lost: (reason: string) => void;
}

const OPENING = 10_000;

/** Begins to connect. Nothing here may hang: what is not open in ten seconds is lost. */
export function openStream({ host, port, domain, secret }: StreamOptions, events: StreamEvents): Stream {
  const service = `xmpp://${host.includes(":") ? `[${host}]` : host}:${port}`;
  const entity = component({ service, domain, password: secret });
  tame(entity);
  let over = false;
  const end = (reason: string) => {
    if (over) return;
    over = true;
    clearTimeout(timer);
    entity.socket?.destroy();
    events.lost(reason);
  };
  const timer = setTimeout(() => end("timeout"), OPENING);
  entity.on("error", (error: Error & { condition?: string; code?: string }) => end(error.condition ?? error.code ?? error.name));
  entity.on("disconnect", () => end("disconnected"));
  entity.on("close", () => end("disconnected"));
  entity.on("connect", () => {
    entity.socket?.setEncoding("utf8"); // chunks were decoded one by one, which broke characters that span two
    entity.socket?.setNoDelay(true);
  });
  entity.on("online", () => {
    clearTimeout(timer);
    if (!over) events.opened();
  });
  entity.on("stanza", (element: LibraryElement) => {
    if (!over) events.stanza(element);
  });
  entity
    .connect(service)
    .then(() => entity.open({ domain }))
    .catch((error: Error & { code?: string }) => end(error.code ?? error.name));
  return {
    write: (text) => void entity.socket?.write(text),
    close() {
      if (over) return;
      over = true;
      clearTimeout(timer);
      const { socket, status } = entity;
      if (status !== "online") return void socket?.destroy();
      socket?.end("</stream:stream>");
      setTimeout(() => socket?.destroy(), 1000).unref();
    },
  };
}

/** Takes away what the package does by itself and link.ts does better, and lets no data reach a parser that is gone. */
function tame(entity: Component): void {
  entity.reconnect.stop(); // without back-off, and a hung attempt hangs for ever
  entity._end = () => Promise.resolve(); // works on a socket that is gone
  entity.removeAllListeners("element"); // its router answers every request with an error
  entity._onData = (data) => void entity.parser?.write(String(data));
}
