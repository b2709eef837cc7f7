import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { LIMITS } from '../../support/limits.mjs';

export default defineConfig({
  test: {
    ...LIMITS,
    name: 'workbench',
    root: import.meta.dirname,
    include: ['*.test.ts'],
    reporters: ['verbose'],
    // Each file has a workbench, services and a browser of its own, which wait for each other most of the time.
    maxWorkers: Math.min(availableParallelism(), 4),
  },
});
