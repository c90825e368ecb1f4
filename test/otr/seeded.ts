// Random numbers that can be repeated (Mulberry32), for runs that name their seed when they fail.
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** How many runs and from which seed: all from 1 with OTR_RUNS=2000; the check plays `few`, other ones each day. */
export function chooseRuns(few: number): { readonly runs: number; readonly first: number } {
  const { OTR_RUNS, OTR_SEED } = process.env;
  const runs = Number(OTR_RUNS ?? few);
  return { runs, first: Number(OTR_SEED ?? (OTR_RUNS ? 1 : 1 + (Math.floor(Date.now() / 86_400_000) % 1_000) * runs)) };
}
