// pip keeps one set of options for all files of an installation: an index that one of them names holds for those that it includes, and for those that
// include it. https://pip.pypa.io/en/stable/reference/requirements-file-format/#global-options
import type { PipOptions } from '../../../model/index.js';

/** What a requirements file says that concerns other files. */
export interface PipFile {
  readonly pip: PipOptions;
  /** Paths of the files that it names with `-r` or `-c`, and of the one that is compiled from it. */
  readonly includes: readonly string[];
}

/** The options that hold for a requirements file where pip is told to install a certain file. */
export interface PipInstallation {
  /** Path of the file that pip is told of. */
  readonly path: string;
  readonly pip: PipOptions;
}

/**
 * Under which options pip may install what a requirements file names: those of each file that includes it, directly or through others, and that no
 * other file includes; the file's own where there is none. Where files of one installation name several default indexes, it is one for each of them:
 * which one pip reads last is not looked at.
 * @param files by path, as far as they are known; the file itself among them
 */
export function pipInstallations(path: string, files: ReadonlyMap<string, PipFile>): readonly PipInstallation[] {
  const all = firstIncluders(path, files).flatMap(first =>
    together([...reachedFrom(first, files)].flatMap(one => files.get(one)?.pip ?? [])).map(pip => ({ path: first, pip })),
  );
  return [...new Map(all.map(one => [JSON.stringify(one.pip), one])).values()];
}

function firstIncluders(path: string, files: ReadonlyMap<string, PipFile>): readonly string[] {
  const includers = new Set([path]);
  // what is added while a set is gone through is gone through too
  for (const one of includers) for (const [other, { includes }] of files) if (includes.includes(one)) includers.add(other);
  const included = new Set([...includers].flatMap(one => files.get(one)?.includes ?? []));
  const first = [...includers].filter(one => !included.has(one));
  if (first.length === 0) return [...includers];
  // files that include each other, or themselves, have no first one among them
  const reached = new Set(first.flatMap(one => [...reachedFrom(one, files)]));
  for (const one of includers) {
    if (reached.has(one)) continue;
    first.push(one);
    for (const other of reachedFrom(one, files)) reached.add(other);
  }
  return first;
}

/** A file and all that it includes. */
function reachedFrom(path: string, files: ReadonlyMap<string, PipFile>): ReadonlySet<string> {
  const reached = new Set([path]);
  for (const one of reached) for (const next of files.get(one)?.includes ?? []) reached.add(next);
  return reached;
}

function together(all: readonly PipOptions[]): readonly PipOptions[] {
  const union = (values: (options: PipOptions) => readonly string[]): readonly string[] => [...new Set(all.flatMap(values))];
  const shared: PipOptions = {
    extraIndexUrls: union(({ extraIndexUrls }) => extraIndexUrls),
    findLinks: union(({ findLinks }) => findLinks),
    trustedHosts: union(({ trustedHosts }) => trustedHosts),
    noIndex: all.some(({ noIndex }) => noIndex),
    pre: all.some(({ pre }) => pre),
  };
  const defaults = union(({ indexUrl }) => (indexUrl === undefined ? [] : [indexUrl]));
  return defaults.length === 0 ? [shared] : defaults.map(indexUrl => ({ ...shared, indexUrl }));
}
