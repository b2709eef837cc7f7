// How what was measured is told.

/** Milliseconds of many repetitions of one thing. */
export interface Times {
  readonly repetitions: number;
  readonly p50: number;
  readonly p95: number;
  readonly max: number;
}

/** One figure of the product's promise. */
export interface Target {
  readonly what: string;
  readonly figure: number | undefined;
  readonly below: number;
  readonly unit: 'µs' | 'ms' | 'MB' | 'times' | 'requests';
  /** Undefined where the figure could not be measured here. */
  readonly holds: boolean | undefined;
}

/** What one benchmark has to tell. */
export interface Report {
  readonly figures: unknown;
  readonly targets: readonly Target[];
}

export function timesOf(milliseconds: readonly number[]): Times {
  const sorted = [...milliseconds].sort((a, b) => a - b);
  const at = (share: number): number => rounded(sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN);
  return { repetitions: sorted.length, p50: at(0.5), p95: at(0.95), max: at(1) };
}

export function target(what: string, figure: number | undefined, below: number, unit: Target['unit']): Target {
  return { what, figure, below, unit, holds: figure === undefined ? undefined : figure < below };
}

/** A promise of an exact count. */
export function exactly(what: string, figure: number, count: number): Target {
  return { what, figure, below: count + 1, unit: 'requests', holds: figure === count };
}

export function rounded(number: number): number {
  return Math.round(number * 100) / 100;
}

/** One line about what is going on. */
export function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
