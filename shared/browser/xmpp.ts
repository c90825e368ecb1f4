// Connecting to the XMPP server, with a password or without (`xmpp-anonymous.ts` is the lighter door of those who never have one).
import type { Connection, ConnectOptions } from "./connection.ts";
import { keepConnected } from "./xmpp-connection.ts";
import { authenticate } from "./xmpp-password.ts";

export type { Connection, ConnectionState, ConnectOptions, RequestOptions } from "./connection.ts";
export type { Credentials, RefusedReason } from "./xmpp-login.ts";
export type { StanzaFault } from "./xmpp-requests.ts";

export const connect = (options: ConnectOptions): Connection => keepConnected(options, authenticate);
