import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { LIMITS } from './test/support/limits.mjs';

/** Tests of what talks to services, disks and other programs. */
const SERVICES = ['test/{services,cli,data,package}/**/*.test.ts'];
/** Tests that speak the Language Server Protocol with the built server. */
const PROTOCOL = ['test/e2e/{protocol,private}/**/*.test.ts', 'test/soak/**/*.test.ts'];
/** They have a configuration of their own. */
const WORKBENCH = ['test/e2e/workbench/**'];

const cores = availableParallelism();
/** Files share the modules that a worker has loaded: for tests that mock none, and whose helpers keep nothing and register no hooks on being loaded. */
const shared = { isolate: false };
/** They compute. */
const pure = { ...LIMITS, ...shared, maxWorkers: cores, sequence: { groupOrder: 1 } };
/** They also wait for other processes and for time limits. */
const waiting = { ...LIMITS, maxWorkers: cores + 1, sequence: { groupOrder: 2 }, globalSetup: ['test/support/buildBundles.ts'] };

export default defineConfig({
  test: {
    projects: [
      { test: { ...pure, name: 'pure', include: ['test/**/*.test.ts'], exclude: [...SERVICES, ...PROTOCOL, ...WORKBENCH] } },
      { test: { ...waiting, name: 'services', include: SERVICES } },
      { test: { ...waiting, ...shared, name: 'protocol', include: PROTOCOL } },
    ],
  },
});
