import { describe, expect, it } from 'vitest';
import { formatOf } from '../../../server/src/ecosystems/manifests.js';
import { isMemberBy } from '../../../server/src/ecosystems/shared/workspaceGlobs.js';

const parse = (file: string, text: string) => formatOf(`/x/${file}`)?.parse(text);
const many = (count: number, write: (index: number) => string) => Array.from({ length: count }, (_, index) => write(index));

describe('a file with more dependencies than are judged', () => {
  it.each([
    ['package.json', `{"dependencies":{\n${many(50_001, index => `"a${index}":"1"`).join(',\n')}}}`],
    ['pnpm-workspace.yaml', `catalog:\n${many(50_001, index => `  a${index}: 1\n`).join('')}`],
    ['pyproject.toml', `[project]\ndependencies = [${many(50_001, index => `"a${index}",`).join('\n')}]\n`],
    ['Pipfile', `[packages]\n${many(50_001, index => `a${index} = "*"\n`).join('')}`],
    ['setup.cfg', `[options]\ninstall_requires =\n${many(50_001, index => `  a${index}\n`).join('')}`],
  ])('%s: the first 50,000, and the place of the next is marked', (file, text) => {
    const { dependencies, problems } = parse(file, text) ?? {};
    expect(dependencies).toHaveLength(50_000);
    const at = text.indexOf('a50000');
    expect(problems).toEqual([
      { level: 'error', message: 'Not checked from here on: the file has more than 50000 dependencies.', span: { start: at, end: at + 6 } },
    ]);
  });

  it('is whole at the limit', () => {
    const text = `{"dependencies":{\n${many(50_000, index => `"a${index}":"1"`).join(',\n')}}}`;
    expect(parse('package.json', text)?.problems).toEqual([]);
  });
});

it('a file with more problems than are told says how many', () => {
  const text = `{"dependencies":{${many(700, index => `"_${index}":"1"`).join(',')}}}`;
  const { problems = [] } = parse('package.json', text) ?? {};
  expect(problems).toHaveLength(501);
  expect(problems.at(-1)?.message).toBe('200 more problems in this file are not listed.');
});

it('a pnpm-workspace.yaml that nests too deep says from where on it is not read', () => {
  const text = `catalog: { a: 1, b: ${'{ x: '.repeat(200)}`;
  const { dependencies, problems = [] } = parse('pnpm-workspace.yaml', `${text}\noverrides:\n  c: 1\n`) ?? {};
  expect(dependencies?.map(({ name }) => name)).toContain('a');
  expect(problems.map(({ message }) => message)).toContain('A closing brace is missing');
});

it('a setup.cfg with carriage returns loses one line with a dependency', () => {
  const text = '[options]\rinstall_requires =\r  a\r  b\r';
  const [first] = parse('setup.cfg', text)?.dependencies ?? [];
  expect(first && text.slice(first.removalSpan.start, first.removalSpan.end)).toBe('  a\r');
});

describe('globs of a workspace', () => {
  it.each([
    ['packages/*', 'packages/a', true],
    ['**/packages/**', 'x/packages/y/z', true],
    ['**/a/**/b/**/c', 'a/b/c', false],
  ])('%s on %s', (glob, folder, isMember) => {
    expect(isMemberBy([glob])(folder)).toBe(isMember);
  });
});
