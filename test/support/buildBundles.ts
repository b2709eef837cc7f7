import { execFileSync } from 'node:child_process';
import { PROJECT } from './languageClient.js';

/** Set once they are built, by whoever has done so: `scripts/test.mjs`, or another project of the same run. */
const BUILT = 'DEPWARDEN_TEST_BUILT';

/** Vitest's global set-up of the tests that run the built programs: builds them, once a run. */
export function setup(): void {
  if (process.env[BUILT] !== undefined) return;
  execFileSync(process.execPath, ['esbuild.mjs'], { cwd: PROJECT, stdio: 'inherit' });
  process.env[BUILT] = 'yes';
}
