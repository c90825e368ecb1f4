// The data folder: made and locked by the launcher, which keeps in `state.json` what has to stay the same from start to start.
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { randomBytes } from "node:crypto";
import { dirname, join } from "node:path";
import { PORT_NAMES, type Ports } from "./ports.ts";
import { errorCode, Problem } from "./problem.ts";

export interface State {
  readonly version: 1;
  readonly ports: Ports;
  /** Of the two components; known to the server and to them. */
  readonly secrets: { readonly component: string; readonly panel: string };
  /** Whether the first start made the demo library. */
  readonly demo: boolean;
}

export const newSecrets = (): State["secrets"] => ({ component: randomBytes(24).toString("base64url"), panel: randomBytes(24).toString("base64url") });

/** Makes the folder if it is not there, for its owner alone, and takes its lock. Call the result to give it back. */
export function openDataFolder(data: string): () => void {
  try {
    makeFolder(data);
    return takeLock(data);
  } catch (error) {
    if (error instanceof Problem) throw error;
    const why = { EACCES: "you may not write there", EROFS: "it is read-only", ENOTDIR: "it is not a folder", EEXIST: "it is not a folder", ENOENT: "it cannot be made there", ENOSPC: "the disk is full" }[errorCode(error)];
    throw new Problem(`The data folder ${data} cannot be written (${why ?? errorCode(error)}): choose another with npm start -- --data DIR.`);
  }
}

/** Folder by folder: `recursive` never returns where a file system answers ENOENT for a parent that is there, as /proc does. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  mkdirSync(path, { mode: 0o700 });
}

function takeLock(data: string): () => void {
  const file = join(data, "launcher.pid");
  for (;;) {
    try {
      const fd = openSync(file, "wx", 0o600);
      writeSync(fd, `${process.pid} ${startOf(process.pid)}`);
      closeSync(fd);
      return () => rmSync(file, { force: true });
    } catch (error) {
      if (errorCode(error) !== "EEXIST") throw error;
      const [pid = "", began = ""] = readFileSync(file, "utf8").split(" ");
      if (pid !== "" && startOf(Number(pid)) === began && began !== "") {
        throw new Problem(`The data folder ${data} is in use by another Otterdesk (process ${pid}): end that one, or choose another folder with npm start -- --data DIR.`);
      }
      rmSync(file, { force: true }); // left behind by one that was killed
    }
  }
}

/** When a process began, so that a number used again is not taken for it; empty where there is no such process. */
function startOf(pid: number): string {
  try {
    if (!existsSync("/proc/self/stat")) return process.kill(pid, 0) ? "running" : "";
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? ""; // field 22 of proc(5)
  } catch {
    return "";
  }
}

/** What the last start left, or `undefined` in a new folder. */
export function readState(data: string): State | undefined {
  const file = join(data, "state.json");
  if (!existsSync(file)) return undefined;
  const state = readJson(file);
  if (isState(state)) return state;
  throw new Problem(`${file} is damaged: put back a copy of it, or begin anew in another folder with npm start -- --data DIR.`);
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

function isState(value: unknown): value is State {
  if (typeof value !== "object" || value === null) return false;
  const { version, ports, secrets, demo } = value as Partial<State>;
  const isPort = (port: unknown) => typeof port === "number" && Number.isInteger(port) && port > 0 && port < 65_536;
  return version === 1 && typeof demo === "boolean" && typeof secrets?.component === "string" && typeof secrets.panel === "string" && PORT_NAMES.every((name) => isPort(ports?.[name]));
}

/** Writes a file that only its owner may read, whole or not at all; never through a link that somebody else has laid. */
export function writePrivate(file: string, value: object | string): void {
  const text = typeof value === "string" ? value : `${JSON.stringify(value, null, 2)}\n`;
  rmSync(`${file}.new`, { force: true });
  writeFileSync(`${file}.new`, text, { mode: 0o600, flag: "wx" });
  renameSync(`${file}.new`, file);
}

export const writeState = (data: string, state: State): void => writePrivate(join(data, "state.json"), state);
