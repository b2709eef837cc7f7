import type { Span } from '../../model/index.js';
import { readYamlScalar, type YamlScalar } from './scalar.js';

/** A `key: value` of a mapping, whether on lines of its own or in braces. */
export interface YamlEntry {
  readonly key: YamlScalar;
  /** Undefined where none is written, and of a mapping or list. */
  readonly value?: YamlScalar;
  /** Directly behind the colon: where a value would be put. */
  readonly valueStart: number;
  /** Of a mapping. */
  readonly children: readonly YamlEntry[];
  /** What to delete to drop the entry: its line, or in braces its text with one comma. */
  readonly removalSpan: Span;
}

export interface YamlMapping {
  readonly entries: readonly YamlEntry[];
  /** Lines that are no part of any YAML, each without the white space around it. */
  readonly broken: readonly Span[];
}

/**
 * Reads the mappings of a YAML file that people write and edit: by indentation and in braces, with plain and quoted keys and scalars, and
 * comments. What stands in lists and in blocks of text is passed over; anchors and tags are read past, aliases and merge keys not followed.
 * In half-typed text a line that cannot be read costs itself only, which a reader of all of YAML does not offer. Never throws.
 * YAML 1.2.2: https://yaml.org/spec/1.2.2/
 */
export function readYamlMapping(text: string): YamlMapping {
  const reading: Reading = { text, at: text.startsWith('\uFEFF') ? 1 : 0, entries: [], broken: [], open: [] };
  while (reading.at < text.length) readLine(reading);
  return { entries: reading.entries, broken: reading.broken };
}

interface Entry extends YamlEntry {
  value?: YamlScalar;
  readonly children: Entry[];
}

interface Reading {
  readonly text: string;
  at: number;
  readonly entries: Entry[];
  readonly broken: Span[];
  /** The entries that the next line may belong to, the outermost first; without one: the item of a list. */
  readonly open: { readonly indent: number; readonly entry: Entry | undefined; readonly isText: boolean }[];
}

/** Where one line lies; `end` is before white space at its end and the line break, `next` behind that. */
interface Line {
  readonly from: number;
  readonly start: number;
  readonly end: number;
  readonly next: number;
}

const DOCUMENT = /^(?:---|\.\.\.)(?=\s|$)|^%/;

function readLine(reading: Reading): void {
  const { text, open } = reading;
  const line = lineAt(text, reading.at);
  reading.at = line.next;
  const content = text.slice(line.start, line.end);
  if (content === '' || content.startsWith('#')) return;
  const indent = line.start - line.from;
  if (indent === 0 && DOCUMENT.test(content)) {
    open.length = 0;
    return;
  }
  while ((open.at(-1)?.indent ?? -1) >= indent) open.pop();
  const above = open.at(-1);
  if (above?.isText) return;
  if (/^-(?:\s|$)/.test(content)) open.push({ indent, entry: undefined, isText: false });
  else if (above === undefined || above.entry) readContent(reading, line, indent, above?.entry);
}

function readContent(reading: Reading, line: Line, indent: number, parent: Entry | undefined): void {
  const { text, open, broken } = reading;
  const { scalar: key, end: keyEnd } = readYamlScalar(text, line.start, line.end, at => isColon(text, at));
  const colon = skipBlanks(text, keyEnd, line.end);
  if (colon >= line.end || text[colon] !== ':' || key.span.start === key.span.end) {
    const isValue = parent !== undefined && parent.value === undefined && parent.children.length === 0;
    if (isValue) parent.value = readYamlScalar(text, line.start, line.end).scalar;
    else broken.push({ start: line.start, end: line.end });
    return;
  }
  const removalSpan = { start: line.from, end: line.next };
  const entry: Entry = { key, valueStart: colon + 1, children: [], removalSpan };
  (parent?.children ?? reading.entries).push(entry);
  const isText = readValue(reading, entry, skipBlanks(text, colon + 1, line.end), line.end, indent);
  open.push({ indent, entry, isText });
}

/** Reads what stands behind the colon; whether deeper lines below are text of this value. */
function readValue(reading: Reading, entry: Entry, start: number, end: number, indent: number): boolean {
  const { text } = reading;
  if (start >= end || text[start] === '#') return false;
  if (text[start] === '{' || text[start] === '[') {
    const flow: Flow = { text, at: start, indent, depth: 0, broken: reading.broken };
    readFlow(flow, entry.children);
    reading.at = lineAt(text, flow.at).next;
    return true;
  }
  const { scalar } = readYamlScalar(text, start, end);
  const isProperty = scalar.style === 'plain' && /^[&!]\S*$/.test(scalar.text);
  if (!isProperty) entry.value = scalar;
  return !isProperty;
}

interface Flow {
  readonly text: string;
  at: number;
  /** Of the line that the flow value starts in: a line that is not deeper ends it. */
  readonly indent: number;
  depth: number;
  readonly broken: Span[];
}

/** Deeper braces, and what follows them, are not read, and told: of the sections that count none has any. */
const DEEPEST = 100;

/** Reads the `{…}` or `[…]` at `at`; entries of a list are none. */
function readFlow(flow: Flow, entries: Entry[]): void {
  const { text } = flow;
  const isMapping = text[flow.at] === '{';
  let commaBefore: number | undefined;
  if (flow.depth === DEEPEST) {
    flow.broken.push({ start: flow.at, end: flow.at + 1 });
    flow.at = text.length;
    return;
  }
  flow.at += 1;
  flow.depth += 1;
  while (skipFlowSpace(flow)) {
    const sign = text[flow.at];
    if (sign === '}' || sign === ']') {
      flow.at += 1;
      break;
    }
    if (sign === ',') {
      commaBefore = flow.at;
      flow.at += 1;
    } else if (sign === '{' || sign === '[') readFlow(flow, []);
    else commaBefore = readFlowEntry(flow, isMapping ? entries : [], commaBefore);
  }
  flow.depth -= 1;
}

/** Reads one entry and the comma behind it, if there is one; the offset of that. */
function readFlowEntry(flow: Flow, entries: Entry[], commaBefore: number | undefined): number | undefined {
  const { text } = flow;
  const key = flowScalar(flow);
  if (!skipFlowSpace(flow) || text[flow.at] !== ':') return undefined;
  flow.at += 1;
  const valueStart = flow.at;
  const children: Entry[] = [];
  let value: YamlScalar | undefined;
  let end = flow.at;
  if (skipFlowSpace(flow) && !/[,}\]]/.test(text[flow.at] ?? '')) {
    if (text[flow.at] === '{' || text[flow.at] === '[') readFlow(flow, children);
    else value = flowScalar(flow);
    end = flow.at;
  }
  const hasComma = skipFlowSpace(flow) && text[flow.at] === ',';
  const comma = hasComma ? flow.at : undefined;
  if (hasComma) flow.at += 1;
  const removalSpan = flowRemoval(text, key, end, commaBefore, comma);
  if (key.text !== '') entries.push({ key, valueStart, children, removalSpan, ...(value && { value }) });
  return comma;
}

function flowRemoval(text: string, key: YamlScalar, end: number, commaBefore: number | undefined, comma: number | undefined): Span {
  let start = key.style === 'plain' ? key.span.start : key.span.start - 1;
  if (comma !== undefined) return { start, end: skipBlanks(text, comma + 1, text.length) };
  if (commaBefore !== undefined && /^,\s*$/.test(text.slice(commaBefore, start))) start = commaBefore;
  return { start, end };
}

/** The scalar at `at`, which is then behind it and further on than before. */
function flowScalar(flow: Flow): YamlScalar {
  const { text } = flow;
  const isEnd = (at: number): boolean => /[,[\]{}]/.test(text[at] ?? '') || isFlowColon(text, at);
  const { scalar, end } = readYamlScalar(text, flow.at, lineAt(text, flow.at).end, isEnd);
  flow.at = end > flow.at ? end : flow.at + (isFlowColon(text, flow.at) ? 0 : 1);
  return scalar;
}

/** False where the flow value is over, closed or not; else `at` is on something that belongs to it. */
function skipFlowSpace(flow: Flow): boolean {
  const { text, indent } = flow;
  let at = flow.at;
  let lineStart: number | undefined;
  for (;;) {
    while (/\s/.test(text[at] ?? '')) {
      if (text[at] === '\n') lineStart = at + 1;
      at += 1;
    }
    if (text[at] !== '#') break;
    while (at < text.length && text[at] !== '\n') at += 1;
  }
  if (at >= text.length) return false;
  if (lineStart !== undefined && at - lineStart <= indent && !/[}\],]/.test(text[at] ?? '')) return false;
  flow.at = at;
  return true;
}

/** A colon that ends a key: before white space, or at the end of the line. */
function isColon(text: string, at: number): boolean {
  return text[at] === ':' && (at + 1 >= text.length || /\s/.test(text[at + 1] ?? ''));
}

function isFlowColon(text: string, at: number): boolean {
  return text[at] === ':' && (at + 1 >= text.length || /[\s,[\]{}]/.test(text[at + 1] ?? ''));
}

function skipBlanks(text: string, from: number, end: number): number {
  let at = from;
  while (at < end && (text[at] === ' ' || text[at] === '\t')) at += 1;
  return at;
}

function lineAt(text: string, from: number): Line {
  const lineBreak = text.indexOf('\n', from);
  const next = lineBreak < 0 ? text.length : lineBreak + 1;
  let end = lineBreak < 0 ? text.length : lineBreak;
  const start = skipBlanks(text, from, end);
  while (end > start && /[\s]/.test(text[end - 1] ?? '')) end -= 1;
  return { from, start, end, next };
}
