// What the desk counts, for the metrics endpoint. Numbers only.
export interface Counters {
  joins: number;
  relayed: number;
  /** Held in memory for an end that was away. */
  kept: number;
  refused: number;
  claims: number;
  ended: number;
}

export const newCounters = (): Counters => ({ joins: 0, relayed: 0, kept: 0, refused: 0, claims: 0, ended: 0 });
