// Writes in bundles: all that one round of events has to say goes out in one system call.
import type { Stream } from "./stream.ts";

export interface Bundle {
  /** False where there is no stream: then it is lost. `stanzas` is how many the text has. */
  push(text: string, stanzas?: number): boolean;
  flush(): void;
  /** What is pushed while this runs goes out as soon as it has run. */
  during(work: () => void): void;
  clear(): void;
}

export function makeBundle(stream: () => Stream | undefined, counters: { sent: number; lost: number }): Bundle {
  let waiting: string[] = [];
  let planned = false;

  function flush(): void {
    planned = false;
    if (waiting.length === 0) return;
    const text = waiting.join("");
    waiting = [];
    stream()?.write(text);
  }

  return {
    push(text, stanzas = 1) {
      const online = stream() !== undefined;
      counters[online ? "sent" : "lost"] += stanzas;
      if (!online) return false;
      waiting.push(text);
      if (!planned) setImmediate(flush);
      planned = true;
      return true;
    },
    flush,
    during(work) {
      planned = true;
      try {
        work();
      } finally {
        flush();
      }
    },
    clear: () => (waiting = []),
  };
}
