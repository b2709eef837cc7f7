import { fixedIn } from '../advisories/matching.js';
import type { AdvisoryGroup } from '../model.js';
import { matchOf, vulnerableGroups } from './cleanReleases.js';
import type { Rule, Subject } from './rule.js';
import { bySeverity, worstSeverity } from './severity.js';
import { listed, sentences } from './words.js';

/** A known vulnerability in the effective version. */
export const vulnerableRelease = {
  id: 'vulnerable-release',
  defaultLevel: 'severity',
  unless: ['malicious-package', 'malicious-release'],
  summary: 'Known vulnerability in the effective version.',
  explanation: `The release that this dependency gives you has a published vulnerability. Critical and high ones are errors, medium ones and those without
a severity warnings, low ones information. A release that only a record's open end covers, newer than any it knows to be affected, is information too.
All advisories of one release are one diagnostic. The fix goes to the lowest release that has
none of them (or fewer and milder ones): one that the specifier admits if there is one, else one of the same major version.`,
  check(subject) {
    const { effective } = subject;
    if (!effective) return undefined;
    const groups = [...vulnerableGroups(subject, effective.version)].sort(bySeverity);
    const [worst] = groups;
    if (!worst) return undefined;
    const { version } = effective;
    const fixed = groups.length === 1 ? fixOf(worst, subject, version) : undefined;
    const isDoubtful = groups.every(group => matchOf(group, subject, version) === 'beyond-last-known');
    return {
      at: 'specifier',
      version,
      advisories: groups,
      ...(isDoubtful && { level: 'information' as const }),
      message: isDoubtful
        ? doubt(subject.name, version, worst)
        : sentences(statement(subject.name, version, groups), fixed && `Fixed in ${fixed}.`),
    };
  },
} as const satisfies Rule;

function doubt(name: string, version: string, group: AdvisoryGroup): string {
  return `${name} ${version} may be vulnerable (${group.lead.id}): no fix is known, and it is newer than the last release known to be affected.`;
}

function statement(name: string, version: string, groups: readonly AdvisoryGroup[]): string {
  const severity = worstSeverity(groups);
  const ids = listed(
    groups.map(group => group.lead.id),
    2,
  );
  if (groups.length === 1) return `${name} ${version} has a ${severity ? `${severity} ` : ''}vulnerability (${ids}).`;
  return `${name} ${version} has ${groups.length} vulnerabilities${severity ? `, the worst ${severity}` : ''} (${ids}).`;
}

function fixOf(group: AdvisoryGroup, subject: Subject, version: string): string | undefined {
  return group.members.flatMap(advisory => fixedIn(advisory, subject, version, subject.versions)).sort(subject.versions.compare)[0];
}
