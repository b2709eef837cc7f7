// From the text of a requirements file to its logical lines, as pip cuts them (`preprocess` in pip's req_file.py):
// split like Python's str.splitlines, join lines that end in a backslash, cut comments, trim.
import type { Span } from '../../../model/index.js';

/** One logical line. Indices into `text` become offsets in the file by `fileSpan`. */
export interface LogicalLine {
  /** Without line continuations, comment and white space around; empty for a line that says nothing. */
  readonly text: string;
  /** The physical lines it was made of, from the first character to behind the last line break. */
  readonly span: Span;
  /** What `text` was joined from, by rising `at`; the first begins at or before 0. */
  readonly pieces: readonly Piece[];
}

/** The characters from index `at` on stand in the file from offset `start` on. */
interface Piece {
  readonly at: number;
  readonly start: number;
}

/** Said of a backslash at the end of a logical line: most often white space that cannot be seen follows it. */
export const STRAY_BACKSLASH = 'A backslash continues a line only where nothing, not even white space, follows it.';

/** Every logical line of a file, blank ones included, so that their spans cover the text (but for a byte order mark). */
export function* logicalLines(file: string): Generator<LogicalLine> {
  let at = file.charCodeAt(0) === BYTE_ORDER_MARK ? 1 : 0;
  while (at < file.length) {
    const line = readLogicalLine(file, at);
    yield line;
    at = line.span.end;
  }
}

/** Where `text.slice(start, end)` of a logical line stands in the file; an empty span stands right behind what comes before it. */
export function fileSpan(line: LogicalLine, { start, end }: Span): Span {
  if (start < end) return { start: fileOffset(line, start), end: fileOffset(line, end - 1) + 1 };
  const at = start > 0 ? fileOffset(line, start - 1) + 1 : fileOffset(line, start);
  return { start: at, end: at };
}

/** The offset of the line break (or the end of the text) that ends the physical line of offset `from`. */
export function endOfLine(file: string, from: number): number {
  let at = from;
  while (at < file.length && !isLineBreak(file.charCodeAt(at))) at++;
  return at;
}

/** White space as Python's `str.strip` and `\s` see it, line breaks left out (a logical line has none). */
export function isSpace(code: number): boolean {
  if (code < 0x80) return code === 0x20 || code === 0x09 || code === 0x1f;
  if (code < 0x2000) return code === 0xa0 || code === 0x1680;
  return code <= 0x200a || code === 0x202f || code === 0x205f || code === 0x3000;
}

/** The part of `text` between `start` and `end` that remains without white space at its ends. */
export function trimmed(text: string, start = 0, end = text.length): Span {
  let [from, to] = [start, end];
  while (from < to && isSpace(text.charCodeAt(from))) from++;
  while (to > from && isSpace(text.charCodeAt(to - 1))) to--;
  return { start: from, end: to };
}

const BYTE_ORDER_MARK = 0xfeff;
const BACKSLASH = 0x5c;
const HASH = 0x23;

function readLogicalLine(file: string, start: number): LogicalLine {
  const parts: Span[] = [];
  let at = start;
  for (let continues = true; continues && at < file.length; ) {
    const end = endOfLine(file, at);
    const isComment = file.charCodeAt(trimmed(file, at, end).start) === HASH;
    continues = !isComment && end > at && file.charCodeAt(end - 1) === BACKSLASH;
    if (!isComment) parts.push(continues ? withoutBackslashes(file, at, end) : { start: at, end });
    at = behindLineBreak(file, end);
  }
  return joined(file, parts, { start, end: at });
}

/** pip strips every backslash from both ends of a line that is continued. */
function withoutBackslashes(file: string, start: number, end: number): Span {
  let [from, to] = [start, end];
  while (to > from && file.charCodeAt(to - 1) === BACKSLASH) to--;
  while (from < to && file.charCodeAt(from) === BACKSLASH) from++;
  return { start: from, end: to };
}

function joined(file: string, parts: readonly Span[], span: Span): LogicalLine {
  const whole = parts.map(part => file.slice(part.start, part.end)).join('');
  const content = trimmed(whole, 0, startOfComment(whole));
  let at = -content.start;
  const pieces = parts.map(part => {
    const piece = { at, start: part.start };
    at += part.end - part.start;
    return piece;
  });
  return { text: whole.slice(content.start, content.end), span, pieces };
}

/** A comment starts at a `#` that is the first character or follows white space. */
function startOfComment(text: string): number {
  let at = text.indexOf('#');
  while (at > 0 && !isSpace(text.charCodeAt(at - 1))) at = text.indexOf('#', at + 1);
  return at < 0 ? text.length : at;
}

function fileOffset({ pieces }: LogicalLine, index: number): number {
  let low = 0;
  let high = pieces.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((pieces[middle]?.at ?? 0) <= index) low = middle;
    else high = middle - 1;
  }
  const piece = pieces[low];
  return piece === undefined ? index : piece.start + index - piece.at;
}

function isLineBreak(code: number): boolean {
  if (code > 0x1e && code < 0x85) return false;
  return (code >= 0x0a && code <= 0x0d) || (code >= 0x1c && code <= 0x1e) || code === 0x85 || code === 0x2028 || code === 0x2029;
}

function behindLineBreak(file: string, at: number): number {
  if (at >= file.length) return at;
  return file.startsWith('\r\n', at) ? at + 2 : at + 1;
}
