import type { Release } from '../model.js';

/**
 * The highest of the releases whose version can be read and that fit. Comparing is cheaper than asking whether one fits, so that is done
 * first; as registries list releases in the order of publication, beginning at the end makes one comparison of most.
 */
export function highestOf<V>(
  releases: readonly Release[],
  read: (version: string) => V | undefined,
  compare: (a: V, b: V) => number,
  fits: (release: Release, version: V) => boolean,
): Release | undefined {
  let best: Release | undefined;
  let bestVersion: V | undefined;
  for (let index = releases.length - 1; index >= 0; index -= 1) {
    const release = releases[index];
    const version = release && read(release.version);
    if (release === undefined || version === undefined) continue;
    if (bestVersion !== undefined && compare(version, bestVersion) <= 0) continue;
    if (!fits(release, version)) continue;
    best = release;
    bestVersion = version;
  }
  return best;
}
