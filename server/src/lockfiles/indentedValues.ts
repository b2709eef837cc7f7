import type { Span } from '../model.js';

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

/** How deep flow values may nest. */
const MAX_DEPTH = 100;

/** A scalar that takes the rest of its line, without its quotes and without a comment behind it. */
export function scalarOf(text: string, start: number, end: number): IndentedValue {
  const quote = text[start];
  if (quote === '"' || quote === "'") {
    const raw = QUOTED[quote].exec(text.slice(start, end))?.[0];
    if (raw !== undefined) return { text: unquoted(raw), span: { start: start + 1, end: start + raw.length - 1 } };
  }
  const line = text.slice(start, end);
  const comment = line.search(COMMENT);
  const plain = comment < 0 ? line : line.slice(0, comment);
  return { text: plain, span: { start, end: start + plain.length } };
}

/** The text of a quoted scalar or key: in single quotes two of them stand for one; in double quotes there are escapes, as in JSON. */
export function unquoted(raw: string): string {
  const inner = raw.slice(1, -1);
  if (raw.startsWith("'")) return inner.includes("''") ? inner.replaceAll("''", "'") : inner;
  return inner.includes('\\') ? decoded(inner) : inner;
}

/** Reads `{…}` or `[…]` from `at`, over as many lines as it takes; `at` is then behind it. */
export function readFlow(reading: FlowReading): IndentedValue {
  const start = reading.at;
  const members = new Map<string, string>();
  readFlowInto(reading, members);
  return { text: '', span: { start, end: Math.min(reading.at, reading.text.length) }, members };
}

const COMMENT = /\s+#/;
const QUOTED = { '"': /^"(?:[^"\\]|\\.)*"/, "'": /^'(?:[^']|'')*'/ } as const;
/** Plain text within a flow value: up to a sign of it, a colon that separates, or the end of the line. */
const FLOW_TOKEN = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\n]|'')*'|[{}[\],]|:(?=[\s,\]}])|(?:[^\s{}[\],:"']|:(?![\s,\]}]))(?:[^\n{}[\],:]|:(?![\s,\]}]))*/y;

function readFlowInto(reading: FlowReading, members: Map<string, string>): void {
  const { text } = reading;
  let depth = 0;
  let key: string | undefined;
  let last: string | undefined;
  for (;;) {
    while (isWhiteSpace(text.charCodeAt(reading.at))) reading.at += 1;
    FLOW_TOKEN.lastIndex = reading.at;
    const token = FLOW_TOKEN.exec(text)?.[0];
    if (token === undefined) return;
    reading.at += token.length;
    if (token === '{' || token === '[') {
      depth += 1;
      key = undefined;
      if (depth > MAX_DEPTH) return;
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

function isSign(token: string): boolean {
  return token.length === 1 && '{}[],:'.includes(token);
}

function textOf(token: string): string {
  return token.startsWith('"') || token.startsWith("'") ? unquoted(token) : token.trimEnd();
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
