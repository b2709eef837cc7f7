import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type GitIndex, readGitIndex } from '../../../server/src/services/disk/gitIndex.js';
import { git } from '../../support/git.js';
import { type IndexFileOptions, indexFile } from '../../support/gitIndexFile.js';
import { expectGrowth } from '../../support/growth.js';

let root = '';
beforeEach(() => {
  root = realpathSync(mkdtempSync(path.join(tmpdir(), 'depwarden-index-')));
});
afterEach(() => rmSync(root, { recursive: true }));

const NAMES = ['.npmrc', 'a-b/x.txt', 'a/b/c/package.json', 'a/b/package.json', 'a/package.json', 'ü/ś.txt', `long/${'n'.repeat(200)}.txt`];

function put(names: readonly string[]): void {
  for (const name of names) {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    writeFileSync(path.join(root, name), name);
  }
}

/** A checkout of NAMES. */
function checkout(...init: readonly string[]): void {
  git(root, 'init', '-q', ...init);
  put(NAMES);
  git(root, 'add', '.');
}

function bytesOf(): Buffer {
  return readFileSync(path.join(root, '.git/index'));
}

function read(bytes: Buffer = bytesOf()): GitIndex {
  const index = readGitIndex(bytes);
  if ('reason' in index) throw new Error(index.reason);
  return index;
}

function reasonOf(bytes: Buffer): string | undefined {
  const index = readGitIndex(bytes);
  return 'reason' in index ? index.reason : undefined;
}

function expectAll({ tracks, holdsTracked }: GitIndex, names: readonly string[] = NAMES): void {
  expect(names.filter(name => !tracks(name))).toEqual([]);
  const folders = names.map(name => path.posix.dirname(name)).filter(folder => folder !== '.');
  expect(folders.filter(folder => !holdsTracked(folder))).toEqual([]);
  expect(['a', 'a/b/', 'a/b/c', 'b', '', 'package.json', 'a/package.jso', 'a/package.json/x'].filter(tracks)).toEqual([]);
  expect(['', 'a/', 'a/package.json', 'b', 'a/b/c/d', '.npmrc', 'long/n'].filter(holdsTracked)).toEqual([]);
}

describe('the index that git has written', () => {
  it.each([2, 4])('in format %i', version => {
    checkout();
    git(root, 'update-index', '--index-version', String(version));
    expect(bytesOf().readUInt32BE(4)).toBe(version);
    expectAll(read());
  });

  it.each([3, 4])('with extended flags, in format %i', version => {
    checkout();
    if (version === 4) git(root, 'update-index', '--index-version', '4');
    git(root, 'update-index', '--skip-worktree', 'a/b/package.json');
    put(['intended.txt']);
    git(root, 'add', '--intent-to-add', 'intended.txt');
    expect(bytesOf().readUInt32BE(4)).toBe(version);
    expectAll(read(), [...NAMES, 'intended.txt']);
  });

  it.each([2, 4])('of a repository with SHA-256, in format %i', version => {
    checkout('--object-format=sha256');
    git(root, 'update-index', '--index-version', String(version));
    expectAll(read());
  });

  it('with extensions that only make git faster', () => {
    checkout();
    git(root, 'commit', '-qm', 'all');
    git(root, 'update-index', '--untracked-cache');
    const bytes = bytesOf().toString('latin1');
    expect(['TREE', 'UNTR'].filter(signature => !bytes.includes(signature))).toEqual([]);
    expectAll(read());
  });

  it('with three stages of what is in conflict', () => {
    checkout();
    git(root, 'commit', '-qm', 'all');
    for (const branch of ['one', 'two']) {
      git(root, 'checkout', '-qb', branch, 'main');
      writeFileSync(path.join(root, 'a/package.json'), branch);
      git(root, 'commit', '-qam', branch);
    }
    expect(() => git(root, 'merge', 'one')).toThrow();
    expect(git(root, 'ls-files', '-u').split('\n').length).toBeGreaterThan(3);
    expectAll(read());
  });

  it('with a submodule, which is a folder', () => {
    checkout();
    git(root, 'commit', '-qm', 'all');
    git(root, 'update-index', '--add', '--cacheinfo', `160000,${git(root, 'rev-parse', 'HEAD').trim()},vendor/module`);
    const { tracks, holdsTracked } = read();
    expect([tracks('vendor/module'), holdsTracked('vendor/module'), holdsTracked('vendor')]).toEqual([false, true, true]);
  });

  it('is not read where it is split', () => {
    checkout();
    git(root, 'update-index', '--split-index');
    expect(reasonOf(bytesOf())).toMatch(/^it is split/);
  });

  it('is not read where it is sparse', () => {
    checkout();
    git(root, 'commit', '-qm', 'all');
    git(root, 'sparse-checkout', 'init', '--cone', '--sparse-index');
    expect(reasonOf(bytesOf())).toMatch(/^it is sparse/);
  });

  it('is not read in part', () => {
    checkout();
    git(root, 'commit', '-qm', 'all');
    const bytes = bytesOf();
    const read = Array.from({ length: bytes.length }, (_, length) => reasonOf(bytes.subarray(0, length)));
    expect(read.filter(reason => reason === undefined)).toEqual([]);
  });

  it('is not read where one bit is another', () => {
    checkout();
    for (const place of [0, 4, 11, 40, 100, bytesOf().length - 1]) {
      const bytes = bytesOf();
      bytes[place] = (bytes[place] ?? 0) ^ 1;
      expect(reasonOf(bytes), `byte ${place}`).toBeDefined();
    }
  });
});

describe('an index that was made', () => {
  it.each<IndexFileOptions>([{ hash: 'sha1' }, { hash: 'sha256' }, { hash: 'sha1', version: 4 }, { hash: 'sha256', version: 4 }])(
    'is read without a checksum, as git reads it: %o',
    options => {
      const { tracks } = read(indexFile(['a', 'b/c', 'b/d'], { ...options, checksum: 'zeros' }));
      expect(['a', 'b/c', 'b/d', 'b', 'c'].map(tracks)).toEqual([true, true, true, false, false]);
      expect(reasonOf(indexFile(['a'], { ...options, checksum: 'wrong' }))).toBe('its checksum is wrong, or it is cut off');
    },
  );

  it.each<[what: string, bytes: Buffer]>([
    ['nothing', Buffer.alloc(0)],
    ['zeros', Buffer.alloc(500)],
    ['names that are not in order', indexFile(['b', 'a'])],
    ['a name without a letter', indexFile([''])],
    ['a name with a zero in it', indexFile(['a\0b'])],
    ['a name with a zero in it, in format 4', indexFile(['a\0b'], { version: 4 })],
    ['a name that is too long', indexFile(['n'.repeat(4097)])],
    ['a mode that is none', indexFile(['a'], { modes: { a: 0o20644 } })],
    ['a folder as entry', indexFile(['a/'], { modes: { 'a/': 0o40000 } })],
    ['a part that has to be known', indexFile(['a'], { extensions: [['abcd', '']] })],
    ['a shared index', indexFile(['a'], { extensions: [['link', 'x'.repeat(20)]] })],
    ['the mark of sparse folders', indexFile(['a'], { extensions: [['sdir', '']] })],
    ['an extension beyond the end', patched(indexFile(['a'], { extensions: [['TREE', 'xx']], checksum: 'zeros' }), -26, 0xff)],
    ['more entries than are there', patched(indexFile(['a'], { checksum: 'zeros' }), 11, 2)],
    ['fewer entries than are there', patched(indexFile(['a', 'b'], { checksum: 'zeros' }), 11, 1)],
    ['another format', patched(indexFile(['a'], { checksum: 'zeros' }), 7, 5)],
    ['flags that its format has not', patched(indexFile(['a'], { checksum: 'zeros' }), 12 + 60, 0x40)],
    ['more removed than there was', patched(indexFile(['a', 'b'], { version: 4, checksum: 'zeros' }), 12 + 62, 9)],
  ])('is not read with %s', (_, bytes) => {
    expect(reasonOf(bytes)).toMatch(/^its? [^.]{5,80}$/);
  });

  it('tracks nothing of a folder above, of git itself, or by a path that is none', () => {
    const odd = ['../x', '.git/config', '/etc/passwd', './x', 'a/../b', 'a//b', 'sub/.GIT/x'].sort();
    const { tracks } = read(indexFile(odd));
    expect(odd.filter(tracks)).toEqual([]);
    expect(read(indexFile(['..x/.gitignore', 'a/.github/x'])).tracks('a/.github/x')).toBe(true);
  });

  it('tells names by their bytes, and by their letters where the disk does', () => {
    const bytes = indexFile(['A/Package.JSON', 'e\u0301/B', 'e/a', 'zz'].map(name => Buffer.from(name).toString('latin1')).sort());
    const exact = readGitIndex(bytes, { foldsCase: false }) as GitIndex;
    const folded = readGitIndex(bytes, { foldsCase: true }) as GitIndex;
    expect(['A/Package.JSON', 'a/package.json', 'e\u0301/B', 'é/b'].map(exact.tracks)).toEqual([true, false, true, false]);
    expect(['A/Package.JSON', 'a/package.json', 'e\u0301/B', 'é/b', 'a/b'].map(folded.tracks)).toEqual([true, true, true, true, false]);
    expect([folded.holdsTracked('a'), exact.holdsTracked('a')]).toEqual([true, false]);
  });

  it.each([2, 4] as const)('of 200,000 entries is read whole, in format %i', version => {
    const names = Array.from(
      { length: 200_000 },
      (_, index) => `packages/group-${String(index % 97).padStart(2, '0')}/file-${index}.ts`,
    ).sort();
    const { tracks, holdsTracked } = read(indexFile(names, { version }));
    expect(names.every(tracks)).toBe(true);
    expect([tracks('packages/group-96/file-1.ts'), holdsTracked('packages/group-96'), holdsTracked('packages/group-97')]).toEqual([
      false,
      true,
      false,
    ]);
  });

  it('takes no longer than its length where each name repeats the one before', () => {
    const made = (size: number): Buffer =>
      indexFile(
        Array.from({ length: size / 70 }, (_, index) => 'n'.repeat(index % 4096 || 1)),
        { version: 4 },
      );
    const grown = new Map([100_000, 400_000].map(size => [size, made(size)]));
    expectGrowth(size => readGitIndex(grown.get(size) ?? made(size)), 400_000);
    expect(
      reasonOf(
        indexFile(
          Array.from({ length: 4000 }, (_, index) => 'n'.repeat(index + 1)),
          { version: 4 },
        ),
      ),
    ).toBe('it is damaged');
  });
});

function patched(bytes: Buffer, at: number, value: number): Buffer {
  bytes[at < 0 ? bytes.length + at : at] = value;
  return bytes;
}
