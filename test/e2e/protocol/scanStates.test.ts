import { rm } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { CancellationTokenSource } from 'vscode-languageserver-protocol/node';
import type { OverviewResult, StatusParams } from '../../../server/src/protocol/index.js';
import { type Gate, startGate } from '../../support/gate.js';
import { type LanguageClient, uriOf } from '../../support/languageClient.js';
import { hasCode, PUSH, put, type StartOptions, useWorld } from './world.js';

const world = useWorld();

const LITELLM = 'litellm>=1.50,<2\n';
const CHALK = '{ "dependencies": { "chalk": "5.6.1" } }';
const FIVE = {
  'requirements.txt': LITELLM,
  'package.json': CHALK,
  'a/package.json': CHALK,
  'b/requirements.txt': 'requests==2.32.0\n',
  'c/requirements.txt': 'flask==3.0.0\n',
};
const TOLD = { capabilities: PUSH, initializationOptions: { statusNotifications: true } };
const ON_OPENING = { scan: { onOpen: 'manifests' } };

function start(folder: string | undefined, options: StartOptions = {}): Promise<LanguageClient> {
  return world.start({ ...TOLD, folders: folder === undefined ? [] : [folder], ...options });
}

/** Waits for a status. */
function status(client: LanguageClient, what: string, condition: (status: StatusParams) => boolean): Promise<StatusParams> {
  return client.until(what, () => statuses(client).find(condition));
}

function statuses(client: LanguageClient): readonly StatusParams[] {
  return client.all('depwarden/status').map(({ params }) => params);
}

/** Waits until the last status fulfils a condition. */
function now(client: LanguageClient, what: string, condition: (status: StatusParams) => boolean): Promise<StatusParams> {
  return client.until(what, () => statuses(client).slice(-1).find(condition));
}

function run(client: LanguageClient, command: string, token = new CancellationTokenSource().token) {
  return client.request('workspace/executeCommand', { command }, token);
}

function overviewOf(client: LanguageClient): Promise<OverviewResult> {
  return client.request('depwarden/overview');
}

describe('what of a workspace was looked at', () => {
  it('is told before, during and after scans: nothing, what is open, all', async () => {
    const folder = await world.folder(FIVE);
    const client = await start(folder);
    expect((await status(client, 'manifests found', ({ scan }) => scan.of === 5)).scan).toEqual({ state: 'none', done: 0, of: 5 });
    expect(await overviewOf(client)).toMatchObject({ scanned: false, scan: { state: 'none', done: 0, of: 5 } });
    client.open(path.join(folder, 'package.json'), CHALK);
    await now(client, 'the open one', ({ scan }) => scan.done === 1);
    expect(await overviewOf(client)).toMatchObject({ scanned: false, scan: { state: 'none', done: 1, of: 5 } });
    await run(client, 'depwarden.scanWorkspace');
    expect(statuses(client).some(({ state, scan }) => state === 'checking' && scan.running !== undefined)).toBe(true);
    await now(client, 'all of it', ({ state, scan }) => state === 'idle' && scan.state === 'whole');
    expect(await overviewOf(client)).toMatchObject({ scanned: true, scan: { state: 'whole', done: 5, of: 5 } });
  });

  it('is part of it after a scan was cancelled, until the next one', async () => {
    const folder = await world.folder(FIVE);
    const { client, gate } = await gated(folder);
    gate.shut();
    const source = new CancellationTokenSource();
    const ended = run(client, 'depwarden.scanWorkspace', source.token);
    await status(client, 'two of five', ({ scan }) => scan.running?.done === 2);
    source.cancel();
    expect(await ended).toMatchObject({ cancelled: true });
    await now(client, 'a part', ({ scan }) => scan.running === undefined && scan.state === 'partial');
    expect(await overviewOf(client)).toMatchObject({ scanned: true, scan: { state: 'partial', done: 2, of: 5 } });
    gate.open();
    await run(client, 'depwarden.scanWorkspace');
    expect((await overviewOf(client)).scan).toEqual({ state: 'whole', done: 5, of: 5 });
  });

  it('can be stopped by a command, whoever has begun it', async () => {
    const folder = await world.folder(FIVE);
    const { client, gate } = await gated(folder, ON_OPENING);
    gate.shut();
    await status(client, 'two of five', ({ scan }) => scan.running?.done === 2);
    await run(client, 'depwarden.stopScan');
    await now(client, 'a part', ({ scan }) => scan.running === undefined && scan.state === 'partial' && scan.done === 2);
    const asked = run(client, 'depwarden.scanWorkspace');
    await now(client, 'another scan', ({ scan }) => scan.running !== undefined);
    await run(client, 'depwarden.stopScan');
    expect(await asked).toMatchObject({ cancelled: true });
    gate.open();
  });

  it('is all where everything there is is open, and where there is nothing', async () => {
    const file = '/nowhere/requirements.txt';
    const alone = await start(undefined);
    alone.open(file, LITELLM);
    await now(alone, 'the open file', ({ state, scan }) => state === 'idle' && scan.state === 'whole' && scan.of === 1);
    const empty = await start(await world.folder());
    expect((await status(empty, 'a search', ({ scan }) => scan.of !== undefined)).scan).toEqual({ state: 'whole', done: 0, of: 0 });
  });

  it('has a lockfile without a manifest, and no other', async () => {
    const lock = JSON.stringify({ lockfileVersion: 3, packages: { 'node_modules/chalk': { version: '5.6.1' } } });
    const folder = await world.folder({ 'a/package.json': CHALK, 'a/package-lock.json': lock, 'b/package-lock.json': lock });
    const client = await start(folder);
    await now(client, 'two files', ({ scan }) => scan.of === 2 && scan.state === 'none');
    await run(client, 'depwarden.scanWorkspace');
    await now(client, 'all of it', ({ scan }) => scan.state === 'whole' && scan.done === 2);
  });

  it('takes up a manifest that comes after a scan, and forgets one that goes', async () => {
    const folder = await world.folder({ 'package.json': CHALK });
    const client = await start(folder);
    await run(client, 'depwarden.scanWorkspace');
    const added = path.join(folder, 'later/requirements.txt');
    await put(added, 'requests==2.32.0\n');
    client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: uriOf(added), type: 1 }] });
    await client.diagnostics(added, hasCode('yanked-release'));
    await now(client, 'two', ({ scan }) => scan.state === 'whole' && scan.of === 2);
    await rm(added);
    client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: uriOf(added), type: 3 }] });
    await now(client, 'one', ({ scan }) => scan.state === 'whole' && scan.of === 1);
  });
});

describe('depwarden.scan.onOpen', () => {
  it('scans the manifests of a trusted workspace, after what is open, without a message', async () => {
    const folder = await world.folder(FIVE);
    const client = await start(folder, { section: ON_OPENING });
    await client.diagnostics(path.join(folder, 'b/requirements.txt'), hasCode('yanked-release'));
    await now(client, 'all of it', ({ state, scan }) => state === 'idle' && scan.state === 'whole' && scan.done === 5);
    for (const method of ['window/showMessage', 'window/workDoneProgress/create']) expect(client.all(method)).toEqual([]);
  });

  it('shows a client without a status its progress, which can be cancelled', async () => {
    const folder = await world.folder(FIVE);
    const gate = await startGate(world.services.pypi.url, true);
    world.later(() => gate.close());
    gate.shut();
    const section = { ...ON_OPENING, registries: { pypi: `${gate.url}/simple` } };
    const client = await world.start({ capabilities: PUSH, folders: [folder], section });
    const created = await client.until('a token', () => client.all('window/workDoneProgress/create')[0]);
    const { token } = created.params;
    await client.until('progress', () =>
      client.progress(token).some(step => step.kind === 'report' && step.message === 'Scanning workspace: 2 of 5 manifests'),
    );
    expect(client.progress(token)[0]).toMatchObject({ kind: 'begin', cancellable: true });
    client.notify('window/workDoneProgress/cancel', { token });
    await client.until('the end', () => client.progress(token).some(({ kind }) => kind === 'end'));
    gate.open();
    expect((await overviewOf(client)).scan).toEqual({ state: 'partial', done: 2, of: 5 });
  });

  it('waits until what is open is known', async () => {
    const folder = await world.folder(FIVE);
    const { client, gate } = await gated(folder, ON_OPENING);
    gate.shut();
    client.open(path.join(folder, 'requirements.txt'), LITELLM);
    await gate.arrival(1);
    await status(client, 'manifests found', ({ scan }) => scan.of === 5);
    expect(statuses(client).every(({ scan }) => scan.running === undefined)).toBe(true);
    gate.open();
    await now(client, 'all of it', ({ scan }) => scan.state === 'whole');
  });

  it.each<[string, StartOptions, object]>([
    ['it is off', { section: { scan: { onOpen: 'off' } } }, FIVE],
    ['the workspace is not trusted', { section: ON_OPENING, initializationOptions: { statusNotifications: true, trusted: false } }, FIVE],
    [
      'there are more than 50',
      { section: ON_OPENING },
      Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`part-${index}/package.json`, '{}'])),
    ],
  ])('scans nothing where %s, and says how much is not scanned', async (_, options, files) => {
    const folder = await world.folder(files as Record<string, string>);
    const client = await start(folder, options);
    const of = Object.keys(files).length;
    expect((await status(client, 'manifests found', ({ scan }) => scan.of === of)).scan).toEqual({ state: 'none', done: 0, of });
    await overviewOf(client);
    expect(statuses(client).every(({ scan }) => scan.running === undefined)).toBe(true);
  });

  it('scans once the workspace is trusted', async () => {
    const folder = await world.folder(FIVE);
    const client = await start(folder, { section: ON_OPENING, initializationOptions: { statusNotifications: true, trusted: false } });
    await status(client, 'manifests found', ({ scan }) => scan.of === 5);
    client.notify('depwarden/trustGranted');
    await now(client, 'all of it', ({ scan }) => scan.state === 'whole' && scan.done === 5);
  });

  it('holds where the folder vanishes meanwhile', async () => {
    const folder = await world.folder(FIVE);
    const { client, gate } = await gated(folder, ON_OPENING);
    gate.shut();
    await status(client, 'two of five', ({ scan }) => scan.running?.done === 2);
    await rm(folder, { recursive: true });
    gate.open();
    await now(client, 'an end', ({ scan }) => scan.running === undefined && scan.state !== 'none');
  });
});

/** A client before whose Python index a gate stands. */
async function gated(folder: string, section = {}): Promise<{ client: LanguageClient; gate: Gate }> {
  const gate = await startGate(world.services.pypi.url, true);
  world.later(() => gate.close());
  const client = await start(folder, { section: { ...section, registries: { pypi: `${gate.url}/simple` } } });
  return { client, gate };
}

describe('a service that fails', () => {
  const LOCK = JSON.stringify({
    lockfileVersion: 3,
    packages: {
      '': { dependencies: { chalk: '5.6.1', debug: '4.4.2' } },
      'node_modules/chalk': { version: '5.6.1' },
      'node_modules/debug': { version: '4.4.2' },
      'node_modules/ms': { version: '2.1.3' },
    },
  });
  const TWO = '{ "dependencies": { "chalk": "5.6.1", "debug": "4.4.2" } }';

  it('is named with the same numbers in status, Problems and report, and asked again at once by a command', async () => {
    world.services.osv.fault('/', { kind: 'status', status: 503 });
    const folder = await world.folder({ 'package.json': TWO, 'package-lock.json': LOCK, 'b/requirements.txt': 'requests==2.32.0\n' });
    const client = await start(folder);
    const manifest = path.join(folder, 'package.json');
    client.open(manifest, TWO);
    await run(client, 'depwarden.scanWorkspace');
    const told = await now(
      client,
      'a failure',
      ({ state, unknown, retryAt }) => state === 'degraded' && unknown === 3 && retryAt !== undefined,
    );
    expect(told).toMatchObject({ unknownLocked: 3, open: [{ uri: uriOf(manifest), unknown: 2, unknownLocked: 3 }] });
    expect(told.reasons).toEqual([expect.stringMatching(/^OSV \(127\.0\.0\.1:\d+\) answers HTTP 503$/)]);
    await client.diagnostics(manifest, diagnostics =>
      diagnostics.some(({ message }) => /^2 direct, 3 locked not checked: OSV .* answers HTTP 503\.$/.test(String(message))),
    );
    const { unchecked } = await overviewOf(client);
    const counted = (what: string) => unchecked.filter(one => one.what === what).reduce((sum, { count }) => sum + count, 0);
    expect([counted('dependencies'), counted('releases')]).toEqual([3, 3]);

    world.services.osv.heal();
    expect(await run(client, 'depwarden.tryAgain')).toEqual({ unknown: 0, unknownLocked: 0 });
    const healed = await now(client, 'all checked', ({ state }) => state === 'idle');
    expect(healed).toMatchObject({ unknown: 0, unknownLocked: 0, reasons: [] });
    expect(healed.retryAt).toBeUndefined();
  });

  it('is not asked again where nothing is to be asked', async () => {
    const client = await start(undefined, { section: { network: { offline: true } } });
    client.open('/nowhere/requirements.txt', LITELLM);
    const offline = await now(client, 'offline', ({ state, unknown }) => state === 'offline' && unknown === 1);
    expect(offline.retryAt).toBeUndefined();
  });
});

describe('the status counts', () => {
  it('a lockfile that is behind, as Problems and the report do', async () => {
    const lock = JSON.stringify({ lockfileVersion: 3, packages: { '': {}, 'node_modules/debug': { version: '4.4.1' } } });
    const text = '{ "dependencies": { "debug": "^5.0.0" } }';
    const folder = await world.folder({ 'package.json': text, 'package-lock.json': lock });
    const client = await start(folder);
    const manifest = path.join(folder, 'package.json');
    client.open(manifest, text);
    const [, ...rest] = await client.diagnostics(manifest, hasCode('stale-lockfile'));
    const { counts } = await now(client, 'the same', one => one.state === 'idle' && one.counts.information > 0);
    expect(counts.information).toBe((await overviewOf(client)).rows.filter(({ level }) => level === 'information').length);
    expect(rest).toBeDefined();
  });

  it('what an open lockfile shows once, whichever manifests are open', async () => {
    const lock = JSON.stringify({
      lockfileVersion: 3,
      packages: { '': { dependencies: { chalk: '5.6.1' } }, 'node_modules/chalk': { version: '5.6.1' } },
    });
    const folder = await world.folder({ 'package.json': CHALK, 'package-lock.json': lock });
    const client = await start(folder);
    client.open(path.join(folder, 'package-lock.json'), lock);
    await now(client, 'on the lockfile', ({ state, counts }) => state === 'idle' && counts.error === 1);
    client.open(path.join(folder, 'package.json'), CHALK);
    await now(client, 'on the manifest', ({ state, open, counts }) => state === 'idle' && open.length === 2 && counts.error === 1);
    client.close(path.join(folder, 'package.json'));
    await now(client, 'on the lockfile again', ({ state, open, counts }) => state === 'idle' && open.length === 1 && counts.error === 1);
  });
});
