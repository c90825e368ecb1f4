// What a connection to the XMPP server looks like from outside; shared/browser/xmpp.ts makes them.
import type { XmlElement } from "#core/xml.ts";
import type { Clock } from "./clock.ts";
import type { ScramKeys } from "./scram.ts";
import type { Credentials, RefusedReason } from "./xmpp-login.ts";
import type { StanzaFault } from "./xmpp-requests.ts";

export type ConnectionState =
  | { readonly state: "connecting" }
  /** `resumed`: the server kept the session and nothing is lost. Otherwise it is a new one: send presence, join, subscribe again. */
  // A guest's `jid` is empty at first where the server signs in and binds in one: the state is told before its answer is there.
  | { readonly state: "online"; readonly jid: string; readonly resumed: boolean }
  /** Tries again by itself at `retryAt` (ms since 1970), or sooner when the network or the page comes back. */
  | { readonly state: "waiting"; readonly retryAt: number }
  /** Final. */
  | { readonly state: "refused"; readonly reason: RefusedReason }
  /** Final: `close()` was called. */
  | { readonly state: "closed" };

export interface ConnectOptions {
  /** `wss://…` */
  readonly websocket: string;
  readonly domain: string;
  readonly credentials: Credentials;
  /** Guests: the server is known to sign in and bind in one, so that what it can is not waited for. Where that turns out wrong, the next try waits. */
  readonly atOnce?: boolean | undefined;
  /** After signing in with a password: what can stand for it the next time. Whoever keeps it keeps a way into the account. */
  readonly onKeys?: (keys: ScramKeys) => void;
  readonly onState: (state: ConnectionState) => void;
  /** Messages and presences, in order. Requests to us and replies are seen to. */
  readonly onStanza: (stanza: XmlElement) => void;
  /** A stanza of ours that the server has not acknowledged when the session ended: it may not have arrived. */
  readonly onLost?: (stanza: XmlElement) => void;
  readonly clock?: Clock;
}

export interface RequestOptions {
  readonly type: "get" | "set";
  /** Without it, the account itself. */
  readonly to?: string;
  readonly timeoutMs?: number;
}

export interface Connection {
  readonly state: ConnectionState;
  /** Our full address while online. */
  readonly jid: string | undefined;
  /** `false`: not online, nothing was sent. */
  send(stanza: XmlElement): boolean;
  /** The whole `<iq type='result'/>`, or why there is none. Never rejects. */
  request(payload: XmlElement, options: RequestOptions): Promise<XmlElement | StanzaFault>;
  /** Tries at once instead of at `retryAt`; looks whether the connection is alive. */
  wake(): void;
  /** Signs out. */
  close(): void;
}
