// Handlers of ended chats: for how long they are kept; a queue's, page by page, all as a file, and their deletion.
import { isFault, type Fault } from "#core/errors.ts";
import type { Kept } from "#core/kept.ts";
import { writeNodeName } from "#core/nodes.ts";
import type { QueueEntry } from "../library/queues.ts";
import { Confirm } from "../pages/parts.tsx";
import { days, KeptPage, RECORDS_PAGE, RecordsPage, writeCsv, type KeptProps } from "../pages/records.tsx";
import { attempt, faultReply, goTo, type Reply, type Visit } from "./visit.ts";

const NOT_SHOWN = "There are no records to show";
const DONE: Readonly<Record<string, string>> = { kept: "Saved. Records that were older are deleted.", deleted: "The records are deleted." };

async function keptPage(visit: Visit, rest: Pick<KeptProps, "wrong"> = {}, status = 200): Promise<Reply> {
  const [kept, overview] = await Promise.all([visit.library.records.kept(), visit.library.overview()]);
  if (isFault(kept)) return faultReply(kept, NOT_SHOWN);
  if (isFault(overview)) return faultReply(overview, NOT_SHOWN);
  const done = Object.hasOwn(DONE, visit.query("done")) ? DONE[visit.query("done")] : undefined;
  return { is: "page", status, title: "Records of chats", here: "/records", body: <KeptPage kept={kept} queues={overview.queues} token={visit.token} done={done} {...rest} /> };
}

export const showKept = (visit: Visit): Promise<Reply> => keptPage(visit);

/** Fewer days delete something, and so are asked about once more. */
export async function changeKept(visit: Visit): Promise<Reply> {
  const kept = await visit.library.records.kept();
  if (isFault(kept)) return faultReply(kept, "Nothing was changed");
  const text = visit.form("days").trim();
  const wanted = /^\d{1,4}$/.test(text) ? Number(text) : kept.most + 1;
  if (wanted > kept.most) return keptPage(visit, { wrong: { text, complaint: `A whole number from 0 to ${kept.most}.` } }, 400);
  if (wanted < kept.days && visit.form("sure") !== "yes") return askFewer(visit, kept, wanted);
  const failed = await attempt(visit.library.records.keep(wanted));
  return failed === undefined ? goTo("/records?done=kept") : keptPage(visit, { wrong: { text, complaint: failed.complaint } }, failed.status);
}

function askFewer(visit: Visit, kept: Kept, wanted: number): Reply {
  const [now, then] = [kept.days, wanted].map((count) => (count === 1 ? "one day" : days(count)));
  const [yes, what] = wanted === 0 ? ["Delete all records", "All records are deleted"] : ["Delete older records", "Records that are older are deleted"];
  const body = (
    <Confirm title={`Keep records for ${then}?`} action="/records" token={visit.token} yes={yes} no={`Leave it at ${now}`} back="/records" fields={{ days: String(wanted), sure: "yes" }}>
      <p>Now they are kept for {now}. {what} at once, of all queues. This cannot be undone.</p>
    </Confirm>
  );
  return { is: "page", title: "Keep fewer records", here: "/records", body };
}

/** A queue, or what is left of one that is gone. */
async function queueOf(visit: Visit): Promise<(Pick<QueueEntry, "name"> & { readonly title: string; readonly past: boolean }) | Fault> {
  const entry = await visit.library.queues.read(visit.name);
  if (!isFault(entry)) return { name: entry.name, title: entry.queue.title, past: false };
  const kept = await visit.library.records.kept();
  const node = writeNodeName({ kind: "queue", library: visit.library.name, name: visit.name });
  const past = isFault(kept) ? undefined : kept.past.find((queue) => queue.node === node);
  return past === undefined ? entry : { name: visit.name, title: past.title, past: true };
}

export async function showRecords(visit: Visit): Promise<Reply> {
  const after = /^[a-z0-9-]{1,60}$/.test(visit.query("after")) ? visit.query("after") : undefined;
  const [queue, found] = await Promise.all([queueOf(visit), visit.library.records.page(visit.name, RECORDS_PAGE, after)]);
  if (isFault(queue)) return faultReply(queue, NOT_SHOWN);
  if (isFault(found)) return faultReply(found, NOT_SHOWN);
  return { is: "page", title: `Chats of ${queue.title}`, here: "/records", body: <RecordsPage queue={queue.name} title={queue.title} past={queue.past} found={found} older={after !== undefined} /> };
}

export async function sendRecords(visit: Visit): Promise<Reply> {
  const records = await visit.library.records.all(visit.name);
  return isFault(records) ? faultReply(records, NOT_SHOWN) : { is: "file", name: `${visit.name}.csv`, type: "text/csv", text: writeCsv(records) };
}

export async function askDeleteRecords(visit: Visit): Promise<Reply> {
  const queue = await queueOf(visit);
  if (isFault(queue)) return faultReply(queue, NOT_SHOWN);
  const body = (
    <Confirm title={`Delete the records of ${queue.title}?`} action={`/queues/${queue.name}/chats/delete`} token={visit.token} yes="Delete records" back={`/queues/${queue.name}/chats`}>
      <p>All that is kept of this queue’s ended chats is deleted. Chats that go on are not touched. This cannot be undone.</p>
    </Confirm>
  );
  return { is: "page", title: `Delete the records of ${queue.title}`, here: "/records", body };
}

export async function deleteRecords(visit: Visit): Promise<Reply> {
  const failed = await visit.library.records.forget(visit.name);
  return failed === undefined ? goTo("/records?done=deleted") : faultReply(failed, "The records were not deleted");
}
