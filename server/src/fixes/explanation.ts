import { ageOf, dayOf } from '../rules/age.js';
import { listedRelease, vulnerableGroups } from '../rules/cleanReleases.js';
import { shownId, shownVersion } from '../rules/messages.js';
import type { Subject } from '../rules/rule.js';

/**
 * Why a release was chosen, and what is known of it: `1.82.6: last safe release, 2026-03-22; no known advisories; 8 months old`.
 * @param why the choice in few words, as in a fix's title
 * @param passedOver why a nearer one was not chosen, where that is to be said
 */
export function explanationOf(target: string, why: string, subject: Subject, passedOver?: string): string {
  const [reason] = why.split('; ');
  const publishedAt = listedRelease(subject, target)?.publishedAt;
  const day = publishedAt === undefined ? undefined : dayOf(publishedAt);
  const choice = [reason, day].filter(Boolean).join(', ');
  const old = publishedAt !== undefined && day !== undefined && age(publishedAt, subject.now);
  const parts = [choice, advisoriesOn(target, subject), old, passedOver];
  return `${shownVersion(target)}: ${[...new Set(parts)].filter(Boolean).join('; ')}`;
}

function advisoriesOn(target: string, subject: Subject): string {
  if (!subject.advisoriesKnown) return 'advisories not checked';
  const [first, ...more] = vulnerableGroups(subject, target);
  if (!first) return 'no known advisories';
  return more.length > 0 ? `${more.length + 1} known vulnerabilities` : `a known vulnerability (${shownId(first)})`;
}

function age(publishedAt: number, now: number): string {
  const words = ageOf(publishedAt, now);
  return words === 'today' ? 'published today' : `${words} old`;
}
