import { DAY } from './age.js';
import { maliciousGroups } from './cleanReleases.js';
import { changeOf, type DatedRelease, publishedWellBefore, SETTLED_AFTER } from './releaseLine.js';
import type { Rule, Subject } from './rule.js';
import { fitting, quoted, shownName, shownVersion } from './messages.js';

/** The effective version was published by an account that never published this package before. */
export const publisherChanged = {
  id: 'publisher-changed',
  category: 'signal',
  defaultLevel: 'information',
  appliesTo: ['direct'],
  fix: 'older-release',
  unless: ['malicious-package', 'malicious-release', 'quarantined-package'],
  summary: 'Published by an account that never published this package before.',
  explanation: `Maintainers change, and a newly added account of an attacker looks the same. Marked is an account that the registry names for none of the releases that are at least ${SETTLED_AFTER / DAY} days older. A release that came from a workflow (npm
names \`GitHub Actions\` as its publisher) is not marked where it has provenance, or the package had. Changes older than
\`depwarden.signals.recentDays\` are not marked. npm only.`,
  check(subject) {
    const change = changeOf(subject);
    if (change?.before.publisher === undefined || !isStranger(change.release, subject)) return undefined;
    const { version, publisher = '' } = change.release;
    const what = `${shownName(subject)} ${shownVersion(version)}`;
    return {
      at: 'specifier',
      version,
      message: fitting(
        `${what} was published by ${quoted(publisher, 40)}, who is new to the package.`,
        `${what} was published by ${quoted(publisher, 20)}, who is new.`,
      ),
      clause: `is by a new publisher (${quoted(publisher, 24)})`,
    };
  },
} as const satisfies Rule;

/** Whether the registry names a release's publisher, and names the same for no release well before it. */
export function isStranger(release: DatedRelease, subject: Subject): boolean {
  const { publisher } = release;
  if (publisher === undefined) return false;
  const earlier = publishedWellBefore(subject, release);
  if (isWorkflow(publisher)) return [release, ...earlier].every(({ provenance }) => provenance === false);
  const account = publisher.toLowerCase();
  return !earlier.some(other => other.publisher?.toLowerCase() === account && maliciousGroups(subject, other.version).length === 0);
}

/**
 * Under trusted publishing (https://docs.npmjs.com/trusted-publishers) the registry puts the service's name where an account's would stand: `GitHub Actions`,
 * `CircleCI`. No account can have such a name: names of accounts have no white space.
 */
function isWorkflow(publisher: string): boolean {
  return /\s/.test(publisher) || publisher === 'CircleCI';
}
