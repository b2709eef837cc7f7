import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFence, fencedDisk } from '../../../server/src/services/disk/trustGuard.js';

const SIGNAL = new AbortController().signal;
const OUTSIDE = 'it lies outside the workspace, which is not trusted';

let root: string;
const at = (name: string): string => path.join(root, name);

/** `open` and `linked` are one folder; beside it lies what must not be read. */
beforeAll(async () => {
  root = await realpath(await mkdtemp(path.join(tmpdir(), 'depwarden-fence-')));
  for (const folder of ['open/sub/deep', 'open-too', 'secret/inner']) await mkdir(at(folder), { recursive: true });
  for (const file of ['open/in.txt', 'open/sub/deep/in.txt', 'open-too/out.txt', 'secret/out.txt', 'secret/inner/in.txt']) {
    await writeFile(at(file), 'litellm==1.82.8\n');
  }
  const links: Readonly<Record<string, string>> = {
    linked: 'open',
    'open/to-in.txt': 'in.txt',
    'open/to-deep': 'sub/deep',
    'open/sub/up-and-in.txt': '../in.txt',
    'open/by-whole-path.txt': at('open/in.txt'),
    'open/out.txt': '../secret/out.txt',
    'open/out-by-whole-path.txt': at('secret/out.txt'),
    'open/to-secret': '../secret',
    'open/chain.txt': 'to-out.txt',
    'open/to-out.txt': 'out.txt',
    // leads to open/in.txt if names are taken together, and to secret/out.txt on the way that the system goes
    'open/crooked.txt': 'to-inner/../in.txt',
    'open/to-inner': '../secret/inner',
    'open/out-and-in.txt': '../open/in.txt',
    'open/round.txt': 'round.txt',
  };
  for (const [name, target] of Object.entries(links)) await symlink(target, at(name));
});
afterAll(() => rm(root, { recursive: true, force: true }));

function fenceAround(folders: readonly string[], isTrusted = false) {
  return createFence({ folders: () => folders, isTrusted: () => isTrusted });
}

describe('a workspace that is not trusted', () => {
  it.each([
    'open',
    'open/in.txt',
    'open/not-there.txt',
    'open/not/there/either.txt',
    'open/sub/../in.txt',
    'open/to-in.txt',
    'open/to-deep/in.txt',
    'open/sub/up-and-in.txt',
    'open/by-whole-path.txt',
  ])('is read: %s', name => {
    const target = `${root}/${name}`;
    expect(fenceAround([at('open')]).refusal(target)).toBeUndefined();
    expect(fenceAround([at('linked')]).refusal(target.replace(/\/open\b/, '/linked'))).toBeUndefined();
    expect(fenceAround([at('linked')]).refusal(target), 'by its real path').toBeUndefined();
  });

  it.each([
    '.',
    'open-too/out.txt',
    'secret/out.txt',
    'secret/not-there.txt',
    'open/../secret/out.txt',
    'open/out.txt',
    'open/out-by-whole-path.txt',
    'open/to-secret',
    'open/to-secret/out.txt',
    'open/to-secret/not-there.txt',
    'open/chain.txt',
    'open/crooked.txt',
    'open/out-and-in.txt',
    'open/round.txt',
  ])('is not left: %s', name => {
    const target = `${root}/${name}`;
    expect(fenceAround([at('open')]).refusal(target)).toBe(OUTSIDE);
    expect(fenceAround([]).refusal(target)).toBe(OUTSIDE);
    expect(fenceAround([at('open')], true).refusal(target), 'once it is trusted').toBeUndefined();
  });

  it('has no say about paths that begin nowhere', () => {
    expect(fenceAround([at('open')]).refusal('in.txt')).toBe(OUTSIDE);
    expect(fenceAround([at('open')]).refusal('untitled:Untitled-1')).toBe(OUTSIDE);
  });

  it('may be read also from one of its folders to another', () => {
    const fence = fenceAround([at('open'), at('secret')]);
    expect(fence.refusal(at('open/out.txt'))).toBe(OUTSIDE);
    expect(fence.refusal(at('open/out-by-whole-path.txt'))).toBeUndefined();
    expect(fence.refusal(at('secret/out.txt'))).toBeUndefined();
  });

  it('is all that the ports show', async () => {
    const { files, lockFiles, folders } = fencedDisk(fenceAround([at('open')]));
    const refused = { kind: 'unreadable', reason: OUTSIDE };
    expect(await files.read(at('open/in.txt'))).toMatchObject({ kind: 'text' });
    expect(await files.read(at('open/out.txt'))).toEqual(refused);
    expect((await files.findProjectFiles(at('secret'), [], SIGNAL)).files).toEqual([]);
    expect(await lockFiles.names(at('open'))).toContain('in.txt');
    expect(await lockFiles.names(root)).toEqual([]);
    expect(await lockFiles.stamp(at('open/in.txt'))).toBeDefined();
    expect(await lockFiles.stamp(at('open/out.txt'))).toBeUndefined();
    expect(await lockFiles.readLockfile(at('open/out.txt'))).toEqual(refused);
    expect(await folders.list(at('open/to-secret'))).toEqual({ path: at('open/to-secret'), reason: OUTSIDE });
    expect(await folders.read(at('open/out.txt'), 10)).toEqual({ path: at('open/out.txt'), reason: OUTSIDE });
    expect(await folders.realPath(at('open/to-secret'))).toBeUndefined();
    expect(await folders.modifiedAt(at('open/to-secret'))).toBeUndefined();
  });

  it('is searched for manifests by what lies in it alone', async () => {
    const repository = at('repository');
    const workspace = path.join(repository, 'workspace');
    await mkdir(path.join(workspace, 'env'), { recursive: true });
    await mkdir(path.join(repository, '.git'));
    await writeFile(path.join(repository, '.gitignore'), 'requirements.txt\n');
    const [plain, linked, inside] = ['requirements.txt', 'package.json', 'env/setup.cfg'].map(name => path.join(workspace, name)) as [
      string,
      string,
      string,
    ];
    await writeFile(plain, '');
    await writeFile(inside, '');
    await symlink('../../secret/out.txt', linked);
    await symlink('../../../secret/out.txt', path.join(workspace, 'env/pyvenv.cfg'));
    const find = async (isTrusted: boolean) =>
      (await fencedDisk(fenceAround([workspace], isTrusted)).files.findProjectFiles(workspace, [], SIGNAL)).files;
    expect(await find(true), 'by .gitignore of the repository, and by what looks like an environment').toEqual([linked]);
    expect(await find(false)).toEqual([inside, linked, plain]);
  });
});

describe('on Windows', () => {
  const WORKSPACES = ['C:\\w', '\\\\server\\share\\project'];
  const refusal = (target: string, isTrusted: boolean) =>
    createFence({ folders: () => WORKSPACES, isTrusted: () => isTrusted, platform: 'win32' }).refusal(target);

  it.each<[target: string, trusted: string | undefined, untrusted: string | undefined]>([
    ['C:\\w\\requirements.txt', undefined, undefined],
    ['c:\\W\\requirements.txt', undefined, undefined],
    ['C:/w/requirements.txt', undefined, undefined],
    ['C:\\w\\console.txt', undefined, undefined],
    ['C:\\w2\\requirements.txt', undefined, OUTSIDE],
    ['C:\\w\\..\\x.txt', undefined, OUTSIDE],
    ['D:\\w\\x.txt', undefined, OUTSIDE],
    ['\\\\server\\share\\project\\a.txt', undefined, undefined],
    ...[
      '\\\\server\\share\\other\\a.txt',
      '\\\\evil.example\\s\\a.txt',
      '//evil.example/s/a.txt',
      '\\\\?\\C:\\w\\a.txt',
      '\\\\.\\PhysicalDrive0',
    ].map((target): [string, string, string] => [
      target,
      'it is a network path outside the workspace',
      'it is a network path outside the workspace',
    ]),
    ...['C:\\w\\NUL', 'C:\\w\\con', 'C:\\w\\aux.txt', 'C:\\w\\COM1.req.txt', 'C:\\LPT²\\x', 'C:\\w\\nul ', 'C:\\w\\CONIN$'].map(
      (target): [string, string, string] => [target, 'it is a device', 'it is a device'],
    ),
  ])('%j: trusted %j, not trusted %j', (target, trusted, untrusted) => {
    expect(refusal(target, true)).toBe(trusted);
    expect(refusal(target, false)).toBe(untrusted);
  });
});

describe.runIf(process.platform !== 'win32')('what is no regular file', () => {
  it.each([true, false])('is not waited for; workspace trusted: %j', async isTrusted => {
    const folder = await mkdtemp(path.join(root, 'open/odd-'));
    execFileSync(
      'mkfifo',
      ['requirements.txt', '.gitignore', 'package-lock.json'].map(name => path.join(folder, name)),
    );
    await mkdir(path.join(folder, 'env'));
    execFileSync('mkfifo', [path.join(folder, 'env/pyvenv.cfg')]);
    await symlink('/dev/zero', path.join(folder, 'package.json'));
    await mkdir(path.join(folder, 'pyproject.toml'));
    const { files, lockFiles } = fencedDisk(fenceAround([at('open')], isTrusted));
    const { files: found } = await files.findProjectFiles(folder, [], SIGNAL);
    expect(found.map(file => path.basename(file))).toEqual(['package-lock.json', 'package.json', 'requirements.txt']);
    expect(await Promise.all(found.map(files.read))).toEqual([
      { kind: 'unreadable', reason: 'it is no regular file' },
      { kind: 'unreadable', reason: isTrusted ? 'it is no regular file' : OUTSIDE },
      { kind: 'unreadable', reason: 'it is no regular file' },
    ]);
    expect(await files.read(path.join(folder, 'pyproject.toml'))).toEqual({ kind: 'unreadable', reason: 'it is a folder' });
    expect(await lockFiles.readLockfile(path.join(folder, 'package-lock.json'))).toEqual({
      kind: 'unreadable',
      reason: 'it is no regular file',
    });
  });
});

describe('what a manifest names outside of the folders that were named', () => {
  const fence = (tracked: readonly string[]) =>
    createFence({
      folders: () => [at('open')],
      named: () => [at('open/sub')],
      isTrusted: () => false,
      isTracked: file => tracked.includes(file),
    });

  it('is read only if git tracks the file that its links lead to', () => {
    const { refusal, refusalOfManifest } = fence([at('open/in.txt'), at('open/to-deep/in.txt')]);
    expect(refusalOfManifest(at('open/sub/deep/in.txt'))).toBeUndefined();
    expect(refusalOfManifest(at('open/in.txt'))).toBeUndefined();
    expect(refusalOfManifest(at('open/sub/up-and-in.txt')), 'a link to a tracked file').toBeUndefined();
    expect(fence([]).refusalOfManifest(at('open/sub/up-and-in.txt')), 'a link to another').toContain('git does not track it');
    expect(fence([at('open/to-in.txt')]).refusalOfManifest(at('open/to-in.txt')), 'a tracked link to another').toContain(
      'git does not track it',
    );
    expect(fence([at('secret/out.txt'), at('open/out.txt')]).refusalOfManifest(at('open/out.txt')), 'a link out').toBe(OUTSIDE);
    expect(refusal(at('open/to-in.txt')), 'lockfiles, catalogs and the like').toBeUndefined();
  });

  it('tracked by default is nothing', async () => {
    const disk = fencedDisk(createFence({ folders: () => [at('open')], named: () => [at('open/sub')], isTrusted: () => false }));
    expect(await disk.files.read(at('open/in.txt'))).toMatchObject({ kind: 'unreadable' });
    expect(await disk.files.read(at('open/sub/deep/in.txt'))).toMatchObject({ kind: 'text' });
    expect(await disk.files.read(at('open/gone.txt'))).toMatchObject({ absent: true });
    expect(await disk.lockFiles.readLockfile(at('open/in.txt'))).toMatchObject({ kind: 'text' });
  });
});
