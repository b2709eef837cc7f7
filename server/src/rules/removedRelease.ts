import type { PackageFacts } from '../model/index.js';
import { isPlaceholder, listedRelease } from './cleanReleases.js';
import { fitting, registryName, shownName, shownVersion } from './messages.js';
import type { Rule, Subject } from './rule.js';

/** The pinned release is not listed by the registry. */
export const removedRelease = {
  id: 'removed-release',
  category: 'integrity',
  defaultLevel: 'warning',
  appliesTo: ['direct'],
  fix: 'nearest-release',
  unless: ['malicious-package', 'malicious-release', 'quarantined-package'],
  title: 'a release that the registry does not list',
  summary: 'The pinned release is not listed: withdrawn after publication, or never published.',
  explanation: `The manifest names one exact release and the registry does not list it. npm tells releases that were unpublished from versions that never existed;
PyPI does not, and a release that was quarantined there just disappears. Releases often disappear because they were found to be malicious: find out why before
you pin to another one. A local build such as \`2.6.0+cpu\` is never missed on PyPI, which takes none.`,
  check(subject) {
    const { requirement, registry } = subject;
    if (requirement.version === undefined || registry.kind !== 'found' || listedRelease(subject, requirement.version)) return undefined;
    if (isBuildElsewhere(requirement.version, registry.value, subject)) return undefined;
    const release = `${shownName(subject)} ${shownVersion(requirement.version)}`;
    return {
      at: 'specifier',
      version: requirement.version,
      message: fitting(...whatHappened(subject, requirement.version, registry.value).map(what => `${release} ${what}`)),
    };
  },
} as const satisfies Rule;

/** A local build where the registry lists none at all: PyPI takes none (PEP 440, "Local version identifiers"), so that its absence tells nothing. */
function isBuildElsewhere(version: string, { releases }: PackageFacts, { versions: { isLocalBuild } }: Subject): boolean {
  return isLocalBuild(version) && !releases.versions.some(isLocalBuild);
}

/** In several wordings, the fullest first. */
function whatHappened(subject: Subject, version: string, facts: PackageFacts): readonly string[] {
  const registry = registryName(subject.ecosystem);
  if (facts.releases.versions.some(isPlaceholder)) {
    return [`is gone: ${registry} has replaced the package by a security placeholder.`, 'is gone: only a security placeholder is left.'];
  }
  const { withdrawn } = facts;
  if (withdrawn === undefined) {
    return [`is not listed by ${registry}: withdrawn after publication, or it never existed.`, `is not listed by ${registry}.`];
  }
  const once = withdrawn.some(release => subject.versions.compare(release.version, version) === 0);
  return [once ? `was withdrawn from ${registry} after publication.` : `was never published on ${registry}.`];
}
