import { describe, expect, it } from 'vitest';
import { lockfileFormatOf } from '../../server/src/ecosystems/lockfiles.js';
import type { LockFiles } from '../../server/src/ports/index.js';
import { createLocks } from '../../server/src/project/locks.js';
import { lockFilesOf } from '../support/memoryDisk.js';
import { originsOf, PUBLIC_ORIGINS, privatePlace } from '../support/origins.js';

const CALM = new AbortController().signal;

function npmLock(packages: Readonly<Record<string, unknown>>, root: object = {}): string {
  return JSON.stringify({ lockfileVersion: 3, packages: { '': root, ...packages } }, undefined, 2);
}

const LOCK = npmLock({ 'node_modules/axios': { version: '1.14.1' } });
const WORKSPACE_LOCK = npmLock(
  {
    'apps/shop': { version: '1.0.0' },
    'node_modules/shop': { resolved: 'apps/shop', link: true },
    'node_modules/axios': { version: '1.14.1' },
  },
  { workspaces: ['apps/*'] },
);

async function find(files: Readonly<Record<string, string>>, manifest: string) {
  const disk = lockFilesOf(new Map(Object.entries(files)));
  const found = await createLocks(disk, PUBLIC_ORIGINS).find(manifest, CALM);
  return found && [found.path, found.member];
}

describe('the lockfile of a manifest', () => {
  it.each<[string, Record<string, string>, string, string[] | undefined]>([
    ['beside it', { '/p/package-lock.json': LOCK }, '/p/package.json', ['/p/package-lock.json', '']],
    [
      'above it, where that names it as a member',
      { '/p/package-lock.json': WORKSPACE_LOCK },
      '/p/apps/shop/package.json',
      ['/p/package-lock.json', 'apps/shop'],
    ],
    ['not above it, where that knows nothing of it', { '/p/package-lock.json': WORKSPACE_LOCK }, '/p/apps/other/package.json', undefined],
    [
      'the nearest that covers it',
      { '/p/package-lock.json': WORKSPACE_LOCK, '/p/apps/package-lock.json': LOCK },
      '/p/apps/shop/package.json',
      ['/p/package-lock.json', 'apps/shop'],
    ],
    [
      'its own rather than that of the workspace',
      { '/p/package-lock.json': WORKSPACE_LOCK, '/p/apps/shop/package-lock.json': LOCK },
      '/p/apps/shop/package.json',
      ['/p/apps/shop/package-lock.json', ''],
    ],
    [
      'not above the repository',
      { '/p/package-lock.json': WORKSPACE_LOCK, '/p/apps/shop/.git/HEAD': '' },
      '/p/apps/shop/package.json',
      undefined,
    ],
    [
      'in the repository itself',
      { '/p/package-lock.json': WORKSPACE_LOCK, '/p/.git/HEAD': '' },
      '/p/apps/shop/package.json',
      ['/p/package-lock.json', 'apps/shop'],
    ],
    [
      'another manager’s before npm’s',
      { '/p/package-lock.json': LOCK, '/p/yarn.lock': '# yarn lockfile v1\n' },
      '/p/package.json',
      ['/p/yarn.lock', ''],
    ],
    ...[
      '{ "packageManager": "npm@11.4.2" }',
      '{ "devEngines": { "packageManager": { "name": "npm" } } }',
      '{ "devEngines": { "packageManager": [{ "name": "other" }, { "name": "npm", "version": "^11" }] } }',
      '{ "packageManager": "npm@11.4.2", "devEngines": { "packageManager": { "name": "yarn" } } }',
    ].map((project): [string, Record<string, string>, string, string[]] => [
      `that of the package manager in ${project}`,
      { '/p/package.json': project, '/p/package-lock.json': LOCK, '/p/yarn.lock': '# yarn lockfile v1\n' },
      '/p/package.json',
      ['/p/package-lock.json', ''],
    ]),
    [
      'the preferred one, where the package manager that is named has none',
      { '/p/package.json': '{ "packageManager": "bun@1.3.0" }', '/p/package-lock.json': LOCK, '/p/yarn.lock': '# yarn lockfile v1\n' },
      '/p/package.json',
      ['/p/yarn.lock', ''],
    ],
    [
      'of a member the one that the root names, whatever the member says',
      {
        '/p/package.json': '{ "packageManager": "npm@11.4.2", "workspaces": ["apps/*"] }',
        '/p/package-lock.json': WORKSPACE_LOCK,
        '/p/yarn.lock': '# yarn lockfile v1\n',
        '/p/apps/shop/package.json': '{ "packageManager": "yarn@1.22.22" }',
      },
      '/p/apps/shop/package.json',
      ['/p/package-lock.json', 'apps/shop'],
    ],
    ['of a pyproject.toml', { '/p/uv.lock': 'version = 1\n' }, '/p/pyproject.toml', ['/p/uv.lock', '']],
    ['never one of another ecosystem', { '/p/uv.lock': 'version = 1\n' }, '/p/package.json', undefined],
    ['of a *.in its compiled twin', { '/p/base.txt': 'six==1.17.0\n', '/p/dev.txt': 'six==1.16.0\n' }, '/p/base.in', ['/p/base.txt', '']],
    ['of a *.in never the twin that is not pinned', { '/p/base.txt': 'six>=1\n' }, '/p/base.in', undefined],
    ['of a *.in never one further up', { '/p/base.txt': 'six==1.17.0\n' }, '/p/sub/base.in', undefined],
    [
      'of a requirements file none',
      { '/p/uv.lock': 'version = 1\n', '/p/requirements.txt': 'six==1.17.0\n' },
      '/p/requirements.txt',
      undefined,
    ],
    ['of a pyproject.toml no requirements file', { '/p/requirements.txt': 'six==1.17.0\n' }, '/p/pyproject.toml', undefined],
    ['nowhere', {}, '/p/package.json', undefined],
  ])('%s', async (_, files, manifest, expected) => {
    expect(await find(files, manifest)).toEqual(expected);
  });

  it('is found with the separators of Windows', async () => {
    const names = { 'C:\\p': ['package-lock.json'], 'C:\\p\\apps\\shop': ['package.json'] } as Record<string, string[]>;
    const disk: LockFiles = {
      names: async folder => names[folder] ?? [],
      stamp: async () => '1',
      readLockfile: async path =>
        path === 'C:\\p\\package-lock.json' ? { kind: 'text', text: WORKSPACE_LOCK } : { kind: 'unreadable', reason: path },
    };
    const found = await createLocks(disk, PUBLIC_ORIGINS).find('C:\\p\\apps\\shop\\package.json', CALM);
    expect(found).toMatchObject({ path: 'C:\\p\\package-lock.json', member: 'apps/shop' });
  });

  it('is not read again while it is unchanged, whoever asks', async () => {
    const texts = new Map([['/p/package-lock.json', WORKSPACE_LOCK]]);
    const disk = lockFilesOf(texts);
    const locks = createLocks(disk, PUBLIC_ORIGINS);
    const root = await locks.find('/p/package.json', CALM);
    const member = await locks.find('/p/apps/shop/package.json', CALM);
    expect(member?.lockfile).toBe(root?.lockfile);
    expect(disk.reads).toEqual(['/p/package-lock.json']);
    texts.set('/p/package-lock.json', WORKSPACE_LOCK.replace('1.14.1', '1.15.0'));
    const changed = await locks.find('/p/package.json', CALM);
    expect(changed?.lockfile.packages.get('node_modules/axios')?.version).toBe('1.15.0');
    expect(disk.reads).toHaveLength(2);
    texts.delete('/p/package-lock.json');
    expect(await locks.find('/p/package.json', CALM)).toBeUndefined();
  });

  it('is read once for all who ask at the same time, also where the first gives up', async () => {
    const disk = lockFilesOf(new Map([['/p/package-lock.json', WORKSPACE_LOCK]]));
    const locks = createLocks(disk, PUBLIC_ORIGINS);
    const control = new AbortController();
    const first = locks.find('/p/package.json', control.signal);
    const others = ['/p/package.json', '/p/apps/shop/package.json'].map(path => locks.find(path, CALM));
    control.abort(new Error('closed'));
    await expect(first).rejects.toThrow('closed');
    const [a, b] = await Promise.all(others);
    expect(a?.lockfile).toBe(b?.lockfile);
    expect(disk.reads).toHaveLength(1);
  });

  it('is read again when a file beside it has changed that decides what it means', async () => {
    const lock = ['^1.0.0', '~2.0.0']
      .map(range => `"inner@npm:${range}":\n  version: 1.0.0\n  resolution: "inner@npm:${range.slice(1)}"\n`)
      .join('\n');
    const files = new Map([
      ['/p/yarn.lock', `__metadata:\n  version: 8\n\n${lock}\n"p@workspace:.":\n  version: 0.0.0\n  resolution: "p@workspace:."\n`],
      ['/p/package.json', '{}'],
    ]);
    const locks = createLocks(lockFilesOf(files), PUBLIC_ORIGINS);
    const direct = async () => (await locks.find('/p/package.json', CALM))?.lockfile.locate('', 'inner', '^1.0.0');
    expect(await direct()).toEqual(['inner@npm:1.0.0']);
    files.set('/p/package.json', '{"resolutions":{"inner":"~2.0.0"}}');
    expect(await direct()).toEqual(['inner@npm:2.0.0']);
  });

  it('that cannot be read is the lock all the same, with the reason', async () => {
    const disk: LockFiles = {
      ...lockFilesOf(new Map([['/p/package-lock.json', LOCK]])),
      readLockfile: async () => ({ kind: 'unreadable', reason: 'no permission to read it' }),
    };
    const found = await createLocks(disk, PUBLIC_ORIGINS).find('/p/package.json', CALM);
    expect(found).toMatchObject({ path: '/p/package-lock.json', unread: 'no permission to read it' });
    expect(found?.lockfile.packages.size).toBe(0);
  });

  it('has the packages of private registries marked, by the configuration beside it', async () => {
    const disk = lockFilesOf(new Map([['/p/package-lock.json', LOCK]]));
    const origins = originsOf((path, name) =>
      path === '/p/package-lock.json' && name === 'axios' ? privatePlace('npm.corp.example') : undefined,
    );
    const found = await createLocks(disk, origins).find('/p/package.json', CALM);
    expect(found?.lockfile.packages.get('node_modules/axios')?.skipped).toBe('private registry npm.corp.example');
  });
});

describe('the format of a lockfile', () => {
  it.each([
    ['/p/package-lock.json', 'package-lock.json'],
    ['/p/npm-shrinkwrap.json', 'package-lock.json'],
    ['C:\\p\\yarn.lock', 'yarn.lock'],
    ['/p/pnpm-lock.yaml', 'pnpm-lock.yaml'],
    ['/p/uv.lock', 'uv.lock'],
    ['/p/pylock.dev.toml', 'pylock.toml'],
    ['/p/requirements.txt', undefined],
    ['/p/notes.txt', undefined],
    ['/p/package.json', undefined],
    ['/p/my-package-lock.json', undefined],
  ])('%s: %s', (path, id) => {
    expect(lockfileFormatOf(path)?.id).toBe(id);
  });
});
