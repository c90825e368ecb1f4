// Slows down guessing of passwords: per name and address, per address, and per name. Names that exist and names that do not are alike.
export interface Throttle {
  /** Counts an attempt. Milliseconds to wait where there were too many, else 0. */
  begin(name: string, address: string): number;
  /** Takes back what a right password counted. */
  forgive(name: string, address: string): void;
}

interface Tally {
  readonly failures: number;
  readonly until: number;
  readonly seen: number;
}

// How many attempts are free; after that the wait doubles from ten seconds to a quarter of an hour.
const FREE = { pair: 5, address: 30, name: 30 } as const;
const FIRST = 10_000;
const LONGEST = 15 * 60_000;
const FORGET = 3_600_000;
const MOST = 20_000;

export function openThrottle(now: () => number): Throttle {
  const tallies = new Map<string, Tally>();
  const keys = (name: string, address: string) => {
    const [n, a] = [name.trim().toLowerCase().slice(0, 200), network(address)];
    return [{ key: `pair ${n} ${a}`, free: FREE.pair }, { key: `address ${a}`, free: FREE.address }, { key: `name ${n}`, free: FREE.name }];
  };
  const find = (key: string): Tally | undefined => {
    const tally = tallies.get(key);
    return tally !== undefined && now() - tally.seen > FORGET ? undefined : tally;
  };
  return {
    begin(name, address) {
      const counted = keys(name, address);
      const wait = Math.max(0, ...counted.map(({ key }) => (find(key)?.until ?? 0) - now()));
      if (wait > 0) return wait;
      for (const { key, free } of counted) {
        const failures = (find(key)?.failures ?? 0) + 1;
        const pause = failures < free ? 0 : Math.min(LONGEST, FIRST * 2 ** Math.min(failures - free, 10));
        tallies.delete(key); // so that the map's order is that of the last sign of life
        tallies.set(key, { failures, until: now() + pause, seen: now() });
      }
      while (tallies.size > MOST) tallies.delete(tallies.keys().next().value as string);
      return 0;
    },
    forgive(name, address) {
      const [pair, ...others] = keys(name, address).map(({ key }) => key);
      tallies.delete(pair as string);
      for (const key of others) {
        const tally = find(key);
        if (tally !== undefined) tallies.set(key, { failures: Math.max(0, tally.failures - 1), until: 0, seen: now() });
      }
    },
  };
}

/** One household has a whole /64 of IPv6 addresses. */
function network(address: string): string {
  return address.includes(":") && !address.includes(".") ? address.split(":").slice(0, 4).join(":") : address;
}
