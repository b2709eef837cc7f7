import type { LockedFiles, LockfileRow, UpdateCommand } from '../../shared/descriptor.js';
import { PDM_OVERRIDES, PIP_CONSTRAINTS, UV_CONSTRAINTS } from '../overrides/index.js';
import { pdmLock } from './pdmLock.js';
import { pipfileLock } from './pipfileLock.js';
import { poetryLock } from './poetryLock.js';
import { pylock } from './pylock.js';
import { requirementsLock } from './requirementsLock.js';
import { uvLock } from './uvLock.js';

/**
 * The lockfiles of Python projects, the one to believe first. A requirements file is the lock of the `*.in` of the same name beside it
 * only, and only where all of it is pinned; of pylock files (PEP 751) nobody knows who wrote them.
 * Commands: docs.astral.sh/uv, python-poetry.org/docs/cli, pdm-project.org, pipenv.pypa.io, pip-tools.readthedocs.io
 */
export const PYTHON_LOCKFILES: readonly LockfileRow[] = [
  {
    globs: ['**/uv.lock'],
    format: uvLock,
    manager: 'uv',
    command: () => ({ command: 'uv lock' }),
    overrides: UV_CONSTRAINTS,
    locks: isOnEveryPlatform,
  },
  {
    globs: ['**/poetry.lock'],
    format: poetryLock,
    manager: 'poetry',
    command: () => ({ command: 'poetry lock' }),
    locks: isOnEveryPlatform,
  },
  {
    globs: ['**/pdm.lock'],
    format: pdmLock,
    manager: 'pdm',
    command: () => ({ command: 'pdm lock' }),
    overrides: PDM_OVERRIDES,
    locks: isInEveryGroup,
  },
  {
    globs: ['**/Pipfile.lock'],
    format: pipfileLock,
    command: () => ({ command: 'pipenv lock' }),
    locks: isOnEveryPlatform,
  },
  {
    globs: ['**/pylock*.toml'],
    matches: path => /(?:^|[\\/])pylock(?:\.[^.\\/]+)?\.toml$/.test(path),
    format: pylock,
    locks: isInEveryGroup,
  },
  {
    globs: [],
    matches: path => /(?:^|[\\/])[^.\\/][^\\/]*\.txt$/.test(path),
    format: requirementsLock,
    twinOf: '.in',
    command: compileCommand,
    includedOverrides: PIP_CONSTRAINTS,
    locks: isOnEveryPlatform,
  },
];

/** What some platform does not need may be left out. */
function isOnEveryPlatform({ marker }: Parameters<LockfileRow['locks']>[0]): boolean {
  return marker === undefined;
}

/** So may groups that nobody asked for when the file was made. */
function isInEveryGroup({ group, marker }: Parameters<LockfileRow['locks']>[0]): boolean {
  return marker === undefined && group === 'project.dependencies';
}

/** Files get into the command only by names that mean the same in every shell. */
function compileCommand({ lockfile, file, manifest }: LockedFiles): UpdateCommand | undefined {
  if (!PLAIN_NAME.test(manifest) || !PLAIN_NAME.test(file)) return undefined;
  const hasHashes = [...lockfile.packages.values()].some(({ integrity }) => integrity !== undefined);
  const hashes = hasHashes ? '--generate-hashes ' : '';
  return {
    command: lockfile.writer === 'uv' ? `uv pip compile ${hashes}${manifest} -o ${file}` : `pip-compile ${hashes}${manifest}`,
  };
}

const PLAIN_NAME = /^\w[\w.-]*$/;
