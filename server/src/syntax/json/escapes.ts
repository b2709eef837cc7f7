import type { Span } from '../../model/index.js';
import type { JsonText } from './tree.js';

export interface Decoded {
  readonly text: string;
  /** What is wrong in it first, by RFC 8259 section 7. */
  readonly problem?: string;
}

/**
 * What a text between quotes means. Nothing stands for an escape that is none; a control character stands for itself.
 * @param raw without the quotes
 */
export function decoded(raw: string): Decoded {
  try {
    return { text: String(JSON.parse(`"${raw}"`)) };
  } catch {
    return decodedByPiece(raw);
  }
}

/**
 * Offsets in the file of a part of a string or key.
 * @param from where the part begins, in UTF-16 units of the decoded text; `to` where it ends
 */
export function rawSpan(text: string, { start, end, text: meant }: JsonText, from: number, to: number): Span {
  if (end - start === meant.length) return { start: start + from, end: start + to };
  return { start: rawOffset(text, start, end, from), end: rawOffset(text, start, end, to) };
}

function decodedByPiece(raw: string): Decoded {
  const units: string[] = [];
  let problem: string | undefined;
  for (let at = 0; at < raw.length; ) {
    const piece = pieceAt(raw, at);
    at += piece.length;
    if (piece.meant !== undefined) units.push(piece.meant);
    problem ??= piece.problem;
  }
  return { text: units.join(''), ...(problem !== undefined && { problem }) };
}

/** Where the first so many units of the decoded text end. */
function rawOffset(text: string, start: number, end: number, units: number): number {
  let offset = start;
  for (let unit = 0; unit < units && offset < end; ) {
    const { length, meant } = pieceAt(text, offset);
    offset += length;
    if (meant !== undefined) unit += 1;
  }
  return Math.min(offset, end);
}

/** One UTF-16 unit as it is written. */
interface Piece {
  readonly length: number;
  readonly meant?: string;
  readonly problem?: string;
}

function pieceAt(text: string, at: number): Piece {
  const unit = text.charAt(at);
  if (unit !== '\\') return { length: 1, meant: unit, ...(unit < ' ' && { problem: 'invalid character in a string' }) };
  const sign = text.charAt(at + 1);
  if (sign === 'u') return unicodeAt(text, at);
  const meant = ESCAPES.get(sign);
  return { length: 2, ...(meant === undefined ? { problem: 'invalid escape' } : { meant }) };
}

function unicodeAt(text: string, at: number): Piece {
  const [digits = ''] = /^[\da-f]{0,4}/i.exec(text.slice(at + 2, at + 6)) ?? [];
  const length = 2 + digits.length;
  if (digits.length < 4) return { length, problem: 'invalid unicode escape' };
  return { length, meant: String.fromCharCode(Number.parseInt(digits, 16)) };
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ['\\', '\\'],
  ['/', '/'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
]);
