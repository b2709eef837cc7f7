import type { Lockfile } from '../lockfiles/lockfile.js';

/** From a direct dependency down to a package: keys of the lockfile, both ends included. */
export type LockPath = readonly string[];

/**
 * For each direct dependency the shortest ways down to some packages.
 * Each wanted package is searched from below, upwards through those that depend on it, so that the work is that of the few that are wanted, not of the many that are locked.
 * @param direct keys of the direct dependencies
 * @param wanted keys of the packages to find ways to
 * @returns by direct dependency; one path a wanted package that is below it (or is itself)
 */
export function shortestPaths(
  lockfile: Lockfile,
  direct: ReadonlySet<string>,
  wanted: readonly string[],
): ReadonlyMap<string, readonly LockPath[]> {
  const dependents = dependentsOf(lockfile);
  const found = new Map<string, LockPath[]>();
  for (const target of wanted) {
    for (const [top, path] of waysUp(target, dependents, direct)) found.set(top, [...(found.get(top) ?? []), path]);
  }
  return found;
}

function dependentsOf(lockfile: Lockfile): ReadonlyMap<string, readonly string[]> {
  const dependents = new Map<string, string[]>();
  for (const [key, { dependencies }] of lockfile.packages) {
    for (const dependency of dependencies) {
      const known = dependents.get(dependency);
      if (known) known.push(key);
      else dependents.set(dependency, [key]);
    }
  }
  return dependents;
}

/** Breadth first, so that the first way to each direct dependency is a shortest one. */
function waysUp(
  target: string,
  dependents: ReadonlyMap<string, readonly string[]>,
  direct: ReadonlySet<string>,
): ReadonlyMap<string, LockPath> {
  const below = new Map<string, string | undefined>([[target, undefined]]);
  const ways = new Map<string, LockPath>();
  for (const key of below.keys()) {
    if (direct.has(key)) ways.set(key, wayDown(key, below));
    for (const dependent of dependents.get(key) ?? []) if (!below.has(dependent)) below.set(dependent, key);
  }
  return ways;
}

function wayDown(top: string, below: ReadonlyMap<string, string | undefined>): LockPath {
  const path = [top];
  for (let next = below.get(top); next !== undefined; next = below.get(next)) path.push(next);
  return path;
}
