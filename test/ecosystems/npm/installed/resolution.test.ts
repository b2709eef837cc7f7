import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { installedVersion, installedVersions } from '../../../../server/src/ecosystems/npm/installed/resolution.js';
import { diskFolders } from '../../../../server/src/services/disk/folders.js';
import { calm, type Ground, manifest, newGround } from '../../installedSupport.js';

let ground: Ground;
beforeEach(() => {
  ground = newGround();
});
afterEach(() => ground.remove());

describe('installedVersion', () => {
  const find = async (name: string, folder = 'packages/app', root = '.') => {
    const found = await installedVersion(ground.at(folder), name, ground.at(root), diskFolders(), calm());
    return found && `${found.key} ${found.name}@${found.version}${found.skipped ? ` (${found.skipped})` : ''}`;
  };

  it('takes the nearest one upwards, and none above the root', async () => {
    ground.write({
      'packages/app/node_modules/a/package.json': manifest('a', '2.0.0'),
      'node_modules/a/package.json': manifest('a', '1.0.0'),
      'packages/app/node_modules/@s/b/readme.md': '',
      'node_modules/@s/b/package.json': manifest('@s/b', '1.0.0'),
      'node_modules/alias/package.json': manifest('real', '3.0.0'),
    });
    expect(await find('a')).toBe('node_modules/a a@2.0.0');
    expect(await find('a', '.')).toBe('node_modules/a a@1.0.0');
    expect(await find('@s/b')).toBe('../../node_modules/@s/b @s/b@1.0.0');
    expect(await find('@s/b', 'packages/app', 'packages')).toBeUndefined();
    expect(await find('alias')).toBe('../../node_modules/alias real@3.0.0');
    expect(await find('absent')).toBeUndefined();
  });

  it('searches a folder that is not below the root alone', async () => {
    ground.write({ 'node_modules/a/package.json': manifest('a', '1.0.0'), 'app/node_modules/b/package.json': manifest('b', '1.0.0') });
    expect(await find('a', 'app', 'elsewhere')).toBeUndefined();
    expect(await find('b', 'app', 'elsewhere')).toBe('node_modules/b b@1.0.0');
  });

  it.each(['../../outside', '..', '.', '', '@s', 'a/b', '/etc', 'node_modules'])('does not look for a name such as %j', async name => {
    ground.write({ 'outside/package.json': manifest('outside', '1.0.0'), 'package.json': manifest('app', '1.0.0') });
    expect(await find(name, '.')).toBeUndefined();
  });

  it("follows links into pnpm's store, and tells what is no registry release", async () => {
    ground.write({
      'node_modules/.pnpm/a@1.0.0/node_modules/a/package.json': manifest('a', '1.0.0'),
      'node_modules/.pnpm/mine@file+mine/node_modules/mine/package.json': manifest('mine', '1.0.0'),
      'packages/two/package.json': manifest('two', '0.0.1'),
    });
    ground.link('packages/app/node_modules/a', '../../../node_modules/.pnpm/a@1.0.0/node_modules/a');
    ground.link('packages/app/node_modules/mine', '../../../node_modules/.pnpm/mine@file+mine/node_modules/mine');
    ground.link('packages/app/node_modules/two', '../../two');
    expect(await find('a')).toBe('node_modules/a a@1.0.0');
    expect(await find('mine')).toBe('node_modules/mine mine@1.0.0 (local path)');
    expect(await find('two')).toBe('node_modules/two two@0.0.1 (linked folder)');
  });

  it('answers for many names at once, and names a broken file', async () => {
    ground.write({ 'node_modules/a/package.json': manifest('a', '1.0.0'), 'node_modules/broken/package.json': '{' });
    const { packages, unreadable } = await installedVersions(ground.path, ['a', 'a', 'b', 'broken'], ground.path, diskFolders(), calm());
    expect([...packages.keys()]).toEqual(['a']);
    expect(unreadable).toEqual([{ path: ground.at('node_modules/broken/package.json'), reason: 'it is no valid JSON' }]);
  });
});
