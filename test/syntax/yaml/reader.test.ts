import { parseSyml } from '@yarnpkg/parsers';
import { describe, expect, it } from 'vitest';
import { readSyml } from '../../../server/src/syntax/syml/reader.js';
import { readYaml, topEntries } from '../../../server/src/syntax/yaml/reader.js';
import { removalSpanOf } from '../../../server/src/syntax/yaml/spans.js';
import type { YamlNode } from '../../../server/src/syntax/yaml/tree.js';
import { writeAll } from '../../ecosystems/npm/lockfiles/npmSamples.js';

/** What was read as plain values; of scalars the text. */
function plain({ value, children, items }: Pick<YamlNode, 'value' | 'children' | 'items'>): unknown {
  if (children.length > 0) return Object.fromEntries(children.map(entry => [entry.key, plain(entry)]));
  return items.length > 0 ? items.map(plain) : value?.text;
}

function read(text: string, reader = readYaml): unknown {
  const yaml = reader(text);
  expect(yaml.problems).toEqual([]);
  return plain({ value: undefined, children: topEntries(yaml), items: yaml.documents.flatMap(({ items }) => items) });
}

const PROJECT = writeAll([
  { name: 'left', version: '1.0.0', dependencies: [1, 2] },
  { name: '@org/middle', version: '2.1.0-rc.1', dependencies: [2] },
  { name: 'right', version: '3.0.1', dependencies: [0] },
]);

describe("the same as Yarn's own reader", () => {
  it.each(PROJECT.filter(({ id }) => id === 'Yarn 1'))('$id', ({ text }) => {
    const unquoted = Object.entries(read(text, readSyml) as object).map(([key, value]) => [key.replaceAll('"', ''), value]);
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

describe('the same as a reader of all of YAML', () => {
  it.each([
    ['lists below their key', 'a:\n  - b\n  - "c: d"\n  - e: f\n    g: h\n'],
    ['lists in the column of their key', 'a:\n- b\n- c\nd: e\n'],
    ['lists of lists', 'a:\n  - - b\n    - c\n  -\n    - d\n  - [e, [f]]\n'],
    [
      'steps of a workflow',
      'jobs:\n  x:\n    steps:\n      - uses: a/b@v1 # v1.2\n        with:\n          c: d\n      - run: |\n          e: f\n            g\n',
    ],
    ['an environment', 'dependencies:\n  - python=3.12\n  - pip:\n    - requests==2.0 # why\n    - "b>=1"\n'],
    ['what nests in braces', 'a: {b: {c: d}, e: [f, g], h: i}\n'],
    ['JSON', '{"a":["b",{"c":"d"}],\n"e":"f"}\n'],
    ['pairs in brackets', 'a: [b: c, d]\n'],
    ['literal block scalars', 'a: |\n  b: c\n   # d\n\ne: |-\n  f\n\ng: |+\n  h\n\ni: j\n'],
    ['folded block scalars', 'a: >-\n  b\n  c\n\n  d\n    e\n  f\ng: h\n'],
    ['block scalars with an indentation of their own', 'a: |2\n   b\n  c\nd:\n  - >1-\n    e\n    f\n'],
    ['folded text', 'a: b\n  c - d\n\n  e # f\ng:\n  h\n  i\n'],
    ['quoted text over several lines', 'a: "b\n  c\\\n  d\n\n  e"\nf: \'g\n  h\'\n'],
    ['escapes', 'a: "\\x41\\u00e9\\U0001F600\\t\\/\\\\\\_"\n'],
    ['anchors and tags', 'a: &x b\nc: !!str d\ne: &y\n  f: g\nh: [&z i, !!str j]\n'],
    ['comments that are none', 'a: b#c\nd: "e" # f\ng: [h#i, j] # k\n'],
    ['white space before colons', 'a : b\n"c" : d\n'],
  ])('%s', (_, text) => expect(read(text)).toEqual(parseSyml(text)));
});

it('reads each document', () => {
  const { documents, problems } = readYaml('%YAML 1.2\n---\na: 1\n--- # two\n- b\n--- {c: 2}\n...\n');
  expect([documents.map(plain), problems]).toEqual([[{ a: '1' }, ['b'], { c: '2' }], []]);
});

describe('what cannot be read is a problem and costs itself only', () => {
  it.each([
    ['a line without colon', 'a: 1\nju\nb: 2\n', ['ju'], { a: '1', b: '2' }],
    ['a line above entries', 'a:\n  ju\n  b: 2\n', ['ju'], { a: { b: '2' } }],
    ['a line at the top', 'ju\na: 1\n', ['ju'], { a: '1' }],
    ['a document that is a scalar', 'a: 1\n---\nju\n', ['ju'], { a: '1' }],
    ['an item between entries', 'a: 1\n- b\nc: 2\n', ['- b'], { a: '1', c: '2' }],
    ['an entry between items', 'a:\n  - b\n  - c\n  d: 1\ne: 2\n', ['d: 1'], { a: { d: '1' }, e: '2' }],
    ['an entry below a value', 'a: b\n   c: d\ne: f\n', ['c: d'], { a: 'b', e: 'f' }],
    ['text below a value in quotes', 'a: "b"\n  c\nd: e\n', ['c'], { a: 'b', d: 'e' }],
    ['text behind a value', 'a: "b" c\nd: {e: f} g\nh: i\n', ['c', 'g'], { a: 'b', d: { e: 'f' }, h: 'i' }],
    ['a missing quote', 'a: "b\nc: "d"\n', ['"b'], { a: 'b', c: 'd' }],
    ['a missing brace', 'a:\n  b: {c: d, e: f\n  g: h\n', ['{'], { a: { b: { c: 'd', e: 'f' }, g: 'h' } }],
    ['a bracket for a brace', 'a: {b: c]\nd: e\n', ['{'], { a: { b: 'c' }, d: 'e' }],
    ['a missing bracket at the top', '[a, b\nc: d\n', ['[', '[a, b'], { c: 'd' }],
    ['a missing comma', 'a: {b: c\n  d: e}\n', ['d'], { a: { b: 'c', d: 'e' } }],
    ['a key in braces that is none', 'a: {[b]: c, d: e}\n', ['[b]: c'], { a: { d: 'e' } }],
    ['a collection as a long key', '? [a]\n: b\nc: d\n', ['? [a]', ': b'], { c: 'd' }],
    ['an empty key', "'': 1\n  a: 2\nb: {'': 3, c: 4}\n", ["'': 1", 'a: 2', "'"], { b: { c: '4' } }],
    ['a sign that is no block scalar', 'a: >=1\nb: 2\n', ['>=1'], { a: '>=1', b: '2' }],
  ])('%s', (_, text, expected, rest) => {
    const { documents, problems } = readYaml(text);
    expect(problems.map(({ kind, span }) => [kind, text.slice(span.start, span.end)])).toEqual(expected.map(one => ['syntax', one]));
    expect(plain({ value: undefined, children: documents.flatMap(({ children }) => children), items: [] })).toEqual(rest);
  });

  it.each([
    ['aliases', 'a: &x b\nc: *x\nd: [*x]\ne:\n  *x\n', ['*x', '*x', '*x']],
    ['merge keys', 'a: &x {b: c}\nd:\n  <<: {e: f}\ng: {<<: {h: i}}\n', ['<<', '<<']],
  ])('%s are not followed', (_, text, expected) => {
    expect(readYaml(text).problems.map(({ kind, span }) => [kind, text.slice(span.start, span.end)])).toEqual(
      expected.map(one => ['alias', one]),
    );
  });

  it.each([
    ['braces', '{a: '.repeat(10_000)],
    ['lists', '- '.repeat(10_000)],
    ['entries', Array.from({ length: 300 }, (_, depth) => `${' '.repeat(depth)}a:\n`).join('')],
  ])('%s that nest too deep', (_, text) => {
    expect(readYaml(text).problems.some(({ message }) => message.includes('nested deeper than 100 levels'))).toBe(true);
  });
});

describe('removal', () => {
  it.each([
    ['an entry', 'a: 1\nb: 2\nc: 3\n', 'a: 1\nc: 3\n'],
    ['an entry with all below it', 'a: 1\nb: # x\n  d:\n    - e\n    - f\nc: 3\n', 'a: 1\nc: 3\n'],
    ['a block scalar', 'b: |\n  d\n\n  e\nc: 3\n', 'c: 3\n'],
    ['braces over several lines', 'b: {\n  d: e\n}\nc: 3\n', 'c: 3\n'],
    ['the last line', 'a: 1\nb: 2', 'a: 1\n'],
    ['the first in braces', '{b: 1, c: 2}', '{c: 2}'],
    ['the last in braces', '{a: 1, b: {d: e}}', '{a: 1}'],
  ])('%s', (_, text, expected) => {
    const entry = readYaml(text).documents[0]?.children.find(({ key }) => key === 'b');
    const { start, end } = entry ? removalSpanOf(text, entry) : { start: 0, end: 0 };
    expect(text.slice(0, start) + text.slice(end)).toBe(expected);
  });

  it.each([
    ['- a\n- b\n- c\n', '- a\n- c\n'],
    ['- a\n- b: 1\n  d: 2\n- c\n', '- a\n- c\n'],
    ['[a, b, c]', '[a, c]'],
  ])('the second item of %j', (text, expected) => {
    const item = readYaml(text).documents[0]?.items[1];
    const { start, end } = item ? removalSpanOf(text, item) : { start: 0, end: 0 };
    expect(text.slice(0, start) + text.slice(end)).toBe(expected);
  });
});
