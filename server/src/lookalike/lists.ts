// The bundled lists of popular names, read when first asked for.
import type { Ecosystem } from '../model/index.js';
import lists from './popular.json';
import { plainOf, scopeOf } from './spelling.js';

export interface PopularName {
  readonly name: string;
  /** `plainOf` the name. */
  readonly plain: string;
  /** 0 the most downloaded; the ranks at which tiers end stand in scripts/popularNames.mjs. */
  readonly tier: number;
}

export interface PopularNames {
  /** By exact name. */
  readonly byName: ReadonlyMap<string, PopularName>;
  /** Names without a scope by letters and digits; of several, the most popular. */
  readonly byPlain: ReadonlyMap<string, PopularName>;
  /** Names in a scope by letters and digits. */
  readonly scopedByPlain: ReadonlyMap<string, PopularName>;
  /** By letters and digits of a scope, one of its most popular members. */
  readonly byScope: ReadonlyMap<string, PopularName>;
  /** Is this word the first of several popular names without a scope, as `django` and `eslint` are? */
  readonly isFamily: (word: string) => boolean;
  /**
   * Of the names without a scope whose letters and digits can be some edits away from those of `plain`, and a few others, the wanted ones. An edit adds,
   * drops or replaces a letter, or swaps two.
   */
  readonly within: (plain: string, edits: number, isWanted: (popular: PopularName) => boolean) => readonly PopularName[];
}

/** The popular names of an ecosystem. */
export const popularNames: (ecosystem: Ecosystem) => PopularNames = popularIndex();

/** An ecosystem without a list has no popular names. */
const LISTS: Readonly<Partial<Record<Ecosystem, readonly string[]>>> = lists;

/** Each ecosystem's index is made when it is first asked for. */
function popularIndex(): (ecosystem: Ecosystem) => PopularNames {
  const indexes = new Map<Ecosystem, PopularNames>();
  return ecosystem => {
    const index = indexes.get(ecosystem) ?? indexed(LISTS[ecosystem] ?? []);
    indexes.set(ecosystem, index);
    return index;
  };
}

/** Made in one go over the list: the first question waits for it. */
function indexed(tiers: readonly string[]): PopularNames {
  const [byName, byPlain, scopedByPlain, byScope] = [newIndex(), newIndex(), newIndex(), newIndex()];
  const byLength: PopularName[][] = [];
  for (const [tier, names] of tiers.entries()) {
    for (const name of names.split(' ')) {
      const popular = { name, plain: plainOf(name), tier };
      const scope = scopeOf(name);
      byName.set(name, popular);
      addFirst(scope === undefined ? byPlain : scopedByPlain, popular.plain, popular);
      if (scope === undefined) addTo(byLength, popular.plain.length, popular);
      else addFirst(byScope, plainOf(scope), popular);
    }
  }
  return { byName, byPlain, scopedByPlain, byScope, isFamily: familyIndex(byPlain), within: withinEdits(byLength) };
}

function newIndex(): Map<string, PopularName> {
  return new Map();
}

function addFirst(index: Map<string, PopularName>, key: string, popular: PopularName): void {
  if (!index.has(key)) index.set(key, popular);
}

function addTo(groups: PopularName[][], at: number, popular: PopularName): void {
  const group = groups[at];
  if (group) group.push(popular);
  else groups[at] = [popular];
}

/** Counts the members when first asked. */
function familyIndex(names: ReadonlyMap<string, PopularName>): PopularNames['isFamily'] {
  let members: Map<string, number> | undefined;
  return word => {
    members ??= counted([...names.values()].flatMap(({ name }) => /^[^-_.]+(?=[-_.])/.exec(name)?.[0] ?? []));
    return (members.get(word) ?? 0) >= FAMILY;
  };
}

/** Fewer names with one beginning are no family. */
const FAMILY = 4;

function counted(words: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

/** One edit changes the length by one at most, and takes one letter out of the set of letters and puts one in at most. */
function withinEdits(byLength: readonly (readonly PopularName[] | undefined)[]): PopularNames['within'] {
  const letterSets = byLength.map(names => Int32Array.from(names ?? [], ({ plain }) => lettersOf(plain)));
  return (plain, edits, isWanted) => {
    const letters = lettersOf(plain);
    const found: PopularName[] = [];
    for (let length = Math.max(0, plain.length - edits); length <= plain.length + edits; length++) {
      const [names, sets] = [byLength[length], letterSets[length]];
      for (let index = 0; names && sets && index < sets.length; index++) {
        if (bitsOf((sets[index] as number) ^ letters) > 2 * edits) continue;
        const popular = names[index] as PopularName;
        if (isWanted(popular)) found.push(popular);
      }
    }
    return found;
  };
}

/** A bit for each letter and digit that occurs. Some share a bit: the sets seem closer than they are, never further apart. */
function lettersOf(plain: string): number {
  let letters = 0;
  for (let index = 0; index < plain.length; index++) letters |= 1 << (plain.charCodeAt(index) & 31);
  return letters;
}

/** The number of bits that are set in 32: counted in pairs, in fours, in bytes, which are then added up. */
function bitsOf(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
