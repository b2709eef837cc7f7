import type { Span } from '../../model/index.js';

/** A string of any of TOML's four kinds. `span` is what stands between the quotes, `value` the text with escapes decoded. */
export interface TomlString {
  readonly kind: 'string';
  readonly value: string;
  readonly span: Span;
  /** How many quotes stand before it, and behind it where it is terminated. */
  readonly quotes: 1 | 3;
  /** Length of the line break between the opening quotes and the string. */
  readonly skipped: number;
  /** The closing quotes are missing; the string ends with its line. */
  readonly unterminated: boolean;
  /** What stands in the file otherwise than in `value`, in the order of the text; left out where nothing does. */
  readonly escapes?: readonly Escape[];
}

/** An escape sequence: the units of `value` from `at` to `to` are written at `span`. */
interface Escape {
  readonly at: number;
  readonly to: number;
  readonly span: Span;
}

export interface StringReading {
  readonly string: TomlString;
  /** Where reading goes on. */
  readonly end: number;
  /** The first thing that is wrong with it. */
  readonly error?: { readonly message: string; readonly span: Span };
}

/** Offsets in the file of a part of a string, which is given in UTF-16 units of the decoded text. */
export function spanInString(string: TomlString, from = 0, to = string.value.length): Span {
  const { span, escapes } = string;
  if (escapes === undefined) return { start: span.start + from, end: span.start + to };
  if (from < to) return { start: unitSpan(span, escapes, from).start, end: unitSpan(span, escapes, to - 1).end };
  const at = from > 0 ? unitSpan(span, escapes, from - 1).end : span.start;
  return { start: at, end: at };
}

/** The string with its quotes; where the closing ones are missing, to the end of what was read. */
export function outerSpan({ span, quotes, unterminated, skipped }: TomlString): Span {
  return { start: span.start - quotes - skipped, end: unterminated ? span.end : span.end + quotes };
}

/** Reads the string whose first quote stands at `start`. (https://toml.io/en/v1.0.0#string) */
export function readTomlString(text: string, start: number): StringReading {
  const quote = text.charCodeAt(start);
  const isMultiLine = text.charCodeAt(start + 1) === quote && text.charCodeAt(start + 2) === quote;
  return isMultiLine ? readMultiLine(text, start, quote) : readOneLine(text, start, quote);
}

const DOUBLE = 0x22;
const BACKSLASH = 0x5c;
const LINE_FEED = 0x0a;

function readOneLine(text: string, start: number, quote: number): StringReading {
  let hasEscapes = false;
  for (let at = start + 1; ; at += 1) {
    const code = text.charCodeAt(at);
    if (code === quote) {
      const span = { start: start + 1, end: at };
      return finished(text, { span, quotes: 1, skipped: 0, unterminated: false }, hasEscapes);
    }
    if (code === BACKSLASH && quote === DOUBLE) {
      hasEscapes = true;
      at += 1;
      if (at < text.length && text.charCodeAt(at) !== LINE_FEED && text.charCodeAt(at) !== 0x0d) continue;
      at -= 1;
    }
    if (code === LINE_FEED || at >= text.length) return unterminated(text, start + 1, 1, at, hasEscapes);
  }
}

function readMultiLine(text: string, start: number, quote: number): StringReading {
  const inner = behindLineBreak(text, start + 3);
  let hasEscapes = false;
  for (let at = inner; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH && quote === DOUBLE) {
      hasEscapes = true;
      at += 1;
    } else if (code === quote && text.charCodeAt(at + 1) === quote && text.charCodeAt(at + 2) === quote) {
      let close = at;
      while (close < at + 2 && text.charCodeAt(close + 3) === quote) close += 1;
      const bounds = { span: { start: inner, end: close }, quotes: 3, skipped: inner - start - 3, unterminated: false } as const;
      return finished(text, bounds, hasEscapes);
    }
  }
  const lineEnd = text.indexOf('\n', start);
  return unterminated(text, start + 3, 3, lineEnd < 0 ? text.length : lineEnd, hasEscapes);
}

function unterminated(text: string, start: number, quotes: 1 | 3, lineEnd: number, hasEscapes: boolean): StringReading {
  let end = lineEnd;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end -= 1;
  const reading = finished(text, { span: { start, end }, quotes, skipped: 0, unterminated: true }, hasEscapes);
  return { ...reading, error: { message: 'closing quote expected', span: { start: start - quotes, end } } };
}

type Bounds = Pick<TomlString, 'span' | 'quotes' | 'skipped' | 'unterminated'>;

function finished(text: string, { span, quotes, skipped, unterminated }: Bounds, hasEscapes: boolean): StringReading {
  const end = unterminated ? span.end : span.end + quotes;
  if (!hasEscapes) {
    return { string: { kind: 'string', value: text.slice(span.start, span.end), span, quotes, skipped, unterminated }, end };
  }
  const { value, escapes, error } = decode(text, span);
  return { string: { kind: 'string', value, span, quotes, skipped, unterminated, escapes }, end, ...(error && { error }) };
}

interface Decoded {
  readonly value: string;
  readonly escapes: readonly Escape[];
  readonly error?: { readonly message: string; readonly span: Span };
}

function decode(text: string, { start, end }: Span): Decoded {
  const escapes: Escape[] = [];
  let value = '';
  let error: Decoded['error'];
  for (let at = start; at < end; ) {
    const backslash = text.indexOf('\\', at);
    if (backslash < 0 || backslash >= end) return { value: value + text.slice(at, end), escapes, ...(error && { error }) };
    value += text.slice(at, backslash);
    const span = { start: backslash, end: backslash + lengthOfEscape(text, backslash, end) };
    const written = text.slice(span.start, span.end);
    const meaning = meaningOfEscape(written);
    if (meaning === undefined) error ??= { message: 'invalid escape', span };
    else escapes.push({ at: value.length, to: value.length + meaning.length, span });
    value += meaning ?? written;
    at = span.end;
  }
  return { value, escapes, ...(error && { error }) };
}

/** Where one unit of the value stands. */
function unitSpan(inner: Span, escapes: readonly Escape[], unit: number): Span {
  const last = escapes.findLast(({ at }) => at <= unit);
  if (last && unit < last.to) return last.span;
  const start = last ? last.span.end + unit - last.to : inner.start + unit;
  return { start, end: start + 1 };
}

/** A backslash at the end of a line takes the white space up to the next text with it. */
function lengthOfEscape(text: string, at: number, end: number): number {
  const next = text.charAt(at + 1);
  const digits = HEX_DIGITS[next];
  if (digits !== undefined) return Math.min(2 + digits, end - at);
  if (!/\s/.test(next)) return Math.min(2, end - at);
  let behind = at + 1;
  while (behind < end && /\s/.test(text.charAt(behind))) behind += 1;
  return behind - at;
}

/** `\e` and `\x` are TOML 1.1's. */
const HEX_DIGITS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };
const ESCAPES: Readonly<Record<string, string>> = {
  b: '\b',
  t: '\t',
  n: '\n',
  f: '\f',
  r: '\r',
  e: '\x1b',
  '"': '"',
  '\\': '\\',
};

function meaningOfEscape(written: string): string | undefined {
  if (/^\\[ \t]*\r?\n\s*$/.test(written)) return '';
  if (!/^\\[xuU][0-9a-fA-F]+$/.test(written)) return written.length === 2 ? ESCAPES[written.charAt(1)] : undefined;
  const code = Number.parseInt(written.slice(2), 16);
  const isWhole = written.length === 2 + (HEX_DIGITS[written.charAt(1)] ?? 0);
  return isWhole && code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}

function behindLineBreak(text: string, at: number): number {
  if (text.charCodeAt(at) === LINE_FEED) return at + 1;
  return text.startsWith('\r\n', at) ? at + 2 : at;
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x0d;
}
