import fs from 'node:fs';
import path from 'node:path';
import type { FolderEntry, Folders, Unreadable } from '../environments/folders.js';

/**
 * The folders of the machine. Reads are synchronous, in short slices between which everything else has its turn: thousands of small
 * files are read several times faster than through the thread pool, and at most one is open at a time.
 */
export function diskFolders(): Folders {
  const sliced = slices();
  return {
    list: folder => sliced(() => listed(folder)),
    read: (file, maxBytes) => sliced(() => beginningOf(file, maxBytes)),
    realPath: target => sliced(() => resolved(target)),
    join: (...parts) => path.join(...parts),
    parent: target => path.dirname(target),
  };
}

/** How long reading may keep everything else waiting. Milliseconds. */
const SLICE = 8;

/** Does pieces of work at once as long as the slice lasts, then after the next turn of the event loop. */
function slices(): <T>(work: () => T) => Promise<T> {
  let spent = 0;
  let turn: Promise<void> | undefined;
  return async work => {
    while (spent >= SLICE) {
      turn ??= new Promise(done =>
        setImmediate(() => {
          spent = 0;
          turn = undefined;
          done();
        }),
      );
      await turn;
    }
    const start = performance.now();
    try {
      return work();
    } finally {
      spent += performance.now() - start;
    }
  };
}

function listed(folder: string): readonly FolderEntry[] | Unreadable | undefined {
  try {
    return fs.readdirSync(folder, { withFileTypes: true }).map(entry => ({ name: entry.name, kind: kindOf(entry) }));
  } catch (error) {
    return unreadable(folder, error);
  }
}

function kindOf(entry: fs.Dirent): FolderEntry['kind'] {
  return entry.isSymbolicLink() ? 'link' : entry.isDirectory() ? 'folder' : entry.isFile() ? 'file' : 'other';
}

function beginningOf(file: string, maxBytes: number): string | Unreadable | undefined {
  try {
    const descriptor = fs.openSync(file, READ_ONLY);
    try {
      const stat = fs.fstatSync(descriptor);
      if (stat.isDirectory()) return undefined;
      if (!stat.isFile()) return { path: file, reason: 'it is no regular file' };
      return textOf(descriptor, Math.min(stat.size, maxBytes));
    } finally {
      fs.closeSync(descriptor);
    }
  } catch (error) {
    return unreadable(file, error);
  }
}

/** Without `O_NONBLOCK` the opening of a named pipe would wait for ever for somebody to write; Windows knows no such flag. */
const READ_ONLY = fs.constants.O_RDONLY | (fs.constants.O_NONBLOCK ?? 0);

function textOf(descriptor: number, length: number): string {
  const bytes = Buffer.allocUnsafe(length);
  let filled = 0;
  while (filled < length) {
    const count = fs.readSync(descriptor, bytes, filled, length - filled, filled);
    if (count === 0) break;
    filled += count;
  }
  const start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf && filled >= 3 ? 3 : 0;
  return bytes.toString('utf8', start, filled);
}

function resolved(target: string): string | undefined {
  try {
    return fs.realpathSync.native(target);
  } catch {
    return undefined;
  }
}

function unreadable(target: string, error: unknown): Unreadable | undefined {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return NOT_THERE.has(code) ? undefined : { path: target, reason: REASONS[code] ?? `it cannot be read (${code || 'unknown error'})` };
}

const NOT_THERE: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR', 'EISDIR']);

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'no permission to read it',
  EPERM: 'no permission to read it',
  ELOOP: 'its links lead round in a circle',
  ENAMETOOLONG: 'its path is too long',
};
