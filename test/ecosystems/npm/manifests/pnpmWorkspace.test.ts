import { describe, expect, it } from 'vitest';
import { parsePnpmWorkspace } from '../../../../server/src/ecosystems/npm/manifests/pnpmWorkspace.js';
import type { Dependency, Span } from '../../../../server/src/model/index.js';

const cut = (text: string, { start, end }: Span): string => text.slice(start, end);

/** Group, name, what stands at its spans, and the range with what stands at its span, or the reason why it is skipped. */
function line(text: string, { group, name, nameSpan, specifierSpan, origin }: Dependency): string {
  const source = origin.kind === 'registry' ? `[${origin.range}] at <${cut(text, origin.rangeSpan)}>` : origin.reason;
  return `${group} ${name} <${cut(text, nameSpan)}> <${cut(text, specifierSpan)}> ${source}`;
}

const read = (text: string): string[] => parsePnpmWorkspace(text).dependencies.map(dependency => line(text, dependency));
const problems = (text: string): string[] =>
  parsePnpmWorkspace(text).problems.map(({ level, message, span }) => `${level}: ${message} <${cut(text, span)}>`);

const WHOLE = `# the workspace
packages:
  - 'packages/*'
  - "apps/*"
- docs

catalog:
  react: ^18.3.1 # why
  "@scope/name": '>=1 <2'

  'vue': "~3.4.0"
catalogs:
  react17:
    react: ^17.0.2
    react-dom: npm:@scope/dom@^17
  "next":
      react: 19.0.0-rc.1

overrides:
  foo: $react
  "bar@^2>baz@1": 1.2.3
  gone: '-'
  qux: 'catalog:'
  near: link:../near
onlyBuiltDependencies:
  - esbuild
allowedDeprecatedVersions:
  express: '1'
settings: { catalog: { a: 1 } }
description: |
  catalog:
    text: 1
nodeLinker: hoisted
`;

const READ = [
  'catalog react <react> <^18.3.1> [^18.3.1] at <^18.3.1>',
  'catalog @scope/name <@scope/name> <>=1 <2> [>=1 <2] at <>=1 <2>',
  'catalog vue <vue> <~3.4.0> [~3.4.0] at <~3.4.0>',
  'catalogs.react17 react <react> <^17.0.2> [^17.0.2] at <^17.0.2>',
  'catalogs.react17 @scope/dom <react-dom> <npm:@scope/dom@^17> [^17] at <^17>',
  'catalogs.next react <react> <19.0.0-rc.1> [19.0.0-rc.1] at <19.0.0-rc.1>',
  'overrides foo <foo> <$react> refers to a direct dependency',
  'overrides baz <baz> <1.2.3> [1.2.3] at <1.2.3>',
  'overrides gone <gone> <-> removed by an override',
  'overrides qux <qux> <catalog:> catalog entry',
  'overrides near <near> <link:../near> local path',
];

describe('a pnpm-workspace.yaml', () => {
  it.each([
    ['as it is', WHOLE],
    ['CRLF', WHOLE.replaceAll('\n', '\r\n')],
    ['BOM', `\uFEFF${WHOLE}`],
    ['after a document start', `%YAML 1.2\n---\n${WHOLE}`],
    ['without an end', WHOLE.trimEnd()],
  ])('has catalogs and overrides, and nothing else is a dependency: %s', (_, text) => {
    expect(read(text)).toEqual(READ);
    expect(problems(text)).toEqual([]);
  });

  const VALUES: readonly (readonly [value: string, expected: string])[] = [
    ['^1.2.3', '<^1.2.3> [^1.2.3] at <^1.2.3>'],
    ['^1.2.3   # why', '<^1.2.3> [^1.2.3] at <^1.2.3>'],
    ['^1.2.3#why', '<^1.2.3#why> [^1.2.3#why] at <^1.2.3#why>'],
    ['"^1.2.3" # why', '<^1.2.3> [^1.2.3] at <^1.2.3>'],
    ["' ^1 '", '< ^1 > [^1] at <^1>'],
    ['18', '<18> [18] at <18>'],
    ['<3 >=1', '<<3 >=1> [<3 >=1] at <<3 >=1>'],
    ['1 || 2', '<1 || 2> [1 || 2] at <1 || 2>'],
    ["''", '<> [] at <>'],
    ['latest', '<latest> [latest] at <latest>'],
    ['"\\u005e1.2"', '<\\u005e1.2> [^1.2] at <\\u005e1.2>'],
    ['"npm:\\x62@\\u005e1"', '<npm:\\x62@\\u005e1> [^1] at <\\u005e1>'],
    ["'it''s'", "<it''s> [it's] at <it''s>"],
    ['!!str 18', '<18> [18] at <18>'],
    ['&version ^1', '<^1> [^1] at <^1>'],
    ['*version', '<*version> YAML alias'],
    ['workspace:*', '<workspace:*> workspace package'],
    ['catalog:', '<catalog:> catalog entry'],
  ];

  it.each(VALUES)('reads the value %s', (value, expected) => {
    const text = `catalog:\n  a: ${value}\n  z: 1\n`;
    const name = value.includes('x62') ? 'b' : 'a';
    expect(read(text)).toEqual([`catalog ${name} <a> ${expected}`, 'catalog z <z> <1> [1] at <1>']);
    expect(problems(text)).toEqual([]);
  });

  it.each([
    '{ a: ^1, "b": \'2\' , c: "npm:d@^3" }',
    '{\n    a: ^1, # why\n    "b": \'2\',\n    c: "npm:d@^3",\n  }',
    '{a: ^1,"b":\'2\',\n    c: "npm:d@^3"}',
    '{a: ^1,"b":\'2\',\n    c: "npm:d@^3"\n',
  ])('reads a catalog in braces: %s', flow => {
    const text = `catalogs:\n  x: ${flow}\n  y:\n    z: 1\n`;
    expect(read(text)).toEqual([
      'catalogs.x a <a> <^1> [^1] at <^1>',
      'catalogs.x b <b> <2> [2] at <2>',
      'catalogs.x d <c> <npm:d@^3> [^3] at <^3>',
      'catalogs.y z <z> <1> [1] at <1>',
    ]);
  });

  it('reads a value on the line below', () => {
    expect(read('catalog:\n  a:\n    ^1\n  b: 2\n')).toEqual(['catalog a <a> <^1> [^1] at <^1>', 'catalog b <b> <2> [2] at <2>']);
  });

  it('keeps duplicates, and is content with empty sections', () => {
    expect(read('catalog:\n  a: 1\n  a: 2\ncatalog:\n  a: 3\n')).toHaveLength(3);
    for (const text of ['', 'catalog:\n', 'catalog: {}\n', 'catalog: null\ncatalogs: ~\noverrides:\n', 'catalogs:\n  x:\n'])
      expect([read(text), problems(text)]).toEqual([[], []]);
  });
});

describe('half-typed text', () => {
  const BROKEN: readonly (readonly [typed: string, problem: string | undefined])[] = [
    ['rea', 'error: This line cannot be read as YAML <rea>'],
    ['"rea', 'error: This line cannot be read as YAML <"rea>'],
    [': ^1', 'error: This line cannot be read as YAML <: ^1>'],
    ['  continued', undefined],
    ['react:^18', 'error: This line cannot be read as YAML <react:^18>'],
    ['}', 'error: This line cannot be read as YAML <}>'],
    ['- react', 'error: This line cannot be read as YAML <- react>'],
    ['# react', undefined],
  ];

  it.each(BROKEN)('%s costs itself only', (typed, problem) => {
    const text = `catalog:\n  a: 1\n  ${typed}\n  b: 2\noverrides:\n  c: 3\n`;
    expect(read(text).map(one => one.split(' ').slice(0, 2).join(' '))).toEqual(['catalog a', 'catalog b', 'overrides c']);
    expect(problems(text)).toEqual(problem === undefined ? [] : [problem]);
  });

  it('keeps what follows a first line that is broken', () => {
    const text = 'catalog:\n  rea\n  b: 2\n';
    expect(read(text)).toEqual(['catalog b <b> <2> [2] at <2>']);
    expect(problems(text)).toEqual(['error: This line cannot be read as YAML <rea>']);
  });

  const VALUES: readonly (readonly [entry: string, expected: string | undefined, problem: string])[] = [
    ['a:', '<> [] at <>', 'The version of "a" in catalog is missing <a>'],
    ["a: '^1", '<^1> [^1] at <^1>', 'The version of "a" in catalog has no closing quote <^1>'],
    ['a: "^1 # x', '<^1 # x> [^1 # x] at <^1 # x>', 'The version of "a" in catalog has no closing quote <^1 # x>'],
    ['a: >=1', undefined, 'The version of "a" in catalog must stand in quotes: > has a meaning in YAML <>=1>'],
    ['a: *', '<*> YAML alias', 'The version of "a" in catalog must stand in quotes: * has a meaning in YAML <*>'],
    ['a: { version: 1 }', undefined, 'The version of "a" in catalog must be a string <a>'],
  ];

  it.each(VALUES)('%s', (entry, expected, problem) => {
    const text = `catalog:\n  ${entry}\n  b: 2\n`;
    expect(read(text)).toEqual([...(expected === undefined ? [] : [`catalog a <a> ${expected}`]), 'catalog b <b> <2> [2] at <2>']);
    expect(problems(text)).toEqual([`error: ${problem}`]);
  });

  it('takes a section that is no mapping, and a name that is none, for problems', () => {
    expect(problems('catalog: x\ncatalogs: 1\noverrides: y\n')).toHaveLength(3);
    expect(problems('catalog:\n  "a b": 1\n')).toEqual(['warning: "a b" is not a valid package name <a b>']);
  });
});

describe('the removal of an entry', () => {
  const without = (text: string, index: number): string => {
    const { start, end } = parsePnpmWorkspace(text).dependencies[index]?.removalSpan ?? { start: 0, end: 0 };
    return text.slice(0, start) + text.slice(end);
  };

  it.each([
    ['catalog:\n  a: 1\n  b: 2 # why\n  c: 3\n', 'catalog:\n  a: 1\n  c: 3\n'],
    ['catalog:\r\n  a: 1\r\n  b: 2\r\n', 'catalog:\r\n  a: 1\r\n'],
    ['catalog:\n  a: 1\n  b: 2', 'catalog:\n  a: 1\n'],
    ['catalog: { a: 1, b: 2, c: 3 }\n', 'catalog: { a: 1, c: 3 }\n'],
    ['catalog: { a: 1, "b": 2 }\n', 'catalog: { a: 1 }\n'],
    ['catalog: {a: 1,"b":2}\n', 'catalog: {a: 1}\n'],
  ])('%j', (text, expected) => {
    expect(without(text, 1)).toBe(expected);
  });

  it('takes the comma behind the first one in braces', () => {
    expect(without('catalog: { a: 1, b: 2 }\n', 0)).toBe('catalog: { b: 2 }\n');
    expect(without('catalog: { a: 1 }\n', 0)).toBe('catalog: {  }\n');
  });
});

describe('a range that is put into an entry', () => {
  it.each([
    ['catalog:\n  a:\n  b: 2\n', "catalog:\n  a: '>=1.2.3'\n  b: 2\n"],
    ['catalog:\n  a: # why\n', "catalog:\n  a: '>=1.2.3' # why\n"],
    ['catalog:\n  a: x\n', "catalog:\n  a: '>=1.2.3'\n"],
    ['catalog:\n  a: ""\n', 'catalog:\n  a: ">=1.2.3"\n'],
    ['catalog: { a: , b: 2 }\n', "catalog: { a: '>=1.2.3' , b: 2 }\n"],
  ])('%j is read as one', (text, expected) => {
    const origin = parsePnpmWorkspace(text).dependencies[0]?.origin;
    if (origin?.kind !== 'registry') throw new Error('it has no range');
    const [before, behind] = origin.around ?? ['', ''];
    const after = `${text.slice(0, origin.rangeSpan.start)}${before}>=1.2.3${behind}${text.slice(origin.rangeSpan.end)}`;
    expect(after).toBe(expected);
    expect(read(after)[0]).toBe('catalog a <a> <>=1.2.3> [>=1.2.3] at <>=1.2.3>');
  });
});

describe('configDependencies', () => {
  const TEXT = `configDependencies:
  plain: 1.0.0
  '@org/pinned': "1.2.3-rc.1+sha512-ab+c/=="
  below:
    tarball: https://npm.example/below.tgz
    integrity: 2.0.0+sha512-x==
  flow: { integrity: '3.0.0+sha512-y==' }
catalog:
  after: ^1.0.0
`;

  it('are versions, with their digest or without, also below the name', () => {
    expect(read(TEXT)).toEqual([
      'configDependencies plain <plain> <1.0.0> [1.0.0] at <1.0.0>',
      'configDependencies @org/pinned <@org/pinned> <1.2.3-rc.1+sha512-ab+c/==> [1.2.3-rc.1] at <1.2.3-rc.1>',
      'configDependencies below <below> <2.0.0+sha512-x==> [2.0.0] at <2.0.0>',
      'configDependencies flow <flow> <3.0.0+sha512-y==> [3.0.0] at <3.0.0>',
      'catalog after <after> <^1.0.0> [^1.0.0] at <^1.0.0>',
    ]);
    expect(problems(TEXT)).toEqual([]);
  });

  it('are removed with all that stands below them', () => {
    const below = parsePnpmWorkspace(TEXT).dependencies.find(({ name }) => name === 'below');
    expect(below && cut(TEXT, below.removalSpan)).toBe(TEXT.slice(TEXT.indexOf('  below'), TEXT.indexOf('  flow')));
  });

  it('without a version are told', () => {
    expect(problems('configDependencies:\n  a:\n    tarball: x\n  b:\n')).toEqual([
      'error: The version of "a" in configDependencies must be a string <a>',
      'error: The version of "b" in configDependencies is missing <b>',
    ]);
  });
});
