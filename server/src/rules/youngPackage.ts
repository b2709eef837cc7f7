import { isPopular } from '../lookalike/index.js';
import { DAY } from '../model/time.js';
import { counted, inWords } from './age.js';
import { bornAt } from './lookalikeTarget.js';
import { shownName } from './messages.js';
import type { Rule } from './rule.js';

/** A package younger than this is new. Milliseconds. */
export const NEW_FOR = 30 * DAY;

/** A package with so many releases is in use already, or its registry tells another date than its first. */
const MANY_RELEASES = 10;

/** The package itself first appeared days ago and has few releases. */
export const youngPackage = {
  id: 'young-package',
  category: 'signal',
  defaultLevel: 'warning',
  appliesTo: ['direct'],
  fix: 'remove',
  unless: ['malicious-package', 'malicious-release', 'quarantined-package'],
  title: 'a package that is days old',
  summary: 'The package itself first appeared days ago and has few releases.',
  explanation: `It is younger than ${NEW_FOR / DAY} days and has fewer than ${MANY_RELEASES} releases. New packages are not bad, but attacks often come as one: under a name that imitates
another, or that an assistant made up and somebody registered. Look at who publishes it before you depend on it. Popular packages are never marked: where
a registry or a mirror gives them a new date, the date is wrong.`,
  check(subject) {
    if (subject.registry.kind !== 'found') return undefined;
    const { releases } = subject.registry.value;
    if (releases.length === 0 || releases.length >= MANY_RELEASES) return undefined;
    const born = bornAt(subject.registry.value);
    if (born === undefined || subject.now - born >= NEW_FOR || isPopular(subject)) return undefined;
    const age = inWords(subject.now - born);
    return {
      at: 'name',
      message: `${shownName(subject)} first appeared ${age} ago and has ${counted(releases.length, 'release')}.`,
      clause: `is a new package (${age} old)`,
    };
  },
} as const satisfies Rule;
