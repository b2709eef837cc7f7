import { parse as parseIndependently } from 'smol-toml';
import { describe, expect, it } from 'vitest';
import { readToml, type TomlDocument } from '../../../server/src/syntax/toml/reader.js';
import { outerSpan, spanInString } from '../../../server/src/syntax/toml/strings.js';
import { type TomlNode, tomlTree } from '../../../server/src/syntax/toml/tree.js';
import * as fc from '../../support/fastCheck.js';
import { SCRAPS, tomlDocument } from './tomlArbitrary.js';

/** Strings, lists and tables as plain values; everything else as `null`. */
function plain(node: TomlNode): unknown {
  if (node.kind === 'string') return node.value;
  if (node.kind === 'list') return node.items.map(item => plain(item.value));
  if (node.kind === 'table') return Object.fromEntries(node.members.map(({ key, value }) => [key.name, plain(value)]));
  return null;
}

function plainOf(value: unknown): unknown {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(plainOf);
  const isTable = typeof value === 'object' && value !== null && !(value instanceof Date);
  return isTable ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plainOf(inner)])) : null;
}

const read = (text: string): unknown => plain(tomlTree(text, readToml(text)));

describe('a document', () => {
  const DOCUMENTS = [
    '',
    '\uFEFFa = 1 # c\r\n"b c" = "x"\r\n',
    'a.b.c = "1"\na.b.d = "2"\n[a.e]\nf = "3"',
    "a = 'C:\\x'\nb = '''\r\n'x'\\\r\n'''\nc = \"\"\"\na\\\n   b\"\"\"\"\"",
    'a = "\\u00e9\\U0001F600\\t\\"\\\\"',
    'a = [ # c\n  "x", # ]\n  [ "y", ], { z = "1" },\n]\nb = []',
    '[[p]]\nn = "1"\n[p.q]\nr = "2"\n[[p]]\nn = "3"\n[[p.s]]\nt = "4"\n[[p.s]]\nt = "5"',
    'd = 1979-05-27 07:32:00Z\ne = 1979-05-27T07:32:00.999-07:00\nf = -inf\ng = 0xdead_beef\nh = 1e10\ni = true',
    'a = { b.c = "1", d = { e = ["f"] } }',
    '[ a . "b.c" ]\nd = "e"',
  ];

  it.each(DOCUMENTS)('%j is read as by an independent reader', text => {
    expect(readToml(text).error).toBeUndefined();
    expect(read(text)).toEqual(plainOf(parseIndependently(text.replace(/^\uFEFF/, ''))));
  });

  it('is read as by an independent reader, whatever its style', () => {
    fc.assert(
      fc.property(tomlDocument, text => {
        expect(readToml(text).error).toBeUndefined();
        expect(read(text)).toEqual(plainOf(parseIndependently(text.replace(/^\uFEFF/, ''))));
      }),
      { numRuns: 1000 },
    );
  });
});

describe('strings', () => {
  it.each([
    ['"abc"', 1, 2, 'b'],
    ['"a\\u0062c"', 1, 2, '\\u0062'],
    ['"a\\u0062c"', 2, 3, 'c'],
    ['"a\\u0062c"', 0, 3, 'a\\u0062c'],
    ['"\\U0001F600b"', 0, 1, '\\U0001F600'],
    ['"\\U0001F600b"', 2, 3, 'b'],
    ['"""\r\na\\\r\n  b"""', 0, 2, 'a\\\r\n  b'],
    ['"""\r\na\\\r\n  b"""', 1, 2, 'b'],
    ["'a\\b'", 1, 2, '\\'],
  ])('%s from %i to %i stands at %j', (literal, from, to, expected) => {
    const text = `x = ${literal}`;
    const value = readToml(text).sections[0]?.entries[0]?.value;
    if (value?.kind !== 'string') throw new Error('no string');
    const { start, end } = spanInString(value, from, to);
    expect(text.slice(start, end)).toBe(expected);
    expect(text.slice(outerSpan(value).start, outerSpan(value).end)).toBe(literal);
  });
});

function spansOf({ sections, error }: TomlDocument) {
  return [
    ...sections.flatMap(({ header, entries }) => [header, ...entries.flatMap(({ span, value }) => [span, value.span])]),
    ...(error ? [error.span] : []),
  ];
}

const VALID = [`${'a.'.repeat(100_000)}b = 1`, `[${'a.'.repeat(100_000)}b]`, `a = "${'\\u0041'.repeat(50_000)}"`];

describe('any text', () => {
  it('never throws and keeps its spans inside the text', () => {
    fc.assert(
      fc.property(SCRAPS, text => {
        tomlTree(text, readToml(text));
        for (const { start, end } of spansOf(readToml(text))) {
          expect(start).toBeGreaterThanOrEqual(0);
          expect(end).toBeGreaterThanOrEqual(start);
          expect(end).toBeLessThanOrEqual(text.length);
        }
      }),
      { numRuns: 3000 },
    );
  });

  it.each([
    ['brackets', '['.repeat(100_000)],
    ['an array', `a = ${'['.repeat(100_000)}`],
    ['arrays on lines', `a = ${'[\n'.repeat(50_000)}`],
    ['tables', `a = ${'{a='.repeat(50_000)}`],
    ['tables on lines', 'a={b=1,\n'.repeat(50_000)],
    ['quotes', '"\n'.repeat(100_000)],
    ['long quotes', `${'a = """\\"""\n'.repeat(30_000)}`],
    ['a dotted key', `${'a.'.repeat(100_000)}b = 1`],
    ['a dotted header', `[${'a.'.repeat(100_000)}b]`],
    ['blanks', `a = [${' '.repeat(300_000)}`],
    ['escapes', `a = "${'\\u0041'.repeat(50_000)}"`],
  ])('is read to its end where it is full of %s', (_, text) => {
    const { sections, error } = readToml(`${text}\n[last]\nx = 1`);
    tomlTree(text, readToml(text));
    expect([sections.at(-1)?.path.map(({ name }) => name), error === undefined]).toEqual([['last'], VALID.includes(text)]);
  });
});
