// Mappings in braces and lists in brackets.
import { closingQuote, plainScalar, quotedScalar } from './scalar.js';
import {
  ASTERISK,
  addChild,
  addItem,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  endOfLine,
  fail,
  failAlias,
  type GrowingEntry,
  type GrowingNode,
  HASH,
  isBlank,
  isFlowSign,
  isQuote,
  isSpace,
  LINE_FEED,
  MAX_YAML_DEPTH,
  newEntry,
  newNode,
  OPEN_BRACE,
  OPEN_BRACKET,
  type Reading,
  skipProperties,
  TOO_DEEP,
} from './scan.js';
import type { YamlScalar } from './tree.js';

/**
 * Reads `{…}` or `[…]` from `at` into a node; `at` is then behind it, closed or not. A line that is not indented by more than `indent` is none of
 * it, but for closing brackets. A plain scalar ends with its line.
 * @returns whether it is closed
 */
export function readFlow(reading: Reading, indent: number, node: GrowingNode, depth = 1): boolean {
  const { text } = reading;
  const open = reading.at;
  const isMapping = text.charCodeAt(open) === OPEN_BRACE;
  if (depth > MAX_YAML_DEPTH) {
    fail(reading, TOO_DEEP, open, open + 1);
    reading.at = text.length;
    return false;
  }
  reading.at += 1;
  const isClosed = readMembers(reading, indent, node, isMapping, depth);
  if (!isClosed) fail(reading, isMapping ? NO_BRACE : NO_BRACKET, open, open + 1);
  node.end = reading.at;
  return isClosed;
}

const NO_BRACE = 'A closing brace is missing';
const NO_BRACKET = 'A closing bracket is missing';
const NO_COMMA = 'A comma is missing before this';
const NO_KEY = 'This is no key of a mapping';

/** Whether the closing sign is there. */
function readMembers(reading: Reading, indent: number, node: GrowingNode, isMapping: boolean, depth: number): boolean {
  const { text } = reading;
  let before: number | undefined;
  let last: GrowingNode | undefined;
  while (skipFlowSpace(reading, indent)) {
    const { at } = reading;
    const code = text.charCodeAt(at);
    if (code === CLOSE_BRACE || code === CLOSE_BRACKET) {
      reading.at += 1;
      return code === (isMapping ? CLOSE_BRACE : CLOSE_BRACKET);
    }
    if (code === COMMA) {
      if (last?.commas) last.commas.after = at;
      last = undefined;
      before = at;
      reading.at += 1;
      continue;
    }
    if (last) fail(reading, NO_COMMA, at, at + 1);
    last = readMember(reading, indent, node, isMapping, depth);
    last.commas = { before, after: undefined };
    before = undefined;
  }
  return false;
}

function readMember(reading: Reading, indent: number, parent: GrowingNode, isMapping: boolean, depth: number): GrowingNode {
  const { text, at: start } = reading;
  reading.at = skipProperties(text, start, text.length);
  const code = text.charCodeAt(reading.at);
  if (code === OPEN_BRACE || code === OPEN_BRACKET) {
    const item = newNode(start);
    readFlow(reading, indent, item, depth + 1);
    if (isMapping) skipKey(reading, indent, start, depth);
    else addItem(parent, item);
    return item;
  }
  if (endsMember(code) || reading.at >= text.length) return newNode(start);
  const scalar = readFlowScalar(reading);
  const hasColon = skipFlowSpace(reading, indent) && isColonBehind(text, reading.at, scalar);
  if (isMapping || hasColon) return readEntry(reading, indent, parent, isMapping, start, scalar, hasColon, depth);
  const item = newNode(start);
  setScalar(reading, item, scalar);
  addItem(parent, item);
  return item;
}

/** Passes over the value of a collection that stands for a key. */
function skipKey(reading: Reading, indent: number, start: number, depth: number): void {
  if (skipFlowSpace(reading, indent) && reading.text.charCodeAt(reading.at) === COLON) {
    const { at } = reading;
    reading.at += 1;
    readValue(reading, indent, newEntry('', { start: at, end: at }, at, at), depth);
  }
  fail(reading, NO_KEY, start, reading.at);
}

/** In a list `[key: value]` is an item that is a mapping of one entry. */
function readEntry(
  reading: Reading,
  indent: number,
  parent: GrowingNode,
  isMapping: boolean,
  start: number,
  key: YamlScalar,
  hasColon: boolean,
  depth: number,
): GrowingNode {
  const entry = newEntry(key.text, key.span, start, hasColon ? reading.at : endOf(key) - 1);
  if (hasColon) {
    reading.at += 1;
    readValue(reading, indent, entry, depth);
  }
  if (key.text === '') fail(reading, NO_KEY, start, Math.max(start + 1, key.span.end));
  else if (key.text === '<<') failAlias(reading, 'A YAML merge key is not followed', key.span.start, key.span.end);
  if (isMapping) {
    if (key.text !== '') addChild(parent, entry);
    return entry;
  }
  const item = newNode(start);
  item.end = entry.end;
  if (key.text !== '') addChild(item, entry);
  addItem(parent, item);
  return item;
}

function readValue(reading: Reading, indent: number, entry: GrowingEntry, depth: number): void {
  const { text } = reading;
  if (!skipFlowSpace(reading, indent)) return;
  reading.at = skipProperties(text, reading.at, text.length);
  const code = text.charCodeAt(reading.at);
  if (code === OPEN_BRACE || code === OPEN_BRACKET) readFlow(reading, indent, entry, depth + 1);
  else if (!isFlowSign(code) && !isSpace(code) && reading.at < text.length) setScalar(reading, entry, readFlowScalar(reading));
}

function setScalar(reading: Reading, node: GrowingNode, scalar: YamlScalar): void {
  node.value = scalar;
  node.end = endOf(scalar);
  if (scalar.style === 'alias') failAlias(reading, 'A YAML alias is not followed', scalar.span.start, scalar.span.end);
}

/** The scalar at `at`, which is then behind it. */
function readFlowScalar(reading: Reading): YamlScalar {
  const { text, at: start } = reading;
  const code = text.charCodeAt(start);
  if (!isQuote(code)) {
    const end = endOfPlain(text, start);
    reading.at = Math.max(end, code === COLON ? start : start + 1);
    const scalar = plainScalar(text, start, end);
    return code === ASTERISK ? { ...scalar, style: 'alias' } : scalar;
  }
  const close = closingQuote(text, start, text.length);
  const end = close ?? endOfLine(text, start);
  reading.at = close === undefined ? end : close + 1;
  if (close === undefined) fail(reading, 'A closing quote is missing', start, end);
  return quotedScalar(text, start, close, end);
}

function endOfPlain(text: string, start: number): number {
  let at = start;
  for (; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === LINE_FEED || isFlowSign(code) || (code === COLON && isFlowColon(text, at))) break;
    if (code === HASH && isBlank(text.charCodeAt(at - 1))) break;
  }
  while (at > start && isSpace(text.charCodeAt(at - 1))) at -= 1;
  return at;
}

function endOf({ span, style, isClosed }: YamlScalar): number {
  return isClosed && (style === 'single' || style === 'double') ? span.end + 1 : span.end;
}

/** Behind a key in quotes no white space needs to follow the colon, as in JSON. */
function isColonBehind(text: string, at: number, { style }: YamlScalar): boolean {
  return text.charCodeAt(at) === COLON && (style === 'single' || style === 'double' || isFlowColon(text, at));
}

function isFlowColon(text: string, at: number): boolean {
  if (at + 1 >= text.length) return true;
  const next = text.charCodeAt(at + 1);
  return isSpace(next) || isFlowSign(next);
}

/** Passes over white space, line breaks and comments. False, and nothing taken, where the flow value is over. */
function skipFlowSpace(reading: Reading, indent: number): boolean {
  const { text } = reading;
  let at = reading.at;
  let lineStart: number | undefined;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code === HASH && (lineStart === at || isSpace(text.charCodeAt(at - 1)) || isFlowSign(text.charCodeAt(at - 1)))) {
      const lineBreak = text.indexOf('\n', at);
      at = lineBreak < 0 ? text.length : lineBreak;
    } else if (isSpace(code)) {
      at += 1;
      if (code === LINE_FEED) lineStart = at;
    } else break;
  }
  if (at >= text.length) return false;
  if (lineStart !== undefined && isOutside(text.charCodeAt(at), at - lineStart, indent)) return false;
  reading.at = at;
  return true;
}

/** Whether a line is none of a flow value; at the top of a document, where the first column is part of it, one that begins with a letter is none. */
function isOutside(code: number, column: number, indent: number): boolean {
  if (indent < 0) return column === 0 && !isQuote(code) && !isFlowSign(code);
  return column <= indent && !endsMember(code);
}

function endsMember(code: number): boolean {
  return code === CLOSE_BRACE || code === CLOSE_BRACKET || code === COMMA;
}
