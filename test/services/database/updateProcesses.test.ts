import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../../../server/src/services/database/reader.js';
import { PROJECT } from '../../support/languageClient.js';
import type { OsvRecord } from '../../support/services/osv.js';
import { record, useExport, withDatabase } from './support.js';

// The built program, in processes of its own that are killed, starved of disk, or run at the same time.

const setup = useExport();
const PROGRAM = path.join(PROJECT, 'dist/cli.js');
const running = new Set<ChildProcess>();
afterEach(() => {
  for (const child of running) child.kill('SIGKILL');
});

/** Enough for an update to take a while. */
const OLD = manyRecords('2026-01-01T00:00:00Z', 'old');
const NEW = manyRecords('2026-02-01T00:00:00Z', 'new');

function manyRecords(modified: string, word: string): readonly OsvRecord[] {
  const details = 'What malicious packages do, at the usual length. '.repeat(20);
  return Array.from({ length: 6000 }, (_, index) =>
    record(`MAL-2026-${index}`, modified, [`package-${index}`], { summary: `${word} ${index}`, details }),
  );
}

function publish(records: readonly OsvRecord[]): void {
  setup.server.put('npm', records);
  setup.server.put('PyPI', [record('PYSEC-2026-1', '2026-01-01T00:00:00Z', ['pypi:flask'])]);
}

const folder = (): string => path.join(setup.folder, 'advisories');
const files = (): readonly string[] => (existsSync(folder()) ? readdirSync(folder()) : []);

interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function start(
  words: readonly string[],
  program: readonly string[] = [process.execPath, PROGRAM],
  cache = setup.folder,
): { child: ChildProcess; ended: Promise<Ended> } {
  const [command, ...first] = program as [string, ...string[]];
  const env = { PATH: process.env.PATH ?? '', DEPWARDEN_OSV_EXPORT_URL: setup.server.url, DEPWARDEN_CACHE_DIR: cache };
  const child = spawn(command, [...first, ...words], { env });
  running.add(child);
  const read = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', text => (read.stdout += text));
  child.stderr.setEncoding('utf8').on('data', text => (read.stderr += text));
  const ended = once(child, 'close').then(([status]) => {
    running.delete(child);
    return { status: status as number | null, ...read };
  });
  return { child, ended };
}

const update = (): Promise<Ended> => start(['db', 'update']).ended;

/** The word that every one of some packages' advisories begins with: a database has one or the other, and never both or none. */
function wordNow(): string {
  const words = withDatabase(folder(), database =>
    [0, 17, 2999, 5999].map(index => database.find({ ecosystem: 'npm', name: `package-${index}` })[0]?.summary.split(' ')[0]),
  );
  expect(new Set(words).size).toBe(1);
  return String(words[0]);
}

describe('an update that is killed', () => {
  beforeEach(async () => {
    publish(OLD);
    expect(await update()).toMatchObject({ status: 0, stderr: '' });
    publish(NEW); // more changes than are asked for one by one
  });

  const stalls: readonly [what: string, file: string, after: number][] = [
    ['while it reads the list', '/npm/modified_id.csv', 100],
    ['while it downloads the first archive', '/npm/all.zip', 50_000],
    ['while it downloads the second archive', '/PyPI/all.zip', 20],
  ];
  it.each(stalls)('%s leaves the old database, and the next one goes on from there', async (_, file, after) => {
    setup.server.faults.set(file, [{ kind: 'stall', after }]);
    const asked = setup.server.asked(file);
    const { child, ended } = start(['db', 'update']);
    await asked;
    if (file === '/npm/all.zip') await until(() => files().includes('download-npm.zip'));
    child.kill('SIGKILL');
    await ended;
    expect([wordNow(), files()]).toEqual(['old', expect.arrayContaining(['update.lock'])]);
    expect(await update()).toMatchObject({ status: 0, stderr: '' });
    expect([wordNow(), files().length]).toEqual(['new', 2]);
  });

  it('while it writes the index leaves the old one or the new one, whole, wherever it is hit', async () => {
    for (let times = 0; times < 6; times++) {
      const before = new Set(files());
      const { child, ended } = start(['db', 'update']);
      await until(() => child.exitCode !== null || files().some(name => !before.has(name) && /^advisories-/.test(name)));
      for (let turns = 0; turns < times * 40; turns++) await nextTurn();
      child.kill('SIGKILL');
      await ended;
      expect(['old', 'new']).toContain(wordNow());
    }
    expect(await update()).toMatchObject({ status: 0, stderr: '' });
    expect([wordNow(), files().filter(name => name !== 'current').length]).toEqual(['new', 1]);
  });

  it('by Ctrl+C ends without waiting for the service, and gives the lock back', async () => {
    setup.server.faults.set('/npm/all.zip', [{ kind: 'stall', after: 50_000 }]);
    const asked = setup.server.asked('/npm/all.zip');
    const { child, ended } = start(['db', 'update']);
    await asked;
    child.kill('SIGINT');
    expect(await ended).toEqual({ status: 130, stdout: '', stderr: '' });
    expect([wordNow(), files().includes('update.lock')]).toEqual(['old', false]);
  });
});

describe('several processes', () => {
  it('update and read at once: one works, the other waits and has nothing left to do, and every read is whole', async () => {
    publish(OLD);
    await update();
    publish(NEW);
    const updates = [start(['db', 'update']), start(['db', 'update'])];
    const ended = Promise.all(updates.map(one => one.ended));
    let isOver = false;
    void ended.then(() => {
      isOver = true;
    });
    const words: string[] = [];
    for (; !isOver; await nextTurn()) words.push(wordNow());
    const outcomes = await ended;
    expect(outcomes.map(({ status }) => status)).toEqual([0, 0]);
    const [whole, other] = [...outcomes].sort((a, b) => (a.stdout < b.stdout ? 1 : -1));
    expect(whole?.stdout).toMatch(/^downloaded: /);
    expect(other?.stdout).toMatch(/^another process has just updated the database: /);
    expect(other?.stderr).toMatch(/^depwarden: waiting for process \d+, which is updating the database\n$/);
    expect([words.at(0), wordNow(), words.join(' ')]).toEqual(['old', 'new', expect.stringMatching(/^(?:old )+(?:new ?)*$/)]);
    expect(setup.server.requests.filter(request => request === 'GET /npm/all.zip')).toHaveLength(2); // once for each of the two updates that were made
  });

  it('go on with what they have open while another one replaces it', async () => {
    publish(OLD);
    await update();
    const database = openDatabase(folder());
    publish(NEW);
    await update();
    expect(database?.find({ ecosystem: 'npm', name: 'package-1' })[0]?.summary).toBe('old 1');
    database?.close();
    expect(wordNow()).toBe('new');
  });
});

describe('a full disk', () => {
  it('(here: a limit for the size of a file) is told, and leaves the old database', async () => {
    publish(OLD.slice(0, 10));
    await update();
    const before = files();
    publish(NEW);
    const limited = ['sh', '-c', 'ulimit -f 64; exec "$0" "$@"', process.execPath, PROGRAM];
    const { status, stdout, stderr } = await start(['db', 'update'], limited).ended;
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toBe(`depwarden: no space left on the disk for ${folder()}; the database is as it was\n`);
    expect(files()).toEqual(before);
  });

  it.runIf(canMount())('(a small file system in memory; where that can be mounted) is told, and leaves the old database', async () => {
    const small = path.join(setup.folder, 'small');
    mkdirSync(small);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=400k', 'tmpfs', small]);
    try {
      publish(OLD.slice(0, 10));
      await start(['db', 'update'], undefined, small).ended;
      publish(NEW);
      const { status, stderr } = await start(['db', 'update'], undefined, small).ended;
      expect([status, stderr]).toEqual([1, expect.stringContaining('no space left on the disk')]);
      expect(
        withDatabase(path.join(small, 'advisories'), database => database.find({ ecosystem: 'npm', name: 'package-1' })[0]?.summary),
      ).toBe('old 1');
    } finally {
      execFileSync('umount', [small]);
    }
  });
});

/** Whether file systems can be mounted, as by root. */
function canMount(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  try {
    execFileSync('unshare', ['-m', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Looks again and again, as fast as it can. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await nextTurn();
}
