import type { Span } from '../../model/index.js';

/** A value or key that is text. */
export interface YamlScalar {
  /** Decoded. */
  readonly text: string;
  /** Without quotes, anchor and tag. */
  readonly span: Span;
  /** `block`: the text stands below, after `|` or `>`; `alias`: `*name`, which stands for another value. Neither is followed. */
  readonly style: 'plain' | 'single' | 'double' | 'block' | 'alias';
  /** False for a quoted one without its second quote: it ends with its line. */
  readonly isClosed: boolean;
}

/**
 * Reads the scalar at `start`.
 * @param end where its line ends, white space before the line break left out
 * @param isPlainEnd whether a plain scalar ends before an offset, besides at a comment
 * @returns the scalar, and the offset behind it
 */
export function readYamlScalar(
  text: string,
  start: number,
  end: number,
  isPlainEnd: (at: number) => boolean = () => false,
): { readonly scalar: YamlScalar; readonly end: number } {
  const property = PROPERTY.exec(text.slice(start, end))?.[0].length ?? 0;
  const from = start + property;
  const sign = text[from];
  if (from < end && (sign === "'" || sign === '"')) return quoted(text, from, end, sign === '"' ? 'double' : 'single');
  let to = from;
  while (to < end && !isPlainEnd(to) && !(text[to] === '#' && isBlank(text[to - 1]))) to += 1;
  while (to > from && isBlank(text[to - 1])) to -= 1;
  const style = sign === '|' || sign === '>' ? 'block' : sign === '*' ? 'alias' : 'plain';
  const span = { start: from, end: to };
  return { scalar: { text: text.slice(from, to), span, style, isClosed: true }, end: to };
}

/** Offsets in the file of a part of a scalar, which is given in UTF-16 units of the decoded text. */
export function yamlRawSpan(text: string, { span, style, text: decoded }: YamlScalar, from: number, to: number): Span {
  if (span.end - span.start === decoded.length) return { start: span.start + from, end: span.start + to };
  const raw = text.slice(span.start, span.end);
  return { start: span.start + rawOffset(raw, style, from), end: span.start + rawOffset(raw, style, to) };
}

/** An anchor or a tag before a value. */
const PROPERTY = /^(?:[&!][^\s,[\]{}]*\s+)+/;

function isBlank(character: string | undefined): boolean {
  return character === ' ' || character === '\t';
}

function quoted(text: string, start: number, end: number, style: 'single' | 'double') {
  const quote = text[start];
  let at = start + 1;
  for (; at < end; at += 1) {
    if (style === 'double' && text[at] === '\\') at += 1;
    else if (text[at] === quote && style === 'single' && text[at + 1] === quote) at += 1;
    else if (text[at] === quote) break;
  }
  const isClosed = at < end;
  const span = { start: start + 1, end: Math.min(at, end) };
  const decoded = pieces(text.slice(span.start, span.end), style).map(({ value }) => value);
  return { scalar: { text: decoded.join(''), span, style, isClosed }, end: isClosed ? at + 1 : end };
}

/** YAML 1.2, 5.7: escapes of one character that do not stand for themselves. */
const ESCAPES: Readonly<Record<string, string>> = { '0': '\0', a: '\x07', b: '\b', t: '\t', n: '\n', v: '\v', f: '\f', r: '\r', e: '\x1B' };
const DOUBLE_PIECE = /\\(?:x[\dA-Fa-f]{2}|u[\dA-Fa-f]{4}|U[\dA-Fa-f]{8}|[\s\S])?|[\s\S]/g;
const SINGLE_PIECE = /''|[\s\S]/g;

/** What stands for one character each, as written and decoded. */
function pieces(raw: string, style: YamlScalar['style']): readonly { readonly value: string; readonly length: number }[] {
  const found = raw.match(style === 'double' ? DOUBLE_PIECE : SINGLE_PIECE) ?? [];
  return found.map(piece => ({ value: decodedPiece(piece), length: piece.length }));
}

function decodedPiece(piece: string): string {
  if (piece === "''") return "'";
  if (!piece.startsWith('\\') || piece.length === 1) return piece;
  const code = piece.length > 2 ? Number.parseInt(piece.slice(2), 16) : undefined;
  if (code !== undefined) return code <= 0x10_ff_ff ? String.fromCodePoint(code) : '\uFFFD';
  return ESCAPES[piece.slice(1)] ?? piece.slice(1);
}

function rawOffset(raw: string, style: YamlScalar['style'], units: number): number {
  let [offset, seen] = [0, 0];
  for (const { value, length } of pieces(raw, style)) {
    if (seen >= units) break;
    seen += value.length;
    offset += length;
  }
  return offset;
}
