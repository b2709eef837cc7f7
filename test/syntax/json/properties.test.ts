// Whatever the text, the reader agrees with JSON.parse on valid JSON, loses nothing readable of broken text, and its spans cut what they name.
import { describe, expect, it } from 'vitest';
import { rawSpan } from '../../../server/src/syntax/json/escapes.js';
import { type JsonOptions, readJson } from '../../../server/src/syntax/json/reader.js';
import { removalSpanOf } from '../../../server/src/syntax/json/spans.js';
import { type JsonMember, type JsonText, type JsonValue, keyOf } from '../../../server/src/syntax/json/tree.js';
import * as fc from '../../support/fastCheck.js';
import { expectGrowth } from '../../support/growth.js';

const cut = (text: string, { start, end }: { readonly start: number; readonly end: number }): string => text.slice(start, end);

/** What a tree means, in the form that JSON.parse gives with members as pairs, so that duplicated keys count. */
function meant(value: JsonValue | undefined): unknown {
  switch (value?.kind) {
    case 'object':
      return { members: value.members.map(member => [member.key, meant(member.value)]) };
    case 'array':
      return value.items.map(meant);
    case 'string':
      return value.text;
    default:
      return value && JSON.parse(value.text);
  }
}

function pairs(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(pairs);
  if (typeof value !== 'object' || value === null) return value;
  return { members: Object.entries(value).map(([key, member]) => [key, pairs(member)]) };
}

function parsed(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text.replace(/^\uFEFF/, '')) };
  } catch {
    return undefined;
  }
}

function allValues(root: JsonValue | undefined): readonly JsonValue[] {
  if (!root) return [];
  return [root, ...root.items.flatMap(allValues), ...root.members.flatMap(({ value }) => allValues(value))];
}

function allMembers(root: JsonValue | undefined): readonly (readonly [JsonValue, JsonMember])[] {
  return allValues(root).flatMap(object => object.members.map(member => [object, member] as const));
}

/** Strings with what has to be escaped, and halves of characters. */
const STRING = fc.oneof(fc.string({ unit: 'binary', maxLength: 8 }), fc.constantFrom('"', '\\', '\n', '\u0000', '\u{1F600}', '\uD800', ''));
const VALUE = fc.letrec(tie => ({
  leaf: fc.oneof(STRING, fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean(), fc.constant(null)),
  tree: fc.oneof(
    { depthSize: 'small' },
    tie('leaf'),
    fc.array(tie('tree'), { maxLength: 4 }),
    fc.dictionary(STRING, tie('tree'), { maxKeys: 4 }),
  ),
})).tree;
const STYLE = fc.record({ indent: fc.constantFrom(undefined, 1, '\t'), lineBreak: fc.constantFrom('\n', '\r\n'), bom: fc.boolean() });
const VALID = fc
  .tuple(VALUE, STYLE)
  .map(
    ([value, { indent, lineBreak, bom }]) => (bom ? '\uFEFF' : '') + JSON.stringify(value, undefined, indent).replaceAll('\n', lineBreak),
  );

/** Signs, half strings, escapes that are none, comments, marks of a merge: any order of them. */
const SCRAPS = fc
  .array(
    fc.constantFrom(
      ...[
        '{',
        '}',
        '[',
        ']',
        ':',
        ',',
        '"',
        '"a"',
        '"a":',
        '"a": 1,',
        '"\\u0061"',
        '"\\q"',
        '"\\u00"',
        '\\',
        '\\"',
        '\n',
        '\r\n',
        '  ',
        '\t',
      ],
      ...['//', '// x', '/*', '*/', '/', '1', '-', '01', '1e5', 'true', 'nul', '<<<<<<< ours\n', '\uFEFF', '\u{1F600}', '\uD800', '\u0001'],
    ),
    { maxLength: 40 },
  )
  .map(parts => parts.join(''));
/** Valid text with a piece out, or another in. */
const DAMAGED = fc
  .tuple(VALID, fc.nat(), fc.nat({ max: 6 }), SCRAPS)
  .map(
    ([text, at, length, scraps]) =>
      text.slice(0, at % (text.length + 1)) + scraps.slice(0, 3) + text.slice((at % (text.length + 1)) + length),
  );
const ANY = fc.oneof(SCRAPS, DAMAGED);
const OPTIONS = fc.constantFrom<JsonOptions>({}, { dialect: 'jsonc' });

describe('JSON', () => {
  it('is read as JSON.parse reads it', () => {
    fc.assert(
      fc.property(VALID, OPTIONS, (text, options) => {
        const { root, error } = readJson(text, options);
        expect(error).toBeUndefined();
        expect(meant(root)).toEqual(pairs(parsed(text)?.value));
      }),
      { numRuns: 1000 },
    );
  });

  it('has an error where JSON.parse has one, and only there', () => {
    const isRead = { valid: 0, broken: 0 };
    fc.assert(
      fc.property(ANY, text => {
        const isValid = parsed(text) !== undefined;
        isRead[isValid ? 'valid' : 'broken'] += 1;
        expect(readJson(text).error === undefined).toBe(isValid);
      }),
      { numRuns: 5000 },
    );
    fc.expectSeen(Math.min(isRead.valid, isRead.broken), 100);
  });
});

describe('any text', () => {
  it('gives spans that lie in the text, in each other, and cut what they name', () => {
    fc.assert(
      fc.property(ANY, OPTIONS, (text, options) => {
        const { root, error } = readJson(text, options);
        const isInside = ({ start, end }: { readonly start: number; readonly end: number }, from = 0, to = text.length): void => {
          expect(start).toBeGreaterThanOrEqual(from);
          expect(end).toBeGreaterThanOrEqual(start);
          expect(end).toBeLessThanOrEqual(to);
        };
        if (error) isInside(error.span);
        for (const value of allValues(root)) {
          isInside(value);
          if (value.kind === 'object') expect(text[value.start]).toBe('{');
          if (value.kind === 'array') expect(text[value.start]).toBe('[');
          if (value.kind === 'literal') expect(cut(text, value)).toBe(value.text);
          if (value.kind === 'string') expectText(text, value);
          for (const item of value.items) isInside(item, value.start, value.end);
        }
        for (const [object, member] of allMembers(root)) {
          expectText(text, keyOf(member));
          isInside(keyOf(member), object.start, member.value.start);
          isInside(member.value, member.keyEnd, object.end);
          if (member.comma >= 0) expect(text[member.comma]).toBe(',');
          isInside(removalSpanOf(text, object, member), object.start, object.end);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('means by its rest what it meant without the member that is removed', () => {
    let removed = 0;
    fc.assert(
      fc.property(VALID, fc.nat(), (text, choice) => {
        const { root } = readJson(text);
        const members = allMembers(root);
        const [object, member] = members[choice % members.length] ?? [];
        if (!object || !member) return;
        removed += 1;
        const { start, end } = removalSpanOf(text, object, member);
        const rest = readJson(text.slice(0, start) + text.slice(end));
        expect(rest.error).toBeUndefined();
        expect(meant(rest.root)).toEqual(meant(without(root, member)));
      }),
      { numRuns: 1000 },
    );
    fc.expectSeen(removed, 200);
  });

  it('keeps the members before and behind a line that is half typed', () => {
    const half = fc.constantFrom(
      '"b',
      '"b"',
      '"b":',
      '"b": ,',
      '"b": "',
      '"b": "^1,',
      '"b": ^1.0.0,',
      'b: "2",',
      ',',
      ':',
      ']',
      '/',
      '<<<<<<< ours',
      '"b" "\\',
    );
    fc.assert(
      fc.property(half, fc.constantFrom('\n', '\r\n', '\r'), OPTIONS, (line, lineBreak, options) => {
        const text = ['{', '  "x": {', '    "a": "1",', `    ${line}`, '    "c": "3"', '  },', '  "d": "4"', '}'].join(lineBreak);
        const { root, error } = readJson(text, options);
        expect(error).toBeDefined();
        expect(root?.members.map(({ key }) => key)).toEqual(['x', 'd']);
        expect(root?.members[0]?.value.members.map(({ key, value }) => [key, value.text]).filter(([key]) => key !== 'b')).toEqual([
          ['a', '1'],
          ['c', '3'],
        ]);
      }),
    );
  });

  it.each<readonly [string, (size: number) => string]>([
    ['open braces', size => '{"a":'.repeat(size)],
    ['open brackets', size => '['.repeat(size)],
    ['strings without an end', size => '{"a\n'.repeat(size)],
    ['keys without a value', size => `{${'"a" '.repeat(size)}`],
    ['brackets that fit nothing', size => `{${']'.repeat(size)}`],
    ['words that are none', size => 'x '.repeat(size)],
    ['comments without an end', size => '/*'.repeat(size)],
    ['escapes that are none', size => `"${'\\q'.repeat(size)}"`],
    ['blanks', size => `{${' '.repeat(size)}`],
    ['nested objects that end with the text', size => `${'{"a":'.repeat(900)}${' '.repeat(size)}`],
  ])('is read in time that grows with its length: %s', (_, text) => {
    expectGrowth(size => readJson(text(size)), 400_000);
  });
});

/** A part of the decoded text has a part of what is written, all of it the whole. */
function expectText(text: string, part: JsonText): void {
  expect(text[part.start - 1]).toBe('"');
  const { start, end } = rawSpan(text, part, 0, part.text.length);
  expect(start).toBe(part.start);
  expect(end).toBeLessThanOrEqual(part.end);
  if (!cut(text, part).includes('\\')) expect(cut(text, part)).toBe(part.text);
}

function without(value: JsonValue | undefined, gone: JsonMember): JsonValue | undefined {
  if (!value) return undefined;
  const kept = (one: JsonValue): JsonValue => without(one, gone) ?? one;
  const members = value.members.filter(member => member !== gone).map(member => ({ ...member, value: kept(member.value) }));
  return { ...value, members, items: value.items.map(kept) };
}
