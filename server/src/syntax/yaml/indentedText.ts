import type { Problem, Span } from '../../model/index.js';
import { closingQuote, type FlowReading, type IndentedValue, readFlow, scalarOf, unquoted } from './indentedValues.js';

/** A line `key: value`, with the lines that are indented below it. */
export interface IndentedEntry {
  /** Without its quotes. Of an item of a list the key is `-`. */
  readonly key: string;
  /** Where the key stands, without quotes. */
  readonly keySpan: Span;
  readonly value?: IndentedValue;
  readonly children: readonly IndentedEntry[];
}

export interface IndentedText {
  /** The top-level entries of each YAML document, in order; at least one. */
  readonly documents: readonly (readonly IndentedEntry[])[];
  /** The first line that could not be read. */
  readonly problems: readonly Problem[];
}

/** Which of two languages: YAML as pnpm and Yarn Berry write it (`key: value`), or Yarn 1's (`key value`, and `key:` above what is below). */
export type IndentedStyle = 'yaml' | 'yarn1';

/**
 * Reads what package managers write into pnpm-lock.yaml and yarn.lock: mappings by indentation; plain and quoted scalars; flow values
 * (`{a: b}`, `[c]`); long keys after `?`; comments; several documents. Also what formatters make of it: flow values over several lines and
 * below their key. Block scalars and folded text, which hold nothing of interest, are passed over; anchors, tags and merge keys are not
 * known. That is a small part of YAML, in one pass over the lines, for the sake of speed: a reader of all of YAML with positions takes
 * seconds for the largest lockfiles. Never throws; lines that cannot be read are passed over.
 */
export function readIndented(text: string, style: IndentedStyle): IndentedText {
  const state: Reading = { text, at: 0, style, documents: [[]], open: [], problems: [] };
  if (text.startsWith('\uFEFF')) state.at = 1;
  while (state.at < text.length) readLine(state);
  return { documents: state.documents, problems: state.problems };
}

/** The entry of that name, the first where there are several. */
export function entryAt(entries: readonly IndentedEntry[] | undefined, key: string): IndentedEntry | undefined {
  return entries?.find(entry => entry.key === key);
}

/** The text of a scalar by name: from the lines below an entry, or from its flow value (`{integrity: …}`). */
export function scalarAt(entry: IndentedEntry | undefined, key: string): string | undefined {
  const found = entryAt(entry?.children, key)?.value;
  return found?.text ?? entry?.value?.members?.get(key);
}

interface Entry extends IndentedEntry {
  value?: IndentedValue;
  readonly children: Entry[];
}

interface Open {
  readonly indent: number;
  readonly entry: Entry;
  /** Lines below are text, not entries. */
  readonly isText: boolean;
}

interface Reading extends FlowReading {
  readonly style: IndentedStyle;
  readonly documents: Entry[][];
  readonly open: Open[];
  readonly problems: Problem[];
}

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const SPACE = 32;
const HASH = 35;
const COLON = 58;
const QUESTION = 63;
const DASH = 45;

/** Reads the line at `at`, and as many more as its value takes; then `at` is at the start of a line or at the end. */
function readLine(state: Reading): void {
  const { text } = state;
  let start = state.at;
  const lineStart = start;
  while (text.charCodeAt(start) === SPACE) start += 1;
  const end = endOfLine(text, start);
  state.at = nextLine(text, end);
  const code = text.charCodeAt(start);
  if (start === end || code === HASH) return;
  if (start === lineStart && startsDocument(state, start, end)) return;
  readContent(state, start - lineStart, start, end);
}

function startsDocument(state: Reading, start: number, end: number): boolean {
  const { text, documents } = state;
  if (state.style !== 'yaml' || (!text.startsWith('---', start) && text[start] !== '%' && !text.startsWith('...', start))) return false;
  if (end > start + 3 && text[start] !== '%' && text.charCodeAt(start + 3) !== SPACE) return false;
  if (documents.at(-1)?.length !== 0) documents.push([]);
  state.open.length = 0;
  return true;
}

function readContent(state: Reading, indent: number, start: number, end: number): void {
  const { text, open } = state;
  const code = text.charCodeAt(start);
  const isSigned = start + 1 === end || text.charCodeAt(start + 1) === SPACE;
  if (state.style === 'yaml' && code === COLON && isSigned && continueLongKey(state, indent, start, end)) return;
  while (open.length > 0 && (open.at(-1)?.indent ?? -1) >= indent) open.pop();
  const above = open.at(-1);
  if (above?.isText) return;
  if (state.style === 'yaml' && code === QUESTION && isSigned) addLongKey(state, indent, start + 1, end);
  else if (state.style === 'yaml' && code === DASH && isSigned)
    add(state, indent, { key: '-', keySpan: { start, end: start + 1 }, children: [] });
  else readEntry(state, indent, start, end, above);
}

/** `? key`, to be followed by a line `: value` of the same indentation. */
function addLongKey(state: Reading, indent: number, from: number, end: number): void {
  let start = from;
  while (start < end && state.text.charCodeAt(start) === SPACE) start += 1;
  const value = scalarOf(state.text, start, end);
  add(state, indent, { key: value.text, keySpan: value.span, children: [] });
}

function continueLongKey(state: Reading, indent: number, start: number, end: number): boolean {
  const { open, text } = state;
  while (open.length > 0 && (open.at(-1)?.indent ?? -1) > indent) open.pop();
  if (open.at(-1)?.indent !== indent) return false;
  let from = start + 1;
  while (from < end && text.charCodeAt(from) === SPACE) from += 1;
  if (from < end) readContent(state, indent + from - start, from, end);
  return true;
}

function readEntry(state: Reading, indent: number, start: number, end: number, above: Open | undefined): void {
  const { text } = state;
  const split = splitLine(text, start, end, state.style);
  if (split === undefined) {
    if (above && above.entry.value === undefined && above.entry.children.length === 0) readValue(state, above, start, end);
    else report(state, start, end);
    return;
  }
  const { key, keySpan } = split.isQuoted ? unquotedKey(text, start, split.keyEnd) : plainKey(text, start, split.keyEnd);
  const opened = add(state, indent, { key, keySpan, children: [] });
  let from = split.valueStart;
  while (from < end && text.charCodeAt(from) === SPACE) from += 1;
  if (from < end && text.charCodeAt(from) !== HASH) readValue(state, opened, from, end);
}

function readValue(state: Reading, { indent, entry }: Open, start: number, end: number): void {
  const { text } = state;
  const sign = text[start];
  const isBlock = state.style === 'yaml' && (sign === '|' || sign === '>');
  if (state.style === 'yaml' && (sign === '{' || sign === '[')) {
    state.at = start;
    entry.value = readFlow(state, indent);
    state.at = nextLine(text, endOfLine(text, state.at));
  } else {
    entry.value = isBlock ? { text: '', span: { start, end: start } } : scalarOf(text, start, end);
  }
  state.open[state.open.length - 1] = { indent, entry, isText: true };
}

function add(state: Reading, indent: number, entry: Entry): Open {
  const siblings = state.open.at(-1)?.entry.children ?? state.documents.at(-1);
  siblings?.push(entry);
  const opened = { indent, entry, isText: false };
  state.open.push(opened);
  return opened;
}

function report(state: Reading, start: number, end: number): void {
  if (state.problems.length > 0) return;
  state.problems.push({ level: 'error', message: 'A line of the lockfile cannot be read', span: { start, end } });
}

interface Split {
  readonly keyEnd: number;
  readonly valueStart: number;
  readonly isQuoted: boolean;
}

/** Where the key of a line ends and its value starts; undefined where the line has no key. */
function splitLine(text: string, start: number, end: number, style: IndentedStyle): Split | undefined {
  const quote = text[start];
  const isQuoted = quote === '"' || (quote === "'" && style === 'yaml');
  if (isQuoted && !(style === 'yarn1' && text.charCodeAt(end - 1) === COLON)) {
    const close = closingQuote(text, start, end);
    if (close === undefined) return undefined;
    if (style === 'yarn1') return { keyEnd: close + 1, valueStart: close + 1, isQuoted };
    return text.charCodeAt(close + 1) === COLON ? { keyEnd: close + 1, valueStart: close + 2, isQuoted } : undefined;
  }
  if (style === 'yarn1') return splitYarn1(text, start, end);
  for (let at = start; at < end; at += 1) {
    if (text.charCodeAt(at) !== COLON || (at + 1 < end && text.charCodeAt(at + 1) !== SPACE)) continue;
    return at === start ? undefined : { keyEnd: at, valueStart: at + 1, isQuoted: false };
  }
  return undefined;
}

/** The patterns above an entry (`a@^1, "b@npm:c@1":`) are one key, with their quotes. */
function splitYarn1(text: string, start: number, end: number): Split | undefined {
  if (text.charCodeAt(end - 1) === COLON) return { keyEnd: end - 1, valueStart: end, isQuoted: false };
  let space = start;
  while (space < end && text.charCodeAt(space) !== SPACE) space += 1;
  return space === end ? undefined : { keyEnd: space, valueStart: space, isQuoted: false };
}

function plainKey(text: string, start: number, end: number): { readonly key: string; readonly keySpan: Span } {
  return { key: text.slice(start, end), keySpan: { start, end } };
}

function unquotedKey(text: string, start: number, end: number): { readonly key: string; readonly keySpan: Span } {
  return { key: unquoted(text.slice(start, end)), keySpan: { start: start + 1, end: end - 1 } };
}

/** Offset of the line break, less white space before it. */
function endOfLine(text: string, start: number): number {
  const lineBreak = text.indexOf('\n', start);
  let end = lineBreak < 0 ? text.length : lineBreak;
  while (end > start && (text.charCodeAt(end - 1) === CARRIAGE_RETURN || text.charCodeAt(end - 1) === SPACE)) end -= 1;
  return end;
}

function nextLine(text: string, end: number): number {
  let at = end;
  while (at < text.length && text.charCodeAt(at) !== LINE_FEED) at += 1;
  return at + 1;
}
