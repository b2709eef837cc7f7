import type { LockfileFormat } from '../../../model/lockfile.js';
import { pdmLock } from './pdmLock.js';
import { pipfileLock } from './pipfileLock.js';
import { poetryLock } from './poetryLock.js';
import { pylock } from './pylock.js';
import { requirementsLock } from './requirementsLock.js';
import { uvLock } from './uvLock.js';

/**
 * The lockfiles of Python projects by file name, the one to believe first. A requirements file is the lock of the `*.in` of
 * the same name beside it only, and only where all of it is pinned.
 */
export const PYTHON_LOCKFILES: readonly { readonly file: string | RegExp; readonly format: LockfileFormat }[] = [
  { file: 'uv.lock', format: uvLock },
  { file: 'poetry.lock', format: poetryLock },
  { file: 'pdm.lock', format: pdmLock },
  { file: 'Pipfile.lock', format: pipfileLock },
  { file: 'pylock.toml', format: pylock },
  { file: /^pylock\.[^.]+\.toml$/, format: pylock },
  { file: /^[^.].*\.txt$/, format: requirementsLock },
];
