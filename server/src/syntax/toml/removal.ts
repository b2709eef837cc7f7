// What to delete to remove one element of a list between brackets, or one entry of an inline table, and leave valid TOML.
import type { Span } from '../../model/index.js';
import type { TomlArray, TomlEntry, TomlInlineTable } from './reader.js';
import { outerSpan } from './strings.js';

/** The whole lines that a span touches, the last line break included: `\n`, `\r\n` or, as setup.cfg may have it, `\r`. */
export function linesOf(text: string, { start, end }: Span): Span {
  let from = start;
  while (from > 0 && !isLineBreak(text[from - 1])) from -= 1;
  let to = end;
  while (to < text.length && !isLineBreak(text[to])) to += 1;
  if (text[to] === '\r' && text[to + 1] === '\n') to += 1;
  return { start: from === 0 ? startOfText(text) : from, end: Math.min(text.length, to + 1) };
}

function isLineBreak(character: string | undefined): boolean {
  return character === '\n' || character === '\r';
}

/** The offset behind the blank lines that begin at `from`. */
export function behindBlankLines(text: string, from: number): number {
  let end = from;
  for (let at = skipBlanks(text, end); text[at] === '\n'; at = skipBlanks(text, end)) end = at + 1;
  return end;
}

/** The removal span of each element of an array. */
export function itemRemovals(text: string, array: TomlArray): readonly Span[] {
  return removals(
    text,
    array.span,
    array.items.map(({ value, commaAfter }) => ({ span: value.kind === 'string' ? outerSpan(value) : value.span, commaAfter })),
  );
}

/** The removal span of each entry of an inline table. */
export function tableRemovals(text: string, { span, entries }: TomlInlineTable): readonly Span[] {
  return removals(text, span, entries);
}

/** The entry alone. */
export function entryRemoval({ span, commaAfter }: TomlEntry): Span {
  return commaAfter === undefined ? span : { start: span.start, end: commaAfter + 1 };
}

interface Part {
  readonly span: Span;
  readonly commaAfter: number | undefined;
}

/** `whole` begins with the opening bracket. */
function removals(text: string, whole: Span, parts: readonly Part[]): readonly Span[] {
  return parts.map((part, index) => {
    const before = parts[index - 1];
    const from = before === undefined ? whole.start + 1 : (before.commaAfter ?? before.span.end - 1) + 1;
    return ownLines(text, from, part) ?? inLine(text, from, part, before, parts.length === 1);
  });
}

/** The lines of a part that shares them with nothing but a comment behind it; a part without a comma needs one before it to stay. */
function ownLines(text: string, from: number, { span, commaAfter }: Part): Span | undefined {
  let start = span.start;
  while (text[start - 1] === ' ' || text[start - 1] === '\t') start -= 1;
  if (start <= from || text[start - 1] !== '\n') return undefined;
  const end = skipBlanks(text, commaAfter === undefined ? span.end : commaAfter + 1);
  if (commaAfter !== undefined && text.slice(span.end, commaAfter).includes('\n')) return undefined;
  if (text[end] !== '\n' && text[end] !== '#') return undefined;
  const lineBreak = text.indexOf('\n', end);
  return lineBreak < 0 ? undefined : { start, end: lineBreak + 1 };
}

function inLine(text: string, from: number, { span, commaAfter }: Part, before: Part | undefined, isOnly: boolean): Span {
  const start = Math.max(from, startOfGap(text, from, span.start));
  if (commaAfter !== undefined) return { start, end: start < span.start ? commaAfter + 1 : skipBlanks(text, commaAfter + 1) };
  const isBehindComma = before?.commaAfter !== undefined && start === from;
  if (isBehindComma) return { start: before.commaAfter, end: span.end };
  return { start, end: isOnly ? endOfGap(text, span.end) : span.end };
}

/** The white space before an offset; a comment, and the line break that ends it, are not touched. */
function startOfGap(text: string, from: number, end: number): number {
  const gap = text.slice(from, end);
  const comment = gap.lastIndexOf('#');
  if (comment < 0) return from + gap.trimEnd().length;
  const lineBreak = gap.indexOf('\n', comment);
  return lineBreak < 0 ? end : from + lineBreak + 1;
}

/** Behind the white space in front of a closing bracket. */
function endOfGap(text: string, from: number): number {
  let end = from;
  while (/\s/.test(text.charAt(end))) end += 1;
  return text[end] === ']' || text[end] === '}' ? end : from;
}

function startOfText(text: string): number {
  return text.charCodeAt(0) === 0xfeff ? 1 : 0;
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ' || text[at] === '\t' || text[at] === '\r') at += 1;
  return at;
}
