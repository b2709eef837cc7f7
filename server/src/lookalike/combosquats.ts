// Names that are a popular name with something put before or behind it.
import type { Ecosystem } from '../model/index.js';
import { type Remainder, withoutAffix } from './affixes.js';
import type { PopularName, PopularNames } from './lists.js';
import type { NameSignal } from './signal.js';
import { plainOf, scopeOf } from './spelling.js';
import { tuningOf } from './tuning.js';
import { typo } from './typos.js';

/** The popular name that is left of `name` without an affix that says nothing new: its language, that it is the real or the better one, or a version. */
export function combosquat(name: string, ecosystem: Ecosystem, popular: PopularNames): NameSignal | undefined {
  if (scopeOf(name) !== undefined) return undefined;
  const remainders = withoutAffix(name.toLowerCase(), ecosystem);
  for (const remainder of remainders) {
    const target = popular.byName.get(remainder.rest) ?? popular.byPlain.get(plainOf(remainder.rest));
    if (target && isDistinctive(target, remainder, ecosystem)) return signal(target.name, target.name, remainder);
  }
  return misspeltBehindAffix(remainders, ecosystem, popular);
}

function signal(target: string, words: string, { added }: Remainder): NameSignal {
  return { target, kind: 'combosquat', words: `${words} with "${added}" added` };
}

/** Short names, and those that few know, meet such affixes by chance. */
function isDistinctive({ plain, tier }: PopularName, { kind, isGlued }: Remainder, ecosystem: Ecosystem): boolean {
  if (kind !== 'language') return tier <= (isGlued ? 0 : 1) && plain.length >= 5;
  const { glued, separated } = tuningOf(ecosystem);
  const limit = isGlued ? glued : separated;
  return tier <= limit.tier && plain.length >= limit.letters;
}

/** A misspelling or a plural of a popular name with the language added: `ethrs.js`, `passports-js`. */
function misspeltBehindAffix(remainders: readonly Remainder[], ecosystem: Ecosystem, popular: PopularNames): NameSignal | undefined {
  for (const remainder of remainders) {
    const { kind, rest, isGlued } = remainder;
    if (kind !== 'language' || rest.length < SHORTEST || (isGlued && !tuningOf(ecosystem).misspeltGlued)) continue;
    const slip = typo(rest, popular);
    if (slip) return signal(slip.target, slip.words, remainder);
    const singular = rest.endsWith('s') ? popular.byName.get(rest.slice(0, -1)) : undefined;
    if (singular) return signal(singular.name, `the plural of ${singular.name}`, remainder);
  }
  return undefined;
}

/** Letters of what is left. */
const SHORTEST = 5;
