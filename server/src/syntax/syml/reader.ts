import { closingQuote, plainScalar, quotedScalar } from '../yaml/scalar.js';
import {
  addChild,
  COLON,
  DOUBLE,
  endOfLine,
  fail,
  type GrowingEntry,
  type GrowingNode,
  HASH,
  newEntry,
  newNode,
  nextLine,
  type Reading,
  skipBlanks,
} from '../yaml/scan.js';
import type { YamlText } from '../yaml/tree.js';

/**
 * Reads the language of Yarn 1's lockfiles, which is no YAML but has its tree: `key value`, and `key:` above what is indented below it. A key
 * that ends with a colon keeps its quotes, for it may be several (`a@^1, "b@npm:c@1":`). Never throws; lines that cannot be read are problems.
 */
export function readSyml(text: string): YamlText {
  const root = newNode(0);
  const reading: SymlReading = { text, at: text.startsWith('\uFEFF') ? 1 : 0, problems: [], open: [{ indent: -1, node: root }] };
  while (reading.at < text.length) readLine(reading);
  return { documents: [root], problems: reading.problems };
}

interface Frame {
  readonly indent: number;
  readonly node: GrowingNode;
}

interface SymlReading extends Reading {
  /** The mappings that the next line may belong to, the outermost first. */
  readonly open: [Frame, ...Frame[]];
}

function readLine(reading: SymlReading): void {
  const { text, at: lineStart, open } = reading;
  const start = skipBlanks(text, lineStart);
  const end = endOfLine(text, start);
  reading.at = nextLine(text, end);
  if (start === end || text.charCodeAt(start) === HASH) return;
  const indent = start - lineStart;
  while (open.length > 1 && (open.at(-1)?.indent ?? -1) >= indent) open.pop();
  const { node } = open.at(-1) ?? open[0];
  const entry = node.value === undefined ? readEntry(text, start, end) : undefined;
  if (entry === undefined) {
    fail(reading, 'This line cannot be read', start, end);
    return;
  }
  addChild(node, entry);
  open.push({ indent, node: entry });
}

function readEntry(text: string, start: number, end: number): GrowingEntry | undefined {
  if (text.charCodeAt(end - 1) === COLON) return newEntry(text.slice(start, end - 1), { start, end: end - 1 }, start, end - 1);
  const isQuoted = text.charCodeAt(start) === DOUBLE;
  const keyEnd = isQuoted ? closingQuote(text, start, end) : text.indexOf(' ', start);
  if (keyEnd === undefined || keyEnd < 0 || keyEnd >= end) return undefined;
  const key = isQuoted ? quotedScalar(text, start, keyEnd, end) : plainScalar(text, start, keyEnd);
  const entry = newEntry(key.text, key.span, start, keyEnd);
  const from = skipBlanks(text, keyEnd + 1);
  if (from < end && text.charCodeAt(from) !== HASH) setValue(text, entry, from, end);
  return entry;
}

function setValue(text: string, entry: GrowingEntry, start: number, end: number): void {
  const close = text.charCodeAt(start) === DOUBLE ? closingQuote(text, start, end) : undefined;
  entry.value = close === undefined ? plainScalar(text, start, end) : quotedScalar(text, start, close, end);
  entry.end = close === undefined ? entry.value.span.end : close + 1;
}
