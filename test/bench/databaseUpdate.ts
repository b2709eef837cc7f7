// Updates of the offline database by the built command line, whole processes, from a static server on loopback: the first one, and one of 500 changes.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, createWriteStream, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Ecosystem } from '../../server/src/model/index.js';
import { type PackedFile, zipPieces } from '../support/services/zip.js';
import { BENCH_SIZE, makeExport } from './support/advisoryExport.js';
import { type Report, rounded, say, target, timesOf } from './support/figures.js';

const CHANGES = 500;
const REPETITIONS = 5;

export async function databaseUpdate(): Promise<Report> {
  const root = mkdtempSync(path.join(tmpdir(), 'depwarden-bench-update-'));
  const bucket = path.join(root, 'bucket');
  const server = await serve(bucket);
  const env = { DEPWARDEN_CACHE_DIR: path.join(root, 'cache'), DEPWARDEN_OSV_EXPORT_URL: urlOf(server) };
  try {
    const newest = await publish(bucket);
    const first = await update(env);
    const changes: Run[] = [];
    for (let index = 1; index <= REPETITIONS; index++) {
      change(bucket, newest, index);
      changes.push(await update(env));
    }
    const cancelled = await cancelUpdate({ ...env, DEPWARDEN_CACHE_DIR: path.join(root, 'other') });
    const delta = timesOf(changes.map(run => run.milliseconds));
    const memory = Math.max(...changes.map(run => run.residentMB));
    return {
      figures: {
        records: BENCH_SIZE,
        archives: { unit: 'MB', npm: megabytesOf(bucket, 'npm'), PyPI: megabytesOf(bucket, 'PyPI') },
        'first update': first,
        [`update of ${CHANGES} changes`]: { ...delta, unit: 'ms', residentMB: memory },
        'from Ctrl+C to the end of the process': { ...timesOf(cancelled), unit: 'ms' },
      },
      targets: [
        target('first update from archives on loopback', rounded(first.milliseconds), 60_000, 'ms'),
        target('resident memory of the first update', first.residentMB, 400, 'MB'),
        target(`update of ${CHANGES} changed records (p50)`, delta.p50, 3_000, 'ms'),
        target('cancelling an update (slowest)', timesOf(cancelled).max, 100, 'ms'),
      ],
    };
  } finally {
    server.close();
    rmSync(root, { recursive: true, force: true });
  }
}

interface Run {
  readonly milliseconds: number;
  /** The most at any time; 0 where the system does not tell. */
  readonly residentMB: number;
}

async function update(env: Readonly<Record<string, string>>): Promise<Run> {
  const started = performance.now();
  const child = startUpdate(env);
  let residentMB = 0;
  const watching = setInterval(() => {
    residentMB = Math.max(residentMB, peakOf(child));
  }, 50);
  const [status] = (await once(child, 'exit')) as [number | null];
  clearInterval(watching);
  if (status !== 0) throw new Error(`depwarden db update ended with ${status}`);
  return { milliseconds: rounded(performance.now() - started), residentMB };
}

/** Stops updates at several moments of theirs. */
async function cancelUpdate(env: Readonly<Record<string, string>>): Promise<number[]> {
  const times: number[] = [];
  for (const after of [500, 1500, 3000, 6000, 9000]) {
    const child = startUpdate(env);
    const ended = once(child, 'exit');
    await new Promise(resolve => setTimeout(resolve, after));
    const started = performance.now();
    child.kill('SIGINT');
    await ended;
    times.push(performance.now() - started);
  }
  return times;
}

function startUpdate(env: Readonly<Record<string, string>>): ChildProcess {
  return spawn(process.execPath, [path.resolve('dist/cli.js'), 'db', 'update'], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

function peakOf({ pid }: ChildProcess): number {
  try {
    return Math.round(Number(/^VmHWM:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024);
  } catch {
    return 0;
  }
}

/** Writes archives and lists, and the single files of the newest records, which are asked for again. Resolves with the time of the newest. */
async function publish(bucket: string): Promise<number> {
  const newest = await Promise.all((['npm', 'PyPI'] as const).map(ecosystem => publishOne(bucket, ecosystem)));
  return Math.max(...newest);
}

async function publishOne(bucket: string, ecosystem: Ecosystem): Promise<number> {
  say(`  packing ${ecosystem}`);
  const folder = path.join(bucket, ecosystem);
  mkdirSync(folder, { recursive: true });
  const rows: string[] = [];
  let newest = { modified: '', id: '', json: new Uint8Array(0) };
  function* files(): Generator<PackedFile> {
    for (const { ecosystem: its, id, json } of makeExport(BENCH_SIZE)) {
      if (its !== ecosystem) continue;
      const { modified } = JSON.parse(Buffer.from(json).toString()) as { modified: string };
      rows.push(`${modified},${id}\n`);
      if (modified > newest.modified) newest = { modified, id, json: new Uint8Array(json) };
      yield { name: `${id}.json`, content: json };
    }
  }
  await pipeline(Readable.from(zipPieces(files())), createWriteStream(path.join(folder, 'all.zip')));
  writeFileSync(listFile(bucket, ecosystem), rows.sort().reverse().join(''));
  writeFileSync(path.join(folder, `${newest.id}.json`), newest.json);
  return Date.parse(newest.modified);
}

/** Changes records as OSV does: single file, and a row at the head of the list in place of the one before. */
function change(bucket: string, newest: number, time: number): void {
  const modified = new Date(newest + time * 1000).toISOString();
  const rows: string[] = [];
  for (const { id, json } of makeExport({ malware: CHANGES, npm: 0, PyPI: 0 })) {
    const changed = { ...(JSON.parse(Buffer.from(json).toString()) as object), modified };
    writeFileSync(path.join(bucket, 'npm', `${id}.json`), JSON.stringify(changed));
    rows.push(`${modified},${id}\n`);
  }
  const ids = new Set(rows.map(idOf));
  const others = readFileSync(listFile(bucket, 'npm'), 'utf8').split(/(?<=\n)/);
  writeFileSync(listFile(bucket, 'npm'), [...rows, ...others.filter(row => !ids.has(idOf(row)))].join(''));
}

function idOf(row: string): string {
  return row.trim().split(',')[1] as string;
}

function listFile(bucket: string, ecosystem: string): string {
  return path.join(bucket, ecosystem, 'modified_id.csv');
}

function megabytesOf(bucket: string, ecosystem: string): number {
  return rounded(statSync(path.join(bucket, ecosystem, 'all.zip')).size / 1_000_000);
}

async function serve(folder: string): Promise<Server> {
  const server = createServer((request, response) => {
    const file = path.join(folder, request.url ?? '');
    const size = statSync(file, { throwIfNoEntry: false })?.size;
    if (size === undefined) return void response.writeHead(404).end();
    response.writeHead(200, { 'content-length': size, etag: `"${size}"` });
    createReadStream(file).pipe(response);
  });
  await new Promise<void>(listening => server.listen(0, '127.0.0.1', listening));
  return server;
}

function urlOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
