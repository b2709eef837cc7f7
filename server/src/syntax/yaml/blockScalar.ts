// Text below `|` or `>`, and quoted text over several lines.
import { withoutTrailing } from '../../text/trailing.js';
import { folded } from './scalar.js';
import {
  BACKSLASH,
  CARRIAGE_RETURN,
  DOUBLE,
  endOfLine,
  GREATER,
  HASH,
  isBlank,
  LINE_FEED,
  nextLine,
  type Reading,
  SINGLE,
  skipBlanks,
} from './scan.js';
import type { YamlScalar } from './tree.js';

/**
 * Reads a block scalar (YAML 1.2.2, 8.1) whose sign stands at `start` and whose line ends at `end`; its lines are those that are indented by more
 * than `indent`, and `at` is then behind them. Undefined, and nothing taken, where the line is no header of one.
 */
export function readBlockScalar(reading: Reading, indent: number, start: number, end: number): YamlScalar | undefined {
  const { text } = reading;
  const header = HEADER.exec(text.slice(start, end));
  if (header === null) return undefined;
  const [, first = '', digit, last = ''] = header;
  const from = reading.at;
  const to = endOfDeeper(text, from, indent);
  reading.at = to;
  const lines = text.slice(from, to).split(/\r?\n/);
  if (text.charCodeAt(to - 1) === LINE_FEED) lines.pop();
  const shown = lines.findIndex(line => line.trim() !== '');
  const depth = digit === undefined ? columnOf(lines[shown] ?? '') : Math.max(0, indent) + Number(digit);
  const contents = lines.map(line => (columnOf(line) < depth && line.trim() === '' ? '' : line.slice(Math.min(depth, columnOf(line)))));
  const body = text.charCodeAt(start) === GREATER ? foldedBlock(contents) : contents.join('\n');
  const span = { start, end: shown < 0 ? end : from + text.slice(from, to).trimEnd().length };
  return { text: chomped(body, first + last), span, style: 'block', isClosed: true };
}

/**
 * Offset of the quote that closes the one at `start` on a later line. All lines up to there are indented by more than `indent`, and nothing
 * follows the quote on its line; else the quote is taken for one that is not closed yet.
 */
export function quoteOnLaterLine(text: string, start: number, indent: number): number | undefined {
  const quote = text.charCodeAt(start);
  for (let at = start + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH && quote === DOUBLE) at += 1;
    else if (code === quote && quote === SINGLE && text.charCodeAt(at + 1) === SINGLE) at += 1;
    else if (code === quote) return endsLine(text, at + 1) ? at : undefined;
    if (text.charCodeAt(at) === LINE_FEED && !isDeeper(text, at + 1, indent)) return undefined;
  }
  return undefined;
}

const HEADER = /^[|>]([+-]?)([1-9])?([+-]?)(?:\s+#.*)?$/;

/** The offset behind the blank lines and the lines that are indented by more than `indent`. */
function endOfDeeper(text: string, from: number, indent: number): number {
  let at = from;
  while (at < text.length && isDeeper(text, at, indent)) at = nextLine(text, at);
  return at;
}

function isDeeper(text: string, lineStart: number, indent: number): boolean {
  const start = skipBlanks(text, lineStart);
  const code = text.charCodeAt(start);
  return start - lineStart > indent || code === LINE_FEED || code === CARRIAGE_RETURN;
}

function columnOf(line: string): number {
  return skipBlanks(line, 0);
}

function foldedBlock(lines: readonly string[]): string {
  const shown = lines.findLastIndex(line => line !== '');
  return [folded(lines.slice(0, shown + 1)), ...lines.slice(shown + 1)].join('\n');
}

/** `-` drops the line breaks at the end, `+` keeps them; else there is one. */
function chomped(body: string, sign: string): string {
  if (sign === '+') return `${body}\n`;
  const text = withoutTrailing(body, '\n');
  return sign === '-' || text === '' ? text : `${text}\n`;
}

function endsLine(text: string, at: number): boolean {
  const next = skipBlanks(text, at);
  return next >= endOfLine(text, at) || (text.charCodeAt(next) === HASH && isBlank(text.charCodeAt(next - 1)));
}
