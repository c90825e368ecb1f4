// Which way to accounts the configuration names.
import type { Clock } from "../clock.ts";
import type { Config } from "../config.ts";
import type { Router } from "../router.ts";
import { accountsByCommands } from "./by-commands.ts";
import { accountsBySocket } from "./by-socket.ts";
import type { AccountServer } from "./server.ts";

export function openAccountServer({ accounts: { way, socket }, service, domain }: Pick<Config, "accounts" | "service" | "domain">, { ask }: Pick<Router, "ask">, clock: Clock): AccountServer | undefined {
  if (way === "none") return undefined;
  return way === "socket" ? accountsBySocket({ socket, clock }) : accountsByCommands({ ask, service, domain });
}
