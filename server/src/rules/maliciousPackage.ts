import { coversEveryRelease } from '../advisories/matching.js';
import type { AdvisoryGroup } from '../model/index.js';
import { notMalicious } from './cleanReleases.js';
import { imitated } from './lookalikeTarget.js';
import { named, sentences, shownName } from './messages.js';
import type { Rule, Subject } from './rule.js';

/** Every release is malicious: an advisory says so, or no listed release is left that none calls malicious. */
export const maliciousPackage = {
  id: 'malicious-package',
  category: 'malware',
  defaultLevel: 'error',
  appliesTo: ['direct'],
  fix: 'remove-or-replace',
  title: 'a malicious package',
  summary: 'Every release of this package is malicious.',
  explanation: `The package exists to attack, or nothing of it is left but malicious releases: an advisory covers every version,
or each release that the registry lists is named by one. There is no release to pin to; the fix removes the dependency.`,
  check(subject) {
    const groups = condemning(subject);
    const [first] = groups;
    if (!first) return undefined;
    const target = imitated(subject);
    return {
      at: 'name',
      message: sentences(
        `${shownName(subject)} is a malicious package: no release of it is safe (${named(first)}).`,
        target && `It imitates ${shownName(target)}.`,
        'Remove it.',
      ),
      advisories: groups,
    };
  },
} as const satisfies Rule;

/** What says that no release of the package is safe; empty where nothing does. */
export function condemning(subject: Subject): readonly AdvisoryGroup[] {
  const malicious = subject.advisories.filter(group => group.kind === 'malicious');
  const covering = malicious.filter(group => group.members.some(advisory => coversEveryRelease(advisory, subject)));
  return covering.length > 0 ? covering : onlyMaliciousLeft(subject) ? malicious : [];
}

function onlyMaliciousLeft(subject: Subject): boolean {
  if (subject.registry.kind !== 'found' || !subject.advisories.some(group => group.kind === 'malicious')) return false;
  return subject.registry.value.releases.length > 0 && notMalicious(subject).length === 0;
}
