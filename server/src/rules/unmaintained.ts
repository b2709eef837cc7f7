import type { PackageFacts } from '../model/index.js';
import { DAY } from '../model/time.js';
import { dateOf } from './age.js';
import { shownName } from './messages.js';
import type { Rule } from './rule.js';

/** Nothing released in so long counts as unmaintained. Milliseconds. */
const SILENT_FOR = 2 * 365 * DAY;

/** Nothing was released in two years, or the project is archived. */
export const unmaintained = {
  id: 'unmaintained',
  category: 'upkeep',
  defaultLevel: 'off',
  appliesTo: ['direct'],
  fix: 'none',
  unless: ['malicious-package', 'quarantined-package'],
  title: 'a package that nobody maintains',
  summary: 'Nothing released in two years, or the project is archived.',
  explanation: `Nobody may be there to fix what is found in it, and a package that nobody watches is easily taken over. Much good software is simply finished, so this rule is off
by itself. Where some release has no date, nothing is said.`,
  check(subject) {
    if (subject.registry.kind !== 'found') return undefined;
    if (subject.registry.value.status === 'archived') return { at: 'name', message: `${shownName(subject)} is archived on PyPI.` };
    const newest = newestDate(subject.registry.value);
    if (newest === undefined || subject.now - newest < SILENT_FOR) return undefined;
    return { at: 'name', message: `${shownName(subject)} has had no release since ${dateOf(newest)}.` };
  },
} as const satisfies Rule;

function newestDate({ releases }: PackageFacts): number | undefined {
  let newest: number | undefined;
  for (const { publishedAt } of releases) {
    if (publishedAt === undefined || !Number.isFinite(publishedAt)) return undefined;
    newest = Math.max(newest ?? publishedAt, publishedAt);
  }
  return newest;
}
