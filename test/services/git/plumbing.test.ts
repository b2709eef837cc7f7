import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createPlumbing, type Plumbing, type PlumbingCommand } from '../../../server/src/services/git/plumbing.js';
import { allowedFolders, checkoutOf, findGit } from '../../../server/src/services/git/program.js';
import { createRepository, type GitRepository } from '../../support/gitRepository.js';

const FOREVER = new AbortController().signal;
let root = '';
let repository: GitRepository;

beforeEach(() => {
  root = realpathSync(mkdtempSync(path.join(tmpdir(), 'depwarden-git-')));
  repository = createRepository(path.join(root, 'checkout'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function plumbing(env: NodeJS.ProcessEnv = { PATH: process.env.PATH }): Plumbing {
  const search = { env, platform: process.platform, forbidden: [] };
  return createPlumbing({ ...search, program: findGit(search) ?? '', folder: repository.folder });
}

function treeOf(...lines: readonly string[]): string {
  return execFileSync('git', ['mktree'], { cwd: repository.folder, input: lines.join('\n'), encoding: 'utf8' }).trim();
}

describe('plumbing', () => {
  it('runs no monitor of the file system, which a command that reads the index would start', async () => {
    repository.commit({ a: '1' });
    const ran = path.join(root, 'ran');
    writeFileSync(path.join(root, 'monitor'), `#!/bin/sh\ntouch ${ran}\n`, { mode: 0o755 });
    repository.git('config', 'core.fsmonitor', path.join(root, 'monitor'));
    const { status } = await plumbing().run('status' as PlumbingCommand, [], FOREVER);
    expect({ status, ran: existsSync(ran) }).toEqual({ status: 0, ran: false });
    repository.git('status');
    expect(existsSync(ran)).toBe(true);
  });

  it('takes no repository, index or program of git from variables, and keeps what names the user’s configuration', async () => {
    const commit = repository.commit({ a: '1' });
    writeFileSync(path.join(root, 'gitconfig'), '[own]\n\tkey = value\n');
    const env = {
      PATH: process.env.PATH,
      GIT_DIR: root,
      GIT_OBJECT_DIRECTORY: root,
      GIT_EXEC_PATH: root,
      GIT_CONFIG_GLOBAL: path.join(root, 'gitconfig'),
    };
    const read = plumbing(env);
    expect((await read.run('rev-parse', ['HEAD'], FOREVER)).stdout.toString().trim()).toBe(commit);
    expect((await read.run('config' as PlumbingCommand, ['own.key'], FOREVER)).stdout.toString()).toBe('value\n');
  });

  it('reads what is committed, whatever is to stand in its place', async () => {
    const first = repository.commit({ a: '1' });
    const second = repository.commit({ a: '2' });
    repository.git('replace', second, first);
    const { stdout } = await plumbing().run('rev-parse', [`${second}:a`], FOREVER);
    expect(plumbing().runNow('cat-file', ['blob', stdout.toString().trim()], 100).stdout.toString()).toBe('2');
  });

  it('stops a command that writes without an end', async () => {
    const object = repository.commit({ a: '1' }) && repository.git('rev-parse', 'HEAD:a');
    let tree = treeOf(`100644 blob ${object}\ta`);
    for (let depth = 0; depth < 10; depth++) tree = treeOf(...Array.from({ length: 10 }, (_, at) => `040000 tree ${tree}\t${at}`));
    const search = { env: { PATH: process.env.PATH }, platform: process.platform, forbidden: [], mostBytes: 10_000 };
    const read = createPlumbing({ ...search, program: findGit(search) ?? '', folder: repository.folder });
    await expect(read.run('ls-tree', ['-r', tree], FOREVER)).rejects.toThrow('the repository has more in it than is read');
  });

  it('ends with the signal’s reason', async () => {
    const controller = new AbortController();
    const running = plumbing().run('cat-file', ['--batch'], controller.signal, `${'f'.repeat(40)}\n`.repeat(100_000));
    controller.abort(new Error('stopped'));
    await expect(running).rejects.toThrow('stopped');
  });
});

describe('the search for git', () => {
  it('passes over relative folders, and those in what is scanned', () => {
    const forbidden = path.join(root, 'checkout');
    mkdirSync(path.join(forbidden, 'bin'));
    const written = ['bin', '', '.', path.join(forbidden, 'bin'), forbidden, `${forbidden}-beside`, root];
    expect(allowedFolders({ env: { PATH: written.join(path.delimiter) }, forbidden: [forbidden] })).toEqual([`${forbidden}-beside`, root]);
  });

  it('finds the nearest repository upwards by its name alone', () => {
    mkdirSync(path.join(repository.folder, 'a/b'), { recursive: true });
    expect(checkoutOf(path.join(repository.folder, 'a/b'))).toBe(repository.folder);
    writeFileSync(path.join(repository.folder, 'a/.git'), 'gitdir: /nowhere\n');
    expect(checkoutOf(path.join(repository.folder, 'a/b'))).toBe(path.join(repository.folder, 'a'));
  });
});
