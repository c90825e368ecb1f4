// The bench's page: runs a task when asked; keys are made in their Worker as in the panel.
import { generateKeyInWorker } from "#otr/generate.ts";
import { runTask, type Task } from "./tasks.ts";

const createWorker = (): Worker => new Worker(new URL("../../../shared/otr/key-worker.ts", import.meta.url), { type: "module" });

async function run(task: Task, runs: number): Promise<number[]> {
  if (task !== "keygen") return runTask(task, runs);
  const times: number[] = [];
  for (let i = 0; i < runs; i += 1) {
    const start = performance.now();
    await generateKeyInWorker(createWorker);
    times.push(performance.now() - start);
  }
  return times;
}

Object.assign(window, { run });
