import type { AdvisoryGroup, Ecosystem } from '../model/index.js';
import { coversRule, type Ignore, isExpired, namesGroup } from '../policy/ignores.js';
import type { RuleId } from '../rules/index.js';
import type { BadRelease, LockJudgement } from './lockedReleases.js';

/** What one entry of the policy silences in a lockfile. */
export interface IgnoredReleases {
  readonly ignore: Ignore;
  readonly judgement: LockJudgement;
}

/**
 * Takes out of a lockfile's judgement what the policy ignores, release by release and advisory by advisory.
 * @param now milliseconds since 1970
 * @returns what is left, and what was taken out, by entry
 */
export function withoutIgnored(
  judgement: LockJudgement,
  ecosystem: Ecosystem,
  ignores: readonly Ignore[],
  now: number,
): { readonly left: LockJudgement; readonly ignored: readonly IgnoredReleases[] } {
  let left = judgement;
  const ignored: IgnoredReleases[] = [];
  for (const ignore of ignores.filter(one => !isExpired(one, now))) {
    const covers = (name: string, version: string): boolean => ignore.coversName({ ecosystem, name }) && ignore.coversVersion(version);
    const taken = {
      ...judgement,
      bad: left.bad.flatMap(release => (covers(release.locked.name, release.locked.version) ? partOf(release, ignore) : [])),
      misplaced: left.misplaced.filter(({ locked, rule }) => isWhole(ignore, rule) && covers(locked.name, locked.version)),
    };
    if (taken.bad.length + taken.misplaced.length === 0) continue;
    ignored.push({ ignore, judgement: taken });
    left = {
      ...left,
      bad: left.bad.flatMap(release => remainder(release, taken.bad)),
      misplaced: left.misplaced.filter(entry => !taken.misplaced.includes(entry)),
    };
  }
  return { left, ignored };
}

/** What of a release an entry ignores. */
function partOf(release: BadRelease, ignore: Ignore): readonly BadRelease[] {
  const malicious = ignoredGroups(release.malicious, ignore, 'malicious-release');
  const vulnerable = ignoredGroups(release.vulnerable, ignore, 'vulnerable-release');
  return malicious.length + vulnerable.length === 0 ? [] : [{ ...release, malicious, vulnerable }];
}

function ignoredGroups(groups: readonly AdvisoryGroup[], ignore: Ignore, rule: RuleId): readonly AdvisoryGroup[] {
  if (!coversRule(ignore, rule)) return [];
  return isWhole(ignore, rule) ? groups : groups.filter(group => namesGroup(ignore, group));
}

/** Whether an entry ignores all that a rule says, whatever it rests on. */
function isWhole(ignore: Ignore, rule: RuleId): boolean {
  return ignore.entry.advisory === undefined && coversRule(ignore, rule);
}

function remainder(release: BadRelease, taken: readonly BadRelease[]): readonly BadRelease[] {
  const part = taken.find(({ key }) => key === release.key);
  if (!part) return [release];
  const malicious = release.malicious.filter(group => !part.malicious.includes(group));
  const vulnerable = release.vulnerable.filter(group => !part.vulnerable.includes(group));
  return malicious.length + vulnerable.length === 0 ? [] : [{ ...release, malicious, vulnerable }];
}
