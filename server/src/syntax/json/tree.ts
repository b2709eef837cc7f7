import type { Span } from '../../model/index.js';

/** A JSON value with its place, in UTF-16 units. Of one shape for all kinds, for a large lockfile holds a million of them. */
export interface JsonValue extends Span {
  readonly kind: 'object' | 'array' | 'string' | 'literal';
  /** Of a string the decoded text, of a number, boolean or null the text as written; else empty. A string's span is without its quotes. */
  readonly text: string;
  readonly members: readonly JsonMember[];
  readonly items: readonly JsonValue[];
}

export interface JsonMember {
  readonly key: string;
  /** Offset behind the opening quote of the key. */
  readonly keyStart: number;
  readonly keyEnd: number;
  readonly value: JsonValue;
  /** Offset of the comma directly behind it, `NO_COMMA` where there is none. */
  readonly comma: number;
}

/** The place of a comma that is not there. */
export const NO_COMMA = -1;

/** What stands between two quotes: its span, and the text that it means. */
export interface JsonText extends Span {
  readonly text: string;
}

export interface JsonDocument {
  /** Undefined where the text holds no value at all. */
  readonly root?: JsonValue;
  /** The syntax error that stands first in the text. */
  readonly error?: JsonError;
}

export interface JsonError {
  readonly message: string;
  readonly span: Span;
}

/** The value of the last member of that name (as JSON.parse takes the last), where it is an object. */
export function objectAt(value: JsonValue | undefined, key: string): JsonValue | undefined {
  const found = valueAt(value, key);
  return found?.kind === 'object' ? found : undefined;
}

/** The value of the last member of that name, where it is a string. */
export function stringAt(value: JsonValue | undefined, key: string): JsonValue | undefined {
  const found = valueAt(value, key);
  return found?.kind === 'string' ? found : undefined;
}

/** The value of the last member of that name. */
export function valueAt(value: JsonValue | undefined, key: string): JsonValue | undefined {
  const members = value?.members ?? [];
  for (let index = members.length - 1; index >= 0; index -= 1) {
    const member = members[index];
    if (member?.key === key) return member.value;
  }
  return undefined;
}

/** The key of a member as a text of its own. */
export function keyOf({ key, keyStart, keyEnd }: JsonMember): JsonText {
  return { text: key, start: keyStart, end: keyEnd };
}

/** The span alone of what has one. */
export function spanOf({ start, end }: Span): Span {
  return { start, end };
}
