// The search for manifests and lockfiles in what git tracks.
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { diskFiles } from '../../../server/src/services/disk/files.js';
import { git } from '../../support/git.js';
import { indexFile } from '../../support/gitIndexFile.js';

let root = '';
beforeEach(async () => {
  root = await realpath(await mkdtemp(path.join(tmpdir(), 'depwarden-tracked-')));
});
afterEach(() => rm(root, { recursive: true }));

async function put(files: Readonly<Record<string, string | Buffer>>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(root, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
  }
}

/** A checkout that tracks these files, ignored or not. */
async function track(files: Readonly<Record<string, string>>, folder = '.'): Promise<void> {
  await put(Object.fromEntries(Object.entries(files).map(([name, text]) => [path.join(folder, name), text])));
  const checkout = path.join(root, folder);
  git(checkout, 'init', '-q');
  git(checkout, 'add', '--force', ...Object.keys(files));
}

async function search({ folder = '.', exclude = [] }: { readonly folder?: string; readonly exclude?: readonly string[] } = {}) {
  const signal = new AbortController().signal;
  const { files, gitignore } = await diskFiles.findProjectFiles(path.join(root, folder), exclude, signal);
  const shown = (file: string): string => path.relative(root, file).split(path.sep).join('/');
  return {
    files: files.map(shown),
    hidden: gitignore.hidden.map(({ path: hidden, kind }) => (kind === 'folder' ? `${shown(hidden)}/` : shown(hidden))),
    unread: gitignore.unread.map(({ path: checkout, reason }) => `${shown(checkout)}: ${reason}`),
  };
}

describe('what git tracks', () => {
  it.each<[what: string, ignores: Readonly<Record<string, string>>]>([
    ['itself', { '.gitignore': 'uv.lock\npackage.json\n' }],
    ['its folder', { '.gitignore': 'apps/\nlibs/\n' }],
    ['everything', { '.gitignore': '*\n' }],
    ['a folder above', { '.gitignore': '/apps\nlibs/**\n' }],
    ['beside it', { 'apps/a/.gitignore': 'package.json\n', 'libs/b/.gitignore': '*\n' }],
    ['in a file that ignores itself', { 'apps/.gitignore': '*\n', 'libs/.gitignore': '**\n' }],
  ])('is found where .gitignore names %s', async (_, ignores) => {
    const tracked = { 'apps/a/package.json': '{}', 'libs/b/uv.lock': '' };
    await track({ ...tracked, ...ignores });
    expect(await search()).toEqual({ files: Object.keys(tracked), hidden: [], unread: [] });
    for (const folder of ['apps', 'apps/a']) expect((await search({ folder })).files).toEqual(['apps/a/package.json']);
  });

  it('is found through a link to a folder of the checkout, by the path that was given', async () => {
    await track({ '.gitignore': 'app/\n', 'app/package.json': '{}', 'app/sub/uv.lock': '' }, 'far');
    await put({ 'far/app/out/setup.cfg': '' });
    await symlink(path.join(root, 'far/app'), path.join(root, 'near'));
    await symlink(path.join(root, 'far'), path.join(root, 'whole'));
    const found = await search({ folder: 'whole' });
    expect(found).toEqual({ files: ['whole/app/package.json', 'whole/app/sub/uv.lock'], hidden: ['whole/app/out/'], unread: [] });
    await put({ 'far/.gitignore': 'sub/\n', 'far/app/.gitignore': '*.json\n' });
    expect((await search({ folder: 'near', exclude: ['/out'] })).files).toEqual(['near/package.json', 'near/sub/uv.lock']);
  });

  it('is no reason to enter other folders that are left out, or to find other files', async () => {
    await track({ '.gitignore': 'out/\n*.in\n', 'out/a/package.json': '{}', 'x.in': '' });
    await put({
      'out/a/pyproject.toml': '',
      'out/a/b/package.json': '',
      'out/c/deep/package.json': '',
      'out/notes.txt': '',
      'y.in': '',
      'out-2/package.json': '',
    });
    expect(await search()).toEqual({
      files: ['out-2/package.json', 'out/a/package.json', 'x.in'],
      hidden: ['out/a/b/', 'out/a/pyproject.toml', 'out/c/', 'y.in'],
      unread: [],
    });
  });

  it('is not found where package managers fill a folder, or the user leaves it out', async () => {
    await track({
      '.gitignore': '*\n',
      'node_modules/a/package.json': '{}',
      'apps/a/package.json': '{}',
      'apps/b/package.json': '{}',
      'c/.venv/setup.cfg': '',
      'apps/a/uv.lock': '',
    });
    expect((await search({ exclude: ['apps/b', 'uv.*'] })).files).toEqual(['apps/a/package.json']);
  });

  it('is not hidden by a file that makes its folder look like an environment, unless git tracks that file not', async () => {
    await track({ 'app/package.json': '{}', 'app/pyvenv.cfg': '', 'env/package.json': '{}' });
    await put({ 'env/pyvenv.cfg': '' });
    expect((await search()).files).toEqual(['app/package.json']);
  });

  it('is what is added or only announced, not what was removed', async () => {
    await track({ '.gitignore': '*\n', 'a/package.json': '{}', 'b/package.json': '{}' });
    git(root, 'rm', '-q', '--cached', '-f', 'a/package.json', 'b/package.json');
    git(root, 'add', '--intent-to-add', '--force', 'a/package.json');
    expect(await search()).toEqual({ files: ['a/package.json'], hidden: ['b/'], unread: [] });
  });
});

describe('a checkout in another', () => {
  it('has its own index and its own .gitignore files', async () => {
    await track({ 'package.json': '{}', '.gitignore': 'own.txt\n' }, 'module');
    await track({ '.gitignore': 'libs/\npackage.json\n', 'package.json': '{}' });
    git(root, 'submodule', '--quiet', 'add', '--force', await committed('module'), 'libs/sub');
    await put({ 'libs/sub/pyproject.toml': '', 'libs/sub/b/package.json': '', 'libs/other/package.json': '' });
    await put({ 'libs/sub/.gitignore': 'b\n' });
    const found = await search();
    expect(found.files.filter(file => !file.startsWith('module/'))).toEqual([
      'libs/sub/package.json',
      'libs/sub/pyproject.toml',
      'package.json',
    ]);
    expect(found.hidden).toEqual(['libs/other/', 'libs/sub/b/']);
  });

  it('takes nothing away from what the outer one tracks', async () => {
    await track({ 'app/package.json': '{}', 'package.json': '{}' });
    await put({ 'app/.git/index': indexFile([]), 'app/.gitignore': '*\n', 'app/setup.cfg': '' });
    expect(await search()).toEqual({ files: ['app/package.json', 'package.json'], hidden: ['app/setup.cfg'], unread: [] });
  });

  async function committed(folder: string): Promise<string> {
    git(path.join(root, folder), 'commit', '-qm', 'all');
    return path.join(root, folder);
  }
});

describe('where it is not known what git tracks', () => {
  it.each<[what: string, git: string | Buffer, reason: RegExp]>([
    ['the index is damaged', Buffer.from('DIRC'), /^its index cannot be read: /],
    ['the index is split', indexFile(['package.json'], { extensions: [['link', '\0'.repeat(20)]] }), /it is split/],
    ['the index is sparse', indexFile(['package.json'], { extensions: [['sdir', '']] }), /it is sparse/],
    ['the checksum is wrong', indexFile([], { checksum: 'wrong' }), /checksum/],
  ])('.gitignore leaves out nothing: %s', async (_, index, reason) => {
    await put({
      '.git/index': index,
      '.gitignore': '*\n',
      'a/package.json': '{}',
      'node_modules/a/package.json': '{}',
      'b/package.json': '{}',
    });
    const { files, hidden, unread } = await search({ exclude: ['/b'] });
    expect({ files, hidden }).toEqual({ files: ['a/package.json'], hidden: [] });
    expect(unread).toEqual([expect.stringMatching(/^: /)]);
    expect(unread[0]?.slice(2)).toMatch(reason);
    expect(await search({ folder: 'a' }), 'from below').toEqual({ files, hidden, unread });
  });

  it('.gitignore leaves out nothing: .git is a file that leads elsewhere', async () => {
    await track({ 'x.txt': '' }, 'elsewhere');
    await put({ 'clone/.git': 'gitdir: ../elsewhere/.git\n', 'clone/.gitignore': 'package.json\n', 'clone/package.json': '{}' });
    expect(await search({ folder: 'clone' })).toEqual({
      files: ['clone/package.json'],
      hidden: [],
      unread: ['clone: the git folder that its .git names belongs to another checkout'],
    });
  });
});

describe('where git tracks nothing', () => {
  const FILES = {
    '.gitignore': 'out/\nsetup.cfg\nnotes.txt\n',
    'out/a/package.json': '{}',
    'package.json': '{}',
    'setup.cfg': '',
    'a/setup.cfg': '',
    'notes.txt': '',
  };
  const FOUND = { files: ['package.json'], hidden: ['a/setup.cfg', 'out/', 'setup.cfg'], unread: [] };

  it('.gitignore counts, and what it leaves out is named: folders, manifests and lockfiles', async () => {
    await put(FILES);
    expect(await search()).toEqual(FOUND);
  });

  it('so it does with a .git that has no index yet', async () => {
    await put({ ...FILES, '.git/HEAD': 'ref: refs/heads/main\n' });
    expect(await search()).toEqual(FOUND);
  });

  it('so it does in a bare repository, which is no checkout', async () => {
    await put(FILES);
    git(root, 'init', '-q', '--bare');
    expect(await search()).toEqual(FOUND);
  });
});
