import type { AdvisoryGroup, Effective } from '../model/index.js';
import { admittedBy, unreadableMalice } from './cleanReleases.js';
import { fitting, listed, quoted, sentences, shownId, shownName, shownVersion } from './messages.js';
import type { Rule, Subject, Verdict } from './rule.js';

/** The specifier admits a compromised release, though the effective version is not one. */
export const admitsMaliciousRelease = {
  id: 'admits-malicious-release',
  category: 'malware',
  defaultLevel: 'warning',
  appliesTo: ['direct', 'locked'],
  fix: 'exclude-compromise',
  unless: ['malicious-package', 'malicious-release'],
  title: 'a range that lets in a malicious release',
  summary: 'The effective version is clean, but the specifier admits a malicious release.',
  explanation: `Nothing bad is chosen today, but the range has a compromised release inside it: a cache, a mirror, an old lockfile or a
resolver that backtracks can still give it to somebody. Whether a specifier admits a release is decided by its text, so this works
without a registry. It speaks as well where a record calls releases of the package malicious and which ones cannot be read: then none can be told to be clean. Fixes raise the floor past the incident, exclude the bad releases (Python) or pin.`,
  check(subject) {
    // a lockfile admits one release alone
    if (subject.scope === 'locked') return perhapsMalicious(subject);
    const admitted = subject.advisories
      .filter(group => group.kind === 'malicious')
      .map(group => ({ group, bad: admittedBy(group, subject) }))
      .filter(({ bad }) => bad.length > 0);
    const [first] = admitted;
    if (!first) return perhapsMalicious(subject);
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

/** Which releases a record calls malicious that lists the package and cannot be read, nobody can tell. */
function perhapsMalicious(subject: Subject): Verdict | undefined {
  const groups = unreadableMalice(subject);
  const [first] = groups;
  if (!first) return undefined;
  const { effective } = subject;
  const record = `${shownId(first)} calls releases of ${shownName(subject)} malicious, and which ones cannot be read`;
  return {
    at: 'specifier',
    advisories: groups,
    ...(effective && { version: effective.version }),
    facts: [
      `may be malicious: ${shownId(first)} calls releases of it malicious, and which ones cannot be read`,
      `may be malicious (${shownId(first)})`,
    ],
    message: fitting(...(effective ? [`${record}: ${shownVersion(effective.version)} may be one.`] : []), `${record}.`),
  };
}

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
