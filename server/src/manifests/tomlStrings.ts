import type { Span } from '../model.js';

/** A string of any of TOML's four kinds. `span` is what stands between the quotes, `value` the text with escapes decoded. */
export interface TomlString {
  readonly kind: 'string';
  readonly value: string;
  readonly span: Span;
  /** With the quotes; where the closing ones are missing, to the end of what was read. */
  readonly outer: Span;
  /** The closing quotes are missing; the string ends with its line. */
  readonly unterminated: boolean;
  /** Where each UTF-16 unit of `value` stands; left out where they follow each other from `span.start` on. */
  readonly units?: readonly Span[];
}

export interface StringReading {
  readonly string: TomlString;
  /** Where reading goes on. */
  readonly end: number;
  /** The first thing that is wrong with it. */
  readonly error?: { readonly message: string; readonly span: Span };
}

/** Offsets in the file of a part of a string, which is given in UTF-16 units of the decoded text. */
export function spanInString({ value, span, units }: TomlString, from = 0, to = value.length): Span {
  if (units === undefined) return { start: span.start + from, end: span.start + to };
  if (from < to) return { start: units[from]?.start ?? span.start, end: units[to - 1]?.end ?? span.end };
  const at = from > 0 ? (units[from - 1]?.end ?? span.end) : (units[0]?.start ?? span.start);
  return { start: at, end: at };
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
      return finished(text, { span, outer: { start, end: at + 1 }, unterminated: false }, hasEscapes);
    }
    if (code === BACKSLASH && quote === DOUBLE) {
      hasEscapes = true;
      at += 1;
      if (at < text.length && text.charCodeAt(at) !== LINE_FEED && text.charCodeAt(at) !== 0x0d) continue;
      at -= 1;
    }
    if (code === LINE_FEED || at >= text.length) return unterminated(text, start, start + 1, at, hasEscapes);
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
      const outer = { start, end: close + 3 };
      return finished(text, { span: { start: inner, end: close }, outer, unterminated: false }, hasEscapes);
    }
  }
  const lineEnd = text.indexOf('\n', start);
  return unterminated(text, start, start + 3, lineEnd < 0 ? text.length : lineEnd, hasEscapes);
}

function unterminated(text: string, start: number, inner: number, lineEnd: number, hasEscapes: boolean): StringReading {
  let end = lineEnd;
  while (end > inner && isBlank(text.charCodeAt(end - 1))) end -= 1;
  const reading = finished(text, { span: { start: inner, end }, outer: { start, end }, unterminated: true }, hasEscapes);
  return { ...reading, error: { message: 'closing quote expected', span: { start, end } } };
}

type Bounds = Pick<TomlString, 'span' | 'outer' | 'unterminated'>;

function finished(text: string, bounds: Bounds, hasEscapes: boolean): StringReading {
  const { span, outer } = bounds;
  const end = outer.end;
  if (!hasEscapes) return { string: { kind: 'string', value: text.slice(span.start, span.end), ...bounds }, end };
  const { value, units, error } = decode(text, span);
  return { string: { kind: 'string', value, ...bounds, units }, end, ...(error && { error }) };
}

interface Decoded {
  readonly value: string;
  readonly units: readonly Span[];
  readonly error?: { readonly message: string; readonly span: Span };
}

function decode(text: string, { start, end }: Span): Decoded {
  const parts: string[] = [];
  const units: Span[] = [];
  let error: Decoded['error'];
  for (let at = start; at < end; ) {
    const isEscape = text.charCodeAt(at) === BACKSLASH;
    const length = isEscape ? lengthOfEscape(text, at, end) : 1;
    const span = { start: at, end: at + length };
    const part = isEscape ? meaningOfEscape(text.slice(at, at + length)) : text.charAt(at);
    if (part === undefined) error ??= { message: 'invalid escape', span };
    const kept = part ?? text.slice(at, at + length);
    parts.push(kept);
    for (let unit = 0; unit < kept.length; unit += 1) units.push(span);
    at += length;
  }
  return { value: parts.join(''), units, ...(error && { error }) };
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
