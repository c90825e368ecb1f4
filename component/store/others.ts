// Whether another program has written to the database. Every commit changes the header of sqlite's index of its write-ahead log (sqlite.org/walformat.html,
// section 2.2), a file that all programs share: one read of 48 bytes, a microsecond, tells that nothing has happened. Whose commit it was, sqlite says.
import { closeSync, openSync, readSync } from "node:fs";

export interface Others {
  /** Rises when it was found that others have written. What is read from the database afterwards is of this epoch or newer. */
  epoch(): number;
  /** Whether nobody else has written since this epoch. False too where that is not known just now: then the database has to be asked. */
  isCurrent(epoch: number): boolean;
  /** Finds out; `epoch` tells afterwards. */
  settle(): Promise<void>;
}

const HEADER = 48; // bytes

/** `version`: sqlite's `data_version` of the connection that we write through, which changes when any other connection has written. */
export function watchOthers(index: string, version: () => Promise<number>, first: number): Others & { close(): void } {
  const file = openSync(index, "r");
  const header = Buffer.alloc(HEADER);
  let known = Buffer.alloc(HEADER); // not yet settled
  let [epoch, last] = [0, first];
  let settling: Promise<void> | undefined;
  let [open, looked] = [true, false];

  /** One look serves for all that the program does at one go: what it works on has come before the look. */
  function isKnown(): boolean {
    if (looked) return true;
    if (readSync(file, header, 0, HEADER, 0) !== HEADER || !header.equals(known)) return false;
    looked = true;
    queueMicrotask(() => (looked = false));
    return true;
  }

  async function find(): Promise<void> {
    // The header first: a commit after it is found the next time.
    readSync(file, header, 0, HEADER, 0);
    const seen = Buffer.from(header);
    const now = await version();
    if (now !== last) epoch++;
    last = now;
    known = seen;
  }

  const settle = (): Promise<void> => (settling ??= find().finally(() => (settling = undefined)));

  return {
    epoch: () => epoch,
    isCurrent(wanted) {
      if (!open) return false;
      if (isKnown()) return wanted === epoch;
      settle().catch(() => undefined); // as long as it is not known, the database is asked, and says what is wrong
      return false;
    },
    settle,
    close() {
      open = false;
      closeSync(file);
    },
  };
}
