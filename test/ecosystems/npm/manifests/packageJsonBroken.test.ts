import { describe, expect, it } from 'vitest';
import {
  MAX_PACKAGE_JSON_LENGTH,
  MAX_PACKAGE_JSON_LINE,
  parsePackageJson,
} from '../../../../server/src/ecosystems/npm/manifests/packageJson.js';
import { MAX_JSON_DEPTH } from '../../../../server/src/syntax/json/reader.js';
import * as fc from '../../../support/fastCheck.js';

const names = (text: string) => parsePackageJson(text).dependencies.map(({ group, name, specifier }) => `${group} ${name} ${specifier}`);
const problems = (text: string) =>
  parsePackageJson(text).problems.map(({ message, span }) => `${message} <${text.slice(span.start, Math.min(span.end, span.start + 20))}>`);

/** A dependencies section with one line between two good ones. */
const around = (line: string) =>
  `{\n  "dependencies": {\n    "a": "1",\n    ${line}\n    "c": "3"\n  },\n  "devDependencies": { "d": "4" }\n}\n`;

describe('half-typed text keeps what is readable and reports the first error', () => {
  const others = ['dependencies a 1', 'dependencies c 3', 'devDependencies d 4'];

  it.each([
    ['"b', others, 'JSON: closing quote expected <"b>'],
    ['"b"', others, 'JSON: colon expected <"c">'],
    ['"b",', others, 'JSON: colon expected <,>'],
    ['"b":', others, 'JSON: value expected <"c">'],
    ['"b": ,', others, 'JSON: value expected <,>'],
    ['"b": ^1.0.0,', others, 'JSON: unexpected text <^1.0.0>'],
    ['b: "2",', others, 'JSON: unexpected text <b>'],
    [',', others, 'JSON: property name expected <,>'],
    [': "2",', others, 'JSON: property name expected <:>'],
    [']', others, 'JSON: closing brace expected <]>'],
    ['// "b": "2",', others, 'JSON: comments are not permitted <// "b": "2",>'],
    ['"b": "2"', ['dependencies a 1', 'dependencies b 2', 'dependencies c 3', 'devDependencies d 4'], 'JSON: comma expected <"c">'],
    ['"b" "2",', ['dependencies a 1', 'dependencies b 2', 'dependencies c 3', 'devDependencies d 4'], 'JSON: colon expected <"2">'],
    [
      '"b": "^2,',
      ['dependencies a 1', 'dependencies b ^2', 'dependencies c 3', 'devDependencies d 4'],
      'JSON: closing quote expected <"^2,>',
    ],
  ])('%s', (line, expected, problem) => {
    expect(names(around(line))).toEqual(expected);
    expect(problems(around(line))).toEqual([problem]);
  });

  it('has no problem beyond the end of the text', () => {
    const text = '{ "dependencies": { "a": "1" /* never ended';
    expect(parsePackageJson(text).problems).toEqual([
      { level: 'error', message: 'JSON: comments are not permitted', span: { start: 29, end: text.length } },
    ]);
  });

  it.each([
    ['"4.4\\u002e2', '4.4.2', '4.4\\u002e2'],
    ['"4.4\\q.2"', '4.4.2', '4.4\\q.2'],
    ['"4\\u00.2"', '4.2', '4\\u00.2'],
    ['"npm:x@\\1.2\\u0', '.2', '\\1.2'],
    ['"4.2\\', '4.2', '4.2'],
  ])('finds a version behind what is no escape: %s', (value, range, written) => {
    const text = `{ "dependencies": { "a": ${value}`;
    const [dependency] = parsePackageJson(text).dependencies;
    const { origin } = dependency ?? {};
    if (origin?.kind !== 'registry') throw new Error('no release of a registry');
    expect([origin.range, text.slice(origin.rangeSpan.start, origin.rangeSpan.end)]).toEqual([range, written]);
    expect(origin.rangeSpan.end).toBeLessThanOrEqual(text.length);
  });

  it('does not take keys of the root for dependencies where the closing brace of a section is missing', () => {
    const text =
      '{\n  "dependencies": {\n    "a": "1",\n  "license": "MIT",\n  "scripts": { "x": "y" },\n  "devDependencies": {\n    "b": "2"\n  }\n}\n';
    expect(names(text)).toEqual(['dependencies a 1', 'devDependencies b 2']);
    expect(problems(text)).toEqual(['JSON: closing brace expected <}>']);
  });

  it.each([
    ['', 'JSON: value expected <>'],
    ['\uFEFF', 'JSON: value expected <>'],
    ['{', 'JSON: closing brace expected <{>'],
    ['{"dependencies":{"a":"1",}}', 'JSON: trailing comma <}>'],
    ['{"dependencies":{"a":"1"', 'JSON: closing brace expected <">'],
    ['{"dependencies":{"a":"1"}} {}', 'JSON: end of file expected <{>'],
    ['{"x":"\\q","dependencies":{"a":"1"}}', 'JSON: invalid escape <"\\q">'],
    ['{"x":[1,,2],"dependencies":{"a":"1"}}', 'JSON: value expected <,>'],
    ['<!doctype html><html></html>', 'JSON: unexpected text <<!doctype>'],
    ['}', 'JSON: value expected <}>'],
  ])('%j: %s', (text, problem) => {
    expect(problems(text)).toEqual([problem]);
    expect(names(text)).toEqual(text.includes('"a"') ? ['dependencies a 1'] : []);
  });
});

describe('limits', () => {
  it.each([
    '['.repeat(100_000),
    '{"a":'.repeat(100_000),
    `{"x":${'['.repeat(100_000)}${']'.repeat(100_000)},"dependencies":{"b":"1"}}`,
    `{"overrides":${'{"a":'.repeat(100_000)}"1"${'}'.repeat(100_001)}`,
  ])('nested 100,000 deep: one problem', text => {
    expect(problems(text)).toHaveLength(1);
    expect(problems(text)[0]).toContain(`deeper than ${MAX_JSON_DEPTH} levels`);
  });

  it('keeps what stands before the deep part', () => {
    expect(names(`{"dependencies":{"a":"1"},"x":${'['.repeat(100_000)}`)).toEqual(['dependencies a 1']);
  });

  it('too large a text and too long a line are one problem and no dependencies', () => {
    const line = '{"dependencies":{"a":"1"}}\n';
    const text = line + '\n'.repeat(MAX_PACKAGE_JSON_LENGTH - line.length);
    expect(names(text)).toEqual(['dependencies a 1']);
    expect(parsePackageJson(`${text} `)).toMatchObject({ dependencies: [], problems: [{ span: { start: 0, end: 0 } }] });
    const longest = line + ' '.repeat(MAX_PACKAGE_JSON_LINE);
    expect(names(longest)).toEqual(['dependencies a 1']);
    expect(parsePackageJson(`${longest} `)).toMatchObject({ dependencies: [], problems: [{ span: { start: line.length } }] });
  });

  it('never throws, and spans stay inside the text and cut out what they say', () => {
    const pieces = [
      '{',
      '}',
      '[',
      ']',
      ':',
      ',',
      '"',
      '"a"',
      '"1"',
      '"dependencies"',
      '"overrides"',
      '"."',
      '\\',
      '\n',
      '  ',
      '//',
      '1',
      'x',
      '\u{1F600}',
      '\uD800',
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 60 }), parts => {
        const text = `{"dependencies":{${parts.join('')}`;
        const { dependencies, problems: found } = parsePackageJson(text);
        expect(found.filter(({ message }) => message.startsWith('JSON: ')).length).toBeLessThanOrEqual(1);
        for (const { writtenName, nameSpan, specifier, specifierSpan, removalSpan } of dependencies) {
          expect(text.slice(nameSpan.start, nameSpan.end)).toBe(writtenName);
          expect(text.slice(specifierSpan.start, specifierSpan.end)).toBe(specifier);
          expect(removalSpan.start).toBeLessThan(removalSpan.end);
          expect(removalSpan.end).toBeLessThanOrEqual(text.length);
        }
      }),
      { numRuns: 3000 },
    );
  });
});
