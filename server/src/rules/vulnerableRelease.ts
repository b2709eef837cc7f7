import { fixedIn } from '../advisories/matching.js';
import type { AdvisoryGroup, Effective } from '../model/index.js';
import { matchOf, vulnerableGroups } from './cleanReleases.js';
import { disagreement, fitting, listed, sentences, shownId, shownName, shownVersion, whence } from './messages.js';
import type { Rule, Subject } from './rule.js';
import { bySeverity, worstSeverity } from './severity.js';

/** A known vulnerability in the effective version. */
export const vulnerableRelease = {
  id: 'vulnerable-release',
  category: 'vulnerability',
  defaultLevel: 'severity',
  appliesTo: ['direct', 'locked'],
  fix: 'leave-vulnerability',
  unless: ['malicious-package', 'malicious-release'],
  title: 'a release with known vulnerabilities',
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
      facts: factsOf(groups, isDoubtful),
      message: sentences(
        statement(subject, effective, groups, isDoubtful),
        disagreement(effective),
        isDoubtful ? DOUBT : undefined,
        fixed && `Fixed in ${shownVersion(fixed)}.`,
      ),
    };
  },
} as const satisfies Rule;

const DOUBT = 'No fix is known; it is newer than the last release known to be affected.';

function statement(subject: Subject, effective: Effective, groups: readonly AdvisoryGroup[], isDoubtful: boolean): string {
  const release = `${shownName(subject)} ${shownVersion(effective.version)}${effective.against ? '' : whence(effective)}`;
  return fitting(...factsOf(groups, isDoubtful).map(fact => `${release} ${fact}.`));
}

/** The longest wording first. */
function factsOf(groups: readonly AdvisoryGroup[], isDoubtful: boolean): readonly string[] {
  const worst = worstSeverity(groups);
  const ids = groups.map(shownId);
  const [id = ''] = ids;
  const others = `${groups.length - 1} more`;
  if (isDoubtful) return [`may be vulnerable (${id}${groups.length > 1 ? ` and ${others}` : ''})`];
  if (groups.length === 1) return [`has a ${worst ? `${worst} ` : ''}vulnerability (${id})`];
  const many = `has ${groups.length} vulnerabilities`;
  const graded = worst ? `${many}, the worst ${worst}` : many;
  return [`${graded} (${listed(ids, 2)})`, `${graded} (${id} and ${others})`, `${many} (${id} and ${others})`];
}

function fixOf(group: AdvisoryGroup, subject: Subject, version: string): string | undefined {
  return group.members.flatMap(advisory => fixedIn(advisory, subject, version, subject.versions)).sort(subject.versions.compare)[0];
}
