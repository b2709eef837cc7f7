import type { Span } from '../../model/index.js';
import type { JsonMember, JsonObject, JsonString } from './tree.js';

/** What to delete to drop a member: the white space before it and the comma that goes with it, its own or as the last member the one before. */
export function removalSpanOf(text: string, object: JsonObject, member: JsonMember): Span {
  let { start, end } = member.span;
  while (isWhiteSpace(text, start - 1)) start -= 1;
  if (member.commaAfter !== undefined) end = member.commaAfter + 1;
  else if (member.commaBefore === start - 1) start -= 1;
  else if (object.members.length === 1) end = endOfOnlyMember(text, end);
  return { start, end };
}

/** Offsets in the file of a part of a string literal, which is given in UTF-16 units of the decoded text. */
export function rawSpan(text: string, literal: JsonString, from: number, to: number): Span {
  const { start, end } = literal.span;
  if (end - start === literal.value.length) return { start: start + from, end: start + to };
  return { start: rawOffset(text, start, end, from), end: rawOffset(text, start, end, to) };
}

/** Number of white space characters before the key, where nothing else stands before it on its line. */
export function indentOf(text: string, key: JsonString): number | undefined {
  const quote = key.span.start - 1;
  let start = quote;
  while (text[start - 1] === ' ' || text[start - 1] === '\t') start -= 1;
  return start === 0 || text[start - 1] === '\n' || text[start - 1] === '\r' ? quote - start : undefined;
}

function endOfOnlyMember(text: string, memberEnd: number): number {
  let end = memberEnd;
  while (isWhiteSpace(text, end)) end += 1;
  return text[end] === '}' ? end : memberEnd;
}

function isWhiteSpace(text: string, offset: number): boolean {
  const character = text[offset];
  return character === ' ' || character === '\t' || character === '\n' || character === '\r';
}

/** Where the first so many units of the decoded text end. An escape that is none is passed over, as the scanner does: no unit stands for it. */
function rawOffset(text: string, start: number, end: number, units: number): number {
  let offset = start;
  for (let unit = 0; unit < units && offset < end; ) {
    const { length, isRead } = pieceAt(text, offset);
    offset += length;
    if (isRead) unit += 1;
  }
  return Math.min(offset, end);
}

/** One character as it is written, and whether anything is read of it. */
function pieceAt(text: string, offset: number): { readonly length: number; readonly isRead: boolean } {
  if (text[offset] !== '\\') return { length: 1, isRead: true };
  const [digits] = text[offset + 1] === 'u' ? (/^[\da-f]{0,4}/i.exec(text.slice(offset + 2, offset + 6)) ?? []) : [];
  if (digits !== undefined) return { length: 2 + digits.length, isRead: digits.length === 4 };
  return { length: 2, isRead: /["\\/bfnrt]/.test(text[offset + 1] ?? '') };
}
