// A scan of 500 manifests with 50,000 lockfile entries: with nothing known and services that take their time, again in the same process, from the disk cache
// in another one, and with the offline database; and how long it takes to end when it is cancelled.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CancellationTokenSource } from 'vscode-languageserver-protocol/node';
import { SCAN_COMMAND, type ScanSummary } from '../../server/src/protocol/index.js';
import { buildDatabase } from '../../server/src/services/database/builder.js';
import { asyncExport, type ExportSize } from './support/advisoryExport.js';
import { exactly, type Report, rounded, say, target } from './support/figures.js';
import { type ManyManifests, makeManyManifests } from './support/manyManifests.js';
import { type Server, startServer } from './support/server.js';
import { type Counts, type Services, startServices } from './support/services.js';
import type { Watched } from './support/watch.js';
import { makeWorkspace, type Workspace } from './support/workspace.js';

const PACKAGES = 1000;
const LATENCY = 50;
/** Of the offline database. */
const DATABASE: ExportSize = { malware: 30_000, npm: 10_000, PyPI: 10_000 };
/** After the server has started, milliseconds until its event loop is watched. */
const SETTLING = 1200;

export async function scale(): Promise<Report> {
  const services = await startServices(PACKAGES, LATENCY);
  const many = makeManyManifests(services.packages);
  const workspace = makeWorkspace(many.files);
  const measured = { services, many, workspace };
  try {
    const cache = { ...services.env, DEPWARDEN_CACHE_DIR: workspace.newCache() };
    const cold = await scansIn(measured, cache, 2);
    const fromDisk = await scansIn(measured, cache, 1);
    const withDatabase = await scansIn(measured, await databaseFor(workspace, services), 1, { advisories: { source: 'database' } });
    const cancel = {
      cold: await cancelled(measured, workspace.newCache()),
      fromDisk: await cancelled(measured, cache.DEPWARDEN_CACHE_DIR),
    };
    const figures = { manifests: many.manifests, lockfileEntries: many.lockfileEntries, cold, fromDisk, withDatabase, cancel };
    say(`  ${JSON.stringify(figures)}`);
    const latencies = Object.values(cancel).flatMap(phases => Object.values(phases).flatMap(({ milliseconds }) => milliseconds ?? []));
    const longestBlock = Math.max(cold.longestBlock, fromDisk.longestBlock, withDatabase.longestBlock);
    return {
      figures,
      targets: [
        target('scan of 500 manifests: first result, as a share of the whole time, nothing known', shareOf(cold.scans[0]), 0.5, 'times'),
        target(
          'scan of 500 manifests: first result, as a share of the whole time, from disk cache',
          shareOf(fromDisk.scans[0]),
          0.25,
          'times',
        ),
        target('scan of 500 manifests: most resident memory', cold.mostMemory, 512, 'MB'),
        target('scan of 500 manifests: event loop blocked for at most', longestBlock, 100, 'ms'),
        target('scan of 500 manifests: cancelled within', Math.max(...latencies), 100, 'ms'),
        exactly('scan of 500 manifests: times that a lockfile is read in two scans', cold.lockfileReads, 1),
      ],
    };
  } finally {
    services.stop();
    workspace.remove();
  }
}

function shareOf(one: { readonly firstResult: number | undefined; readonly wall: number } | undefined): number | undefined {
  return one?.firstResult === undefined ? undefined : rounded(one.firstResult / one.wall);
}

interface Measured {
  readonly services: Services;
  readonly many: ManyManifests;
  readonly workspace: Workspace;
}

type Env = Readonly<Record<string, string>>;

async function databaseFor(workspace: Workspace, services: Services): Promise<Env> {
  const folder = workspace.newCache();
  const options = { folder: path.join(folder, 'advisories'), exportedAt: Date.now() };
  await buildDatabase(asyncExport(DATABASE), options, new AbortController().signal);
  return { ...services.env, DEPWARDEN_CACHE_DIR: folder };
}

/** Scans several times in one server. */
async function scansIn({ services, many, workspace }: Measured, env: Env, times: number, settings?: unknown) {
  const server = await started(workspace, env, settings);
  const scans: (Awaited<ReturnType<typeof scan>> & { readonly requests: Counts })[] = [];
  for (let index = 0; index < times; index++) {
    await services.takeCounts();
    const one = await scan(server, many.manifests);
    scans.push({ ...one, requests: await services.takeCounts() });
  }
  const mostMemory = residentOf(server.pid, 'VmHWM');
  const memoryAfter = residentOf(server.pid, 'VmRSS');
  await server.stop();
  const watched = JSON.parse(server.told.at(-1) ?? '{}') as Watched;
  const reads = Object.entries(watched.opened ?? {});
  const lockfileReads = Math.max(...reads.filter(([file]) => file.includes('lock')).map(([, count]) => count));
  const manifestReads = Math.max(...reads.filter(([file]) => !file.includes('lock')).map(([, count]) => count));
  return { scans, mostMemory, memoryAfter, longestBlock: rounded(watched.longestBlock), lockfileReads, manifestReads };
}

async function started(workspace: Workspace, env: Env, settings?: unknown): Promise<Server> {
  const server = startServer({ env, folder: workspace.uri(''), settings, watch: true });
  await server.initialize();
  server.ready();
  await sleep(SETTLING);
  return server;
}

async function scan(server: Server, manifests: number) {
  const cpuBefore = cpuOf(server.pid);
  const begun = performance.now();
  const seen = watchScan(server, begun);
  const summary = (await server.connection.sendRequest('workspace/executeCommand', {
    command: SCAN_COMMAND,
    workDoneToken: 'scale',
  })) as ScanSummary;
  const wall = rounded(performance.now() - begun);
  seen.end();
  if (summary.manifests !== manifests) throw new Error(`${summary.manifests} of ${manifests} manifests were scanned`);
  if (summary.unknown > 0) throw new Error(`${summary.unknown} of ${summary.dependencies} dependencies could not be checked`);
  return {
    wall,
    cpu: rounded(cpuOf(server.pid) - cpuBefore),
    firstResult: seen.first,
    published: seen.published,
    progressSteps: seen.steps,
    dependencies: summary.dependencies,
  };
}

/** What a client sees of a scan. */
function watchScan({ connection }: Server, begun: number) {
  const seen = { first: undefined as number | undefined, published: 0, steps: 0, end: () => {} };
  const published = connection.onNotification('textDocument/publishDiagnostics', () => {
    seen.first ??= rounded(performance.now() - begun);
    seen.published++;
  });
  const progress = connection.onNotification('$/progress', () => {
    seen.steps++;
  });
  seen.end = () => {
    published.dispose();
    progress.dispose();
  };
  return seen;
}

/** From a cancellation in each phase to the end of the scan, as the client sees both. */
async function cancelled({ services, workspace }: Measured, cache: string) {
  const phases = {
    'looking for manifests': (steps: number) => steps >= 1,
    reading: (steps: number) => steps >= 4,
    'asking or judging': (steps: number) => steps >= 30,
    'handing out': (_: number, published: number) => published >= 100,
  };
  const latencies: Record<string, { readonly milliseconds: number | undefined }> = {};
  for (const [phase, passes] of Object.entries(phases)) {
    const server = await started(workspace, { ...services.env, DEPWARDEN_CACHE_DIR: cache });
    latencies[phase] = { milliseconds: await cancelOnce(server, passes) };
    await server.stop();
  }
  return latencies;
}

async function cancelOnce({ connection }: Server, passes: (steps: number, published: number) => boolean): Promise<number | undefined> {
  const source = new CancellationTokenSource();
  let [steps, published] = [0, 0];
  let at: number | undefined;
  const look = (): void => {
    if (at !== undefined || !passes(steps, published)) return;
    at = performance.now();
    source.cancel();
  };
  connection.onNotification('textDocument/publishDiagnostics', () => {
    published++;
    look();
  });
  connection.onNotification('$/progress', () => {
    steps++;
    look();
  });
  const params = { command: SCAN_COMMAND, workDoneToken: 'scale' };
  const summary = (await connection.sendRequest('workspace/executeCommand', params, source.token)) as ScanSummary;
  return at !== undefined && summary.cancelled ? rounded(performance.now() - at) : undefined;
}

/** Milliseconds of processor time, by Linux's own account. */
function cpuOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** Megabytes, by Linux's own account; undefined on platforms that have none. */
function residentOf(pid: number, line: 'VmRSS' | 'VmHWM'): number | undefined {
  try {
    const kibibytes = new RegExp(`${line}:\\s+(\\d+) kB`).exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kibibytes === undefined ? undefined : rounded((Number(kibibytes) * 1024) / 1_000_000);
  } catch {
    return undefined;
  }
}
