import { coversEveryRelease, releaseMatcher } from '../advisories/matching.js';
import type { AdvisoryGroup, PackageFacts } from '../model/index.js';
import { listedRelease } from '../rules/cleanReleases.js';
import type { Subject } from '../rules/rule.js';

/** What is known of a package's past. What is not known is left out; times are milliseconds since 1970. */
export interface TrackRecord {
  readonly firstAt?: number;
  readonly lastAt?: number;
  /** How many releases the registry lists. */
  readonly releases: number;
  /** npm: the accounts that may publish it now. */
  readonly maintainers?: readonly string[];
  /** Undefined where the advisory service has not answered. */
  readonly advisories?: PastAdvisories;
  /** Whether the effective version was published with provenance. */
  readonly provenance?: boolean;
}

export interface PastAdvisories {
  /** How many releases were ever called malicious; undefined where all are. */
  readonly compromised: number | undefined;
  /** How many vulnerabilities were ever known. */
  readonly vulnerabilities: number;
  /** Of how many of these it is known when they were told and when a release without them came out. */
  readonly fixesKnown: number;
  /** Milliseconds from the publication of a vulnerability to the first release that fixed it, 0 where that was out already; the median of those known. */
  readonly medianFix?: number;
}

/** The track record of a subject's package; undefined where the registry has not answered or lists nothing. */
export function trackRecordOf(subject: Subject): TrackRecord | undefined {
  const { registry, effective } = subject;
  if (registry.kind !== 'found' || registry.value.releases.length === 0) return undefined;
  const facts = registry.value;
  const provenance = effective && listedRelease(subject, effective.version)?.provenance;
  return {
    ...datesOf(facts),
    releases: facts.releases.length,
    ...(facts.maintainers && { maintainers: facts.maintainers }),
    ...(subject.advisoriesKnown && { advisories: pastAdvisories(subject, facts) }),
    ...(provenance !== undefined && { provenance }),
  };
}

/** Where the date of one release is not known, the first or last may be that one. */
function datesOf({ releases, createdAt }: PackageFacts): Pick<TrackRecord, 'firstAt' | 'lastAt'> {
  let [first, last] = [Infinity, -Infinity];
  for (const { publishedAt } of releases) {
    if (publishedAt === undefined) return createdAt === undefined ? {} : { firstAt: createdAt };
    first = Math.min(first, publishedAt);
    last = Math.max(last, publishedAt);
  }
  return { firstAt: createdAt ?? first, lastAt: last };
}

function pastAdvisories(subject: Subject, facts: PackageFacts): PastAdvisories {
  const vulnerabilities = subject.advisories.filter(({ kind }) => kind === 'vulnerability');
  const fixes = vulnerabilities.flatMap(group => timeToFix(group, subject) ?? []);
  return {
    compromised: compromisedReleases(subject, facts),
    vulnerabilities: vulnerabilities.length,
    fixesKnown: fixes.length,
    ...(fixes.length > 0 && { medianFix: median(fixes) }),
  };
}

/** Distinct versions that an advisory lists or that are in one of its ranges, listed by the registry or not. */
function compromisedReleases(subject: Subject, { releases, withdrawn = [] }: PackageFacts): number | undefined {
  const { versions } = subject;
  const malicious = subject.advisories.filter(({ kind }) => kind === 'malicious').flatMap(({ members }) => members);
  if (malicious.some(advisory => coversEveryRelease(advisory, subject))) return undefined;
  const published = [...releases.versions, ...withdrawn.map(({ version }) => version)];
  const bad = malicious.flatMap(advisory => {
    const match = releaseMatcher(advisory, subject, versions);
    const listed = advisory.affected.filter(one => isOf(one, subject)).flatMap(affected => affected.versions);
    return [...published, ...listed].filter(version => match(version) === 'affected');
  });
  return bad
    .toSorted(versions.compare)
    .filter((version, index, all) => index === 0 || versions.compare(version, all[index - 1] ?? '') !== 0).length;
}

/** From the first time that a record told of it to the first release that is named as its fix; undefined where either is not known. */
function timeToFix({ members }: AdvisoryGroup, subject: Subject): number | undefined {
  const told = members.map(({ published }) => Date.parse(published ?? '')).filter(time => !Number.isNaN(time));
  const fixes = members
    .flatMap(({ affected }) => affected)
    .filter(one => isOf(one, subject))
    .flatMap(({ ranges }) => ranges)
    .flatMap(({ events }) => events.filter(({ kind }) => kind === 'fixed'));
  const fixed = [...new Set(fixes.map(({ version }) => version))].flatMap(version => listedRelease(subject, version)?.publishedAt ?? []);
  return told.length === 0 || fixed.length === 0 ? undefined : Math.max(0, Math.min(...fixed) - Math.min(...told));
}

function isOf(one: { readonly ecosystem: string; readonly name: string }, { ecosystem, name }: Subject): boolean {
  return one.ecosystem === ecosystem && one.name === name;
}

/** Of an even number the mean of the two in the middle. */
function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low = 0, high = 0] = [sorted[middle - 1], sorted[middle]];
  return sorted.length % 2 === 1 ? high : (low + high) / 2;
}
