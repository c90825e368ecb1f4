// How much one sender may do: a bucket that refills (so many at once, so many a second after that).
export interface Rate {
  readonly burst: number;
  readonly perSecond: number;
}

export interface Allowance {
  /** False where the sender has to wait. */
  take(sender: string, now: number): boolean;
  forget(sender: string): void;
}

const MOST = 20_000; // senders remembered; beyond, the ones that are full again are forgotten

export function makeAllowance({ burst, perSecond }: Rate): Allowance {
  const buckets = new Map<string, { left: number; at: number }>();

  function sweep(now: number): void {
    for (const [sender, bucket] of buckets) if (bucket.left + ((now - bucket.at) / 1000) * perSecond >= burst) buckets.delete(sender);
  }

  return {
    take(sender, now) {
      const bucket = buckets.get(sender);
      if (bucket === undefined) {
        if (buckets.size >= MOST) sweep(now);
        if (buckets.size >= MOST) return false;
        buckets.set(sender, { left: burst - 1, at: now });
        return true;
      }
      const left = Math.min(burst, bucket.left + ((now - bucket.at) / 1000) * perSecond);
      bucket.at = now;
      bucket.left = left >= 1 ? left - 1 : left;
      return left >= 1;
    },
    forget: (sender) => void buckets.delete(sender),
  };
}
