// Whether an advisory covers a release: the evaluation algorithm of the OSV schema, and what real records make necessary besides.

import type { Requirement, VersionScheme } from '../ecosystems/shared/versionScheme.js';
import type { Advisory, Affected, PackageId } from '../model/index.js';
import { isEverything, isOpenEnded, rangePlacer } from './ranges.js';

export type Match =
  | 'affected'
  /** Only an open-ended range says so, and the record itself knows of no affected release as late as this one. */
  | 'beyond-last-known'
  /** Nothing that can be read covers it, and part of what the record says of the package cannot be read. */
  | 'unreadable'
  | 'unaffected';

/**
 * Whether `advisory` covers the release `version` of `pkg`: listed in `versions` or inside a range, and not withdrawn.
 * Of a malicious-package advisory that lists versions, a range that merely says "everything" is disregarded: only the listed ones are compromised.
 */
export function matchRelease(advisory: Advisory, pkg: PackageId, version: string, scheme: VersionScheme): Match {
  return releaseMatcher(advisory, pkg, scheme)(version);
}

/** As `matchRelease`, for many versions of one package. */
export function releaseMatcher(advisory: Advisory, pkg: PackageId, scheme: VersionScheme): (version: string) => Match {
  const entries = concerning(advisory, pkg);
  // without a last known release no branch of the record is open beyond it
  const fixes = entries.some(({ lastKnownAffected }) => lastKnownAffected !== undefined) ? fixesIn(entries) : [];
  const matchers = entries.map(affected => affectedMatcher(affected, fixes, scheme));
  return version => {
    let match: Match = 'unaffected';
    for (const matcher of matchers) {
      const found = matcher(version);
      if (found === 'affected') return found;
      if (found === 'beyond-last-known' || match === 'unaffected') match = found;
    }
    return match;
  };
}

/** The records of which nobody can tell whether they cover the release: what they say of the package cannot be read. */
export function unreadableRecords(
  advisories: readonly Advisory[],
  pkg: PackageId,
  version: string,
  scheme: VersionScheme,
): readonly Advisory[] {
  return advisories.filter(advisory => matchRelease(advisory, pkg, version, scheme) === 'unreadable');
}

/** The record as one of `pkg`, which a service lists it for: where no part of it names the package, what it says of it cannot be read. */
export function listedFor(advisory: Advisory, { ecosystem, name }: PackageId): Advisory {
  if (advisory.affected.some(affected => affected.ecosystem === ecosystem && affected.name === name)) return advisory;
  return { ...advisory, affected: [...advisory.affected, { ecosystem, name, versions: [], ranges: [], isUnreadable: true }] };
}

/** Whether every release of `pkg` is malicious: no versions are listed, and a range covers everything. */
export function coversEveryRelease(advisory: Advisory, pkg: PackageId): boolean {
  const entries = concerning(advisory, pkg);
  return (
    advisory.kind === 'malicious' &&
    entries.every(entry => entry.versions.length === 0) &&
    entries.some(entry => entry.ranges.some(isEverything))
  );
}

/** A malicious-package record with nothing but the releases that it lists of `pkg` by name; undefined where it lists none. */
export function listedAlone(advisory: Advisory, pkg: PackageId): Advisory | undefined {
  if (advisory.kind !== 'malicious') return undefined;
  const { ecosystem, name } = pkg;
  const affected = concerning(advisory, pkg).flatMap(({ versions }) =>
    versions.length > 0 ? [{ ecosystem, name, versions, ranges: [] }] : [],
  );
  return affected.length > 0 ? { ...advisory, affected } : undefined;
}

/** Whether a malicious-package record is about `pkg` as such: a range of it has no end, or it lists no releases by name. */
export function openEnded(advisory: Advisory, pkg: PackageId): boolean {
  if (advisory.kind !== 'malicious') return false;
  return concerning(advisory, pkg).some(({ versions, ranges }) => versions.length === 0 || ranges.some(isOpenEnded));
}

/** The `fixed` versions above `version` of the ranges that hold it, lowest first; none that the advisory itself covers. */
export function fixedIn(advisory: Advisory, pkg: PackageId, version: string, scheme: VersionScheme): readonly string[] {
  const match = releaseMatcher(advisory, pkg, scheme);
  const ends = concerning(advisory, pkg)
    .flatMap(affected => affected.ranges)
    .filter(range => rangePlacer(range, scheme)(version) !== 'outside')
    .flatMap(range => range.events.filter(({ kind }) => kind === 'fixed'));
  const above = new Set(ends.map(end => end.version).filter(end => scheme.compareToBound(version, end) < 0));
  return sortedOnce(
    [...above].filter(end => match(end) === 'unaffected'),
    scheme,
  );
}

/**
 * The versions known to be bad that `requirement` admits, in version order: those the advisory lists, those of `releases` (what the registry lists or
 * once listed; empty where it is not known) that it covers and, where it lists none, the bounds of its ranges that are affected themselves.
 */
export function admittedBad(
  advisory: Advisory,
  pkg: PackageId,
  requirement: Requirement,
  releases: readonly string[],
  scheme: VersionScheme,
): readonly string[] {
  const match = releaseMatcher(advisory, pkg, scheme);
  const known = concerning(advisory, pkg).flatMap(affected => (affected.versions.length > 0 ? affected.versions : boundsOf(affected)));
  const bad = [...known, ...releases].filter(version => requirement.admits(version) && match(version) === 'affected');
  return sortedOnce(bad, scheme);
}

/** What the advisory says of `pkg`, ranges without meaning left out; nothing where it is withdrawn. */
function concerning(advisory: Advisory, pkg: PackageId): readonly Affected[] {
  if (advisory.withdrawn) return [];
  const entries = advisory.affected.filter(affected => affected.ecosystem === pkg.ecosystem && affected.name === pkg.name);
  const isExact = advisory.kind === 'malicious' && entries.some(entry => entry.versions.length > 0);
  return isExact ? entries.map(entry => (entry.ranges.every(isEverything) ? { ...entry, ranges: [] } : entry)) : entries;
}

function fixesIn(entries: readonly Affected[]): readonly string[] {
  return entries.flatMap(({ ranges }) =>
    ranges.flatMap(({ events }) => events.flatMap(({ kind, version }) => (kind === 'fixed' ? [version] : []))),
  );
}

/** @param fixes of all branches of the record: behind one that is later than all that an open branch knows of, the other branch has ended it */
function affectedMatcher(affected: Affected, fixes: readonly string[], scheme: VersionScheme): (version: string) => Match {
  const placers = affected.ranges.map(range => rangePlacer(range, scheme));
  const isListed = listedTest(affected.versions, scheme);
  const isBeyond = beyondTest(affected.lastKnownAffected, scheme);
  const later = isBeyond === NOT_BEYOND ? [] : fixes.filter(isBeyond);
  const otherwise = affected.isUnreadable ? 'unreadable' : 'unaffected';
  return version => {
    const places = placers.map(place => place(version));
    if (places.includes('closed') || isListed(version)) return 'affected';
    if (!places.includes('open')) return otherwise;
    if (!isBeyond(version)) return 'affected';
    return later.some(fix => scheme.compareToBound(version, fix) >= 0) ? otherwise : 'beyond-last-known';
  };
}

/** Whether a version is among the listed ones, by the scheme's equality (`1.0` is `1.0.0` in PEP 440). */
function listedTest(versions: readonly string[], scheme: VersionScheme): (version: string) => boolean {
  return version => {
    if (versions.includes(version)) return true;
    if (versions.length === 0 || !scheme.isValid(version)) return false;
    const sum = digitSum(version);
    return versions.some(other => digitSum(other) === sum && scheme.isValid(other) && scheme.compareToBound(version, other) === 0);
  };
}

/** Equal versions differ by zeros at most, so their numbers have one sum: a cheap test before the dear one. What follows `+` does not count. */
function digitSum(version: string): number {
  let sum = 0;
  let run = 0;
  for (let index = 0; index < version.length && version[index] !== '+'; index++) {
    const digit = version.charCodeAt(index) - 48;
    if (digit >= 0 && digit <= 9) run = run * 10 + digit;
    else {
      sum += run;
      run = 0;
    }
  }
  return sum + run;
}

/** Whether a version is later than GHSA's `<= 1.4.44` or `< 2.0.0`. */
function beyondTest(lastKnownAffected: string | undefined, scheme: VersionScheme): (version: string) => boolean {
  if (lastKnownAffected === undefined) return NOT_BEYOND;
  const [, operator, bound] = /^(<=?)\s*(\S+)$/.exec(lastKnownAffected) ?? [];
  if (bound === undefined || !scheme.isValid(bound)) return NOT_BEYOND;
  return version => scheme.compareToBound(version, bound) >= (operator === '<' ? 0 : 1);
}

const NOT_BEYOND = (): boolean => false;

/** Versions that a range names as affected: where it begins and, inclusive, where it ends. */
function boundsOf(affected: Affected): readonly string[] {
  return affected.ranges.flatMap(range =>
    range.events
      .filter(event => (event.kind === 'introduced' && event.version !== '0') || event.kind === 'last_affected')
      .map(event => event.version),
  );
}

function sortedOnce(versions: readonly string[], scheme: VersionScheme): readonly string[] {
  const sorted = [...versions].sort((a, b) => scheme.compare(a, b));
  return sorted.filter((version, index) => index === 0 || scheme.compare(version, sorted[index - 1] ?? '') !== 0);
}
