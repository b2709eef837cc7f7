import { describe, expect, it } from 'vitest';
import { bunLock } from '../../../../server/src/ecosystems/npm/lockfiles/bunLock.js';
import { packageLock } from '../../../../server/src/ecosystems/npm/lockfiles/packageLock.js';
import { pnpmLock } from '../../../../server/src/ecosystems/npm/lockfiles/pnpmLock.js';
import { yarnLock } from '../../../../server/src/ecosystems/npm/lockfiles/yarnLock.js';
import { registryArchive } from '../../../../server/src/ecosystems/npm/names/registryArchive.js';
import type { LockfileFormat } from '../../../../server/src/model/lockfile.js';

const shown = (address: string) => {
  const found = registryArchive(address);
  return found && `${found.name} ${found.version} at ${found.host}`;
};

describe('the release in the address of an archive', () => {
  it.each([
    ['https://registry.example/left/-/left-1.2.3.tgz', 'left 1.2.3 at registry.example'],
    ['http://REGISTRY.example:80/left/-/left-1.2.3-rc.1.tgz?a=b#0123', 'left 1.2.3-rc.1 at registry.example'],
    ['https://user:secret@registry.example:8443/api/npm/left/-/left-1.2.3.tgz', 'left 1.2.3 at registry.example:8443'],
    ['https://registry.example/@org/left/-/left-1.2.3.tgz', '@org/left 1.2.3 at registry.example'],
    ['https://registry.example/@org%2fleft/-/left-1.2.3.tgz', '@org/left 1.2.3 at registry.example'],
    ['https://registry.example/@org/left/-/@org/left-1.2.3.tgz', '@org/left 1.2.3 at registry.example'],
    ['https://registry.example/left-pad/-/left-pad-1.2.3.tgz', 'left-pad 1.2.3 at registry.example'],
  ])('%s', (address, expected) => expect(shown(address)).toBe(expected));

  it.each([
    'https://registry.example/left/-/right-1.2.3.tgz',
    'https://registry.example/left/-/left-latest.tgz',
    'https://registry.example/left/-/left-1.2.3.zip',
    'https://registry.example/left/left-1.2.3.tgz',
    'https://registry.example/-/left-1.2.3.tgz',
    'https://registry.example/%/-/left-1.2.3.tgz',
    'https:///left/-/left-1.2.3.tgz',
    'git+https://registry.example/left/-/left-1.2.3.tgz',
    'left/-/left-1.2.3.tgz',
    '',
  ])('is not told by %j', address => expect(shown(address)).toBeUndefined());
});

describe('an entry that was asked for by such an address', () => {
  const URL = 'https://registry.example/left/-/left-1.2.3.tgz';
  const json = (value: unknown) => JSON.stringify(value);

  it.each<[string, LockfileFormat, string]>([
    [
      'package-lock.json',
      packageLock,
      json({ packages: { '': {}, 'node_modules/alias': { name: 'left', version: '1.2.3', resolved: URL } } }),
    ],
    [
      'package-lock.json of version 1',
      packageLock,
      json({ lockfileVersion: 1, dependencies: { alias: { version: URL, integrity: 'sha512-a==' } } }),
    ],
    [
      'pnpm-lock.yaml',
      pnpmLock,
      `lockfileVersion: '9.0'\npackages:\n  alias@${URL}:\n    resolution: {integrity: sha512-a==, tarball: ${URL}}\nsnapshots:\n  alias@${URL}: {}\n`,
    ],
    ['yarn.lock of Yarn 1', yarnLock, `"alias@${URL}":\n  version "1.2.3"\n  resolved "${URL}#0123"\n`],
    ['yarn.lock of Yarn 4', yarnLock, `__metadata:\n  version: 8\n\n"alias@${URL}":\n  version: 1.2.3\n  resolution: "alias@${URL}"\n`],
    ['bun.lock', bunLock, json({ lockfileVersion: 1, workspaces: { '': {} }, packages: { alias: [`left@${URL}`, {}, 'sha512-a=='] } })],
  ])('is that release in %s', (_, format, text) => {
    const { packages, problems } = format.parse(text);
    const [entry] = packages.values();
    expect(problems).toEqual([]);
    expect(entry).toMatchObject({ name: 'left', version: '1.2.3' });
    expect(entry?.skipped).toBeUndefined();
    expect(entry && text.slice(entry.span.start, entry.span.end)).toMatch(/^(?:1\.2\.3|left)$/);
  });
});
