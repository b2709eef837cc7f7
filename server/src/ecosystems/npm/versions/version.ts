import { type Comparator, type Range, SemVer } from 'semver';
import type { Bounds } from '../../shared/highest.js';

/** A version by semver.org 2.0.0; build metadata takes no part in order and is left out. */
export interface NpmVersion {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
  readonly prerelease: readonly (string | number)[];
}

/** Longest version that semver reads. */
const LONGEST = 256;
const SAFE_DIGITS = 15;
const [ZERO, NINE, DOT] = [48, 57, 46];
const NONE: readonly never[] = [];
const PRERELEASE = /^-[\dA-Za-z-]+(?:\.[\dA-Za-z-]+)*$/;

/** Reads a version as loosely as npm does (`v1.2.3`, `=1.2.3`, `1.2.3beta`); undefined where it is none. */
export function readNpmVersion(text: string): NpmVersion | undefined {
  if (text.length > LONGEST) return undefined;
  return readPlain(text) ?? readLoosely(text);
}

/** Negative, zero or positive; precedence by semver.org, item 11. */
export function compareNpmVersions(a: NpmVersion, b: NpmVersion): number {
  return a.major - b.major || a.minor - b.minor || a.patch - b.patch || comparePrereleases(a.prerelease, b.prerelease);
}

/**
 * Whether a range admits a version, by node-semver's rules without `includePrerelease`: a pre-release is admitted only where a comparator
 * of the same alternative names a pre-release of the same major.minor.patch.
 */
export function rangeAdmits(range: Range, version: NpmVersion): boolean {
  for (const alternative of range.set) if (alternativeAdmits(alternative, version)) return true;
  return false;
}

/** Whether every alternative of a range has an upper bound. */
export function isBounded(range: Range): boolean {
  return range.set.every(alternative => alternative.some(isUpperBound));
}

/** The numbers of a version, which decide its order before anything else does. */
export function numbersOf({ major, minor, patch }: NpmVersion): readonly number[] {
  return [major, minor, patch];
}

/** Between which numbers all versions lie that a range admits. */
export function boundsOf({ set }: Range): Bounds {
  const floors = set.map(alternative => alternative.find(isLowerBound)?.semver);
  const ceilings = set.map(alternative => alternative.find(isUpperBound)?.semver);
  const [lowest] = floors.includes(undefined) ? [] : (floors as SemVer[]).sort(compareNpmVersions);
  const highest = ceilings.includes(undefined) ? undefined : (ceilings as SemVer[]).sort(compareNpmVersions).at(-1);
  return { floor: lowest ? numbersOf(lowest) : [], ceiling: highest ? numbersOf(highest) : [] };
}

function isLowerBound({ operator, value }: Comparator): boolean {
  return value !== '' && !operator.startsWith('<');
}

function isUpperBound({ operator, value }: Comparator): boolean {
  return value !== '' && !operator.startsWith('>');
}

/** The usual forms, `1.2.3` and `1.2.3-beta.1`, with numbers that are exact as doubles; undefined for all that needs the library's care. */
function readPlain(text: string): NpmVersion | undefined {
  const major = numberEnd(text, 0);
  const minor = numberEnd(text, major + 1);
  const patch = numberEnd(text, minor + 1);
  if (text.charCodeAt(major) !== DOT || text.charCodeAt(minor) !== DOT || patch < 0) return undefined;
  const prerelease = patch === text.length ? NONE : prereleaseOf(text.slice(patch));
  if (prerelease === undefined) return undefined;
  return {
    major: numberAt(text, 0, major),
    minor: numberAt(text, major + 1, minor),
    patch: numberAt(text, minor + 1, patch),
    prerelease,
  };
}

/** Where the digits that begin at `start` end; -1 where there is none, or are too many to be exact. */
function numberEnd(text: string, start: number): number {
  let end = start;
  while (text.charCodeAt(end) >= ZERO && text.charCodeAt(end) <= NINE) end += 1;
  return end > start && end - start <= SAFE_DIGITS ? end : -1;
}

function numberAt(text: string, start: number, end: number): number {
  let value = 0;
  for (let offset = start; offset < end; offset += 1) value = value * 10 + text.charCodeAt(offset) - ZERO;
  return value;
}

/** The identifiers of `-beta.1`; undefined where that is not what the text is. */
function prereleaseOf(text: string): readonly (string | number)[] | undefined {
  return PRERELEASE.test(text) ? identifiersOf(text.slice(1)) : undefined;
}

function readLoosely(text: string): NpmVersion | undefined {
  try {
    return new SemVer(text, { loose: true });
  } catch {
    return undefined;
  }
}

/** Undefined where an identifier is a number too large to be exact. */
function identifiersOf(text: string): (string | number)[] | undefined {
  const identifiers: (string | number)[] = [];
  for (const part of text.split('.')) {
    const isNumber = numberEnd(part, 0) === part.length;
    if (!isNumber && /^\d{16,}$/.test(part)) return undefined;
    identifiers.push(isNumber ? numberAt(part, 0, part.length) : part);
  }
  return identifiers;
}

function comparePrereleases(a: NpmVersion['prerelease'], b: NpmVersion['prerelease']): number {
  if (a.length === 0 || b.length === 0) return b.length - a.length;
  for (let index = 0; index < a.length && index < b.length; index += 1) {
    const order = compareIdentifiers(a[index] ?? '', b[index] ?? '');
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

function compareIdentifiers(a: string | number, b: string | number): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === typeof b) return a < b ? -1 : a > b ? 1 : 0;
  return typeof a === 'number' ? -1 : 1;
}

function alternativeAdmits(alternative: readonly Comparator[], version: NpmVersion): boolean {
  for (const comparator of alternative) if (!comparatorAdmits(comparator, version)) return false;
  return version.prerelease.length === 0 || alternative.some(comparator => namesPrereleaseOf(comparator, version));
}

function comparatorAdmits({ operator, semver, value }: Comparator, version: NpmVersion): boolean {
  if (value === '') return true;
  const order = compareNpmVersions(version, semver);
  switch (operator) {
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    default:
      return order === 0;
  }
}

function namesPrereleaseOf({ semver, value }: Comparator, version: NpmVersion): boolean {
  return (
    value !== '' &&
    semver.prerelease.length > 0 &&
    semver.major === version.major &&
    semver.minor === version.minor &&
    semver.patch === version.patch
  );
}
