import type { PackageFacts } from '../model.js';
import { listedRelease, isPlaceholder } from './cleanReleases.js';
import type { Rule, Subject } from './rule.js';
import { registryName } from './words.js';

/** The pinned release is not listed by the registry. */
export const removedRelease = {
  id: 'removed-release',
  defaultLevel: 'warning',
  unless: ['malicious-package', 'malicious-release', 'quarantined-package'],
  summary: 'The pinned release is not listed: withdrawn after publication, or never published.',
  explanation: `The manifest names one exact release and the registry does not list it. npm tells releases that were unpublished from versions that never existed;
PyPI does not, and a release that was quarantined there just disappears. Releases often disappear because they were found to be malicious: find out why before
you pin to another one.`,
  check(subject) {
    const { requirement, registry } = subject;
    if (requirement.version === undefined || registry.kind !== 'found' || listedRelease(subject, requirement.version)) return undefined;
    return {
      at: 'specifier',
      version: requirement.version,
      message: `${subject.name} ${requirement.version} ${whatHappened(subject, requirement.version, registry.value)}`,
    };
  },
} as const satisfies Rule;

function whatHappened(subject: Subject, version: string, facts: PackageFacts): string {
  const registry = registryName(subject.ecosystem);
  if (facts.releases.some(release => isPlaceholder(release.version)))
    return `is gone: ${registry} has replaced the package by a security placeholder.`;
  if (subject.ecosystem === 'PyPI' || facts.withdrawn === undefined)
    return `is not listed by ${registry}: withdrawn after publication, or it never existed.`;
  const withdrawn = facts.withdrawn.find(release => release.version === version);
  return withdrawn ? `was withdrawn from ${registry} after publication.` : `was never published on ${registry}.`;
}
