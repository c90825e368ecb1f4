// Connecting to the XMPP server as a guest: SASL ANONYMOUS, and none of the code that passwords need.
import type { Connection, ConnectOptions } from "./connection.ts";
import { keepConnected } from "./xmpp-connection.ts";
import { authenticateAnonymously } from "./xmpp-login.ts";

export const connectAnonymously = (options: Omit<ConnectOptions, "credentials" | "onKeys">): Connection =>
  keepConnected({ ...options, credentials: { kind: "anonymous" } }, authenticateAnonymously);
