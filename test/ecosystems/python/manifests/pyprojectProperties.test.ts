import { parse as parseIndependently } from 'smol-toml';
import { describe, expect, it } from 'vitest';
import { parsePipfile } from '../../../../server/src/ecosystems/python/manifests/pipfile.js';
import { parsePyproject } from '../../../../server/src/ecosystems/python/manifests/pyproject.js';
import { parseSetupCfg } from '../../../../server/src/ecosystems/python/manifests/setupCfg.js';
import type { Manifest, Span } from '../../../../server/src/model/index.js';
import * as fc from '../../../support/fastCheck.js';
import { SCRAPS } from '../../../syntax/toml/tomlArbitrary.js';

const cut = (text: string, { start, end }: Span): string => text.slice(start, end);
const names = (count: number) => [...Array(count).keys()].map(index => `pkg-${index}`);

/** An array of requirements in any layout: one line or many, comments, commas before or behind. */
const array = fc
  .tuple(
    fc.integer({ min: 0, max: 5 }),
    fc.constantFrom('', '>=1,<2', ' == 1.0 ; os_name == \\"x\\"', '[x]~=1.0'),
    fc.constantFrom('", ', '",', '",\n  ', '", # c]\n  ', '"\n  , ', '", # c\n\n  # "d"\n  '),
    fc.constantFrom('', ' ', '\n  ', ' # first\n  '),
    fc.constantFrom('', ',', ' ', '\n', ',\n', ', # last\n', ' # last\n'),
    fc.constantFrom('\n', '\r\n'),
  )
  .map(([count, specifier, separator, opening, closing, lineBreak]) => {
    const items = names(count).map(name => `"${name}${specifier}`);
    const end = count === 0 ? closing.replace(',', '') : closing;
    return `[${opening}${items.join(separator)}${count > 0 ? '"' : ''}${end}]`.replaceAll('\n', lineBreak);
  });

const entry = (index: number) =>
  fc.constantFrom(
    `pkg-${index} = "^1.${index}" # c`,
    `"pkg-${index}" = '*'`,
    `pkg-${index} = { version = "1.*", extras = ["a"] }`,
    `pkg-${index} = { extras = [\n  "a", # ]\n] }`,
    `pkg-${index}.version = "~1"\npkg-${index}.optional = true`,
    `pkg-${index} = { git = "https://h.example/x" }`,
  );
const table = fc
  .tuple(entry(0), entry(1), entry(2), fc.constantFrom('\n', '\r\n'), fc.constantFrom('', '\n# c\n'))
  .map(([a, b, c, end, between]) =>
    `[tool.poetry.dependencies]\n${a}\n${between}${b}\n${c}\n\n[tool.other]\nx = 1\n`.replaceAll('\n', end),
  );
const inline = fc.tuple(fc.integer({ min: 1, max: 4 }), fc.constantFrom(', ', ','), fc.constantFrom('', ' ')).map(
  ([count, separator, pad]) =>
    `tool.poetry.dependencies = {${pad}${names(count)
      .map(name => `${name} = "1"`)
      .join(separator)}${pad}}\n`,
);

const document = fc.oneof(
  array.map(list => `[project]\ndependencies = ${list}\nname = "x"\n`),
  array.map(list => `[dependency-groups]\nx = ${list} # end\n[tool.x]\n`),
  table,
  inline,
);

/** The declared names, by an independent reader. */
function declared(text: string): readonly string[] {
  const root = parseIndependently(text) as Record<string, Record<string, unknown>>;
  const { project, tool, 'dependency-groups': groups } = root;
  const list = (project?.dependencies ?? groups?.x ?? []) as string[];
  const poetry = (tool?.poetry as { dependencies?: object } | undefined)?.dependencies ?? {};
  return [...list.map(requirement => /^\s*([\w-]+)/.exec(requirement)?.[1] ?? ''), ...Object.keys(poetry)].toSorted();
}

describe('generated files', () => {
  it('give the names that an independent reader finds', () => {
    fc.assert(
      fc.property(document, text => {
        const { dependencies, problems } = parsePyproject(text);
        expect(problems).toEqual([]);
        expect(dependencies.map(({ name }) => name).toSorted()).toEqual(declared(text));
      }),
      { numRuns: 500 },
    );
  });

  it('lose exactly one dependency by its removal span, and stay valid', () => {
    fc.assert(
      fc.property(document, fc.nat(), (text, choice) => {
        const { dependencies } = parsePyproject(text);
        const gone = dependencies[choice % Math.max(dependencies.length, 1)];
        if (gone === undefined) return;
        const rest = text.slice(0, gone.removalSpan.start) + text.slice(gone.removalSpan.end);
        expect(declared(rest)).toEqual(declared(text).filter(name => name !== gone.name));
      }),
      { numRuns: 1000 },
    );
  });

  it('change in nothing but the range that is replaced', () => {
    fc.assert(
      fc.property(document, fc.nat(), (text, choice) => {
        const { dependencies } = parsePyproject(text);
        const changed = dependencies[choice % Math.max(dependencies.length, 1)];
        if (changed?.origin.kind !== 'registry') return;
        const { rangeSpan, around } = changed.origin;
        const [before, behind] = around ?? ['', ''];
        const after = `${text.slice(0, rangeSpan.start)}${before}==9.9${behind}${text.slice(rangeSpan.end)}`;
        const ranges = (of: string) =>
          parsePyproject(of).dependencies.map(({ name, origin }) => [name, origin.kind === 'registry' && origin.range]);
        expect(declared(after)).toEqual(declared(text));
        expect(ranges(after)).toEqual(ranges(text).map(([name, range]) => [name, name === changed.name ? '==9.9' : range]));
      }),
      { numRuns: 500 },
    );
  });
});

const PARSERS: readonly (readonly [string, (text: string) => Manifest])[] = [
  ['pyproject.toml', parsePyproject],
  ['Pipfile', parsePipfile],
  ['setup.cfg', parseSetupCfg],
];

describe.each(PARSERS)('any text as %s', (_, parse) => {
  it('never throws, keeps its spans inside the text and its fields equal to what they cut out', () => {
    fc.assert(
      fc.property(SCRAPS, text => {
        const { dependencies, problems, includes } = parse(text);
        const spans = dependencies.flatMap(({ removalSpan, origin }) => [
          removalSpan,
          ...(origin.kind === 'registry' ? [origin.rangeSpan] : []),
        ]);
        for (const { start, end } of [...spans, ...problems.map(({ span }) => span), ...includes.map(({ span }) => span)]) {
          expect(start).toBeGreaterThanOrEqual(0);
          expect(end).toBeGreaterThanOrEqual(start);
          expect(end).toBeLessThanOrEqual(text.length);
        }
        for (const { writtenName, nameSpan, specifier, specifierSpan, removalSpan } of dependencies) {
          expect([writtenName, specifier]).toEqual([cut(text, nameSpan), cut(text, specifierSpan)]);
          expect(writtenName).not.toBe('');
          expect(removalSpan.end).toBeGreaterThanOrEqual(specifierSpan.end);
        }
      }),
      { numRuns: 3000 },
    );
  });
});
