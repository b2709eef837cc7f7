import { randomBytes } from 'node:crypto';
import { open, readdir, rename, unlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ECOSYSTEM_IDS } from '../../ecosystems/identities.js';
import { makeFolder } from '../disk/makeFolder.js';
import { type BuildOptions, DamagedDatabase, type DatabaseInfo, type ExportRecord } from './contract.js';
import { CURRENT, generationName, isGenerationName, type Summary } from './format.js';
import { type Gathered, gather, idKey, newer } from './gather.js';
import { createGenerationFile } from './generationFile.js';
import { type Gone, restOf, writeBlocks } from './merge.js';
import { createParts } from './parts.js';
import { currentGeneration, type Generation, openGeneration } from './reader.js';

/**
 * Writes one new immutable generation from `records`, and from what `base` (a generation of the same folder) holds besides, and makes it the current one
 * by one rename. What the new records say replaces what `base` says of the same ones; where a new form cannot be read, the old one stays. Memory does not
 * grow with the export but for some bytes a package. The files of other generations are removed: who has one open keeps it, and who is about to open one
 * looks again for the current one. Records that come without a pause keep the thread busy; a source of them gives way now and then.
 * Rejects with the signal's reason, `DamagedDatabase` of `base`, or what the file system says, and the current generation is untouched.
 * One process at a time may build in a folder.
 */
export async function buildDatabase(
  records: AsyncIterable<ExportRecord>,
  options: BuildOptions,
  signal: AbortSignal,
): Promise<DatabaseInfo> {
  const { folder } = options;
  await makeFolder(folder);
  await removeOthers(folder);
  const generation = generationName(randomBytes(8).toString('hex'));
  try {
    const info = await writeGeneration(records, generation, options, signal);
    signal.throwIfAborted();
    await rename(path.join(folder, `${generation}${TEMPORARY}`), path.join(folder, generation));
    await makeCurrent(folder, generation);
    return info;
  } finally {
    await removeOthers(folder).catch(() => {}); // what stays is removed when the next one is made
  }
}

async function writeGeneration(
  records: AsyncIterable<ExportRecord>,
  generation: string,
  options: BuildOptions,
  signal: AbortSignal,
): Promise<DatabaseInfo> {
  const place = path.join(options.folder, generation);
  return using(openBase(options), async base =>
    using(await createParts(`${place}${PARTS}`), async parts =>
      using(await createGenerationFile(`${place}${TEMPORARY}`), async file => {
        const gathered = await gather(
          records,
          { parts, keepsIds: base !== undefined, onProgress: options.onProgress ?? (() => {}), now: options.exportedAt },
          signal,
        );
        const gone = goneOf(gathered, options);
        const counts = await writeBlocks({ parts, base, gone, file }, signal);
        const rest = restOf(gathered, base, gone);
        const summary: Summary = {
          exportedAt: options.exportedAt,
          newestModified: newestOf(gathered, base),
          records: counts,
          skipped: Object.values(rest.unreadable).flat().length,
        };
        return { generation, ...summary, bytes: await file.finish(summary, rest) };
      }),
    ),
  );
}

/** What is new takes the place of what was there. */
function goneOf({ came }: Gathered, { without = NOTHING }: BuildOptions): Gone {
  const keys = new Set(came.map(idKey));
  return {
    ids: new Set([...without, ...came.map(({ id }) => id)]),
    has: record => without.has(record.id) || keys.has(idKey(record)),
  };
}

const NOTHING: ReadonlySet<string> = new Set();

/** Does `work` with something that is closed behind it. */
async function using<R extends { close(): unknown } | undefined, T>(resource: R, work: (resource: R) => Promise<T>): Promise<T> {
  try {
    return await work(resource);
  } finally {
    await resource?.close();
  }
}

/** The generation that `base` is, opened once more: to be read in order, and until this one is written. */
function openBase({ folder, base }: BuildOptions): Generation | undefined {
  if (base === undefined) return undefined;
  const generation = openGeneration(folder, base.info.generation);
  if (generation === undefined) throw new DamagedDatabase(`${base.info.generation} is missing`);
  return generation;
}

function newestOf({ newestModified }: Gathered, base: Generation | undefined): DatabaseInfo['newestModified'] {
  const before = base?.info.newestModified;
  const newest = ECOSYSTEM_IDS.map(id => [id, newer(before?.[id] ?? '', newestModified[id] ?? '')] as const);
  return Object.fromEntries(newest.filter(([, time]) => time !== ''));
}

async function makeCurrent(folder: string, generation: string): Promise<void> {
  const temporary = path.join(folder, `${CURRENT}${TEMPORARY}`);
  await writeFile(temporary, `${generation}\n`, { mode: 0o600, flush: true });
  await renameOver(temporary, path.join(folder, CURRENT));
  await syncFolder(folder);
}

/** On Windows that is refused while another process reads the file, which takes it some microseconds. */
async function renameOver(from: string, to: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await rename(from, to);
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? '';
      if (attempt === ATTEMPTS || !['EPERM', 'EACCES', 'EBUSY'].includes(code)) throw error;
      await delay(attempt * 10);
    }
  }
}

const ATTEMPTS = 10;

/** So that the renaming outlasts a power cut; not every system lets a folder be opened. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined);
  await handle?.sync().catch(() => {});
  await handle?.close();
}

/** Removes every file of a generation but the current one's, those of builds that did not come to their end among them. */
async function removeOthers(folder: string): Promise<void> {
  const kept = knownCurrent(folder);
  const names = await readdir(folder);
  const others = names.filter(name => name !== kept && isOfBuild(name));
  await Promise.all(others.map(name => unlink(path.join(folder, name)).catch(() => {}))); // fails on Windows while somebody reads it
}

function isOfBuild(name: string): boolean {
  return name === `${CURRENT}${TEMPORARY}` || isGenerationName(name.replace(/\.(?:tmp|parts)$/, ''));
}

/** The current generation's file; undefined where there is none, or it cannot be told which. */
function knownCurrent(folder: string): string | undefined {
  try {
    return currentGeneration(folder);
  } catch (error) {
    if (error instanceof DamagedDatabase) return undefined;
    throw error;
  }
}

const TEMPORARY = '.tmp';
const PARTS = '.parts';
