import type { Span } from '../../model/index.js';
import { type JsonMember, type JsonText, type JsonValue, NO_COMMA } from './tree.js';

/** What to delete to drop a member: the white space before it and the comma that goes with it, its own or of the last member the one before. */
export function removalSpanOf(text: string, object: JsonValue, member: JsonMember): Span {
  const { members } = object;
  let start = member.keyStart - 1;
  while (isWhiteSpace(text, start - 1)) start -= 1;
  const end = endOfMember(text, member);
  if (member.comma !== NO_COMMA) return { start, end: member.comma + 1 };
  if (members.length === 1) return { start, end: endOfOnlyMember(text, end) };
  const isBehindComma = member === members.at(-1) && members.at(-2)?.comma === start - 1;
  return { start: isBehindComma ? start - 1 : start, end };
}

/** Offset behind the value and its closing quote; of a string without one, of its line. */
export function endOfMember(text: string, { value }: JsonMember): number {
  if (value.kind !== 'string') return value.end;
  if (text[value.end] === '"') return value.end + 1;
  let { end } = value;
  while (end < text.length && ' \t,'.includes(text.charAt(end))) end += 1;
  return end;
}

/** Number of white space characters before the key, where nothing else stands before it on its line. */
export function indentOf(text: string, key: JsonText): number | undefined {
  const quote = key.start - 1;
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
