import { lockfileRowOf } from '../ecosystems/lockfiles.js';
import type { UpdateCommand } from '../ecosystems/shared/descriptor.js';
import { baseName } from '../text/paths.js';
import type { ProjectLock } from './locks.js';

/** What brings a lockfile up to date with its manifests. Depwarden names it and never runs it. */
export interface LockCommand extends UpdateCommand {
  /** The lockfile's folder, in which it is to be run. */
  readonly folder: string;
}

/**
 * The command of the lockfile's own package manager, in the form that installs nothing and runs no install scripts as far as there is one;
 * undefined where several programs may have written the file.
 * @param manifest path of a manifest that it locks
 */
export function lockCommandOf(lock: Pick<ProjectLock, 'path' | 'lockfile'>, manifest: string): LockCommand | undefined {
  const { path, lockfile } = lock;
  const command = lockfileRowOf(lock)?.command?.({ lockfile, file: baseName(path), manifest: baseName(manifest) });
  return command && { ...command, folder: path.replace(/[\\/][^\\/]*$/, '') || path.slice(0, 1) };
}
