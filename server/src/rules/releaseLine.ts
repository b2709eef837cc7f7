import type { Release } from '../model/index.js';
import { DAY } from '../model/time.js';
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
  return release && isDated(release) && isRecent(release, subject) ? release : undefined;
}

/** Whether what changed in a release says something about an attack now. */
export function isRecent({ publishedAt }: Release, { now, recent }: Subject): boolean {
  return publishedAt !== undefined && Number.isFinite(publishedAt) && now - publishedAt < recent;
}

/**
 * The release that `release` is to be compared with: of its own release line (`VersionScheme.sameMajor`) the highest one below it. Dates do not decide
 * there, so that 1.9.1, published after 2.0.0, is compared with 1.9.0. Where the line begins with it, the highest one below it of any line. Only those published well
 * before it count (`SETTLED_AFTER`), no malicious ones, no security placeholders, and no pre-releases unless it is one itself or there is nothing else.
 */
export function releaseBefore(subject: Subject, release: DatedRelease): DatedRelease | undefined {
  const { versions, book } = subject;
  const settled = (version: string): DatedRelease | undefined => {
    const other = isPlaceholder(version) ? undefined : listedRelease(subject, version);
    return other && isDated(other) && isWellBefore(other.publishedAt, release) ? other : undefined;
  };
  const hasFinals = !versions.isPrerelease(release.version) && book.finals().some(version => settled(version) !== undefined);
  const all = hasFinals ? book.finals() : book.ascending();
  // What is next below is of the release's own line, if anything is.
  for (let at = numberBelow(all, release.version, subject) - 1; at >= 0; at--) {
    const other = settled(all[at] ?? '');
    if (other && maliciousGroups(subject, other.version).length === 0) return other;
  }
  return undefined;
}

/** How many versions of a list, lowest first, are below another. */
function numberBelow(ascending: readonly string[], version: string, { versions }: Subject): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (versions.compare(ascending[middle] ?? '', version) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The listed releases that are so much older than another that they are not of the same hand by haste alone. */
export function publishedWellBefore({ registry, book }: Subject, release: DatedRelease): DatedRelease[] {
  const earlier: DatedRelease[] = [];
  if (registry.kind !== 'found') return earlier;
  for (const [row, publishedAt] of book.dates().entries()) {
    const other = isWellBefore(publishedAt, release) ? registry.value.releases.at(row) : undefined;
    if (other) earlier.push(other as DatedRelease);
  }
  return earlier;
}

function isWellBefore(publishedAt: number, release: DatedRelease): boolean {
  return publishedAt <= release.publishedAt - SETTLED_AFTER;
}

function isDated(release: Release): release is DatedRelease {
  return release.publishedAt !== undefined && Number.isFinite(release.publishedAt);
}
