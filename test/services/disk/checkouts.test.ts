import { mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCheckouts } from '../../../server/src/services/disk/checkouts.js';
import { git } from '../../support/git.js';
import { indexFile } from '../../support/gitIndexFile.js';

let root = '';
beforeEach(async () => {
  root = await realpath(await mkdtemp(path.join(tmpdir(), 'depwarden-checkouts-')));
});
afterEach(() => rm(root, { recursive: true }));

const at = (name: string): string => path.join(root, name);

async function put(files: Readonly<Record<string, string | Buffer>>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(path.dirname(at(name)), { recursive: true });
    await writeFile(at(name), content);
  }
}

/** A repository with one commit of a file. */
async function repository(name: string, file = 'tracked.txt'): Promise<string> {
  await put({ [`${name}/${file}`]: '' });
  git(at(name), 'init', '-q');
  git(at(name), 'add', '.');
  git(at(name), 'commit', '-qm', 'one');
  return at(name);
}

const anything = createCheckouts(() => true);
const isTracked = (name: string): boolean => createCheckouts(() => true).isTracked(at(name));
const reasonAt = (name: string): string | undefined => createCheckouts(() => true).at(at(name)).unread;

describe('what git tracks', () => {
  it('is told by the nearest checkout', async () => {
    await repository('outer');
    await repository('outer/inner', 'own.txt');
    await put({ 'outer/untracked.txt': '', 'outer/inner/tracked.txt': '' });
    const names = [
      'outer/tracked.txt',
      'outer/inner/own.txt',
      'outer/untracked.txt',
      'outer/inner/tracked.txt',
      'outer/.git/index',
      'x.txt',
    ];
    expect(names.map(isTracked)).toEqual([true, true, false, false, false, false]);
  });

  it('is read again once it has changed', async () => {
    const folder = await repository('one');
    await put({ 'one/later.txt': '' });
    expect(anything.isTracked(at('one/later.txt'))).toBe(false);
    git(folder, 'add', '.');
    expect(anything.isTracked(at('one/later.txt'))).toBe(true);
    await rm(at('one/.git/index'));
    expect([anything.isTracked(at('one/later.txt')), anything.at(folder).unread]).toEqual([false, undefined]);
  });

  it('is not looked for above what may be read', async () => {
    await repository('one', 'sub/tracked.txt');
    const { isTracked: inside, around } = createCheckouts(file => file.startsWith(at('one/sub')));
    expect([inside(at('one/sub/tracked.txt')), isTracked('one/sub/tracked.txt')]).toEqual([false, true]);
    expect(around(at('one/sub'))).toBeUndefined();
  });

  it('is not known without the index', async () => {
    await put({ 'one/.git/index': 'no index', 'two/.git': Buffer.from('gitdir: nowhere\n'), 'three/.git': 'something' });
    await put({ 'four/.git/index/file': '' });
    expect(['one', 'two', 'three', 'four'].map(reasonAt)).toEqual([
      'its index cannot be read: it is no index',
      'the git folder that its .git names is missing, or behind a link',
      'its .git names no git folder',
      'its index cannot be read: it is no regular file',
    ]);
    expect(isTracked('one/tracked.txt')).toBe(false);
  });

  it('is not known where .git leads out of what may be read', async () => {
    await repository('secret');
    await put({ 'open/tracked.txt': '', 'linked/.git/HEAD': '', 'linked/tracked.txt': '' });
    await symlink(at('secret/.git'), at('open/.git'));
    await symlink(at('secret/.git/index'), at('linked/.git/index'));
    const { at: checkoutAt } = createCheckouts(file => ![at('open/.git'), at('linked/.git/index')].includes(file));
    const outside = 'its .git lies outside of what may be read';
    expect([checkoutAt(at('open')).unread, checkoutAt(at('linked')).unread]).toEqual([outside, outside]);
    expect(isTracked('open/tracked.txt'), 'a link that may be followed').toBe(true);
  });
});

describe('a .git that is a file', () => {
  it('of a worktree leads to its own index', async () => {
    const folder = await repository('main');
    git(folder, 'worktree', 'add', '-q', at('tree'));
    await put({ 'tree/new.txt': '', 'tree/untracked.txt': '' });
    git(at('tree'), 'add', 'new.txt');
    const names = ['tree/tracked.txt', 'tree/new.txt', 'tree/untracked.txt', 'main/new.txt'];
    expect(names.map(isTracked)).toEqual([true, true, false, false]);
  });

  it('of a submodule leads to its own index, also below a worktree and in a folder with an odd name', async () => {
    await repository('module', 'own.txt');
    const folder = await repository('main');
    git(folder, 'submodule', '--quiet', 'add', at('module'), 'sub "1"; x');
    git(folder, 'commit', '-qm', 'two');
    git(folder, 'worktree', 'add', '-q', at('tree'));
    git(at('tree'), 'submodule', '--quiet', 'update', '--init');
    for (const checkout of ['main', 'tree']) {
      const sub = `${checkout}/sub "1"; x`;
      await put({ [`${sub}/untracked.txt`]: '' });
      expect(reasonAt(sub)).toBeUndefined();
      expect([isTracked(`${sub}/own.txt`), isTracked(`${sub}/untracked.txt`), isTracked(sub)]).toEqual([true, false, false]);
      expect(
        createCheckouts(() => true)
          .at(at(checkout))
          .holdsTracked(at(sub)),
      ).toBe(true);
    }
  });

  it('of a submodule that keeps its worktree in a configuration of its own leads to its index', async () => {
    await repository('module', 'own.txt');
    const folder = await repository('main');
    git(folder, 'submodule', '--quiet', 'add', at('module'), 'sub');
    const inner = at('main/.git/modules/sub');
    const config = await readFile(path.join(inner, 'config'), 'utf8');
    await writeFile(path.join(inner, 'config'), config.replace(/\n\s*worktree = .*/, ''));
    expect(reasonAt('main/sub')).toMatch(/another checkout$/);
    await writeFile(path.join(inner, 'config.worktree'), '[core]\n\tworktree = ../../../sub\n');
    expect([reasonAt('main/sub'), isTracked('main/sub/own.txt')]).toEqual([undefined, true]);
  });

  it.each<[what: string, files: Readonly<Record<string, string>>]>([
    ['says nothing of a checkout', {}],
    ['is of another worktree', { gitdir: '/elsewhere/.git\n' }],
    ['is of a folder with a longer name', { gitdir: 'ROOT/clone-2/.git\n' }],
    ['has another worktree in its configuration', { config: '[core]\n\tworktree = ../other\n' }],
    ['names the checkout in another section', { config: '[core]\n\tbare = false\n[alias]\n\tworktree = ../clone\n' }],
    ['names the checkout before another', { config: '[core]\n\tworktree = ../clone\n\tworktree = ../other\n' }],
  ])('is not followed to a git folder that %s', async (_, files) => {
    await put({ 'clone/.git': 'gitdir: ../elsewhere\n', 'elsewhere/index': indexFile(['tracked.txt']) });
    await put(Object.fromEntries(Object.entries(files).map(([name, text]) => [`elsewhere/${name}`, text.replace('ROOT', root)])));
    expect(reasonAt('clone')).toBe('the git folder that its .git names belongs to another checkout');
    expect(isTracked('clone/tracked.txt')).toBe(false);
    await put({ 'elsewhere/gitdir': `${at('clone/.git')}\n` });
    expect([reasonAt('clone'), isTracked('clone/tracked.txt')]).toEqual([undefined, true]);
  });

  it('is not followed through a link, on the way or at its end', async () => {
    await put({ 'far/git/index': indexFile(['tracked.txt']), 'far/git/gitdir': at('clone/.git'), 'clone/.git': 'gitdir: ../near/git' });
    await symlink(at('far'), at('near'));
    expect(reasonAt('clone')).toBe('the git folder that its .git names is missing, or behind a link');
    await put({ 'clone/.git': 'gitdir: ../far/git' });
    expect(reasonAt('clone')).toBeUndefined();
    await rm(at('far/git/index'));
    await put({ 'secret/index': indexFile(['tracked.txt']) });
    await symlink(at('secret/index'), at('far/git/index'));
    expect(reasonAt('clone')).toBe('its index cannot be read: it is no regular file');
  });
});
