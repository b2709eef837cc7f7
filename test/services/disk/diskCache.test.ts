import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterAll, describe, expect, it } from 'vitest';
import type { Logger } from '../../../server/src/ports/index.js';
import { cacheFolderOf, defaultCacheFolder } from '../../../server/src/services/disk/cacheFolder.js';
import { createDiskCache } from '../../../server/src/services/disk/diskCache.js';
import { homeFolder } from '../../../server/src/services/disk/homeFolder.js';
import { makeFolder } from '../../../server/src/services/disk/makeFolder.js';
import { pruneDaily } from '../../../server/src/services/disk/prune.js';

const root = mkdtempSync(join(tmpdir(), 'depwarden-cache-'));
afterAll(() => rmSync(root, { recursive: true }));

function setUp(folder = join(mkdtempSync(join(root, 'one-')), 'deep', 'folder')) {
  const warnings: string[] = [];
  const logger: Logger = { error() {}, warn: message => warnings.push(message), info() {}, debug() {} };
  return { folder, warnings, cache: createDiskCache({ folder, logger }) };
}

function filesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map(name => join(folder, name))
    .filter(file => statSync(file).isFile() && !file.endsWith('pruned'));
}

/** Hexadecimal digits and a space. */
const CHECKSUM = 65;

/** A file with the checksum of what now stands in it. */
function sealed(file: string): string {
  const json = file.slice(CHECKSUM);
  return `${createHash('sha256').update(json).digest('hex')} ${json}`;
}

describe('a disk cache', () => {
  it.each([[{ a: [1, 'ä', null], b: true }], ['text'], [7], [null], [[]]])('gives back what was written: %j', async value => {
    const { cache, folder, warnings } = setUp();
    await cache.write('key / with \\ odd : characters …', value);
    expect(await cache.read('key / with \\ odd : characters …')).toEqual(value);
    expect(await createDiskCache({ folder, logger: console }).read('key / with \\ odd : characters …')).toEqual(value);
    expect(await cache.read('another')).toBeUndefined();
    expect(warnings).toEqual([]);
  });

  it('replaces, and leaves nothing else behind', async () => {
    const { cache, folder } = setUp();
    await Promise.all(Array.from({ length: 100 }, (_, index) => cache.write(`key ${index % 10}`, index)));
    await cache.write('key 3', 'last');
    expect(await cache.read('key 3')).toBe('last');
    expect(filesIn(folder)).toHaveLength(10);
  });

  it.each<[string, (text: string) => string]>([
    ['cut in half', text => text.slice(0, text.length / 2)],
    ['empty', () => ''],
    ['changed, though it can be read', text => text.replace('xxx', 'xyx')],
    ['changed in what it is for', text => text.replace('"key":"key"', '"key":"kez"')],
    ['of another layout', text => sealed(text.replace('"schema":2', '"schema":0'))],
    ['of a version without checksums', text => text.slice(CHECKSUM)],
    ['no object', () => 'null'],
    ['binary', () => '\u0000\u0001\ufffd'],
  ])('discards a file that is %s, and rebuilds it', async (_title, damage) => {
    const { cache, folder } = setUp();
    await cache.write('key', { value: 'x'.repeat(100) });
    const [file = ''] = filesIn(folder);
    writeFileSync(file, damage(readFileSync(file, 'utf8')));
    expect(await cache.read('key')).toBeUndefined();
    expect(filesIn(folder)).toEqual([]);
    await cache.write('key', 'again');
    expect(await cache.read('key')).toBe('again');
  });

  it('does not take the entry of one key for that of another', async () => {
    const { cache, folder } = setUp();
    await cache.write('key', 'value');
    const [file = ''] = filesIn(folder);
    writeFileSync(file, sealed(readFileSync(file, 'utf8').replace('"key":"key"', '"key":"kez"')));
    expect(await cache.read('key')).toBeUndefined();
    expect(filesIn(folder)).toEqual([file]);
  });

  it.each<[what: string, error: string, folder: () => string]>([
    ['a file', 'ENOTDIR', () => fileAt(join(root, 'a-file'))],
    ['below a file', 'ENOTDIR', () => join(fileAt(join(root, 'another-file')), 'folder')],
    ['a link to nothing', 'EEXIST', () => linkAt(join(root, 'a-link'))],
    ['below a link to nothing', 'EEXIST', () => join(linkAt(join(root, 'another-link')), 'folder')],
    // mkdir gives ENOENT there, though the folder above is there
    ...(existsSync('/proc/self')
      ? ([['a process', 'ENOENT', () => '/proc/self/none/at/all']] satisfies [string, string, () => string][])
      : []),
  ])('says once that a folder that is %s cannot be used, and works on', async (_, error, folder) => {
    const { cache, warnings } = setUp(folder());
    await Promise.all([cache.write('a', 1), cache.write('b', 2)]);
    await cache.write('c', 3);
    expect(await cache.read('a')).toBeUndefined();
    expect(warnings).toEqual([expect.stringMatching(new RegExp(`^nothing can be kept in the cache folder .*: ${error}$`))]);
  });

  it('is shared by processes that write the same keys', async () => {
    const { cache, folder } = setUp();
    const writer = join(root, 'writer.cjs');
    const entry = join(import.meta.dirname, '../../../server/src/services/disk/diskCache.ts');
    const contents = `
      import { createDiskCache } from ${JSON.stringify(entry)};
      const [folder, mark] = process.argv.slice(2);
      const cache = createDiskCache({ folder, logger: console });
      (async () => {
        for (let round = 0; round < 40; round++) {
          await Promise.all(['a', 'b', 'c'].map(key => cache.write(key, { key, mark, filler: mark.repeat(5000) })));
          for (const key of ['a', 'b', 'c']) if ((await cache.read(key))?.key !== key) throw new Error('lost ' + key);
        }
      })();`;
    await build({
      stdin: { contents, resolveDir: import.meta.dirname },
      bundle: true,
      platform: 'node',
      format: 'cjs',
      outfile: writer,
      logLevel: 'silent',
    });
    await Promise.all(['1', '2'].map(mark => promisify(execFile)(process.execPath, [writer, folder, mark])));
    for (const key of ['a', 'b', 'c']) expect(await cache.read(key)).toMatchObject({ key, mark: expect.stringMatching(/^[12]$/) });
    expect(filesIn(folder)).toHaveLength(3);
  });
});

function fileAt(file: string): string {
  writeFileSync(file, '');
  return file;
}

function linkAt(file: string): string {
  symlinkSync(join(root, 'nowhere', 'at', 'all'), file);
  return file;
}

describe('pruning', () => {
  const DAY = 24 * 60 * 60 * 1000;
  const age = (file: string, ms: number) => utimesSync(file, (Date.now() - ms) / 1000, (Date.now() - ms) / 1000);

  it('removes entries not written for 30 days and what was left half written, at most once a day', async () => {
    const { cache, folder } = setUp();
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'pruned'), ''); // done today: the cache does not prune by itself meanwhile
    for (const key of ['old', 'young', 'later']) await cache.write(key, key);
    const fileOf = (key: string) => filesIn(folder).find(file => readFileSync(file, 'utf8').includes(`"value":"${key}"`)) ?? '';
    const [old, young, later] = [fileOf('old'), fileOf('young'), fileOf('later')];
    const [leftover, underWay] = [`${young}.x-1.tmp`, `${young}.x-2.tmp`];
    writeFileSync(leftover, '');
    writeFileSync(underWay, '');
    age(old, 31 * DAY);
    age(young, 29 * DAY);
    age(leftover, DAY / 12);
    await pruneDaily(folder, () => Date.now() + 2 * DAY);
    expect([old, young, later, leftover, underWay].map(existsSync)).toEqual([false, false, true, false, false]);

    age(later, 31 * DAY);
    age(join(folder, 'pruned'), DAY / 2);
    await pruneDaily(folder, Date.now);
    expect(existsSync(later)).toBe(true);
    age(join(folder, 'pruned'), -100 * DAY); // by a clock that was ahead
    await pruneDaily(folder, Date.now);
    expect(existsSync(later)).toBe(false);
  });

  it("touches nothing that is not the cache's, and does not mind a folder that is not there", async () => {
    const folder = mkdtempSync(join(root, 'mixed-'));
    writeFileSync(join(folder, 'notes.txt'), '');
    age(join(folder, 'notes.txt'), 100 * DAY);
    await pruneDaily(folder, Date.now);
    await pruneDaily(join(folder, 'nowhere'), Date.now);
    expect(readdirSync(folder).sort()).toEqual(['notes.txt', 'pruned']);
  });
});

describe('a folder that is made', () => {
  it('is there with all above it, for the user alone, and one that is there stays', async () => {
    const folder = join(mkdtempSync(join(root, 'made-')), 'a', 'b');
    await Promise.all([makeFolder(folder), makeFolder(join(folder, 'c'))]);
    expect(statSync(join(folder, 'c')).isDirectory()).toBe(true);
    if (process.platform !== 'win32') expect(statSync(folder).mode & 0o777).toBe(0o700);
    writeFileSync(join(folder, 'kept'), '');
    await makeFolder(folder);
    expect(existsSync(join(folder, 'kept'))).toBe(true);
  });
});

describe('the home folder', () => {
  it.each<[what: string, read: () => string]>([
    ['is empty', () => ''],
    ['is relative', () => 'me'],
    [
      'is not known',
      () => {
        throw new Error('ENOENT: no such file or directory, uv_os_get_passwd');
      },
    ],
  ])('is a path below which nothing can be, where it %s', async (_, read) => {
    const home = homeFolder(read);
    expect(isAbsolute(home)).toBe(true);
    await expect(makeFolder(join(home, '.cache'))).rejects.toThrow();
  });

  it("is the user's", () => {
    expect(homeFolder(() => root)).toBe(root);
  });
});

describe('the default folder', () => {
  it.each([
    ['/set', { DEPWARDEN_CACHE_DIR: '/env' }, '/set'],
    ['', { DEPWARDEN_CACHE_DIR: '/env' }, '/env'],
    [undefined, { DEPWARDEN_CACHE_DIR: '/env' }, '/env'],
    [undefined, { DEPWARDEN_CACHE_DIR: '' }, cacheFolderOf(undefined, {})],
  ])('is taken where neither the setting nor the environment names one: %j, %j', (setting, env, folder) => {
    expect(cacheFolderOf(setting, env)).toBe(folder);
    expect(isAbsolute(folder)).toBe(true);
  });

  const cases: [env: Record<string, string>, platform: NodeJS.Platform, folder: string][] = [
    [{}, 'linux', '/home/me/.cache/depwarden'],
    [{ XDG_CACHE_HOME: '/var/cache/me' }, 'linux', '/var/cache/me/depwarden'],
    [{ XDG_CACHE_HOME: 'relative' }, 'linux', '/home/me/.cache/depwarden'],
    [{ XDG_CACHE_HOME: '' }, 'freebsd', '/home/me/.cache/depwarden'],
    [{ XDG_CACHE_HOME: '/x' }, 'darwin', '/home/me/Library/Caches/depwarden'],
    [{ LOCALAPPDATA: 'D:\\Local' }, 'win32', 'D:\\Local\\depwarden\\cache'],
  ];
  it.each(cases)('%j on %s: %s', (env, platform, folder) => {
    expect(defaultCacheFolder(env, platform, '/home/me')).toBe(folder);
  });
});
