import { describe, expect, it } from 'vitest';
import { bunLock } from '../../../../server/src/ecosystems/npm/lockfiles/bunLock.js';
import { packageLock } from '../../../../server/src/ecosystems/npm/lockfiles/packageLock.js';
import { parsePackageJson } from '../../../../server/src/ecosystems/npm/manifests/packageJson.js';
import type { LockfileFormat } from '../../../../server/src/model/lockfile.js';

/** What the lines of `overrides` got by a lockfile: `name range: keys`. */
function located(format: LockfileFormat, lockfile: unknown, overrides: unknown, member = ''): string[] {
  const { locateOther } = format.parse(JSON.stringify(lockfile));
  return parsePackageJson(JSON.stringify({ overrides })).dependencies.map(
    line => `${line.name} ${line.specifier}: ${locateOther?.(member, line).join(' ')}`,
  );
}

const OF_NPM = {
  lockfileVersion: 3,
  packages: {
    '': {},
    'node_modules/inner': { version: '2.0.3' },
    'node_modules/left': { version: '1.0.0', dependencies: { inner: '^1.0.0' } },
    'node_modules/left/node_modules/inner': { version: '1.4.0' },
    'node_modules/right': { version: '1.0.0', dependencies: { inner: '^2.0.0' } },
    'node_modules/stray': { version: '2.0.4', name: 'inner', resolved: 'git+https://git.example/inner.git#0123' },
  },
};

describe('package-lock.json', () => {
  it.each([
    ['a range', { inner: '^2.0.0' }, ['inner ^2.0.0: node_modules/inner']],
    ['any', { inner: '*' }, ['inner *: node_modules/inner node_modules/left/node_modules/inner']],
    ['a range that nothing fits', { inner: '^3.0.0' }, ['inner ^3.0.0: ']],
    ['the dependency of one package', { left: { inner: '*' } }, ['inner *: node_modules/left/node_modules/inner']],
    ['that of one release', { 'right@1': { 'inner@2': '*' } }, ['inner *: node_modules/inner']],
    ['the package itself', { right: { '.': '1.0.0', inner: '2' } }, ['right 1.0.0: node_modules/right', 'inner 2: node_modules/inner']],
    ['another package', { other: 'npm:left@1' }, ['left npm:left@1: node_modules/left']],
    ['a reference', { inner: '$inner' }, ['inner $inner: ']],
  ])('tells what %s got', (_, overrides, keys) => expect(located(packageLock, OF_NPM, overrides)).toEqual(keys));

  it('has no overrides but those of the root', () => {
    expect(located(packageLock, OF_NPM, { inner: '*' }, 'packages/a')).toEqual(['inner *: ']);
  });

  it('tells it in its first version too', () => {
    const lockfile = { lockfileVersion: 1, dependencies: { inner: { version: '2.0.3' } } };
    expect(located(packageLock, lockfile, { inner: '~2.0.0' })).toEqual(['inner ~2.0.0: node_modules/inner']);
  });
});

it('bun.lock tells what an override got', () => {
  const lockfile = { lockfileVersion: 1, workspaces: { '': {} }, packages: { inner: ['inner@2.0.3', '', {}, ''] } };
  expect(located(bunLock, lockfile, { inner: '~2.0.0' })).toEqual(['inner ~2.0.0: inner']);
});
