import { isPastCooldown } from '../ecosystems/shared/cooldown.js';
import type { AdvisoryGroup, Release } from '../model/index.js';
import { isPlaceholder, listedRelease, maliciousGroups, vulnerableGroups } from '../rules/cleanReleases.js';
import type { Subject } from '../rules/rule.js';
import { gravity } from '../rules/severity.js';
import { peerConflict } from './peers.js';
import { runsHere } from './runtime.js';
import { isQuiet } from './signals.js';

/** Releases that may be offered, each in its normal form, checked by the same rules as what they replace. */
export interface Targets {
  /** The nearest one below `version` and not above `atMost`, of the same kind (final, or pre-release where that was one). */
  below(version: string, atMost?: string): string | undefined;
  /** The nearest one above `version` that passes `fits`. */
  above(version: string, fits?: (target: string) => boolean): string | undefined;
  /** The nearest one above `version` of its own major line. */
  aboveInLine(version: string): string | undefined;
  /** Whether one release may be what a dependency gets. */
  isSafe(version: string): boolean;
}

/** Which known vulnerabilities a target may have. */
export type Tolerance = (vulnerabilities: readonly AdvisoryGroup[]) => boolean;

/** None. */
export const blameless: Tolerance = groups => groups.length === 0;

/** Any: for what is to be replaced is worse than every vulnerability. */
export const anything: Tolerance = () => true;

/** None, or fewer and milder ones than `version` has. */
export function milderThan(subject: Subject, version: string): Tolerance {
  const before = vulnerableGroups(subject, version);
  return groups => groups.length === 0 || (groups.length < before.length && gravity(groups) <= gravity(before));
}

/** No more and no graver ones than `version` has. */
export function noWorseThan(subject: Subject, version: string): Tolerance {
  const before = vulnerableGroups(subject, version);
  return groups => groups.length <= before.length && gravity(groups) <= gravity(before);
}

/**
 * Finds what a dependency can be moved to: listed by the registry, not malicious, not yanked or deprecated, past the cooldown, running on the
 * oldest Node.js or Python of the project, going together with the other dependencies (peers), and with no vulnerabilities but those that are
 * tolerated. Of one major line before others, there of a known age before others, and without vulnerabilities before nearer ones. Releases that
 * themselves add install scripts or doubtful dependencies come last.
 * Without the registry's answer there are none.
 * @param now milliseconds since 1970; infinite: without the cooldown and the project's Node.js or Python
 */
export function targetsFor(subject: Subject, tolerates: Tolerance, now: number): Targets {
  const { versions, book } = subject;
  const isSafe = (version: string): boolean => {
    // Vulnerabilities first: they are remembered, and rule out most.
    if (!tolerates(vulnerableGroups(subject, version)) || maliciousGroups(subject, version).length > 0) return false;
    const release = listedRelease(subject, version);
    return release !== undefined && isOffered(release, subject, now) && peerConflict(version, subject) === undefined;
  };
  const worthOf = (version: string): number => {
    const faults = [vulnerableGroups(subject, version).length > 0, !isAgeKnown(subject, version), !isQuiet(subject, version)];
    return faults.reduce((worth, isFault, place) => worth + (isFault ? 2 ** place : 0), 0);
  };
  const firsts = (candidates: readonly string[], fits: Fits): readonly (string | undefined)[] => {
    const found: (string | undefined)[] = WORTHS.map(() => undefined);
    for (const version of candidates) {
      if (!fits(version) || !isSafe(version)) continue;
      const worth = worthOf(version);
      found[worth] ??= version;
      if (worth === 0) break;
    }
    return found;
  };

  /** @param candidates the nearest first: those of the same major line are the first ones */
  const nearest = (candidates: readonly string[], version: string, fits: Fits): string | undefined => {
    const line = lineOf(candidates, version);
    const own = firsts(candidates.slice(0, line), fits);
    const ownQuiet = own.slice(0, LOUD).find(isFound);
    if (ownQuiet !== undefined) return normal(ownQuiet);
    const other = firsts(candidates.slice(line), fits);
    return normal([...other.slice(0, LOUD), ...own, ...other].find(isFound));
  };

  const normal = (version: string | undefined) => (version === undefined ? undefined : versions.normal(version));

  const lineOf = (candidates: readonly string[], version: string): number =>
    leading(candidates, other => versions.sameMajor(other, version));

  /** Final releases, and for a pre-release those of its own kind. */
  const comparable = (version: string) => (versions.isPrerelease(version) ? book.ascending() : book.finals());

  const above = (version: string): readonly string[] => {
    const all = comparable(version);
    return all.slice(leading(all, other => versions.compare(other, version) <= 0));
  };

  return {
    below(version, atMost = version) {
      const all = comparable(version);
      const lower = leading(all, other => versions.compare(other, version) < 0 && versions.compare(other, atMost) <= 0);
      return nearest(all.slice(0, lower).reverse(), version, any);
    },
    above: (version, fits = any) => nearest(above(version), version, fits),
    aboveInLine(version) {
      const candidates = above(version);
      return nearest(candidates.slice(0, lineOf(candidates, version)), version, any);
    },
    isSafe,
  };
}

type Fits = (version: string) => boolean;

const any: Fits = () => true;

/** How good a safe release is, 0 the best: one bit each for tolerated vulnerabilities, an age that is not known, and signs of an attack. */
const WORTHS = [0, 1, 2, 3, 4, 5, 6, 7] as const;
/** The first of those with signs of an attack. */
const LOUD = 4;

function isFound(version: string | undefined): version is string {
  return version !== undefined;
}

/** Whether the registry says when a release was published. */
export function isAgeKnown(subject: Subject, version: string): boolean {
  return Number.isFinite(listedRelease(subject, version)?.publishedAt);
}

/** How many of a list come before the first of which something does not hold; it holds of none behind that. */
export function leading(list: readonly string[], holds: Fits): number {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (holds(list[middle] ?? '')) low = middle + 1;
    else high = middle;
  }
  return low;
}

function isOffered(release: Release, subject: Subject, now: number): boolean {
  const { version, publishedAt, yanked, deprecated, hasNoFile } = release;
  if (yanked !== undefined || deprecated !== undefined || hasNoFile || isPlaceholder(version)) return false;
  return now === Infinity || (isPastCooldown(subject.cooldown, subject.name, version, publishedAt, now) && runsHere(release, subject));
}
