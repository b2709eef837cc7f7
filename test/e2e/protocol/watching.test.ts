// The re-enactment in the editor: a pin that was clean at ten o'clock. litellm 1.82.7 itself is in the built-in list, and was never clean here: quietlog is
// an invented project with a release of the same shape, of which the service learns while the manifest is open.
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CheckSummary } from '../../../server/src/protocol/index.js';
import { type LanguageClient, PROJECT, uriOf } from '../../support/languageClient.js';
import { OSV_RECORDS, QUIETLOG, QUIETLOG_RECORD } from '../../support/services/index.js';
import { codes, hasCode, isEmpty, lookUpsDone, on, PUSH, put, type StartOptions, useWorld } from './world.js';

const world = useWorld();
const LINE = 'quietlog==1.82.7\n';
const MESSAGE = 'quietlog 1.82.7 is now known as malicious (MAL-2026-9144). It is in use by requirements.txt.';
const ALERTS = { alertNotifications: true, installedNotifications: true };

let folder: string;
let file: string;

beforeEach(async () => {
  world.services.pypi.projects.set('quietlog', QUIETLOG);
  folder = await world.folder({ 'requirements.txt': LINE });
  file = path.join(folder, 'requirements.txt');
});
afterEach(() => {
  const { records } = world.services.osv;
  records.clear();
  for (const record of OSV_RECORDS) records.set(record.id, record);
});

function publish(record = QUIETLOG_RECORD): void {
  world.services.osv.records.set(record.id, record);
}

function start(options: StartOptions = {}): Promise<LanguageClient> {
  return world.start({ capabilities: PUSH, folders: [folder], initializationOptions: ALERTS, ...options });
}

/** A client in which the manifest is open, and clean. */
async function opened(options: StartOptions = {}): Promise<LanguageClient> {
  const client = await start(options);
  client.open(file, LINE);
  await lookUpsDone(client);
  await client.diagnostics(file, isEmpty);
  return client;
}

function checkNow(client: LanguageClient): Promise<CheckSummary> {
  return client.request('workspace/executeCommand', { command: 'depwarden.checkNow' });
}

function alert(client: LanguageClient): Promise<unknown> {
  return client.until('an alert', () => client.all('depwarden/alert')[0]?.params);
}

describe('what turns malicious', () => {
  it('is marked without an edit, and told once', async () => {
    const client = await opened();
    publish();
    expect(await checkNow(client)).toEqual({ packages: 1, changed: 1, unknown: 0 });
    const found = await client.diagnostics(file, hasCode('malicious-release'));
    expect(found).toMatchObject([{ range: on(0, 8, 16), severity: 1 }]);
    const range = on(0, 8, 16);
    const releases = [{ package: 'quietlog', version: '1.82.7', ecosystem: 'PyPI', malicious: true, uri: uriOf(file), range }];
    expect(await alert(client)).toEqual({ message: MESSAGE, releases });
    expect(await checkNow(client)).toEqual({ packages: 1, changed: 0, unknown: 0 });
    client.change(file, `${LINE}# \n`);
    await lookUpsDone(client);
    expect(client.all('depwarden/alert')).toHaveLength(1);
    expect(client.all('window/showMessage')).toEqual([]);
  });

  it('is noticed by itself, at the pace that is set', async () => {
    const program = ['--require', path.join(PROJECT, 'test/support/fastClock.cjs'), path.join(PROJECT, 'dist/server.js'), '--stdio'];
    const client = await opened({ program, section: { watch: { minutes: 1 } } });
    publish();
    expect(codes(await client.diagnostics(file, hasCode('malicious-release')))).toEqual(['malicious-release']);
    expect(await alert(client)).toMatchObject({ message: MESSAGE });
    expect(world.services.pypi.requests).toHaveLength(1);
  });

  it('is a plain message in an editor that knows of no alerts', async () => {
    const client = await opened({ initializationOptions: {} });
    publish();
    await checkNow(client);
    expect(await client.until('a message', () => client.all('window/showMessage')[0]?.params)).toEqual({ type: 2, message: MESSAGE });
    expect(client.all('depwarden/alert')).toEqual([]);
  });

  it('is one message for all that comes together; what was bad from the start is not in it', async () => {
    const text = `${LINE}chalk==1\nlodash==4.17.21\n`;
    await put(file, text);
    const npm = path.join(folder, 'package.json');
    const client = await start();
    client.open(file, text);
    client.open(npm, '{ "dependencies": { "chalk": "5.6.1", "lodash": "4.17.21" } }');
    await client.diagnostics(npm, hasCode('malicious-release'));
    await lookUpsDone(client);
    publish();
    const lodash = { package: { ecosystem: 'npm', name: 'lodash' }, versions: ['4.17.21'] };
    publish({ ...QUIETLOG_RECORD, id: 'MAL-2026-9145', affected: [lodash] });
    await checkNow(client);
    const message = '2 releases in use are now known as malicious: quietlog 1.82.7 and lodash 4.17.21.';
    expect(await alert(client)).toMatchObject({ message, releases: [{ package: 'quietlog' }, { package: 'lodash' }] });
    expect(client.all('depwarden/alert')).toHaveLength(1);
  });

  it('is marked and told in a manifest that was scanned and is not open, and where it is only brought in', async () => {
    const web = path.join(folder, 'web/package.json');
    const packages = {
      '': { dependencies: { express: '^5.1.0' } },
      'node_modules/express': { version: '5.1.0', dependencies: { minimist: '1' } },
      'node_modules/minimist': { version: '1.2.8' },
    };
    await put(web, '{ "dependencies": { "express": "^5.1.0" } }');
    await put(path.join(folder, 'web/package-lock.json'), JSON.stringify({ lockfileVersion: 3, packages }));
    const client = await start();
    await client.request('workspace/executeCommand', { command: 'depwarden.scanWorkspace' });
    const minimist = { package: { ecosystem: 'npm', name: 'minimist' }, versions: ['1.2.8'] };
    publish({ ...QUIETLOG_RECORD, affected: [minimist] });
    expect(await checkNow(client)).toEqual({ packages: 3, changed: 1, unknown: 0 });
    expect(await client.diagnostics(web, hasCode('malicious-release'))).toMatchObject([{ range: on(0, 21, 28) }]);
    expect(await alert(client)).toMatchObject({
      message: 'minimist 1.2.8 is now known as malicious (MAL-2026-9144). It is in use by web/package.json.',
      releases: [{ uri: uriOf(web), range: on(0, 21, 28) }],
    });
  });

  it('is not told again by a second window, nor after a restart, though it is marked there too', async () => {
    const [first, second] = [await opened(), await opened()];
    publish();
    await checkNow(first);
    await alert(first);
    await checkNow(second);
    await second.diagnostics(file, hasCode('malicious-release'));
    const npm = path.join(folder, 'package.json');
    second.open(npm, '{ "dependencies": { "lodash": "4.17.21" } }');
    await lookUpsDone(second);
    publish({
      ...QUIETLOG_RECORD,
      id: 'MAL-2026-9145',
      affected: [{ package: { ecosystem: 'npm', name: 'lodash' }, versions: ['4.17.21'] }],
    });
    await checkNow(second);
    expect(await alert(second)).toMatchObject({ releases: [{ package: 'lodash' }] });
  });

  it('is told by the next start, which remembers what was known at the end of the last', async () => {
    const first = await opened();
    await first.shutdown();
    publish();
    const second = await opened();
    await checkNow(second);
    expect(await alert(second)).toMatchObject({ message: MESSAGE });
  });

  it('is told once where it is installed too', async () => {
    const metadata = '.venv/lib/python3.12/site-packages/quietlog-1.82.7.dist-info/METADATA';
    await put(path.join(folder, '.venv/pyvenv.cfg'), 'version = 3.12.0\n');
    await put(path.join(folder, metadata), 'Metadata-Version: 2.1\nName: quietlog\nVersion: 1.82.7\n');
    const text = `${LINE}requests==2.31.0\n`;
    const client = await start();
    client.open(file, text);
    await lookUpsDone(client);
    publish();
    publish({
      ...QUIETLOG_RECORD,
      id: 'MAL-2026-9145',
      affected: [{ package: { ecosystem: 'PyPI', name: 'requests' }, versions: ['2.31.0'] }],
    });
    await checkNow(client);
    await client.until('the installed one', () => client.all('depwarden/installed')[0]?.params);
    expect(await alert(client)).toMatchObject({ releases: [{ package: 'requests' }] });
  });
});

describe('a look', () => {
  it('costs one request where nothing is new, however many packages there are', async () => {
    const names = Array.from({ length: 500 }, (_, index) => `made-up-${index}`);
    for (const name of names) world.services.pypi.projects.set(name, QUIETLOG);
    const client = await start();
    client.open(file, names.map(name => `${name}==1.82.6\n`).join(''));
    await lookUpsDone(client);
    world.services.forget();
    expect(await checkNow(client)).toEqual({ packages: 500, changed: 0, unknown: 0 });
    expect([world.services.osv.requests.length, world.services.requestCount()]).toEqual([1, 1]);
    for (const name of names) world.services.pypi.projects.delete(name);
  });

  it('asks nothing offline', async () => {
    const client = await start({ section: { network: { offline: true } } });
    client.open(file, LINE);
    await client.diagnostics(file, hasCode('not-checked'));
    expect(await checkNow(client)).toEqual({ packages: 0, changed: 0, unknown: 1 });
    expect(world.services.requestCount()).toBe(0);
  });

  it('says of how many packages no new answer could be had, and keeps the old ones', async () => {
    const client = await opened();
    world.services.osv.fault('/', { kind: 'status', status: 500 });
    expect(await checkNow(client)).toEqual({ packages: 1, changed: 0, unknown: 1 });
    await lookUpsDone(client);
    expect(client.published(file)?.diagnostics).toEqual([]);
  });
});

describe('a baseline', () => {
  const npm = { 'package.json': '{ "dependencies": { "minimist": "1.2.8" } }' };
  const baselineOf = (recorded: object): string => JSON.stringify({ schemaVersion: 1, releases: { 'npm:minimist@1.2.8': recorded } });
  const range = on(0, 33, 38);

  it('is compared with, read again when it changes, and may go', async () => {
    folder = await world.folder({ ...npm, '.depwarden/baseline.json': baselineOf({ publisher: 'somebody' }) });
    const client = await start();
    const [manifest, baseline] = [path.join(folder, 'package.json'), path.join(folder, '.depwarden/baseline.json')];
    const changed = (): void => client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: uriOf(baseline), type: 2 }] });
    client.open(manifest, npm['package.json']);
    expect(await client.diagnostics(manifest, hasCode('baseline-drift'))).toMatchObject([
      { range, severity: 2, message: 'minimist 1.2.8 is not as in the baseline: published by maintainer.' },
    ]);
    await put(baseline, baselineOf({ publisher: 'maintainer' }));
    changed();
    await client.diagnostics(manifest, isEmpty);
    await put(baseline, baselineOf({ publisher: 'another' }));
    changed();
    await client.diagnostics(manifest, hasCode('baseline-drift'));
    await rm(baseline);
    changed();
    await client.diagnostics(manifest, isEmpty);
  });

  it('that is damaged has one problem of its own, and what is readable of it still holds', async () => {
    const text = baselineOf({ publisher: 'somebody' }).replace(/\}$/, '');
    folder = await world.folder({ ...npm, '.depwarden/baseline.json': text });
    const client = await start();
    const manifest = path.join(folder, 'package.json');
    client.open(manifest, npm['package.json']);
    await client.diagnostics(manifest, hasCode('baseline-drift'));
    const own = await client.diagnostics(path.join(folder, '.depwarden/baseline.json'), hasCode('baseline'));
    expect(own).toMatchObject([{ severity: 2, message: expect.stringContaining('.depwarden/baseline.json is damaged') }]);
  });
});
