import type { Manifest } from '../../model/index.js';

/** Longest Python manifest that is read, in UTF-16 units; a longer one is one problem and no dependencies. */
export const MAX_MANIFEST_LENGTH = 5_000_000;

/** Dependencies of one manifest that are judged, and problems that are told one by one. */
export const MAX_DEPENDENCIES = 50_000;
export const MAX_PROBLEMS = 500;

/** A manifest with no more dependencies and problems than are judged and told: what was left out is one problem. */
export function withinLimits(manifest: Manifest): Manifest {
  const { dependencies, problems } = manifest;
  const firstLeftOut = dependencies[MAX_DEPENDENCIES];
  if (firstLeftOut === undefined && problems.length <= MAX_PROBLEMS + 1) return manifest;
  const untold = problems.length - MAX_PROBLEMS;
  return {
    ...manifest,
    dependencies: dependencies.slice(0, MAX_DEPENDENCIES),
    problems: [
      ...problems.slice(0, MAX_PROBLEMS),
      ...(untold > 0 ? [{ message: `${untold} more problems in this file are not listed.`, span: AT_START, level: 'error' as const }] : []),
      ...(firstLeftOut ? [{ message: TOO_MANY, span: firstLeftOut.nameSpan, level: 'error' as const }] : []),
    ],
  };
}

/** A parser whose manifests are within the limits. */
export function limited(parse: (text: string) => Manifest): (text: string) => Manifest {
  return text => withinLimits(parse(text));
}

const AT_START = { start: 0, end: 0 };
const TOO_MANY = `Not checked from here on: the file has more than ${MAX_DEPENDENCIES} dependencies.`;

/** The manifest of a file that is not read for its size. */
export function tooLong(file: string): Manifest {
  const message = `${file} is too large to be read (over ${MAX_MANIFEST_LENGTH / 1_000_000} million characters)`;
  return { ecosystem: 'PyPI', dependencies: [], problems: [{ message, span: { start: 0, end: 0 }, level: 'error' }], includes: [] };
}
