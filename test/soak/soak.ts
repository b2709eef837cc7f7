// The built server for hours: somebody types, files change on disk, scans run, services fail. In the end everything must be as a fresh server sees it.
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  type CancellationToken,
  CancellationTokenSource,
  type Diagnostic,
  LSPErrorCodes,
  MessageType,
} from 'vscode-languageserver-protocol/node';
import { STATUS_NOTIFICATION, type StatusParams } from '../../server/src/protocol/index.js';
import { createRandom, type Random } from '../fuzz/random.js';
import { type LanguageClient, PROJECT, startClient, uriOf } from '../support/languageClient.js';
import { type OsvRecord, type Services, startServices } from '../support/services/index.js';
import { type Files, LAST, nextChange, write } from './disk.js';
import { OPEN_DOCUMENTS } from './documents.js';
import { createEditor, type Editor } from './editor.js';
import { changeFaults, healAll } from './faults.js';
import { type HeapGauge, openHeapGauge } from './heap.js';

export interface SoakOptions {
  readonly seed: number;
  readonly edits: number;
  readonly fileChanges: number;
  readonly scans: number;
}

export interface SoakFigures extends SoakOptions {
  readonly seconds: number;
  readonly requests: { readonly asked: number; readonly answered: number; readonly cancelled: number; readonly failed: readonly string[] };
  /** How many messages came of the server: pop-ups, publications, lines of the log. */
  readonly messages: { readonly shown: number; readonly published: number; readonly logged: number; readonly errors: readonly string[] };
  readonly serviceRequests: number;
  /** Megabytes in use after garbage was collected, with the same texts open: at the end of the warm-up, and at the end. */
  readonly heap: { readonly warm: number; readonly end: number; readonly growth: number; readonly samples: readonly number[] };
  /** Documents whose diagnostics were not those of a fresh server, with what was missing and what should have gone. */
  readonly stale: readonly string[];
  /** What the process wrote to its error stream, but for the inspector's own lines. */
  readonly stderr: string;
  readonly exitCode: number | null;
}

/** Share of the edits in which memory may still grow to its size. */
const WARM_UP = 0.5;
/** Changes on disk after the last edit: what is shown has to follow them by itself. */
const LAST_CHANGES = 10;
/** How often memory is measured. */
const SAMPLES = 10;
const GROWTH_LIMIT = 0.1;
/** Milliseconds for one thing to happen: the server's minute between two tries takes six seconds. */
const PATIENCE = 60_000;

/** What is not as it has to be, each a sentence. */
export function complaintsOf({ requests, messages, heap, stale, stderr, exitCode }: SoakFigures): readonly string[] {
  const says = (holds: boolean, complaint: string): readonly string[] => (holds ? [] : [complaint]);
  return [
    ...says(requests.asked === requests.answered + requests.cancelled, 'A request was not answered.'),
    ...says(requests.failed.length === 0, 'A request failed.'),
    ...says(messages.shown === 0, 'Messages popped up.'),
    ...says(messages.errors.length === 0, 'An error was logged.'),
    ...says(heap.growth < GROWTH_LIMIT, `Memory grew by more than ${GROWTH_LIMIT * 100} %.`),
    ...says(stale.length === 0, `Diagnostics were stale: ${stale.join('; ')}`),
    ...says(stderr === '', 'The process wrote to its error stream.'),
    ...says(exitCode === 0, 'The process did not end as it should.'),
  ];
}

export async function runSoak(options: SoakOptions): Promise<SoakFigures> {
  const root = await realpath(await mkdtemp(path.join(tmpdir(), 'depwarden-soak-')));
  const services = await startServices();
  services.npm.packages.set('@acme/core', { releases: { '1.0.0': { date: '2025-01-01' } } });
  services.osv.records.set(NAMESAKE.id, NAMESAKE);
  const started = performance.now();
  try {
    const figures = await soakIn(root, services, options);
    return { ...options, seconds: Math.round((performance.now() - started) / 1000), ...figures };
  } finally {
    await services.close();
    await rm(root, { recursive: true, force: true });
  }
}

/** An advisory on what is a private package's name where the scope has a registry of its own: then it does not count. */
const NAMESAKE: OsvRecord = {
  id: 'MAL-2026-99999',
  modified: '2026-01-01T00:00:00Z',
  affected: [{ package: { ecosystem: 'npm', name: '@acme/core' }, versions: ['1.0.0'] }],
};

type Measured = Omit<SoakFigures, keyof SoakOptions | 'seconds'>;

async function soakIn(root: string, services: Services, options: SoakOptions): Promise<Measured> {
  const folder = path.join(root, 'workspace');
  await writeIn(folder, services, Object.fromEntries(Object.entries(OPEN_DOCUMENTS).map(([name, { base }]) => [name, base])));
  const settings = { rules: {} };
  const client = await startServer(root, 'soaked', services, settings);
  const editors = Object.entries(OPEN_DOCUMENTS).map(([name, material]) =>
    createEditor(path.join(folder, name), material, createRandom('edit', name, options.seed)),
  );
  const desk: Desk = { folder, services, client, settings, editors, versions: new Map(), asked: createAsked(client) };
  try {
    for (const editor of editors) open(desk, editor);
    await client.request('depwarden/report');
    const gauge = await openHeapGauge(client.stderr());
    const samples = await work(desk, options, gauge);
    gauge.close();
    healAll(services);
    const random = createRandom('end', options.seed);
    for (let count = 0; count < LAST_CHANGES; count++) await change(desk, nextChange(random));
    for (const files of LAST) await change(desk, files);
    const stale = await staleIn(desk, root);
    await desk.asked.settled();
    const exitCode = await client.shutdown();
    return { ...told(desk), heap: heapOf(samples), stale, exitCode };
  } finally {
    client.kill();
    client.connection.dispose();
  }
}

/** What the soak works at. */
interface Desk {
  readonly folder: string;
  readonly services: Services;
  readonly client: LanguageClient;
  readonly settings: { rules: Readonly<Record<string, string>> };
  readonly editors: readonly Editor[];
  /** Of each open document the last version, by path. */
  readonly versions: Map<string, number>;
  readonly asked: Asked;
}

function startServer(root: string, name: string, services: Services, settings: Desk['settings']): Promise<LanguageClient> {
  const clock = path.join(PROJECT, 'test/support/fastClock.cjs');
  return startClient({
    // what the optimizing compiler makes lies in the heap as well, and goes on growing long after everything else
    program: ['--no-opt', '--inspect=127.0.0.1:0', '--require', clock, path.join(PROJECT, 'dist/server.js'), '--stdio'],
    folders: [path.join(root, 'workspace')],
    env: { HOME: path.join(root, 'home') },
    patience: PATIENCE,
    initializationOptions: { statusNotifications: true, installedNotifications: true, ignoreCommand: true, ruleCommand: true },
    capabilities: {
      textDocument: {
        hover: { contentFormat: ['markdown'] },
        codeAction: { dataSupport: true, resolveSupport: { properties: ['edit'] } },
        inlayHint: {},
      },
      workspace: {
        configuration: true,
        workspaceFolders: true,
        workspaceEdit: { documentChanges: true },
        didChangeConfiguration: { dynamicRegistration: true },
        didChangeWatchedFiles: { dynamicRegistration: true },
        inlayHint: { refreshSupport: true },
      },
      window: { workDoneProgress: true },
    },
    settings: () => ({
      ...settings,
      scan: { onOpen: 'off' },
      advisories: { osvUrl: services.osv.url },
      registries: { npm: services.npm.url, pypi: services.pypi.indexUrl },
      cache: { folder: path.join(root, name) },
    }),
  });
}

/** @returns megabytes in use, measured now and then */
async function work(desk: Desk, { seed, edits, fileChanges, scans }: SoakOptions, gauge: HeapGauge): Promise<readonly number[]> {
  const random = createRandom('soak', seed);
  const samples: number[] = [];
  const due = (count: number, at: number): boolean => Math.floor((at * count) / edits) > Math.floor(((at - 1) * count) / edits);
  for (let at = 1; at <= edits; at++) {
    await edit(desk, random);
    if (due(fileChanges, at)) await change(desk, nextChange(random));
    if (due(scans, at)) await scan(desk, random);
    if (random.chance(0.1)) changeFaults(desk.services, random);
    if (random.chance(0.3)) ask(desk, random);
    if (random.chance(0.005)) reopen(desk, random);
    if (random.chance(0.005)) reconfigure(desk, random);
    if (random.chance(0.02)) await desk.asked.settled();
    if (due(SAMPLES, at)) samples.push(await measured(desk, gauge));
  }
  return samples;
}

function open({ client, versions }: Desk, { file, text }: Editor): void {
  client.open(file, text());
  versions.set(file, 1);
}

async function edit({ client, editors, versions }: Desk, random: Random): Promise<void> {
  const { file, next } = random.pick(editors);
  const version = client.change(file, ...next());
  versions.set(file, version);
  if (random.chance(0.5)) await client.diagnostics(file, (_, seen) => seen === version);
}

/** Writes to the disk, and tells of what an editor watches. */
async function change({ folder, services, client }: Desk, files: Files): Promise<void> {
  await writeIn(folder, services, files);
  const watched = Object.entries(files).filter(([name]) => !name.startsWith('node_modules/'));
  const changes = watched.map(([name, text]) => ({ uri: uriOf(path.join(folder, name)), type: text === undefined ? 3 : 2 }));
  client.notify('workspace/didChangeWatchedFiles', { changes });
}

function writeIn(folder: string, { npm, pypi }: Services, files: Files): Promise<void> {
  // another name of the same host: a private place of its own
  const [registry, index] = [npm.url, pypi.indexUrl].map(url => url.replace('127.0.0.1', 'localhost')) as [string, string];
  const filled = Object.entries(files).map(([name, text]) => [name, text?.replace('REGISTRY', registry).replace('INDEX', index)]);
  return write(folder, Object.fromEntries(filled));
}

async function scan({ asked }: Desk, random: Random): Promise<void> {
  const answer = asked.ask('workspace/executeCommand', { command: 'depwarden.scanWorkspace' }, random.chance(0.3));
  if (random.chance(0.7)) await answer;
}

function ask({ asked, editors, client }: Desk, random: Random): void {
  const { file, text } = random.pick(editors);
  const lines = text().split('\n');
  const line = random.int(lines.length);
  const position = { line, character: random.int((lines[line]?.length ?? 0) + 1) };
  const at = { textDocument: { uri: uriOf(file) }, position };
  const range = { start: { line: 0, character: 0 }, end: { line: lines.length, character: 0 } };
  const diagnostics = client.published(file)?.diagnostics ?? [];
  const [method, params] = random.pick<[string, unknown]>([
    ['textDocument/hover', at],
    ['textDocument/completion', at],
    ['textDocument/definition', at],
    ['textDocument/documentLink', at],
    ['textDocument/inlayHint', { ...at, range }],
    ['textDocument/codeAction', { ...at, range: { start: position, end: position }, context: { diagnostics } }],
    ['textDocument/codeAction', { ...at, range, context: { diagnostics, only: ['source.fixAll'] } }],
    ['depwarden/overview', undefined],
    ['depwarden/report', undefined],
  ]);
  void asked.ask(method, params, random.chance(0.1));
}

function reopen(desk: Desk, random: Random): void {
  const editor = random.pick(desk.editors);
  desk.client.close(editor.file);
  editor.restore();
  open(desk, editor);
}

function reconfigure({ client, settings }: Desk, random: Random): void {
  settings.rules = random.pick([{}, { unpinned: 'information' }, { 'yanked-release': 'off' }, { 'lookalike-name': 'error' }]);
  client.notify('workspace/didChangeConfiguration', { settings: null });
}

/** Everything answered, all services well, and the texts as they were opened: what is in use then does not depend on where chance has led. */
async function measured({ client, services, editors, versions, asked }: Desk, gauge: HeapGauge): Promise<number> {
  healAll(services);
  for (const { file, restore } of editors) versions.set(file, client.change(file, ...restore()));
  await asked.settled();
  await client.request('depwarden/report');
  return Math.round((await gauge.used()) / 10_000) / 100;
}

function heapOf(samples: readonly number[]): SoakFigures['heap'] {
  const warmth = Math.max(1, Math.round(samples.length * WARM_UP));
  const warm = Math.max(...samples.slice(0, warmth));
  const end = samples.at(-1) ?? 0;
  return { warm, end, growth: Math.round((end / warm - 1) * 1000) / 1000, samples };
}

interface Asked {
  /** Resolves when it was answered, with whatever. */
  ask(method: string, params: unknown, isCancelled: boolean): Promise<void>;
  settled(): Promise<void>;
  counts(): SoakFigures['requests'];
}

function createAsked(client: LanguageClient): Asked {
  const open = new Set<Promise<void>>();
  const counts = { asked: 0, answered: 0, cancelled: 0, failed: [] as string[] };
  const give = (method: string, params: unknown, token: CancellationToken): Promise<void> =>
    client.request(method, params, token).then(
      () => void counts.answered++,
      error => {
        if (error.code === LSPErrorCodes.RequestCancelled || error.code === LSPErrorCodes.ServerCancelled) counts.cancelled++;
        else counts.failed.push(`${method}: ${error.message}`.slice(0, 1000));
      },
    );
  return {
    ask: (method, params, isCancelled) => {
      counts.asked++;
      const source = new CancellationTokenSource();
      const answer = give(method, params, source.token).finally(() => open.delete(answer));
      open.add(answer);
      if (isCancelled) setImmediate(() => source.cancel());
      return answer;
    },
    settled: async () => void (await Promise.all(open)),
    counts: () => counts,
  };
}

/** Compares what is shown, open or not, with what a server shows that has seen nothing of all that. Services are well by now; nothing more is edited. */
async function staleIn({ folder, services, client, settings, editors, versions }: Desk, root: string): Promise<readonly string[]> {
  const fresh = await startServer(root, 'fresh', services, settings);
  const [wanted, shown] = [createShown(fresh), createShown(client)];
  const differences = (uris: Iterable<string>): readonly string[] => [...uris].flatMap(uri => difference(uri, wanted(), shown(), folder));
  const openUris = editors.map(({ file }) => uriOf(file));
  const allUris = (): ReadonlySet<string> => new Set([...wanted().keys(), ...shown().keys()]);
  try {
    for (const { file, text } of editors) fresh.open(file, text());
    await fresh.until('what is installed', () => [...wanted().values()].some(told => told.includes('malicious-installed')));
    await scanned(fresh);
    await client.until('what a fresh server shows', () => differences(openUris).length === 0).catch(() => {});
    const before = performance.now();
    // on a busy machine a service may have seemed to be down for either of the two
    do await Promise.all([scanned(client), scanned(fresh)]);
    while (differences(allUris()).length > 0 && performance.now() - before < PATIENCE);
    const late = editors.filter(({ file }) => client.published(file)?.version !== versions.get(file));
    return [...differences(allUris()), ...late.map(({ file }) => `${path.relative(folder, file)}: not of the last version`)];
  } finally {
    await fresh.shutdown();
    fresh.connection.dispose();
  }
}

/** Everything was looked at, and what was found is shown. */
async function scanned(client: LanguageClient): Promise<void> {
  await client.request('workspace/executeCommand', { command: 'depwarden.scanWorkspace' });
  await client.request('depwarden/report');
  await client.until('the end of look-ups', () => {
    const status: StatusParams | undefined = client.received.findLast(({ method }) => method === STATUS_NOTIFICATION)?.params;
    return status?.state !== 'checking';
  });
}

/** Gives what is shown now, by document: its diagnostics as text. */
function createShown(client: LanguageClient): () => ReadonlyMap<string, string> {
  const shown = new Map<string, string>();
  let read = 0;
  return () => {
    for (const { method, params } of client.received.slice(read)) {
      read++;
      if (method === 'textDocument/publishDiagnostics') shown.set(params.uri, JSON.stringify(params.diagnostics));
    }
    return shown;
  };
}

function difference(
  uri: string,
  wanted: ReadonlyMap<string, string>,
  shown: ReadonlyMap<string, string>,
  folder: string,
): readonly string[] {
  const [right, wrong] = [wanted.get(uri) ?? '[]', shown.get(uri) ?? '[]'];
  if (right === wrong) return [];
  const lines = (text: string): readonly string[] =>
    (JSON.parse(text) as Diagnostic[]).map(({ code, message, range: { start } }) => `${start.line}:${start.character} ${code} ${message}`);
  const [missing, gone] = [
    lines(right).filter(line => !lines(wrong).includes(line)),
    lines(wrong).filter(line => !lines(right).includes(line)),
  ];
  return [`${uri.slice(uriOf(folder).length + 1)}: missing ${JSON.stringify(missing)}, stale ${JSON.stringify(gone)}`.slice(0, 2000)];
}

function told({ client, services, asked }: Desk): Pick<Measured, 'requests' | 'messages' | 'serviceRequests' | 'stderr'> {
  const logged = client.all('window/logMessage').map(({ params }) => params as { type: MessageType; message: string });
  return {
    requests: asked.counts(),
    messages: {
      shown: client.all('window/showMessage').length + client.all('window/showMessageRequest').length,
      published: client.all('textDocument/publishDiagnostics').length,
      logged: logged.length,
      errors: logged.filter(({ type }) => type === MessageType.Error).map(({ message }) => message),
    },
    serviceRequests: services.requestCount(),
    stderr: client.stderr().replace(INSPECTOR, '').trim(),
  };
}

const INSPECTOR = /^(?:Debugger |For help, see: |Starting inspector ).*\n?/gm;
