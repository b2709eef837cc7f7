import { lstatSync, realpathSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { reasonOf, replaceFile } from './replaceFile.js';
import { inert, inGitHubActions } from './runner.js';

/**
 * Writes what may hold text from outside to standard output. In a step of GitHub Actions nothing in it is a command to the runner.
 */
export function writeOut(text: string, isJson = false): Promise<void> {
  return print(inGitHubActions(process.env) ? inert(text, isJson) : text);
}

/** Writes commands to the runner of GitHub Actions. */
export function writeCommands(text: string): Promise<void> {
  return print(text);
}

/**
 * Writes a report to standard output, or to a file: whole or not at all. A symbolic link is followed; what is no regular file (`/dev/stdout`, a pipe) is
 * written to and never replaced. Rejects with a message fit to be shown.
 */
export async function writeReport(text: string, file: string | undefined, isJson = false): Promise<void> {
  if (file === undefined) return writeOut(text, isJson);
  try {
    const full = path.resolve(file);
    if (isSpecial(full)) writeFileSync(full, inGitHubActions(process.env) ? inert(text, isJson) : text);
    else replaceFile(targetOf(full), text);
  } catch (error) {
    throw new Error(`${file}: ${reasonOf(error)}`);
  }
}

/** Where a link leads; a path at which there is nothing yet as it is. */
function targetOf(file: string): string {
  return lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() ? realpathSync(file) : file;
}

function isSpecial(file: string): boolean {
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats !== undefined && !stats.isFile() && !stats.isDirectory();
}

/** A reader that has seen enough (`depwarden scan | head`) closes the pipe: that is no failure. */
function print(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (error?: NodeJS.ErrnoException | null): void => (error && error.code !== 'EPIPE' ? reject(error) : resolve());
    process.stdout.once('error', settle);
    process.stdout.write(text, settle);
  });
}
