// The list of the panel's parts and how they are connected.
import type { Server } from "node:http";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { existsSync } from "node:fs";
import { isFault } from "#core/errors.ts";
import type { Config } from "./config.ts";
import { createApp } from "./http/app.ts";
import { openDoor } from "./library/door.ts";
import { openLibrary } from "./library/library.ts";
import { seedAdministrator, seedLibrary, type Seed } from "./library/seed.ts";
import { describeError, type Log } from "./log.ts";
import { openAdministrators } from "./store/administrators.ts";
import { openAudit } from "./store/audit.ts";
import { openDatabase } from "./store/database.ts";
import { openSessions } from "./store/sessions.ts";
import { openLink, type Link } from "./xmpp/link.ts";
import { ServiceAway } from "./xmpp/requests.ts";

export interface Panel {
  readonly port: number;
  /** Connected for the first time. */
  readonly online: Promise<void>;
  /** The library of `seed` is there. */
  readonly seeded: Promise<void>;
  stop(): Promise<void>;
}

const SWEEP = 3_600_000;

export async function wire(config: Config, seed: Seed | undefined, log: Log, now: () => number = Date.now): Promise<Panel> {
  const database = await openDatabase(join(config.data, "panel.sqlite"));
  const store = { administrators: openAdministrators(database, now), sessions: openSessions(database, now), audit: openAudit(database, now) };
  const link = openLink({ ...config.xmpp, domain: config.panelDomain, server: config.domain, log });
  const libraryOf = (administrator: { readonly name: string; readonly library: string }) => openLibrary(openDoor(link, administrator.library, config), store.audit, administrator);
  const sweep = () => void Promise.all([store.sessions.sweep(), store.audit.sweep()]).catch((error: unknown) => log.warn("sweep-failed", { error: describeError(error) }));
  const timer = setInterval(sweep, SWEEP);
  let stopped = false;
  const close = async (server?: Server) => {
    stopped = true;
    clearInterval(timer);
    link.stop();
    server?.closeAllConnections();
    if (server !== undefined) await new Promise((resolve) => server.close(resolve));
    await database.close();
  };
  try {
    if (seed !== undefined) await seedAdministrator(seed, store.administrators);
    const app = createApp({ config, ...store, log, now, assets: assetsFolder(), isOnline: link.isOnline, openLibrary: libraryOf });
    const server = await listen(app.listen(config.http.port, config.http.host));
    const seeded = seed === undefined ? Promise.resolve() : makeSeed(() => seedLibrary(seed, libraryOf({ name: "first start", library: seed.library })), link, log, () => stopped);
    return { port: portOf(server), online: link.whenOnline(), seeded, stop: () => close(server) };
  } catch (error) {
    await close();
    throw error;
  }
}

function listen(server: Server): Promise<Server> {
  return new Promise((resolve, reject) => {
    server.once("listening", () => resolve(server));
    server.once("error", reject);
  });
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}

/** Beside the built program, or in dist/ where it runs from its sources. */
function assetsFolder(): string {
  const [built, source] = ["../admin-browser", "../dist/admin-browser"].map((folder) => fileURLToPath(new URL(folder, import.meta.url))) as [string, string];
  return existsSync(built) ? built : source;
}

/** Until the service answers: it may start after the panel. */
async function makeSeed(make: () => ReturnType<typeof seedLibrary>, link: Link, log: Log, isStopped: () => boolean): Promise<void> {
  for (let pause = 100; !isStopped(); pause = Math.min(5000, pause * 2)) {
    await link.whenOnline();
    try {
      const failed = await make();
      if (!isFault(failed)) return log.info("seeded");
      log.warn("seed-failed", { code: failed.fault, reason: failed.text });
    } catch (error) {
      if (!(error instanceof ServiceAway)) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}
