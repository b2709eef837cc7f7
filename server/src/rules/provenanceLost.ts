import { DAY } from '../model/time.js';
import { fitting, shownName, shownVersion } from './messages.js';
import { isStranger } from './publisherChanged.js';
import { type Change, changeOf, SETTLED_AFTER } from './releaseLine.js';
import type { Rule, Subject } from './rule.js';

/** The release before on the same line had provenance, this one has none. */
export const provenanceLost = {
  id: 'provenance-lost',
  category: 'signal',
  defaultLevel: 'information',
  appliesTo: ['direct'],
  fix: 'older-release',
  unless: ['malicious-package', 'malicious-release', 'quarantined-package'],
  title: 'a release that has lost its provenance',
  summary: 'The release before on this line had provenance, this one has none.',
  explanation: `A release with provenance was built by a workflow, and the registry can show which. Who has stolen an account's token publishes without it. Maintainers do so as well,
when they release by hand: a release of an account that published this package before is no longer marked once it has stood for ${SETTLED_AFTER / DAY} days. Only the same
release line is compared, so that an old line which never had provenance is not marked. That a release has provenance proves nothing: several worms had it.`,
  check(subject) {
    const change = changeOf(subject);
    if (!change || !isLost(change, subject) || isByHand(change, subject)) return undefined;
    const [version, before] = [change.release.version, change.before.version];
    const what = `${shownName(subject)} ${shownVersion(version)} has no provenance`;
    return {
      at: 'specifier',
      version,
      message: fitting(`${what}, but ${shownVersion(before)} before it had.`, `${what}, but the release before it had.`),
      clause: 'has lost its provenance',
    };
  },
} as const satisfies Rule;

/** Where the registry says nothing of provenance it is unknown, not lost. */
function isLost({ release, before }: Change, { versions }: Subject): boolean {
  return before.provenance === true && release.provenance === false && versions.sameMajor(before.version, release.version);
}

/** A known account published it, and it has not been taken down since. */
function isByHand({ release }: Change, subject: Subject): boolean {
  return release.publisher !== undefined && !isStranger(release, subject) && subject.now - release.publishedAt >= SETTLED_AFTER;
}
