// The clean releases next to a compromised one, as far as somebody has said so. Nothing is guessed: what no row names is not known.

import type { VersionScheme } from '../ecosystems/shared/versionScheme.js';
import type { CleanNeighbours } from '../model/index.js';

/** The highest release below `bad` that is named clean, on the version line of `bad`; undefined where none is known. */
export function lastCleanBefore(neighbours: readonly CleanNeighbours[], bad: string, scheme: VersionScheme): string | undefined {
  return neighboursAround(neighbours, bad, scheme).last;
}

/** The lowest release above `bad` that is named clean, on the version line of `bad`; undefined where none is known. */
export function firstCleanAfter(neighbours: readonly CleanNeighbours[], bad: string, scheme: VersionScheme): string | undefined {
  return neighboursAround(neighbours, bad, scheme).first;
}

/**
 * The pair that fits the version line of `bad`: the one whose last clean release is the nearest below, else the one that names only a first clean
 * release, the nearest above. Where the pair ends below `bad` (5.11.2 → 5.12.0 around 5.13.3), its end is the nearer clean release before it.
 */
export function neighboursAround(neighbours: readonly CleanNeighbours[], bad: string, scheme: VersionScheme): CleanNeighbours {
  const isBelow = (version: string): boolean => scheme.compare(version, bad) < 0;
  const before = neighbours
    .filter((pair): pair is CleanNeighbours & { last: string } => pair.last !== undefined && isBelow(pair.last))
    .reduce<(CleanNeighbours & { last: string }) | undefined>(
      (best, pair) => (best === undefined || scheme.compare(best.last, pair.last) < 0 ? pair : best),
      undefined,
    );
  if (before !== undefined) return before.first !== undefined && isBelow(before.first) ? { last: before.first } : before;
  const [first] = neighbours
    .filter(pair => pair.last === undefined)
    .flatMap(pair => pair.first ?? [])
    .filter(version => !isBelow(version))
    .sort((a, b) => scheme.compare(a, b));
  return first === undefined ? {} : { first };
}
