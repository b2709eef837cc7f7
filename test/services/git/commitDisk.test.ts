import { mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CommitDisk, openCommits } from '../../../server/src/compose/commits.js';
import { openDisk } from '../../../server/src/compose/index.js';
import { createRepository, type GitRepository } from '../../support/gitRepository.js';

const FOREVER = new AbortController().signal;
let root = '';
let repository: GitRepository;

beforeEach(() => {
  root = realpathSync(mkdtempSync(path.join(tmpdir(), 'depwarden-commit-')));
  repository = createRepository(path.join(root, 'checkout'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function at(...names: string[]): string {
  return path.join(repository.folder, ...names);
}

async function diskOf(revision = 'HEAD'): Promise<CommitDisk> {
  const commits = await openCommits([repository.folder], process.env, FOREVER);
  const outside = openDisk({ folders: () => [repository.folder], isTrusted: () => true });
  return commits.diskOf(await commits.commitOf(revision, FOREVER), outside, FOREVER);
}

describe('a commit as a disk', () => {
  it('has what was committed, and nothing of the working tree', async () => {
    repository.commit({ 'a/package.json': 'old' });
    repository.commit({ 'a/package.json': undefined, 'a/new.txt': 'x' });
    writeFileSync(at('requirements.txt'), 'typed');
    const disk = await diskOf('HEAD~1');
    expect(await disk.files.read(at('a/package.json'))).toEqual({ kind: 'text', text: 'old' });
    expect(await disk.files.read(at('requirements.txt'))).toMatchObject({ kind: 'unreadable', absent: true });
    expect(await disk.files.read(at('a'))).toMatchObject({ kind: 'unreadable', reason: 'it is a folder' });
    expect(disk.savedFiles.read(at('a/package.json'))).toEqual({ text: 'old' });
    expect(disk.savedFiles.stamp(at('requirements.txt'))).toBeUndefined();
    expect([...(await disk.lockFiles.names(at()))].sort()).toEqual(['.git', 'a']);
    expect(await disk.folders.list(at('a'))).toEqual([{ name: 'package.json', kind: 'file' }]);
  });

  it('follows links inside of it, and none that leads out or round in a circle', async () => {
    writeFileSync(path.join(root, 'secret.txt'), 'secret');
    repository.commit({ 'real/base.txt': 'x==1\n' });
    for (const [name, target] of Object.entries({
      'to-file.txt': 'real/base.txt',
      'to-folder': './real',
      'out.txt': '../secret.txt',
      'far.txt': path.join(root, 'secret.txt'),
      'round.txt': 'round.txt',
    }))
      symlinkSync(target, at(name));
    repository.commit({});
    const disk = await diskOf();
    expect(await disk.files.read(at('to-file.txt'))).toEqual({ kind: 'text', text: 'x==1\n' });
    expect(await disk.files.read(at('to-folder/base.txt'))).toEqual({ kind: 'text', text: 'x==1\n' });
    expect(disk.savedFiles.realPath(at('to-folder/base.txt'))).toBe(at('real/base.txt'));
    for (const name of ['out.txt', 'far.txt', 'round.txt'])
      expect(await disk.files.read(at(name))).toMatchObject({
        kind: 'unreadable',
        reason: 'it is a link that leads out of the repository',
      });
  });

  it('reads outside of the repository what the disk lets be read', async () => {
    writeFileSync(path.join(root, 'own.txt'), 'own');
    repository.commit({ a: '1' });
    expect(await (await diskOf()).files.read(path.join(root, 'own.txt'))).toEqual({ kind: 'text', text: 'own' });
  });

  it('does not read what is too large, and says how large it is', async () => {
    repository.commit({ 'package.json': ' '.repeat(6 * 1024 * 1024), 'yarn.lock': ' '.repeat(2 * 1024 * 1024) });
    const disk = await diskOf();
    expect(await disk.files.read(at('package.json'))).toEqual({
      kind: 'unreadable',
      reason: 'it has 6 MB, more than the 5 MB that are read',
    });
    expect(await disk.lockFiles.readLockfile(at('yarn.lock'))).toMatchObject({ kind: 'text' });
    expect(disk.savedFiles.read(at('yarn.lock'))).toEqual({ reason: 'it has 2 MB, more than the 1 MB that are read' });
  });

  it('gives manifests and lockfiles as a search of the disk does, tracked ones that are ignored too', async () => {
    const names = [
      'package.json',
      'a/uv.lock',
      'node_modules/x/package.json',
      'ignored/package.json',
      'env/lib/package.json',
      'b/package.json',
    ];
    repository.commit({ ...Object.fromEntries(names.map(name => [name, ''])), '.gitignore': 'ignored\n', 'env/pyvenv.cfg': '' });
    const { files: found } = await (await diskOf()).files.findProjectFiles(repository.folder, ['/b'], FOREVER);
    expect(found).toEqual([at('a/uv.lock'), at('env/lib/package.json'), at('ignored/package.json'), at('package.json')]);
  });

  it('reads a repository of another hash', async () => {
    rmSync(at('.git'), { recursive: true });
    repository.git('init', '-q', '-b', 'main', '--object-format=sha256');
    repository.commit({ 'package.json': '{}' });
    expect(await (await diskOf()).files.read(at('package.json'))).toEqual({ kind: 'text', text: '{}' });
  });

  it('reads a working tree whose .git is a file', async () => {
    repository.commit({ 'package.json': '{}' });
    repository.git('worktree', 'add', '-q', path.join(root, 'second'));
    const commits = await openCommits([path.join(root, 'second')], process.env, FOREVER);
    expect(commits.root).toBe(path.join(root, 'second'));
    expect([...(await commits.filesOf(await commits.commitOf('HEAD', FOREVER), FOREVER)).keys()]).toEqual(['package.json']);
  });

  it('reads a submodule, whose repository lies in the one around it', async () => {
    const part = createRepository(path.join(root, 'part'));
    part.commit({ 'package.json': '{}' });
    repository.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', part.folder, 'inner');
    const commits = await openCommits([at('inner')], process.env, FOREVER);
    expect(commits.root).toBe(at('inner'));
    expect(await commits.commitOf('HEAD', FOREVER)).toBe(part.git('rev-parse', 'HEAD'));
  });

  it.each([
    ['a file', () => writeFileSync(at('.git'), `gitdir: ${path.join(root, 'other/.git')}\n`)],
    ['a link', () => symlinkSync(path.join(root, 'other/.git'), at('.git'))],
    [
      'a folder that shares what is elsewhere',
      () => {
        createRepository(repository.folder);
        writeFileSync(at('.git/commondir'), path.join(root, 'other/.git'));
      },
    ],
  ])('refuses the repository of another folder, to which .git leads as %s', async (_, plant) => {
    createRepository(path.join(root, 'other')).commit({ 'package.json': 'private' });
    rmSync(at('.git'), { recursive: true });
    plant();
    await expect(openCommits([repository.folder], process.env, FOREVER)).rejects.toThrow('leads to a repository elsewhere');
  });

  it('refuses a commit with names that no checkout can have', async () => {
    repository.commit({ a: '1' });
    const object = repository.git('rev-parse', 'HEAD:a');
    const entry = Buffer.concat([Buffer.from('100644 ..\0'), Buffer.from(object, 'hex')]);
    writeFileSync(path.join(root, 'tree'), entry);
    const tree = repository.git('hash-object', '-w', '-t', 'tree', '--literally', path.join(root, 'tree'));
    const commit = repository.git('commit-tree', tree, '-m', 'x');
    await expect(diskOf(commit)).rejects.toThrow('it holds a name that no checkout can have: ..');
  });
});
