// A clock that stands until a test moves it.
import type { Clock } from "../../component/clock.ts";

export interface TestClock extends Clock {
  /** Moves time on and runs what falls due on the way, in order. */
  advance(ms: number): void;
}

export function makeClock(start = Date.parse("2026-01-05T09:00:00Z")): TestClock {
  let now = start;
  let due: { readonly at: number; readonly fn: () => void }[] = [];
  return {
    now: () => now,
    after(ms, fn) {
      const entry = { at: now + ms, fn };
      due.push(entry);
      return () => (due = due.filter((other) => other !== entry));
    },
    advance(ms) {
      const end = now + ms;
      for (;;) {
        const next = due.filter((entry) => entry.at <= end).sort((a, b) => a.at - b.at)[0];
        if (next === undefined) break;
        due = due.filter((entry) => entry !== next);
        now = Math.max(now, next.at);
        next.fn();
      }
      now = end;
    },
  };
}
