import { describe, expect, it } from 'vitest';
import { parsePackageJson } from '../../../../server/src/ecosystems/npm/manifests/packageJson.js';
import * as fc from '../../../support/fastCheck.js';

/** The text with the dependency of that index removed. */
function without(text: string, index: number): string {
  const span = parsePackageJson(text).dependencies[index]?.removalSpan ?? { start: 0, end: 0 };
  return text.slice(0, span.start) + text.slice(span.end);
}

describe('removalSpan', () => {
  const block = '{\n  "dependencies": {\n    "a": "1",\n    "b": "2",\n    "c": "3"\n  }\n}\n';

  it.each([
    ['first', block, 0, '{\n  "dependencies": {\n    "b": "2",\n    "c": "3"\n  }\n}\n'],
    ['middle', block, 1, '{\n  "dependencies": {\n    "a": "1",\n    "c": "3"\n  }\n}\n'],
    ['last', block, 2, '{\n  "dependencies": {\n    "a": "1",\n    "b": "2"\n  }\n}\n'],
    ['only', '{\n  "dependencies": {\n    "a": "1"\n  }\n}', 0, '{\n  "dependencies": {}\n}'],
    [
      'CRLF',
      '{\r\n\t"dependencies": {\r\n\t\t"a": "1",\r\n\t\t"b": "2"\r\n\t}\r\n}',
      1,
      '{\r\n\t"dependencies": {\r\n\t\t"a": "1"\r\n\t}\r\n}',
    ],
    ['first of one line', '{ "dependencies": { "a": "1", "b": "2" } }', 0, '{ "dependencies": { "b": "2" } }'],
    ['last of one line', '{ "dependencies": { "a": "1", "b": "2" } }', 1, '{ "dependencies": { "a": "1" } }'],
    ['only of one line', '{ "dependencies": { "a": "1" } }', 0, '{ "dependencies": {} }'],
    ['packageManager', '{\n  "packageManager": "npm@10.0.0",\n  "name": "x"\n}', 0, '{\n  "name": "x"\n}'],
    ['a half-typed line before', '{"dependencies":{\n"a":"1",\n"b\n"c":"3"}}', 1, '{"dependencies":{\n"a":"1",\n"b}}'],
  ])('%s', (_, text, index, expected) => expect(without(text, index)).toBe(expected));

  it('leaves valid JSON with exactly the one entry gone, whatever the style', () => {
    const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/);
    const section = fc.dictionary(name, fc.constantFrom('^1.0.0', '*', '', 'npm:x@1', 'workspace:*'), {
      noNullPrototype: true,
      maxKeys: 5,
    });
    const manifest = fc.record({
      dependencies: section,
      other: fc.jsonValue({ maxDepth: 1 }),
      devDependencies: section,
      pnpm: fc.record({ overrides: section }),
    });
    const indent = fc.constantFrom<string | number>(0, 2, 4, '\t', 1);
    fc.assert(
      fc.property(manifest, indent, fc.constantFrom('\n', '\r\n'), fc.constantFrom('', '\uFEFF'), (value, space, lineBreak, bom) => {
        const text = bom + JSON.stringify(value, null, space).replaceAll('\n', lineBreak);
        const { dependencies, problems } = parsePackageJson(text);
        expect(problems).toEqual([]);
        dependencies.forEach(({ group, writtenName }, index) => {
          const expected: typeof value = JSON.parse(JSON.stringify(value));
          const home: Record<string, string> = group === 'pnpm.overrides' ? expected.pnpm.overrides : expected[group as 'dependencies'];
          delete home[writtenName];
          const edited = without(text, index);
          expect(JSON.parse(edited.slice(bom.length))).toEqual(expected);
          if (Object.keys(home).length > 0) expect(edited).toBe(bom + JSON.stringify(expected, null, space).replaceAll('\n', lineBreak));
        });
      }),
    );
  });
});
