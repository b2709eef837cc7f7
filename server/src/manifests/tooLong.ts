import type { Manifest } from '../model.js';

/** Longest Python manifest that is read, in UTF-16 units; a longer one is one problem and no dependencies. */
export const MAX_MANIFEST_LENGTH = 5_000_000;

/** The manifest of a file that is not read for its size. */
export function tooLong(file: string): Manifest {
  const message = `${file} is too large to be read (over ${MAX_MANIFEST_LENGTH / 1_000_000} million characters)`;
  return { ecosystem: 'PyPI', dependencies: [], problems: [{ message, span: { start: 0, end: 0 }, level: 'error' }], includes: [] };
}
