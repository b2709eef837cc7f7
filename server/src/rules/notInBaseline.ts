import { agreedRelease, currentRelease } from './currentRelease.js';
import { fitting, listed, shownName, shownVersion } from './messages.js';
import type { Rule } from './rule.js';

/** The release that the project gets is not in the baseline. */
export const notInBaseline = {
  id: 'not-in-baseline',
  category: 'integrity',
  defaultLevel: 'off',
  appliesTo: ['direct'],
  fix: 'none',
  unless: ['malicious-package', 'malicious-release', 'quarantined-package'],
  title: 'a release that is not in the baseline',
  summary: 'The release that the project gets is not in `.depwarden/baseline.json`.',
  explanation: `An update is no drift: a new version is a new release, of which nothing was recorded. Who wants every release to be looked at before it is used turns this rule on;
\`depwarden baseline\` then adds what is missing, and the pull request shows it. It says nothing where there is no baseline.`,
  check(subject) {
    const { baseline } = subject.project;
    const now = baseline && currentRelease(subject);
    if (!now || agreedRelease(subject, now)) return undefined;
    const what = `${shownName(subject)} ${shownVersion(now.version)} is not in the baseline`;
    const others = baseline.versionsOf(subject);
    return {
      at: 'specifier',
      version: now.version,
      message: others.length === 0 ? `${what}.` : fitting(`${what}, which has ${listed(others.map(shownVersion))}.`, `${what}.`),
    };
  },
} as const satisfies Rule;
