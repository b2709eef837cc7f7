import type { Release } from '../model.js';
import { isPlaceholder, listedRelease, maliciousGroups, vulnerableGroups } from '../rules/cleanReleases.js';
import type { Subject } from '../rules/rule.js';
import { worstSeverity } from '../rules/severity.js';

/** Releases that may be offered, checked by the same rules as what they replace. */
export interface Targets {
  /** The nearest one below `version`, of the same kind (final, or pre-release where that was one), and not above `atMost`. */
  below(version: string, atMost?: string): string | undefined;
  /** The nearest ones above `version` that pass `fits`, lowest first. */
  above(version: string, fits?: (target: string) => boolean): string | undefined;
  /** Whether one release may be what a dependency gets. */
  isSafe(version: string): boolean;
}

/** A release younger than this is never offered: most malicious ones are found within days. Milliseconds. */
export const COOLDOWN = 3 * 24 * 60 * 60 * 1000;

/**
 * Finds what a dependency can be moved to: listed by the registry, not malicious, not yanked or deprecated, past the cooldown, and with
 * no known vulnerability or fewer and milder ones than `instead` has. Without the registry's answer there are none.
 * @param instead the version that is to be replaced; undefined where it is worse than any vulnerability
 * @param now milliseconds since 1970
 */
export function targetsFor(subject: Subject, instead: string | undefined, now: number): Targets {
  const { versions } = subject;
  const listed = subject.registry.kind === 'found' ? subject.registry.value.releases : [];
  const sorted = listed
    .filter(release => versions.isValid(release.version) && isOffered(release, now))
    .map(release => release.version)
    .sort(versions.compare);

  const isSafe = (version: string): boolean => {
    const release = listedRelease(subject, version);
    return (
      release !== undefined &&
      isOffered(release, now) &&
      maliciousGroups(subject, version).length === 0 &&
      isMilder(subject, version, instead)
    );
  };
  const nearest = (candidates: readonly string[]): string | undefined => {
    const isClean = (version: string) => vulnerableGroups(subject, version).length === 0 && isSafe(version);
    return candidates.find(isClean) ?? candidates.find(isSafe);
  };
  const comparable = (version: string) => sorted.filter(other => versions.isPrerelease(version) || !versions.isPrerelease(other));

  return {
    below: (version, atMost = version) =>
      nearest(
        comparable(version)
          .filter(other => versions.compare(other, version) < 0 && versions.compare(other, atMost) <= 0)
          .reverse(),
      ),
    above: (version, fits = () => true) =>
      nearest(comparable(version).filter(other => versions.compare(other, version) > 0 && fits(other))),
    isSafe,
  };
}

function isOffered(release: Release, now: number): boolean {
  const tooYoung = release.publishedAt !== undefined && now - release.publishedAt < COOLDOWN;
  return release.yanked === undefined && release.deprecated === undefined && !tooYoung && !isPlaceholder(release.version);
}

function isMilder(subject: Subject, version: string, instead: string | undefined): boolean {
  const groups = vulnerableGroups(subject, version);
  if (groups.length === 0 || instead === undefined) return true;
  const before = vulnerableGroups(subject, instead);
  return groups.length < before.length && severityRank(groups) <= severityRank(before);
}

function severityRank(groups: Parameters<typeof worstSeverity>[0]): number {
  return [undefined, 'low', 'medium', 'high', 'critical'].indexOf(worstSeverity(groups));
}
