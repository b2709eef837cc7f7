import type { Span } from '../../model/index.js';

/** A scalar, or a flow value with its members. */
export interface IndentedValue {
  /** The decoded text; of a flow value empty. */
  readonly text: string;
  /** Without quotes. */
  readonly span: Span;
  /** Of a flow mapping: its scalars by key. */
  readonly members?: ReadonlyMap<string, string>;
}

/** A place in a text. */
export interface FlowReading {
  readonly text: string;
  at: number;
}

/** A scalar that takes the rest of its line, without its quotes and without a comment behind it. */
export function scalarOf(text: string, start: number, end: number): IndentedValue {
  const close = isQuote(text.charCodeAt(start)) ? closingQuote(text, start, end) : undefined;
  if (close !== undefined) return { text: unquoted(text.slice(start, close + 1)), span: { start: start + 1, end: close } };
  const line = text.slice(start, end);
  const comment = line.indexOf(' #');
  const plain = comment < 0 ? line : line.slice(0, comment).trimEnd();
  return { text: plain, span: { start, end: start + plain.length } };
}

/** Offset of the quote that closes the one at `start`, where there is one on the same line and before `end`. */
export function closingQuote(text: string, start: number, end: number): number | undefined {
  const quote = text.charCodeAt(start);
  for (let at = start + 1; at < end; at += 1) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH && quote === DOUBLE) at += 1;
    else if (code === quote && quote === SINGLE && text.charCodeAt(at + 1) === SINGLE) at += 1;
    else if (code === quote) return at;
    else if (code === LINE_FEED) return undefined;
  }
  return undefined;
}

/** The text of a quoted scalar or key: in single quotes two of them stand for one; in double quotes there are escapes, as in JSON. */
export function unquoted(raw: string): string {
  const inner = raw.slice(1, -1);
  if (raw.startsWith("'")) return inner.includes("''") ? inner.replaceAll("''", "'") : inner;
  return inner.includes('\\') ? decoded(inner) : inner;
}

/**
 * Reads `{…}` or `[…]` from `at`, over as many lines as it takes; `at` is then behind it. Lines that are not indented by more than `indent`
 * are none of it, whether or not it is closed.
 */
export function readFlow(reading: FlowReading, indent: number): IndentedValue {
  const start = reading.at;
  const members = new Map<string, string>();
  readMembers(reading, indent, members);
  return { text: '', span: { start, end: Math.min(reading.at, reading.text.length) }, members };
}

const DOUBLE = 34;
const SINGLE = 39;
const COLON = 58;
const BACKSLASH = 92;
const LINE_FEED = 10;
const SPACE = 32;

function readMembers(reading: FlowReading, indent: number, members: Map<string, string>): void {
  let depth = 0;
  let key: string | undefined;
  let last: string | undefined;
  for (let token = nextToken(reading, indent); token !== undefined; token = nextToken(reading, indent)) {
    if (token === '{' || token === '[') {
      depth += 1;
      key = undefined;
    } else if (token === '}' || token === ']' || token === ',') {
      if (depth === 1 && key !== undefined && last !== undefined) members.set(key, last);
      if (token !== ',') depth -= 1;
      key = undefined;
      if (depth === 0) return;
    } else if (token === ':') {
      key = last;
    }
    last = isSign(token) ? undefined : textOf(token);
  }
}

/** The next sign, quoted scalar with its quotes, or plain scalar. */
function nextToken(reading: FlowReading, indent: number): string | undefined {
  const { text } = reading;
  if (!skipWhiteSpace(reading, indent)) return undefined;
  const start = reading.at;
  const code = text.charCodeAt(start);
  const close = isQuote(code) ? closingQuote(text, start, text.length) : undefined;
  if (close !== undefined) reading.at = close + 1;
  else if (isFlowSign(text, start)) reading.at += 1;
  else
    do reading.at += 1;
    while (reading.at < text.length && text.charCodeAt(reading.at) !== LINE_FEED && !isFlowSign(text, reading.at));
  return text.slice(start, reading.at);
}

/** False where the flow value is over. */
function skipWhiteSpace(reading: FlowReading, indent: number): boolean {
  const { text } = reading;
  let at = reading.at;
  let column: number | undefined;
  for (; isWhiteSpace(text.charCodeAt(at)); at += 1) {
    if (text.charCodeAt(at) === LINE_FEED) column = 0;
    else if (column !== undefined && text.charCodeAt(at) === SPACE) column += 1;
  }
  if (at >= text.length || (column !== undefined && column <= indent)) return false;
  reading.at = at;
  return true;
}

/** Whether a sign of a flow value stands at an offset; a colon is one before white space and signs only. */
function isFlowSign(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  if (code !== COLON) return isBracketOrComma(code);
  const next = text.charCodeAt(at + 1);
  return isWhiteSpace(next) || isBracketOrComma(next);
}

function isBracketOrComma(code: number): boolean {
  return code === 44 || code === 91 || code === 93 || code === 123 || code === 125;
}

function isQuote(code: number): boolean {
  return code === DOUBLE || code === SINGLE;
}

function isSign(token: string): boolean {
  return token.length === 1 && '{}[],:'.includes(token);
}

function textOf(token: string): string {
  const isQuoted = token.length > 1 && isQuote(token.charCodeAt(0)) && token.charCodeAt(0) === token.charCodeAt(token.length - 1);
  return isQuoted ? unquoted(token) : token.trimEnd();
}

function isWhiteSpace(code: number): boolean {
  return code === 32 || code === 10 || code === 13 || code === 9;
}

function decoded(inner: string): string {
  try {
    const value: unknown = JSON.parse(`"${inner}"`);
    return typeof value === 'string' ? value : inner;
  } catch {
    return inner;
  }
}
