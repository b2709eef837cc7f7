import { fileDrift } from './baselineComparison.js';
import { agreedRelease, type CurrentRelease, currentRelease } from './currentRelease.js';
import { fitting, quoted, registryName, shownName, shownVersion } from './messages.js';
import type { Rule, Subject } from './rule.js';

/** What is published under a version is not what the baseline recorded. */
export const artifactChanged = {
  id: 'artifact-changed',
  category: 'integrity',
  defaultLevel: 'error',
  appliesTo: ['direct', 'locked'],
  fix: 'none',
  unless: ['malicious-package', 'malicious-release', 'quarantined-package'],
  title: 'a release whose files have changed',
  summary: 'The files of a release are not those that `.depwarden/baseline.json` recorded.',
  explanation: `A release never changes once it is published. The rule compares the digests that the registry tells of the release with those that \`depwarden baseline\` recorded;
where the registry tells none, those of the lockfile. It is a warning where all recorded files are still there and others have come (a Python release may get wheels later).
In lockfiles it also compares the digests of transitive dependencies, without asking anybody.

A registry that serves another file for an old version, and a lockfile that was edited to expect one, look the same from a project: what is installed is not what was
reviewed. Do not install. Find out which of the two has changed, and who changed it; only then accept it with \`depwarden baseline --update\`. There is no quick fix.`,
  check(subject) {
    const now = currentRelease(subject);
    const before = now && agreedRelease(subject, now);
    const drift = before && fileDrift(subject.ecosystem, before.digests, now.digests);
    if (!drift) return undefined;
    const whose = `${shownName(subject)} ${shownVersion(now.version)}`;
    const where = whereOf(now, subject);
    if (drift.kind === 'added') {
      const files = drift.files === 1 ? '1 file' : `${drift.files} files`;
      return {
        at: 'specifier',
        level: 'warning',
        version: now.version,
        facts: [`has ${files} more than the baseline`],
        message: fitting(`${whose}: ${where} has ${files} more than the baseline.`, `${whose} has ${files} more than the baseline.`),
      };
    }
    const fact = `${whose}: what ${where} has is not what the baseline recorded.`;
    return {
      at: 'specifier',
      version: now.version,
      facts: ['has another digest than the baseline recorded'],
      message: fitting(`${fact} Do not install before you know why.`, fact, `${whose} is not what the baseline recorded.`),
    };
  },
} as const satisfies Rule;

function whereOf({ digestsFrom }: CurrentRelease, { ecosystem }: Subject): string {
  return digestsFrom === undefined ? registryName(ecosystem) : quoted(digestsFrom, 30);
}
