import { isPastCooldown, isPastLimit, limitFor } from '../ecosystems/shared/cooldown.js';
import type { Requirement } from '../ecosystems/shared/versionScheme.js';
import type { Release, Releases } from '../model/index.js';
import { shownVersion } from '../rules/messages.js';
import type { Subject } from '../rules/rule.js';

/**
 * The highest release, beside a target, that a requirement lets in although it is inside the cooldown or nobody knows how old it is. What the package
 * manager's own cooldown keeps out is not let in. Undefined where there is none.
 * @param now milliseconds since 1970
 */
export function letIn(requirement: Requirement, target: string, subject: Subject, now: number): Release | undefined {
  const { registry, versions } = subject;
  if (registry.kind !== 'found' || requirement.version !== undefined) return undefined;
  const isOther = ({ version }: Release): boolean => versions.compare(version, target) !== 0;
  const isLetIn = (release: Release): boolean =>
    isInstallable(release) && isHasty(release, subject, now) && requirement.admits(release.version) && isOther(release);
  return youngest(registry.value.releases, subject, now)
    .filter(isLetIn)
    .sort((a, b) => versions.compare(a.version, b.version))
    .at(-1);
}

/** The releases that are not past the limit, and those without a date. */
function youngest(releases: Releases, { cooldown, name }: Subject, now: number): readonly Release[] {
  const limit = limitFor(cooldown, name);
  const found: Release[] = [];
  for (const index of latestFirst(releases)) {
    const release = releases.at(index);
    if (!release) continue;
    if (isDated(release) && isPastLimit(limit, release.publishedAt, now)) break;
    found.push(release);
  }
  return found;
}

/** The places of releases in their list, those without a date first: a list may be long, and is asked about often. */
const inOrder = new WeakMap<Releases, readonly number[]>();

function latestFirst(releases: Releases): readonly number[] {
  const dates = (): readonly number[] => Array.from(releases, one => (isDated(one) ? one.publishedAt : Number.POSITIVE_INFINITY));
  const order = inOrder.get(releases) ?? latestOf(dates());
  inOrder.set(releases, order);
  return order;
}

function latestOf(dates: readonly number[]): readonly number[] {
  const isAfter = (a: number, b: number): number => ((dates[a] ?? 0) === (dates[b] ?? 0) ? 0 : (dates[a] ?? 0) < (dates[b] ?? 0) ? 1 : -1);
  return [...dates.keys()].sort(isAfter);
}

/**
 * Whether a project that takes a release takes one inside its cooldown, or of which nobody knows how old it is.
 * @param now milliseconds since 1970
 */
export function isHasty(release: Release, { cooldown, obeyed, name }: Subject, now: number): boolean {
  if (!isDated(release)) return !cooldown.exempts(name, release.version);
  const { version, publishedAt } = release;
  const isKeptOut = obeyed !== undefined && !isPastCooldown(obeyed, name, version, publishedAt, now);
  return !isKeptOut && !isPastCooldown(cooldown, name, version, publishedAt, now);
}

/** What a title says of such a release: `1.0.2 is younger than the cooldown`. */
export function hasteOf(release: Release): string {
  return `${shownVersion(release.version)} ${isDated(release) ? 'is younger than the cooldown' : 'is of no known age'}`;
}

/** Installers pass over what has no file, and under a range over what is yanked (PEP 592). */
function isInstallable({ yanked, hasNoFile }: Release): boolean {
  return yanked === undefined && hasNoFile === undefined;
}

function isDated(release: Release): release is Release & { readonly publishedAt: number } {
  return release.publishedAt !== undefined && Number.isFinite(release.publishedAt);
}
