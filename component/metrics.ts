// The numbers that the metrics endpoint shows (component/web/health.ts adds memory and uptime).
import type { Router } from "./router.ts";
import type { Announcer } from "./pubsub/announce.ts";
import type { Connection } from "./xmpp/connection.ts";

/** By name; one that ends in `_total` only grows. */
export function readMetrics({ connection, router, announcer }: { connection: Connection; router: Router; announcer: Announcer }): Record<string, number> {
  const { received, sent, lost, connects } = connection.counters;
  return {
    stanzas_received_total: received,
    stanzas_sent_total: sent,
    stanzas_lost_total: lost,
    connects_total: connects,
    requests_waiting: router.pending(),
    event_waves_waiting: announcer.waiting(),
  };
}
