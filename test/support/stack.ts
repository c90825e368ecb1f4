// The whole thing as people start it: the built launcher on a data folder and ports of its own, with the demo library.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Demo } from "../../component/launch/demo.ts";
import type { State } from "../../component/launch/data-folder.ts";
import { freePorts } from "./ports.ts";
import { openTap, type Tap } from "./taps.ts";

export interface Stack {
  readonly demo: Demo;
  readonly data: string;
  readonly pid: number;
  readonly ports: State["ports"];
  /** What the launcher has said. */
  said(): string;
  /** A log of the data folder: `component`, `panel` or `prosody`. */
  log(name: string): string;
  /** Sends the launcher a signal and waits for its end. */
  end(signal?: NodeJS.Signals): Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
  /** Ends it and removes its data folder. */
  stop(): Promise<void>;
}

/** What passes between the server and the two components, and between browsers and the server. */
export interface TappedStack extends Stack {
  readonly taps: { readonly component: Tap; readonly websocket: Tap };
}

export interface StackOptions {
  readonly args?: readonly string[];
  /** A data folder of an earlier stack; it is not removed. */
  readonly data?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Through `npm start`, as people do; `pid` is npm's then. */
  readonly npm?: boolean;
  /** The guest's site; else a free one in a new folder. */
  readonly port?: number;
}

const PATIENCE = 60_000;

/** Starts a stack and waits until it is ready; an error with what it said where it ends before that. */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const data = options.data ?? mkdtempSync(join(tmpdir(), "otterdesk-stack-"));
  const port = options.port ?? (existsSync(join(data, "state.json")) ? undefined : (await freePorts(1))[0]);
  const args = ["--data", data, ...(port === undefined ? [] : ["--port", String(port)]), ...(options.args ?? [])];
  const [program, ...before] = options.npm ? ["npm", "start", "--"] : [process.execPath, "component/launch/start.mjs"];
  const child = spawn(program, [...before, ...args], { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, ...options.env } });
  let said = "";
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => child.once("close", (code, signal) => resolve({ code, signal })));
  await new Promise<void>((resolve, reject) => {
    const fail = (why: string) => reject(new Error(`The stack ${why}. It said: ${said}`));
    const timer = setTimeout(() => (child.kill(), fail(`was not ready after ${PATIENCE / 1000} s`)), PATIENCE);
    void ended.then(({ code, signal }) => fail(`ended with ${code ?? signal}`));
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        said += text;
        if (/^ready$/m.test(said)) clearTimeout(timer), resolve();
      });
    }
  });
  const read = (file: string) => readFileSync(join(data, file), "utf8");
  const end = (signal: NodeJS.Signals = "SIGTERM") => {
    child.kill(signal);
    return ended;
  };
  return {
    demo: existsSync(join(data, "demo.json")) ? (JSON.parse(read("demo.json")) as Demo) : (undefined as never),
    data,
    pid: child.pid as number,
    ports: (JSON.parse(read("state.json")) as State).ports,
    said: () => said,
    log: (name) => read(`logs/${name}.log`),
    end,
    async stop() {
      await end();
      if (options.data === undefined) rmSync(data, { recursive: true, force: true });
    },
  };
}

/** A stack whose components and browsers reach the server through taps. Browsers are told the tap's address by /config.json. */
export async function startTappedStack(options: StackOptions = {}): Promise<TappedStack> {
  const data = options.data ?? mkdtempSync(join(tmpdir(), "otterdesk-stack-"));
  const port = (name: "component" | "websocket") => () => (JSON.parse(readFileSync(join(data, "state.json"), "utf8")) as State).ports[name];
  const taps = { component: await openTap(port("component")), websocket: await openTap(port("websocket"), { websocket: true }) };
  const env = { ...options.env, OTTERDESK_XMPP_PORT: String(taps.component.port), OTTERDESK_WEBSOCKET: `ws://localhost:${taps.websocket.port}/xmpp-websocket` };
  const stack = await startStack({ ...options, data, env });
  return {
    ...stack,
    taps,
    async stop() {
      await stack.stop();
      await Promise.all([taps.component.close(), taps.websocket.close()]);
      if (options.data === undefined) rmSync(data, { recursive: true, force: true });
    },
  };
}

let shared: Promise<TappedStack> | undefined;

/** One tapped stack for all tests of a run that do no harm to it; it ends with the run. */
export function sharedStack(): Promise<TappedStack> {
  return (shared ??= startTappedStack());
}

// A root hook of mocha's: after the last test of the run. Benches run without mocha.
if (typeof after === "function") {
  after(async function () {
    this.timeout(20_000);
    await (await shared)?.stop();
  });
}
