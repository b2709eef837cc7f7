// fast-check as the tests use it: the same inputs in every run of the tests, others in `npm run fuzz -- --properties`.
import * as fc from 'fast-check';
import { expect } from 'vitest';

export * from 'fast-check';

/** What `npm run fuzz` sets: the seed, and how many inputs each property gets. */
const { DEPWARDEN_FUZZ_SEED: drawnSeed, DEPWARDEN_FUZZ_RUNS: drawnRuns } = process.env;
const FIXED_SEED = 20260601;

/** `fc.assert` with the seed of the run: a fixed one, unless the fuzzer says another. */
export function assert<Ts>(property: fc.IAsyncProperty<Ts>, parameters?: fc.Parameters<Ts>): Promise<void>;
export function assert<Ts>(property: fc.IProperty<Ts>, parameters?: fc.Parameters<Ts>): void;
export function assert<Ts>(property: fc.IRawProperty<Ts>, parameters?: fc.Parameters<Ts>): void | Promise<void> {
  const runs = drawnRuns === undefined ? {} : { numRuns: Number(drawnRuns) };
  return fc.assert(property, { seed: Number(drawnSeed ?? FIXED_SEED), ...parameters, ...runs });
}

/** Inputs must not miss what a property is about: at least `least` of them had it. Only said of the fixed seed, for others may have fewer. */
export function expectSeen(count: number, least: number, what?: string): void {
  if (drawnSeed === undefined) expect(count, what).toBeGreaterThanOrEqual(least);
}
