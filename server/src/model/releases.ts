import type { Release, Releases } from './index.js';

/** Releases that are at hand as a list. */
export function releasesOf(list: readonly Release[]): Releases {
  return {
    length: list.length,
    versions: list.map(({ version }) => version),
    at: index => list[index],
    find: wanted => list.findLast(({ version }) => version === wanted),
    [Symbol.iterator]: () => list[Symbol.iterator](),
  };
}
