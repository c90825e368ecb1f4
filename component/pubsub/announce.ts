// Sends events to subscribers, one wave after the other, so that nobody hears of two changes in the wrong order.
import { NS } from "#core/namespaces.ts";
import { writeEvent } from "#core/pubsub-reply.ts";
import { writeMany } from "#core/stanza.ts";
import { xml } from "#core/xml.ts";
import type { Announcement } from "./operation.ts";

export interface Announcer {
  announce(all: readonly Announcement[]): void;
  /** Resolves when not too many waves wait: whoever publishes faster than the server takes it is slowed down. */
  room(): Promise<void>;
  waiting(): number;
}

const MOST_WAITING = 64;

export function makeAnnouncer(service: string, parts: { readonly sendMany: (stanzas: readonly string[]) => Promise<boolean>; readonly token: () => string }): Announcer {
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;

  async function send({ event, type, to, since }: Announcement): Promise<void> {
    const wave = parts.token();
    const ids = to.map((_, i) => `${wave}-${i}`);
    const delay = since === undefined ? [] : [xml("delay", { xmlns: NS.delay, from: service, stamp: new Date(since).toISOString() })];
    await parts.sendMany(writeMany(service, type, to, ids, writeEvent(event), ...delay));
  }

  return {
    announce(all) {
      for (const announcement of all) {
        if (announcement.to.length === 0) continue;
        waiting++;
        last = last.then(() => send(announcement)).finally(() => waiting--);
      }
    },
    async room() {
      while (waiting > MOST_WAITING) await last;
    },
    waiting: () => waiting,
  };
}
