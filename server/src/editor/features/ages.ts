// Dates of releases as lists and hints tell them.
import { ageOf } from '../../rules/age.js';

export { ageOf, dayOf } from '../../rules/age.js';

/** How old a release is: `7 months old`, `published today`. Both in milliseconds since 1970. */
export function oldAs(publishedAt: number, now: number): string {
  const age = ageOf(publishedAt, now);
  return age === 'today' ? 'published today' : `${age} old`;
}
