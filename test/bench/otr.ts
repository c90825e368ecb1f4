// Our OTR beside libotr, in Node and in Chromium, in one run: key generation, AKE, ping-pong, one way, SMP; and 1,000 AKEs with libotr in each direction.
import { createServer, type Server } from "node:http";
import { readFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, extname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { build } from "vite";
import { generateKey } from "#otr/generate.ts";
import { LibotrPeer, POLICY, settle } from "../otr/libotr/peer.ts";
import { openEnd } from "../otr/wire.ts";
import { compare, quantile, type Measures } from "./measure.ts";
import type { Task } from "./otr-page/tasks.ts";

const RUNS: Record<Task, number> = { keygen: 101, ake: 61, pingpong100: 201, pingpong2k: 201, oneway100: 21, smp: 21 };
/** In turns, so that a busy moment of the machine hits all three. */
const SHARES = 7;
const TASKS = Object.keys(RUNS) as Task[];
const AKES = Number(process.env["OTR_AKES"] ?? 1_000);
const CHROMIUM = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

type Runner = (task: Task, runs: number) => Promise<number[]> | number[];

/** Milliseconds, or messages a second where that is what people ask for; ratios are always ours / libotr of what the unit says. */
function toUnit(task: Task, ms: number): number {
  if (task === "oneway100") return 1_000_000 / ms;
  return task.startsWith("pingpong") ? 1_000 / ms : ms;
}
const unitOf = (task: Task): string => (task === "oneway100" ? "messages/s" : task.startsWith("pingpong") ? "round trips/s" : "ms");

export async function run(): Promise<Measures> {
  const peer = new LibotrPeer();
  await peer.useKey(generateKey());
  const folder = await buildTasks();
  const { runTask } = (await import(pathToFileURL(join(folder, "tasks.js")).href)) as { runTask: Runner };
  const page = await openPage(folder);
  const measures: Measures = {};
  try {
    for (const task of TASKS) {
      const times: Record<"libotr" | "node" | "chromium", number[]> = { libotr: [], node: [], chromium: [] };
      const runners: Record<keyof typeof times, Runner> = { libotr: (t, n) => peer.bench(t, n), node: runTask, chromium: page.run };
      await page.run(task, 3);
      await runTask(task, 3);
      for (let share = 0; share < SHARES; share += 1) {
        const runs = Math.floor(RUNS[task] / SHARES) + (share < RUNS[task] % SHARES ? 1 : 0);
        for (const [name, runner] of Object.entries(runners)) times[name as keyof typeof times].push(...(await runner(task, runs)));
      }
      const inUnit = (list: readonly number[]): number[] => list.map((ms) => toUnit(task, ms));
      measures[task] = compare(inUnit(times.node), inUnit(times.libotr), unitOf(task));
      measures[`${task}.chromium`] = compare(inUnit(times.chromium), inUnit(times.libotr), unitOf(task));
      if (task !== "keygen") continue;
      const p99 = (list: readonly number[]): number[] => [quantile(list, 0.99)];
      measures["keygen.p99"] = compare(p99(times.node), p99(times.libotr), "ms");
      measures["keygen.p99.chromium"] = compare(p99(times.chromium), p99(times.libotr), "ms");
    }
    const failed = await failures(peer);
    measures["failures"] = { ours: failed, reference: 0, ratio: failed === 0 ? 1 : failed, unit: `of ${2 * AKES} AKEs with libotr`, runs: 2 * AKES };
  } finally {
    await page.close();
    await peer.close();
  }
  return measures;
}

async function failures(peer: LibotrPeer): Promise<number> {
  let failed = 0;
  await peer.tell("policy", String(POLICY.both));
  const key = generateKey();
  for (const start of ["ours", "theirs"] as const) {
    for (let i = 0; i < AKES; i += 1) {
      await peer.tell("reset", peer.keyFile);
      const ours = openEnd({ key });
      if (start === "ours") ours.session.start();
      else await peer.tell("start");
      await settle(ours, peer);
      ours.session.send("1", `text ${i}`);
      await settle(ours, peer);
      if (ours.session.state !== "encrypted" || peer.texts.pop() !== `text ${i}`) failed += 1;
    }
  }
  return failed;
}

interface BenchPage {
  readonly run: (task: Task, runs: number) => Promise<number[]>;
  close(): Promise<void>;
}

/** As pages and programs load it: bundled, and without what the tests' loader puts into each function. */
async function buildTasks(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "otterdesk-bench-"));
  const root = join(dirname(fileURLToPath(import.meta.url)), "otr-page");
  const rolldownOptions = { input: [join(root, "index.html"), join(root, "tasks.ts")], preserveEntrySignatures: "strict" as const, output: { entryFileNames: "[name].js" } };
  await build({ root, configFile: false, logLevel: "error", worker: { format: "es" }, build: { outDir: folder, emptyOutDir: true, target: "es2022", rolldownOptions } });
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  return folder;
}

async function openPage(folder: string): Promise<BenchPage> {
  const server = await serve(folder);
  const browser = await chromium.launch({ executablePath: CHROMIUM, headless: true, args: FLAGS });
  const page = await browser.newPage();
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The bench's server has no port.");
  await page.goto(`http://127.0.0.1:${address.port}/index.html`);
  await page.waitForFunction(() => "run" in window);
  return {
    run: (task, runs) => page.evaluate(([t, n]) => (window as unknown as { run(t: string, n: number): Promise<number[]> }).run(t, n), [task, runs] as const),
    close: async () => {
      await browser.close();
      server.close();
      rmSync(folder, { recursive: true });
    },
  };
}

const TYPES: Record<string, string> = { ".html": "text/html; charset=utf-8", ".js": "text/javascript" };

/** The page as it is served in production: scripts of our own origin only. */
function serve(folder: string): Promise<Server> {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://localhost").pathname;
    try {
      const body = readFileSync(join(folder, path.replaceAll("..", "")));
      response.writeHead(200, { "content-type": TYPES[extname(path)] ?? "application/octet-stream", "content-security-policy": "default-src 'none'; script-src 'self'; worker-src 'self'" });
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}
