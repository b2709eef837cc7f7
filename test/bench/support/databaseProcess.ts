// One measurement of the offline database in a process of its own. What it found goes to stdout as JSON.
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildDatabase } from '../../../server/src/services/database/builder.js';
import type { BuildOptions, ExportRecord } from '../../../server/src/services/database/contract.js';
import { openDatabase } from '../../../server/src/services/database/reader.js';
import { readZip, ZIP_LIMITS } from '../../../server/src/services/database/zip.js';
import { asyncExport, type ExportSize } from './advisoryExport.js';
import { askedNames } from './askedNames.js';
import { rounded } from './figures.js';

const WORK: Readonly<Record<string, (...words: string[]) => Promise<unknown>>> = {
  /** Builds the made-up export of a size; the making of the records is part of the time. */
  build: (folder, size) => build(asyncExport(sizeOf(size)), { folder: folder as string, exportedAt: Date.now() }),
  /** Builds an export that lies in a folder as OSV's does. */
  'build-export': (folder, place) => build(zipped(place as string), { folder: folder as string, exportedAt: Date.now() }),
  delta: async (folder, changed) => {
    const base = openDatabase(folder as string);
    if (base === undefined) throw new Error('there is no database');
    return build(asyncExport({ malware: Number(changed), npm: 0, PyPI: 0 }), { folder: folder as string, exportedAt: Date.now(), base });
  },
  ask: async (folder, size) => ask(folder as string, sizeOf(size)),
  'ask-peer': (file, folder, size, most) => askPeer(file as string, folder as string, sizeOf(size), Number(most)),
};

async function build(records: AsyncIterable<ExportRecord>, options: BuildOptions) {
  const started = performance.now();
  const { generation, bytes, records: counts, skipped } = await buildDatabase(records, options, new AbortController().signal);
  const milliseconds = Math.round(performance.now() - started);
  return { milliseconds, megabytes: bytes / 1e6, residentMegabytes: peakMemory(), records: counts, skipped, generation };
}

async function* zipped(place: string): AsyncGenerator<ExportRecord> {
  for await (const { name, bytes } of readZip(path.join(place, 'PyPI/all.zip'), ZIP_LIMITS, new AbortController().signal)) {
    yield { ecosystem: 'PyPI', id: path.basename(name, '.json'), json: bytes ?? new Uint8Array() };
  }
}

/** Opens and asks for 10,000 names, then asks for the same ones again. */
function ask(folder: string, size: ExportSize) {
  const names = askedNames(size);
  const before = process.memoryUsage.rss();
  const started = performance.now();
  const database = openDatabase(folder);
  if (database === undefined) throw new Error('there is no database');
  const open = performance.now() - started;
  const openMegabytes = (process.memoryUsage.rss() - before) / 1e6;
  const lookUp = (): number => names.reduce((found, name) => found + database.find({ ecosystem: 'npm', name }).length, 0);
  database.find({ ecosystem: 'npm', name: names[0] as string });
  const firstAnswer = performance.now() - started;
  const first = timed(lookUp);
  const again = timed(lookUp);
  const residentMegabytes = rounded((process.memoryUsage.rss() - before) / 1e6);
  return {
    openMilliseconds: rounded(open),
    openMegabytes: rounded(openMegabytes),
    firstAnswerMilliseconds: rounded(firstAnswer),
    firstMicroseconds: rounded((first.milliseconds * 1000) / names.length),
    againMicroseconds: rounded((again.milliseconds * 1000) / names.length),
    residentMegabytes,
    found: first.value,
  };
}

interface PeerModule {
  readonly OsvOfflineDb: { create(): PeerDatabase | Promise<PeerDatabase> };
}

interface PeerDatabase {
  query(ecosystem: string, name: string): Promise<readonly unknown[]>;
}

/** The same of the other library, of as many names as `most`. */
async function askPeer(file: string, folder: string, size: ExportSize, most: number) {
  const names = askedNames(size).slice(0, most);
  process.env.OSV_OFFLINE_ROOT_DIR = folder;
  const { OsvOfflineDb } = (await import(pathToFileURL(file).href)) as PeerModule;
  const before = process.memoryUsage.rss();
  const started = performance.now();
  const database = await OsvOfflineDb.create();
  await database.query('npm', names[0] as string);
  const firstAnswer = performance.now() - started;
  const again = performance.now();
  let found = 0;
  for (const name of names) found += (await database.query('npm', name)).length;
  const perLookUp = ((performance.now() - again) * 1000) / names.length;
  const residentMegabytes = rounded((process.memoryUsage.rss() - before) / 1e6);
  return {
    firstAnswerMilliseconds: rounded(firstAnswer),
    againMicroseconds: rounded(perLookUp),
    residentMegabytes,
    found,
    lookUps: names.length,
  };
}

function timed<T>(work: () => T): { readonly value: T; readonly milliseconds: number } {
  const started = performance.now();
  const value = work();
  return { value, milliseconds: performance.now() - started };
}

/** Kilobytes are what the system tells. */
function peakMemory(): number {
  return rounded((process.resourceUsage().maxRSS * 1024) / 1e6);
}

function sizeOf(text = ''): ExportSize {
  const [malware = 0, npm = 0, PyPI = 0] = text.split(',').map(Number);
  return { malware, npm, PyPI };
}

const [work = '', ...words] = process.argv.slice(2);
WORK[work]?.(...words).then(
  result => process.stdout.write(JSON.stringify(result), () => process.exit()),
  error => {
    process.stderr.write(`${error?.stack ?? error}\n`);
    process.exitCode = 1;
  },
);
