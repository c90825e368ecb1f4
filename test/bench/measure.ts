// What a benchmark measures, and how repeated runs become one number.
export interface Measure {
  readonly ours: number;
  readonly reference: number;
  /** Ours by reference. */
  readonly ratio: number;
  readonly unit: string;
  readonly runs: number;
}

export type Measures = Record<string, Measure>;

export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? Number.NaN;
}

/** Of an even number of values, what is in the middle of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return ((low ?? Number.NaN) + (high ?? Number.NaN)) / 2;
}

export function compare(ours: readonly number[], reference: readonly number[], unit: string): Measure {
  const [a, b] = [median(ours), median(reference)];
  const round = (value: number) => Number(value.toPrecision(4));
  return { ours: round(a), reference: round(b), ratio: round(a / b), unit, runs: ours.length };
}
