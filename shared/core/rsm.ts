// Result Set Management (XEP-0059): which page is asked for, and where a page stands in the whole.
import { fault, type Fault } from "./errors.ts";
import { NS } from "./namespaces.ts";
import { childOf, textOf, xml, type XmlElement } from "./xml.ts";

export interface PageRequest {
  /** At most so many; 0 asks for the count alone. */
  readonly max?: number;
  readonly after?: string;
  /** The page before this id; an empty text asks for the last page. */
  readonly before?: string;
  readonly index?: number;
}

export interface Page<T> {
  readonly entries: readonly T[];
  readonly count: number;
  /** Position of the first entry in the whole. */
  readonly index: number;
}

/** Reads the `<set/>` in a request; `undefined` where there is none. */
export function readPageRequest(parent: XmlElement): PageRequest | Fault | undefined {
  const set = childOf(parent, "set", NS.rsm);
  if (set === undefined) return undefined;
  const max = readWhole(childOf(set, "max"));
  const index = readWhole(childOf(set, "index"));
  if (max === null || index === null) return fault("malformed", "In the <set/>, max and index are whole numbers.");
  const after = childOf(set, "after");
  const before = childOf(set, "before");
  return {
    ...(max !== undefined && { max }),
    ...(index !== undefined && { index }),
    ...(after && { after: textOf(after) }),
    ...(before && { before: textOf(before) }),
  };
}

function readWhole(element: XmlElement | undefined): number | null | undefined {
  if (element === undefined) return undefined;
  const digits = textOf(element).trim();
  return /^\d{1,9}$/.test(digits) ? Number(digits) : null;
}

export function writePageRequest({ max, after, before, index }: PageRequest): XmlElement {
  return xml(
    "set",
    { xmlns: NS.rsm },
    max !== undefined && xml("max", {}, String(max)),
    after !== undefined && xml("after", {}, after),
    before !== undefined && xml("before", {}, ...(before === "" ? [] : [before])),
    index !== undefined && xml("index", {}, String(index)),
  );
}

export function writePage<T>(page: Page<T>, idOf: (entry: T) => string): XmlElement {
  const first = page.entries[0];
  const last = page.entries[page.entries.length - 1];
  return xml(
    "set",
    { xmlns: NS.rsm },
    first !== undefined && xml("first", { index: page.index }, idOf(first)),
    last !== undefined && xml("last", {}, idOf(last)),
    xml("count", {}, String(page.count)),
  );
}

/** What a page's `<set/>` says: where it ends and how many there are in all. */
export function readPage(parent: XmlElement): { readonly first?: string; readonly last?: string; readonly count?: number; readonly index?: number } | undefined {
  const set = childOf(parent, "set", NS.rsm);
  if (set === undefined) return undefined;
  const first = childOf(set, "first");
  const last = childOf(set, "last");
  const count = readWhole(childOf(set, "count"));
  const index = Number(first?.attrs["index"]);
  return {
    ...(first && { first: textOf(first) }),
    ...(last && { last: textOf(last) }),
    ...(typeof count === "number" && { count }),
    ...(Number.isInteger(index) && { index }),
  };
}

/** Takes a page out of a list; `unknown-item` where the id that it should begin or end at is not in it. */
export function pageOf<T>(all: readonly T[], idOf: (entry: T) => string, request: PageRequest, limit: number): Page<T> | Fault {
  const max = Math.min(request.max ?? limit, limit);
  const position = (id: string) => all.findIndex((entry) => idOf(entry) === id);
  let start = request.index ?? 0;
  if (request.after !== undefined && request.after !== "") {
    const at = position(request.after);
    if (at < 0) return fault("unknown-item", "The page begins after something that is not there.");
    start = at + 1;
  } else if (request.before !== undefined) {
    const end = request.before === "" ? all.length : position(request.before);
    if (end < 0) return fault("unknown-item", "The page ends before something that is not there.");
    start = Math.max(0, end - max);
    return { entries: all.slice(start, end), count: all.length, index: start };
  }
  return { entries: all.slice(start, start + max), count: all.length, index: start };
}
