// A log below the data folder, kept to a size: when it is full, it becomes `NAME.log.1` and a new one begins.
import { closeSync, fstatSync, mkdirSync, openSync, renameSync, writeSync } from "node:fs";
import { dirname } from "node:path";

const MOST_BYTES = 5_000_000;

export interface LogFile {
  readonly file: string;
  write(line: string): void;
}

export function openLogFile(file: string): LogFile {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  let fd = openSync(file, "a", 0o600);
  let size = fstatSync(fd).size;
  return {
    file,
    write(line) {
      if (size > MOST_BYTES) {
        closeSync(fd);
        renameSync(file, `${file}.1`);
        fd = openSync(file, "a", 0o600);
        size = 0;
      }
      size += writeSync(fd, `${line}\n`);
    },
  };
}
