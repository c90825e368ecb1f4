// The component's connection to its server (XEP-0114): comes back by itself, notices a dead peer (XEP-0199), writes in bundles.
import type { Log } from "../log.ts";
import type { Clock } from "../clock.ts";
import type { Random } from "../random.ts";
import { NS } from "#core/namespaces.ts";
import { readStanza, writeIq, type Stanza } from "#core/stanza.ts";
import { writeXml, xml, type XmlElement } from "#core/xml.ts";
import { backoff } from "./backoff.ts";
import { openStream, type Stream } from "./stream.ts";

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
const SETTLED = 10_000; // ms online after which a failure counts as the first again
const WAITS = { first: 250, most: 15_000 };
/** The server says that this will not get better soon. */
const GRAVE = new Set(["conflict", "not-authorized", "host-unknown"]);

export function openConnection(options: ConnectionOptions, { log, clock, random }: { log: Log; clock: Clock; random: Random }): Connection {
  const on = { stanza: [] as ((s: Stanza) => void)[], online: [] as (() => void)[], offline: [] as ((reason: string) => void)[] };
  const counters: ConnectionCounters = { received: 0, sent: 0, lost: 0, connects: 0 };
  let stream: Stream | undefined;
  let wanted = false;
  let failures = 0;
  let since = 0;
  let heard = 0;
  let cancelTimer = () => {};
  let bundle: string[] = [];
  /** What the server sent in one breath with its acceptance, before we could know of that. */
  let early: XmlElement[] = [];

  function attempt(): void {
    openStream({ ...options, timeout: options.connectTimeout }, { stanza: receive, alive: () => (heard = clock.now()), gone: lose }).then(gain, (error: Error) => lose(error.message));
  }

  function gain(opened: Stream): void {
    if (!wanted) return opened.destroy();
    stream = opened;
    since = heard = clock.now();
    counters.connects++;
    log.info("connected", { part: "xmpp", host: options.host, port: options.port });
    watch();
    for (const listener of on.online) listener();
    for (const element of early.splice(0)) receive(element);
  }

  function lose(reason: string): void {
    cancelTimer();
    stream = undefined;
    bundle = [];
    early = [];
    if (!wanted) return;
    if (since !== 0 && clock.now() - since > SETTLED) failures = 0;
    since = 0;
    const wait = GRAVE.has(reason) ? WAITS.most : backoff(WAITS, failures++, random.fraction());
    log.warn("disconnected", { part: "xmpp", host: options.host, port: options.port, reason, ms: wait });
    cancelTimer = clock.after(wait, attempt);
    for (const listener of on.offline) listener(reason);
  }

  // A half-open connection never errors: after a silence the server is asked for a sign of life, and without one the connection is cut.
  function watch(): void {
    const quiet = clock.now() - heard;
    if (quiet < options.pingAfter) return void (cancelTimer = clock.after(options.pingAfter - quiet, watch));
    const asked = clock.now();
    send(writeIq("get", options.service, options.domain, `ping-${random.token(8)}`, xml("ping", { xmlns: NS.ping })));
    cancelTimer = clock.after(options.pingTimeout, () => (heard >= asked ? watch() : stream?.destroy()));
  }

  function receive(element: XmlElement): void {
    if (stream === undefined) return void early.push(element);
    const stanza = readStanza(element);
    if (stanza === undefined) return;
    counters.received++;
    for (const listener of on.stanza) listener(stanza);
  }

  function send(stanza: XmlElement): boolean {
    return push(writeXml(stanza));
  }

  function push(text: string): boolean {
    if (stream === undefined) {
      counters.lost++;
      return false;
    }
    counters.sent++;
    if (bundle.push(text) === 1) setImmediate(flush); // one system call for all that one round of events has to say
    return true;
  }

  function flush(): void {
    const text = bundle.join("");
    bundle = [];
    if (text !== "") stream?.write(text);
  }

  async function sendMany(stanzas: readonly string[]): Promise<boolean> {
    for (let i = 0; i < stanzas.length; i += BATCH) {
      const batch = stanzas.slice(i, i + BATCH);
      if (!push(batch.join(""))) return false;
      counters.sent += batch.length - 1;
      await new Promise((resolve) => setImmediate(resolve));
      await stream?.drained();
    }
    return true;
  }

  return {
    start() {
      wanted = true;
      attempt();
    },
    async stop() {
      wanted = false;
      cancelTimer();
      flush();
      await stream?.close(2_000);
      stream = undefined;
    },
    send,
    sendMany,
    isOnline: () => stream !== undefined,
    onStanza: (listener) => void on.stanza.push(listener),
    onOnline: (listener) => void on.online.push(listener),
    onOffline: (listener) => void on.offline.push(listener),
    counters,
  };
}
