// A short run of `npm run fuzz`, always with the same seed; what it once found has a test of its own beside the reader.
import { describe, expect, it } from 'vitest';
import { GROWING, growthOf } from './growth.js';
import { createRandom } from './random.js';
import { runTarget } from './run.js';
import { TARGETS } from './targets.js';

const SEED = 20260601;
const RUNS = 300;

describe('generated input', () => {
  it.each(TARGETS.map(target => [target.name, target] as const))(
    '%s: nothing throws, hangs, or points beyond the text',
    async (_, target) => {
      const { runs, failures } = await runTarget(target, SEED, 0, Math.ceil(RUNS / (target.slow ?? 1)), Infinity);
      expect(failures).toEqual([]);
      expect(runs).toBeGreaterThan(0);
    },
  );

  it('is the same for the same seed, and another for another', () => {
    const made = (seed: number): readonly string[] => TARGETS.map(target => target.make(createRandom('make', target.name, seed, 1)));
    expect(made(1)).toEqual(made(1));
    expect(made(1)).not.toEqual(made(2));
  });
});

describe('text that is made to be slow', () => {
  it.each(GROWING.map(growing => [growing.name, growing] as const))('%s: time grows with the length', (_, growing) => {
    const { holds, text } = growthOf(growing, 1 / 8);
    expect(holds, text).toBe(true);
  });
});
