import { describe, expect, it } from 'vitest';
import { packageLock } from '../../../../server/src/ecosystems/npm/lockfiles/packageLock.js';
import { yarnLock } from '../../../../server/src/ecosystems/npm/lockfiles/yarnLock.js';
import type { LockfileFormat } from '../../../../server/src/model/lockfile.js';

const json = (value: unknown) => JSON.stringify(value);

/** A release whose address somebody has made longer than any specifier that is read. */
const FORMATS: readonly (readonly [string, LockfileFormat, (address: string) => string])[] = [
  [
    'package-lock.json',
    packageLock,
    resolved => json({ lockfileVersion: 3, packages: { '': {}, 'node_modules/left': { version: '1.2.3', resolved } } }),
  ],
  [
    'package-lock.json of version 1',
    packageLock,
    resolved => json({ lockfileVersion: 1, dependencies: { left: { version: '1.2.3', resolved } } }),
  ],
  ['yarn.lock of Yarn 1', yarnLock, resolved => `left@^1:\n  version "1.2.3"\n  resolved "${resolved}"\n`],
];

describe.each(FORMATS)('an entry of %s', (_, format, textOf) => {
  const skippedWith = (address: string) => [...format.parse(textOf(address)).packages.values()].map(({ name, skipped }) => [name, skipped]);

  it.each([
    ['a query', `https://registry.npmjs.org/left/-/left-1.2.3.tgz?${'a'.repeat(5000)}`],
    ['a fragment', `https://registry.npmjs.org/left/-/left-1.2.3.tgz#${'a'.repeat(5000)}`],
    ['folders', `https://registry.npmjs.org/${'a/'.repeat(2500)}left/-/left-1.2.3.tgz`],
  ])('is a release though %s makes its address long', (_what, address) => {
    expect(skippedWith(address)).toEqual([['left', undefined]]);
  });

  it('from git is none, however long its address is', () => {
    expect(skippedWith(`git+https://git.example/left.git?${'a'.repeat(5000)}#0123`)).toEqual([['left', 'git source']]);
  });
});
