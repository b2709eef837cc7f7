import { describe, expect, it } from 'vitest';
import { parsePnpmWorkspace } from '../../../../server/src/ecosystems/npm/manifests/pnpmWorkspace.js';
import { MAX_MANIFEST_LENGTH } from '../../../../server/src/ecosystems/shared/manifestLimits.js';
import type { Span } from '../../../../server/src/model/index.js';
import * as fc from '../../../support/fastCheck.js';
import { expectGrowth } from '../../../support/growth.js';

const cut = (text: string, { start, end }: Span): string => text.slice(start, end);
const declared = (text: string): string[] =>
  parsePnpmWorkspace(text).dependencies.map(({ group, name, specifier }) => `${group} ${name} ${specifier}`);

const SCRAPS = fc
  .array(
    fc.constantFrom(
      ...['catalog:', 'catalogs:', 'overrides:', '\n', '\n  ', '\n    ', '\r\n  ', ' ', '\t', ': ', ':', '{', '}', '[', ']', ', ', '- '],
      ...[
        '"',
        "'",
        '\\',
        '\\u00',
        '#',
        ' # ',
        '|',
        '>',
        '*',
        '&a ',
        '!!str ',
        '---\n',
        'a',
        '"b"',
        "'c'",
        '^1.0.0',
        'npm:d@^1',
        '\u{1F600}',
      ],
      ...['\uD800', '\uFEFF', '%', '?', '@s/n', '$a', '~'],
    ),
    { maxLength: 40 },
  )
  .map(parts => parts.join(''));

const NAME = fc.constantFrom('react', '"@scope/a"', "'vue'", 'left-pad', '@types/x');
const VALUE = fc.constantFrom('^1.0.0', "'>=1 <2'", '"~2.1"', '3', 'npm:other@^4', '1.0.0 # why', 'latest');
const ENTRIES = fc.uniqueArray(fc.tuple(NAME, VALUE), { selector: ([name]) => name, minLength: 1, maxLength: 5 });

/** A catalog on lines of its own or in braces. */
const DOCUMENT = fc
  .record({ entries: ENTRIES, inBraces: fc.boolean(), eol: fc.constantFrom('\n', '\r\n'), last: fc.boolean() })
  .map(({ entries, inBraces, eol, last }) => {
    const plain = entries.map(([name, value]) => `${name}: ${value.replace(/ #.*/, '')}`);
    const section = inBraces ? `catalog: { ${plain.join(', ')} }` : ['catalog:', ...entries.map(one => `  ${one.join(': ')}`)].join(eol);
    return last ? section : `${section}${eol}nodeLinker: hoisted${eol}`;
  });

describe('any text as pnpm-workspace.yaml', () => {
  it('never throws, keeps its spans inside the text and its fields equal to what they cut out', () => {
    fc.assert(
      fc.property(SCRAPS, scraps => {
        const text = `catalog:\n  ${scraps}`;
        const { dependencies, problems } = parsePnpmWorkspace(text);
        const spans = dependencies.flatMap(({ removalSpan, origin }) => [
          removalSpan,
          ...(origin.kind === 'registry' ? [origin.rangeSpan] : []),
        ]);
        for (const { start, end } of [...spans, ...problems.map(({ span }) => span)]) {
          expect(start).toBeGreaterThanOrEqual(0);
          expect(end).toBeGreaterThanOrEqual(start);
          expect(end).toBeLessThanOrEqual(text.length);
        }
        for (const { writtenName, nameSpan, specifier, specifierSpan } of dependencies) {
          expect([writtenName, specifier]).toEqual([cut(text, nameSpan), cut(text, specifierSpan)]);
          expect(writtenName).not.toBe('');
        }
      }),
      { numRuns: 5000 },
    );
  });

  it('is one problem where it is too large', () => {
    const text = `catalog:\n  a: 1\n${'\n'.repeat(MAX_MANIFEST_LENGTH)}`;
    expect(parsePnpmWorkspace(text)).toMatchObject({ ecosystem: 'npm', dependencies: [], problems: [{ span: { start: 0, end: 0 } }] });
  });

  it.each<readonly [string, (size: number) => string, number]>([
    ['open braces', size => '{'.repeat(size), 20_000],
    ['open brackets', size => '[ '.repeat(size), 20_000],
    // As many characters as half of the square of the lines.
    ['deep lines', size => Array.from({ length: Math.sqrt(2 * size) }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n'), 2_000_000],
    ['blanks', size => ' '.repeat(size), 200_000],
    ['anchors', size => `a: ${'&a '.repeat(size)}`, 50_000],
    ['unclosed quotes', size => 'a: "\n'.repeat(size), 20_000],
  ])('reads %s in time that grows with the length', (_, text, whole) => {
    expectGrowth(size => {
      parsePnpmWorkspace(`catalog: ${text(size)}`);
      parsePnpmWorkspace(`catalog:\n  ${text(size)}`);
    }, whole);
  });
});

describe('the spans of a catalog', () => {
  it('remove one entry and leave the others', () => {
    fc.assert(
      fc.property(DOCUMENT, fc.nat(), (text, choice) => {
        const { dependencies } = parsePnpmWorkspace(text);
        const index = choice % dependencies.length;
        const { start, end } = dependencies[index]?.removalSpan ?? { start: 0, end: 0 };
        const rest = text.slice(0, start) + text.slice(end);
        expect(declared(rest)).toEqual(declared(text).filter((_, at) => at !== index));
        expect(parsePnpmWorkspace(rest).problems).toEqual([]);
      }),
    );
  });

  it('change in nothing but the range that is replaced', () => {
    fc.assert(
      fc.property(DOCUMENT, fc.nat(), (text, choice) => {
        const { dependencies } = parsePnpmWorkspace(text);
        const index = choice % dependencies.length;
        const origin = dependencies[index]?.origin;
        if (origin?.kind !== 'registry') throw new Error('every entry has a range');
        const after = `${text.slice(0, origin.rangeSpan.start)}^9.9.9${text.slice(origin.rangeSpan.end)}`;
        const ranges = (of: string) => parsePnpmWorkspace(of).dependencies.map(one => one.origin.kind === 'registry' && one.origin.range);
        expect(ranges(after)).toEqual(ranges(text).map((range, at) => (at === index ? '^9.9.9' : range)));
      }),
    );
  });
});
