import { quoteOnLaterLine, readBlockScalar } from './blockScalar.js';
import { readFlow } from './flow.js';
import { closingQuote, decoded, plainScalar, quotedScalar } from './scalar.js';
import {
  ASTERISK,
  addChild,
  addItem,
  BAR,
  COLON,
  DASH,
  endOfLine,
  fail,
  failAlias,
  GREATER,
  type GrowingEntry,
  type GrowingNode,
  HASH,
  isBlank,
  isQuote,
  MAX_YAML_DEPTH,
  NOT_YAML,
  newEntry,
  newNode,
  nextLine,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUESTION,
  type Reading,
  skipBlanks,
  skipProperties,
  TOO_DEEP,
} from './scan.js';
import type { YamlEntry, YamlText } from './tree.js';

/**
 * Reads YAML (https://yaml.org/spec/1.2.2/) in one pass over the lines: mappings and lists, by indentation and in brackets; plain, quoted and
 * block scalars; long keys after `?`; comments; several documents. Anchors and tags are read past. Aliases and merge keys are not followed, and are
 * problems. In half-typed text a line that cannot be read costs itself only, and is a problem. Not read: collections and nothing as keys, and
 * documents that are one scalar. Never throws.
 */
export function readYaml(text: string): YamlText {
  const root = newNode(0);
  const reading: BlockReading = {
    text,
    at: text.startsWith('\uFEFF') ? 1 : 0,
    problems: [],
    documents: [root],
    open: [rootFrame(root)],
    blanks: 0,
  };
  while (reading.at < text.length) readLine(reading);
  closeDocument(reading);
  const { documents, problems } = reading;
  if (documents.length > 1 && isUnused(reading.open[0].node)) documents.pop();
  return { documents, problems };
}

/** The entries at the top of all documents: of a file that people write, and that is to have one. */
export function topEntries({ documents }: YamlText): readonly YamlEntry[] {
  const [first] = documents;
  return documents.length === 1 && first ? first.children : documents.flatMap(({ children }) => children);
}

/** What the lines may be that are indented below a node. */
type Below =
  /** Entries or items, or where there are none yet a value. */
  | 'any'
  /** More of the plain scalar behind its key or dash. */
  | 'plain'
  /** More of the scalar that began on the line below its key; entries show that this line was none of it. */
  | 'scalar'
  | 'nothing';

interface Frame {
  readonly indent: number;
  readonly node: GrowingNode;
  /** `long`: an entry whose key stands behind a question mark. */
  readonly kind: 'document' | 'entry' | 'long' | 'item';
  below: Below;
}

interface BlockReading extends Reading {
  readonly documents: GrowingNode[];
  /** The nodes that the next line may belong to, the outermost first; the first is the document. */
  readonly open: [Frame, ...Frame[]];
  /** Number of blank lines directly before. */
  blanks: number;
}

function rootFrame(node: GrowingNode): Frame {
  return { indent: -1, node, kind: 'document', below: 'any' };
}

/** Reads the line at `at`, and as many more as its value takes; then `at` is at the start of a line or at the end. */
function readLine(reading: BlockReading): void {
  const { text, at: lineStart } = reading;
  const start = skipBlanks(text, lineStart);
  const end = endOfLine(text, start);
  reading.at = nextLine(text, end);
  if (start === end) {
    reading.blanks += 1;
    return;
  }
  if (text.charCodeAt(start) === HASH) return;
  if (start !== lineStart || !readMarker(reading, start, end)) readContent(reading, start - lineStart, start, end);
  reading.blanks = 0;
}

const MARKER = /(?:---|\.\.\.)(?=\s|$)|%/y;

/** `---` and `...` between documents, and directives. */
function readMarker(reading: BlockReading, start: number, end: number): boolean {
  const { text, open } = reading;
  const code = text.charCodeAt(start);
  if (code !== DASH && code !== 46 && code !== 37) return false;
  MARKER.lastIndex = start;
  const length = MARKER.exec(text)?.[0].length;
  if (length === undefined) return false;
  closeDocument(reading);
  const { node } = open[0];
  const isEmpty = node.children.length === 0 && node.items.length === 0;
  const root = isEmpty ? node : newNode(start);
  if (!isEmpty) reading.documents.push(root);
  open.length = 1;
  open[0] = rootFrame(root);
  const content = skipBlanks(text, start + length);
  if (length > 1 && content < end && text.charCodeAt(content) !== HASH) readContent(reading, content - start, content, end);
  return true;
}

/** A document that is a scalar is a line that cannot be read. */
function closeDocument(reading: BlockReading): void {
  giveUpScalar(reading, reading.open[0]);
}

function readContent(reading: BlockReading, indent: number, start: number, end: number): void {
  const { text, open } = reading;
  let [column, at] = [indent, start];
  for (;;) {
    if (open.length > MAX_YAML_DEPTH) {
      dropTo(open, column);
      if (open.length > MAX_YAML_DEPTH) {
        fail(reading, TOO_DEEP, at, end);
        return;
      }
    }
    const code = text.charCodeAt(at);
    const isSign = at + 1 === end || isBlank(text.charCodeAt(at + 1));
    const item = isSign && code === DASH ? openItem(reading, column, at, end) : undefined;
    if (item === undefined) {
      readRest(reading, column, at, end, isSign ? code : 0);
      return;
    }
    if (item.below === 'nothing') return;
    const next = skipBlanks(text, at + 1);
    if (next >= end || text.charCodeAt(next) === HASH) return;
    column += next - at;
    at = next;
  }
}

/** Closes what the lines of a column cannot belong to. A list may stand in the column of its key. */
function dropTo(open: BlockReading['open'], column: number): Frame {
  let last = open.at(-1) ?? open[0];
  while (last.indent >= column) {
    open.pop();
    last = open.at(-1) ?? open[0];
  }
  return last;
}

function frameOfItem(open: BlockReading['open'], column: number): Frame {
  let last = open.at(-1) ?? open[0];
  while (
    last.indent >= column &&
    !(last.indent === column && last.kind !== 'item' && last.below === 'any' && last.node.children.length === 0)
  ) {
    open.pop();
    last = open.at(-1) ?? open[0];
  }
  return last;
}

/** Undefined, and nothing done, where the dash is text. */
function openItem(reading: BlockReading, column: number, start: number, end: number): Frame | undefined {
  const { open } = reading;
  const above = frameOfItem(open, column);
  if (above.below === 'plain') return undefined;
  giveUpScalar(reading, above);
  const item: Frame = { indent: column, node: newNode(start), kind: 'item', below: above.below };
  if (above.below === 'nothing' || above.node.children.length > 0) fail(reading, NOT_YAML, start, end);
  if (above.below !== 'nothing') addItem(above.node, item.node);
  open.push(item);
  return item;
}

/** What is no item. @param sign the first character where it stands alone */
function readRest(reading: BlockReading, column: number, lineStart: number, end: number, sign: number): void {
  const { text } = reading;
  if (sign === COLON && continueLongKey(reading, column, lineStart, end)) return;
  const above = dropTo(reading.open, column);
  if (sign === QUESTION && above.below !== 'plain' && above.below !== 'nothing') {
    readLongKey(reading, above, column, lineStart, end);
    return;
  }
  const start = skipProperties(text, lineStart, end);
  if (start === end) return;
  const colon = colonOf(text, start, end);
  if (colon !== undefined) readEntry(reading, above, column, start, colon, end);
  else if (above.below === 'plain' || above.below === 'scalar') continueScalar(reading, above, start, end);
  else if (above.below === 'any' && isUnused(above.node)) {
    const below = readValue(reading, above.node, above.indent, start, end);
    above.below = below === 'plain' ? 'scalar' : below;
  } else fail(reading, NOT_YAML, start, end);
}

function isUnused({ value, children, items }: GrowingNode): boolean {
  return value === undefined && children.length === 0 && items.length === 0;
}

function readEntry(reading: BlockReading, above: Frame, column: number, start: number, colon: number, end: number): void {
  const { text, open } = reading;
  if (above.below === 'plain' || above.below === 'nothing') {
    fail(reading, NOT_YAML, start, end);
    return;
  }
  giveUpScalar(reading, above);
  if (above.node.items.length > 0 && above.node.children.length === 0) fail(reading, NOT_YAML, start, end);
  const entry = keyed(text, start, colon);
  if (entry.key === '') {
    fail(reading, NOT_YAML, start, end);
    open.push({ indent: column, node: entry, kind: 'entry', below: 'nothing' });
    return;
  }
  if (entry.key === '<<') failAlias(reading, 'A YAML merge key is not followed', start, colon);
  addChild(above.node, entry);
  const frame: Frame = { indent: column, node: entry, kind: 'entry', below: 'any' };
  open.push(frame);
  const from = skipBlanks(text, colon + 1);
  if (from < end && text.charCodeAt(from) !== HASH) frame.below = readValue(reading, entry, column, from, end);
}

/** An entry by its key, which ends before white space and the colon. */
function keyed(text: string, start: number, colon: number): GrowingEntry {
  let end = colon;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end -= 1;
  const code = text.charCodeAt(start);
  if (!isQuote(code)) return newEntry(text.slice(start, end), { start, end }, start, colon);
  const keySpan = { start: start + 1, end: end - 1 };
  return newEntry(decoded(text.slice(start + 1, end - 1), code === 34 ? 'double' : 'single'), keySpan, start, colon);
}

/** Offset of the colon behind the key that a line begins with; undefined where it begins with none. */
function colonOf(text: string, start: number, end: number): number | undefined {
  const code = text.charCodeAt(start);
  if (isQuote(code)) {
    const close = closingQuote(text, start, end);
    if (close === undefined) return undefined;
    const colon = skipBlanks(text, close + 1);
    return isColon(text, colon, end) ? colon : undefined;
  }
  if (code === OPEN_BRACE || code === OPEN_BRACKET) return undefined;
  for (let at = start; at < end; at += 1) {
    const next = text.charCodeAt(at);
    if (next === COLON && isColon(text, at, end)) return at === start ? undefined : at;
    if (next === HASH && isBlank(text.charCodeAt(at - 1))) return undefined;
  }
  return undefined;
}

function isColon(text: string, at: number, end: number): boolean {
  return text.charCodeAt(at) === COLON && (at + 1 >= end || isBlank(text.charCodeAt(at + 1)));
}

/**
 * Reads the value of a node from `start`; lines of it are indented by more than `indent`.
 * @returns what the lines below may be
 */
function readValue(reading: BlockReading, node: GrowingNode, indent: number, lineStart: number, end: number): Below {
  const { text } = reading;
  const start = skipProperties(text, lineStart, end);
  if (start === end || text.charCodeAt(start) === HASH) return 'any';
  const code = text.charCodeAt(start);
  if (code === OPEN_BRACE || code === OPEN_BRACKET) {
    reading.at = start;
    const isClosed = readFlow(reading, indent, node);
    if (indent < 0 && !isClosed) return giveUpFlow(reading, node, start);
    endFlow(reading);
  } else if (isQuote(code)) readQuoted(reading, node, indent, start, end);
  else if (code === BAR || code === GREATER) readBlock(reading, node, indent, start, end);
  else return readPlain(reading, node, start, end, code === ASTERISK);
  return 'nothing';
}

/** A document that is in brackets which are not closed may be a line typed above another one. */
function giveUpFlow(reading: BlockReading, node: GrowingNode, start: number): Below {
  const { text, at } = reading;
  const end = endOfLine(text, at);
  fail(reading, NOT_YAML, start, end);
  reading.at = nextLine(text, end);
  Object.assign(node, newNode(node.start));
  return 'any';
}

function endFlow(reading: BlockReading): void {
  const { text, at } = reading;
  reading.at = nextLine(text, at);
  failBehind(reading, at, endOfLine(text, at));
}

/** Only a comment may stand behind a value. */
function failBehind(reading: BlockReading, at: number, end: number): void {
  const next = skipBlanks(reading.text, at);
  if (next < end && !(reading.text.charCodeAt(next) === HASH && next > at)) fail(reading, NOT_YAML, next, end);
}

function readQuoted(reading: BlockReading, node: GrowingNode, indent: number, start: number, end: number): void {
  const { text } = reading;
  const close = closingQuote(text, start, end) ?? quoteOnLaterLine(text, start, indent);
  node.value = quotedScalar(text, start, close, end);
  node.end = close === undefined ? end : close + 1;
  if (close === undefined) {
    fail(reading, 'A closing quote is missing', start, end);
    return;
  }
  if (close > end) reading.at = nextLine(text, close);
  failBehind(reading, close + 1, endOfLine(text, close + 1));
}

function readBlock(reading: BlockReading, node: GrowingNode, indent: number, start: number, end: number): void {
  const block = readBlockScalar(reading, indent, start, end);
  if (block === undefined) fail(reading, NOT_YAML, start, end);
  const { text, span } = plainScalar(reading.text, start, end);
  node.value = block ?? { text, span, style: 'block', isClosed: true };
  node.end = node.value.span.end;
}

function readPlain(reading: BlockReading, node: GrowingNode, start: number, end: number, isAlias: boolean): Below {
  const scalar = plainScalar(reading.text, start, end);
  node.value = isAlias ? { ...scalar, style: 'alias' } : scalar;
  node.end = scalar.span.end;
  if (isAlias) failAlias(reading, 'A YAML alias is not followed', start, scalar.span.end);
  return isAlias ? 'nothing' : 'plain';
}

/** Folds a line into the scalar above it. */
function continueScalar(reading: BlockReading, { node }: Frame, start: number, end: number): void {
  const { value } = node;
  if (value === undefined) return;
  const line = plainScalar(reading.text, start, end);
  const gap = reading.blanks === 0 ? ' ' : '\n'.repeat(reading.blanks);
  node.value = { ...value, text: value.text + gap + line.text, span: { start: value.span.start, end: line.span.end } };
  node.end = line.span.end;
}

/** A scalar on the line below its key was none, where entries or items follow it. */
function giveUpScalar(reading: BlockReading, frame: Frame): void {
  const { node } = frame;
  if (frame.below !== 'scalar' && !(frame.indent < 0 && node.value)) return;
  if (node.value) fail(reading, NOT_YAML, node.value.span.start, node.value.span.end);
  node.value = undefined;
  frame.below = 'any';
}

/** `? key`, to be followed by a line `: value` in the same column. */
function readLongKey(reading: BlockReading, above: Frame, column: number, start: number, end: number): void {
  const { text, open } = reading;
  const from = skipBlanks(text, start + 1);
  const code = text.charCodeAt(from);
  const close = isQuote(code) ? closingQuote(text, from, end) : undefined;
  if (from >= end || code === OPEN_BRACE || code === OPEN_BRACKET || colonOf(text, from, end) !== undefined) {
    fail(reading, NOT_YAML, start, end);
    return;
  }
  giveUpScalar(reading, above);
  const key = close === undefined ? plainScalar(text, from, end) : quotedScalar(text, from, close, end);
  const entry = newEntry(key.text, key.span, from, close ?? key.span.end - 1);
  addChild(above.node, entry);
  open.push({ indent: column, node: entry, kind: 'long', below: 'any' });
}

function continueLongKey(reading: BlockReading, column: number, start: number, end: number): boolean {
  const { open, text } = reading;
  const above = dropTo(open, column + 1);
  if (above.indent !== column || above.kind !== 'long' || !isUnused(above.node)) return false;
  const from = skipBlanks(text, start + 1);
  if (from < end && text.charCodeAt(from) !== HASH) readContent(reading, column + from - start, from, end);
  return true;
}
