// How long to wait before the next attempt to connect.
import type { Clock } from "../clock.ts";
import type { Random } from "../random.ts";

export interface Retry {
  succeeded(): void;
  /** Milliseconds to wait after this failure. */
  wait(reason: string): number;
}

const FIRST = 250;
const MOST = 15_000;
const SETTLED = 10_000; // ms online after which a failure counts as the first again
/** The server says that this will not get better soon. */
const GRAVE = new Set(["conflict", "not-authorized", "host-unknown"]);

export function makeRetry(clock: Clock, random: Random): Retry {
  let failures = 0;
  let since = 0;
  return {
    succeeded: () => (since = clock.now()),
    wait(reason) {
      if (since !== 0 && clock.now() - since > SETTLED) failures = 0;
      since = 0;
      return GRAVE.has(reason) ? MOST : backoff(failures++, random.fraction());
    },
  };
}

/** Doubles with each failure, and takes between half and all of it, so that programs do not come back in step. */
export function backoff(failures: number, fraction: number): number {
  return Math.round(Math.min(MOST, FIRST * 2 ** Math.min(failures, 20)) * (0.5 + fraction / 2));
}
