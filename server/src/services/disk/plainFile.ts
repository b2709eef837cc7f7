import fs from 'node:fs';

/** What a file is by itself, its link not followed; undefined where there is none or it cannot be asked. */
export function entryAt(target: string): fs.Stats | undefined {
  try {
    return fs.lstatSync(target, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/**
 * Reads a regular file; a link is none, and nothing is waited for.
 * @returns why it cannot be read, in words that fit after "it cannot be read: "
 */
export function readPlainFile(file: string, maxBytes: number): Buffer | string {
  const stats = entryAt(file);
  if (!stats) return 'there is no such file';
  if (!stats.isFile()) return 'it is no regular file';
  if (stats.size > maxBytes) return `it has more than ${Math.round(maxBytes / 1024 / 1024)} MB`;
  try {
    const descriptor = fs.openSync(file, READ_ONLY);
    try {
      return fs.fstatSync(descriptor).isFile() ? fs.readFileSync(descriptor) : 'it is no regular file';
    } finally {
      fs.closeSync(descriptor);
    }
  } catch (error) {
    return `the system says ${error instanceof Error && 'code' in error ? String(error.code) : 'no'}`;
  }
}

/** Windows knows neither of the further flags. */
const READ_ONLY = fs.constants.O_RDONLY | (fs.constants.O_NONBLOCK ?? 0) | (fs.constants.O_NOFOLLOW ?? 0);
