import { readdirSync, readFileSync, realpathSync, type Stats, statSync } from 'node:fs';
import path from 'node:path';
import type { SavedFiles, SavedText } from '../../ports/savedFiles.js';
import { decode } from './textFile.js';

/** The small files of the machine's disk. */
export const diskSavedFiles: SavedFiles = {
  stamp: file => {
    const stats = statsOf(file);
    return stats?.isFile() ? `${stats.mtimeMs} ${stats.size} ${stats.ino}` : undefined;
  },
  folderStamp: folder => {
    const stats = statsOf(folder);
    return stats?.isDirectory() ? `${stats.mtimeMs} ${stats.ino}` : undefined;
  },
  read: readSmallFile,
  names: folder => orElse([], () => readdirSync(folder)),
  realPath: target => orElse(undefined, () => realpathSync(target)),
  join: (...parts) => path.join(...parts),
  parent: target => path.dirname(target),
  resolve: (folder, written) => path.resolve(folder, written),
  isAbsolute: target => path.isAbsolute(target),
};

function statsOf(target: string): Stats | undefined {
  return orElse(undefined, () => statSync(target, { throwIfNoEntry: false }));
}

function readSmallFile(file: string): SavedText {
  try {
    const stats = statSync(file);
    if (!stats.isFile()) return { reason: 'it is no regular file' };
    if (stats.size > MAX_BYTES) return { reason: 'it is larger than 1 MB, and is not read' };
    const content = decode(readFileSync(file));
    return content.kind === 'text' ? { text: content.text } : { reason: content.reason };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    return { reason: `it cannot be read (${code})` };
  }
}

const MAX_BYTES = 1024 * 1024;

function orElse<T>(otherwise: T, read: () => T): T {
  try {
    return read();
  } catch {
    return otherwise;
  }
}
