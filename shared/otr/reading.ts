// Which keys read a data message: the current ones, or those before them for a while; and what waits for an AKE to end.
import { BOUNDS } from "./bounds.ts";
import { openData, openWith, readingKeys, type Opened, type ReadingKeys } from "./data-message.ts";
import type { Exchange } from "./exchange.ts";
import type { DataFrame } from "./frame.ts";

/** Keys before the current ones: they read what was under way, and never write. */
interface Previous {
  readonly until: number;
  readonly fingerprint: string;
  readonly open: (frame: DataFrame) => Opened;
  readonly keys: () => readonly ReadingKeys[];
}

/** "repeated": seen before, nothing to do. "other": no keys of ours. */
export type Read = { readonly kind: "read"; readonly plain: Uint8Array; readonly fingerprint: string; readonly isCurrent: boolean } | { readonly kind: "repeated" | "other" };

/** Six bytes of a MAC, to know it again. */
function markOf(mac: Uint8Array): number {
  let mark = 0;
  for (let i = 0; i < 6; i += 1) mark = mark * 256 + mac[i]!;
  return mark;
}

export class Reading {
  private previous: Previous[] = [];
  private readonly seen = new Set<number>();
  private waiting: DataFrame[] = [];
  private waitingCharacters = 0;

  constructor(private readonly now: () => number) {}

  read(frame: DataFrame, current: Exchange | undefined): Read {
    const mark = markOf(frame.mac);
    if (this.seen.has(mark)) return { kind: "repeated" };
    const read = this.open(frame, current);
    if (read.kind !== "read") return read;
    this.seen.add(mark);
    if (this.seen.size > BOUNDS.duplicates) this.seen.delete(this.seen.keys().next().value!);
    return read;
  }

  private open(frame: DataFrame, current: Exchange | undefined): Read {
    if (current !== undefined) {
      const opened = openData(current, frame);
      if (opened.kind !== "other") return opened.kind === "read" ? { kind: "read", plain: opened.plain, fingerprint: current.fingerprint, isCurrent: true } : opened;
    }
    for (const { until, fingerprint, open } of this.previous) {
      const opened: Opened = until > this.now() ? open(frame) : { kind: "other" };
      if (opened.kind !== "other") return opened.kind === "read" ? { kind: "read", plain: opened.plain, fingerprint, isCurrent: false } : opened;
    }
    return { kind: "other" };
  }

  /** An exchange that is over. */
  keep(exchange: Exchange): void {
    this.add({ fingerprint: exchange.fingerprint, keys: () => readingKeys(exchange), open: (frame) => openData(exchange, frame) });
  }

  /** Keys from before a reload. */
  keepKeys(keys: readonly ReadingKeys[], fingerprint: string): void {
    const open = (frame: DataFrame): Opened => keys.map((k) => openWith(k, frame)).find(({ kind }) => kind !== "other") ?? { kind: "other" };
    this.add({ fingerprint, keys: () => keys, open });
  }

  private add(previous: Omit<Previous, "until">): void {
    this.previous = [{ ...previous, until: this.now() + BOUNDS.previousMs }, ...this.previous].slice(0, 3);
  }

  expire(): void {
    this.previous = this.previous.filter(({ until }) => until > this.now());
  }

  keys(current: Exchange | undefined): ReadingKeys[] {
    this.expire();
    return [...(current === undefined ? [] : readingKeys(current)), ...this.previous.flatMap((p) => p.keys())];
  }

  /** The signature of an AKE may be overtaken by what was encrypted after it. */
  wait(frame: DataFrame): void {
    const characters = frame.signed.length * 2;
    if (this.waiting.length >= BOUNDS.waitingFrames || this.waitingCharacters + characters > BOUNDS.waitingCharacters) return;
    this.waiting.push(frame);
    this.waitingCharacters += characters;
  }

  takeWaiting(): DataFrame[] {
    this.waitingCharacters = 0;
    return this.waiting.splice(0);
  }
}
