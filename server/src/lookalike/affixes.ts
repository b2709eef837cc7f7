// What can be put before or behind any name without saying anything new of it.
import type { Ecosystem } from '../model/index.js';
import { tuningOf } from './tuning.js';

/** What is left of a name without an affix. */
export interface Remainder {
  readonly kind: 'language' | 'praise' | 'version';
  /** What was taken off, with its separator. */
  readonly added: string;
  readonly rest: string;
  /** There was no separator between the two. */
  readonly isGlued: boolean;
}

/** A name in lower case without each affix that it has, one at a time. */
export function withoutAffix(name: string, ecosystem: Ecosystem): readonly Remainder[] {
  return [...withoutWords(name, tuningOf(ecosystem).languages, 'language'), ...withoutWords(name, PRAISE, 'praise'), ...version(name)];
}

function withoutWords(name: string, words: readonly string[], kind: Remainder['kind']): readonly Remainder[] {
  return words.filter(word => name.includes(word)).flatMap(word => [...before(name, word, kind), ...behind(name, word, kind)]);
}

/** That it is the real one, a newer or a better one. */
const PRAISE = [
  ...['beta', 'compat', 'easy', 'fixed', 'latest', 'lib', 'library', 'new', 'next'],
  ...['official', 'plus', 'pro', 'real', 'update', 'upgrade'],
];

const NONE: readonly Remainder[] = [];

function before(name: string, word: string, kind: Remainder['kind']): readonly Remainder[] {
  if (!name.startsWith(word) || name.length <= word.length + 1) return NONE;
  const isGlued = !isSeparator(name.charAt(word.length));
  const added = isGlued ? word : name.slice(0, word.length + 1);
  return [{ kind, added, rest: name.slice(added.length), isGlued }];
}

function behind(name: string, word: string, kind: Remainder['kind']): readonly Remainder[] {
  if (!name.endsWith(word) || name.length <= word.length + 1) return NONE;
  const isGlued = !isSeparator(name.charAt(name.length - word.length - 1));
  const added = isGlued ? word : name.slice(-word.length - 1);
  return [{ kind, added, rest: name.slice(0, -added.length), isGlued }];
}

function isSeparator(letter: string): boolean {
  return letter === '-' || letter === '_' || letter === '.';
}

function version(name: string): readonly Remainder[] {
  const added = /[-_.]v?\d{1,2}(?:\.\d{1,2}){0,2}$/.exec(name)?.[0];
  return added === undefined ? NONE : [{ kind: 'version', added, rest: name.slice(0, -added.length), isGlued: false }];
}
