import { describe, expect, it } from 'vitest';
import { yarnLock } from '../../../../server/src/ecosystems/npm/lockfiles/yarnLock.js';
import { resolutionPattern } from '../../../../server/src/ecosystems/npm/lockfiles/yarnRoot.js';

interface RootFiles {
  readonly resolutions?: Readonly<Record<string, string>>;
  readonly settings?: string;
}

function readWith(text: string, { resolutions = {}, settings }: RootFiles) {
  const files = [['package.json', JSON.stringify({ resolutions })], ...(settings === undefined ? [] : [['.yarnrc.yml', settings]])];
  return yarnLock.parse(text, new Map(files as [string, string][]));
}

/** `outer` asks for `inner` ^1 and exists in two versions; `inner` is there twice, and the younger one has a dependency of its own. */
const BERRY = `__metadata:
  version: 8

"inner@npm:^1.0.0":
  version: 1.4.0
  resolution: "inner@npm:1.4.0"

"inner@npm:~2.0.0":
  version: 2.0.3
  resolution: "inner@npm:2.0.3"
  dependencies:
    deep: "npm:^5.0.0"

"deep@npm:^5.0.0":
  version: 5.0.0
  resolution: "deep@npm:5.0.0"

"outer@npm:^3.0.0":
  version: 3.1.0
  resolution: "outer@npm:3.1.0"
  dependencies:
    inner: "npm:^1.0.0"

"outer@npm:4.0.0":
  version: 4.0.0
  resolution: "outer@npm:4.0.0"
  dependencies:
    inner: "npm:^1.0.0"

"project@workspace:.":
  version: 0.0.0-use.local
  resolution: "project@workspace:."
  dependencies:
    inner: "catalog:next"
    outer: "npm:^3.0.0"
`;

describe('the key of a resolution', () => {
  it.each([
    ['inner', { target: { name: 'inner' }, isPath: false }],
    ['@org/inner', { target: { name: '@org/inner' }, isPath: false }],
    ['inner@npm:^1.0.0', { target: { name: 'inner', range: 'npm:^1.0.0' }, isPath: false }],
    ['outer/inner', { target: { name: 'inner' }, parent: { name: 'outer' }, isPath: false }],
    [
      '@org/outer@npm:3.1.0/@org/inner',
      { target: { name: '@org/inner' }, parent: { name: '@org/outer', range: 'npm:3.1.0' }, isPath: false },
    ],
    ['**/inner', { target: { name: 'inner' }, isPath: false }],
    ['outer/**/inner', { target: { name: 'inner' }, parent: { name: 'outer' }, isPath: true }],
    ['top/outer/inner', { target: { name: 'inner' }, parent: { name: 'outer' }, isPath: true }],
    ['*/inner', { target: { name: 'inner' }, isPath: true }],
    ['outer/*', undefined],
    ['', undefined],
  ])('%j', (key, pattern) => expect(resolutionPattern(key)).toEqual(pattern));
});

describe('Yarn 2 and newer, with the files of the root', () => {
  const ORIGINAL = ['inner@npm:1.4.0'];
  const REPLACED = ['inner@npm:2.0.3'];

  it.each<[string, readonly string[], readonly string[]]>([
    ['inner', REPLACED, REPLACED],
    ['inner@^1.0.0', REPLACED, REPLACED],
    ['inner@npm:^1.0.0', REPLACED, REPLACED],
    ['inner@npm:^9.0.0', ORIGINAL, ORIGINAL],
    ['outer/inner', REPLACED, REPLACED],
    ['outer@npm:3.1.0/inner', REPLACED, ORIGINAL],
    ['outer@4.0.0/inner', ORIGINAL, REPLACED],
    ['other/inner', ORIGINAL, ORIGINAL],
    ['outer@3.1.0/inner@npm:^1.0.0', REPLACED, ORIGINAL],
  ])('%s leads where the resolution says', (key, ofThree, ofFour) => {
    const { packages } = readWith(BERRY, { resolutions: { [key]: '~2.0.0' } });
    expect(packages.get('outer@npm:3.1.0')?.dependencies).toEqual(ofThree);
    expect(packages.get('outer@npm:4.0.0')?.dependencies).toEqual(ofFour);
  });

  it('follows what asks for it where the lockfile does not have what the resolution says', () => {
    const { packages } = readWith(BERRY, { resolutions: { inner: '^7.0.0' } });
    expect(packages.get('outer@npm:3.1.0')?.dependencies).toEqual(ORIGINAL);
  });

  it('takes the first entry that fits, and finds direct dependencies by it too', () => {
    const { locate } = readWith(BERRY, { resolutions: { 'project/inner': '~2.0.0', inner: '^1.0.0' } });
    expect(locate('', 'inner', '^1.0.0')).toEqual(REPLACED);
  });

  it('reads a reference to a catalog by the range that stands there', () => {
    const settings = 'catalog:\n  inner: ^1.0.0\ncatalogs:\n  next:\n    inner: ~2.0.0\n';
    expect(readWith(BERRY, { settings }).locate('', 'inner', 'catalog:next')).toEqual(REPLACED);
    expect(readWith(BERRY, { settings }).locate('', 'inner', 'catalog:')).toEqual(ORIGINAL);
    expect(readWith(BERRY, {}).locate('', 'inner', 'catalog:next')).toEqual([]);
  });

  it('finds what the line of a resolution got', () => {
    const line = { group: 'resolutions', name: 'inner', writtenName: 'inner', specifier: '~2.0.0' } as const;
    const origin = { kind: 'registry', range: '~2.0.0', rangeSpan: { start: 0, end: 0 } } as const;
    const { locateOther } = readWith(BERRY, { resolutions: { inner: '~2.0.0' } });
    expect(locateOther?.('', { ...line, origin })).toEqual(REPLACED);
    expect(locateOther?.('', { ...line, origin, group: 'packageManager' })).toEqual([]);
  });

  it('keeps both of two entries with one resolution', () => {
    const twice = BERRY.replace('resolution: "inner@npm:2.0.3"', 'resolution: "inner@npm:1.4.0"');
    const { packages, locate } = readWith(twice, {});
    expect([...packages.values()].filter(({ name }) => name === 'inner').map(({ version }) => version)).toEqual(['1.4.0', '2.0.3']);
    expect(packages.get(locate('', 'inner', '~2.0.0')[0] ?? '')?.version).toBe('2.0.3');
  });
});

describe('Yarn 1, with the files of the root', () => {
  const entry = (patterns: string, version: string, dependencies = '') =>
    `${patterns}:\n  version "${version}"\n${dependencies && `  dependencies:\n    ${dependencies}\n`}\n`;
  const CLASSIC = `# yarn lockfile v1\n\n${[
    entry('inner@^1.0.0', '1.4.0'),
    entry('inner@~2.0.0', '2.0.3'),
    entry('outer@^3.0.0', '3.1.0', 'inner "^1.0.0"'),
    entry('another@1', '1.0.0', 'inner "^1.0.0"'),
  ].join('')}`;
  const [ORIGINAL, REPLACED] = ['inner@^1.0.0', 'inner@~2.0.0'];

  it.each<[string, readonly string[], readonly string[]]>([
    ['inner', [REPLACED, ORIGINAL], [REPLACED, ORIGINAL]],
    ['**/inner', [REPLACED, ORIGINAL], [REPLACED, ORIGINAL]],
    ['outer/inner', [REPLACED, ORIGINAL], [ORIGINAL]],
    ['outer/**/inner', [REPLACED, ORIGINAL], [REPLACED, ORIGINAL]],
    ['other/inner', [ORIGINAL], [ORIGINAL]],
  ])('%s is among what it may lead to', (key, ofOuter, ofAnother) => {
    const { packages } = readWith(CLASSIC, { resolutions: { [key]: '~2.0.0' } });
    expect(packages.get('outer@^3.0.0')?.dependencies).toEqual(ofOuter);
    expect(packages.get('another@1')?.dependencies).toEqual(ofAnother);
  });

  it('finds a direct dependency of which the file has the resolution alone', () => {
    const { locate } = readWith(CLASSIC, { resolutions: { inner: '~2.0.0' } });
    expect([locate('', 'inner', '^1.9.0'), locate('', 'inner', '^1.0.0')]).toEqual([[REPLACED], [ORIGINAL]]);
  });

  it('keeps every entry that shares patterns with others, and takes the last one of a shared pattern first', () => {
    const shared = entry('"left@*", left@^1.0.0', '1.0.0') + entry('"left@*", left@^1.5.0', '1.9.0') + entry('"left@*"', '2.0.0');
    const { packages, locate } = readWith(shared, {});
    const versions = (specifier: string) => locate('', 'left', specifier).map(key => packages.get(key)?.version);
    expect([...packages.values()].map(({ version }) => version)).toEqual(['1.0.0', '1.9.0', '2.0.0']);
    expect([versions('^1.0.0'), versions('^1.5.0'), versions('*')]).toEqual([['1.0.0'], ['1.9.0'], ['2.0.0', '1.9.0', '1.0.0']]);
  });
});

describe('a yarn.lock that is none', () => {
  it.each([
    ['{ something: else', 'This is neither the form of Yarn 1 nor that of Yarn 2 and newer <{>'],
    ['left right\n', 'This is neither the form of Yarn 1 nor that of Yarn 2 and newer <left>'],
    ['left@1:\n  version "1.0.0"\n\nright@1:\n', 'An entry of the lockfile has no content <right@1>'],
    ['__metadata:\n  version: 8\n\n"left@npm:1":\n', 'An entry of the lockfile has no content <left@npm:1>'],
    ['# yarn lockfile v1\n\n', undefined],
    ['', undefined],
  ])('%j is told', (text, problem) => {
    const [first] = yarnLock.parse(text).problems;
    expect(first && `${first.message} <${text.slice(first.span.start, first.span.end)}>`).toBe(problem);
  });
});
