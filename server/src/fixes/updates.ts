// Where a dependency that nothing is wrong with could go: the same judgement as that of fixes, for who wants to keep up.
import type { Release } from '../model/index.js';
import { listedRelease } from '../rules/cleanReleases.js';
import { addedScripts } from '../rules/installScriptAdded.js';
import { listed, quoted } from '../rules/messages.js';
import { isStranger } from '../rules/publisherChanged.js';
import type { DatedRelease } from '../rules/releaseLine.js';
import type { Subject } from '../rules/rule.js';
import { signalsOn } from './signals.js';
import { blameless, targetsFor } from './targets.js';

/**
 * The newest safe releases above the one in use; two or all three may be the same release. Undefined where there is none.
 * None leaves the constraints (pip's `-c`), and none is above npm's `latest`, unless the release in use is.
 */
export interface Updates {
  /** That the specifier admits as it stands: only the lockfile has to follow. */
  readonly inRange?: Update;
  /** Of the same major line (`VersionScheme.sameMajor`). */
  readonly minor?: Update;
  /** Of a later major line. */
  readonly major?: Update;
}

/** One safe release above the one in use, in its normal form. */
export interface Update {
  readonly version: string;
  /** Milliseconds since 1970. */
  readonly publishedAt: number;
  readonly trust: TrustComparison;
}

/** What a release says of itself compared with the one in use. What the registry does not tell of both is in neither list. */
export interface TrustComparison {
  readonly changed: readonly TrustChange[];
  /** As one says it: `same publisher`, `no new dependencies`. */
  readonly unchanged: readonly string[];
}

export type TrustAspect = 'publisher' | 'scripts' | 'dependencies' | 'provenance';

export interface TrustChange {
  readonly aspect: TrustAspect;
  /** A few words, text from outside neutralised: `adds left-pad`. */
  readonly text: string;
  /** It asks for more trust than before. */
  readonly worsens: boolean;
}

/**
 * What a dependency could be updated to: of a known age past the cooldown, without known vulnerabilities, running on the project's Node.js or Python,
 * going together with the other dependencies, and such that no rule on a single release would mark it. Nothing where the release in use, its
 * registry's answer or its advisories are not known, and nothing for a tag, which follows by itself.
 * @param now milliseconds since 1970
 */
export function updatesFor(subject: Subject, now: number): Updates {
  const { effective, requirement, registry, advisoriesKnown, versions } = subject;
  if (!effective || registry.kind !== 'found' || !advisoriesKnown) return {};
  if (requirement.kind === 'tag' || requirement.kind === 'invalid') return {};
  const candidates = candidatesAbove(effective.version, subject);
  const { isSafe } = targetsFor(subject, blameless, now);
  const isGood = remembered(
    version => isDated(listedRelease(subject, version)) && isSafe(version) && signalsOn(subject, version).length === 0,
  );
  const first = (fits: (version: string) => boolean): Update | undefined => {
    const found = candidates.find(version => fits(version) && isGood(version));
    return found === undefined ? undefined : updateTo(found, effective.version, subject);
  };
  const isSameMajor = (version: string): boolean => versions.sameMajor(version, effective.version);
  const [inRange, minor, major] = [first(requirement.admits), first(isSameMajor), first(version => !isSameMajor(version))];
  return { ...(inRange && { inRange }), ...(minor && { minor }), ...(major && { major }) };
}

/** A comparison in a few words: what changes, or where nothing does what stays; `''` where nothing is known. */
export function trustInWords({ changed, unchanged }: TrustComparison): string {
  return (changed.length > 0 ? changed.map(({ text }) => text) : unchanged).join(', ');
}

/** Newest first. A pre-release only where one is in use. */
function candidatesAbove(version: string, subject: Subject): readonly string[] {
  const { versions, book, constraints } = subject;
  const constrained = constraints === '' ? undefined : versions.parse('', { constraints });
  const ceiling = latestTag(version, subject);
  return (versions.isPrerelease(version) ? book.ascending() : book.finals())
    .filter(other => versions.compare(other, version) > 0)
    .filter(other => ceiling === undefined || versions.compare(other, ceiling) <= 0)
    .filter(other => constrained?.admits(other) !== false)
    .reverse();
}

/** What its maintainers call the latest release; undefined where they name none, or where the project is beyond it. */
function latestTag(version: string, { registry, versions }: Subject): string | undefined {
  const latest = registry.kind === 'found' ? registry.value.distTags.latest : undefined;
  return latest !== undefined && versions.compare(latest, version) >= 0 ? latest : undefined;
}

function updateTo(version: string, from: string, subject: Subject): Update | undefined {
  const [before, after] = [listedRelease(subject, from), listedRelease(subject, version)];
  if (!isDated(after)) return undefined;
  const trust = before ? compared(before, after, subject) : { changed: [], unchanged: [] };
  return { version: subject.versions.normal(version) ?? version, publishedAt: after.publishedAt, trust };
}

function compared(before: Release, after: DatedRelease, subject: Subject): TrustComparison {
  const found = [publisher(before, after, subject), scripts(before, after), dependencies(before, after), provenance(before, after)];
  return {
    changed: found.filter(one => typeof one === 'object'),
    unchanged: found.filter(one => typeof one === 'string'),
  };
}

/** A change, the words for that there is none, or nothing where it is not known. */
type Compared = TrustChange | string | undefined;

function publisher(before: Release, after: DatedRelease, subject: Subject): Compared {
  if (before.publisher === undefined || after.publisher === undefined) return undefined;
  if (before.publisher.toLowerCase() === after.publisher.toLowerCase()) return 'same publisher';
  const isNew = isStranger(after, subject);
  const text = `published by ${quoted(after.publisher, 24)}${isNew ? ', who is new to the package' : ` instead of ${quoted(before.publisher, 24)}`}`;
  return { aspect: 'publisher', text, worsens: isNew };
}

function scripts(before: Release, after: Release): Compared {
  if (!before.installScripts || !after.installScripts) return undefined;
  const added = addedScripts(before.installScripts, after.installScripts).map(script => quoted(script, 14));
  if (added.length > 0) return { aspect: 'scripts', text: `newly runs ${listed(added)} when installed`, worsens: true };
  if (after.installScripts.length > 0) return 'no new install scripts';
  return before.installScripts.length === 0
    ? 'no install scripts'
    : { aspect: 'scripts', text: 'no longer runs code when installed', worsens: false };
}

function dependencies(before: Release, after: Release): Compared {
  if (!before.dependencies || !after.dependencies) return undefined;
  const known = new Set(before.dependencies);
  const added = after.dependencies.filter(name => !known.has(name)).map(name => quoted(name, 32));
  return added.length === 0 ? 'no new dependencies' : { aspect: 'dependencies', text: `adds ${listed(added)}`, worsens: true };
}

function provenance(before: Release, after: Release): Compared {
  if (before.provenance === undefined || after.provenance === undefined) return undefined;
  if (before.provenance === after.provenance) return after.provenance ? 'provenance kept' : undefined;
  return { aspect: 'provenance', text: after.provenance ? 'gains provenance' : 'loses provenance', worsens: before.provenance };
}

function isDated(release: Release | undefined): release is DatedRelease {
  return release?.publishedAt !== undefined && Number.isFinite(release.publishedAt);
}

function remembered<T>(work: (version: string) => T): (version: string) => T {
  const known = new Map<string, T>();
  return version => {
    const value = known.get(version) ?? work(version);
    known.set(version, value);
    return value;
  };
}
