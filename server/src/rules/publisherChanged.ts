import { repositoryKey } from '../ecosystems/shared/repositoryAddress.js';
import { DAY } from '../model/time.js';
import { maliciousGroups } from './cleanReleases.js';
import { fitting, quoted, shownName, shownVersion } from './messages.js';
import { type Change, changeOf, type DatedRelease, publishedWellBefore, SETTLED_AFTER } from './releaseLine.js';
import type { Rule, Subject } from './rule.js';

/** The effective version was published by an account that never published this package before. */
export const publisherChanged = {
  id: 'publisher-changed',
  category: 'signal',
  defaultLevel: 'information',
  appliesTo: ['direct'],
  fix: 'older-release',
  unless: ['malicious-package', 'malicious-release', 'quarantined-package'],
  title: 'a release by a new publisher',
  summary: 'Published by an account that never published this package before.',
  explanation: `Maintainers change, and a newly added account of an attacker looks the same. Marked is an account that the registry names for none of the releases that are at least ${SETTLED_AFTER / DAY} days older. A release that came from a workflow (npm
names \`GitHub Actions\` as its publisher) is not marked where it has provenance, or the package had. With staged publishing npm names the account that approved
the release: such a one is not marked where the release before had provenance and this one has it from the same repository. Changes older than
\`depwarden.signals.recentDays\` are not marked. npm only.`,
  check(subject) {
    const change = changeOf(subject);
    if (change?.before.publisher === undefined || goesOn(change) || !isStranger(change.release, subject)) return undefined;
    const { version, publisher = '' } = change.release;
    const what = `${shownName(subject)} ${shownVersion(version)} was published ${isWorkflow(publisher) ? '' : 'or approved '}by`;
    return {
      at: 'specifier',
      version,
      message: fitting(`${what} ${quoted(publisher, 40)}, who is new to the package.`, `${what} ${quoted(publisher, 20)}, who is new.`),
      clause: `is by a new publisher (${quoted(publisher, 24)})`,
    };
  },
} as const satisfies Rule;

/**
 * The workflow of the same repository built both releases. The registry has then checked the repository that the release names against that of the
 * provenance (https://docs.npmjs.com/generating-provenance-statements), and the account may be that of who approved it
 * (https://docs.npmjs.com/cli/commands/npm-stage).
 */
function goesOn({ release, before }: Change): boolean {
  return release.provenance === true && before.provenance === true && sameRepository(release.repository, before.repository);
}

function sameRepository(a: string | undefined, b: string | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && repositoryKey(a) === repositoryKey(b));
}

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
