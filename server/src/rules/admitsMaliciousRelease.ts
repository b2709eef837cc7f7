import { admittedBad } from '../advisories/matching.js';
import type { AdvisoryGroup } from '../model.js';
import type { Rule, Subject } from './rule.js';
import { listed, sentences } from './words.js';

/** The specifier admits a compromised release, though the effective version is not one. */
export const admitsMaliciousRelease = {
  id: 'admits-malicious-release',
  defaultLevel: 'warning',
  unless: ['malicious-package', 'malicious-release'],
  summary: 'The effective version is clean, but the specifier admits a malicious release.',
  explanation: `Nothing bad is chosen today, but the range has a compromised release inside it: a cache, a mirror, an old lockfile or a
resolver that backtracks can still give it to somebody. Whether a specifier admits a release is decided by its text, so this works
without a registry. Fixes raise the floor past the incident, exclude the bad releases (Python) or pin.`,
  check(subject) {
    if (subject.requirement.kind === 'exact' || subject.requirement.kind === 'tag') return undefined;
    const admitted = subject.advisories
      .filter(group => group.kind === 'malicious')
      .map(group => ({ group, bad: admittedBy(group, subject) }))
      .filter(({ bad }) => bad.length > 0);
    const [first] = admitted;
    if (!first) return undefined;
    const bad = [...new Set(admitted.flatMap(({ bad }) => bad))].sort(subject.versions.compare);
    return {
      at: 'specifier',
      bad,
      advisories: admitted.map(({ group }) => group),
      ...(subject.effective && { version: subject.effective.version }),
      message: sentences(
        `${subject.name}${asWritten(subject)} admits compromised ${listed(bad)} (${first.group.lead.id}).`,
        subject.effective ? `Today it gives ${subject.effective.version}.` : undefined,
      ),
    };
  },
} as const satisfies Rule;

function admittedBy(group: AdvisoryGroup, subject: Subject): readonly string[] {
  const candidates =
    subject.registry.kind === 'found'
      ? [...subject.registry.value.releases, ...(subject.registry.value.withdrawn ?? [])].map(({ version }) => version)
      : [];
  const bad = group.members.flatMap(advisory => admittedBad(advisory, subject, subject.requirement, candidates, subject.versions));
  return [...new Set(bad)];
}

function asWritten(subject: Subject): string {
  const { text } = subject.requirement;
  if (text === '') return ' without a version';
  return text.length > 30 ? '' : ` ${text}`;
}
