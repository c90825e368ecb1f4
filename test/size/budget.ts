// What browsers may load at most, in bytes of gzip. `box`: all that a chat needs.
export const BUDGET = { loader: 2_048, box: 60_000, operator: 81_920, otr: 26_000, keyWorker: 4_000 } as const;
