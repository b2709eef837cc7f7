// Names that are a stroke or two away from a popular one.
import { areNeighbours, type Edit, editBetween, strokesBetween } from './edits.js';
import type { PopularName, PopularNames } from './lists.js';
import type { NameSignal } from './signal.js';
import { plainOf, scopeOf, wordsOf } from './spelling.js';

/** The popular name of which `name` is a misspelling; where there are several, the likeliest slip, then the most popular. Names in scopes are left alone. */
export function typo(name: string, popular: PopularNames): NameSignal | undefined {
  const plain = plainOf(name);
  if (scopeOf(name) !== undefined || plain.length < SHORTEST) return undefined;
  const near = popular
    .within(plain, 1, target => editBetween(target.plain, plain) !== undefined)
    .flatMap(target => slipOf(name, target) ?? []);
  const [likeliest] = near.sort((a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) || a.target.tier - b.target.tier);
  if (likeliest) return { target: likeliest.target.name, kind: likeliest.kind, words: wordsFor(likeliest) };
  const target = twoSlips(name, plain, popular);
  return target && { target: target.name, kind: 'edit', words: `two letters away from ${target.name}` };
}

interface Slip {
  readonly target: PopularName;
  readonly kind: (typeof KINDS)[number];
  readonly edit: Edit;
}

/** The likeliest first. */
const KINDS = ['transposition', 'doubled', 'keyboard', 'edit'] as const;

/** Letters and digits: shorter names have too many honest neighbours. */
const SHORTEST = 5;

/** What the hand or the eye slipped on; undefined where honest names differ like that, too. */
function slipOf(name: string, target: PopularName): Slip | undefined {
  const pair = differingParts(target.name, name);
  const edit = pair && editBetween(pair.was, pair.is);
  if (!edit) return undefined;
  const kind = kindOf(edit, pair.was, pair.is);
  return isLikely(edit, kind, pair, target) ? { target, kind, edit } : undefined;
}

interface Parts {
  readonly was: string;
  readonly is: string;
  /** The names agree word for word, but for one. */
  readonly isOneWord: boolean;
  /** Other words follow. */
  readonly isInside: boolean;
  /** Letters and digits of the other words. */
  readonly others: number;
}

/** The one word in which two names of equally many words differ; else all their letters and digits. */
function differingParts(target: string, name: string): Parts | undefined {
  const [was, is] = [wordsOf(target), wordsOf(name)];
  if (was.length !== is.length) return { was: plainOf(target), is: plainOf(name), isOneWord: false, isInside: false, others: 0 };
  const [at, ...more] = was.flatMap((word, index) => (word === is[index] ? [] : [index]));
  if (at === undefined || more.length > 0) return undefined;
  const [wasWord, isWord] = [was[at] as string, is[at] as string];
  return { was: wasWord, is: isWord, isOneWord: true, isInside: at < was.length - 1, others: was.join('').length - wasWord.length };
}

function kindOf(edit: Edit, was: string, is: string): Slip['kind'] {
  if (edit.kind === 'swapped') return 'transposition';
  if (edit.kind === 'replaced') return areNeighbours(edit.was, edit.is) ? 'keyboard' : 'edit';
  const [longer, letter] = edit.kind === 'added' ? [is, edit.is] : [was, edit.was];
  if (longer[edit.at - 1] === letter || longer[edit.at + 1] === letter) return 'doubled';
  const beside = [longer[edit.at - 1] ?? '', longer[edit.at + 1] ?? ''];
  return edit.kind === 'added' && beside.some(other => areNeighbours(letter, other)) ? 'keyboard' : 'edit';
}

/** Honest names differ by a number, by a plural, in the first letter and in short words. */
function isLikely(edit: Edit, kind: Slip['kind'], parts: Parts, { tier }: PopularName): boolean {
  if (isNumbering(edit) || (kind !== 'doubled' && !parts.isInside && isPlural(parts))) return false;
  if (kind === 'edit' && edit.at === 0 && isOtherBeginning(edit, parts, tier)) return false;
  return lettersOf(parts, tier) >= fewestLetters(edit, kind, parts, tier);
}

/** The letters that speak for a likeness: those of the word with the slip, and four for the other words of a name that everybody knows. */
function lettersOf({ was, is, others }: Parts, tier: number): number {
  const letters = Math.min(was.length, is.length);
  return letters + (tier === 0 && letters >= 4 && others >= 5 ? 4 : 0);
}

/** The less popular the name, the longer it must be for the likeness to be no chance; words that are split otherwise and another ending ask for one more each. */
function fewestLetters(edit: Edit, kind: Slip['kind'], { was, is, isOneWord }: Parts, tier: number): number {
  const lengths = kind === 'edit' && edit.kind !== 'dropped' ? OTHER_LENGTHS : LENGTHS[kind];
  const isAtEnd = kind === 'edit' && edit.kind !== 'replaced' && edit.at === Math.min(was.length, is.length);
  return (lengths[tier] as number) + (isOneWord ? 0 : 1) + (isAtEnd ? 1 : 0);
}

/** The fewest letters of the word with the slip, by tier of the popular name. */
const LENGTHS: Readonly<Record<Slip['kind'], readonly number[]>> = {
  transposition: [4, 5, 6],
  doubled: [4, 5, 6],
  keyboard: [5, 6, 8],
  edit: [5, 5, 7],
};

/** The same of a letter that no slip explains: one that is new, or stands for one that is far away on the keyboard. */
const OTHER_LENGTHS: readonly number[] = [8, 8, Number.POSITIVE_INFINITY];

/** People see to the first letter: another one is mostly another name. One too many or too few of a name that everybody knows is a slip all the same. */
function isOtherBeginning(edit: Edit, { isOneWord, others }: Parts, tier: number): boolean {
  return edit.kind === 'replaced' || tier > 0 || !isOneWord || others > 0;
}

/** `mysql2`, `pymorphy3`: a number of its own. A digit in the place of a letter is none. */
function isNumbering(edit: Edit): boolean {
  if (edit.kind === 'swapped') return false;
  const letters = edit.kind === 'added' ? edit.is : edit.kind === 'dropped' ? edit.was : edit.was + edit.is;
  return /^\d+$/.test(letters);
}

function isPlural({ was, is }: Parts): boolean {
  return `${was}s` === is || `${is}s` === was;
}

/**
 * A name in which two letters are swapped, or one is doubled or its double dropped, and another stroke is wrong besides. Two arbitrary strokes say nothing:
 * they lie between many pairs of honest names.
 */
function twoSlips(name: string, plain: string, popular: PopularNames): PopularName | undefined {
  if (plain.length < LONG || wordsOf(name).length > 1) return undefined;
  const targets = popular.within(
    plain,
    2,
    target =>
      target.tier < 2 && target.plain[0] === plain[0] && /^[a-z]+$/.test(target.name) && strokesBetween(target.plain, plain, 2) === 2,
  );
  return targets.find(target => mended(plain).some(spelling => editBetween(target.plain, spelling)));
}

/** Letters and digits from which two slips are told. */
const LONG = 7;

/** A spelling with one swap undone, one double letter made single or one letter doubled, in every way there is. */
function mended(plain: string): readonly string[] {
  return Array.from({ length: plain.length }, (_, at) => {
    const [before, letter, next, after] = [plain.slice(0, at), plain.charAt(at), plain.charAt(at + 1), plain.slice(at + 2)];
    return [letter === next ? before + letter + after : before + next + letter + after, before + letter + letter + next + after];
  }).flat();
}

function wordsFor({ target: { name }, kind, edit }: Slip): string {
  switch (kind) {
    case 'transposition':
      return `${name} with two letters swapped`;
    case 'doubled':
      return edit.kind === 'added' ? `${name} with a letter doubled` : `${name} with one of two equal letters dropped`;
    case 'keyboard':
      return `one key away from ${name}`;
    case 'edit':
      return `one letter away from ${name}`;
  }
}
