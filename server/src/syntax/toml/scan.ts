// The words of TOML below values: keys, white space, comments; and the state of a reading.
import type { Span } from '../../model/index.js';
import { readTomlString, type TomlString } from './strings.js';

/** One part of a dotted key. `span` is what stands between the quotes, where there are any. */
export interface TomlKey {
  readonly name: string;
  readonly span: Span;
}

export interface TomlError {
  readonly message: string;
  readonly span: Span;
}

/** Where a reading stands. */
export interface Reading {
  readonly text: string;
  at: number;
  depth: number;
  /** Up to here it is known that inline tables are not closed on a later line. */
  oneLineUntil: number;
  error: TomlError | undefined;
}

export const LINE_FEED = 0x0a;
export const OPEN_BRACKET = 0x5b;
export const CLOSE_BRACKET = 0x5d;
export const OPEN_BRACE = 0x7b;
export const CLOSE_BRACE = 0x7d;
export const COMMA = 0x2c;
const DOT = 0x2e;
export const EQUALS = 0x3d;
export const HASH = 0x23;
export const DOUBLE = 0x22;
export const SINGLE = 0x27;

export function fail(state: Reading, message: string, span: Span): void {
  if (state.error === undefined || span.start < state.error.span.start) state.error = { message, span };
}

export function failHere(state: Reading, message: string): void {
  fail(state, message, { start: state.at, end: Math.max(state.at, Math.min(state.at + 1, endOfLine(state))) });
}

/** A dotted key and the white space behind it. A part that is missing is empty. */
export function readPath(state: Reading): TomlKey[] | undefined {
  const first = readKey(state);
  if (first === undefined) {
    failHere(state, 'key expected');
    return undefined;
  }
  const path = [first];
  for (skipBlanks(state); state.text.charCodeAt(state.at) === DOT; skipBlanks(state)) {
    state.at += 1;
    skipBlanks(state);
    const next = readKey(state);
    if (next === undefined) failHere(state, 'key expected');
    path.push(next ?? { name: '', span: { start: state.at, end: state.at } });
  }
  return path;
}

function readKey(state: Reading): TomlKey | undefined {
  const { text, at: start } = state;
  const first = text.charCodeAt(start);
  if (first === DOUBLE || first === SINGLE) {
    const { value, span } = readString(state);
    return { name: value, span };
  }
  let at = start;
  while (isBareKeyPart(text.charCodeAt(at))) at += 1;
  if (at === start) return undefined;
  state.at = at;
  return { name: text.slice(start, at), span: { start, end: at } };
}

export function readString(state: Reading): TomlString {
  const { string, end, error } = readTomlString(state.text, state.at);
  if (error) fail(state, error.message, error.span);
  state.at = end;
  return string;
}

/** Passes over white space, line breaks and comments; whether there was a line break. */
export function skipTrivia(state: Reading): boolean {
  const { text } = state;
  let isOnNewLine = false;
  for (;;) {
    const code = text.charCodeAt(state.at);
    if (code === LINE_FEED) isOnNewLine = true;
    else if (code === HASH) state.at = endOfLine(state) - 1;
    else if (!isBlank(code)) return isOnNewLine;
    state.at += 1;
  }
}

export function skipBlanks(state: Reading): void {
  while (isBlank(state.text.charCodeAt(state.at))) state.at += 1;
}

export function endOfLine({ text, at }: Reading): number {
  const lineBreak = text.indexOf('\n', at);
  const end = lineBreak < 0 ? text.length : lineBreak;
  return lineBreak > at && text.charCodeAt(end - 1) === 0x0d ? end - 1 : end;
}

export function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x0d;
}

function isBareKeyPart(code: number): boolean {
  const isLetter = (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a);
  return isLetter || (code >= 0x30 && code <= 0x39) || code === 0x2d || code === 0x5f;
}
