import { describe, expect, it } from 'vitest';
import { pnpmLock } from '../../../../server/src/ecosystems/npm/lockfiles/pnpmLock.js';
import { yarnLock } from '../../../../server/src/ecosystems/npm/lockfiles/yarnLock.js';
import type { LockfileFormat } from '../../../../server/src/model/lockfile.js';

type Needs = Readonly<Record<string, readonly string[]>>;

const classic = (packages: Needs) =>
  Object.entries(packages)
    .map(([name, needs]) => `"${name}@^1":\n  version "1.0.0"\n  dependencies:\n${needs.map(need => `    "${need}" "^1"\n`).join('')}`)
    .join('\n');
const berry = (packages: Needs) =>
  Object.entries(packages)
    .map(
      ([name, needs]) =>
        `"${name}@npm:^1":\n  version: 1.0.0\n  resolution: "${name}@npm:1.0.0"\n  dependencies:\n${needs.map(need => `    "${need}": "npm:^1"\n`).join('')}`,
    )
    .join('\n');
const pnpm = (packages: Needs) =>
  `lockfileVersion: '6.0'\npackages:\n${Object.entries(packages)
    .map(([name, needs]) => `  '/${name}@1.0.0':\n    dependencies:\n${needs.map(need => `      '${need}': 1.0.0\n`).join('')}`)
    .join('')}`;

describe.each<[string, LockfileFormat, (packages: Needs) => string]>([
  ['yarn.lock of Yarn 1', yarnLock, classic],
  ['yarn.lock of Yarn 2 and newer', yarnLock, berry],
  ['pnpm-lock.yaml', pnpmLock, pnpm],
])('%s', (_, { parse }, write) => {
  it.each<[what: string, packages: Needs, missing?: string]>([
    ['that has all', { '@a/b': ['c'], c: ['d'], d: ['@a/b'] }],
    ['whose end is missing', { '@a/b': ['c'], c: ['zeta', 'yak'] }, 'zeta'],
    ['whose last entry alone is missing', { a: ['b'] }, 'b'],
    ['that lacks what would stand before its end: it is meant so', { b: ['a', 'c'], c: [] }],
  ])('%s', (_what, packages, missing) => {
    const { problems, packages: read } = parse(write(packages), new Map([['package.json', '{}']]));
    expect([...read.values()].map(({ name }) => name)).toEqual(Object.keys(packages));
    expect(problems.map(({ level, message }) => `${level}: ${message}`)).toEqual(
      missing === undefined ? [] : [`error: The lockfile ends before the entry of ${missing}, which it needs: it was cut off`],
    );
  });
});

describe('pnpm-lock.yaml', () => {
  it('that ends before its packages is cut, but not where there are links only', () => {
    const importers = (reference: string) =>
      `lockfileVersion: '9.0'\nimporters:\n  .:\n    dependencies:\n      tool:\n        specifier: '*'\n        version: ${reference}\n`;
    const messages = (text: string) => pnpmLock.parse(text).problems.map(({ message }) => message);
    expect(messages(importers('1.0.0'))).toEqual(['The lockfile ends before the entry of tool, which it needs: it was cut off']);
    expect(messages(importers('link:packages/tool'))).toEqual([]);
  });

  it('of version 9 that ends before a snapshot is cut', () => {
    const release = (key: string) => `  ${key}:\n    resolution: {integrity: sha512-AA==}\n`;
    const text = `lockfileVersion: '9.0'\npackages:\n${release('aa@1.0.0')}${release('bb@1.0.0')}snapshots:\n  aa@1.0.0(zz@2.0.0): {}\n`;
    const messages = (end: string) => pnpmLock.parse(text + end).problems.map(({ message }) => message);
    expect(messages('')).toEqual(['The lockfile ends before the snapshot of bb@1.0.0: it was cut off']);
    const before = text.slice(0, text.indexOf('snapshots:'));
    expect(pnpmLock.parse(before).problems.map(({ message }) => message)).toEqual([
      'The lockfile ends before the snapshot of aa@1.0.0: it was cut off',
    ]);
    expect(messages('  bb@1.0.0: {}\n')).toEqual([]);
  });
});

describe('yarn.lock of Yarn 1', () => {
  it.each([
    ['members of a workspace', '{"workspaces":["packages/*"]}'],
    ['what a resolution leads to', '{"resolutions":{"zeta":"link:./zeta"}}'],
    ['what an unknown manifest may lead to', undefined],
  ])('has no entries of %s, and is not cut off for that', (_, manifest) => {
    const beside = new Map(manifest === undefined ? [] : [['package.json', manifest]]);
    expect(yarnLock.parse(classic({ a: ['zeta'] }), beside).problems).toEqual([]);
  });
});
