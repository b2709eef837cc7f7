import { randomBytes } from 'node:crypto';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Writes a report to standard output, or to a file: whole or not at all. Rejects with a message fit to be shown. */
export async function writeReport(text: string, file: string | undefined): Promise<void> {
  if (file === undefined) await print(text);
  else replaceFile(file, text);
}

/** A reader that has seen enough (`depwarden scan | head`) closes the pipe: that is no failure. */
function print(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (error?: NodeJS.ErrnoException | null): void => (error && error.code !== 'EPIPE' ? reject(error) : resolve());
    process.stdout.once('error', settle);
    process.stdout.write(text, settle);
  });
}

/** Synchronous, so that Ctrl+C cannot come between. */
function replaceFile(file: string, text: string): void {
  const target = path.resolve(file);
  const temporary = `${target}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    writeFileSync(temporary, text, { flag: 'wx' });
    renameSync(temporary, target);
  } catch (error) {
    removeQuietly(temporary);
    throw new Error(`${file}: ${reasonOf(error)}`);
  }
}

function removeQuietly(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // its folder is none, so nothing was written
  }
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
  return REASONS[code] ?? `it cannot be written (${code})`;
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'its folder does not exist',
  ENOTDIR: 'its folder does not exist',
  EISDIR: 'it is a folder',
  EACCES: 'no permission to write it',
  EPERM: 'no permission to write it',
  EROFS: 'no permission to write it',
  ENOSPC: 'no space left on the disk',
};
