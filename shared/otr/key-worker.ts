// Entry of the module Worker that makes one key: new Worker(new URL("…/key-worker.ts", import.meta.url), { type: "module" }).
import type { WorkerWord } from "./generate.ts";
import { makeNumbers } from "./parameters.ts";

const say = (word: WorkerWord): void => self.postMessage(word);

self.onmessage = () => {
  try {
    const numbers = makeNumbers((tested) => say({ kind: "progress", fraction: 1 - Math.exp(-tested / 35) }));
    say({ kind: "key", numbers });
  } catch {
    say({ kind: "failed" });
  }
};
