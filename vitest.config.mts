import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'pure',
          include: ['test/**/*.test.ts'],
          exclude: ['test/{services,cli,data,package,e2e,soak}/**'],
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'services',
          include: ['test/{services,cli,data,package}/**/*.test.ts'],
          globalSetup: ['test/support/buildBundles.ts'],
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'protocol',
          include: ['test/e2e/{protocol,private}/**/*.test.ts', 'test/soak/**/*.test.ts'],
          globalSetup: ['test/support/buildBundles.ts'],
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
    ],
  },
});
