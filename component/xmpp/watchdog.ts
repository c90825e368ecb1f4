// Notices a peer that is gone without a word: after a silence it asks for a sign of life, and without one it gives up (XEP-0199).
import type { Clock } from "../clock.ts";

export interface Watchdog {
  /** A sign of life. */
  heard(): void;
  start(): void;
  stop(): void;
}

export interface WatchdogOptions {
  readonly clock: Clock;
  readonly pingAfter: number; // ms of silence
  readonly pingTimeout: number; // ms
  readonly ping: () => void;
  readonly giveUp: () => void;
}

export function makeWatchdog({ clock, pingAfter, pingTimeout, ping, giveUp }: WatchdogOptions): Watchdog {
  let last = 0;
  let cancel = () => {};

  function watch(): void {
    const quiet = clock.now() - last;
    if (quiet < pingAfter) return void (cancel = clock.after(pingAfter - quiet, watch));
    const asked = clock.now();
    ping();
    cancel = clock.after(pingTimeout, () => (last >= asked ? watch() : giveUp()));
  }

  return {
    heard: () => (last = clock.now()),
    start() {
      last = clock.now();
      watch();
    },
    stop: () => cancel(),
  };
}
