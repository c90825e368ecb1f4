// The component's connection to its server (XEP-0114): comes back by itself, notices a dead peer (XEP-0199), writes in bundles.
import type { Log } from "../log.ts";
import type { Clock } from "../clock.ts";
import type { Random } from "../random.ts";
import { NS } from "#core/namespaces.ts";
import { readStanza, writeIq, type Stanza } from "#core/stanza.ts";
import { writeXml, xml, type XmlElement } from "#core/xml.ts";
import { makeBundle } from "./bundle.ts";
import { makeRetry } from "./retry.ts";
import { openStream, type Stream } from "./stream.ts";
import { makeWatchdog } from "./watchdog.ts";

export interface ConnectionOptions {
  readonly host: string;
  readonly port: number;
  readonly secret: string;
  readonly service: string;
  /** The server's own name, which is pinged. */
  readonly domain: string;
  readonly pingAfter: number; // ms of silence
  readonly pingTimeout: number; // ms
  readonly connectTimeout: number; // ms
}

export interface Connection {
  start(): void;
  /** Goodbye; nothing is sent afterwards. */
  stop(): Promise<void>;
  /** Sends when there is a stream; false where there is none and the stanza is lost. The stanza has a `from`. */
  send(stanza: XmlElement): boolean;
  /** As `send`, for many stanzas that are written already; waits whenever the server is slower than we are. */
  sendMany(stanzas: readonly string[]): Promise<boolean>;
  isOnline(): boolean;
  /** Everything that is received, in order. */
  onStanza(listener: (stanza: Stanza) => void): void;
  onOnline(listener: () => void): void;
  /** Also when an attempt has failed; with the reason. */
  onOffline(listener: (reason: string) => void): void;
  readonly counters: ConnectionCounters;
}

export interface ConnectionCounters {
  received: number;
  sent: number;
  /** Not sent, for want of a stream. */
  lost: number;
  connects: number;
}

const BATCH = 200; // stanzas of one broadcast between which others get their turn

type Listeners = { stanza: ((s: Stanza) => void)[]; online: (() => void)[]; offline: ((reason: string) => void)[] };

export function openConnection(options: ConnectionOptions, { log, clock, random }: { log: Log; clock: Clock; random: Random }): Connection {
  const on: Listeners = { stanza: [], online: [], offline: [] };
  const counters: ConnectionCounters = { received: 0, sent: 0, lost: 0, connects: 0 };
  const where = { part: "xmpp", host: options.host, port: options.port };
  let stream: Stream | undefined;
  let wanted = false;
  const retry = makeRetry(clock, random);
  let cancelAttempt = () => {};
  /** What the server sent in one breath with its acceptance, before we could know of that. */
  let early: XmlElement[] = [];

  const bundle = makeBundle(() => stream, counters);
  const ping = () => void bundle.push(writeXml(writeIq("get", options.service, options.domain, `ping-${random.token(8)}`, xml("ping", { xmlns: NS.ping }))));
  const watchdog = makeWatchdog({ ...options, clock, ping, giveUp: () => stream?.destroy() });

  function attempt(): void {
    openStream({ ...options, timeout: options.connectTimeout }, { stanzas: receive, alive: watchdog.heard, gone: lose }).then(gain, (error: Error) => lose(error.message));
  }

  function gain(opened: Stream): void {
    if (!wanted) return opened.destroy();
    stream = opened;
    retry.succeeded();
    counters.connects++;
    log.info("connected", where);
    watchdog.start();
    for (const listener of on.online) listener();
    receive(early.splice(0));
  }

  function lose(reason: string): void {
    watchdog.stop();
    stream = undefined;
    bundle.clear();
    early = [];
    if (!wanted) return;
    const wait = retry.wait(reason);
    log.warn("disconnected", { ...where, reason, ms: wait });
    cancelAttempt = clock.after(wait, attempt);
    for (const listener of on.offline) listener(reason);
  }

  function receive(elements: readonly XmlElement[]): void {
    if (stream === undefined) return void early.push(...elements);
    bundle.during(() => elements.forEach(hand)); // the answers need not wait for the round to end
  }

  function hand(element: XmlElement): void {
    const stanza = readStanza(element);
    if (stanza === undefined) return;
    counters.received++;
    for (const listener of on.stanza) listener(stanza);
  }

  async function stop(): Promise<void> {
    wanted = false;
    cancelAttempt();
    watchdog.stop();
    bundle.flush();
    await stream?.close(2_000);
    stream = undefined;
  }

  function start(): void {
    wanted = true;
    attempt();
  }

  return { ...listenTo(on), start, stop, send: (stanza) => bundle.push(writeXml(stanza)), sendMany: inBatches(bundle.push, () => stream?.drained()), isOnline: () => stream !== undefined, counters };
}

/** Sends much without holding up the rest: after each batch others get their turn, and a slow server is waited for. */
function inBatches(push: (text: string, stanzas: number) => boolean, drained: () => Promise<void> | undefined): Connection["sendMany"] {
  return async (stanzas) => {
    for (let i = 0; i < stanzas.length; i += BATCH) {
      const batch = stanzas.slice(i, i + BATCH);
      if (!push(batch.join(""), batch.length)) return false;
      await new Promise((resolve) => setImmediate(resolve));
      await drained();
    }
    return true;
  };
}

function listenTo(on: Listeners): Pick<Connection, "onStanza" | "onOnline" | "onOffline"> {
  return {
    onStanza: (listener) => void on.stanza.push(listener),
    onOnline: (listener) => void on.online.push(listener),
    onOffline: (listener) => void on.offline.push(listener),
  };
}
