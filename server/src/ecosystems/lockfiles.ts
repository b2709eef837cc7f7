import type { LockfileFormat } from '../model/lockfile.js';
import { formatOf } from './manifests.js';
import { NPM_LOCKFILES } from './npm/lockfiles/index.js';
import { PYTHON_LOCKFILES } from './python/lockfiles/index.js';

/** The format of a lockfile by its name; undefined where it is none, or a requirements file, which is a manifest first. */
export function lockfileFormatOf(path: string): LockfileFormat | undefined {
  const name = path.replace(/^.*[\\/]/, '');
  return [...NPM_LOCKFILES, ...PYTHON_LOCKFILES].find(({ file }) =>
    typeof file === 'string' ? file === name : file.test(name) && formatOf(path) === undefined && !name.endsWith('.txt'),
  )?.format;
}
