import { createScanner } from 'jsonc-parser';
import type { Span } from '../../model/index.js';

/** A token of JSON text. `value` is the decoded text of a string, else the token itself. */
export interface JsonToken extends Span {
  readonly kind: JsonTokenKind;
  readonly value: string;
  /** A string whose closing quote is missing; it ends with its line. */
  readonly unterminated: boolean;
}

export type JsonTokenKind = '{' | '}' | '[' | ']' | ',' | ':' | 'string' | 'literal';

export interface JsonTokens {
  /** Takes the next token; undefined at the end of the text. */
  next(): JsonToken | undefined;
  /** The token that `next` will give. */
  peek(): JsonToken | undefined;
}

/**
 * Cuts JSON text into tokens. A BOM and white space are passed over; so are comments and text that is no token, which `fail` is told of.
 */
export function readTokens(text: string, fail: (message: string, span: Span) => void): JsonTokens {
  const scanner = createScanner(text, false);
  scanner.setPosition(text.startsWith('\uFEFF') ? 1 : 0);
  let ahead: JsonToken | undefined;

  function scan(): JsonToken | undefined {
    for (;;) {
      const code: number = scanner.scan();
      if (code === END) return undefined;
      if (code === WHITE_SPACE || code === LINE_BREAK) continue;
      const start = scanner.getTokenOffset();
      // Of a comment that does not end the scanner counts one character too many.
      const end = Math.min(text.length, start + scanner.getTokenLength());
      const problem = SCAN_PROBLEMS[scanner.getTokenError()];
      if (code === LINE_COMMENT || code === BLOCK_COMMENT) fail('comments are not permitted', { start, end });
      else if (problem !== undefined) fail(problem, { start, end });
      const kind = KINDS[code];
      if (kind) return { kind, start, end, value: scanner.getTokenValue(), unterminated: problem === UNTERMINATED };
      if (code === UNKNOWN) fail('unexpected text', { start, end });
    }
  }

  function peek(): JsonToken | undefined {
    ahead ??= scan();
    return ahead;
  }

  return {
    peek,
    next() {
      const token = peek();
      ahead = undefined;
      return token;
    },
  };
}

// jsonc-parser declares its token and error codes as const enums, which modules compiled one by one cannot name.
const LINE_COMMENT = 12;
const BLOCK_COMMENT = 13;
const LINE_BREAK = 14;
const WHITE_SPACE = 15;
const UNKNOWN = 16;
const END = 17;
const KINDS: Readonly<Record<number, JsonTokenKind>> = {
  1: '{',
  2: '}',
  3: '[',
  4: ']',
  5: ',',
  6: ':',
  7: 'literal',
  8: 'literal',
  9: 'literal',
  10: 'string',
  11: 'literal',
};

const UNTERMINATED = 'closing quote expected';
const SCAN_PROBLEMS: Readonly<Record<number, string>> = {
  2: UNTERMINATED,
  3: 'digit expected',
  4: 'invalid unicode escape',
  5: 'invalid escape',
  6: 'invalid character in a string',
};
