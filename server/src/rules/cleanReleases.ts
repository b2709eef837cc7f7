import { admittedBad, type Match, matchRelease } from '../advisories/matching.js';
import type { VersionScheme } from '../ecosystems/shared/versionScheme.js';
import type { AdvisoryGroup, Release } from '../model/index.js';
import type { Subject } from './rule.js';

/** The groups that say `version` of the subject's package is malicious. */
export function maliciousGroups(subject: Subject, version: string): readonly AdvisoryGroup[] {
  return subject.advisories.filter(group => group.kind === 'malicious' && matchOf(group, subject, version) === 'affected');
}

/** The groups that call releases of the package malicious, where it cannot be read whether the one that the project gets, or any, is among them. */
export function unreadableMalice(subject: Subject): readonly AdvisoryGroup[] {
  const version = subject.effective?.version;
  return subject.advisories.filter(group => {
    if (group.kind !== 'malicious') return false;
    if (version !== undefined) return matchOf(group, subject, version) === 'unreadable';
    return group.members.some(({ affected }) =>
      affected.some(one => one.isUnreadable && one.name === subject.name && one.ecosystem === subject.ecosystem),
    );
  });
}

/** The malicious versions that the specifier admits, whoever knows of them, lowest first. */
export function admittedMalware(subject: Subject): readonly string[] {
  const bad = subject.advisories.filter(group => group.kind === 'malicious').flatMap(group => admittedBy(group, subject));
  return [...new Set(bad)].sort(subject.versions.compare);
}

/** The malicious versions that a group knows of and the specifier admits, listed by the registry or not, lowest first. */
export function admittedBy(group: AdvisoryGroup, subject: Subject): readonly string[] {
  const candidates =
    subject.registry.kind === 'found'
      ? [...subject.registry.value.releases.versions, ...(subject.registry.value.withdrawn ?? []).map(({ version }) => version)]
      : [];
  const bad = group.members.flatMap(advisory => admittedBad(advisory, subject, subject.requirement, candidates, subject.versions));
  return [...new Set(bad)].sort(subject.versions.compare);
}

/** The groups that know a vulnerability of `version`, those by a record's open end alone included. */
export function vulnerableGroups(subject: Subject, version: string): readonly AdvisoryGroup[] {
  return subject.book.vulnerabilitiesOf(version);
}

/** The listed release, where the registry has answered and lists it. Versions are compared as the ecosystem compares them. */
export function listedRelease(subject: Subject, version: string): Release | undefined {
  if (subject.registry.kind !== 'found') return undefined;
  const { releases } = subject.registry.value;
  return releases.find(version) ?? releases.at(indexOfSame(releases.versions, version, subject.versions));
}

/** Final releases the registry lists that no advisory calls malicious, lowest first; empty where it has not answered. */
export function notMalicious(subject: Subject): readonly string[] {
  if (subject.registry.kind !== 'found') return [];
  return subject.registry.value.releases.versions
    .filter(version => subject.versions.isValid(version) && !isPlaceholder(version) && maliciousGroups(subject, version).length === 0)
    .sort(subject.versions.compare);
}

function indexOfSame(listed: readonly string[], version: string, { compare }: VersionScheme): number {
  const index = listed.findIndex(other => compare(other, version) === 0);
  return index >= 0 ? index : Infinity;
}

/** npm replaces a package that it takes down by a release such as `0.0.1-security`. */
export function isPlaceholder(version: string): boolean {
  return /^\d+\.\d+\.\d+-security(\.\d+)?$/.test(version);
}

const SUREST_FIRST: readonly Match[] = ['affected', 'beyond-last-known', 'unreadable'];

/** The surest match of any record of the group. */
export function matchOf(group: AdvisoryGroup, subject: Subject, version: string): Match {
  const matches = group.members.map(advisory => matchRelease(advisory, subject, version, subject.versions));
  return SUREST_FIRST.find(match => matches.includes(match)) ?? 'unaffected';
}
