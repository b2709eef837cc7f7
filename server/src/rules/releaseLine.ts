import type { Release } from '../model.js';
import { DAY } from './age.js';
import { isPlaceholder, listedRelease, maliciousGroups } from './cleanReleases.js';
import type { Subject } from './rule.js';

/** A release whose date is known. */
export type DatedRelease = Release & { readonly publishedAt: number };

/** The release that the project gets, and the one to compare it with. */
export interface Change {
  readonly release: DatedRelease;
  readonly before: DatedRelease;
}

/**
 * A release says what a package was like before an attack only if it is so much older than the release in question: whoever takes a package over
 * often publishes twice within minutes (litellm 1.82.7 and 1.82.8, nx, `@ctrl/tinycolor`), and the second is not to be compared with the first. Milliseconds.
 */
export const SETTLED_AFTER = 3 * DAY;

/** The effective release and what was there before it; undefined where it is not recent, or where there is nothing to compare it with. */
export function changeOf(subject: Subject): Change | undefined {
  const release = recentRelease(subject);
  const before = release && releaseBefore(subject, release);
  return release && before && { release, before };
}

/** The effective release, if the registry lists it and it was published within `subject.recent`. */
export function recentRelease(subject: Subject): DatedRelease | undefined {
  const release = subject.effective && listedRelease(subject, subject.effective.version);
  return release && isDated(release) && subject.now - release.publishedAt < subject.recent ? release : undefined;
}

/**
 * The release that `release` is to be compared with: of its own release line (`VersionScheme.sameMajor`) the highest one below it. Dates do not decide
 * there, so that 1.9.1, published after 2.0.0, is compared with 1.9.0. Where the line begins with it, the highest one below it of any line. Only those published well
 * before it count (`SETTLED_AFTER`), no malicious ones, no security placeholders, and no pre-releases unless it is one itself or there is nothing else.
 */
export function releaseBefore(subject: Subject, release: DatedRelease): DatedRelease | undefined {
  const { versions } = subject;
  const earlier = publishedWellBefore(subject, release).filter(({ version }) => versions.isValid(version) && !isPlaceholder(version));
  const finals = versions.isPrerelease(release.version) ? earlier : earlier.filter(({ version }) => !versions.isPrerelease(version));
  const comparable = finals.length > 0 ? finals : earlier;
  const below = comparable.filter(({ version }) => versions.compare(version, release.version) < 0);
  const ofLine = below.filter(({ version }) => versions.sameMajor(version, release.version));
  const byVersion = (a: Release, b: Release): number => versions.compare(a.version, b.version);
  const isSound = ({ version }: Release): boolean => maliciousGroups(subject, version).length === 0;
  return greatest(ofLine, byVersion, isSound) ?? greatest(below, byVersion, isSound);
}

function greatest<T>(all: readonly T[], compare: (a: T, b: T) => number, fits: (one: T) => boolean): T | undefined {
  let found: T | undefined;
  for (const one of all) if ((found === undefined || compare(one, found) > 0) && fits(one)) found = one;
  return found;
}

/** The listed releases that are so much older than another that they are not of the same hand by haste alone. */
export function publishedWellBefore(subject: Subject, release: DatedRelease): DatedRelease[] {
  if (subject.registry.kind !== 'found') return [];
  return [...subject.registry.value.releases]
    .filter(isDated)
    .filter(({ publishedAt }) => publishedAt <= release.publishedAt - SETTLED_AFTER);
}

function isDated(release: Release): release is DatedRelease {
  return release.publishedAt !== undefined && Number.isFinite(release.publishedAt);
}
