// The state of a reading, and what block and flow style share.
import type { Span } from '../../model/index.js';
import type { YamlCommas, YamlEntry, YamlNode, YamlProblem, YamlScalar } from './tree.js';

/** How deep mappings and lists may nest; real files stay below twenty. */
export const MAX_YAML_DEPTH = 100;

export interface Reading {
  readonly text: string;
  at: number;
  readonly problems: YamlProblem[];
}

/** A node that is still read. */
export interface GrowingNode extends YamlNode {
  end: number;
  value: YamlScalar | undefined;
  children: readonly YamlEntry[];
  items: readonly YamlNode[];
  commas: GrowingCommas | undefined;
}

export interface GrowingEntry extends GrowingNode, YamlEntry {
  end: number;
  value: YamlScalar | undefined;
  children: readonly YamlEntry[];
  items: readonly YamlNode[];
  commas: GrowingCommas | undefined;
}

export interface GrowingCommas extends YamlCommas {
  after: number | undefined;
}

export const TAB = 9;
export const LINE_FEED = 10;
export const CARRIAGE_RETURN = 13;
export const SPACE = 32;
export const EXCLAMATION = 33;
export const DOUBLE = 34;
export const HASH = 35;
export const AMPERSAND = 38;
export const SINGLE = 39;
export const ASTERISK = 42;
export const COMMA = 44;
export const DASH = 45;
export const COLON = 58;
export const GREATER = 62;
export const QUESTION = 63;
export const OPEN_BRACKET = 91;
export const BACKSLASH = 92;
export const CLOSE_BRACKET = 93;
export const OPEN_BRACE = 123;
export const BAR = 124;
export const CLOSE_BRACE = 125;

export function newNode(start: number): GrowingNode {
  return { start, end: start + 1, value: undefined, children: NO_ENTRIES, items: NO_ITEMS, commas: undefined };
}

/** @param colon offset of the colon behind the key */
export function newEntry(key: string, keySpan: Span, start: number, colon: number): GrowingEntry {
  const valueStart = colon + 1;
  return {
    key,
    keySpan,
    start,
    end: valueStart,
    valueStart,
    value: undefined,
    children: NO_ENTRIES,
    items: NO_ITEMS,
    commas: undefined,
  };
}

export function addChild(parent: GrowingNode, entry: YamlEntry): void {
  if (parent.children === NO_ENTRIES) parent.children = [entry];
  else (parent.children as YamlEntry[]).push(entry);
}

export function addItem(parent: GrowingNode, item: YamlNode): void {
  if (parent.items === NO_ITEMS) parent.items = [item];
  else (parent.items as YamlNode[]).push(item);
}

export function fail({ problems }: Reading, message: string, start: number, end: number): void {
  problems.push({ kind: 'syntax', level: 'error', message, span: { start, end } });
}

export function failAlias({ problems }: Reading, message: string, start: number, end: number): void {
  problems.push({ kind: 'alias', level: 'error', message, span: { start, end } });
}

export const NOT_YAML = 'This line cannot be read as YAML';
export const TOO_DEEP = `This is nested deeper than ${MAX_YAML_DEPTH} levels and not read`;

export function isBlank(code: number): boolean {
  return code === SPACE || code === TAB;
}

export function isQuote(code: number): boolean {
  return code === DOUBLE || code === SINGLE;
}

export function skipBlanks(text: string, from: number): number {
  let at = from;
  while (isBlank(text.charCodeAt(at))) at += 1;
  return at;
}

/** Offset of the end of the line, white space before it left out. */
export function endOfLine(text: string, from: number): number {
  const lineBreak = text.indexOf('\n', from);
  let end = lineBreak < 0 ? text.length : lineBreak;
  while (end > from && isSpace(text.charCodeAt(end - 1))) end -= 1;
  return end;
}

/** Offset of the next line, or the end of the text. */
export function nextLine(text: string, from: number): number {
  const lineBreak = text.indexOf('\n', from);
  return lineBreak < 0 ? text.length : lineBreak + 1;
}

/** Behind the anchor (`&name`) and tag (`!name`) before a value, and the white space behind them. */
export function skipProperties(text: string, from: number, end: number): number {
  let at = from;
  while (at < end && (text.charCodeAt(at) === AMPERSAND || text.charCodeAt(at) === EXCLAMATION)) {
    while (at < end && !endsProperty(text.charCodeAt(at))) at += 1;
    at = skipBlanks(text, at);
  }
  return Math.min(at, end);
}

export function isSpace(code: number): boolean {
  return code === SPACE || code === LINE_FEED || code === CARRIAGE_RETURN || code === TAB;
}

export function isFlowSign(code: number): boolean {
  return code === COMMA || code === OPEN_BRACKET || code === CLOSE_BRACKET || code === OPEN_BRACE || code === CLOSE_BRACE;
}

const NO_ENTRIES: readonly YamlEntry[] = [];
const NO_ITEMS: readonly YamlNode[] = [];

function endsProperty(code: number): boolean {
  return isSpace(code) || isFlowSign(code);
}
