// Connects the parts. The list below is the overview of the program.
import { NS } from "#core/namespaces.ts";
import { openAccounts } from "./accounts/accounts.ts";
import { addAccountCommands } from "./accounts/service.ts";
import { openAccountServer } from "./accounts/ways.ts";
import { systemClock } from "./clock.ts";
import { addCommands } from "./commands.ts";
import type { Config } from "./config.ts";
import { addDesk, deskLimits } from "./desk/desk.ts";
import { addRecords } from "./desk/records.ts";
import { addDisco } from "./disco/disco.ts";
import { addLibraryCommand } from "./library.ts";
import { readMetrics } from "./metrics.ts";
import { openLog, type Level, type Log } from "./log.ts";
import { systemRandom } from "./random.ts";
import { browseNodes } from "./pubsub/browse.ts";
import { makeCatalog } from "./pubsub/catalog.ts";
import { addPubsub } from "./pubsub/service.ts";
import { makeRouter } from "./router.ts";
import { giveAccounts } from "./store/accounts.ts";
import { openStore, takeTurn } from "./store/store.ts";
import { readOpenSkin } from "./pubsub/open-skin.ts";
import { openWeb } from "./web/web.ts";
import { openConnection, type Connection } from "./xmpp/connection.ts";

export interface Program {
  readonly connection: Connection;
  readonly log: Log;
  /** Resolves when everything is closed. */
  stop(): Promise<void>;
}

const CONNECTION = { pingAfter: 15_000, pingTimeout: 10_000, connectTimeout: 10_000 };

export async function wire(config: Config): Promise<Program> {
  const clock = systemClock;
  const random = systemRandom;
  const log = openLog({ guestDomain: config.guestDomain, clock, least: config.logLevel as Level, write: (line) => process.stderr.write(line) });
  const turn = config.alone ? await takeTurn(config.data, clock, () => log.info("standing by", { part: "store" })) : undefined;
  const store = await openStore(config.data);
  const { domain, service, panelDomain, guestDomain } = config;
  const connection = openConnection({ ...config.xmpp, ...CONNECTION, service, domain }, { log, clock, random });
  const router = makeRouter({ service, send: connection.send, log, clock, random });
  connection.onStanza(router.dispatch);

  router.add({ kind: "iq", type: "get", namespace: NS.ping, name: "ping", at: "any", handler: () => undefined });
  const disco = addDisco(router);
  const catalog = makeCatalog(store);
  const commands = addCommands(router, disco, random, service);
  const pubsub = addPubsub({ service, panelDomain, guestDomain, router, store, connection, clock, random, log, catalog });
  disco.add(browseNodes({ service, panelDomain, guestDomain, store }));
  const server = openAccountServer(config, router, clock);
  const accounts = server && openAccounts({ ...config.accounts, domain, store, pubsub, clock, server });
  addAccountCommands(commands, { panelDomain, clock, log, accounts });
  await giveAccounts(store, config.accounts.given, clock.now());
  const desk = await addDesk({ ...config, database: store, catalog, router, disco, commands, connection, clock, random, log, limits: deskLimits(config) });
  addLibraryCommand(commands, { panelDomain, accounts, catalog, pubsub, desk, log });
  addRecords(router, { database: store, panelDomain, clock, keptDays: config.retentionDays });
  const web = await openWeb(config, {
    isOnline: connection.isOnline,
    counts: () => ({ ...readMetrics({ connection, router, announcer: pubsub.announcer }), ...desk.counts() }),
    queueState: desk.queueState,
    skin: (node) => readOpenSkin(store, node),
    onError: (error) => log.error("web-failed", { part: "web", error }),
  });

  connection.start();
  return {
    connection,
    log,
    async stop() {
      await web.close();
      await desk.stop();
      await connection.stop();
      await store.close();
      await turn?.close();
    },
  };
}
