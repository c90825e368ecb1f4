// Writes in bundles: all that one round of events has to say goes out in one system call.
import type { Stream } from "./stream.ts";

export interface Bundle {
  /** False where there is no stream: then it is lost. `stanzas` is how many the text has. */
  push(text: string, stanzas?: number): boolean;
  flush(): void;
  clear(): void;
}

export function makeBundle(stream: () => Stream | undefined, counters: { sent: number; lost: number }): Bundle {
  let waiting: string[] = [];

  function flush(): void {
    const text = waiting.join("");
    waiting = [];
    if (text !== "") stream()?.write(text);
  }

  return {
    push(text, stanzas = 1) {
      const online = stream() !== undefined;
      counters[online ? "sent" : "lost"] += stanzas;
      if (online && waiting.push(text) === 1) setImmediate(flush);
      return online;
    },
    flush,
    clear: () => (waiting = []),
  };
}
