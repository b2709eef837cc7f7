import { bunLock } from './bunLock.js';
import type { LockfileFormat } from '../../../model/lockfile.js';
import { packageLock } from './packageLock.js';
import { pnpmLock } from './pnpmLock.js';
import { yarnLock } from './yarnLock.js';

/**
 * The lockfiles of the npm ecosystem by file name, the preferred first where a project has several and nothing (`packageManager`) says which
 * manager it uses. npm's come after the others', for an `npm install` in a project of another manager leaves one behind; of npm's own
 * the shrinkwrap rules (docs.npmjs.com/cli/configuring-npm/npm-shrinkwrap-json). What cannot be read comes last.
 */
export const NPM_LOCKFILES: readonly { readonly file: string; readonly format: LockfileFormat }[] = [
  { file: 'pnpm-lock.yaml', format: pnpmLock },
  { file: 'yarn.lock', format: yarnLock },
  { file: 'bun.lock', format: bunLock },
  { file: 'npm-shrinkwrap.json', format: packageLock },
  { file: 'package-lock.json', format: packageLock },
  { file: 'bun.lockb', format: bunLock },
];
