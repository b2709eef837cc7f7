import { groupAdvisories } from '../advisories/group.js';
import { matchRelease } from '../advisories/matching.js';
import { versionsOf } from '../ecosystems/index.js';
import { type Cooldown, isPastCooldown } from '../ecosystems/shared/cooldown.js';
import type { Requirement } from '../ecosystems/shared/versionScheme.js';
import type { Advisory, AdvisoryGroup, Effective, PackageAnswers, PackageFacts, PackageId } from '../model/index.js';
import { releasesOf } from '../model/releases.js';
import { releaseBook } from '../rules/releaseIndex.js';
import type { Subject } from '../rules/rule.js';
import { recordsOn, secrecyOf } from './localKnowledge.js';

/** Which releases a manifest asks for, and what its project says of them. */
export interface Asked extends Pick<Subject, 'constraints' | 'cooldown' | 'recent' | 'project' | 'answersOf' | 'now' | 'obeyed'> {
  /** The part of the specifier that limits versions. */
  readonly range: string;
  /** pip's `--pre`. */
  readonly pre: boolean;
  /** What is installed or locked, the strongest evidence first. */
  readonly evidence: readonly Effective[];
}

/** Puts together what the rules look at. A private package is judged by what is known locally (`recordsOn`). */
export function subjectOf(id: PackageId, asked: Asked, answers: PackageAnswers): Subject {
  const { range, pre, evidence, ...given } = asked;
  const versions = versionsOf(id.ecosystem);
  const requirement = versions.parse(range, { pre, constraints: given.constraints });
  const { registry, advisories } = answers;
  const { records, namesakes } = recordsOn(id, advisories);
  const secrecy = secrecyOf(answers);
  const today = registry.kind === 'found' ? chosenOfAll(requirement, registry.value, given.obeyed, given.now) : undefined;
  const effective = strongest([...evidence, ...askedFor(requirement, today)], versions);
  const groups = groupAdvisories(secrecy?.kind === 'own' ? ofReleases(records, id, effective) : records);
  return {
    ...given,
    ecosystem: id.ecosystem,
    name: id.name,
    versions,
    requirement,
    registry,
    ...(secrecy && { isPrivate: true }),
    ...(namesakes.length > 0 && { namesakes: { advisories: groupAdvisories(namesakes), host: secrecy?.host } }),
    advisories: groups,
    book: releaseBook(id, versions, registry, groups),
    advisoriesKnown: advisories.kind === 'found' || advisories.kind === 'absent',
    effective,
  };
}

/** Of a package of one's own nothing is said but that the project has one of the releases that a record lists. */
function ofReleases(records: readonly Advisory[], id: PackageId, effective: Effective | undefined): readonly Advisory[] {
  const got: string[] = [];
  for (let one = effective; one; one = one.against) got.push(one.version);
  const scheme = versionsOf(id.ecosystem);
  return records.filter(record => got.some(version => matchRelease(record, id, version, scheme) === 'affected'));
}

/** The same subject, with less known against it. */
export function withAdvisories(subject: Subject, advisories: readonly AdvisoryGroup[]): Subject {
  return { ...subject, advisories, book: releaseBook(subject, subject.versions, subject.registry, advisories) };
}

/**
 * The release that an installer would choose today: one that obeys a cooldown takes nothing younger.
 * @param now milliseconds since 1970
 */
export function chosenToday(requirement: Requirement, facts: PackageFacts, obeyed: Cooldown | undefined, now: number): string | undefined {
  const { select } = versionsOf(facts.ecosystem);
  const version = select(requirement, facts);
  if (version === undefined || obeyed === undefined || requirement.kind === 'exact') return version;
  const isOldEnough = (of: string, publishedAt: number | undefined) => isPastCooldown(obeyed, facts.name, of, publishedAt, now);
  const chosen = facts.releases.find(version);
  if (chosen && isOldEnough(version, chosen.publishedAt)) return version;
  const old = [...facts.releases].filter(release => isOldEnough(release.version, release.publishedAt));
  return select(requirement, { ...facts, releases: releasesOf(old) });
}

/**
 * The same where pip asks a private and a public index alike: the higher one of both; undefined where one of the two is not known.
 * https://pip.pypa.io/en/stable/cli/pip_install/#cmdoption-extra-index-url
 */
function chosenOfAll(requirement: Requirement, facts: PackageFacts, obeyed: Cooldown | undefined, now: number): string | undefined {
  const own = chosenToday(requirement, facts, obeyed, now);
  const { publicSide = NO_OTHER } = facts;
  if (publicSide.kind === 'unknown') return undefined;
  const other = publicSide.kind === 'found' ? chosenToday(requirement, publicSide.value, obeyed, now) : undefined;
  if (own === undefined || other === undefined) return own ?? other;
  return versionsOf(facts.ecosystem).compare(other, own) > 0 ? other : own;
}

const NO_OTHER = { kind: 'absent' } as const;

/** What the manifest's own text gives: a pinned release, or the one that would be chosen today. */
function askedFor(requirement: Requirement, today: string | undefined): readonly Effective[] {
  if (requirement.version !== undefined) return [{ version: requirement.version, evidence: 'pinned' }];
  return today === undefined ? [] : [{ version: today, evidence: 'resolved' }];
}

/**
 * installed > locked > pinned > resolved. Weaker evidence that names another release is kept behind it; what would be resolved today is no
 * evidence against anything.
 */
function strongest(evidence: readonly Effective[], versions: Subject['versions']): Effective | undefined {
  return evidence.reduceRight<Effective | undefined>((weaker, one) => {
    const against =
      weaker?.evidence !== 'resolved' && weaker && versions.compareToBound(one.version, weaker.version) !== 0 ? weaker : weaker?.against;
    return against ? { ...one, against } : one;
  }, undefined);
}
