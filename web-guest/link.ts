// The box's way to the service: fetches where it is, connects, and says when that works. Retries for ever, until it is closed. It may set out before anybody listens.
import type { XmlElement } from "#core/xml.ts";
import type { Connection, ConnectionState } from "#browser/connection.ts";
import { connectAnonymously } from "#browser/xmpp-anonymous.ts";
import { Service } from "./service.ts";
import { told } from "./told.ts";

export interface LinkEvents {
  readonly onOnline: () => void;
  readonly onOffline: () => void;
  readonly onRefused: () => void;
  readonly onStanza: (stanza: XmlElement) => void;
  readonly onLost: (stanza: XmlElement) => void;
}

interface Config {
  readonly guestDomain: string;
  readonly service: string;
  readonly websocket: string;
  readonly atOnce?: boolean;
}

const RETRY = { first: 1_000, most: 15_000 };

export class Link {
  readonly connection: Pick<Connection, "send"> = { send: (stanza) => this.#connection?.send(stanza) ?? false };
  service: Service | undefined;
  address = "";
  #connection: Connection | undefined;
  #isClosed = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #events: LinkEvents | undefined;

  constructor() {
    const config = told<Config>("otterdesk");
    if (config !== undefined) this.#connect(config);
    else void this.#open(RETRY.first);
  }

  /** From now on; where it stands already is told at once. */
  listen(events: LinkEvents): void {
    this.#events = events;
    if (this.#connection !== undefined) this.#tell(this.#connection.state);
  }

  /** Tries at once. */
  wake(): void {
    this.#connection?.wake();
    if (this.#connection === undefined && this.#timer !== undefined) {
      clearTimeout(this.#timer);
      void this.#open(RETRY.first);
    }
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#connection?.close();
  }

  async #open(wait: number): Promise<void> {
    this.#timer = undefined;
    const config = await readConfig();
    if (this.#isClosed) return;
    if (config !== undefined) this.#connect(config);
    else this.#timer = setTimeout(() => void this.#open(Math.min(wait * 2, RETRY.most)), wait);
  }

  #connect(config: Config): void {
    this.address = config.service;
    this.#connection = connectAnonymously({
      websocket: config.websocket,
      domain: config.guestDomain,
      atOnce: config.atOnce,
      onStanza: (stanza) => this.#events?.onStanza(stanza),
      onLost: (stanza) => this.#events?.onLost(stanza),
      onState: (state) => this.#tell(state),
    });
    this.service = new Service(this.#connection, config.service);
  }

  #tell({ state }: ConnectionState): void {
    // The state is told before `connect` has returned, at the earliest from within it; what follows needs the connection.
    if (state === "online") queueMicrotask(() => this.#isClosed || this.#events?.onOnline());
    if (this.#isClosed) return;
    if (state === "waiting") this.#events?.onOffline();
    if (state === "refused") this.#events?.onRefused();
  }
}

async function readConfig(): Promise<Config | undefined> {
  try {
    const answer = await fetch("config.json", { signal: AbortSignal.timeout(10_000) });
    return answer.ok ? ((await answer.json()) as Config) : undefined;
  } catch {
    return undefined;
  }
}
