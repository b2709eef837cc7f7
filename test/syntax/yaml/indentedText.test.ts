import { parseSyml } from '@yarnpkg/parsers';
import { describe, expect, it } from 'vitest';
import { type IndentedEntry, type IndentedStyle, readIndented } from '../../../server/src/syntax/yaml/indentedText.js';
import { writeAll } from '../../ecosystems/npm/lockfiles/npmSamples.js';

/** What was read as plain values: of a mapping in braces its scalars. */
function plain(entries: readonly IndentedEntry[]): Record<string, unknown> {
  return Object.fromEntries(
    entries.map(({ key, value, children }) => {
      if (children.length > 0) return [key, plain(children)];
      return [key, value?.members ? Object.fromEntries(value.members) : value?.text];
    }),
  );
}

function read(text: string, style: IndentedStyle = 'yaml'): Record<string, unknown> {
  const { documents, problems } = readIndented(text, style);
  expect(problems).toEqual([]);
  return plain(documents.at(-1) ?? []);
}

const PROJECT = writeAll([
  { name: 'left', version: '1.0.0', dependencies: [1, 2] },
  { name: '@org/middle', version: '2.1.0-rc.1', dependencies: [2] },
  { name: 'right', version: '3.0.1', dependencies: [0] },
]);

describe("the same as Yarn's own reader", () => {
  it.each(PROJECT.filter(({ id }) => id === 'Yarn 1'))('$id', ({ text }) => {
    const unquoted = Object.entries(read(text, 'yarn1')).map(([key, value]) => [key.replaceAll('"', ''), value]);
    expect(Object.fromEntries(unquoted)).toEqual(parseSyml(text));
  });

  it.each(PROJECT.filter(({ id }) => /Yarn 4|pnpm/.test(id)))('$id', ({ text }) => {
    const withoutEmpty = text.replaceAll(': {}', ': none');
    expect(read(withoutEmpty)).toEqual(parseSyml(withoutEmpty));
  });

  it.each([
    ['plain scalars and comments', '# c\na: b # c\nc:  d e#f  \n# g\n\nh: i:j\nhttps://k.example/l: m\n'],
    ['quoted scalars and keys', `'@a/b': 'it''s'\n"c\\u0064": "e\\"f # g" # h\n'i: j': ""\n`],
    ['levels that differ', 'a:\n    b:\n     c: 1\n    d: 2\ne:\n f: 3\n'],
    ['flow mappings', 'a: {b: c, d: \'e, f\', "g": h:i, j: ^4 || >=5}\nk: {l: m} # n\n'],
    ['flow mappings over several lines, also below their key', 'a:\n  {\n    b: c,\n    d: e,\n  }\nf: {\n  g: h }\ni: j\n'],
    ['scalars below their key', 'a:\n  b\nc:\n  "d: e"\n'],
    ['long keys', '? a b\n: c: d\n  e: f\n? "g"\n:\n  h: i\nj: k\n'],
    ['line breaks of Windows', 'a:\r\n  b: c\r\n  d: {e: f}\r\n'],
  ])('%s', (_, text) => expect(read(text)).toEqual(parseSyml(text)));
});

describe('passed over', () => {
  it.each([
    ['block scalars', 'a: >-\n  b: c\n   d\n\ne: |\n  f: g\nh: i\n', { a: '', e: '', h: 'i' }],
    ['folded text', 'a: b\n  c: d\ne: f\n', { a: 'b', e: 'f' }],
    ['what nests in braces', 'a: {b: {c: d}, e: [f, g], h: i}\n', { a: { h: 'i' } }],
    ['braces that are not closed', 'a:\n  b: {c: d, e: f\n  g: h\n', { a: { b: { c: 'd' }, g: 'h' } }],
  ])('%s', (_, text, expected) => expect(read(text)).toEqual(expected));
});

it('reads each document', () => {
  const { documents } = readIndented('---\na: 1\n---\nb: 2\n...\n', 'yaml');
  expect(documents.map(plain)).toEqual([{ a: '1' }, { b: '2' }, {}]);
});
