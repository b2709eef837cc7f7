import type { Span } from '../../model/index.js';
import {
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COMMA,
  DOUBLE,
  EQUALS,
  endOfLine,
  fail,
  failHere,
  HASH,
  isBlank,
  LINE_FEED,
  OPEN_BRACE,
  OPEN_BRACKET,
  type Reading,
  readPath,
  readString,
  SINGLE,
  skipBlanks,
  skipTrivia,
  type TomlError,
  type TomlKey,
} from './scan.js';
import { outerSpan, type TomlString } from './strings.js';

/** How deep arrays and inline tables may nest; real files stay below ten. */
export const MAX_TOML_DEPTH = 100;

export type TomlValue = TomlString | TomlArray | TomlInlineTable | TomlOther;

export interface TomlArray {
  readonly kind: 'array';
  readonly span: Span;
  readonly items: readonly TomlItem[];
}

export interface TomlInlineTable {
  readonly kind: 'inline';
  readonly span: Span;
  readonly entries: readonly TomlEntry[];
}

/** A number, boolean, date or text that is no value: nothing of it is kept but its place. */
export interface TomlOther {
  readonly kind: 'other';
  readonly span: Span;
}

/** One element of an array. */
export interface TomlItem {
  readonly value: TomlValue;
  /** Offset of the comma behind it, where there is one. */
  commaAfter: number | undefined;
}

/** `key = value`, on a line of its own or in an inline table. */
export interface TomlEntry {
  readonly path: readonly TomlKey[];
  readonly value: TomlValue;
  /** From the first key, its quote included, to the end of the value. */
  readonly span: Span;
  /** Offset of the comma behind it, in an inline table that has one there. */
  commaAfter: number | undefined;
}

/** What stands under one header; the first section of a document has none. */
export interface TomlSection {
  readonly path: readonly TomlKey[];
  /** `[[header]]` */
  readonly isElement: boolean;
  /** From the header's bracket to its end; empty where there is none. */
  readonly header: Span;
  readonly entries: readonly TomlEntry[];
}

export interface TomlDocument {
  readonly sections: readonly TomlSection[];
  /** The first syntax error of the text. */
  readonly error?: TomlError;
}

/**
 * Reads TOML 1.1 (https://toml.io) with UTF-16 offsets, in time linear in the text. It is no judge of TOML: keys given twice are all kept, numbers
 * and dates are not looked into. Broken text gives everything that is readable and the first error: a line that cannot be read is left out, an array
 * without its closing bracket ends before the next line that can only be a header or an entry, an inline table without its brace with its line.
 */
export function readToml(text: string): TomlDocument {
  const state: Reading = { text, at: text.charCodeAt(0) === 0xfeff ? 1 : 0, depth: 0, oneLineUntil: 0, error: undefined };
  const root: TomlEntry[] = [];
  const sections: TomlSection[] = [{ path: [], isElement: false, header: { start: state.at, end: state.at }, entries: root }];
  let entries = root;
  for (skipTrivia(state); state.at < text.length; skipTrivia(state)) {
    if (text.charCodeAt(state.at) === OPEN_BRACKET) {
      entries = [];
      sections.push(readHeader(state, entries));
    } else {
      const entry = readEntry(state);
      if (entry) entries.push(entry);
    }
    endLine(state);
  }
  return { sections, ...(state.error && { error: state.error }) };
}

function readHeader(state: Reading, entries: TomlEntry[]): TomlSection {
  const start = state.at;
  const isElement = state.text.charCodeAt(start + 1) === OPEN_BRACKET;
  state.at += isElement ? 2 : 1;
  skipBlanks(state);
  const path = readPath(state);
  if (path === undefined)
    return { path: [{ name: '', span: { start, end: start } }], isElement, header: { start, end: state.at }, entries };
  const isClosed = state.text.startsWith(isElement ? ']]' : ']', state.at);
  if (isClosed) state.at += isElement ? 2 : 1;
  else failHere(state, 'closing bracket expected');
  return { path, isElement, header: { start, end: state.at }, entries };
}

/** An entry, or undefined where none can be read: then the offset stands where reading failed. */
function readEntry(state: Reading): TomlEntry | undefined {
  const start = state.at;
  const path = readPath(state);
  if (path === undefined) return undefined;
  if (state.text.charCodeAt(state.at) !== EQUALS) {
    failHere(state, 'equals sign expected');
    return undefined;
  }
  state.at += 1;
  skipBlanks(state);
  const value = readValue(state);
  return (
    value && { path, value, span: { start, end: value.kind === 'string' ? outerSpan(value).end : value.span.end }, commaAfter: undefined }
  );
}

function readValue(state: Reading): TomlValue | undefined {
  const code = state.text.charCodeAt(state.at);
  if (code === DOUBLE || code === SINGLE) return readString(state);
  if (code !== OPEN_BRACKET && code !== OPEN_BRACE) return readLiteral(state);
  if (state.depth === MAX_TOML_DEPTH) {
    failHere(state, `nested deeper than ${MAX_TOML_DEPTH} levels`);
    state.at = endOfLine(state);
    return undefined;
  }
  state.depth += 1;
  const value = code === OPEN_BRACKET ? readArray(state) : readInlineTable(state);
  state.depth -= 1;
  return value;
}

const LITERAL = /^(?:true|false|[+-]?(?:inf|nan|\d[\w.+:-]*)|\d{4}-\d\d-\d\d \d[\w.+:-]*)$/;

function readLiteral(state: Reading): TomlOther | undefined {
  const { text, at: start } = state;
  let at = start;
  while (at < text.length && !endsLiteral(text.charCodeAt(at))) at += 1;
  while (at > start && isBlank(text.charCodeAt(at - 1))) at -= 1;
  state.at = at;
  if (at - start > 100 || !LITERAL.test(text.slice(start, at))) fail(state, 'value expected', { start, end: at });
  return at === start ? undefined : { kind: 'other', span: { start, end: at } };
}

function endsLiteral(code: number): boolean {
  return code === COMMA || code === CLOSE_BRACKET || code === CLOSE_BRACE || code === HASH || code === LINE_FEED;
}

function readArray(state: Reading): TomlArray {
  const { text, at: start } = state;
  const items: TomlItem[] = [];
  state.at += 1;
  let end = state.at;
  let last: TomlItem | undefined;
  for (;;) {
    const isOnNewLine = skipTrivia(state);
    const code = text.charCodeAt(state.at);
    if (code === CLOSE_BRACKET) {
      state.at += 1;
      return { kind: 'array', span: { start, end: state.at }, items };
    }
    if (code === COMMA) {
      if (last === undefined || last.commaAfter !== undefined) failHere(state, 'value expected');
      else last.commaAfter = state.at;
      state.at += 1;
      end = state.at;
      continue;
    }
    const next = state.at;
    if (next >= text.length || (isOnNewLine && leavesArray(state, code))) break;
    if (last !== undefined && last.commaAfter === undefined) failHere(state, 'comma expected');
    const value = readValue(state);
    if (isOnNewLine && value?.kind === 'string' && isFollowedByEquals(state)) break;
    if (value !== undefined) {
      last = { value, commaAfter: undefined };
      items.push(last);
    } else if (state.at === next) {
      state.at += 1;
    }
    end = state.at;
  }
  fail(state, 'closing bracket expected', { start, end: start + 1 });
  state.at = end;
  return { kind: 'array', span: { start, end }, items };
}

const HEADER = /\[{1,2}[ \t]*(?!(?:true|false|inf|nan)\b)(?:[A-Za-z_][\w-]*[ \t]*[.\]]|(?:"[^"\n]*"|'[^'\n]*')[ \t]*\.)/y;
const ENTRY = /[A-Za-z0-9_-]+(?:[ \t]*\.[ \t]*[\w"'-]+)*[ \t]*=(?!=)/y;

/** Whether a line inside an array can only be one behind it: a bare word in brackets, or in front of an equals sign, is no value. */
function leavesArray(state: Reading, code: number): boolean {
  if (code === OPEN_BRACE || code === DOUBLE || code === SINGLE) return false;
  const pattern = code === OPEN_BRACKET ? HEADER : ENTRY;
  pattern.lastIndex = state.at;
  return pattern.test(state.text);
}

function isFollowedByEquals(state: Reading): boolean {
  skipBlanks(state);
  return state.text.charCodeAt(state.at) === EQUALS;
}

function readInlineTable(state: Reading): TomlInlineTable {
  const { text, at: start } = state;
  const entries: TomlEntry[] = [];
  state.at += 1;
  let last: TomlEntry | undefined;
  for (;;) {
    const end = state.at;
    const isOnNewLine = skipTrivia(state);
    const code = text.charCodeAt(state.at);
    if (code === CLOSE_BRACE) {
      state.at += 1;
      return { kind: 'inline', span: { start, end: state.at }, entries };
    }
    const wantsComma = last !== undefined && last.commaAfter === undefined;
    if (code === COMMA && wantsComma && last) {
      last.commaAfter = state.at;
      state.at += 1;
      continue;
    }
    const leaves = isOnNewLine && (wantsComma || state.at < state.oneLineUntil);
    if (state.at >= text.length || leaves) return unclosedTable(state, start, end, entries);
    if (wantsComma) failHere(state, 'comma expected');
    const entry = readEntry(state);
    if (entry === undefined && !skipInLine(state)) return unclosedTable(state, start, state.at, entries);
    if (entry) entries.push(entry);
    last = entry ?? last;
  }
}

/** Only what stands on the line of the brace is taken for the table's: what follows is more likely not. */
function unclosedTable(state: Reading, start: number, end: number, entries: readonly TomlEntry[]): TomlInlineTable {
  fail(state, 'closing brace expected', { start, end: start + 1 });
  state.oneLineUntil = Math.max(state.oneLineUntil, state.at);
  const lineBreak = state.text.indexOf('\n', start);
  const lineEnd = lineBreak < 0 ? state.text.length : lineBreak;
  const kept = entries.filter(entry => entry.span.start < lineEnd);
  const last = kept.at(-1);
  const isLater = last !== undefined && last.span.end > lineEnd;
  state.at = isLater ? last.span.end : Math.min(end, lineEnd);
  return { kind: 'inline', span: { start, end: state.at }, entries: kept };
}

/** Goes to the next comma or brace of the line; behind a comma. False where there is none. */
function skipInLine(state: Reading): boolean {
  const { text } = state;
  for (; state.at < text.length; state.at += 1) {
    const code = text.charCodeAt(state.at);
    if (code === CLOSE_BRACE) return true;
    if (code === LINE_FEED || code === HASH) return false;
    if (code === COMMA) {
      state.at += 1;
      return true;
    }
  }
  return false;
}

/** Nothing but a comment may follow on the line; what does is passed over. */
function endLine(state: Reading): void {
  skipBlanks(state);
  const code = state.text.charCodeAt(state.at);
  if (state.at >= state.text.length || code === LINE_FEED || code === HASH) return;
  const end = endOfLine(state);
  fail(state, 'end of line expected', { start: state.at, end });
  state.at = end;
}
