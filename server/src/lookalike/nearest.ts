// The popular name that somebody may have meant who wrote one that no registry knows.
import type { Ecosystem } from '../model/index.js';
import { withoutAffix } from './affixes.js';
import { latinOf } from './confusables.js';
import { strokesBetween } from './edits.js';
import type { PopularName, PopularNames } from './lists.js';
import { plainOf, scopeOf } from './spelling.js';

/** The popular name that `name` is meant to be: the same but for separators, a few wrong letters, or something put before or behind. */
export function nearest(name: string, ecosystem: Ecosystem, popular: PopularNames): string | undefined {
  if (popular.byName.has(name)) return undefined;
  const plain = plainOf(latinOf(name)).slice(0, LONGEST);
  const same = popular.byPlain.get(plain) ?? popular.scopedByPlain.get(plain);
  return (same ?? fewestStrokes(name, plain, popular) ?? bare(name, ecosystem, popular))?.name;
}

/** No popular name has as many letters and digits. */
const LONGEST = 100;

/** Of names in a scope only those of the same scope are near. */
function fewestStrokes(name: string, plain: string, popular: PopularNames): PopularName | undefined {
  const scope = scopeOf(name);
  if (scope !== undefined) return nearestMember(name, scope, popular);
  const limit = strokesFor(plain);
  return first(
    popular.within(plain, limit, () => true).map(target => ({ target, spare: limit - strokesBetween(target.plain, plain, limit) })),
  );
}

function nearestMember(name: string, scope: string, { byName }: PopularNames): PopularName | undefined {
  const own = plainOf(name.slice(scope.length));
  const limit = strokesFor(own);
  const members = [...byName.values()].filter(popular => popular.name.startsWith(`${scope}/`));
  return first(members.map(target => ({ target, spare: limit - strokesBetween(plainOf(target.name.slice(scope.length)), own, limit) })));
}

function strokesFor(plain: string): number {
  return plain.length < 4 ? 0 : plain.length < 8 ? 1 : 2;
}

/** The one with the most strokes to spare, then the most popular. */
function first(candidates: readonly { readonly target: PopularName; readonly spare: number }[]): PopularName | undefined {
  const near = candidates.filter(({ spare }) => spare >= 0);
  return near.sort((a, b) => b.spare - a.spare || a.target.tier - b.target.tier)[0]?.target;
}

/** What is left without an affix; the longest, where there are several. */
function bare(name: string, ecosystem: Ecosystem, popular: PopularNames): PopularName | undefined {
  const found = withoutAffix(name.toLowerCase(), ecosystem).flatMap(({ rest }) => popular.byPlain.get(plainOf(rest)) ?? []);
  return found.filter(({ plain }) => plain.length >= 3).sort((a, b) => b.plain.length - a.plain.length)[0];
}
