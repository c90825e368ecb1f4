// Breaks a running system at random moments: component and server killed, sockets cut. The moments follow from a seed, so a run can be had again.
import type { Tap } from "./taps.ts";

export interface Breakable {
  killComponent(): Promise<void>;
  killServer(): Promise<void>;
  readonly taps: { readonly component: Tap; readonly guests: Tap; readonly operators: Tap };
}

export const BLOWS = ["kill component", "kill server", "cut component", "cut guests", "cut operators"] as const;
export type Blow = (typeof BLOWS)[number];

export async function strike(blow: Blow, { killComponent, killServer, taps }: Breakable): Promise<void> {
  switch (blow) {
    case "kill component":
      return killComponent();
    case "kill server":
      return killServer();
    case "cut component":
      return taps.component.cut();
    case "cut guests":
      return taps.guests.cut();
    case "cut operators":
      return taps.operators.cut();
    default:
      return blow satisfies never;
  }
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function dice(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
