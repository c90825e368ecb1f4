// What is kept of a queue's ended chats.
import { isFault, type Fault } from "#core/errors.ts";
import type { ChatRecord, Records } from "#core/records.ts";
import type { Door } from "./door.ts";

export interface ChatRecords {
  /** A page, the newest first; those after the one with this id. */
  page(queue: string, max: number, after?: string): Promise<Records | Fault>;
  all(queue: string): Promise<readonly ChatRecord[] | Fault>;
}

const PAGE = 500;
const MOST_PAGES = 200; // 100,000 chats

export function openRecords(door: Pick<Door, "records">): ChatRecords {
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
  };
}
