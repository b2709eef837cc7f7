import { rm } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { CancellationTokenSource } from 'vscode-languageserver-protocol/node';
import { EXPORT_REQUEST, type ExportResult } from '../../../server/src/protocol/index.js';
import { type Gate, startGate } from '../../support/gate.js';
import { git } from '../../support/git.js';
import { type LanguageClient, uriOf } from '../../support/languageClient.js';
import { codes, hasCode, isEmpty, PUSH, put, useWorld } from './world.js';

const world = useWorld();

const LITELLM = 'litellm>=1.50,<2\n';
const CHALK = '{ "dependencies": { "chalk": "5.6.1" } }';
/** Manifests that keep a scan busy for seconds. */
const MANY = 500;
const NAMES = Array.from({ length: 100 }, (_, index) => `part-${index}`);

function scan(client: LanguageClient, workDoneToken?: string, token = new CancellationTokenSource().token) {
  return client.request('workspace/executeCommand', { command: 'depwarden.scanWorkspace', ...(workDoneToken && { workDoneToken }) }, token);
}

/** A client before whose Python index a gate stands. */
async function gated(folders: readonly string[]): Promise<{ client: LanguageClient; gate: Gate }> {
  const gate = await startGate(world.services.pypi.url, true);
  world.later(() => gate.close());
  const client = await world.start({ capabilities: PUSH, folders, section: { registries: { pypi: `${gate.url}/simple` } } });
  return { client, gate };
}

describe('depwarden.scanWorkspace', () => {
  it('publishes diagnostics for closed files of every root, and sums up', async () => {
    const one = await world.folder({ 'requirements.txt': LITELLM, 'app/package.json': CHALK });
    const two = await world.folder({ 'sub/deep/requirements-dev.txt': 'requests==2.32.0\nno-such-name-1\n', 'package.json': '{}' });
    const client = await world.start({ capabilities: PUSH, folders: [one, two] });
    expect(await scan(client)).toEqual({
      manifests: 4,
      dependencies: 4,
      checked: 4,
      unknown: 0,
      unknownLocked: 0,
      skipped: 0,
      counts: { error: 2, warning: 2, information: 0, hint: 0 },
      cancelled: false,
    });
    const found = (folder: string, name: string) => codes(client.published(path.join(folder, name))?.diagnostics ?? []);
    expect(found(one, 'requirements.txt')).toEqual(['admits-malicious-release']);
    expect(found(one, 'app/package.json')).toEqual(['malicious-release']);
    expect(found(two, 'sub/deep/requirements-dev.txt')).toEqual(['yanked-release', 'unknown-package']);
    expect(client.published(path.join(one, 'requirements.txt'))?.version).toBeUndefined();
  });

  it('does not enter what .gitignore, the settings and package managers leave out', async () => {
    const folder = await world.folder({
      '.gitignore': 'ignored/\n*.generated.txt\n',
      'package.json': '{}',
      'ignored/package.json': CHALK,
      'requirements.generated.txt': LITELLM,
      'node_modules/chalk/package.json': CHALK,
      'app/node_modules/chalk/package.json': CHALK,
      '.venv/requirements.txt': LITELLM,
      'my-env/pyvenv.cfg': '',
      'my-env/requirements.txt': LITELLM,
      'excluded/requirements.txt': LITELLM,
    });
    const client = await world.start({ capabilities: PUSH, folders: [folder], section: { scan: { exclude: ['excluded'] } } });
    expect(await scan(client)).toMatchObject({ manifests: 1, dependencies: 0 });
    expect(client.all('textDocument/publishDiagnostics').map(({ params }) => params.uri)).toEqual([
      uriOf(path.join(folder, 'package.json')),
    ]);
  });

  it('finds what git tracks, ignored or not, and the export names what is left out', async () => {
    const folder = await world.folder({ '.gitignore': '*\n', 'app/package.json': CHALK, 'other/package.json': CHALK });
    git(folder, 'init', '-q');
    git(folder, 'add', '--force', 'app');
    const client = await world.start({ capabilities: PUSH, folders: [folder] });
    expect(await scan(client)).toMatchObject({ manifests: 1, dependencies: 1 });
    const { text } = (await client.request(EXPORT_REQUEST, { format: 'json' })) as ExportResult;
    expect(JSON.parse(text).gitignore).toEqual({ hidden: 1, paths: [{ path: 'other', kind: 'folder' }], unread: [] });
  });

  it('reports progress under the token that the client gave', async () => {
    const folder = await world.folder({ 'requirements.txt': `${LITELLM}django\n`, 'package.json': CHALK });
    const client = await world.start({ capabilities: PUSH, folders: [folder] });
    await scan(client, 'mine');
    const [begin, ...rest] = client.progress('mine');
    expect(begin).toMatchObject({ kind: 'begin', title: 'Depwarden: scanning dependencies', cancellable: true });
    expect(rest.at(-1)).toEqual({ kind: 'end' });
    const reports = rest.slice(0, -1);
    expect(reports.every(({ kind }) => kind === 'report')).toBe(true);
    expect(reports.at(-1)).toMatchObject({ percentage: 100, message: 'Scanning workspace: 2 of 2 manifests' });
    const percentages = reports.map(report => ('percentage' in report ? (report.percentage ?? 0) : 0));
    expect(percentages).toEqual([...percentages].sort((a, b) => a - b));
    expect(client.all('window/workDoneProgress/create')).toEqual([]);
  });

  it('makes a token of its own where the client gave none but shows progress', async () => {
    const folder = await world.folder({ 'package.json': CHALK });
    const client = await world.start({ capabilities: PUSH, folders: [folder] });
    await scan(client);
    const { token } = client.all('window/workDoneProgress/create')[0]?.params ?? {};
    expect(client.progress(token).map(({ kind }) => kind)).toEqual(expect.arrayContaining(['begin', 'report', 'end']));
    const bare = await world.start({ folders: [folder] });
    await scan(bare);
    expect(bare.all('$/progress')).toEqual([]);
  });

  it('stops at once when cancelled by request or by its progress, and keeps what an earlier scan has found', async () => {
    const folder = await world.folder({ 'package.json': CHALK });
    const { client, gate } = await gated([folder]);
    const file = path.join(folder, 'requirements.txt');
    const manifest = path.join(folder, 'package.json');
    await scan(client);
    await put(file, 'requests==2.32.0\n');
    gate.shut();
    const source = new CancellationTokenSource();
    const first = scan(client, undefined, source.token);
    await gate.arrival(1);
    source.cancel();
    expect(await first).toMatchObject({ cancelled: true });
    expect(codes(client.published(manifest)?.diagnostics ?? [])).toEqual(['malicious-release']);
    expect(client.published(file)).toBeUndefined();

    const created = () => client.all('window/workDoneProgress/create');
    const before = created().length;
    const second = scan(client);
    const tokenOfSecond = () => created()[before]?.params.token;
    await client.until('the progress of the second scan', () => client.progress(tokenOfSecond()).length > 0);
    await gate.arrival(2);
    const token = tokenOfSecond();
    client.notify('window/workDoneProgress/cancel', { token });
    expect(await second).toMatchObject({ cancelled: true });
    expect(client.progress(token).at(-1)).toEqual({ kind: 'end' });

    gate.open();
    expect(await scan(client)).toMatchObject({ cancelled: false, manifests: 2, checked: 2 });
    await client.diagnostics(file, hasCode('yanked-release'));
  });

  it('shows each manifest as soon as its own packages are known, tells how far it is, and keeps what is shown when cancelled', async () => {
    const folder = await world.folder({ 'a/requirements.txt': LITELLM, 'b/package.json': CHALK });
    const { client, gate } = await gated([folder]);
    gate.shut();
    const source = new CancellationTokenSource();
    const ended = scan(client, 'mine', source.token);
    await client.diagnostics(path.join(folder, 'b/package.json'), hasCode('malicious-release'));
    expect(client.published(path.join(folder, 'a/requirements.txt'))).toBeUndefined();
    await client.until('progress', () =>
      client.progress('mine').some(step => step.kind === 'report' && step.message === 'Scanning workspace: 1 of 2 manifests'),
    );
    source.cancel();
    expect(await ended).toMatchObject({ cancelled: true });
    expect(codes(client.published(path.join(folder, 'b/package.json'))?.diagnostics ?? [])).toEqual(['malicious-release']);
    expect(client.published(path.join(folder, 'a/requirements.txt'))).toBeUndefined();
    gate.open();
  });

  it.each([
    ['while it looks for manifests', (client: LanguageClient) => client.progress('mine').length >= 1],
    ['while it reads', (client: LanguageClient) => client.progress('mine').length >= 2],
    ['while it shows', (client: LanguageClient) => client.all('textDocument/publishDiagnostics').length >= 1],
  ])('ends when it is cancelled %s, long before it would', async (_phase, moment) => {
    const text = (index: number) => JSON.stringify({ dependencies: Object.fromEntries(NAMES.map(name => [name, `1.0.${index}`])) });
    const files = Array.from({ length: MANY }, (_, index) => [`p${index}/package.json`, text(index)]);
    const client = await world.start({
      capabilities: PUSH,
      folders: [await world.folder(Object.fromEntries(files))],
      section: { network: { offline: true } },
    });
    const source = new CancellationTokenSource();
    const ended = scan(client, 'mine', source.token);
    await client.until('the moment', () => moment(client));
    source.cancel();
    expect(await ended).toMatchObject({ cancelled: true });
    const shown = client.all('textDocument/publishDiagnostics').length;
    expect(shown).toBeLessThan(MANY);
    await client.request('depwarden/report');
    expect(client.all('textDocument/publishDiagnostics')).toHaveLength(shown);
  });

  it('asks the services for each package once, and not again the second time', async () => {
    const folder = await world.folder({ 'requirements.txt': LITELLM, 'a/requirements.txt': LITELLM, 'b/package.json': CHALK });
    const client = await world.start({ capabilities: PUSH, folders: [folder] });
    await Promise.all([scan(client), scan(client)]);
    const { npm, pypi } = world.services;
    expect([npm.requests.length, pypi.requests.length]).toEqual([1, 1]);
    const before = world.services.requestCount();
    await scan(client);
    expect(world.services.requestCount()).toBe(before);
  });

  it('refuses a command that does not exist', async () => {
    const client = await world.start();
    await expect(client.request('workspace/executeCommand', { command: 'depwarden.nothing' })).rejects.toThrow('there is no command');
  });

  it('works without a folder', async () => {
    const client = await world.start({ capabilities: PUSH });
    expect(await scan(client)).toMatchObject({ manifests: 0, cancelled: false });
  });
});

describe('after a scan', () => {
  const changed = (file: string) => ({ changes: [{ uri: uriOf(file), type: 2 }] });

  it('a closed file that was fixed, or deleted, on disk loses its diagnostics', async () => {
    const folder = await world.folder({ 'requirements.txt': LITELLM, 'package.json': CHALK });
    const [file, manifest] = [path.join(folder, 'requirements.txt'), path.join(folder, 'package.json')];
    const client = await world.start({ capabilities: PUSH, folders: [folder] });
    await scan(client);
    await put(file, 'litellm>=1.83.0,<2\n');
    client.notify('workspace/didChangeWatchedFiles', changed(file));
    await client.diagnostics(file, isEmpty);
    expect(codes(client.published(manifest)?.diagnostics ?? [])).toEqual(['malicious-release']);
    await rm(manifest);
    client.notify('workspace/didChangeWatchedFiles', changed(manifest));
    await client.diagnostics(manifest, isEmpty);
    await put(file, LITELLM);
    client.notify('workspace/didChangeWatchedFiles', changed(file));
    await client.diagnostics(file, hasCode('admits-malicious-release'));
  });

  it('a closed file whose constraints were changed on disk is judged anew', async () => {
    const folder = await world.folder({ 'requirements.txt': '-c constraints.txt\nlitellm\n', 'constraints.txt': 'litellm==1.82.7\n' });
    const client = await world.start({ capabilities: PUSH, folders: [folder] });
    await scan(client);
    const file = path.join(folder, 'requirements.txt');
    expect(codes(client.published(file)?.diagnostics ?? [])).toEqual(['malicious-release']);
    const constraints = path.join(folder, 'constraints.txt');
    await put(constraints, 'litellm==1.82.6\n');
    client.notify('workspace/didChangeWatchedFiles', changed(constraints));
    await client.diagnostics(file, isEmpty);
  });

  it('a closed file is judged anew when the cooldown around it has changed on disk', async () => {
    const folder = await world.folder({ 'package.json': '{ "dependencies": { "lodash": "4.17.21" } }' });
    const client = await world.start({ capabilities: PUSH, folders: [folder] });
    await scan(client);
    const file = path.join(folder, 'package.json');
    expect(codes(client.published(file)?.diagnostics ?? [])).toEqual([]);
    const npmrc = path.join(folder, '.npmrc');
    await put(npmrc, 'before=2021-01-01\n');
    client.notify('workspace/didChangeWatchedFiles', changed(npmrc));
    await client.diagnostics(file, hasCode('young-release'));
  });

  it('a manifest that is gone is forgotten by the next scan', async () => {
    const folder = await world.folder({ 'requirements.txt': LITELLM });
    const client = await world.start({ capabilities: PUSH, folders: [folder] });
    await scan(client);
    await rm(path.join(folder, 'requirements.txt'));
    expect(await scan(client)).toMatchObject({ manifests: 0 });
    expect(client.published(path.join(folder, 'requirements.txt'))?.diagnostics).toEqual([]);
  });

  it('a file that is opened has its findings once, is judged by its text, and falls back to the disk when closed', async () => {
    const folder = await world.folder({ 'requirements.txt': LITELLM });
    const file = path.join(folder, 'requirements.txt');
    const client = await world.start({ capabilities: PUSH, folders: [folder], initializationOptions: { statusNotifications: true } });
    await scan(client);
    client.open(file, LITELLM);
    expect(await client.diagnostics(file, (_, version) => version === 1)).toHaveLength(1);
    await client.request('depwarden/report');
    expect(client.all('depwarden/status').at(-1)?.params.counts.warning).toBe(1);
    client.change(file, '# nothing\n');
    await client.diagnostics(file, isEmpty);
    // A scan reads what the client shows, and leaves the open document's diagnostics alone.
    expect(await scan(client)).toMatchObject({ dependencies: 0 });
    expect(client.published(file)).toMatchObject({ version: 2, diagnostics: [] });
    client.close(file);
    await client.diagnostics(file, (diagnostics, version) => version === undefined && diagnostics.length === 1);
  });
});
