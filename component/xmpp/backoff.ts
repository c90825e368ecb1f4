// How long to wait before the next attempt to connect.
export interface Backoff {
  readonly first: number;
  readonly most: number;
}

/** Doubles with each failure, and takes between half and all of it, so that programs do not come back in step. In milliseconds. */
export function backoff({ first, most }: Backoff, failures: number, fraction: number): number {
  const whole = Math.min(most, first * 2 ** Math.min(failures, 20));
  return Math.round(whole * (0.5 + fraction / 2));
}
