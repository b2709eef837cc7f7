// How an override is written into a file: in its indentation, quotes and line breaks, and nothing else changes.
import { parse } from 'jsonc-parser';
import { describe, expect, it } from 'vitest';
import { npmOverrides, pnpmOverrides, yarnResolutions } from '../../server/src/ecosystems/npm/overrides/packageJson.js';
import { workspaceOverrides } from '../../server/src/ecosystems/npm/overrides/pnpmWorkspace.js';
import { constraintsFile } from '../../server/src/ecosystems/python/overrides/constraintsFile.js';
import { pdmOverrides, uvConstraints } from '../../server/src/ecosystems/python/overrides/pyproject.js';
import type { OverrideText } from '../../server/src/ecosystems/shared/overrideText.js';
import { withEdits } from '../../server/src/fixes/textEdits.js';
import { readToml } from '../../server/src/syntax/toml/reader.js';
import { readYaml } from '../../server/src/syntax/yaml/reader.js';
import * as fc from '../support/fastCheck.js';

const lines = (...all: string[]): string => all.map(line => `${line}\n`).join('');

function inserted(place: OverrideText, text: string, key: string, value: string): string | undefined {
  const edits = place.insert(text, key, value);
  return edits && withEdits(text, edits);
}

describe('an override in package.json', () => {
  it.each<[string, OverrideText, string, string, string]>([
    [
      'makes the section behind the last member',
      npmOverrides,
      'qs',
      lines('{', '  "name": "a",', '  "dependencies": {', '    "b": "^1.0.0"', '  }', '}'),
      lines(
        '{',
        '  "name": "a",',
        '  "dependencies": {',
        '    "b": "^1.0.0"',
        '  },',
        '  "overrides": {',
        '    "qs": "^2.0.0"',
        '  }',
        '}',
      ),
    ],
    [
      'joins the section that is there',
      npmOverrides,
      '@scope/qs',
      lines('{', '\t"overrides": {', '\t\t"b": "1.0.0"', '\t},', '\t"name": "a"', '}'),
      lines('{', '\t"overrides": {', '\t\t"b": "1.0.0",', '\t\t"@scope/qs": "^2.0.0"', '\t},', '\t"name": "a"', '}'),
    ],
    ['stays on one line', npmOverrides, 'qs', '{ "name": "a" }', '{ "name": "a", "overrides": { "qs": "^2.0.0" } }'],
    [
      'fills an empty section',
      npmOverrides,
      'qs',
      lines('{', '    "overrides": {}', '}'),
      lines('{', '    "overrides": {"qs": "^2.0.0"}', '}'),
    ],
    [
      'fills an empty section of several lines',
      npmOverrides,
      'qs',
      lines('{', '    "overrides": {', '    }', '}'),
      lines('{', '    "overrides": {', '        "qs": "^2.0.0"', '    }', '}'),
    ],
    ['fills an empty file', npmOverrides, 'qs', '{}\n', lines('{', '  "overrides": {', '    "qs": "^2.0.0"', '  }', '}')],
    [
      'keeps CRLF and a missing last line break',
      yarnResolutions,
      'qs',
      '{\r\n    "name": "a"\r\n}',
      '{\r\n    "name": "a",\r\n    "resolutions": {\r\n        "qs": "^2.0.0"\r\n    }\r\n}',
    ],
    [
      'makes both objects of pnpm',
      pnpmOverrides,
      'qs@^1.0.0',
      lines('{', '  "name": "a"', '}'),
      lines('{', '  "name": "a",', '  "pnpm": {', '    "overrides": {', '      "qs@^1.0.0": "^2.0.0"', '    }', '  }', '}'),
    ],
    [
      "joins pnpm's own field",
      pnpmOverrides,
      'qs',
      lines('{', '  "pnpm": {', '    "neverBuiltDependencies": []', '  }', '}'),
      lines('{', '  "pnpm": {', '    "neverBuiltDependencies": [],', '    "overrides": {', '      "qs": "^2.0.0"', '    }', '  }', '}'),
    ],
  ])('%s', (_, place, key, before, after) => {
    expect(inserted(place, before, key, '^2.0.0')).toBe(after);
  });

  it.each<[string, OverrideText, string]>([
    ['broken text', npmOverrides, '{ "name": "a", '],
    ['comments', npmOverrides, '{ // a\n "name": "a" }'],
    ['no object', npmOverrides, '[]'],
    ['a section that is no object', npmOverrides, '{ "overrides": [] }'],
    ['a section that is there twice', npmOverrides, '{ "overrides": {}, "overrides": {} }'],
    ['a field of pnpm that is no object', pnpmOverrides, '{ "pnpm": 1 }'],
    ['nothing', npmOverrides, ''],
  ])('leaves %s alone', (_, place, text) => {
    expect(place.read(text)).toBeUndefined();
    expect(place.insert(text, 'qs', '^2.0.0')).toBeUndefined();
  });

  it.each<[OverrideText, string, string[]]>([
    [
      npmOverrides,
      '{ "overrides": { "qs": "1", "a@^1": "2", "b": { ".": "3", "qs": "4", "c": { "d": "5" } }, "e": { "f": "6" }, "g": 7 } }',
      [
        'qs = qs 1',
        'a = a@^1 2',
        'b = b 3',
        'qs = b > qs 4',
        'c = b > c undefined',
        'd = b > c > d 5',
        'e = e undefined',
        'f = e > f 6',
        'g = g undefined',
      ],
    ],
    [
      yarnResolutions,
      '{ "resolutions": { "qs": "1", "**/qs": "2", "a/@s/b": "3", "qs@npm:^1": "4" } }',
      ['qs = qs 1', 'qs = **/qs 2', '@s/b = a/@s/b 3', 'qs = qs@npm:^1 4'],
    ],
    [pnpmOverrides, '{ "pnpm": { "overrides": { "qs@<2": "1", "a>qs": "2" } } }', ['qs = qs@<2 1', 'qs = a>qs 2']],
  ])('%# is read', (place, text, expected) => {
    expect(place.read(text)?.map(({ name, key, value }) => `${name} = ${key} ${value}`)).toEqual(expected);
    for (const { value, span } of place.read(text) ?? []) if (value !== undefined) expect(text.slice(span.start, span.end)).toBe(value);
  });

  it('leaves every other value as it was, in any style', () => {
    const key = fc.oneof(fc.stringMatching(/^[a-z@/"\\]{1,6}$/), fc.constantFrom('overrides', 'pnpm'));
    const { tree } = fc.letrec(tie => ({
      leaf: fc.oneof(fc.string(), fc.integer(), fc.constant(null), fc.array(fc.integer(), { maxLength: 2 })),
      tree: fc.dictionary(key, fc.oneof({ depthSize: 'small' }, tie('leaf'), tie('tree')), { maxKeys: 4 }),
    }));
    let joined = 0;
    fc.assert(
      fc.property(
        tree,
        fc.constantFrom(undefined, 1, 2, 4, '\t'),
        fc.constantFrom('\n', '\r\n'),
        fc.boolean(),
        (value, indent, lineBreak, final) => {
          const text = JSON.stringify(value, undefined, indent).replaceAll('\n', lineBreak) + (final ? lineBreak : '');
          for (const [place, path] of PLACES) {
            const after = inserted(place, text, 'qs', '^2.0.0');
            const expected = withOverride(value as Fields, path, 'qs', '^2.0.0');
            if (!expected) {
              expect(after).toBeUndefined();
              continue;
            }
            if (path.some(step => JSON.stringify(value).includes(`"${step}":{"`))) joined++;
            expect(parse(after ?? '')).toEqual(expected);
            expect(after?.endsWith('\n')).toBe(text.endsWith('\n'));
            if (text.includes('\n')) expect(after?.replaceAll(lineBreak, '')).not.toMatch(/[\r\n]/);
          }
        },
      ),
      { numRuns: 500 },
    );
    fc.expectSeen(joined, 20);
  });
});

type Fields = Readonly<Record<string, unknown>>;

const PLACES: readonly (readonly [OverrideText, readonly string[]])[] = [
  [npmOverrides, ['overrides']],
  [pnpmOverrides, ['pnpm', 'overrides']],
];

/** Undefined where something else than objects stands on the way. */
function withOverride(object: Fields, [step, ...path]: readonly string[], key: string, value: string): Fields | undefined {
  if (step === undefined) return { ...object, [key]: value };
  const below = object[step] ?? (Object.hasOwn(object, step) ? undefined : {});
  if (typeof below !== 'object' || below === null || Array.isArray(below)) return undefined;
  const changed = withOverride(below as Fields, path, key, value);
  return changed && { ...object, [step]: changed };
}

describe('an override in pnpm-workspace.yaml', () => {
  it.each<[string, string, string, string]>([
    ['makes the section', 'qs', lines('packages:', '  - a'), lines('packages:', '  - a', 'overrides:', '  qs: ^2.0.0')],
    [
      'apart, as others are',
      'qs',
      lines('packages:', '  - a', '', 'nodeLinker: hoisted'),
      lines('packages:', '  - a', '', 'nodeLinker: hoisted', '', 'overrides:', '  qs: ^2.0.0'),
    ],
    ['without a last line break', '@s/qs', 'packages:\r\n  - a', "packages:\r\n  - a\r\noverrides:\r\n  '@s/qs': ^2.0.0"],
    [
      'joins the section',
      'qs@^1.0.0',
      lines('overrides:', '    a: 1.0.0 # why', '', 'packages: []'),
      lines('overrides:', '    a: 1.0.0 # why', '    qs@^1.0.0: ^2.0.0', '', 'packages: []'),
    ],
    ['behind a quoted key', 'qs', lines('overrides:', "  '@s/a': '1.0.0'"), lines('overrides:', "  '@s/a': '1.0.0'", '  qs: ^2.0.0')],
    ['in braces', 'qs', lines('overrides: { a: 1.0.0, b: "2.0.0" } # two'), lines('overrides: { a: 1.0.0, b: "2.0.0", qs: ^2.0.0 } # two')],
    [
      'in an empty section',
      'qs',
      lines('overrides: # none yet', 'packages: []'),
      lines('overrides: # none yet', '  qs: ^2.0.0', 'packages: []'),
    ],
    ['in a new file', 'qs', '', lines('packages:', "  - '.'", '', 'overrides:', '  qs: ^2.0.0')],
  ])('%s', (_, key, before, after) => {
    expect(inserted(workspaceOverrides, before, key, '^2.0.0')).toBe(after);
    expect(readYaml(after).problems).toEqual([]);
    expect(workspaceOverrides.read(after)?.find(entry => entry.key === key)?.value).toBe('^2.0.0');
  });

  it.each([
    ['two sections', lines('overrides:', '  a: 1.0.0', 'overrides:', '  b: 1.0.0')],
    ['two documents', lines('a: 1', '---', 'b: 2')],
    ['what is no YAML', lines('overrides', '  a: 1.0.0')],
  ])('leaves %s alone', (_, text) => {
    expect(workspaceOverrides.read(text)).toBeUndefined();
  });

  it.each([lines('overrides: none'), lines('overrides: {}'), lines('overrides: null')])('leaves %j alone', text => {
    expect(workspaceOverrides.insert(text, 'qs', '^2.0.0')).toBeUndefined();
  });
});

describe("a constraint in uv's list", () => {
  it.each<[string, string, string]>([
    [
      'makes the table',
      lines('[project]', 'name = "a"'),
      lines('[project]', 'name = "a"', '', '[tool.uv]', 'constraint-dependencies = ["qs>=2.0"]'),
    ],
    [
      'without a last line break',
      '[project]\r\nname = "a"',
      '[project]\r\nname = "a"\r\n\r\n[tool.uv]\r\nconstraint-dependencies = ["qs>=2.0"]',
    ],
    [
      'makes the list',
      lines('[tool.uv]', 'package = false # app', '', '[tool.ruff]'),
      lines('[tool.uv]', 'package = false # app', 'constraint-dependencies = ["qs>=2.0"]', '', '[tool.ruff]'),
    ],
    [
      'makes the list in an empty table',
      lines('[tool.uv]', '[tool.uv.sources]'),
      lines('[tool.uv]', 'constraint-dependencies = ["qs>=2.0"]', '[tool.uv.sources]'),
    ],
    [
      'makes the table beside its parts',
      lines('[tool.uv.sources]', 'a = { workspace = true }'),
      lines('[tool.uv.sources]', 'a = { workspace = true }', '', '[tool.uv]', 'constraint-dependencies = ["qs>=2.0"]'),
    ],
    [
      'joins a line',
      lines('[tool.uv]', "constraint-dependencies = ['a<2']"),
      lines('[tool.uv]', "constraint-dependencies = ['a<2', 'qs>=2.0']"),
    ],
    [
      'fills an empty list',
      lines('[tool.uv]', 'constraint-dependencies = []'),
      lines('[tool.uv]', 'constraint-dependencies = ["qs>=2.0"]'),
    ],
    [
      'joins lines',
      lines('[tool.uv]', 'constraint-dependencies = [', '  "a<2", # old', ']'),
      lines('[tool.uv]', 'constraint-dependencies = [', '  "a<2", # old', '  "qs>=2.0",', ']'),
    ],
    [
      'joins lines without a last comma',
      lines('[tool.uv]', 'constraint-dependencies = [', '  "a<2" # old', ']'),
      lines('[tool.uv]', 'constraint-dependencies = [', '  "a<2", # old', '  "qs>=2.0"', ']'),
    ],
    [
      'joins lines whose last one closes',
      lines('[tool.uv]', 'constraint-dependencies = [', '  "a<2"]'),
      lines('[tool.uv]', 'constraint-dependencies = [', '  "a<2",', '  "qs>=2.0"]'),
    ],
  ])('%s', (_, before, after) => {
    expect(inserted(uvConstraints, before, 'qs', '>=2.0')).toBe(after);
    expect(readToml(after).error).toBeUndefined();
    expect(
      uvConstraints
        .read(after)
        ?.map(({ key, value }) => key + value)
        .at(-1),
    ).toBe('qs>=2.0');
  });

  it.each([
    ['broken text', lines('[tool.uv')],
    ['a table in braces', lines('[tool]', 'uv = { package = false }')],
    ['dotted keys', lines('[tool]', 'uv.package = false')],
  ])('leaves %s alone', (_, text) => {
    expect(uvConstraints.read(text)).toBeUndefined();
  });

  it('leaves a list of something else alone', () => {
    expect(uvConstraints.insert(lines('[tool.uv]', 'constraint-dependencies = [1]'), 'qs', '>=2.0')).toBeUndefined();
    expect(uvConstraints.insert(lines('[tool.uv]', 'constraint-dependencies = "a"'), 'qs', '>=2.0')).toBeUndefined();
  });
});

describe("an override in PDM's table", () => {
  it.each<[string, string, string]>([
    [
      'makes the table',
      lines('[project]', 'name = "a"'),
      lines('[project]', 'name = "a"', '', '[tool.pdm.resolution.overrides]', 'qs = ">=2.0"'),
    ],
    [
      'joins it',
      lines('[tool.pdm.resolution.overrides]', '  a = "1.0" # old'),
      lines('[tool.pdm.resolution.overrides]', '  a = "1.0" # old', '  qs = ">=2.0"'),
    ],
  ])('%s', (_, before, after) => {
    expect(inserted(pdmOverrides, before, 'qs', '>=2.0')).toBe(after);
    expect(
      pdmOverrides
        .read(after)
        ?.map(({ key, value }) => `${key} ${value}`)
        .at(-1),
    ).toBe('qs >=2.0');
  });

  it('leaves a table in braces alone', () => {
    expect(pdmOverrides.read(lines('[tool.pdm]', 'resolution = { overrides = { a = "1" } }'))).toBeUndefined();
  });
});

describe('a line of a constraints file', () => {
  it.each<[string, string]>([
    [lines('a<2'), lines('a<2', 'qs>=2.0')],
    ['a<2\r\nb', 'a<2\r\nb\r\nqs>=2.0'],
    ['', lines('qs>=2.0')],
  ])('%j becomes %j', (before, after) => {
    expect(inserted(constraintsFile, before, 'qs', '>=2.0')).toBe(after);
    expect(
      constraintsFile
        .read(after)
        ?.map(({ key, value }) => key + value)
        .at(-1),
    ).toBe('qs>=2.0');
  });

  it('tells lines with conditions from plain ones', () => {
    const entries = constraintsFile.read(lines('Qs>=1', 'qs<3; python_version < "3.9"', 'qs @ https://files.example/qs.zip'));
    expect(entries?.map(({ name, value }) => `${name} ${value}`)).toEqual(['qs >=1', 'qs undefined', 'qs undefined']);
  });
});
