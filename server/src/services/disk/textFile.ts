import { constants, type Stats } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import type { FileText } from '../../ports/index.js';
import { encodingOf, isBinary } from './textEncoding.js';

/** Files larger than this are not read as manifests. Bytes. */
export const MAX_MANIFEST_BYTES = 5 * 1024 * 1024;

/** What is at a path, links followed; undefined where nothing is. */
export function statsOf(file: string): Promise<Stats | undefined> {
  return stat(file).catch(() => undefined);
}

/** Reads a regular file as text; it never rejects, and waits for no named pipe. */
export async function readText(file: string, maxBytes: number): Promise<FileText> {
  try {
    const handle = await open(file, READ_ONLY);
    try {
      const stats = await handle.stat();
      if (stats.isDirectory()) return { kind: 'unreadable', reason: 'it is a folder' };
      if (!stats.isFile()) return { kind: 'unreadable', reason: 'it is no regular file' };
      const { size } = stats;
      if (size > maxBytes)
        return { kind: 'unreadable', reason: `it has ${megabytes(size)}, more than the ${megabytes(maxBytes)} that are read` };
      return decode(await handle.readFile());
    } finally {
      await handle.close();
    }
  } catch (error) {
    return { kind: 'unreadable', reason: reasonOf(error), ...(codeOf(error) === 'ENOENT' && { absent: true }) };
  }
}

/** Without `O_NONBLOCK` the opening of a named pipe would wait for ever for somebody to write; Windows knows no such flag. */
const READ_ONLY = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

export function decode(bytes: Buffer): FileText {
  const encoding = encodingOf(bytes);
  if (isBinary(bytes, encoding)) return { kind: 'unreadable', reason: 'it is binary data, or text that is not UTF-8' };
  return { kind: 'text', text: encoding.decode(bytes) };
}

function reasonOf(error: unknown): string {
  const code = codeOf(error);
  const reasons: Readonly<Record<string, string>> = {
    ENOENT: 'there is no such file',
    EISDIR: 'it is a folder',
    EACCES: 'no permission to read it',
    EPERM: 'no permission to read it',
  };
  return reasons[code] ?? `it cannot be read (${code || 'unknown error'})`;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1024 / 1024)} MB`;
}
