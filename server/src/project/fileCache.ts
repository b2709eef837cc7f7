// What was made of files is remembered until they change: one cache, by stamps, for files that are read at once and for those that are waited for.
import type { LockFiles } from '../ports/index.js';
import type { SavedFiles } from '../ports/savedFiles.js';

/**
 * What was made of a thing, made again when its stamp is another. The values are remembered by the key alone.
 * @param stamp undefined: there is no such thing now
 */
export type StampCache<T> = (key: string, stamp: string | undefined, make: () => T) => T;

export function createStampCache<T>(): StampCache<T> {
  const known = new Map<string, { readonly stamp: string | undefined; readonly value: T }>();
  return (key, stamp, make) => {
    const before = known.get(key);
    if (before && before.stamp === stamp) return before.value;
    const value = make();
    known.set(key, { stamp, value });
    return value;
  };
}

/**
 * Remembers what was made of a file until the file changes. Who asks while it is being made gets the same.
 * @param make never rejects
 */
export function createStamped<T>(
  files: Pick<LockFiles, 'stamp'>,
  make: (path: string) => Promise<T>,
): (path: string, signal: AbortSignal) => Promise<T> {
  const byStamp = createStampCache<Promise<T>>();
  return async (path, signal) => {
    const stamp = await files.stamp(path);
    signal.throwIfAborted();
    const value = await byStamp(path, stamp, () => make(path));
    signal.throwIfAborted();
    return value;
  };
}

/** Files and folders that were looked at with their stamps then, whether there or not. */
export interface FileDependencies {
  readonly files: Map<string, string | undefined>;
  readonly folders: Map<string, string | undefined>;
  /** Something could not be looked at: whether it has changed cannot be told. */
  isBlind: boolean;
}

/**
 * Remembers what was made of several files until one of those that were looked at for it changes, comes or goes, or something else that it was made of is
 * another. Until then the value is the same object.
 * @param parts what else it was made of, compared by identity
 */
export type DependencyCache<T> = (key: string, parts: readonly unknown[], make: (dependencies: FileDependencies) => T) => T;

export function createDependencyCache<T>(disk: Pick<SavedFiles, 'stamp' | 'folderStamp'>): DependencyCache<T> {
  const known = new Map<string, { readonly parts: readonly unknown[]; readonly dependencies: FileDependencies; readonly value: T }>();
  const isCurrent = ({ files, folders }: FileDependencies): boolean => isSame(files, disk.stamp) && isSame(folders, disk.folderStamp);
  return (key, parts, make) => {
    const before = known.get(key);
    if (before && haveEqualItems(before.parts, parts) && isCurrent(before.dependencies)) return before.value;
    const dependencies: FileDependencies = { files: new Map(), folders: new Map(), isBlind: false };
    const value = make(dependencies);
    if (!dependencies.isBlind) known.set(key, { parts, dependencies, value });
    return value;
  };
}

function isSame(stamps: ReadonlyMap<string, string | undefined>, stampOf: (path: string) => string | undefined): boolean {
  for (const [path, stamp] of stamps) if (stampOf(path) !== stamp) return false;
  return true;
}

function haveEqualItems(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((item, at) => item === b[at]);
}
