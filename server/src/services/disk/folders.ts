import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import type { FolderEntry, Folders, Unreadable } from '../../ports/folders.js';

/**
 * The folders of the machine. Few reads run at once, so that neither file descriptors nor Node's thread pool, which others
 * need too, run out.
 */
export function diskFolders(): Folders {
  const bounded = gate(AT_ONCE);
  return {
    list: folder => bounded(() => listed(folder)),
    read: (file, maxBytes) => bounded(() => beginningOf(file, maxBytes)),
    realPath: target => bounded(() => resolved(target)),
    modifiedAt: target => bounded(() => changed(target)),
    join: (...parts) => path.join(...parts),
    parent: target => path.dirname(target),
  };
}

const AT_ONCE = 16;

/** Begins a piece of work when fewer than `limit` others are under way, in the order of asking. */
function gate(limit: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async work => {
    if (running < limit) running++;
    else await new Promise<void>(enter => waiting.push(enter));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running--;
    }
  };
}

// The functions that take callbacks: those of node:fs/promises are markedly slower on thousands of small files.
const readdir = promisify(fs.readdir);
const open = promisify(fs.open);
const read = promisify(fs.read);
const realpath = promisify(fs.realpath.native);
const stat = promisify(fs.stat);

async function listed(folder: string): Promise<readonly FolderEntry[] | Unreadable | undefined> {
  try {
    return (await readdir(folder, { withFileTypes: true })).map(entry => ({ name: entry.name, kind: kindOf(entry) }));
  } catch (error) {
    return unreadable(folder, error);
  }
}

function kindOf(entry: fs.Dirent): FolderEntry['kind'] {
  return entry.isSymbolicLink() ? 'link' : entry.isDirectory() ? 'folder' : entry.isFile() ? 'file' : 'other';
}

/** Only what may have to wait for the disk goes through the thread pool; asking about an open file and closing it do not. */
async function beginningOf(file: string, maxBytes: number): Promise<string | Unreadable | undefined> {
  try {
    const descriptor = await open(file, READ_ONLY);
    try {
      const stat = fs.fstatSync(descriptor);
      if (stat.isDirectory()) return undefined;
      if (!stat.isFile()) return { path: file, reason: 'it is no regular file' };
      return await textOf(descriptor, Math.min(stat.size, maxBytes));
    } finally {
      fs.closeSync(descriptor);
    }
  } catch (error) {
    return unreadable(file, error);
  }
}

/** Without `O_NONBLOCK` the opening of a named pipe would wait for ever for somebody to write; Windows knows no such flag. */
const READ_ONLY = fs.constants.O_RDONLY | (fs.constants.O_NONBLOCK ?? 0);

async function textOf(descriptor: number, length: number): Promise<string> {
  const bytes = Buffer.allocUnsafe(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await read(descriptor, bytes, filled, length - filled, filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  const hasMark = filled >= 3 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  return bytes.toString('utf8', hasMark ? 3 : 0, filled);
}

async function resolved(target: string): Promise<string | undefined> {
  return realpath(target).catch(() => undefined);
}

async function changed(target: string): Promise<number | undefined> {
  return stat(target).then(
    ({ mtimeMs }) => mtimeMs,
    () => undefined,
  );
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
