import type { Span } from '../../model/index.js';
import { type JsonToken, type JsonTokens, readTokens } from './tokens.js';

/** How deep objects and arrays may nest; real manifests stay below ten. */
export const MAX_JSON_DEPTH = 500;

/** A string literal. `span` is what stands between the quotes, `value` the text with escapes decoded. */
export interface JsonString {
  readonly kind: 'string';
  readonly value: string;
  readonly span: Span;
}

export interface JsonObject {
  readonly kind: 'object';
  /** From `{` to `}`; where the brace is missing, to the end of what was read. */
  readonly span: Span;
  readonly members: readonly JsonMember[];
}

/** An array, number, boolean or null: nothing of it is kept but its place. */
export interface JsonOther {
  readonly kind: 'other';
  readonly span: Span;
}

export type JsonValue = JsonString | JsonObject | JsonOther;

export interface JsonMember {
  readonly key: JsonString;
  readonly value: JsonValue;
  /** From the quote of the key to the end of the value. */
  readonly span: Span;
  /** Offset of the comma directly before, where there is one. */
  readonly commaBefore?: number;
  /** Offset of the comma directly after, where there is one. */
  readonly commaAfter?: number;
}

export interface JsonDocument {
  /** Undefined where the text holds no value at all. */
  readonly root?: JsonValue;
  /** The first syntax error of the text. */
  readonly error?: JsonError;
}

/** A syntax error by RFC 8259 (comments and trailing commas are errors too). */
export interface JsonError {
  readonly message: string;
  readonly span: Span;
}

/**
 * Reads JSON text (RFC 8259, with or without BOM) into a tree with UTF-16 offsets. Broken text gives everything that is readable
 * and the first error: a key without a value is left out and what follows it is kept. Iterative, so no depth overflows the stack;
 * what lies deeper than `MAX_JSON_DEPTH` is an error, and nothing behind it is read.
 */
export function readJson(text: string): JsonDocument {
  const tokens = readTokens(text, (message, span) => fail(state, message, span));
  const state: Reading = { text, tokens, frames: [], lastEnd: 0 };
  for (let token = tokens.next(); token !== undefined; token = tokens.next()) {
    if (state.root !== undefined && state.frames.length === 0) {
      fail(state, 'end of file expected', token);
      break;
    }
    step(state, token);
    if (state.frames.length > MAX_JSON_DEPTH) {
      fail(state, `nested deeper than ${MAX_JSON_DEPTH} levels, the rest is not read`, token);
      break;
    }
    state.lastEnd = token.end;
  }
  finish(state);
  return { ...(state.root && { root: state.root }), ...(state.error && { error: state.error }) };
}

/** An object or array that is still open. `expects` is where in the grammar it stands; an array only knows `value` and `end`. */
interface Frame {
  readonly start: number;
  readonly members?: Writable<JsonMember>[];
  expects: 'key' | 'colon' | 'value' | 'end';
  key?: JsonString | undefined;
  comma?: number | undefined;
}

interface Reading {
  readonly text: string;
  readonly tokens: JsonTokens;
  readonly frames: Frame[];
  lastEnd: number;
  root?: JsonValue;
  error?: JsonError;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** Keeps the error that stands first in the text; looking ahead may find a later one before it. */
function fail(state: Reading, message: string, { start, end }: Span): void {
  if (state.error === undefined || start < state.error.span.start) state.error = { message, span: { start, end } };
}

function step(state: Reading, token: JsonToken): void {
  const frame = state.frames.at(-1);
  switch (token.kind) {
    case '{':
    case '[':
      open(state, frame, token);
      break;
    case '}':
    case ']':
      close(state, token);
      break;
    case ',':
      comma(state, frame, token);
      break;
    case ':':
      colon(state, frame, token);
      break;
    case 'string':
      if (frame?.members) stringInObject(state, frame, token);
      else value(state, frame, stringOf(state.text, token), token);
      break;
    default:
      value(state, frame, { kind: 'other', span: { start: token.start, end: token.end } }, token);
  }
}

function open(state: Reading, frame: Frame | undefined, token: JsonToken): void {
  expectValue(state, frame, token);
  const isObject = token.kind === '{';
  state.frames.push(isObject ? { start: token.start, members: [], expects: 'key' } : { start: token.start, expects: 'value' });
}

function value(state: Reading, frame: Frame | undefined, read: JsonValue, token: JsonToken): void {
  expectValue(state, frame, token);
  attach(state, read, token.end);
}

function expectValue(state: Reading, frame: Frame | undefined, token: JsonToken): void {
  if (frame === undefined || frame.expects === 'value') return;
  const wanted = { key: 'property name', colon: 'colon', end: 'comma' }[frame.expects];
  fail(state, `${wanted} expected`, token);
}

/** Puts a finished value where it belongs; without a key it is dropped. */
function attach(state: Reading, read: JsonValue, end: number): void {
  const frame = state.frames.at(-1);
  if (frame === undefined) {
    state.root = read;
    return;
  }
  if (frame.members && frame.key) {
    const span = { start: frame.key.span.start - 1, end };
    frame.members.push({ key: frame.key, value: read, span, ...(frame.comma !== undefined && { commaBefore: frame.comma }) });
  }
  frame.key = undefined;
  frame.comma = undefined;
  frame.expects = 'end';
}

function stringInObject(state: Reading, frame: Frame, token: JsonToken): void {
  const isKey = frame.expects === 'key' || frame.expects === 'end' || state.tokens.peek()?.kind === ':';
  if (frame.expects === 'end') fail(state, 'comma expected', token);
  if (frame.expects === 'colon') fail(state, 'colon expected', token);
  if (isKey) {
    if (frame.expects === 'value') fail(state, 'value expected', token);
    frame.key = stringOf(state.text, token);
    frame.expects = 'colon';
    return;
  }
  if (frame.expects === 'colon' && token.unterminated) frame.key = undefined;
  attach(state, stringOf(state.text, token), token.end);
}

function colon(state: Reading, frame: Frame | undefined, token: JsonToken): void {
  if (!frame?.members || frame.expects !== 'colon') fail(state, frame?.members ? 'property name expected' : 'unexpected colon', token);
  if (frame?.members) frame.expects = 'value';
}

function comma(state: Reading, frame: Frame | undefined, token: JsonToken): void {
  if (frame === undefined) {
    fail(state, 'value expected', token);
    return;
  }
  if (frame.expects !== 'end') fail(state, `${frame.expects === 'key' ? 'property name' : frame.expects} expected`, token);
  const last = frame.members?.at(-1);
  if (last && frame.expects === 'end') last.commaAfter = token.start;
  frame.expects = frame.members ? 'key' : 'value';
  frame.key = undefined;
  frame.comma = token.start;
}

/** A closing brace or bracket ends what it fits, and whatever is still open inside; one that fits nothing is passed over. */
function close(state: Reading, token: JsonToken): void {
  const isBrace = token.kind === '}';
  const depth = state.frames.findLastIndex(frame => (frame.members !== undefined) === isBrace);
  if (depth < state.frames.length - 1 || depth < 0) {
    fail(state, state.frames.length === 0 ? 'value expected' : `closing ${isBrace ? 'bracket' : 'brace'} expected`, token);
  }
  if (depth < 0) return;
  while (state.frames.length > depth + 1) closeFrame(state, token.start);
  const frame = state.frames.at(-1);
  if (frame?.expects === 'colon') fail(state, 'colon expected', token);
  else if (frame?.expects === 'value' && (frame.members || frame.comma !== undefined)) fail(state, 'value expected', token);
  else if (frame?.expects === 'key' && frame.comma !== undefined) fail(state, 'trailing comma', token);
  closeFrame(state, token.end);
}

function closeFrame(state: Reading, end: number): void {
  const frame = state.frames.pop();
  if (frame === undefined) return;
  const span = { start: frame.start, end };
  attach(state, frame.members ? { kind: 'object', span, members: frame.members } : { kind: 'other', span }, end);
}

function finish(state: Reading): void {
  const end = { start: Math.max(0, state.lastEnd - 1), end: state.lastEnd };
  if (state.frames.length > 0 && !state.error) {
    fail(state, state.frames.at(-1)?.members ? 'closing brace expected' : 'closing bracket expected', end);
  }
  while (state.frames.length > 0) closeFrame(state, state.lastEnd);
  if (state.root === undefined && !state.error) fail(state, 'value expected', end);
}

/** Of a string without its closing quote, a comma at the end of the line is not taken for a part of it. */
function stringOf(text: string, token: JsonToken): JsonString {
  const start = token.start + 1;
  if (!token.unterminated) return { kind: 'string', value: token.value, span: { start, end: token.end - 1 } };
  const raw = withoutTail(text.slice(start, token.end));
  return { kind: 'string', value: withoutTail(token.value), span: { start, end: start + raw.length } };
}

function withoutTail(text: string): string {
  let end = text.length;
  while (end > 0 && ' \t,'.includes(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}
