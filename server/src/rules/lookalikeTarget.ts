import { groupAdvisories } from '../advisories/group.js';
import { incidentsOf } from '../advisories/incidents.js';
import { versionsOf } from '../ecosystems/index.js';
import { isPopular, nameSignal, nearestPopular, popularNamesOf } from '../lookalike/index.js';
import type { Ecosystem, PackageFacts, PackageId } from '../model/index.js';
import { releaseBook } from './releaseIndex.js';
import type { Subject } from './rule.js';

/** Names that somebody who begins to type one may mean, the most popular first. */
export function wellKnownNames(ecosystem: Ecosystem): readonly string[] {
  return popularNamesOf(ecosystem);
}

/** Whether a name is one of those. */
export function isWellKnown(id: PackageId): boolean {
  return isPopular(id);
}

/** Another package as if the dependency named it, with its own specifier. It is learnt because it is looked at here. */
export function withPackage(subject: Subject, { ecosystem, name }: PackageId): Subject {
  const { registry, advisories } = subject.answersOf({ ecosystem, name });
  const known = advisories.kind === 'found' ? advisories.value : [];
  const versions = versionsOf(ecosystem);
  const groups = groupAdvisories([...incidentsOf({ ecosystem, name }), ...known]);
  return {
    ...subject,
    ecosystem,
    name,
    versions,
    effective: undefined,
    registry,
    advisories: groups,
    book: releaseBook({ ecosystem, name }, versions, registry, groups),
    advisoriesKnown: advisories.kind === 'found' || advisories.kind === 'absent',
  };
}

/**
 * When a package first appeared, in milliseconds since 1970: as the registry says, else its first release. Undefined where some release has no date,
 * for it may be older than all others.
 */
export function bornAt({ createdAt, releases, withdrawn = [] }: PackageFacts): number | undefined {
  if (createdAt !== undefined) return Number.isFinite(createdAt) ? createdAt : undefined;
  let first: number | undefined;
  for (const list of [releases, withdrawn]) {
    for (const { publishedAt } of list) {
      if (publishedAt === undefined || !Number.isFinite(publishedAt)) return undefined;
      first = Math.min(first ?? publishedAt, publishedAt);
    }
  }
  return first;
}

/** The popular package of the same registry that a subject's name imitates, where the registry has it. */
export function imitated(subject: Subject): PackageId | undefined {
  const signal = isPopular(subject) ? undefined : nameSignal(subject);
  return signal && signal.ecosystem === undefined ? registered(subject, signal.target) : undefined;
}

/** The popular package that may be meant by a name which the registry does not have, where it has that one. */
export function meant(subject: Subject): PackageId | undefined {
  const name = nearestPopular(subject);
  return name === undefined ? undefined : registered(subject, name);
}

function registered({ ecosystem, answersOf }: Subject, name: string): PackageId | undefined {
  return answersOf({ ecosystem, name }).registry.kind === 'found' ? { ecosystem, name } : undefined;
}
