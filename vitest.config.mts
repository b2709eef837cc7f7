import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'pure',
          include: [
            'test/{text,hostile,fuzz,manifests,lockfiles,environments,versions,advisories,names,cooldowns,registryConfig,baseline,policy,rules,fixes,engine,features,reports,config,client}/**/*.test.ts',
          ],
        },
      },
      {
        test: {
          name: 'services',
          include: ['test/{sources,store,cli,data,package}/**/*.test.ts'],
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
