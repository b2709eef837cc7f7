/**
 * A copy of a plain value whose strings keep nothing else in memory. V8 makes substrings of 13 characters and more by pointing into the text that they
 * were cut out of: whoever keeps the name of one dependency keeps the whole manifest (https://github.com/v8/v8/blob/main/src/objects/string.h, `SlicedString`).
 */
export function detached<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}
