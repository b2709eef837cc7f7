import { ECOSYSTEMS } from '../ecosystems/index.js';
import type { Finding, PackageId } from '../model/index.js';
import { cleanNeighbours } from '../rules/cleanNeighbours.js';
import { vulnerableGroups } from '../rules/cleanReleases.js';
import { RULE_DESCRIPTIONS } from '../rules/index.js';
import { imitated, meant } from '../rules/lookalikeTarget.js';
import type { FixStrategy, Subject } from '../rules/rule.js';
import { anything, blameless, isAgeKnown, milderThan, noWorseThan, type Targets, type Tolerance, targetsFor } from './targets.js';

/** What could be done about a finding, before it is known how the line would say so. */
export type Proposal = Move | Exclusion | Replacement | { readonly kind: 'remove' };

/** To another release: to that one alone, or to it and what comes after it. */
export interface Move {
  readonly kind: 'pin' | 'raise';
  readonly target: string;
  readonly why: string;
  readonly preferred: boolean;
}

/** Another package instead. */
export interface Replacement {
  readonly kind: 'replace';
  readonly by: PackageId;
}

/** Leave out versions and keep the rest (Python). */
export interface Exclusion {
  readonly kind: 'exclude';
  readonly versions: readonly string[];
  readonly why?: string;
  readonly preferred: boolean;
}

/**
 * What each rule proposes, the best first. While the advisory service has not answered, no release is proposed that only it could clear;
 * the way out of a compromise known from the built-in list is, but says that it was not checked and is never preferred. The same holds of a release
 * whose age is not known.
 * @param now milliseconds since 1970
 */
export function proposalsFor(finding: Finding, subject: Subject, now: number): readonly Proposal[] {
  const proposals = STRATEGIES[strategyOf(finding.rule)](finding, subject, now).map(proposal => ofKnownAge(proposal, subject));
  if (subject.advisoriesKnown) return proposals;
  return proposals.flatMap((proposal): readonly Proposal[] => {
    if (proposal.kind === 'remove' || proposal.kind === 'replace') return [proposal];
    const why = [proposal.why, 'advisories not checked'].filter(Boolean).join('; ');
    return LEAVES_COMPROMISE.includes(finding.rule) ? [{ ...proposal, why, preferred: false }] : [];
  });
}

function ofKnownAge(proposal: Proposal, subject: Subject): Proposal {
  if (!('target' in proposal) || isAgeKnown(subject, proposal.target)) return proposal;
  return { ...proposal, why: `${proposal.why}; its age is not known`, preferred: false };
}

function strategyOf(rule: string): FixStrategy {
  return RULE_DESCRIPTIONS.find(({ id }) => id === rule)?.fix ?? 'none';
}

/** Which vulnerabilities what a finding's dependency gets instead may have. */
export function toleranceOf(finding: Finding, subject: Subject): Tolerance {
  const { rule, version } = finding;
  if (rule === 'malicious-release' || rule === 'removed-release' || isSignOfAttack(finding)) return anything;
  if (version === undefined) return blameless;
  return rule === 'vulnerable-release' ? milderThan(subject, version) : noWorseThan(subject, version);
}

const LEAVES_COMPROMISE: readonly string[] = ['malicious-release', 'admits-malicious-release'];

/** A longer list of exclusions says less than it costs to read. */
const MOST_EXCLUDED = 10;

type Strategy = (finding: Finding, subject: Subject, now: number) => readonly Proposal[];

const STRATEGIES: Readonly<Record<FixStrategy, Strategy>> = {
  none: () => [],
  remove: () => [{ kind: 'remove' }],
  'remove-or-replace': (_, subject) => [{ kind: 'remove' }, ...replaceBy(imitated(subject))],
  'replace-or-remove': (_, subject) => [...replaceBy(imitated(subject)), { kind: 'remove' }],
  'correct-name': (_, subject) => [...replaceBy(meant(subject)), { kind: 'remove' }],
  'leave-compromise': leaveMaliciousRelease,
  'exclude-compromise': keepOutMaliciousReleases,
  'leave-vulnerability': leaveVulnerableRelease,
  'nearest-release': nearestReleases,
  'newer-release': (finding, subject, now) => nearestReleases(finding, subject, now).filter(({ kind }) => kind === 'raise'),
  'older-release': standBack,
  pin: pinToday,
};

function leaveMaliciousRelease(finding: Finding, subject: Subject, now: number): readonly Proposal[] {
  const { version } = finding;
  if (version === undefined) return [];
  const targets = targetsFor(subject, toleranceOf(finding, subject), now);
  const last = targets.below(version, cleanNeighbours(subject, version).last);
  const first = targets.above(version);
  return [
    ...move('pin', last, whyLast(subject, version, last), isEasy(subject, version, last)),
    ...move('raise', first, whyFirst(subject, version, first), !isDated(subject, last) && isEasy(subject, version, first)),
    ...exclusion(finding, subject, !last && !first),
  ];
}

function keepOutMaliciousReleases(finding: Finding, subject: Subject, now: number): readonly Proposal[] {
  const { bad } = finding;
  const { requirement, effective, versions } = subject;
  const highest = bad.at(-1);
  const lowest = bad.find(version => effective && versions.sameMajor(version, effective.version)) ?? bad[0];
  if (lowest === undefined || highest === undefined) return [];
  const targets = targetsFor(subject, toleranceOf(finding, subject), now);
  const first = targets.above(highest, requirement.admits);
  const below = targets.below(lowest, cleanNeighbours(subject, lowest).last);
  const last = below !== undefined && requirement.admits(below) ? below : undefined;
  const isMinor = (target: string | undefined) =>
    target !== undefined && effective !== undefined && versions.sameMajor(target, effective.version);
  return [
    ...move('raise', first, whyFirst(subject, highest, first), isMinor(first)),
    ...exclusion(finding, subject, !first),
    ...move('pin', last, whyLast(subject, lowest, last), !isDated(subject, first) && isMinor(last)),
  ];
}

function leaveVulnerableRelease(finding: Finding, subject: Subject, now: number): readonly Proposal[] {
  const { version } = finding;
  if (version === undefined) return [];
  const [clean, milder] = [targetsFor(subject, blameless, now), targetsFor(subject, toleranceOf(finding, subject), now)];
  const isOpen = subject.requirement.version === undefined;
  const admitted = isOpen ? clean.above(version, subject.requirement.admits) : undefined;
  const near = admitted ?? clean.aboveInLine(version) ?? milder.aboveInLine(version);
  const far = near === undefined ? milder.above(version) : isClean(subject, near) ? undefined : clean.above(version);
  const up = [near, far].flatMap(target => move('raise', target, whyFixed(subject, target), isEasy(subject, version, target)));
  if (up.length > 0) return up;
  const down = milder.below(version);
  return move('pin', down, whyFixed(subject, down, LAST_SAFE), false);
}

/** The nearest listed release on each side of one that should not be used. */
function nearestReleases(finding: Finding, subject: Subject, now: number): readonly Move[] {
  const { version } = finding;
  if (version === undefined) return [];
  const targets: Targets = targetsFor(subject, toleranceOf(finding, subject), now);
  const up = targets.above(version);
  const down = targets.below(version);
  return [
    ...move('raise', up, whyAfter(subject, up), isEasy(subject, version, up)),
    ...move('pin', down, whyBefore(subject, down), !isDated(subject, up) && isEasy(subject, version, down)),
  ];
}

/** Away from a release that something speaks against: back first, for what comes after it may be of the same hand. */
function standBack(finding: Finding, subject: Subject, now: number): readonly Move[] {
  const { version } = finding;
  if (version === undefined) return [];
  const targets = targetsFor(subject, toleranceOf(finding, subject), now);
  const down = targets.below(version);
  const up = down === undefined ? targets.above(version) : targets.aboveInLine(version);
  const isUrgent = isSignOfAttack(finding);
  return [
    ...move('pin', down, whyBefore(subject, down), isUrgent && isEasy(subject, version, down)),
    ...move('raise', up, whyAfter(subject, up), isUrgent && !isDated(subject, down) && isEasy(subject, version, up)),
  ];
}

/** So much speaks against a release that it is an error, and not because the user made one hint an error. */
function isSignOfAttack({ rule, level, signals, advisories }: Finding): boolean {
  return level === 'error' && (signals !== undefined || (rule === 'dependency-added' && advisories.length > 0));
}

function pinToday(finding: Finding, subject: Subject, now: number): readonly Move[] {
  const version = subject.effective && subject.versions.normal(subject.effective.version);
  if (version === undefined || !targetsFor(subject, toleranceOf(finding, subject), now).isSafe(version)) return [];
  return move('pin', version, 'what it gives today', false);
}

function replaceBy(by: PackageId | undefined): readonly Replacement[] {
  return by ? [{ kind: 'replace', by }] : [];
}

function move(kind: Move['kind'], target: string | undefined, why: string, preferred: boolean): readonly Move[] {
  return target === undefined ? [] : [{ kind, target, why, preferred }];
}

function exclusion(finding: Finding, subject: Subject, preferred: boolean): readonly Exclusion[] {
  const { bad } = finding;
  const canExclude = ECOSYSTEMS[subject.ecosystem].ranges?.edits.exclude !== undefined && subject.requirement.kind !== 'exact';
  if (!canExclude || bad.length === 0 || bad.length > MOST_EXCLUDED) return [];
  const versions = bad.map(version => subject.versions.normal(version));
  return versions.every(version => version !== undefined) ? [{ kind: 'exclude', versions, preferred }] : [];
}

/** Whether a change can be made without looking: of the same major line, and to a release without known vulnerabilities. */
function isEasy(subject: Subject, version: string, target: string | undefined): boolean {
  return target !== undefined && subject.versions.sameMajor(target, version) && isClean(subject, target);
}

/** There is one, and its age is known. */
function isDated(subject: Subject, target: string | undefined): boolean {
  return target !== undefined && isAgeKnown(subject, target);
}

function isClean(subject: Subject, target: string): boolean {
  return vulnerableGroups(subject, target).length === 0;
}

function whyLast(subject: Subject, version: string, target: string | undefined): string {
  const isNext = cleanNeighbours(subject, version).last === target;
  return unlessVulnerable(subject, target, isNext ? LAST_SAFE : 'safe release before it', 'release before it');
}

function whyFirst(subject: Subject, version: string, target: string | undefined): string {
  const isNext = cleanNeighbours(subject, version).first === target;
  return unlessVulnerable(subject, target, isNext ? NEXT_SAFE : 'safe release after it', 'release after it');
}

function whyBefore(subject: Subject, target: string | undefined): string {
  return unlessVulnerable(subject, target, LAST_SAFE, 'release before it');
}

function whyAfter(subject: Subject, target: string | undefined): string {
  return unlessVulnerable(subject, target, NEXT_SAFE, 'release after it');
}

const LAST_SAFE = 'last safe release';
const NEXT_SAFE = 'next safe release';

function unlessVulnerable(subject: Subject, target: string | undefined, why: string, otherwise: string): string {
  return target === undefined || isClean(subject, target) ? why : `${otherwise}; has known vulnerabilities`;
}

/** @param safe what a target without known vulnerabilities is called */
function whyFixed(subject: Subject, target: string | undefined, safe = NEXT_SAFE): string {
  return target !== undefined && isClean(subject, target) ? safe : 'fewer and milder vulnerabilities';
}
