// The pubsub service (XEP-0060) as a part of the program: takes requests to their operation, commits, then tells subscribers and the program.
import { isFault, type Fault } from "#core/errors.ts";
import { NS } from "#core/namespaces.ts";
import { readPubsub, type PubsubRequest } from "#core/pubsub.ts";
import type { Clock } from "../clock.ts";
import type { Log } from "../log.ts";
import type { Connection } from "../xmpp/connection.ts";
import type { Random } from "../random.ts";
import type { Answer, Request, Router } from "../router.ts";
import type { Database, Transaction } from "../store/database.ts";
import { repeatEvents } from "./again.ts";
import { makeAnnouncer, type Announcer } from "./announce.ts";
import type { Catalog } from "./catalog.ts";
import { forgetTheGone } from "./gone.ts";
import type { Asker, Operation, Outcome, ReadAsk, WriteAsk } from "./operation.ts";
import { READING } from "./reading.ts";
import { isGuest, ownedBy } from "./rights.ts";
import { SUBSCRIBING } from "./subscribing.ts";
import { WRITING } from "./writing.ts";

export interface PubsubParts {
  readonly service: string;
  readonly panelDomain: string;
  readonly guestDomain: string;
  readonly router: Router;
  readonly store: Database;
  readonly connection: Pick<Connection, "sendMany" | "onOnline" | "onOffline">;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly catalog: Catalog;
}

const CHANGING = { ...WRITING, ...SUBSCRIBING };
const FEATURES = [...Object.values(READING), ...Object.values(CHANGING)].flatMap((operation) => operation.features.map((feature) => `${NS.pubsub}#${feature}`));

export interface Pubsub {
  readonly announcer: Announcer;
  /** A change of nodes that no pubsub request asks for: written, then told to subscribers and to the program. A fault leaves nothing written. */
  change(work: (tx: Transaction) => Promise<Outcome | Fault>): Promise<Outcome | Fault>;
}

export function addPubsub(parts: PubsubParts): Pubsub {
  const { router, store, clock, random, catalog, panelDomain, guestDomain } = parts;
  const announcer = makeAnnouncer(parts.service, { sendMany: parts.connection.sendMany, token: () => random.token(12) });
  forgetTheGone(parts);
  repeatEvents({ ...parts, announcer });

  async function handle(request: Request): Promise<Answer> {
    const ask = readPubsub(request.stanza.type === "get" ? "get" : "set", request.payload);
    if (isFault(ask)) return ask;
    const outcome = await run(ask, askerOf(request));
    if (isFault(outcome)) return outcome;
    request.afterwards(() => tell(outcome));
    return outcome.reply;
  }

  function tell({ announcements = [], changes = [] }: Outcome): void {
    announcer.announce(announcements);
    for (const change of changes) catalog.changed(change);
  }

  function askerOf({ stanza, bare }: Request): Asker {
    const owns = ownedBy(bare, panelDomain);
    return { from: stanza.from, bare, guest: isGuest(bare, guestDomain), ...(owns !== undefined && { owns }) };
  }

  async function run(ask: PubsubRequest, asker: Asker): Promise<Outcome | Fault> {
    const setting = { now: clock.now(), panelDomain, guestDomain };
    if (isReadAsk(ask.ask)) return (READING[ask.ask] as Operation<ReadAsk, Database>).run(store, asker, ask as never, setting);
    await announcer.room();
    const operation = CHANGING[ask.ask as WriteAsk] as Operation<WriteAsk, Transaction>;
    return wholly(store, (tx) => operation.run(tx, asker, ask as never, setting));
  }

  for (const namespace of [NS.pubsub, NS.pubsubOwner]) {
    const features = namespace === NS.pubsub ? [NS.pubsub, NS.rsm, ...FEATURES] : [];
    for (const type of ["get", "set"] as const) router.add({ kind: "iq", type, namespace, name: "pubsub", at: "service", features, handler: handle });
  }
  return {
    announcer,
    async change(work) {
      const outcome = await wholly(store, work);
      if (!isFault(outcome)) tell(outcome);
      return outcome;
    },
  };
}

const isReadAsk = (ask: PubsubRequest["ask"]): ask is ReadAsk => ask in READING;

class Refused extends Error {
  constructor(readonly fault: Fault) {
    super(fault.fault);
  }
}

/** A fault leaves nothing written, whatever the operation did before it came to it. */
async function wholly(store: Database, work: (tx: Transaction) => Promise<Outcome | Fault>): Promise<Outcome | Fault> {
  try {
    return await store.write(async (tx) => {
      const outcome = await work(tx);
      if (isFault(outcome)) throw new Refused(outcome);
      return outcome;
    });
  } catch (error) {
    if (error instanceof Refused) return error.fault;
    throw error;
  }
}

