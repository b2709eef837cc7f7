import { isPopular, type NameSignal, nameSignal } from '../lookalike/index.js';
import type { PackageFacts } from '../model/index.js';
import { DAY } from '../model/time.js';
import { counted, inWords } from './age.js';
import { bornAt, imitated } from './lookalikeTarget.js';
import { fitting, listed, quoted, shownName } from './messages.js';
import type { Rule } from './rule.js';

/** A package that is younger than this may not have been looked at by anybody yet. Milliseconds. */
const YOUNG_FOR = 90 * DAY;

/** One that is older than this and still there has been looked at. Milliseconds. */
const ESTABLISHED_AFTER = 2 * 365 * DAY;

/** A package with so few releases was hardly worked on. */
const FEW_RELEASES = 5;

/** Names that honest packages have, too: one more sign is asked for than of others. */
const WEAK: readonly NameSignal['kind'][] = ['wrong-registry', 'combosquat'];

/** The name imitates a popular package, and the package itself looks like one that was made for that. */
export const lookalikeName = {
  id: 'lookalike-name',
  category: 'signal',
  defaultLevel: 'warning',
  appliesTo: ['direct'],
  fix: 'replace-or-remove',
  unless: ['malicious-package', 'malicious-release', 'quarantined-package'],
  title: 'a name that imitates a popular package',
  summary: 'The name imitates a popular package, and a second signal agrees.',
  explanation: `Attackers register names that look like popular ones: a letter off, two letters swapped, letters of another script, \`-js\` added, the name of a package of
the other ecosystem. A name alone proves nothing. It is marked where other signs agree: the package is younger than ${YOUNG_FOR / DAY} days; or two of these: it has fewer than ${FEW_RELEASES} releases,
names no repository, has one maintainer. Names with a word added, or of the other ecosystem, need one sign more. Popular packages are never marked, nor is one that has been
there for two years.
The fix replaces the name; look at what you meant before you take it.`,
  check(subject) {
    if (subject.registry.kind !== 'found' || subject.registry.value.releases.length === 0) return undefined;
    const { signs, spare } = signsOf(subject.registry.value, subject.now);
    const signal = spare < 0 || isPopular(subject) ? undefined : nameSignal(subject);
    if (!signal || (WEAK.includes(signal.kind) && spare < 1)) return undefined;
    imitated(subject); // Looked at so that it is learnt: the fix has to know its releases.
    const name = `${shownName(subject)} imitates a popular name (${quoted(signal.words, 70)})`;
    return {
      at: 'name',
      message: fitting(
        ...signs.map((_, left) => `${name}; it ${listed(signs.slice(0, signs.length - left), Infinity)}.`),
        `${quoted(subject.name, 36)} imitates ${quoted(signal.target, 36)}; it ${signs[0]}.`,
      ),
      clause: `imitates ${quoted(signal.target, 30)}`,
    };
  },
} as const satisfies Rule;

/** What speaks for a package that was made to be mistaken for another. */
interface Signs {
  readonly signs: readonly string[];
  /** How many there are above those that are needed at least; negative where they are too few. */
  readonly spare: number;
}

/** What the registry does not tell speaks for nothing. */
function signsOf(facts: PackageFacts, now: number): Signs {
  const { releases, repository, maintainers } = facts;
  const born = bornAt(facts);
  if (born !== undefined && now - born >= ESTABLISHED_AFTER) return { signs: [], spare: -1 };
  const isYoung = born !== undefined && now - born < YOUNG_FOR;
  const signs = [
    ...(isYoung ? [`first appeared ${inWords(now - born)} ago`] : []),
    ...(releases.length < FEW_RELEASES ? [`has ${counted(releases.length, 'release')}`] : []),
    ...(repository === '' ? ['names no repository'] : []),
    ...(maintainers?.length === 1 ? ['has one maintainer'] : []),
  ];
  return { signs, spare: signs.length - (isYoung ? 1 : 2) };
}
