import { listedRelease } from './cleanReleases.js';
import { shownName, shownVersion, withText } from './messages.js';
import type { Rule, Subject } from './rule.js';

/** The release is deprecated (npm), or its project is archived or deprecated (PyPI). */
export const deprecatedRelease = {
  id: 'deprecated-release',
  category: 'upkeep',
  defaultLevel: 'warning',
  appliesTo: ['direct'],
  fix: 'newer-release',
  unless: ['malicious-package', 'malicious-release', 'quarantined-package'],
  title: 'a deprecated release',
  summary: 'The effective version is deprecated, or its project is archived.',
  explanation: `npm: the maintainers have deprecated the release; their text is in the message. PyPI: the project's status is \`archived\` (nothing new is expected) or
\`deprecated\` (PEP 792). The fix goes to the nearest newer release that is not deprecated, where there is one.`,
  check(subject) {
    return deprecatedByMaintainers(subject) ?? deprecatedProject(subject);
  },
} as const satisfies Rule;

function deprecatedByMaintainers(subject: Subject): ReturnType<Rule['check']> {
  const { effective } = subject;
  const release = effective && listedRelease(subject, effective.version);
  if (!release?.deprecated) return undefined;
  return {
    at: 'specifier',
    version: release.version,
    deprecated: true,
    message: withText(`${shownName(subject)} ${shownVersion(release.version)} is deprecated: `, release.deprecated),
  };
}

function deprecatedProject(subject: Subject): ReturnType<Rule['check']> {
  if (subject.registry.kind !== 'found') return undefined;
  const { status, statusReason } = subject.registry.value;
  if (status !== 'archived' && status !== 'deprecated') return undefined;
  const statement = `${shownName(subject)} is ${status} on PyPI`;
  const otherwise = status === 'archived' ? ': no further releases are expected.' : '.';
  return { at: 'name', deprecated: true, message: statusReason ? withText(`${statement}: `, statusReason) : `${statement}${otherwise}` };
}
