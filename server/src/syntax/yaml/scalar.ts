import { BACKSLASH, DOUBLE, isBlank, LINE_FEED, SINGLE } from './scan.js';
import type { YamlScalar } from './tree.js';

/** A plain scalar that takes the rest of its line, without a comment behind it. */
export function plainScalar(text: string, start: number, end: number): YamlScalar {
  const line = text.slice(start, end);
  const plain = line.includes('#') ? withoutComment(line) : line;
  return { text: plain, span: { start, end: start + plain.length }, style: 'plain', isClosed: true };
}

/** @param close offset of the closing quote; without one the scalar ends at `end` */
export function quotedScalar(text: string, start: number, close: number | undefined, end: number): YamlScalar {
  const span = { start: start + 1, end: Math.max(start + 1, close ?? end) };
  const style = text.charCodeAt(start) === DOUBLE ? 'double' : 'single';
  return { text: decoded(text.slice(span.start, span.end), style), span, style, isClosed: close !== undefined };
}

/** Offset of the quote that closes the one at `start`, where there is one on the same line and before `end`. */
export function closingQuote(text: string, start: number, end: number): number | undefined {
  const quote = text.charCodeAt(start);
  for (let at = start + 1; at < end; at += 1) {
    const code = text.charCodeAt(at);
    if (code === quote) {
      if (quote === DOUBLE || text.charCodeAt(at + 1) !== SINGLE) return at;
      at += 1;
    } else if (code === BACKSLASH && quote === DOUBLE) at += 1;
    else if (code === LINE_FEED) return undefined;
  }
  return undefined;
}

/** The text between quotes: two single ones stand for one, double ones have escapes (YAML 1.2.2, 5.7). Line breaks fold. */
export function decoded(raw: string, style: 'single' | 'double'): string {
  const isLong = raw.includes('\n');
  const isDouble = style === 'double';
  const unescaped = isLong ? folded((isDouble ? raw.replace(ESCAPED_BREAK, '') : raw).split('\n').map(trimmed)) : raw;
  if (!unescaped.includes(isDouble ? '\\' : "''")) return unescaped;
  return pieces(unescaped, style)
    .map(({ value }) => value)
    .join('');
}

/**
 * Lines as one text: a single line break is a space, blank lines are line breaks (YAML 1.2.2, 6.5). Around a line that begins with white space
 * breaks are kept.
 */
export function folded(lines: readonly string[]): string {
  let text = '';
  let breaks = 0;
  let wasIndented = true;
  for (const line of lines) {
    if (line === '') {
      breaks += 1;
      continue;
    }
    const isIndented = isBlank(line.charCodeAt(0));
    const kept = isIndented || wasIndented;
    if (text === '') text += '\n'.repeat(breaks);
    else text += breaks === 0 && !kept ? ' ' : '\n'.repeat(kept ? breaks + 1 : breaks);
    text += line;
    wasIndented = isIndented;
    breaks = 0;
  }
  return text;
}

/** What stands for one character each, as written and decoded. */
export function pieces(raw: string, style: YamlScalar['style']): readonly { readonly value: string; readonly length: number }[] {
  const found = raw.match(style === 'double' ? DOUBLE_PIECE : SINGLE_PIECE) ?? [];
  return found.map(piece => ({ value: decodedPiece(piece), length: piece.length }));
}

const ESCAPED_BREAK = /\\\r?\n[ \t]*/g;

function trimmed(line: string, index: number, { length }: readonly string[]): string {
  const behind = index === 0 ? line : line.trimStart();
  return index === length - 1 ? behind : behind.trimEnd();
}

/** A comment begins with a hash behind white space. */
function withoutComment(line: string): string {
  const comment = /\s#/.exec(line);
  return comment ? line.slice(0, comment.index).trimEnd() : line;
}

/** YAML 1.2.2, 5.7: escapes of one character that do not stand for themselves. */
const ESCAPES: Readonly<Record<string, string>> = {
  '0': '\0',
  a: '\x07',
  b: '\b',
  t: '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
  e: '\x1B',
  N: '\x85',
  _: '\xA0',
  L: '\u2028',
  P: '\u2029',
};
const DOUBLE_PIECE = /\\(?:x[\dA-Fa-f]{2}|u[\dA-Fa-f]{4}|U[\dA-Fa-f]{8}|[\s\S])?|[\s\S]/g;
const SINGLE_PIECE = /''|[\s\S]/g;

function decodedPiece(piece: string): string {
  if (piece === "''") return "'";
  if (!piece.startsWith('\\') || piece.length === 1) return piece;
  const code = piece.length > 2 ? Number.parseInt(piece.slice(2), 16) : undefined;
  if (code !== undefined) return code <= 0x10_ff_ff ? String.fromCodePoint(code) : '\uFFFD';
  return ESCAPES[piece.slice(1)] ?? piece.slice(1);
}
