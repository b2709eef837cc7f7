// Splits the options of a requirement line into words as pip does: Python's shlex.split, POSIX rules.
import type { Span } from '../../../model/index.js';

/** One word. `value` is without quotes and escapes; `span` covers the word as written. */
export interface Word {
  readonly value: string;
  readonly span: Span;
  /** The index in the text of each character of `value`; left out where they follow each other from `span.start` on. */
  readonly indices?: readonly number[];
}

export interface Words {
  readonly words: readonly Word[];
  /** A word whose quote is not closed or whose last character is an escape; nothing of it is in `words`. */
  readonly unclosed?: Span;
}

/** The words of `text` from index `from` on. */
export function splitWords(text: string, from: number): Words {
  const words: Word[] = [];
  let at = skipBlanks(text, from);
  while (at < text.length) {
    const word = readPlainWord(text, at) ?? readQuotedWord(text, at);
    if (word === undefined) return { words, unclosed: { start: at, end: text.length } };
    words.push(word);
    at = skipBlanks(text, word.span.end);
  }
  return { words };
}

/** Where the characters `from` to `to` of a word's value stand in the text; quotes around them are left out. */
export function spanInWord({ value, span, indices }: Word, from = 0, to = value.length): Span {
  const indexOf = (at: number): number => (indices === undefined ? span.start + at : (indices[at] ?? span.end));
  if (from < to) return { start: indexOf(from), end: indexOf(to - 1) + 1 };
  const at = from > 0 ? indexOf(from - 1) + 1 : indexOf(from);
  return { start: at, end: at };
}

function readPlainWord(text: string, start: number): Word | undefined {
  let at = start;
  for (; at < text.length && !isBlank(text[at]); at++) {
    if (text[at] === '"' || text[at] === "'" || text[at] === '\\') return undefined;
  }
  return { value: text.slice(start, at), span: { start, end: at } };
}

function readQuotedWord(text: string, start: number): Word | undefined {
  const indices: number[] = [];
  let quote: string | undefined;
  let at = start;
  for (; at < text.length && (quote !== undefined || !isBlank(text[at])); at++) {
    const char = text[at];
    if (quote === undefined ? char === '"' || char === "'" : char === quote) quote = quote === undefined ? char : undefined;
    else if (char === '\\' && escapes(text[at + 1], quote)) indices.push(++at);
    else indices.push(at);
  }
  if (quote !== undefined || at > text.length) return undefined;
  return { value: indices.map(index => text[index]).join(''), span: { start, end: at }, indices };
}

/** Whether a backslash before `next` is an escape: always outside quotes, before `"` and `\` in double ones, never in single ones. */
function escapes(next: string | undefined, quote: string | undefined): boolean {
  return quote === undefined || (quote === '"' && (next === '"' || next === '\\'));
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (at < text.length && isBlank(text[at])) at++;
  return at;
}

function isBlank(char: string | undefined): boolean {
  return char === ' ' || char === '\t';
}
