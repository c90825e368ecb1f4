// What is kept of a library's ended chats, queue by queue, and for how long.
import { isFault, type Fault } from "#core/errors.ts";
import type { Kept } from "#core/kept.ts";
import type { ChatRecord, Records } from "#core/records.ts";
import type { Door } from "./door.ts";
import type { Record } from "./library.ts";

export interface ChatRecords {
  /** A page, the newest first; those after the one with this id. */
  page(queue: string, max: number, after?: string): Promise<Records | Fault>;
  all(queue: string): Promise<readonly ChatRecord[] | Fault>;
  forget(queue: string): Promise<Fault | undefined>;
  kept(): Promise<Kept | Fault>;
  /** What is older is deleted at once. */
  keep(days: number): Promise<Fault | undefined>;
}

const PAGE = 500;
const MOST_PAGES = 200; // 100,000 chats

export function openRecords(door: Pick<Door, "records" | "forgetRecords" | "kept" | "keep">, record: Record): ChatRecords {
  const page: ChatRecords["page"] = (queue, max, after) => door.records(queue, { max, ...(after !== undefined && { after }) });
  return {
    page,
    async all(queue) {
      const all: ChatRecord[] = [];
      for (let after: string | undefined, pages = 0; pages < MOST_PAGES; pages++) {
        const found = await page(queue, PAGE, after);
        if (isFault(found)) return found;
        all.push(...found.records);
        after = found.records.at(-1)?.id;
        if (after === undefined || found.records.length < PAGE) break;
      }
      return all;
    },
    async forget(queue) {
      const failed = await door.forgetRecords(queue);
      if (failed === undefined) await record("records-deleted", queue);
      return failed;
    },
    kept: door.kept,
    async keep(days) {
      const failed = await door.keep(days);
      if (failed === undefined) await record("records-kept", String(days));
      return failed;
    },
  };
}
