import type { LockfileRow } from '../../shared/descriptor.js';
import { BUN_OVERRIDES, NPM_OVERRIDES, PNPM_OVERRIDES, YARN_OVERRIDES } from '../overrides/index.js';
import { bunLock } from './bunLock.js';
import { packageLock } from './packageLock.js';
import { pnpmLock } from './pnpmLock.js';
import { yarnLock } from './yarnLock.js';

/** All of npm's lockfiles keep specifiers, and lock every dependency of their manifests. */
const ALWAYS = { keepsSpecifiers: true, locks: () => true } as const;

const NPM = {
  ...ALWAYS,
  format: packageLock,
  manager: 'npm',
  command: () => ({ command: 'npm install --package-lock-only --ignore-scripts' }),
  overrides: NPM_OVERRIDES,
  replacesInManifest: true,
} as const;

const BUN = {
  ...ALWAYS,
  format: bunLock,
  manager: 'bun',
  command: () => ({ command: 'bun install --lockfile-only --ignore-scripts' }),
  replacesInManifest: true,
} as const;

/**
 * The lockfiles of the npm ecosystem, the preferred first where a project has several and nothing (`packageManager`) says which manager it
 * uses. npm's come after the others', for an `npm install` in a project of another manager leaves one behind; of npm's own the shrinkwrap
 * rules (docs.npmjs.com/cli/configuring-npm/npm-shrinkwrap-json). What cannot be read comes last.
 * Commands: docs.npmjs.com/cli/commands/npm-install, pnpm.io/cli/install, yarnpkg.com/cli/install, bun.sh/docs/pm/lockfile
 */
export const NPM_LOCKFILES: readonly LockfileRow[] = [
  {
    ...ALWAYS,
    globs: ['**/pnpm-lock.yaml'],
    format: pnpmLock,
    manager: 'pnpm',
    command: () => ({ command: 'pnpm install --lockfile-only --ignore-scripts' }),
    overrides: PNPM_OVERRIDES,
  },
  {
    ...ALWAYS,
    globs: ['**/yarn.lock'],
    format: yarnLock,
    manager: 'yarn',
    command: ({ lockfile }) =>
      lockfile.writer === 'yarn-1'
        ? { command: 'yarn install --ignore-scripts', besides: 'Yarn 1 installs too.' }
        : { command: 'yarn install --mode=update-lockfile' },
    overrides: YARN_OVERRIDES,
    replacesInManifest: true,
  },
  { ...BUN, globs: ['**/bun.lock'], overrides: BUN_OVERRIDES },
  { ...NPM, globs: ['**/npm-shrinkwrap.json'] },
  { ...NPM, globs: ['**/package-lock.json'] },
  { ...BUN, globs: ['**/bun.lockb'] },
];
