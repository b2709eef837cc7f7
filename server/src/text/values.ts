// Small readers for values from outside: each gives a usable value or nothing.
import { quoted } from './sanitize.js';

/** The object's fields, or none where `value` is no plain object. */
export function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

/** The array's items, or none where `value` is no array. */
export function itemsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A short text without white space or control characters (ids, names, versions), or undefined. */
export function wordOf(value: unknown, maxLength = 256): string | undefined {
  if (typeof value !== 'string') return undefined;
  const word = value.trim();
  return word !== '' && word.length <= maxLength && !UNPRINTABLE.test(word) && !/\s/.test(word) ? word : undefined;
}

/** The first line that says something, as `quoted` gives it, at most `maxLength` UTF-16 units. */
export function firstLine(text: string, maxLength: number): string {
  const beginning = text.slice(0, LONGEST_READ);
  for (const line of beginning.split(/[\r\n\u0085\u2028\u2029]+/)) {
    if (/[\p{L}\p{N}]/u.test(line)) return quoted(line.replace(/^[\s#]+/, ''), maxLength);
  }
  return '';
}

const LONGEST_READ = 10_000;

// Control characters, invisible ones, those that change the direction of writing (bidi), private use, half surrogate pairs.
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/u;
