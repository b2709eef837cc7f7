// Whether work grows with its input only. Told by the processor's time, which others' programs do not use up, and by ratios, not by seconds.
import { expect } from 'vitest';

export interface Growth {
  /** Milliseconds of the processor for a quarter of the size, and for the size. */
  readonly short: number;
  readonly long: number;
  readonly holds: boolean;
}

/** Milliseconds below which nothing is too slow. */
const FAST = 60;
/** How many times four the work may be of four times the size: the garbage collector and the compiler have their part in it. */
const TOLERANCE = 3;
/** What was quickest counts: nothing is quicker by chance. */
const MOST_TRIES = 6;

/** Measures work of a size and of a quarter of it; again where it looks slow. */
export function growthOf(work: (size: number) => unknown, size: number): Growth {
  let [short, long] = [Infinity, Infinity];
  for (let tries = 1; ; tries++) {
    short = Math.min(
      short,
      timeOf(() => work(Math.ceil(size / 4))),
    );
    long = Math.min(
      long,
      timeOf(() => work(size)),
    );
    const holds = long < FAST || long < short * 4 * TOLERANCE;
    if (holds || tries === MOST_TRIES) return { short, long, holds };
  }
}

/** Fails where four times the size is much more than four times the work. */
export function expectGrowth(work: (size: number) => unknown, size: number, what = 'work'): void {
  const { short, long, holds } = growthOf(work, size);
  expect(holds, `${what}: ${short.toFixed(1)} ms, of four times the size ${long.toFixed(1)} ms`).toBe(true);
}

function timeOf(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
