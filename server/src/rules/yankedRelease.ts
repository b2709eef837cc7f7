import { listedRelease } from './cleanReleases.js';
import { shownName, shownVersion, withText } from './messages.js';
import type { Rule } from './rule.js';

/** The effective version is yanked. */
export const yankedRelease = {
  id: 'yanked-release',
  category: 'upkeep',
  defaultLevel: 'warning',
  appliesTo: ['direct'],
  fix: 'nearest-release',
  unless: ['malicious-package', 'malicious-release'],
  title: 'a yanked release',
  summary: 'The effective version is yanked (PEP 592).',
  explanation: `Its maintainers have yanked this release: pip takes it only where a specifier names exactly that version. The reason, where one is given, is in the message.
The fix goes to the nearest release that is not yanked.`,
  check(subject) {
    const { effective } = subject;
    const release = effective && listedRelease(subject, effective.version);
    if (release?.yanked === undefined) return undefined;
    const statement = `${shownName(subject)} ${shownVersion(release.version)} is yanked`;
    return {
      at: 'specifier',
      version: release.version,
      message: release.yanked ? withText(`${statement}: `, release.yanked) : `${statement}, no reason given.`,
    };
  },
} as const satisfies Rule;
