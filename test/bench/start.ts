// An installed copy: from `npm start` to "ready", and what it holds when idle, npm itself included; beside a bare Prosody.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { familyOf, memoryOf } from "../support/processes.ts";
import { startProsody } from "../support/prosody.ts";
import { startStack } from "../support/stack.ts";
import { compare, type Measures } from "./measure.ts";

const RUNS = 7;
const IDLE = 3_000;

interface Reading {
  /** Seconds until it is ready. */
  readonly ready: number;
  /** MB of all processes; `rss` counts what they share once for each, `pss` once. */
  readonly rss: number;
  readonly pss: number;
}

export async function run(): Promise<Measures> {
  const data = mkdtempSync(join(tmpdir(), "otterdesk-bench-"));
  try {
    await (await startStack({ data, npm: true })).stop(); // the first start makes the demo library
    const [ours, bare]: [Reading[], Reading[]] = [[], []];
    for (let i = 0; i < RUNS; i++) {
      ours.push(await read(async () => startStack({ data, npm: true })));
      bare.push(await read(async () => startProsody()));
    }
    const of = (kind: keyof Reading, unit: string) => compare(ours.map((r) => r[kind]), bare.map((r) => r[kind]), unit);
    return { ready: of("ready", "s"), rss: of("rss", "MB"), pss: of("pss", "MB") };
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
}

async function read(start: () => Promise<{ readonly pid: number; stop(): Promise<void> }>): Promise<Reading> {
  const began = performance.now();
  const running = await start();
  const ready = (performance.now() - began) / 1000;
  await new Promise((resolve) => setTimeout(resolve, IDLE));
  const memory = familyOf(running.pid).map(memoryOf);
  await running.stop();
  const sum = (kind: "rss" | "pss") => memory.reduce((total, of) => total + of[kind], 0) / 1000;
  return { ready, rss: sum("rss"), pss: sum("pss") };
}
