import { describe, expect, it } from 'vitest';
import { parseRequirements } from '../../../../server/src/ecosystems/python/manifests/requirements.js';
import type { Manifest, Span } from '../../../../server/src/model/index.js';
import * as fc from '../../../support/fastCheck.js';

const lineBreak = fc.constantFrom('\n', '\r\n', '\r');
const space = fc.constantFrom('', ' ', '  ', '\t');
const gap = fc.constantFrom(' ', '  ', '\t');
const note = fc.string({ unit: fc.constantFrom('a', ' ', '\u{1F600}', '\u{10FFFF}', 'é', '#', '"', "'", ';', ','), maxLength: 12 });
// No letter that could end the name like an archive's.
const name = fc.stringMatching(/^[A-Ka-k0-9]([A-Ka-k0-9._-]{0,8}[A-Ka-k0-9])?$/);
const version = fc.stringMatching(/^[0-9]{1,2}(\.[0-9]{1,2}){0,2}(rc1|\.\*|\+x\.1)?$/);
const operator = fc.constantFrom('==', '===', '~=', '!=', '<', '<=', '>', '>=');
const digest = fc.stringMatching(/^[0-9a-f]{1,16}$/);

/** Pieces of a specifier; between them a continuation may stand. */
const specifier = fc.array(fc.tuple(operator, space, version, space), { maxLength: 3 }).map(parts =>
  parts.flatMap(([op, before, number, after], at) => {
    const isLast = at === parts.length - 1;
    return [op, before, number, ...(isLast ? [] : [`${after},`, after])];
  }),
);

interface Line {
  readonly text: string;
  /** Undefined for a line without a requirement. */
  readonly expected?: { readonly name: string; readonly specifier: string; readonly range: string; readonly hashes: readonly string[] };
}

const requirement: fc.Arbitrary<Line> = fc
  .record({
    indent: space,
    name,
    extras: fc.constantFrom('', '[a]', ' [a, b]'),
    before: space,
    parts: specifier,
    parenthesised: fc.boolean(),
    joint: fc.constantFrom('', '', '', '\\\n', '\\\r\n', '\\\\\r'),
    marker: fc.constantFrom('', ';a', ' ; python_version < "3"', " ;b == '\u{1F600}'"),
    hashes: fc.array(fc.tuple(fc.constantFrom('--hash=', '--hash '), fc.constantFrom('sha256:', 'sha512:'), digest), { maxLength: 2 }),
    hashGap: fc.constantFrom(' ', ' \\\n', '\t\\\r\n  '),
    comment: fc.option(fc.tuple(gap, note), { nil: undefined }),
  })
  .map(({ indent, name: written, extras, before, parts, parenthesised, joint, marker, hashes, hashGap, comment }) => {
    const list = parts.join(joint);
    const options = hashes.map(hash => hash.join(''));
    const text = [
      indent,
      written,
      extras,
      before + joint,
      parenthesised ? `(${list})` : list,
      marker,
      ...options.map(option => hashGap + (hashGap.endsWith('\n') ? ' ' : '') + option),
      comment === undefined ? '' : `${comment[0]}#${comment[1]}`,
    ].join('');
    return { text, expected: { name: written, specifier: list, range: parts.join(''), hashes: options } };
  })
  // A CR at the end and the LF of the next line break would be one break.
  .filter(({ text }) => !text.endsWith('\r'));

const other: fc.Arbitrary<Line> = fc.oneof(
  fc.constant({ text: '' }),
  gap.map(text => ({ text })),
  note.map(text => ({ text: `# ${text}\\` })),
  fc.constantFrom({ text: '--pre' }, { text: '-r other.txt' }, { text: '[' }, { text: '\u{1F600}==1' }, { text: '--unknown' }),
);

const file = fc
  .record({
    mark: fc.constantFrom('', '\uFEFF'),
    lines: fc.array(fc.tuple(fc.oneof({ weight: 3, arbitrary: requirement }, { weight: 1, arbitrary: other }), lineBreak), {
      maxLength: 12,
    }),
    last: fc.boolean(),
  })
  .map(({ mark, lines, last }) => ({
    text: mark + lines.map(([line, end], at) => line.text + (last || at < lines.length - 1 ? end : '')).join(''),
    lines: lines.map(([line]) => line),
  }));

const pieces = fc.constantFrom(
  ...[
    'foo',
    'B.a_r',
    ' ',
    '\t',
    '\n',
    '\r',
    '\r\n',
    '\\',
    '\\\n',
    '#',
    ' #',
    ';',
    ',',
    '==',
    '>=',
    '=',
    '<',
    '(',
    ')',
    '[',
    ']',
    '@',
    '1.0',
    '*',
  ],
  ...[
    '-',
    '--',
    '-r',
    '-e ',
    '-c',
    '--hash=',
    'sha256:ab',
    '"',
    "'",
    '${',
    '${A}',
    '}',
    './',
    '/',
    '.whl',
    'git+https://',
    '#egg=',
    '&egg=',
    '%',
  ],
  ...['\uFEFF', '\0', '\ud83d', '\ude00', '\u{1F600}', '\u2028', '\x85', '\xa0', '\x1c', 'é'],
);
const anything = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.array(pieces, { maxLength: 60 }).map(parts => parts.join('')),
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 100 }).map(codes => String.fromCharCode(...codes)),
);

const cut = (text: string, { start, end }: Span): string => text.slice(start, end);

function spansOf({ dependencies, problems, includes }: Manifest): Span[] {
  const ofDependencies = dependencies.flatMap(({ nameSpan, specifierSpan, removalSpan, hashes = [], origin }) => [
    nameSpan,
    specifierSpan,
    removalSpan,
    ...hashes.map(({ span }) => span),
    ...(origin.kind === 'registry' ? [origin.rangeSpan] : []),
  ]);
  return [...ofDependencies, ...problems.map(({ span }) => span), ...includes.map(({ span }) => span)];
}

describe('generated files', () => {
  it('give exactly the names, specifiers and hashes that were written', () => {
    fc.assert(
      fc.property(file, ({ text, lines }) => {
        const { dependencies } = parseRequirements(text);
        const expected = lines.flatMap(line => (line.expected === undefined ? [] : [line.expected]));
        expect(
          dependencies.map(({ nameSpan, specifierSpan, origin, hashes = [] }) => ({
            name: cut(text, nameSpan),
            specifier: cut(text, specifierSpan),
            range: origin.kind === 'registry' ? origin.range : origin.reason,
            hashes: hashes.map(({ span }) => cut(text, span)),
          })),
        ).toEqual(expected);
      }),
      { numRuns: 1000 },
    );
  });

  it('lose exactly one dependency by its removal span', () => {
    fc.assert(
      fc.property(file, fc.nat(), ({ text }, choice) => {
        const shown = (of: string): string[] =>
          parseRequirements(of).dependencies.map(({ writtenName, specifier }) => writtenName + specifier);
        const { dependencies } = parseRequirements(text);
        const at = choice % Math.max(dependencies.length, 1);
        const gone = dependencies[at];
        if (gone === undefined) return;
        const rest = text.slice(0, gone.removalSpan.start) + text.slice(gone.removalSpan.end);
        expect(shown(rest)).toEqual(shown(text).filter((_, index) => index !== at));
      }),
      { numRuns: 500 },
    );
  });

  it('change in nothing but the specifier that is replaced', () => {
    fc.assert(
      fc.property(file, fc.nat(), ({ text }, choice) => {
        const { dependencies } = parseRequirements(text);
        const at = choice % Math.max(dependencies.length, 1);
        const { start, end } = dependencies[at]?.specifierSpan ?? { start: 0, end: 0 };
        if (dependencies[at] === undefined) return;
        const after = parseRequirements(`${text.slice(0, start)}==9.9.9${text.slice(end)}`).dependencies;
        const shown = (list: typeof dependencies): string[] =>
          list.map(({ writtenName, specifier: written, marker = '', hashes = [] }, index) =>
            [writtenName, index === at ? '==9.9.9' : written, marker, ...hashes.map(hash => hash.digest)].join(' '),
          );
        expect(after[at]?.specifier).toBe('==9.9.9');
        expect(shown(after)).toEqual(shown(dependencies));
      }),
      { numRuns: 500 },
    );
  });
});

describe('any text', () => {
  it('never throws, keeps its spans inside the text and its fields equal to what they cut out', () => {
    fc.assert(
      fc.property(anything, text => {
        const manifest = parseRequirements(text);
        for (const { start, end } of spansOf(manifest)) {
          expect(start).toBeGreaterThanOrEqual(0);
          expect(end).toBeGreaterThanOrEqual(start);
          expect(end).toBeLessThanOrEqual(text.length);
        }
        for (const { writtenName, nameSpan, specifier: written, specifierSpan, removalSpan } of manifest.dependencies) {
          expect([writtenName, written]).toEqual([cut(text, nameSpan), cut(text, specifierSpan)]);
          expect(writtenName).not.toBe('');
          expect(removalSpan.start).toBeLessThanOrEqual(nameSpan.start);
          expect(removalSpan.end).toBeGreaterThanOrEqual(specifierSpan.end);
        }
      }),
      { numRuns: 5000 },
    );
  });

  it('does not touch the lines around it', () => {
    fc.assert(
      fc.property(anything, text => {
        const names = parseRequirements(`before==1\n${text}\n\nafter==2\n`).dependencies.map(({ name: found }) => found);
        expect([names.at(0), names.at(-1)]).toEqual(['before', 'after']);
      }),
      { numRuns: 2000 },
    );
  });
});
