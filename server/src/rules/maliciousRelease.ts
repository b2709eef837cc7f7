import { cleanNeighbours } from './cleanNeighbours.js';
import { admittedMalware, maliciousGroups } from './cleanReleases.js';
import type { Rule } from './rule.js';
import { named, sentences, shownName, shownVersion } from './words.js';

/** The effective version is a compromised release. */
export const maliciousRelease = {
  id: 'malicious-release',
  defaultLevel: 'error',
  unless: ['malicious-package'],
  summary: 'The effective version is a compromised or malicious release.',
  explanation: `The release that this dependency gives you is one that an advisory, or the built-in incident list, calls malicious.
Whoever has installed it should treat the machine as compromised. Fixes pin to the last clean release before it or raise to the
first clean one after it, where the registry lists them.`,
  check(subject) {
    const { effective } = subject;
    if (!effective) return undefined;
    const groups = maliciousGroups(subject, effective.version);
    const [worst] = groups;
    if (!worst) return undefined;
    const { last, first } = cleanNeighbours(subject, effective.version);
    return {
      at: 'specifier',
      version: effective.version,
      bad: admittedMalware(subject),
      advisories: groups,
      message: sentences(
        `${shownName(subject)} ${shownVersion(effective.version)} is a compromised release (${named(worst)}).`,
        last ? `Last clean: ${shownVersion(last)}.` : first ? `First clean: ${shownVersion(first)}.` : undefined,
      ),
    };
  },
} as const satisfies Rule;
