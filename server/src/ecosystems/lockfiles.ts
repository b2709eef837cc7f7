import type { Ecosystem } from '../model/index.js';
import type { Lockfile, LockfileFormat } from '../model/lockfile.js';
import { ECOSYSTEM_IDS, ECOSYSTEMS } from './index.js';
import type { LockfileRow } from './shared/descriptor.js';
import { globMatcher } from './shared/globs.js';

/** The kinds of lockfiles that an ecosystem has, the one to believe first. */
export function lockfilesOf(ecosystem: Ecosystem): readonly LockfileRow[] {
  return ECOSYSTEMS[ecosystem].lockfiles ?? [];
}

/** Whether a path, or the name of a file alone, is that of a lockfile of one kind. */
export function isLockfileOf(row: LockfileRow, path: string): boolean {
  return (row.matches ?? MATCHERS.get(row))?.(path) ?? false;
}

/** The kind of a lockfile that was read, by its path. */
export function lockfileRowOf({ path, lockfile }: { readonly path: string; readonly lockfile: Lockfile }): LockfileRow | undefined {
  return lockfilesOf(lockfile.ecosystem).find(row => isLockfileOf(row, path));
}

/** The format of a lockfile by its path; undefined where it is none, or one that is a manifest first. */
export function lockfileFormatOf(path: string): LockfileFormat | undefined {
  return ROWS.find(row => row.twinOf === undefined && isLockfileOf(row, path))?.format;
}

const ROWS = ECOSYSTEM_IDS.flatMap(lockfilesOf);
const MATCHERS: ReadonlyMap<LockfileRow, (path: string) => boolean> = new Map(ROWS.map(row => [row, globMatcher(row.globs)]));
