import { execFile, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MOST_CHANGES } from '../../server/src/services/database/plan.js';
import { OSV_EXPORT_URL } from '../../server/src/services/osv/export.js';
import { PROJECT } from '../support/languageClient.js';
import { type ExportServer, startExportServer } from '../support/services/osvExport.js';
import { startProxy } from '../support/services/proxy.js';
import { type Run, useCommandLine } from './support.js';

const cli = useCommandLine();
let server: ExportServer;
beforeEach(async () => {
  server = await startExportServer();
  server.put('npm', [record('MAL-2026-1', 'npm', 'evil'), record('MAL-2026-2', 'npm', 'worse')]);
  server.put('PyPI', [record('PYSEC-2026-1', 'PyPI', 'flask')]);
});
afterEach(() => server.close());

function record(id: string, ecosystem: string, name: string) {
  return { id, modified: '2026-03-24T12:00:00Z', affected: [{ package: { ecosystem, name }, versions: ['1.0.0'] }] };
}

const db = (...words: readonly string[]): Promise<Run> => cli.run(['db', ...words], { env: { DEPWARDEN_OSV_EXPORT_URL: server.url } });
const folder = (): string => path.join(cli.cache, 'advisories');

describe('db path', () => {
  it('is the folder in the cache, whether there is a database or not', async () => {
    expect(await db('path')).toEqual({ status: 0, stdout: `${folder()}\n`, stderr: '' });
  });
});

describe('db update', () => {
  it('downloads the database, then brings it up to date', async () => {
    expect(await db('update')).toEqual({
      status: 0,
      stdout: expect.stringMatching(/^downloaded: 2 npm, 1 PyPI, \d\.\d MB\n$/),
      stderr: '',
    });
    server.put('npm', [record('MAL-2026-1', 'npm', 'evil')]);
    expect(await db('update')).toEqual({
      status: 0,
      stdout: expect.stringMatching(/^updated, 1 looked at anew: 1 npm, 1 PyPI, /),
      stderr: '',
    });
  });

  it('goes through the proxy that the environment names', async () => {
    const proxy = await startProxy({ hosts: { 'export.example:80': Number(new URL(server.url).port) } });
    try {
      const env = { DEPWARDEN_OSV_EXPORT_URL: 'http://export.example', HTTP_PROXY: `http://${proxy.host}` };
      expect((await cli.run(['db', 'update'], { env })).status).toBe(0);
      expect(proxy.requests).toContain('GET http://export.example/npm/all.zip');
    } finally {
      await proxy.close();
    }
  });

  it('has status 1 and one line where it fails', async () => {
    server.files.delete('/PyPI/all.zip');
    const host = new URL(server.url).host;
    expect(await db('update')).toEqual({ status: 1, stdout: '', stderr: `depwarden: ${host}/PyPI/all.zip does not exist (404)\n` });
  });

  it('says that a damaged database is made anew', async () => {
    await db('update');
    writeFileSync(path.join(folder(), 'current'), 'nonsense');
    const { status, stderr } = await db('update');
    expect([status, stderr]).toEqual([0, expect.stringMatching(/^depwarden: the advisory database is damaged and made anew: .*\n$/)]);
  });
});

describe('db info', () => {
  it('has status 1 where there is none', async () => {
    expect(await db('info')).toEqual({
      status: 1,
      stdout: `there is no database in ${folder()}: depwarden db update makes one\n`,
      stderr: '',
    });
    const { status, stdout } = await db('info', '--format', 'json');
    expect([status, JSON.parse(stdout)]).toEqual([1, { schemaVersion: 1, path: folder(), database: null }]);
  });

  it('tells place, age, records and size', async () => {
    await db('update');
    const { status, stdout } = await db('info');
    expect([status, stdout.split('\n').map(line => line.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/, 'TIME'))]).toEqual([
      0,
      [
        `place     ${folder()}`,
        'age       1 minute (TIME)',
        'newest    TIME (npm)',
        'newest    TIME (PyPI)',
        'records   2 npm, 1 PyPI',
        expect.stringMatching(/^size {6}\d\.\d MB$/),
        '',
      ],
    ]);
  });

  it('tells the same as JSON', async () => {
    await db('update');
    const { status, stdout } = await db('info', '--format', 'json');
    const report = JSON.parse(stdout) as { database: { exportedAt: string; ageSeconds: number; bytes: number } };
    const { exportedAt, ageSeconds, bytes, ...others } = report.database;
    expect([status, { ...report, database: others }]).toEqual([
      0,
      {
        schemaVersion: 1,
        path: folder(),
        database: {
          newestModified: { npm: '2026-03-24T12:00:00Z', PyPI: '2026-03-24T12:00:00Z' },
          records: { npm: 2, PyPI: 1 },
          skipped: 0,
        },
      },
    ]);
    expect([Date.now() - Date.parse(exportedAt) < 60_000, ageSeconds < 60, bytes > 100]).toEqual([true, true, true]);
  });

  it('tells of a damaged one', async () => {
    await db('update');
    const file = path.join(folder(), readdirSync(folder()).find(name => name.endsWith('.index')) as string);
    const bytes = readFileSync(file);
    bytes[20] = (bytes[20] as number) ^ 1;
    writeFileSync(file, bytes);
    const { status, stdout } = await db('info');
    expect([status, stdout]).toEqual([1, expect.stringMatching(/^the database is damaged \(.+\) in .+: depwarden db update makes one\n$/)]);
  });
});

describe('docs/offline.md', () => {
  const page = readFileSync(path.join(PROJECT, 'docs/offline.md'), 'utf8');
  const script = /```sh\n(#!\/bin\/sh\n.*?)```/s.exec(page)?.[1] ?? '';
  const hasTools = ['curl', 'unzip', 'sh'].every(tool => spawnSync(tool, ['-v'], { stdio: 'ignore' }).error === undefined);

  it.runIf(hasTools && process.platform === 'linux')('has a script that makes a mirror to update from, again and again', async () => {
    await cli.write({ 'mirror.sh': script });
    const mirror = await startExportServer();
    for (const word of ['downloaded', 'updated']) {
      await promisify(execFile)('sh', ['mirror.sh', server.url], { cwd: cli.workspace });
      const current = path.join(cli.workspace, 'osv/current');
      for (const name of readdirSync(current, { recursive: true, encoding: 'utf8' })) {
        if (path.extname(name) !== '') mirror.files.set(`/osv/${name}`, { body: readFileSync(path.join(current, name)) });
      }
      const { stdout, stderr } = await cli.run(['db', 'update'], { env: { DEPWARDEN_OSV_EXPORT_URL: `${mirror.url}/osv` } });
      expect([stderr, stdout]).toEqual(['', expect.stringMatching(new RegExp(`^${word}.*: 2 npm, 1 PyPI`))]);
    }
    await mirror.close();
  });

  it('names the folder, the variables and the limits that the program has', () => {
    for (const word of ['DEPWARDEN_OSV_EXPORT_URL', 'DEPWARDEN_CACHE_DIR', 'depwarden.advisories.exportUrl', OSV_EXPORT_URL])
      expect(page).toContain(word);
    expect(page).toContain(`more than ${MOST_CHANGES.toLocaleString('en')} records`);
  });
});

describe('wrong usage: status 2', () => {
  it.each([
    [[], 'db takes one of update, info and path'],
    [['remove'], 'db takes one of update, info and path'],
    [['info', 'more'], 'db takes one of update, info and path'],
    [['info', '--format', 'xml'], 'db info --format takes text or json, not "xml"'],
    [['update', '--format', 'json'], 'db update takes no --format'],
    [['update', '--frobnicate'], "Unknown option '--frobnicate'"],
  ])('db %j', async (words, message) => {
    const { status, stdout, stderr } = await db(...words);
    expect([status, stdout, stderr.split('\n')[0]]).toEqual([2, '', `depwarden: ${message}; see depwarden db --help`]);
    expect(server.requests).toEqual([]);
  });
});
