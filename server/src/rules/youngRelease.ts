import { isPastCooldown } from '../ecosystems/shared/cooldown.js';
import type { Release } from '../model/index.js';
import { dateOf, inWords, lengthInWords } from './age.js';
import { listedRelease } from './cleanReleases.js';
import { fitting, quoted, shownName, shownVersion } from './messages.js';
import type { Rule, Subject } from './rule.js';

/** The effective version is younger than the cooldown. */
export const youngRelease = {
  id: 'young-release',
  category: 'signal',
  defaultLevel: 'warning',
  appliesTo: ['direct'],
  fix: 'older-release',
  unless: ['malicious-package', 'malicious-release', 'quarantined-package'],
  title: 'a release younger than the cooldown',
  summary: 'The effective version is younger than the cooldown.',
  explanation: `Most malicious releases are found and taken down within hours or days. A release that is younger than the cooldown has not stood that test yet: wait, or take
an older one. The cooldown is the one that the project's package manager has been told to obey, else three days; \`depwarden.cooldown.days\` sets another.
A release that is locked, and has been installed for longer than the cooldown, is not marked. Fixes lead to the nearest release that is old enough.`,
  check(subject) {
    const { effective, cooldown, now } = subject;
    const release = effective && listedRelease(subject, effective.version);
    if (release?.publishedAt === undefined || !Number.isFinite(release.publishedAt)) return undefined;
    const { version, publishedAt } = release;
    if (isPastCooldown(cooldown, subject.name, version, publishedAt, now) || hasStood(subject, release)) return undefined;
    const what = `${shownName(subject)} ${shownVersion(version)}`;
    const source = quoted(cooldown.source, 30);
    const age = inWords(now - publishedAt);
    const wordings =
      cooldown.before === undefined || publishedAt <= cooldown.before
        ? [
            `${what} is ${age} old, younger than the cooldown of ${lengthInWords(cooldown.age ?? 0)} (${source}).`,
            `${what} is ${age} old, younger than the cooldown.`,
          ]
        : [
            `${what} is of ${dateOf(publishedAt)}; the cooldown takes nothing after ${dateOf(cooldown.before)} (${source}).`,
            `${what} is of ${dateOf(publishedAt)}, too young for the cooldown.`,
          ];
    return { at: 'specifier', version, message: fitting(...wordings), clause: `is ${age} old` };
  },
} as const satisfies Rule;

/** It is locked and has been installed for longer than the cooldown: waiting would change nothing. */
function hasStood({ cooldown, name, now, versions, project: { installedSince, locked } }: Subject, { version }: Release): boolean {
  if (installedSince === undefined || locked === undefined || versions.compare(locked.entry.version, version) !== 0) return false;
  return isPastCooldown(cooldown, name, version, installedSince, now);
}
