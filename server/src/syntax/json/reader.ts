import { decoded } from './escapes.js';
import { type JsonDocument, type JsonError, type JsonMember, type JsonValue, NO_COMMA } from './tree.js';

/** How deep objects and arrays may nest; lockfiles of npm 6 nest two levels for every package within a package. */
export const MAX_JSON_DEPTH = 1000;

export interface JsonOptions {
  /** `json` is RFC 8259; in `jsonc` there may be comments, and a comma behind the last member or item. By default `json`. */
  readonly dialect?: 'json' | 'jsonc';
  /** Whether a member is passed over and not kept; `depth` is 1 for the members of the root. */
  readonly ignores?: (key: string, depth: number) => boolean;
}

/**
 * Reads JSON, with or without a BOM, into a tree with UTF-16 offsets. Never throws.
 * Broken text gives everything that is readable and the first error. A missing comma loses nothing. A key without a value and a value without
 * a key are left out. A closing sign ends what it fits and all that is open inside; one that fits nothing is passed over. What nests deeper
 * than `MAX_JSON_DEPTH` is an error, and nothing behind it is read.
 * Passes each character once, for lockfiles have millions: jsonc-parser's scanner alone takes more than half the time of this reader.
 */
export function readJson(text: string, { dialect = 'json', ignores = () => false }: JsonOptions = {}): JsonDocument {
  const at = text.startsWith('\uFEFF') ? 1 : 0;
  const reading: Reading = { text, isLoose: dialect === 'jsonc', ignores, at, objects: 0, arrays: 0 };
  const root = readRoot(reading);
  return { ...(root && { root }), ...(reading.error && { error: reading.error }) };
}

interface Reading {
  readonly text: string;
  /** Comments and trailing commas are no errors. */
  readonly isLoose: boolean;
  readonly ignores: (key: string, depth: number) => boolean;
  at: number;
  /** How many objects and arrays are open. */
  objects: number;
  arrays: number;
  error?: JsonError;
}

/** An object, which has members, or an array that is still open. */
interface Open {
  readonly members: Writable<JsonMember>[] | undefined;
  readonly items: JsonValue[];
  /** Whether a comma or the end is due. */
  isBehindValue: boolean;
  /** Offset of the comma that was read last, where nothing stands behind it. */
  comma: number;
  /** The member that was read last, where nothing stands behind it. */
  last: Writable<JsonMember> | undefined;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

const NO_MEMBERS: readonly JsonMember[] = [];
const NO_ITEMS: JsonValue[] = [];

const TAB = 9;
const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const SPACE = 32;
const QUOTE = 34;
const COMMA = 44;
const SLASH = 47;
const COLON = 58;
const OPEN_BRACKET = 91;
const BACKSLASH = 92;
const CLOSE_BRACKET = 93;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;

/** Keeps the error that stands first in the text: that a colon or comma is missing shows behind what follows it. */
function fail(reading: Reading, message: string, start: number, end: number): void {
  if (reading.error && reading.error.span.start <= start) return;
  const { length } = reading.text;
  reading.error = { message, span: { start: Math.min(start, length), end: Math.min(end, length) } };
}

/** An error at the first sign of a value. */
function failAt(reading: Reading, message: string, { kind, start, end }: JsonValue): void {
  if (kind === 'string') fail(reading, message, start - 1, end + 1);
  else fail(reading, message, start, kind === 'literal' ? end : start + 1);
}

function readRoot(reading: Reading): JsonValue | undefined {
  const { text } = reading;
  skipTrivia(reading);
  let root = readValue(reading);
  while (root === undefined && reading.at < text.length) {
    skipSign(reading, 'value expected');
    skipTrivia(reading);
    root = readValue(reading);
  }
  if (root === undefined) fail(reading, 'value expected', reading.at, reading.at + 1);
  skipTrivia(reading);
  if (reading.at < text.length) fail(reading, 'end of file expected', reading.at, reading.at + 1);
  return root;
}

/** Passes over text that is no value. Undefined where a colon, a comma, a closing sign or the end of the text comes first. */
function readValue(reading: Reading): JsonValue | undefined {
  while (!endsValue(reading.text.charCodeAt(reading.at))) {
    const value = readPart(reading);
    if (value) return value;
    skipTrivia(reading);
  }
  return undefined;
}

function endsValue(code: number): boolean {
  return code === COMMA || code === COLON || code === CLOSE_BRACE || code === CLOSE_BRACKET || Number.isNaN(code);
}

/** A value, or undefined for text that is none, which is passed over. */
function readPart(reading: Reading): JsonValue | undefined {
  const code = reading.text.charCodeAt(reading.at);
  if (code === QUOTE) return readString(reading);
  return code === OPEN_BRACE || code === OPEN_BRACKET ? readNested(reading, code === OPEN_BRACE) : readLiteral(reading);
}

function readNested(reading: Reading, isObject: boolean): JsonValue {
  const kind = isObject ? 'object' : 'array';
  const start = reading.at;
  if (depthOf(reading) === MAX_JSON_DEPTH) {
    fail(reading, `nested deeper than ${MAX_JSON_DEPTH} levels, the rest is not read`, start, start + 1);
    reading.at = reading.text.length;
    return { kind, start, end: reading.at, text: '', members: NO_MEMBERS, items: NO_ITEMS };
  }
  const members: Writable<JsonMember>[] | undefined = isObject ? [] : undefined;
  const items: JsonValue[] = isObject ? NO_ITEMS : [];
  reading.at += 1;
  if (isObject) reading.objects += 1;
  else reading.arrays += 1;
  readContents(reading, { members, items, isBehindValue: false, comma: NO_COMMA, last: undefined });
  if (isObject) reading.objects -= 1;
  else reading.arrays -= 1;
  return { kind, start, end: reading.at, text: '', members: members ?? NO_MEMBERS, items };
}

function depthOf({ objects, arrays }: Reading): number {
  return objects + arrays;
}

/** Reads up to and with the closing sign. */
function readContents(reading: Reading, open: Open): void {
  for (;;) {
    skipTrivia(reading);
    switch (reading.text.charCodeAt(reading.at)) {
      case QUOTE:
        if (open.members) readMember(reading, open, open.members);
        else readItem(reading, open);
        break;
      case COMMA:
        readComma(reading, open);
        break;
      case COLON:
        skipSign(reading, open.members ? 'property name expected' : 'unexpected colon');
        break;
      case CLOSE_BRACE:
        if (closes(reading, open, open.members !== undefined, reading.objects)) return;
        break;
      case CLOSE_BRACKET:
        if (closes(reading, open, !open.members, reading.arrays)) return;
        break;
      default:
        if (reading.at < reading.text.length) {
          readItem(reading, open);
          break;
        }
        failAtEnd(reading, open);
        return;
    }
  }
}

function readComma(reading: Reading, open: Open): void {
  const { at } = reading;
  if (!open.isBehindValue) fail(reading, open.members ? 'property name expected' : 'value expected', at, at + 1);
  if (open.last) open.last.comma = at;
  reading.at += 1;
  open.isBehindValue = false;
  open.comma = at;
  open.last = undefined;
}

/**
 * Whether a closing sign ends what is open. One that fits something around it only is left to that.
 * @param fits whether it is of the kind that is open
 * @param fitting how many of its kind are open
 */
function closes(reading: Reading, open: Open, fits: boolean, fitting: number): boolean {
  const { at } = reading;
  if (!fits) fail(reading, closingExpected(open), at, at + 1);
  else if (open.comma !== NO_COMMA && !reading.isLoose) fail(reading, 'trailing comma', at, at + 1);
  const isEnd = fits || fitting > 0;
  if (fits || !isEnd) reading.at += 1;
  return isEnd;
}

function closingExpected({ members }: Open): string {
  return members ? 'closing brace expected' : 'closing bracket expected';
}

/** An error at the last character that is no white space, where there is none yet. */
function failAtEnd(reading: Reading, open: Open): void {
  if (reading.error) return;
  const end = reading.text.trimEnd().length;
  fail(reading, closingExpected(open), end - 1, end);
}

/** An item of an array. In an object, which has no place for it, it is left out. */
function readItem(reading: Reading, open: Open): void {
  const item = readPart(reading);
  if (!item) return;
  if (open.isBehindValue) failAt(reading, 'comma expected', item);
  else if (open.members) failAt(reading, 'property name expected', item);
  if (!open.members) open.items.push(item);
  isRead(open, undefined);
}

function isRead(open: Open, member: Writable<JsonMember> | undefined): void {
  open.isBehindValue = true;
  open.comma = NO_COMMA;
  open.last = member;
}

function readMember(reading: Reading, open: Open, members: Writable<JsonMember>[]): void {
  const key = readString(reading);
  if (open.isBehindValue) failAt(reading, 'comma expected', key);
  const member = memberOf(reading, key);
  if (member) members.push(member);
  isRead(open, member);
}

/** Reads a value behind its key. A string with a colon behind it is no value: it is the next key, and the one before it has none. */
function memberOf(reading: Reading, first: JsonValue): Writable<JsonMember> | undefined {
  for (let key = first; ; ) {
    const hasColon = skipColon(reading);
    const isIgnored = reading.ignores(key.text, depthOf(reading));
    if (isIgnored && skipString(reading)) return undefined;
    const value = readValue(reading);
    const missing = hasColon ? 'value expected' : 'colon expected';
    if (!value) {
      fail(reading, missing, reading.at, reading.at + 1);
      return undefined;
    }
    const isKey = value.kind === 'string' && isKeyBefore(reading);
    if (isKey || !hasColon) failAt(reading, missing, value);
    if (!isKey) {
      if (isIgnored || !(hasColon || isWhole(reading, value))) return undefined;
      return { key: key.text, keyStart: key.start, keyEnd: key.end, value, comma: NO_COMMA };
    }
    key = value;
  }
}

/** Passes over the colon behind a key, those that are too many, and text that is no value. False where there is no colon. */
function skipColon(reading: Reading): boolean {
  let hasColon = hasColonAhead(reading);
  if (hasColon) {
    reading.at += 1;
    skipTrivia(reading);
    if (reading.text.charCodeAt(reading.at) === QUOTE) return true;
  }
  do {
    while (hasColonAhead(reading)) {
      if (hasColon) fail(reading, 'value expected', reading.at, reading.at + 1);
      hasColon = true;
      reading.at += 1;
    }
  } while (skipJunk(reading));
  return hasColon;
}

/** Whether a string that was read is a key: a colon is next, but for text that is no value, which is passed over. */
function isKeyBefore(reading: Reading): boolean {
  while (!hasColonAhead(reading)) if (!skipJunk(reading)) return false;
  return true;
}

function hasColonAhead(reading: Reading): boolean {
  skipTrivia(reading);
  return reading.text.charCodeAt(reading.at) === COLON;
}

/** Whether a value is other than a string without its closing quote. */
function isWhole({ text }: Reading, { kind, end }: JsonValue): boolean {
  return kind !== 'string' || text.charCodeAt(end) === QUOTE;
}

/** Passes over text that is no value. False, and nothing taken, where something else stands. */
function skipJunk(reading: Reading): boolean {
  const { text, at } = reading;
  const code = text.charCodeAt(at);
  if (endsValue(code) || code === QUOTE || code === OPEN_BRACE || code === OPEN_BRACKET) return false;
  const isJunk = readLiteral(reading) === undefined;
  if (!isJunk) reading.at = at;
  return isJunk;
}

function skipSign(reading: Reading, message: string): void {
  fail(reading, message, reading.at, reading.at + 1);
  reading.at += 1;
}

function readString(reading: Reading): JsonValue {
  const start = reading.at + 1;
  const end = endOfPlain(reading.text, start);
  if (end === undefined) return readSpecialString(reading, start);
  reading.at = end + 1;
  return stringOf(start, end, reading.text.slice(start, end));
}

/** Passes over a string of plain characters. False, and nothing taken, where none begins. */
function skipString(reading: Reading): boolean {
  const end = reading.text.charCodeAt(reading.at) === QUOTE ? endOfPlain(reading.text, reading.at + 1) : undefined;
  if (end !== undefined) reading.at = end + 1;
  return end !== undefined;
}

/** Where the closing quote is of a string in which each character stands for itself; undefined where it is none. */
function endOfPlain(text: string, start: number): number | undefined {
  PLAIN.lastIndex = start;
  return PLAIN.test(text) ? PLAIN.lastIndex - 1 : undefined;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they may not stand in a string.
const PLAIN = /[^"\\\u0000-\u001f]*"/y;

/** A string with escapes or control characters, or one without its closing quote: that ends with its line, less a comma that stands there. */
function readSpecialString(reading: Reading, start: number): JsonValue {
  const { text } = reading;
  let at = start;
  while (at < text.length && text.charCodeAt(at) !== QUOTE && !isLineBreak(text.charCodeAt(at))) {
    const isEscape = text.charCodeAt(at) === BACKSLASH && !isLineBreak(text.charCodeAt(at + 1));
    at += isEscape ? 2 : 1;
  }
  const isClosed = text.charCodeAt(at) === QUOTE;
  reading.at = isClosed ? at + 1 : Math.min(at, text.length);
  if (!isClosed) fail(reading, 'closing quote expected', start - 1, reading.at);
  const end = isClosed ? at : withoutTail(text, start, reading.at);
  const { text: meant, problem } = decoded(text.slice(start, end));
  if (problem !== undefined) fail(reading, problem, start - 1, reading.at);
  return stringOf(start, end, meant);
}

function stringOf(start: number, end: number, text: string): JsonValue {
  return { kind: 'string', start, end, text, members: NO_MEMBERS, items: NO_ITEMS };
}

function withoutTail(text: string, start: number, lineEnd: number): number {
  let end = lineEnd;
  while (end > start && ' \t,'.includes(text.charAt(end - 1))) end -= 1;
  return end;
}

/** Undefined, and passed over, where the text is no number, boolean or null. */
function readLiteral(reading: Reading): JsonValue | undefined {
  const start = reading.at;
  do reading.at += 1;
  while (isBare(reading.text.charCodeAt(reading.at)));
  const text = reading.text.slice(start, reading.at);
  if (LITERAL.test(text)) return { kind: 'literal', start, end: reading.at, text, members: NO_MEMBERS, items: NO_ITEMS };
  fail(reading, 'unexpected text', start, reading.at);
  return undefined;
}

const LITERAL = /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)$/;

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
      return code > SPACE;
  }
}

/** White space and comments. */
function skipTrivia(reading: Reading): void {
  const { text } = reading;
  for (;;) {
    let code = text.charCodeAt(reading.at);
    while (code === SPACE || code === LINE_FEED || code === CARRIAGE_RETURN || code === TAB) {
      reading.at += 1;
      code = text.charCodeAt(reading.at);
    }
    if (code !== SLASH || !skipComment(reading)) return;
  }
}

function skipComment(reading: Reading): boolean {
  const { text, at } = reading;
  if (text.startsWith('//', at)) reading.at = endOf(LINE_BREAK, text, at);
  else if (text.startsWith('/*', at)) skipBlockComment(reading);
  else return false;
  if (!reading.isLoose) fail(reading, 'comments are not permitted', at, reading.at);
  return true;
}

function skipBlockComment(reading: Reading): void {
  const { text, at } = reading;
  const close = text.indexOf('*/', at + 2);
  reading.at = close < 0 ? text.length : close + 2;
  if (close < 0 && reading.isLoose) fail(reading, 'end of comment expected', at, reading.at);
}

function isLineBreak(code: number): boolean {
  return code === LINE_FEED || code === CARRIAGE_RETURN;
}

const LINE_BREAK = /[\r\n]/g;

/** Offset of the first match from an offset on, or of the end of the text. */
function endOf(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from;
  const isFound = pattern.test(text);
  return isFound ? pattern.lastIndex - 1 : text.length;
}
