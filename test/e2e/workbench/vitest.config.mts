import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    name: 'workbench',
    root: import.meta.dirname,
    include: ['*.test.ts'],
    reporters: ['verbose'],
    fileParallelism: false,
    testTimeout: 40_000,
    hookTimeout: 60_000,
  },
});
