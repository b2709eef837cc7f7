import { isPastCooldown } from '../cooldowns/cooldown.js';
import type { AdvisoryGroup, Release } from '../model.js';
import { isPlaceholder, listedRelease, maliciousGroups, vulnerableGroups } from '../rules/cleanReleases.js';
import { dependencyAdded } from '../rules/dependencyAdded.js';
import { installScriptAdded } from '../rules/installScriptAdded.js';
import { provenanceLost } from '../rules/provenanceLost.js';
import { publisherChanged } from '../rules/publisherChanged.js';
import type { Subject } from '../rules/rule.js';
import { gravity } from '../rules/severity.js';
import { youngRelease } from '../rules/youngRelease.js';
import { runsHere } from './runtime.js';

/** Releases that may be offered, checked by the same rules as what they replace. */
export interface Targets {
  /** The nearest one below `version` and not above `atMost`, of the same kind (final, or pre-release where that was one). */
  below(version: string, atMost?: string): string | undefined;
  /** The nearest one above `version` that passes `fits`. */
  above(version: string, fits?: (target: string) => boolean): string | undefined;
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

/** Ids of the rules on a single release that would mark `version`, were it the one that the project gets. */
export function signalsOn(subject: Subject, version: string): readonly string[] {
  const seen = given(subject, version);
  return RELEASE_SIGNALS.filter(rule => rule.check(seen)).map(({ id }) => id);
}

function given(subject: Subject, version: string): Subject {
  return { ...subject, effective: { version, evidence: 'resolved' } };
}

const SUSPICIOUS_CHANGES = [dependencyAdded, installScriptAdded] as const;
const RELEASE_SIGNALS = [...SUSPICIOUS_CHANGES, publisherChanged, provenanceLost, youngRelease] as const;

/**
 * Finds what a dependency can be moved to: listed by the registry, not malicious, not yanked or deprecated, past the cooldown, running on the
 * oldest Node.js or Python of the project, and with no vulnerabilities but those that are tolerated. Of one major line before others, and without vulnerabilities before nearer ones. Releases that
 * themselves add install scripts or doubtful dependencies come last.
 * Without the registry's answer there are none.
 * @param now milliseconds since 1970; infinite: without the cooldown and the project's Node.js or Python
 */
export function targetsFor(subject: Subject, tolerates: Tolerance, now: number): Targets {
  const { versions, book } = subject;
  const isSafe = remembered(version => {
    const release = listedRelease(subject, version);
    return (
      release !== undefined &&
      isOffered(release, subject, now) &&
      maliciousGroups(subject, version).length === 0 &&
      tolerates(vulnerableGroups(subject, version))
    );
  });
  const isClean = (version: string): boolean => vulnerableGroups(subject, version).length === 0 && isSafe(version);
  const isQuiet = remembered(version => {
    const seen = given(subject, version);
    return !SUSPICIOUS_CHANGES.some(rule => rule.check(seen));
  });

  /** @param candidates the nearest first: those of the same major line are the first ones */
  const nearest = (candidates: readonly string[], version: string, fits: Fits): string | undefined => {
    const quietly = (isGood: Fits) => (other: string) => isGood(other) && isQuiet(other);
    const near = leading(candidates, other => versions.sameMajor(other, version));
    const lists = [lazy(() => candidates.slice(0, near).filter(fits)), lazy(() => candidates.filter(fits))];
    return firstOf(lists, [quietly(isClean), quietly(isSafe)]) ?? firstOf(lists, [isClean, isSafe]);
  };

  /** Final releases, and for a pre-release those of its own kind. */
  const comparable = (version: string) => (versions.isPrerelease(version) ? book.ascending() : book.finals());

  return {
    below(version, atMost = version) {
      const all = comparable(version);
      const lower = leading(all, other => versions.compare(other, version) < 0 && versions.compare(other, atMost) <= 0);
      return nearest(all.slice(0, lower).reverse(), version, () => true);
    },
    above(version, fits = () => true) {
      const all = comparable(version);
      return nearest(all.slice(leading(all, other => versions.compare(other, version) <= 0)), version, fits);
    },
    isSafe,
  };
}

type Fits = (version: string) => boolean;

function firstOf(lists: readonly (() => readonly string[])[], preferences: readonly Fits[]): string | undefined {
  for (const list of lists) {
    for (const fits of preferences) {
      const found = list().find(fits);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

/** How many of a list come before the first of which something does not hold; it holds of none behind that. */
function leading(list: readonly string[], holds: Fits): number {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (holds(list[middle] ?? '')) low = middle + 1;
    else high = middle;
  }
  return low;
}

function lazy<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

function remembered(holds: Fits): Fits {
  const known = new Map<string, boolean>();
  return version => {
    const before = known.get(version);
    if (before !== undefined) return before;
    const answer = holds(version);
    known.set(version, answer);
    return answer;
  };
}

function isOffered(release: Release, subject: Subject, now: number): boolean {
  const { version, publishedAt, yanked, deprecated, hasNoFile } = release;
  if (yanked !== undefined || deprecated !== undefined || hasNoFile || isPlaceholder(version)) return false;
  return now === Infinity || (isPastCooldown(subject.cooldown, subject.name, version, publishedAt, now) && runsHere(release, subject));
}
