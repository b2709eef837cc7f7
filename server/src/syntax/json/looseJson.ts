import type { Span } from '../../model/index.js';

/** How deep objects and arrays may nest; lockfiles of npm 6 nest two levels for every package within a package. */
const MAX_DEPTH = 1000;

/** A JSON value with its place. Of one shape for all kinds, for a large lockfile holds a million of them. */
export interface LooseValue extends Span {
  readonly kind: 'object' | 'array' | 'string' | 'literal';
  /** Of a string the decoded text, of a number, boolean or null the text as written; else empty. A string's span is without its quotes. */
  readonly text: string;
  readonly members: readonly LooseMember[];
  readonly items: readonly LooseValue[];
}

export interface LooseMember {
  readonly key: string;
  /** Offset behind the opening quote of the key. */
  readonly keyStart: number;
  readonly keyEnd: number;
  readonly value: LooseValue;
}

export interface LooseOptions {
  readonly comments: boolean;
  /** Whether a member is read over and not kept; `depth` is 1 for the members of the root. */
  readonly ignores?: (key: string, depth: number) => boolean;
}

export interface LooseDocument {
  readonly root?: LooseValue;
  /** The first syntax error. */
  readonly error?: { readonly message: string; readonly span: Span };
}

/**
 * Reads JSON, or with `comments` JSON that may have comments and trailing commas, in one pass and at most once over each character.
 * Of broken text everything that is readable is kept, up to text that nests too deep. Never throws.
 *
 * The manifests have a reader of their own, which knows of every comma, for edits. It takes two to three times as long: jsonc-parser's scanner
 * alone takes more than half the time that this reader takes in all.
 */
export function readLooseJson(text: string, { comments, ignores = () => false }: LooseOptions): LooseDocument {
  const at = text.startsWith('\uFEFF') ? 1 : 0;
  const reading: Reading = { text, at, depth: 0, comments, ignores, backslash: -1, lineFeed: -1 };
  skipTrivia(reading);
  const root = readValue(reading);
  if (root === undefined) fail(reading, 'value expected', reading.at, reading.at + 1);
  skipTrivia(reading);
  if (root !== undefined && reading.at < text.length) fail(reading, 'end of file expected', reading.at, reading.at + 1);
  return { ...(root && { root }), ...(reading.error && { error: reading.error }) };
}

/** The value of the last member of that name (as JSON.parse takes the last), where it is an object. */
export function objectAt(value: LooseValue | undefined, key: string): LooseValue | undefined {
  const found = valueAt(value, key);
  return found?.kind === 'object' ? found : undefined;
}

/** The value of the last member of that name, where it is a string. */
export function stringAt(value: LooseValue | undefined, key: string): LooseValue | undefined {
  const found = valueAt(value, key);
  return found?.kind === 'string' ? found : undefined;
}

/** The value of the last member of that name. */
export function valueAt(value: LooseValue | undefined, key: string): LooseValue | undefined {
  const members = value?.members ?? NO_MEMBERS;
  for (let index = members.length - 1; index >= 0; index -= 1) {
    const member = members[index];
    if (member?.key === key) return member.value;
  }
  return undefined;
}

interface Reading {
  readonly text: string;
  readonly comments: boolean;
  readonly ignores: (key: string, depth: number) => boolean;
  at: number;
  depth: number;
  /** Offsets of the next backslash and line break, as of the last string before them that was read. */
  backslash: number;
  lineFeed: number;
  error?: { readonly message: string; readonly span: Span };
}

const NO_MEMBERS: readonly LooseMember[] = [];
const NO_ITEMS: readonly LooseValue[] = [];

const QUOTE = 34;
const COMMA = 44;
const SLASH = 47;
const COLON = 58;
const OPEN_BRACKET = 91;
const BACKSLASH = 92;
const CLOSE_BRACKET = 93;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;
const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

function fail(reading: Reading, message: string, start: number, end: number): void {
  const { length } = reading.text;
  reading.error ??= { message, span: { start: Math.min(start, length), end: Math.min(end, length) } };
}

/** Undefined, and nothing taken, where no value begins. */
function readValue(reading: Reading): LooseValue | undefined {
  const code = reading.text.charCodeAt(reading.at);
  if (code === QUOTE) return readString(reading);
  if (code === OPEN_BRACE || code === OPEN_BRACKET) return readNested(reading, code === OPEN_BRACE);
  return isBare(code) ? readLiteral(reading) : undefined;
}

function readNested(reading: Reading, isObject: boolean): LooseValue {
  const start = reading.at;
  if (reading.depth === MAX_DEPTH) {
    fail(reading, `nested deeper than ${MAX_DEPTH} levels, the rest is not read`, start, start + 1);
    reading.at = reading.text.length;
    return { kind: isObject ? 'object' : 'array', start, end: reading.at, text: '', members: NO_MEMBERS, items: NO_ITEMS };
  }
  reading.at += 1;
  reading.depth += 1;
  const members: LooseMember[] | undefined = isObject ? [] : undefined;
  const items: LooseValue[] | undefined = isObject ? undefined : [];
  readContents(reading, members, items);
  reading.depth -= 1;
  const kind = isObject ? 'object' : 'array';
  return { kind, start, end: reading.at, text: '', members: members ?? NO_MEMBERS, items: items ?? NO_ITEMS };
}

/** Reads up to and with the closing sign. One that does not fit ends the object or array too, and is left where something around it fits. */
function readContents(reading: Reading, members: LooseMember[] | undefined, items: LooseValue[] | undefined): void {
  const { text } = reading;
  const isObject = members !== undefined;
  const closing = isObject ? CLOSE_BRACE : CLOSE_BRACKET;
  let expects: 'first' | 'next' | 'comma' = 'first';
  for (;;) {
    skipTrivia(reading);
    const { at } = reading;
    const code = text.charCodeAt(at);
    if (code === closing) {
      if (expects === 'next' && !reading.comments) fail(reading, 'trailing comma', at, at + 1);
      reading.at += 1;
      return;
    }
    if (at >= text.length) {
      fail(reading, isObject ? 'closing brace expected' : 'closing bracket expected', at - 1, at);
      return;
    }
    if (code === CLOSE_BRACE || code === CLOSE_BRACKET) {
      fail(reading, isObject ? 'closing brace expected' : 'closing bracket expected', at, at + 1);
      if (reading.depth > 1 && code === CLOSE_BRACE) return;
      reading.at += 1;
    } else if (code === COMMA) {
      if (expects !== 'comma') fail(reading, 'value expected', at, at + 1);
      expects = 'next';
      reading.at += 1;
    } else {
      if (expects === 'comma') fail(reading, 'comma expected', at, at + 1);
      if (members) readMember(reading, members);
      else if (items) readItem(reading, items);
      expects = 'comma';
    }
  }
}

function readItem(reading: Reading, items: LooseValue[]): void {
  const item = readValue(reading);
  if (item) items.push(item);
  else skipJunk(reading, 'value expected');
}

function readMember(reading: Reading, members: LooseMember[]): void {
  const { text } = reading;
  if (text.charCodeAt(reading.at) !== QUOTE) {
    skipJunk(reading, 'property name expected');
    return;
  }
  const key = readString(reading);
  skipTrivia(reading);
  if (text.charCodeAt(reading.at) !== COLON) {
    fail(reading, 'colon expected', reading.at, reading.at + 1);
    return;
  }
  reading.at += 1;
  skipTrivia(reading);
  const isIgnored = reading.ignores(key.text, reading.depth);
  if (isIgnored && skipString(reading)) return;
  const value = readValue(reading);
  if (value && !isIgnored) members.push({ key: key.text, keyStart: key.start, keyEnd: key.end, value });
  else if (!value) fail(reading, 'value expected', reading.at, reading.at + 1);
}

/** Passes over text that cannot be read: one sign, or a run of bare text. */
function skipJunk(reading: Reading, message: string): void {
  const start = reading.at;
  do reading.at += 1;
  while (isBare(reading.text.charCodeAt(reading.at)));
  fail(reading, message, start, reading.at);
}

function readString(reading: Reading): LooseValue {
  const start = reading.at + 1;
  const end = endOfPlain(reading, start);
  if (end === undefined) return readOddString(reading, start);
  reading.at = end + 1;
  return stringOf(reading.text, start, end, false);
}

/** Passes over a string without escapes. False, and nothing taken, where none begins. */
function skipString(reading: Reading): boolean {
  const end = reading.text.charCodeAt(reading.at) === QUOTE ? endOfPlain(reading, reading.at + 1) : undefined;
  if (end !== undefined) reading.at = end + 1;
  return end !== undefined;
}

/** Where the closing quote is of a string that has no escapes and ends in its line; undefined where it is none. */
function endOfPlain(reading: Reading, start: number): number | undefined {
  const { text } = reading;
  const quote = text.indexOf('"', start);
  if (reading.backslash < start) reading.backslash = offsetOf(text, '\\', start);
  if (reading.lineFeed < start) reading.lineFeed = offsetOf(text, '\n', start);
  return quote < 0 || quote > reading.backslash || quote > reading.lineFeed ? undefined : quote;
}

function offsetOf(text: string, sign: string, from: number): number {
  const at = text.indexOf(sign, from);
  return at < 0 ? text.length : at;
}

/** A string with escapes, or one without its closing quote: that ends with its line, less a comma that stands there. */
function readOddString(reading: Reading, start: number): LooseValue {
  const { text } = reading;
  let escaped = false;
  let at = start;
  for (; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      reading.at = at + 1;
      return stringOf(text, start, at, escaped);
    }
    if (code === LINE_FEED || code === CARRIAGE_RETURN) break;
    if (code === BACKSLASH) {
      escaped = true;
      at += 1;
    }
  }
  reading.at = Math.min(at, text.length);
  fail(reading, 'closing quote expected', start - 1, reading.at);
  return stringOf(text, start, endOfBroken(text, start, reading.at), escaped);
}

function stringOf(text: string, start: number, end: number, escaped: boolean): LooseValue {
  const raw = text.slice(start, end);
  return { kind: 'string', start, end, text: escaped ? decoded(raw) : raw, members: NO_MEMBERS, items: NO_ITEMS };
}

function decoded(raw: string): string {
  try {
    const value: unknown = JSON.parse(`"${raw}"`);
    return typeof value === 'string' ? value : raw;
  } catch {
    return raw;
  }
}

function endOfBroken(text: string, start: number, lineEnd: number): number {
  let end = lineEnd;
  while (end > start && ' \t,'.includes(text.charAt(end - 1))) end -= 1;
  return end;
}

function readLiteral(reading: Reading): LooseValue {
  const start = reading.at;
  while (isBare(reading.text.charCodeAt(reading.at))) reading.at += 1;
  const text = reading.text.slice(start, reading.at);
  if (!LITERAL.test(text)) fail(reading, 'unexpected text', start, reading.at);
  return { kind: 'literal', start, end: reading.at, text, members: NO_MEMBERS, items: NO_ITEMS };
}

const LITERAL = /^(?:true|false|null|-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)$/i;

/** Whether a character can stand in a number or word: none of white space, quote, and the signs of JSON; false for the end of the text. */
function isBare(code: number): boolean {
  switch (code) {
    case QUOTE:
    case COMMA:
    case COLON:
    case OPEN_BRACKET:
    case CLOSE_BRACKET:
    case OPEN_BRACE:
    case CLOSE_BRACE:
    case SLASH:
      return false;
    default:
      return code > 32;
  }
}

/** White space and comments. */
function skipTrivia(reading: Reading): void {
  const { text } = reading;
  for (;;) {
    let code = text.charCodeAt(reading.at);
    while (code === 32 || code === LINE_FEED || code === CARRIAGE_RETURN || code === 9) {
      reading.at += 1;
      code = text.charCodeAt(reading.at);
    }
    if (code !== SLASH || !skipComment(reading)) return;
  }
}

function skipComment(reading: Reading): boolean {
  const { text, at } = reading;
  const isLine = text.startsWith('//', at);
  if (!isLine && !text.startsWith('/*', at)) return false;
  const close = text.indexOf(isLine ? '\n' : '*/', at + 2);
  reading.at = close < 0 ? text.length : close + (isLine ? 1 : 2);
  if (!reading.comments) fail(reading, 'comments are not permitted', at, reading.at);
  else if (close < 0 && !isLine) fail(reading, 'end of comment expected', at, reading.at);
  return true;
}
