// The box's way to the service: fetches where it is, connects, and says when that works. Retries for ever, until it is closed.
import type { XmlElement } from "#core/xml.ts";
import type { Connection } from "#browser/connection.ts";
import { connectAnonymously } from "#browser/xmpp-anonymous.ts";
import { Service } from "./service.ts";

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
}

/** Asked for while the rest of the program still loads. */
let early: Promise<Config | undefined> | undefined = readConfig();

const RETRY = { first: 1_000, most: 15_000 };

export class Link {
  readonly connection: Pick<Connection, "send"> = { send: (stanza) => this.#connection?.send(stanza) ?? false };
  service: Service | undefined;
  address = "";
  #connection: Connection | undefined;
  #isClosed = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #events: LinkEvents;

  constructor(events: LinkEvents) {
    this.#events = events;
    void this.#open(RETRY.first);
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
    const config = await (early ?? readConfig());
    early = undefined;
    if (this.#isClosed) return;
    if (config === undefined) {
      this.#timer = setTimeout(() => void this.#open(Math.min(wait * 2, RETRY.most)), wait);
      return;
    }
    this.address = config.service;
    const { onStanza, onLost, onOnline, onOffline, onRefused } = this.#events;
    this.#connection = connectAnonymously({
      websocket: config.websocket,
      domain: config.guestDomain,
      onStanza,
      onLost,
      onState: (state) => {
        if (this.#isClosed) return;
        // The state is told before `connect` has returned, at the earliest from within it; what follows needs the connection.
        queueMicrotask(() => {
          if (state.state === "online" && !this.#isClosed) onOnline();
        });
        if (state.state === "waiting") onOffline();
        if (state.state === "refused") onRefused();
      },
    });
    this.service = new Service(this.#connection, config.service);
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
