import { execFileSync } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { environmentOf, findEnvironments } from '../../../../server/src/ecosystems/python/installed/environments.js';
import { installedDistributions } from '../../../../server/src/ecosystems/python/installed/sitePackages.js';
import type { Folders } from '../../../../server/src/ports/folders.js';
import { diskFolders } from '../../../../server/src/services/disk/folders.js';
import { calm, type Ground, newGround } from '../../installedSupport.js';

let ground: Ground;
beforeEach(() => {
  ground = newGround();
});
afterEach(() => ground.remove());

const SITE = '.venv/lib/python3.12/site-packages';

async function found(): Promise<Readonly<Record<string, readonly string[]>>> {
  const { environments } = await findEnvironments(ground.path, diskFolders(), calm());
  return Object.fromEntries(environments.map(({ path, sitePackages }) => [relative(path), sitePackages.map(relative)]));
}

function relative(path: string): string {
  return path.slice(ground.path.length + 1);
}

/** `name version`, and why it is skipped. */
async function distributions(folders: Folders = diskFolders()): Promise<readonly string[]> {
  const all = await installedDistributions({ path: ground.at('.venv'), sitePackages: [ground.at(SITE)] }, folders, calm());
  return all.distributions.map(({ name, version, skipped }) => `${name} ${version}${skipped ? ` (${skipped})` : ''}`);
}

describe('environments of a folder', () => {
  it('finds them by pyvenv.cfg one level down whatever their name, and by customary names', async () => {
    ground.write({
      [`${SITE}/x.py`]: '',
      '.venv/pyvenv.cfg': '',
      'my env/pyvenv.cfg': 'home = /usr/bin',
      'my env/Lib/site-packages/x.py': '',
      'venv/lib/pypy3.10/site-packages/x.py': '',
      'src/lib/python3.12/site-packages/x.py': '',
      'deep/er/pyvenv.cfg': '',
      'env/README.md': '',
      'node_modules/pyvenv.cfg': '',
    });
    ground.link('.venv/lib64', 'lib');
    expect(await found()).toEqual({
      '.venv': [SITE],
      'my env': ['my env/Lib/site-packages'],
      venv: ['venv/lib/pypy3.10/site-packages'],
    });
  });

  it('finds a linked environment, and the folder that is one itself', async () => {
    ground.write({ 'elsewhere/e/pyvenv.cfg': '', 'elsewhere/e/lib/python3.9/site-packages/x.py': '' });
    ground.link('venv', 'elsewhere/e');
    expect(await found()).toEqual({ venv: ['elsewhere/e/lib/python3.9/site-packages'] });
    const { environments } = await findEnvironments(ground.at('elsewhere/e'), diskFolders(), calm());
    expect(environments).toHaveLength(1);
  });

  it('takes what python3 -m venv makes, also by the path of its interpreter', async () => {
    execFileSync('python3', ['-m', 'venv', '--without-pip', ground.at('.venv')]);
    const [site = ''] = (await found())['.venv'] ?? [];
    expect(site).toMatch(/^\.venv[\\/]lib[\\/](python[\d.]+[\\/])?site-packages$/i);
    const own = await environmentOf(ground.at('.venv/bin/python'), diskFolders(), calm());
    expect(own).toEqual({ path: ground.at('.venv'), sitePackages: [ground.at(site)] });
  });

  it('takes of a shared prefix only what belongs to the interpreter', async () => {
    ground.write({
      'usr/bin/python3.11': '',
      'usr/lib/python3/dist-packages/x.py': '',
      'usr/lib/python3.11/dist-packages/x.py': '',
      'usr/lib/python3.9/site-packages/x.py': '',
      'usr/local/lib/python3.11/dist-packages/x.py': '',
      'conda/python.exe': '',
      'conda/Lib/site-packages/x.py': '',
      'empty/bin/python': '',
    });
    ground.link('usr/bin/python3', 'python3.11');
    const of = async (interpreter: string) =>
      (await environmentOf(ground.at(interpreter), diskFolders(), calm()))?.sitePackages.map(relative).sort();
    const shared = ['usr/lib/python3.11/dist-packages', 'usr/lib/python3/dist-packages', 'usr/local/lib/python3.11/dist-packages'];
    expect(await of('usr/bin/python3')).toEqual(shared);
    expect(await of('conda/python.exe')).toEqual(['conda/Lib/site-packages']);
    expect(await of('empty/bin/python')).toBeUndefined();
    expect(await of('nowhere/bin/python')).toBeUndefined();
  });
});

describe('distributions', () => {
  const METADATA = 'Metadata-Version: 2.1\nName: Real_Name\nVersion: 1.0.post1\n\nName: not-this\nVersion: 9\n';

  it.each([
    ['litellm-1.82.8.dist-info', 'litellm 1.82.8'],
    ['Zope.Interface-7.0.dist-info', 'zope-interface 7.0'],
    ['torch-2.4.0+cu118.dist-info', 'torch 2.4.0+cu118'],
    ['ctx-0.1.2_1.dist-info', 'real-name 1.0.post1'],
    ['tool-1.0_rc1.dist-info', 'real-name 1.0.post1'],
    ['old-style-name-1.0.dist-info', 'real-name 1.0.post1'],
    ['noversion.dist-info', 'real-name 1.0.post1'],
  ])('reads %s', async (folder, expected) => {
    ground.write({ [`${SITE}/${folder}/METADATA`]: METADATA });
    expect(await distributions()).toEqual([expected]);
  });

  it.each([
    ['six-1.16.0-py3.11.egg-info/PKG-INFO', 'six 1.16.0'],
    ['six-1.16.0.egg-info/PKG-INFO', 'six 1.16.0'],
    ['six.egg-info/PKG-INFO', 'real-name 1.0.post1'],
    ['PyGObject-3.42.2.egg-info', 'pygobject 3.42.2'],
    ['six.egg-info', 'real-name 1.0.post1'],
    ['numpy-1.26.0-py3.11-linux-x86_64.egg/EGG-INFO/PKG-INFO', 'numpy 1.26.0'],
  ])('reads %s', async (file, expected) => {
    ground.write({ [`${SITE}/${file}`]: METADATA });
    expect(await distributions()).toEqual([expected]);
  });

  it('takes the name of the folder where METADATA is missing, and says so where that does not tell either', async () => {
    ground.write({
      [`${SITE}/litellm-1.82.8.dist-info/INSTALLER`]: 'pip',
      [`${SITE}/odd.dist-info/INSTALLER`]: 'pip',
      [`${SITE}/~itellm-1.82.7.dist-info/METADATA`]: METADATA,
      [`${SITE}/litellm/__init__.py`]: '',
    });
    const environment = { path: ground.at('.venv'), sitePackages: [ground.at(SITE)] };
    expect(await installedDistributions(environment, diskFolders(), calm())).toEqual({
      distributions: [{ name: 'litellm', version: '1.82.8', path: ground.at(SITE, 'litellm-1.82.8.dist-info') }],
      unreadable: [{ path: ground.at(SITE, 'odd.dist-info'), reason: 'it has no metadata that names a release' }],
    });
  });

  it.each([
    ['{"url":"file:///src","dir_info":{"editable":true}}', 'a 1.0 (editable install)'],
    ['{"url":"file:///src","dir_info":{}}', 'a 1.0 (local path)'],
    ['{"url":"https://git.example/a","vcs_info":{"vcs":"git"}}', 'a 1.0 (git source)'],
    ['{"url":"file:///a-1.0-py3-none-any.whl","archive_info":{}}', 'a 1.0'],
    ['{broken', 'a 1.0'],
  ])('judges by direct_url.json %s', async (text, expected) => {
    ground.write({ [`${SITE}/a-1.0.dist-info/direct_url.json`]: text });
    expect(await distributions()).toEqual([expected]);
  });

  it('skips other editable installs', async () => {
    ground.write({
      [`${SITE}/My-Tool.egg-link`]: '/src/tool\n.',
      [`${SITE}/__editable__.my_lib-1.0.pth`]: '/src/lib',
      [`${SITE}/my_lib-1.0.dist-info/METADATA`]: METADATA,
    });
    expect(await distributions()).toEqual(['my-lib 1.0 (editable install)', 'my-tool  (editable install)']);
  });

  it('names a folder that may not be read once', async () => {
    const disk = diskFolders();
    const reason = 'no permission to read it';
    const folders: Folders = { ...disk, list: async path => (path === ground.at(SITE) ? { path, reason } : disk.list(path)) };
    const environment = { path: ground.at('.venv'), sitePackages: [ground.at(SITE)] };
    expect(await installedDistributions(environment, folders, calm())).toEqual({
      distributions: [],
      unreadable: [{ path: ground.at(SITE), reason }],
    });
  });
});
