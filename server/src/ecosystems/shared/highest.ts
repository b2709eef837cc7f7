import type { Release, Releases } from '../../model/index.js';

/** What finding the highest needs to know of a kind of version. */
export interface Order<V> {
  read(text: string): V | undefined;
  compare(a: V, b: V): number;
  /** The dotted numbers that a version begins with and that decide its order before anything else does. */
  numbers(version: V): readonly number[];
}

/** Numbers that versions begin with: none fits of which the first number that differs is lower than the floor's, or higher than the ceiling's. */
export interface Bounds {
  /** Empty where any may fit. */
  readonly floor: readonly number[];
  readonly ceiling: readonly number[];
}

export const UNBOUNDED: Bounds = { floor: [], ceiling: [] };

/**
 * The highest of the releases whose version can be read and that fit. Comparing is cheaper than asking whether one fits, so that is done
 * first, by the text alone where that is enough; as registries list releases in the order of publication, beginning at the end makes one
 * comparison of most.
 */
export function highestOf<V>(
  releases: Releases,
  { read, compare, numbers }: Order<V>,
  { floor, ceiling }: Bounds,
  fits: (release: Release, version: V) => boolean,
): Release | undefined {
  const { versions } = releases;
  let best: Release | undefined;
  let bestVersion: V | undefined;
  let bestNumbers = floor;
  for (let index = releases.length - 1; index >= 0; index -= 1) {
    const text = versions[index];
    if (text === undefined || orderByNumbers(text, bestNumbers) < 0 || orderByNumbers(text, ceiling) > 0) continue;
    const version = read(text);
    if (version === undefined) continue;
    if (bestVersion !== undefined && compare(version, bestVersion) <= 0) continue;
    const release = releases.at(index);
    if (release === undefined || !fits(release, version)) continue;
    best = release;
    bestVersion = version;
    bestNumbers = numbers(version);
  }
  return best;
}

const [ZERO, NINE, DOT] = [48, 57, 46];
/** Of numbers that are exact as doubles. */
const SAFE_DIGITS = 15;

/**
 * Negative where the first number of `text` that differs from `numbers` is lower, positive where it is higher, zero where that is not plain.
 * Only numbers with a dot behind them count: no epoch, no suffix.
 */
function orderByNumbers(text: string, numbers: readonly number[]): number {
  let offset = 0;
  for (const number of numbers) {
    const start = offset;
    let value = 0;
    for (let code = text.charCodeAt(offset); code >= ZERO && code <= NINE; code = text.charCodeAt(offset)) {
      value = value * 10 + code - ZERO;
      offset += 1;
    }
    if (offset === start || offset - start > SAFE_DIGITS || text.charCodeAt(offset) !== DOT) return 0;
    if (value !== number) return value - number;
    offset += 1;
  }
  return 0;
}
