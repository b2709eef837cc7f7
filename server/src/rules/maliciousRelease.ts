import type { Effective } from '../model/index.js';
import { cleanNeighbours } from './cleanNeighbours.js';
import { admittedMalware, maliciousGroups, vulnerableGroups } from './cleanReleases.js';
import { disagreement, named, sentences, shownId, shownName, shownVersion, whence } from './messages.js';
import type { Rule, Subject } from './rule.js';

/** The effective version is a compromised release. */
export const maliciousRelease = {
  id: 'malicious-release',
  category: 'malware',
  defaultLevel: 'error',
  appliesTo: ['direct', 'locked'],
  fix: 'leave-compromise',
  unless: ['malicious-package'],
  title: 'a malicious release',
  summary: 'The effective version is a compromised or malicious release.',
  explanation: `The release that this dependency gives you is one that an advisory, or the built-in incident list, calls malicious.
Whoever has installed it should treat the machine as compromised. Fixes pin to the last safe release before it or raise to the
next safe one after it, where the registry lists them.`,
  check(subject) {
    const bad = compromised(subject);
    if (!bad) return undefined;
    const groups = maliciousGroups(subject, bad.version);
    const [worst] = groups;
    if (!worst) return undefined;
    const { last, first } = cleanNeighbours(subject, bad.version);
    const isVulnerable = (version: string): boolean => vulnerableGroups(subject, version).length > 0;
    return {
      at: 'specifier',
      version: bad.version,
      bad: admittedMalware(subject),
      advisories: groups,
      facts: [`is a compromised release (${named(worst)})`, `is a compromised release (${shownId(worst)})`],
      message: sentences(
        `${shownName(subject)} ${shownVersion(bad.version)}${bad.against ? '' : whence(bad)} is a compromised release (${named(worst, bad.version)}).`,
        disagreement(bad),
        last ? `${isVulnerable(last) ? 'Release before it' : 'Last safe release'}: ${shownVersion(last)}.` : undefined,
        !last && first ? `${isVulnerable(first) ? 'Release after it' : 'Next safe release'}: ${shownVersion(first)}.` : undefined,
      ),
    };
  },
} as const satisfies Rule;

/** The strongest evidence for a compromised release. What is installed may be clean, and what is pinned and comes with the next install not. */
function compromised(subject: Subject): Effective | undefined {
  for (let one = subject.effective; one; one = one.against) if (maliciousGroups(subject, one.version).length > 0) return one;
  return undefined;
}
