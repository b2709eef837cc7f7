import path from 'node:path';
import type { TrackedByGit } from '../../ports/trackedByGit.js';
import { locateIndex } from './gitFolder.js';
import { type GitIndex, readGitIndex } from './gitIndex.js';
import { entryAt, readPlainFile } from './plainFile.js';

/** A folder with a `.git`. Paths are absolute. */
export interface Checkout {
  readonly folder: string;
  /** Why what git tracks in it is not known; undefined where it is. */
  readonly unread?: string;
  tracks(file: string): boolean;
  /** Whether a folder holds tracked files, or is a submodule. */
  holdsTracked(folder: string): boolean;
}

/** Reads checkouts, each again once its index has changed. Synchronous. Nothing throws. */
export interface Checkouts extends TrackedByGit {
  /** @param folder one that has a `.git` */
  at(folder: string): Checkout;
  /** The checkout that a folder lies in: the nearest one upwards. */
  around(folder: string): Checkout | undefined;
}

/** An index larger than this is not read. Bytes. */
export const MAX_INDEX_BYTES = 100 * 1024 * 1024;

/** @param mayRead whether a path may be read, its links followed; above a folder that may not, no checkout is looked for */
export function createCheckouts(mayRead: (path: string) => boolean): Checkouts {
  const known = new Map<string, { readonly stamp: string; readonly checkout: Checkout }>();

  function at(folder: string): Checkout {
    const located = locateIndex(folder, mayRead);
    const stamp = 'reason' in located ? located.reason : `${located.file} ${stampOf(located.file)}`;
    const before = known.get(folder);
    if (before?.stamp === stamp) return before.checkout;
    const checkout = checkoutOf(folder, 'reason' in located ? located : indexIn(located.file));
    known.set(folder, { stamp, checkout });
    return checkout;
  }

  function around(folder: string): Checkout | undefined {
    if (!mayRead(folder)) return undefined;
    if (entryAt(path.join(folder, '.git'))) return at(folder);
    const parent = path.dirname(folder);
    return parent === folder ? undefined : around(parent);
  }

  return { at, around, isTracked: file => around(path.dirname(file))?.tracks(file) ?? false };
}

function checkoutOf(folder: string, index: GitIndex | { readonly reason: string }): Checkout {
  if ('reason' in index) return { folder, unread: index.reason, tracks: () => false, holdsTracked: () => false };
  const within = (target: string): string => path.relative(folder, target).split(path.sep).join('/');
  return { folder, tracks: file => index.tracks(within(file)), holdsTracked: target => index.holdsTracked(within(target)) };
}

/** Without an index nothing is tracked: git makes one with the first file that is added. */
function indexIn(file: string): GitIndex | { readonly reason: string } {
  if (!entryAt(file)) return NOTHING_TRACKED;
  const bytes = readPlainFile(file, MAX_INDEX_BYTES);
  const index = typeof bytes === 'string' ? { reason: bytes } : readGitIndex(bytes);
  return 'reason' in index ? { reason: `its index cannot be read: ${index.reason}` } : index;
}

const NOTHING_TRACKED: GitIndex = { tracks: () => false, holdsTracked: () => false };

function stampOf(file: string): string {
  const stats = entryAt(file);
  return stats ? `${stats.mtimeMs} ${stats.size} ${stats.ino}` : '';
}
