import { readFileSync, statSync } from 'node:fs';

/** A small file as it is now. */
export type SmallFile = { readonly text: string } | { readonly reason: string };

/** What tells whether a file has changed; undefined where there is no file. Synchronous, a few microseconds. */
export function stampOf(path: string): string | undefined {
  try {
    const stats = statSync(path, { throwIfNoEntry: false });
    return stats?.isFile() ? `${stats.mtimeMs} ${stats.size} ${stats.ino}` : undefined;
  } catch {
    return undefined;
  }
}

/** Whether files are as they were. */
export function areUnchanged(stamps: ReadonlyMap<string, string | undefined>): boolean {
  for (const [path, stamp] of stamps) if (stampOf(path) !== stamp) return false;
  return true;
}

/** Why a file of a project is not read that `mayRead` refuses: told where the file is there, as a link that leads out. */
export const LEADS_OUT = 'it is a link that leads out of the workspace, and is not read';

/**
 * Reads a file of configuration as UTF-8. Never throws.
 * @returns a reason that fits behind the file's name and a colon where it cannot be read
 */
export function readSmallFile(path: string): SmallFile {
  try {
    const stats = statSync(path);
    if (!stats.isFile()) return { reason: 'it is no regular file' };
    return stats.size > MAX_BYTES ? { reason: 'it is larger than 1 MB, and is not read' } : { text: readFileSync(path, 'utf8') };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    return { reason: `it cannot be read (${code})` };
  }
}

const MAX_BYTES = 1024 * 1024;
