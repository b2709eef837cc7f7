import type { Finding } from '../model.js';
import type { RuleId } from '../rules/index.js';
import type { Subject } from '../rules/rule.js';
import { cleanNeighbours } from '../rules/cleanNeighbours.js';
import { vulnerableGroups } from '../rules/cleanReleases.js';
import { type Targets, targetsFor } from './targets.js';

/** What could be done about a finding, before it is known how the line would say so. */
export type Proposal =
  | { readonly kind: 'pin' | 'raise'; readonly target: string; readonly why: string; readonly preferred: boolean }
  | { readonly kind: 'exclude'; readonly versions: readonly string[]; readonly preferred: boolean }
  | { readonly kind: 'remove' };

/**
 * What each rule proposes, the best first. While the advisory service has not answered, no release is proposed that only it could clear;
 * the way out of a compromise known from the built-in list is, but says that it was not checked and is never preferred.
 * @param now milliseconds since 1970
 */
export function proposalsFor(finding: Finding, subject: Subject, now: number): readonly Proposal[] {
  const proposals = STRATEGIES[finding.rule as RuleId](finding, subject, now);
  if (subject.advisoriesKnown) return proposals;
  return proposals.flatMap((proposal): readonly Proposal[] => {
    if (!('target' in proposal)) return [proposal];
    return LEAVES_COMPROMISE.includes(finding.rule)
      ? [{ ...proposal, why: `${proposal.why}; advisories not checked`, preferred: false }]
      : [];
  });
}

const LEAVES_COMPROMISE: readonly string[] = ['malicious-release', 'admits-malicious-release'];

type Strategy = (finding: Finding, subject: Subject, now: number) => readonly Proposal[];

const remove: Strategy = () => [{ kind: 'remove' }];

const STRATEGIES: Readonly<Record<RuleId, Strategy>> = {
  'malicious-package': remove,
  'unknown-package': remove,
  'quarantined-package': remove,
  'malicious-release': leaveMaliciousRelease,
  'admits-malicious-release': keepOutMaliciousReleases,
  'vulnerable-release': leaveVulnerableRelease,
  'removed-release': (finding, subject, now) => nearestRelease(finding, subject, undefined, now),
  'yanked-release': (finding, subject, now) => nearestRelease(finding, subject, finding.version, now),
  'deprecated-release': (finding, subject, now) =>
    nearestRelease(finding, subject, finding.version, now).filter(({ kind }) => kind === 'raise'),
};

function leaveMaliciousRelease(finding: Finding, subject: Subject, now: number): readonly Proposal[] {
  const { version } = finding;
  if (version === undefined) return [];
  const targets = targetsFor(subject, undefined, now);
  const last = targets.below(version, cleanNeighbours(subject, version).last);
  const first = targets.above(version);
  const sameMajor = (target: string) => subject.versions.sameMajor(target, version);
  return [
    ...(last ? [{ kind: 'pin' as const, target: last, why: whyLast(subject, version, last), preferred: sameMajor(last) }] : []),
    ...(first
      ? [{ kind: 'raise' as const, target: first, why: whyFirst(subject, version, first), preferred: !last && sameMajor(first) }]
      : []),
    ...exclusion(finding, subject, !last && !first),
  ];
}

function keepOutMaliciousReleases(finding: Finding, subject: Subject, now: number): readonly Proposal[] {
  const { bad } = finding;
  const lowest = bad[0];
  const highest = bad.at(-1);
  if (lowest === undefined || highest === undefined) return [];
  const { requirement, effective, versions } = subject;
  const targets = targetsFor(subject, effective?.version, now);
  const first = targets.above(highest, target => requirement.admits(target));
  const last = targets.below(lowest, cleanNeighbours(subject, lowest).last);
  const isMinor = (target: string) => effective !== undefined && versions.sameMajor(target, effective.version);
  return [
    ...(first ? [{ kind: 'raise' as const, target: first, why: whyFirst(subject, highest, first), preferred: isMinor(first) }] : []),
    ...exclusion(finding, subject, !first),
    ...(last && requirement.admits(last)
      ? [{ kind: 'pin' as const, target: last, why: whyLast(subject, lowest, last), preferred: !first && isMinor(last) }]
      : []),
  ];
}

function leaveVulnerableRelease(finding: Finding, subject: Subject, now: number): readonly Proposal[] {
  const { version } = finding;
  if (version === undefined) return [];
  const targets = targetsFor(subject, version, now);
  const sameMajor = (target: string) => subject.versions.sameMajor(target, version);
  const up = targets.above(version, subject.requirement.admits) ?? targets.above(version, sameMajor) ?? targets.above(version);
  if (up) return [{ kind: 'raise', target: up, why: whyFixed(subject, up), preferred: sameMajor(up) }];
  const down = targets.below(version);
  return down ? [{ kind: 'pin', target: down, why: whyFixed(subject, down), preferred: false }] : [];
}

/** The nearest listed release on each side of one that should not be used. */
function nearestRelease(
  finding: Finding,
  subject: Subject,
  instead: string | undefined,
  now: number,
): readonly (Proposal & { kind: 'raise' | 'pin' })[] {
  const { version } = finding;
  if (version === undefined) return [];
  const targets: Targets = targetsFor(subject, instead, now);
  const sameMajor = (target: string) => subject.versions.sameMajor(target, version);
  const up = targets.above(version, sameMajor) ?? targets.above(version);
  const down = targets.below(version);
  return [
    ...(up ? [{ kind: 'raise' as const, target: up, why: 'next good release', preferred: sameMajor(up) }] : []),
    ...(down ? [{ kind: 'pin' as const, target: down, why: 'last good release before it', preferred: !up && sameMajor(down) }] : []),
  ];
}

function exclusion(finding: Finding, subject: Subject, preferred: boolean): readonly Proposal[] {
  const canExclude = subject.ecosystem === 'PyPI' && subject.requirement.kind !== 'exact' && finding.bad.length > 0;
  return canExclude ? [{ kind: 'exclude', versions: finding.bad, preferred }] : [];
}

function whyLast(subject: Subject, version: string, target: string): string {
  return cleanNeighbours(subject, version).last === target ? 'last clean release' : 'last release before it that is fit to use';
}

function whyFirst(subject: Subject, version: string, target: string): string {
  return cleanNeighbours(subject, version).first === target ? 'first clean release' : 'first release after it that is fit to use';
}

function whyFixed(subject: Subject, target: string): string {
  return vulnerableGroups(subject, target).length === 0 ? 'no known vulnerabilities' : 'fewer and milder vulnerabilities';
}
