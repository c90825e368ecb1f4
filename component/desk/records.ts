// Records of ended chats, read by their library page by page: an iq get at the service's address.
import { readRecordsRequest, writeRecords, type ChatRecord } from "#core/records.ts";
import type { EndReason } from "#core/chat.ts";
import { isFault } from "#core/errors.ts";
import { NS } from "#core/namespaces.ts";
import { nodeFor } from "../pubsub/operation.ts";
import { ownedBy } from "../pubsub/rights.ts";
import type { Router } from "../router.ts";
import type { ChatStore, KeptChat } from "../store/chats.ts";
import type { Database } from "../store/database.ts";

const MOST = 500; // records of a page

export function addRecords(router: Router, { database, store, panelDomain, keptDays }: { readonly database: Database; readonly store: ChatStore; readonly panelDomain: string; readonly keptDays: number }): void {
  router.add({
    ...{ kind: "iq", type: "get", namespace: NS.otterdesk, name: "records", at: "service" },
    async handler({ payload, bare, stanza }) {
      const asked = readRecordsRequest(payload);
      if (isFault(asked)) return asked;
      const owns = ownedBy(bare, panelDomain);
      const node = await nodeFor(database, { from: stanza.from, bare, guest: false, ...(owns !== undefined && { owns }) }, asked.node, "records");
      if (isFault(node)) return node;
      const { max = MOST, after } = asked.page;
      const { rows, count, index } = await store.records(node.row.library, node.row.short, after, Math.min(max, MOST));
      return writeRecords({ entries: rows.map(shown), count, index }, keptDays);
    },
  });
}

const time = (ms: number): string => new Date(ms).toISOString();

const shown = ({ id, skin, since, answered, ended, reason, encrypted, verified }: KeptChat): ChatRecord => ({
  ...{ id, skin, since: time(since), ended: time(ended), reason: reason as EndReason, encrypted, verified },
  ...(answered !== null && { answered: time(answered) }),
});
