import path from 'node:path';
import { reasonOf, replaceFile } from './replaceFile.js';

/** Writes a report to standard output, or to a file: whole or not at all. Rejects with a message fit to be shown. */
export async function writeReport(text: string, file: string | undefined): Promise<void> {
  if (file === undefined) return print(text);
  try {
    replaceFile(path.resolve(file), text);
  } catch (error) {
    throw new Error(`${file}: ${reasonOf(error)}`);
  }
}

/** A reader that has seen enough (`depwarden scan | head`) closes the pipe: that is no failure. */
function print(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (error?: NodeJS.ErrnoException | null): void => (error && error.code !== 'EPIPE' ? reject(error) : resolve());
    process.stdout.once('error', settle);
    process.stdout.write(text, settle);
  });
}
