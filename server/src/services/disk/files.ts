import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { FileSystem, LockFiles } from '../../ports/index.js';
import { createCheckouts } from './checkouts.js';
import { findProjectFiles } from './projectFiles.js';
import { MAX_MANIFEST_BYTES, readText, statsOf } from './textFile.js';

/** Lockfiles larger than this are not read. Bytes. */
export const MAX_LOCKFILE_BYTES = 100 * 1024 * 1024;

/** Lockfiles on the machine's disk. */
export const diskLockFiles: LockFiles = {
  names: folder => readdir(folder).catch((): string[] => []),
  stamp: async file => {
    const stats = await statsOf(file);
    return stats && `${stats.mtimeMs} ${stats.size} ${stats.ino}`;
  },
  readLockfile: file => readText(file, MAX_LOCKFILE_BYTES),
};

/** The file system of the machine. */
export const diskFiles: FileSystem = createDiskFiles(() => true);

/** @param mayRead which files and folders may be read that a search for manifests looks at besides */
export function createDiskFiles(mayRead: (path: string) => boolean): FileSystem {
  const checkouts = createCheckouts(mayRead);
  return {
    read: file => readText(file, MAX_MANIFEST_BYTES),
    resolve: (file, target) => path.resolve(path.dirname(file), target),
    findProjectFiles: (folder, exclude, signal) => findProjectFiles(folder, { exclude, checkouts, mayRead, signal }),
  };
}
