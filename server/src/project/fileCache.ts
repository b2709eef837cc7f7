import type { LockFiles } from '../ports/index.js';

/**
 * Remembers what was made of a file until the file changes. Who asks while it is being made gets the same.
 * @param make never rejects
 */
export function createStamped<T>(
  files: Pick<LockFiles, 'stamp'>,
  make: (path: string) => Promise<T>,
): (path: string, signal: AbortSignal) => Promise<T> {
  const known = new Map<string, { readonly stamp: string | undefined; readonly made: Promise<T> }>();
  return async (path, signal) => {
    const stamp = await files.stamp(path);
    signal.throwIfAborted();
    const before = known.get(path);
    const made = before && before.stamp === stamp ? before.made : make(path);
    known.set(path, { stamp, made });
    const value = await made;
    signal.throwIfAborted();
    return value;
  };
}
