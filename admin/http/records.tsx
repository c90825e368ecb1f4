// Handlers of a queue's ended chats: a page of them, and all as a file.
import { isFault } from "#core/errors.ts";
import { RECORDS_PAGE, RecordsPage, writeCsv } from "../pages/records.tsx";
import { faultReply, type Reply, type Visit } from "./visit.ts";

const NOT_SHOWN = "There are no records to show";

export async function showRecords(visit: Visit): Promise<Reply> {
  const after = /^[a-z0-9-]{1,60}$/.test(visit.query("after")) ? visit.query("after") : undefined;
  const [entry, found] = await Promise.all([visit.library.queues.read(visit.name), visit.library.records.page(visit.name, RECORDS_PAGE, after)]);
  if (isFault(entry)) return faultReply(entry, NOT_SHOWN);
  if (isFault(found)) return faultReply(found, NOT_SHOWN);
  return { is: "page", title: `Chats of ${entry.queue.title}`, body: <RecordsPage queue={entry.name} title={entry.queue.title} found={found} older={after !== undefined} /> };
}

export async function sendRecords(visit: Visit): Promise<Reply> {
  const records = await visit.library.records.all(visit.name);
  return isFault(records) ? faultReply(records, NOT_SHOWN) : { is: "file", name: `${visit.name}.csv`, type: "text/csv", text: writeCsv(records) };
}
