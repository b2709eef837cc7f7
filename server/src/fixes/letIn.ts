import { isPastCooldown } from '../ecosystems/shared/cooldown.js';
import type { Requirement } from '../ecosystems/shared/versionScheme.js';
import type { Release } from '../model/index.js';
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
  return [...registry.value.releases]
    .filter(isLetIn)
    .sort((a, b) => versions.compare(a.version, b.version))
    .at(-1);
}

/**
 * Whether a project that takes a release takes one inside its cooldown, or of which nobody knows how old it is.
 * @param now milliseconds since 1970
 */
export function isHasty({ version, publishedAt }: Release, { cooldown, obeyed, name }: Subject, now: number): boolean {
  if (publishedAt === undefined || !Number.isFinite(publishedAt)) return !cooldown.exempts(name, version);
  const isKeptOut = obeyed !== undefined && !isPastCooldown(obeyed, name, version, publishedAt, now);
  return !isKeptOut && !isPastCooldown(cooldown, name, version, publishedAt, now);
}

/** What a title says of such a release: `1.0.2 is younger than the cooldown`. */
export function hasteOf({ version, publishedAt }: Release): string {
  const isKnown = publishedAt !== undefined && Number.isFinite(publishedAt);
  return `${shownVersion(version)} ${isKnown ? 'is younger than the cooldown' : 'is of no known age'}`;
}

/** Installers pass over what has no file, and under a range over what is yanked (PEP 592). */
function isInstallable({ yanked, hasNoFile }: Release): boolean {
  return yanked === undefined && hasNoFile === undefined;
}
