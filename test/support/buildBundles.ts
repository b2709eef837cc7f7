import { execFileSync } from 'node:child_process';
import { PROJECT } from './languageClient.js';

/** Vitest's global set-up of the tests that run the built programs: builds them, once a run. */
export function setup(): void {
  execFileSync(process.execPath, ['esbuild.mjs'], { cwd: PROJECT, stdio: 'inherit' });
}
