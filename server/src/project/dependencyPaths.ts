import type { Lockfile } from '../model/lockfile.js';
import { weakMemo } from './weakMemo.js';

/** From a direct dependency down to a package: keys of the lockfile, both ends included. */
export type LockPath = readonly string[];

/** Shortest dependency paths down to some packages. */
export interface DependencyPaths {
  /** A shortest path from a package to each wanted one below it, the shortest first; to itself where it is wanted. */
  from(top: string): readonly LockPath[];
}

/**
 * Finds dependency paths to some packages of a lockfile. Only packages that have a wanted one below them are ever looked at, so that the work is
 * that of the few that are wanted, not of the many that are locked. What was found from one package is not looked for again.
 * @param wanted keys of the packages to find paths to
 */
export function pathsTo(lockfile: Lockfile, wanted: Iterable<string>): DependencyPaths {
  const targets = new Set(wanted);
  const above = withWantedBelow(lockfile, targets);
  const known = new Map<string, readonly LockPath[]>();
  return {
    from: top => {
      const paths = known.get(top) ?? pathsFrom(top, lockfile, above, targets);
      known.set(top, paths);
      return paths;
    },
  };
}

/** The wanted packages and all that depend on them, however far up. */
function withWantedBelow(lockfile: Lockfile, targets: ReadonlySet<string>): ReadonlySet<string> {
  if (targets.size === 0) return targets;
  const dependents = dependentsOf(lockfile);
  const above = new Set(targets);
  for (const key of above) for (const dependent of dependents(key)) above.add(dependent);
  return above;
}

/** The packages that depend on one directly, each by its key. */
type Dependents = (key: string) => Iterable<string>;

const dependentsOf: (lockfile: Lockfile) => Dependents = weakMemo(dependentsIn);

/** Kept as numbers, for it is remembered as long as the lockfile, which may hold a hundred thousand dependencies. */
function dependentsIn({ packages }: Lockfile): Dependents {
  const keys = [...packages.keys()];
  const numbers = new Map(keys.map((key, number) => [key, number]));
  /** Of each dependency: whose it is, and the one before it on the same package; -1 for none. */
  const owners: number[] = [];
  const earlier: number[] = [];
  const latest = new Int32Array(keys.length).fill(-1);
  for (const [owner, { dependencies }] of [...packages.values()].entries()) {
    for (const key of dependencies) {
      const target = numbers.get(key);
      if (target === undefined) continue;
      earlier.push(latest[target] as number);
      latest[target] = owners.push(owner) - 1;
    }
  }
  return function* (key) {
    let edge = latest[numbers.get(key) ?? -1] ?? -1;
    for (; edge >= 0; edge = earlier[edge] as number) yield keys[owners[edge] as number] as string;
  };
}

/** Breadth first, so that the first way to each package is a shortest one. */
function pathsFrom(top: string, { packages }: Lockfile, above: ReadonlySet<string>, targets: ReadonlySet<string>): readonly LockPath[] {
  if (!above.has(top)) return [];
  const cameFrom = new Map<string, string | undefined>([[top, undefined]]);
  const paths: LockPath[] = [];
  for (const key of cameFrom.keys()) {
    if (targets.has(key)) paths.push(wayDown(key, cameFrom));
    for (const next of packages.get(key)?.dependencies ?? []) if (above.has(next) && !cameFrom.has(next)) cameFrom.set(next, key);
  }
  return paths;
}

function wayDown(target: string, cameFrom: ReadonlyMap<string, string | undefined>): LockPath {
  const path = [target];
  for (let next = cameFrom.get(target); next !== undefined; next = cameFrom.get(next)) path.push(next);
  return path.reverse();
}
