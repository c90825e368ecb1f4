// What a benchmark gives: medians, ours beside a reference measured in the same run where there is one.

export interface Measure {
  readonly ours: number;
  readonly reference: number | null;
  /** ours / reference. */
  readonly ratio: number | null;
  readonly unit: string;
  readonly runs: number;
}

export type Measures = Record<string, Measure>;

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length === 0 ? NaN : sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

export const measure = (ours: number, reference: number | null, unit: string, runs: number): Measure => ({
  ours,
  reference,
  ratio: reference === null || reference === 0 ? null : ours / reference,
  unit,
  runs,
});
