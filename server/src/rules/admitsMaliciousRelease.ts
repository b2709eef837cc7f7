import type { AdvisoryGroup, Effective } from '../model/index.js';
import { admittedBy } from './cleanReleases.js';
import type { Rule, Subject } from './rule.js';
import { fitting, listed, quoted, sentences, shownId, shownName, shownVersion } from './messages.js';

/** The specifier admits a compromised release, though the effective version is not one. */
export const admitsMaliciousRelease = {
  id: 'admits-malicious-release',
  category: 'malware',
  defaultLevel: 'warning',
  appliesTo: ['direct'],
  fix: 'exclude-compromise',
  unless: ['malicious-package', 'malicious-release'],
  summary: 'The effective version is clean, but the specifier admits a malicious release.',
  explanation: `Nothing bad is chosen today, but the range has a compromised release inside it: a cache, a mirror, an old lockfile or a
resolver that backtracks can still give it to somebody. Whether a specifier admits a release is decided by its text, so this works
without a registry. Fixes raise the floor past the incident, exclude the bad releases (Python) or pin.`,
  check(subject) {
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
      message: sentences(statement(subject, bad, first.group), subject.effective && present(subject.effective)),
    };
  },
} as const satisfies Rule;

function present({ version, evidence, where }: Effective): string {
  if (evidence === 'resolved' || evidence === 'pinned') return `Today it gives ${shownVersion(version)}.`;
  return `${shownVersion(version)} is ${evidence}${where ? ` in ${quoted(where, 30)}` : ''}.`;
}

function statement(subject: Subject, bad: readonly string[], group: AdvisoryGroup): string {
  const name = shownName(subject);
  const versions = bad.map(shownVersion);
  const id = shownId(group);
  return fitting(
    `${name}${asWritten(subject)} admits compromised ${listed(versions)} (${id}).`,
    `${name} admits compromised ${listed(versions)} (${id}).`,
    `${name} admits compromised ${versions[0]}${bad.length > 1 ? ` and ${bad.length - 1} more` : ''} (${id}).`,
  );
}

function asWritten({ requirement }: Subject): string {
  return requirement.kind === 'any' && requirement.text === '' ? ' without a version' : ` ${quoted(requirement.text, 80)}`;
}
