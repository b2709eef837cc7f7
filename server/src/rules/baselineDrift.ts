import { type FactDrift, factDrift } from './baselineComparison.js';
import { agreedRelease, currentRelease } from './currentRelease.js';
import { fitting, listed, quoted, shownName, shownVersion } from './messages.js';
import type { Rule } from './rule.js';

/** What the registry says about a release, its files aside, is not what the baseline recorded. */
export const baselineDrift = {
  id: 'baseline-drift',
  category: 'integrity',
  defaultLevel: 'warning',
  appliesTo: ['direct'],
  fix: 'none',
  unless: ['malicious-package', 'malicious-release', 'quarantined-package'],
  title: 'a release that differs from the baseline',
  summary:
    'Publisher, maintainers, provenance, install scripts or repository of a release are not those that `.depwarden/baseline.json` recorded.',
  explanation: `The version is the same, but what the registry says about it is not: another publisher, maintainers that came or went, provenance that is gone, an install script
that was not there, a repository at another address. Only what was recorded and is told now is compared; a field that a mirror leaves out is unknown, not changed.
Maintainers and addresses change in good faith too: where nothing else differs, the finding is an information. Another version than the recorded one is no drift
(\`not-in-baseline\` reports those). Look at what has changed, then accept it with \`depwarden baseline --update\`, in a pull request that shows it.`,
  check(subject) {
    const now = currentRelease(subject);
    const before = now && agreedRelease(subject, now);
    const drift = before && factDrift(before, now);
    if (!drift) return undefined;
    const changes = changesIn(drift);
    const what = `${shownName(subject)} ${shownVersion(now.version)} is not as in the baseline`;
    return {
      at: 'specifier',
      ...(isOfPeopleAlone(drift) && { level: 'information' }),
      version: now.version,
      message: fitting(
        ...changes.map((_, left) => `${what}: ${listed([...changes.slice(0, changes.length - left), ...more(left)], Infinity)}.`),
        `${what}.`,
      ),
    };
  },
} as const satisfies Rule;

/** The gravest first. */
function changesIn({ newScripts, publisher, provenanceLost, repository, newMaintainers, lostMaintainers }: FactDrift): readonly string[] {
  return [
    ...(newScripts ? [`runs ${listed(newScripts.map(short))} when installed`] : []),
    ...(publisher === undefined ? [] : [`published by ${short(publisher)}`]),
    ...(provenanceLost ? ['without provenance'] : []),
    ...(repository === undefined ? [] : [repository === '' ? 'without repository' : `repository ${quoted(repository, 44)}`]),
    ...(newMaintainers ? [`new maintainer ${listed(newMaintainers.map(short))}`] : []),
    ...(lostMaintainers ? [`no longer maintained by ${listed(lostMaintainers.map(short))}`] : []),
  ];
}

function more(left: number): readonly string[] {
  return left === 0 ? [] : [`${left} more ${left === 1 ? 'change' : 'changes'}`];
}

function isOfPeopleAlone({ newScripts, publisher, provenanceLost }: FactDrift): boolean {
  return newScripts === undefined && publisher === undefined && provenanceLost === undefined;
}

function short(text: string): string {
  return quoted(text, 24);
}
