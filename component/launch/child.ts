// A program that the launcher keeps running: started, waited for, started again when it ends by itself, and ended with the launcher.
import { spawn, type ChildProcess } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import type { LogFile } from "./log-file.ts";
import { Problem } from "./problem.ts";

export interface ChildSettings {
  /** As people are told. */
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  readonly cwd: string;
  readonly log: LogFile;
  /** What the kernel sends it when the launcher is killed. */
  readonly whenOrphaned: "TERM" | "KILL";
  /** User and group to run as; needs root. */
  readonly user?: { readonly uid: number; readonly gid: number };
  /** Whether it is ready; asked again and again. Without it, the program says so: a line of JSON with `ready` on its output. */
  readonly isReady?: () => Promise<boolean>;
  /** Told what a person should know: it ended, it is there again. */
  readonly notice: (text: string) => void;
}

const READY_WITHIN = 30_000;
const ASK_EVERY = 25;
const END_WITHIN = 5_000;
const BACKOFF = { first: 500, most: 30_000 };
const STEADY = 60_000; // running so long, it has recovered: the next back-off begins anew

type State =
  | { readonly kind: "idle" }
  | { readonly kind: "running"; readonly process: ChildProcess; readonly since: number }
  | { readonly kind: "waiting"; readonly timer: NodeJS.Timeout }
  | { readonly kind: "ended" };

export interface Child {
  /** Resolves when it is ready; a `Problem` where it ends before that. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

export function makeChild(settings: ChildSettings): Child {
  let state: State = { kind: "idle" };
  let backoff = BACKOFF.first;
  let lastWords = "";

  function run(): Promise<void> {
    const [program, ...args] = withDeathSignal(settings);
    const child = spawn(program, args, { cwd: settings.cwd, stdio: ["ignore", "pipe", "pipe"], detached: true });
    state = { kind: "running", process: child, since: Date.now() };
    lastWords = "";
    const says = new Promise<void>((resolve) => readLines(child.stdout, (line) => (isReadyLine(line) ? resolve() : settings.log.write(line))));
    readLines(child.stderr, (line) => settings.log.write((lastWords = line)));
    const ended = new Promise<never>((_, reject) => {
      child.once("error", () => reject(new Problem(`${settings.name} cannot be run (${program}): see that it is installed.`)));
      child.once("close", (code, signal) => reject(new Problem(`${settings.name} ended at once (${signal ?? `code ${code}`})${lastWords && `: ${lastWords}`}`)));
    });
    ended.catch(() => onEnd(child));
    return Promise.race([settings.isReady === undefined ? says : until(settings.isReady, () => isCurrent(child)), ended, timeOut(settings)]);
  }

  const isCurrent = (child: ChildProcess) => state.kind === "running" && state.process === child;
  let wasReady = false;

  function onEnd(child: ChildProcess): void {
    if (!isCurrent(child) || state.kind !== "running") return;
    if (!wasReady) return void (state = { kind: "idle" }); // the first start: the launcher gives up
    backoff = Date.now() - state.since > STEADY ? BACKOFF.first : Math.min(backoff * 2, BACKOFF.most);
    settings.notice(`${settings.name} ended unexpectedly${lastWords && ` (${lastWords.slice(0, 300)})`}; starting it again in ${backoff / 1000} s. Its log: ${settings.log.file}`);
    state = { kind: "waiting", timer: setTimeout(again, backoff) };
  }

  function again(): void {
    run().then(
      () => settings.notice(`${settings.name} is running again.`),
      () => undefined, // `onEnd` has seen to it
    );
  }

  return {
    async start() {
      await run();
      wasReady = true;
    },
    async stop() {
      const before = state;
      state = { kind: "ended" };
      if (before.kind === "waiting") clearTimeout(before.timer);
      if (before.kind === "running") await end(before.process);
    },
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = new Promise<void>((resolve) => child.once("close", () => resolve()));
  child.kill("SIGTERM");
  const hard = setTimeout(() => child.kill("SIGKILL"), END_WITHIN);
  await closed;
  clearTimeout(hard);
}

/** The command with what makes it die with the launcher, even when that is killed outright (Linux; setpriv is part of util-linux). */
function withDeathSignal({ command, whenOrphaned, user }: ChildSettings): readonly [string, ...string[]] {
  if (process.platform !== "linux" || !hasSetpriv()) return command;
  const as = user === undefined ? [] : [`--reuid=${user.uid}`, `--regid=${user.gid}`, "--clear-groups", "--no-new-privs"];
  return ["setpriv", "--pdeathsig", whenOrphaned, ...as, "--", ...command];
}

export function hasSetpriv(): boolean {
  return (process.env["PATH"] ?? "").split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, "setpriv"), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

function readLines(stream: Readable, onLine: (line: string) => void): void {
  createInterface({ input: stream }).on("line", onLine);
}

function isReadyLine(line: string): boolean {
  if (!line.startsWith("{")) return false;
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null && ("ready" in value || ("event" in value && value.event === "ready"));
  } catch {
    return false;
  }
}

async function until(isReady: () => Promise<boolean>, goOn: () => boolean): Promise<void> {
  while (goOn() && !(await isReady())) await new Promise((resolve) => setTimeout(resolve, ASK_EVERY));
}

const timeOut = ({ name, log }: ChildSettings): Promise<never> =>
  new Promise((_, reject) => {
    setTimeout(() => reject(new Problem(`${name} was not ready after ${READY_WITHIN / 1000} s: see what its log says, ${log.file}`)), READY_WITHIN).unref();
  });
