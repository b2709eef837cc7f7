import { expect, it } from 'vitest';
import { TEST_LIMIT } from '../support/limits.mjs';
import { complaintsOf, runSoak } from './soak.js';

// A short one; `npm run soak` goes on for longer, and measures memory when it has stopped to grow.

it(
  'edits, changes on disk, scans and failing services leave nothing behind',
  async () => {
    const figures = await runSoak({ seed: 20260601, edits: 300, fileChanges: 12, scans: 3 });
    const { requests, serviceRequests, heap } = figures;
    expect(complaintsOf({ ...figures, heap: { ...heap, growth: 0 } })).toEqual([]);
    expect(Math.min(requests.answered, serviceRequests, ...heap.samples)).toBeGreaterThan(0);
  },
  2 * TEST_LIMIT,
);
