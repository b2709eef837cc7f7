import { unreadableRecords } from '../advisories/matching.js';
import { isAhead, isYounger } from '../model/clock.js';
import type { Advisory, Answer, PackageAnswers, PackageId, Secrecy, Status } from '../model/index.js';
import type { Question } from '../model/questions.js';
import { listedRelease } from '../rules/cleanReleases.js';
import { listed, quoted } from '../rules/messages.js';
import type { Subject } from '../rules/rule.js';

/** Answers older than this are no longer enough to call a dependency checked. Milliseconds. */
export const TRUSTED_FOR = 24 * 60 * 60 * 1000;
/** The same for answers of the offline database, which is brought up to date now and then only. Milliseconds. */
export const DATABASE_TRUSTED_FOR = 7 * TRUSTED_FOR;

/** A package that a rule looked at besides the subject's own, and what was known of it. */
export interface LookedAt {
  readonly id: PackageId;
  readonly answers: PackageAnswers;
}

/**
 * Whether a subject could be checked.
 * @param lookedAt other packages that its verdicts rest on
 * @param now milliseconds since 1970
 */
export function statusOf(subject: Subject, answers: PackageAnswers, lookedAt: readonly LookedAt[], now: number): Status {
  const { registry, advisories } = answers;
  if (subject.requirement.kind === 'invalid') return { kind: 'unknown', reason: 'the specifier cannot be read' };
  if (registry.kind === 'pending' || advisories.kind === 'pending' || lookedAt.some(isPending)) return { kind: 'pending' };
  if (registry.kind === 'unknown' && registry.deliberate) return notAsked(registry);
  if (isOfEither(registry) && subject.effective === undefined)
    return { kind: 'unknown', reason: 'PyPI is asked for it too, and may have a higher release', unanswered: ['registry'] };
  // of a private package its registry alone is asked
  if (registry.kind !== 'unknown' && advisories.kind === 'unknown' && advisories.deliberate) return notAsked(advisories);
  const others = registry.kind === 'found' ? lookedAt.flatMap(other => doubtOfOther(other, subject)) : [];
  const doubts = {
    advisories: joined(isMeant(advisories) ? undefined : doubtOf(advisories, now), unreadableReason(unreadableOn(subject))),
    registry: doubtOf(registry, now),
  };
  const isNotAsked = registry.kind === 'unknown' && registry.offline === true;
  if (isNotAsked && doubts.advisories === undefined && subject.effective !== undefined)
    return { kind: 'checked', unanswered: ['registry'] };
  const reasons = [doubts.advisories, doubts.registry, ...others].filter(reason => reason !== undefined);
  if (reasons.length > 0) {
    // without a release nothing can be said of it
    const isReleaseKnown = subject.effective !== undefined;
    const unanswered = (['advisories', 'registry'] as const).filter(question => !isReleaseKnown || doubts[question] !== undefined);
    return { kind: 'unknown', reason: [...new Set(reasons)].join('; '), unanswered: unanswered.length > 0 ? unanswered : ['registry'] };
  }
  if (registry.kind === 'found' && subject.effective === undefined) {
    return { kind: 'unknown', reason: 'no release that the registry lists fits the specifier' };
  }
  return { kind: 'checked' };
}

/** Whether a private index has the package, and nobody knows whether the public one, which is asked alike, has a higher release. */
function isOfEither(registry: Subject['registry']): boolean {
  return registry.kind === 'found' && registry.value.publicSide?.kind === 'unknown';
}

/** Of what nobody is asked about: not known where configuration could not be read; where only an untrusted folder wants it so, the questions stay open. */
function notAsked({ reason, secrecy }: Extract<Answer<unknown>, { kind: 'unknown' }>): Status {
  if (secrecy?.kind === 'unread') return { kind: 'unknown', reason, unanswered: NOT_ASKED };
  return { kind: 'skipped', reason, ...(isDoubtful(secrecy) && { unanswered: NOT_ASKED }) };
}

const NOT_ASKED: readonly Question[] = ['advisories', 'registry'];

/** Whether a package is left unchecked by the word of nobody who can be believed. */
export function isDoubtful(secrecy: Secrecy | undefined): boolean {
  return secrecy?.kind === 'untrusted' || secrecy?.kind === 'unread';
}

/** The records on the subject's package of which nobody can tell whether they cover a release that the project gets or asks for. */
function unreadableOn({ advisories, effective, versions, ...id }: Subject): readonly Advisory[] {
  const members = advisories.flatMap(group => group.members);
  const got: string[] = [];
  for (let one = effective; one; one = one.against) got.push(one.version);
  return [...new Set(got.flatMap(version => unreadableRecords(members, id, version, versions)))];
}

/** Why records that cannot be read leave a release unchecked, by their ids; undefined where there are none. */
export function unreadableReason(records: readonly Advisory[]): string | undefined {
  const ids = records.map(({ id }) => quoted(id, 32));
  if (ids.length === 0) return undefined;
  return `${listed(ids)} ${ids.length === 1 ? 'lists' : 'list'} the package and cannot be read`;
}

function joined(...reasons: readonly (string | undefined)[]): string | undefined {
  const known = reasons.filter(reason => reason !== undefined);
  return known.length === 0 ? undefined : known.join('; ');
}

/** A private package is not judged by public records. */
export function isPrivate(answer: Answer<unknown>): boolean {
  return answer.kind === 'unknown' && answer.deliberate === true;
}

/** Why an answer is not enough to call something checked; undefined where it is, and while there is none yet. */
export function doubtOf(answer: Answer<unknown>, now: number): string | undefined {
  if (answer.kind === 'pending') return undefined;
  if (answer.kind === 'unknown') return answer.reason;
  const isFromDatabase = answer.kind === 'found' && answer.from === 'database';
  // in the place of a service that did not answer, the database is worth no more than an old answer of that
  const isMeant = isFromDatabase && answer.staleBecause === undefined;
  if (isYounger(answer.fetchedAt, isMeant ? DATABASE_TRUSTED_FOR : TRUSTED_FOR, now)) return undefined;
  const what = isFromDatabase ? 'the offline advisory database' : 'the last answer';
  return `${what} is ${ageOf(answer.fetchedAt, now)}${answer.staleBecause ? `: ${answer.staleBecause}` : ''}`;
}

function ageOf(time: number, now: number): string {
  if (isAhead(time, now)) return "dated ahead of this computer's clock";
  const days = Math.floor((now - time) / TRUSTED_FOR);
  return `${days} ${days === 1 ? 'day' : 'days'} old`;
}

/** Nobody is meant to be asked: that alone is no doubt. */
function isMeant(answer: Answer<unknown>): boolean {
  return answer.kind === 'unknown' && answer.deliberate === true;
}

function isPending({ answers }: LookedAt): boolean {
  return answers.registry.kind === 'pending' || answers.advisories.kind === 'pending';
}

/** What a release newly depends on has to be known. That a package is not known whose name was compared leaves nothing unchecked. */
function doubtOfOther({ id, answers: { registry, advisories } }: LookedAt, subject: Subject): readonly string[] {
  const unknown = [registry, advisories].find(answer => answer.kind === 'unknown' && !answer.deliberate);
  if (unknown?.kind !== 'unknown') return [];
  const release = subject.effective && listedRelease(subject, subject.effective.version);
  const dependsOnIt = id.ecosystem === subject.ecosystem && release?.dependencies?.includes(id.name);
  return dependsOnIt ? [`${id.name}, which it has newly begun to depend on: ${unknown.reason}`] : [];
}
