import type { AdvisoryGroup, Release } from '../model.js';
import { isPlaceholder, listedRelease, maliciousGroups, vulnerableGroups } from '../rules/cleanReleases.js';
import type { Subject } from '../rules/rule.js';
import { gravity } from '../rules/severity.js';

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

/** A release younger than this is never offered: most malicious ones are found within days. Milliseconds. */
export const COOLDOWN = 3 * 24 * 60 * 60 * 1000;

/**
 * Finds what a dependency can be moved to: listed by the registry, not malicious, not yanked or deprecated, past the cooldown, and with no
 * vulnerabilities but those that are tolerated. Of one major line before others, and without vulnerabilities before nearer ones.
 * Without the registry's answer there are none.
 * @param now milliseconds since 1970; infinite: without the cooldown
 */
export function targetsFor(subject: Subject, tolerates: Tolerance, now: number): Targets {
  const { versions } = subject;
  const listed = subject.registry.kind === 'found' ? subject.registry.value.releases : [];
  const sorted = [...listed]
    .filter(release => versions.isValid(release.version) && isOffered(release, now))
    .map(release => release.version)
    .sort(versions.compare);

  const isSafe = (version: string): boolean => {
    const release = listedRelease(subject, version);
    return (
      release !== undefined &&
      isOffered(release, now) &&
      maliciousGroups(subject, version).length === 0 &&
      tolerates(vulnerableGroups(subject, version))
    );
  };
  const isClean = (version: string): boolean => vulnerableGroups(subject, version).length === 0 && isSafe(version);
  const nearest = (candidates: readonly string[], version: string): string | undefined => {
    const near = candidates.filter(other => versions.sameMajor(other, version));
    return near.find(isClean) ?? near.find(isSafe) ?? candidates.find(isClean) ?? candidates.find(isSafe);
  };
  const comparable = (version: string) => sorted.filter(other => versions.isPrerelease(version) || !versions.isPrerelease(other));

  return {
    below(version, atMost = version) {
      const lower = comparable(version).filter(other => versions.compare(other, version) < 0 && versions.compare(other, atMost) <= 0);
      return nearest(lower.reverse(), version);
    },
    above(version, fits = () => true) {
      const higher = comparable(version).filter(other => versions.compare(other, version) > 0 && fits(other));
      return nearest(higher, version);
    },
    isSafe,
  };
}

function isOffered(release: Release, now: number): boolean {
  const tooYoung = release.publishedAt !== undefined && now - release.publishedAt < COOLDOWN;
  return release.yanked === undefined && release.deprecated === undefined && !tooYoung && !isPlaceholder(release.version);
}
