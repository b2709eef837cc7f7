import { execFileSync } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { installedIn } from '../../../../server/src/ecosystems/npm/installed/nodeModules.js';
import type { Folders } from '../../../../server/src/ports/folders.js';
import { diskFolders } from '../../../../server/src/services/disk/folders.js';
import { calm, type Ground, manifest, newGround } from '../../installedSupport.js';

let ground: Ground;
beforeEach(() => {
  ground = newGround();
});
afterEach(() => ground.remove());

/** `key name@version`, then the alias and the reason why it is skipped, where there are any. */
async function installed(folder = ground.path, folders: Folders = diskFolders()): Promise<readonly string[]> {
  const { packages } = await installedIn(folder, folders, calm());
  return packages.map(({ key, name, version, alias, skipped }) =>
    [
      key.replace(ground.path, '~'),
      `${name}@${version}`,
      ...(alias === undefined ? [] : [`as ${alias}`]),
      ...(skipped === undefined ? [] : [`(${skipped})`]),
    ].join(' '),
  );
}

describe('npm and Yarn: hoisted and nested', () => {
  it('tells every package with the keys of package-lock.json, and none of the files that only look like one', async () => {
    ground.write({
      'node_modules/a/package.json': manifest('a', '1.0.0'),
      'node_modules/a/dist/esm/package.json': '{"type":"module"}',
      'node_modules/a/node_modules/b/package.json': manifest('b', '1.0.0'),
      'node_modules/a/node_modules/b/node_modules/@s/c/package.json': manifest('@s/c', '3.0.0-rc.1'),
      'node_modules/b/package.json': `\ufeff${manifest('b', '2.0.0')}`,
      'node_modules/@s/c/package.json': manifest('@s/c', '4.0.0'),
      'node_modules/@s/README.md': '',
      'node_modules/empty/readme.md': '',
      'node_modules/nameless/package.json': '{"version":"1.0.0"}',
      'node_modules/no-release/package.json': '{"name":"no-release","type":"commonjs"}',
      'node_modules/.bin/a': '#!/usr/bin/env node',
      'node_modules/.cache/tool/package.json': manifest('tool', '1.0.0'),
      'node_modules/.yarn-state.yml': '',
    });
    expect(await installed()).toEqual([
      'node_modules/@s/c @s/c@4.0.0',
      'node_modules/a a@1.0.0',
      'node_modules/a/node_modules/b b@1.0.0',
      'node_modules/a/node_modules/b/node_modules/@s/c @s/c@3.0.0-rc.1',
      'node_modules/b b@2.0.0',
      'node_modules/nameless nameless@1.0.0',
    ]);
  });

  it('names the real package of an alias', async () => {
    ground.write({
      'node_modules/old/package.json': manifest('chalk', '5.6.1'),
      'node_modules/@me/chalk/package.json': manifest('chalk', '5.6.0'),
    });
    expect(await installed()).toEqual(['node_modules/@me/chalk chalk@5.6.0 as @me/chalk', 'node_modules/old chalk@5.6.1 as old']);
  });

  it('tells links to folders that are worked in as skipped, and does not enter them', async () => {
    ground.write({
      'packages/app/package.json': manifest('app', '0.0.1'),
      'packages/app/node_modules/x/package.json': manifest('x', '1.0.0'),
      'node_modules/x/package.json': manifest('x', '2.0.0'),
    });
    ground.link('node_modules/app', '../packages/app');
    ground.link('node_modules/@me/app', '../../packages/app');
    ground.link('node_modules/gone', '../nowhere');
    const packages = await installed();
    expect(packages).toContain('node_modules/x x@2.0.0');
    expect(packages.filter(line => line.includes('linked folder'))).toHaveLength(1);
    expect(packages).toHaveLength(2);
    expect(await installed(ground.at('packages/app'))).toEqual(['node_modules/x x@1.0.0']);
  });

  it('takes from .package-lock.json where a package came from, and only for the version that is there', async () => {
    ground.write({
      'node_modules/fork/package.json': manifest('fork', '1.0.0'),
      'node_modules/changed/package.json': manifest('changed', '1.0.1'),
      'node_modules/packed/package.json': manifest('packed', '1.0.0'),
      'node_modules/.package-lock.json': JSON.stringify({
        packages: {
          'node_modules/fork': { version: '1.0.0', resolved: 'git+ssh://git@git.example/fork.git#0123' },
          'node_modules/changed': { version: '1.0.0', resolved: 'git+ssh://git@git.example/changed.git#0123' },
          'node_modules/packed': { version: '1.0.0', resolved: 'file:packed-1.0.0.tgz' },
          'node_modules/ghost': { version: '9.9.9' },
        },
      }),
    });
    expect(await installed()).toEqual([
      'node_modules/changed changed@1.0.1',
      'node_modules/fork fork@1.0.0 (git source)',
      'node_modules/packed packed@1.0.0',
    ]);
  });

  it('reads what a real npm install left', async () => {
    ground.write({
      'inner/package.json': manifest('inner', '1.2.3'),
      'local/package.json': JSON.stringify({ name: 'local', version: '2.0.0' }),
      'project/package.json': JSON.stringify({ name: 'project', version: '0.0.0' }),
    });
    const pack = (folder: string) =>
      execFileSync('npm', ['pack', ground.at(folder), '--pack-destination', ground.path, '--silent'], {
        cwd: ground.path,
        stdio: 'ignore',
      });
    pack('inner');
    const install = ['install', '--offline', '--ignore-scripts', '--no-audit', '--no-fund', '--cache', ground.at('cache')];
    execFileSync('npm', [...install, '../inner-1.2.3.tgz', 'other@file:../inner-1.2.3.tgz', '../local'], {
      cwd: ground.at('project'),
      stdio: 'ignore',
    });
    expect(await installed(ground.at('project'))).toEqual([
      'node_modules/inner inner@1.2.3',
      'node_modules/local local@2.0.0 (linked folder)',
      'node_modules/other inner@1.2.3 as other',
    ]);
  });
});

describe('stores', () => {
  function pnpmSlot(slot: string, name: string, version: string): void {
    ground.write({ [`node_modules/.pnpm/${slot}/node_modules/${name}/package.json`]: manifest(name, version) });
  }

  it("reads pnpm's: peers, scopes, cut names, other sources, links between packages that go round", async () => {
    pnpmSlot('a@1.0.0', 'a', '1.0.0');
    pnpmSlot('b@2.0.0_a@1.0.0', 'b', '2.0.0');
    pnpmSlot('@s+c@3.0.0', '@s/c', '3.0.0');
    pnpmSlot('@long-scope+long-na_0123456789abcdef', '@long-scope/long-name', '4.0.0');
    pnpmSlot('fork@https+++codeload.github.com+me+fork+tar.gz+0123', 'fork', '5.0.0');
    pnpmSlot('mine@file+packages+mine', 'mine', '6.0.0');
    pnpmSlot('away@https+++files.example+away.tgz', 'away', '7.0.0');
    ground.write({
      'node_modules/.pnpm/lock.yaml': '',
      'node_modules/.modules.yaml': '',
      'node_modules/.pnpm/a@1.0.0/node_modules/a/node_modules/bundled/package.json': manifest('bundled', '0.1.0'),
    });
    ground.link('node_modules/.pnpm/a@1.0.0/node_modules/b', '../../b@2.0.0_a@1.0.0/node_modules/b');
    ground.link('node_modules/.pnpm/b@2.0.0_a@1.0.0/node_modules/a', '../../a@1.0.0/node_modules/a');
    ground.link('node_modules/.pnpm/node_modules/a', '../a@1.0.0/node_modules/a');
    ground.link('node_modules/renamed', '.pnpm/a@1.0.0/node_modules/a');
    expect(await installed()).toEqual([
      'node_modules/.pnpm/@long-scope+long-na_0123456789abcdef/node_modules/@long-scope/long-name @long-scope/long-name@4.0.0',
      'node_modules/.pnpm/@s+c@3.0.0/node_modules/@s/c @s/c@3.0.0',
      'node_modules/.pnpm/a@1.0.0/node_modules/a a@1.0.0',
      'node_modules/.pnpm/a@1.0.0/node_modules/a/node_modules/bundled bundled@0.1.0',
      'node_modules/.pnpm/away@https+++files.example+away.tgz/node_modules/away away@7.0.0 (tarball URL)',
      'node_modules/.pnpm/b@2.0.0_a@1.0.0/node_modules/b b@2.0.0',
      'node_modules/.pnpm/fork@https+++codeload.github.com+me+fork+tar.gz+0123/node_modules/fork fork@5.0.0 (git source)',
      'node_modules/.pnpm/mine@file+packages+mine/node_modules/mine mine@6.0.0 (local path)',
    ]);
  });

  it('follows the links of a workspace member through the store at the root, and enters no other member', async () => {
    pnpmSlot('a@1.0.0', 'a', '1.0.0');
    pnpmSlot('b@2.0.0', 'b', '2.0.0');
    pnpmSlot('unused@1.0.0', 'unused', '1.0.0');
    ground.link('node_modules/.pnpm/a@1.0.0/node_modules/b', '../../b@2.0.0/node_modules/b');
    ground.link('node_modules/.pnpm/b@2.0.0/node_modules/a', '../../a@1.0.0/node_modules/a');
    ground.link('packages/one/node_modules/a', '../../../node_modules/.pnpm/a@1.0.0/node_modules/a');
    ground.write({
      'packages/two/package.json': manifest('two', '0.0.0'),
      'packages/two/node_modules/x/package.json': manifest('x', '1.0.0'),
    });
    ground.link('packages/one/node_modules/two', '../../two');
    expect(await installed(ground.at('packages/one'))).toEqual([
      '~/node_modules/.pnpm/a@1.0.0/node_modules/a a@1.0.0',
      '~/node_modules/.pnpm/b@2.0.0/node_modules/b b@2.0.0',
      'node_modules/two two@0.0.0 (linked folder)',
    ]);
    const visited = new Set<string>();
    const root = await installedIn(ground.path, diskFolders(), calm(), visited);
    const member = await installedIn(ground.at('packages/one'), diskFolders(), calm(), visited);
    expect([root.packages.length, member.packages.map(each => each.name)]).toEqual([3, ['two']]);
  });

  it("reads pnpm's global store, where it is linked", async () => {
    ground.write({
      'store/v10/links/@/a/1.0.0/hash/node_modules/a/package.json': manifest('a', '1.0.0'),
      'store/v10/links/@s/b/2.0.0/hash/node_modules/@s/b/package.json': manifest('@s/b', '2.0.0'),
    });
    ground.link('store/v10/links/@/a/1.0.0/hash/node_modules/@s/b', ground.at('store/v10/links/@s/b/2.0.0/hash/node_modules/@s/b'));
    ground.link('project/node_modules/a', ground.at('store/v10/links/@/a/1.0.0/hash/node_modules/a'));
    expect((await installed(ground.at('project'))).map(line => line.split(' ')[1])).toEqual(['a@1.0.0', '@s/b@2.0.0']);
  });

  it.each([
    ['bun', '.bun/a@1.0.0/node_modules/a', 'a'],
    ["npm's linked strategy", '.store/a@1.0.0-hash/node_modules/a', 'a'],
    ["npm's linked strategy, scoped", '.store/@s/a@1.0.0-hash/node_modules/@s/a', '@s/a'],
    ["Yarn's pnpm linker", '.store/a-npm-1.0.0-0123456789/package', 'a'],
    ["Yarn's pnpm linker, scoped", '.store/@s-a-npm-1.0.0-0123456789/package', '@s/a'],
  ])('reads the store of %s', async (_, folder, name) => {
    ground.write({ [`node_modules/${folder}/package.json`]: manifest(name, '1.0.0') });
    ground.link(`node_modules/${name}`, ground.at('node_modules', folder));
    expect(await installed()).toEqual([`node_modules/${folder} ${name}@1.0.0`]);
  });
});

describe('what cannot be read', () => {
  it("says that Plug'n'Play is not readable, and nothing of the kind where nothing is installed", async () => {
    expect((await installedIn(ground.path, diskFolders(), calm())).notReadable).toBeUndefined();
    ground.write({ '.pnp.cjs': '', 'node_modules/.cache/x': '' });
    expect(await installedIn(ground.path, diskFolders(), calm())).toEqual({ packages: [], unreadable: [], notReadable: "Plug'n'Play" });
  });

  it('ends in loops of links', async () => {
    ground.write({ 'node_modules/a/package.json': manifest('a', '1.0.0') });
    ground.link('node_modules/a/node_modules', '..');
    ground.link('node_modules/self', '.');
    ground.link('node_modules/up', '../..');
    ground.link('node_modules/itself', 'itself');
    ground.link('node_modules/@s/round', '../..');
    ground.link('node_modules/@t', '.');
    expect(await installed()).toEqual(['node_modules/a a@1.0.0']);
  });

  it('names broken and unreadable things once, and keeps the rest', async () => {
    ground.write({ 'node_modules/a/package.json': manifest('a', '1.0.0'), 'node_modules/broken/package.json': '{"name": "broken",' });
    ground.folder('node_modules/locked');
    ground.folder('node_modules/@locked');
    const locked = [ground.at('node_modules/locked/package.json'), ground.at('node_modules/@locked')];
    const { packages, unreadable } = await installedIn(ground.path, without(locked), calm());
    expect(packages.map(each => each.name)).toEqual(['a']);
    expect(unreadable).toEqual([
      { path: ground.at('node_modules/@locked'), reason: 'no permission to read it' },
      { path: ground.at('node_modules/broken/package.json'), reason: 'it is no valid JSON' },
      { path: ground.at('node_modules/locked/package.json'), reason: 'no permission to read it' },
    ]);
  });

  it('stops when it is told to', async () => {
    ground.write({ 'node_modules/a/package.json': manifest('a', '1.0.0') });
    const abort = new AbortController();
    abort.abort(new Error('enough'));
    await expect(installedIn(ground.path, diskFolders(), abort.signal)).rejects.toThrow('enough');
  });

  it('does not mind a node_modules that is a link or a file', async () => {
    ground.write({ 'shared/a/package.json': manifest('a', '1.0.0'), 'other/node_modules': '' });
    ground.link('project/node_modules', '../shared');
    expect(await installed(ground.at('project'))).toEqual(['node_modules/a a@1.0.0']);
    expect(await installed(ground.at('other'))).toEqual([]);
  });
});

/** The disk, on which some paths may not be read. */
function without(locked: readonly string[]): Folders {
  const disk = diskFolders();
  const refusal = (path: string) => (locked.includes(path) ? { path, reason: 'no permission to read it' } : undefined);
  return {
    ...disk,
    list: async path => refusal(path) ?? disk.list(path),
    read: async (path, maxBytes) => refusal(path) ?? disk.read(path, maxBytes),
  };
}
