import { type Match, releaseMatcher } from '../advisories/matching.js';
import type { VersionScheme } from '../ecosystems/shared/versionScheme.js';
import type { AdvisoryGroup, Answer, PackageFacts, PackageId } from '../model/index.js';

/** What is worked out of a package's releases: when it is asked for, and then remembered. */
export interface ReleaseBook {
  /** The versions that the registry lists and the ecosystem can read, lowest first; none where it has not answered. */
  ascending(): readonly string[];
  /** Those of them that are no pre-releases. */
  finals(): readonly string[];
  /** When each release that the registry lists was published, in its order, in milliseconds since 1970; NaN where that is not known. */
  dates(): Float64Array;
  /** The groups that know a vulnerability of a version, those by a record's open end alone included. */
  vulnerabilitiesOf(version: string): readonly AdvisoryGroup[];
}

/** @param advisories all groups of the package */
export function releaseBook(
  id: PackageId,
  versions: VersionScheme,
  registry: Answer<PackageFacts>,
  advisories: readonly AdvisoryGroup[],
): ReleaseBook {
  let ascending: readonly string[] | undefined;
  let finals: readonly string[] | undefined;
  let dates: Float64Array | undefined;
  let matchers: readonly GroupMatcher[] | undefined;
  const known = new Map<string, readonly AdvisoryGroup[]>();
  function all(): readonly string[] {
    ascending ??= registry.kind === 'found' ? registry.value.releases.versions.filter(versions.isValid).sort(versions.compare) : [];
    return ascending;
  }
  return {
    ascending: all,
    finals: () => {
      finals ??= all().filter(version => !versions.isPrerelease(version));
      return finals;
    },
    dates: () => {
      dates ??= Float64Array.from(registry.kind === 'found' ? registry.value.releases : [], ({ publishedAt = Number.NaN }) =>
        Number.isFinite(publishedAt) ? publishedAt : Number.NaN,
      );
      return dates;
    },
    vulnerabilitiesOf: version => {
      const before = known.get(version);
      if (before) return before;
      matchers ??= advisories.filter(({ kind }) => kind === 'vulnerability').map(group => matcherOf(group, id, versions));
      const groups = matchers.filter(({ covers }) => covers(version)).map(({ group }) => group);
      known.set(version, groups);
      return groups;
    },
  };
}

interface GroupMatcher {
  readonly group: AdvisoryGroup;
  covers(version: string): boolean;
}

const COVERED: ReadonlySet<Match> = new Set<Match>(['affected', 'beyond-last-known']);

function matcherOf(group: AdvisoryGroup, id: PackageId, versions: VersionScheme): GroupMatcher {
  const matchers = group.members.map(advisory => releaseMatcher(advisory, id, versions));
  return {
    group,
    covers: version => matchers.some(match => COVERED.has(match(version))),
  };
}
