import { randomBytes } from 'node:crypto';
import { closeSync, fchmodSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';

export interface Replacing {
  /** Permissions of the new file. Default: those that a new file gets. */
  readonly mode?: number;
  /** Looks once more, right before the new file takes the place of the old; where it throws, the old one stays. */
  readonly check?: () => void;
}

/**
 * Writes a file as a whole or not at all: beside it first, then in its place. Synchronous, so that Ctrl+C cannot come between.
 * Throws what the file system throws; `reasonOf` tells it in words.
 * @param file no symbolic link, for that would be replaced
 */
export function replaceFile(file: string, content: string | Uint8Array, { mode, check }: Replacing = {}): void {
  const temporary = `${file}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    writeThrough(temporary, content, mode);
    check?.();
    renameSync(temporary, file);
  } catch (error) {
    removeQuietly(temporary);
    throw error;
  }
}

/** Why a file could not be written, in a few words fit to be shown. */
export function reasonOf(error: unknown): string {
  if (error instanceof Refusal) return error.message;
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
  return REASONS[code] ?? `it cannot be written (${code})`;
}

/** A reason not to write that no file system gives. */
export class Refusal extends Error {}

function writeThrough(file: string, content: string | Uint8Array, mode: number | undefined): void {
  const handle = openSync(file, 'wx');
  try {
    if (mode !== undefined) fchmodSync(handle, mode);
    writeFileSync(handle, content);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function removeQuietly(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // its folder is none, so nothing was written
  }
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
