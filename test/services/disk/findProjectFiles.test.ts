import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { formatOf } from '../../../server/src/ecosystems/manifests.js';
import { diskFiles } from '../../../server/src/services/disk/files.js';
import { PATIENCE } from '../../support/limits.mjs';

const entered = vi.hoisted(() => [] as string[]);
vi.mock('node:fs/promises', async original => {
  const real = await original<typeof import('node:fs/promises')>();
  const readdir = (folder: string, options: object) => {
    entered.push(folder);
    return real.readdir(folder, options as never);
  };
  return { ...real, readdir };
});

let root = '';
beforeEach(async () => {
  root = await realpath(await mkdtemp(path.join(tmpdir(), 'depwarden-find-')));
  entered.length = 0;
});
afterEach(() => rm(root, { recursive: true }));

async function put(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(root, name)), { recursive: true });
    await writeFile(path.join(root, name), text);
  }
}

function here(paths: readonly string[]): string[] {
  return paths.map(file => path.relative(root, file).split(path.sep).join('/'));
}

async function found(exclude: readonly string[] = [], signal = new AbortController().signal, folder = root): Promise<string[]> {
  return here((await diskFiles.findProjectFiles(folder, exclude, signal)).files);
}

/** What git would commit, as far as it is a manifest. */
function listedByGit(): string[] {
  const git = (...words: string[]): string => execFileSync('git', ['-C', root, ...words], { encoding: 'utf8' });
  git('init', '-q');
  const names = git('ls-files', '--others', '--exclude-standard', '-z').split('\0').filter(Boolean);
  return names.filter(name => formatOf(path.join(root, name))).sort();
}

describe('the search for manifests', () => {
  it('passes over patterns of .gitignore that would take for ever, and heeds the others', async () => {
    const deep = Array.from({ length: 150 }, () => 'a').join('/');
    await put({ '.gitignore': `${'**/a/'.repeat(8)}b\nout/\n`, [`${deep}/package.json`]: '{}', 'out/package.json': '{}' });
    expect(await found()).toEqual([`${deep}/package.json`]);
  });

  it('enters no folder that package managers, version control or .gitignore files leave out', async () => {
    const filled = ['node_modules', '.venv', 'venv', '.git', '.hg', '.tox', '__pycache__', 'site-packages', 'bower_components', '.yarn'];
    await put({
      'package.json': '',
      '.gitignore': 'build/\n',
      'build/deep/package.json': '',
      'apps/a/package.json': '',
      'apps/excluded/package.json': '',
      ...Object.fromEntries(filled.flatMap(name => [`${name}/x/package.json`, `apps/a/${name}/x/package.json`].map(file => [file, '']))),
    });
    expect(await found(['apps/excluded'])).toEqual(['apps/a/package.json', 'package.json']);
    expect(here(entered)).toEqual(['', 'apps', 'apps/a']);
  });

  it('looks no further into what is a Python environment by whatever name', async () => {
    await put({ 'my env/pyvenv.cfg': '', 'my env/lib/requirements.txt': '', 'requirements.txt': '' });
    expect(await found()).toEqual(['requirements.txt']);
    expect(here(entered)).not.toContain('my env/lib');
  });

  /** Each with the same files; git says what is left of them. */
  const FILES = [
    'package.json',
    'a/package.json',
    'a/b/package.json',
    'a/b/c/package.json',
    'a/x.in',
    'd/package.json',
    'd/requirements.txt',
    'e f/package.json',
  ];
  it.each<readonly [string, Readonly<Record<string, string>>]>([
    ['a folder by name, anywhere', { '.gitignore': 'b/\n' }],
    ['a folder at the root only', { '.gitignore': '/a\n' }],
    ['a path', { '.gitignore': 'a/b\n' }],
    ['stars', { '.gitignore': '**/b/**\n*.txt\n' }],
    ['a star for a folder', { '.gitignore': 'a/*/c\n' }],
    ['a file taken back in', { '.gitignore': '*.json\n!d/package.json\n' }],
    ['what lies in a folder that is out cannot be taken back in', { '.gitignore': 'a/\n!a/b/package.json\n' }],
    ['all but one folder', { '.gitignore': '/*\n!/a\n' }],
    ['one folder deep inside', { '.gitignore': '/a/*\n!/a/b/\n/a/b/*\n!/a/b/c/\n' }],
    ['a nested file', { 'a/.gitignore': 'package.json\n' }],
    ['a nested file that takes back in', { '.gitignore': 'package.json\n', 'a/b/.gitignore': '!package.json\n' }],
    ['a nested file that takes back in one of its folders', { '.gitignore': 'c/\n', 'a/b/.gitignore': '!c/\n' }],
    ['a nested file that leaves out again', { '.gitignore': '!package.json\n', 'a/.gitignore': 'b\n', 'a/b/.gitignore': '!c\n' }],
    ['a nested path from its own folder', { 'a/.gitignore': '/b/c\n' }],
    ['comments, blanks and escapes', { '.gitignore': '# a\n\n\\#a\ne\\ f/\nd/package.json  \n' }],
    ['Windows line ends', { '.gitignore': 'a/b/\r\nd/\r\n' }],
    ['a byte order mark', { '.gitignore': '\uFEFFd/\n' }],
    ['another case', { '.gitignore': 'A/\nD/PACKAGE.JSON\n' }],
  ])('reads .gitignore as git does: %s', async (_what, ignores) => {
    await put({ ...Object.fromEntries(FILES.map(file => [file, ''])), ...ignores });
    expect(await found()).toEqual(listedByGit());
  });

  it('heeds the .gitignore files above the folder, up to its repository', async () => {
    const ignores = { '.gitignore': 'b/\n*.in\n', 'a/.gitignore': '!x.in\n' };
    await put({ ...Object.fromEntries(FILES.map(file => [file, ''])), ...ignores });
    const asGit = listedByGit().filter(file => file.startsWith('a/'));
    expect(asGit).toEqual(['a/package.json', 'a/x.in']);
    const folder = path.join(root, 'a');
    expect(await found([], undefined, folder)).toEqual(asGit);
    await rm(path.join(root, '.git'), { recursive: true });
    expect(await found([], undefined, folder)).toEqual(['a/b/c/package.json', 'a/b/package.json', 'a/package.json', 'a/x.in']);
  });

  it('finds what lies in a folder that is left out where that folder itself is asked for', async () => {
    await put({ '.gitignore': 'dist/\n', 'dist/app/package.json': '', '.git/HEAD': '' });
    expect(await found([], undefined, path.join(root, 'dist'))).toEqual(['dist/app/package.json']);
  });

  it('stops where it is told to, before it enters another folder', async () => {
    await put(Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`p${index}/package.json`, ''])));
    const control = new AbortController();
    const ended = found([], control.signal);
    await vi.waitUntil(() => entered.length >= 3, { interval: 0, timeout: PATIENCE });
    control.abort(new Error('enough'));
    const before = entered.length;
    await expect(ended).rejects.toThrow('enough');
    expect(entered.length).toBe(before);
  });
});
