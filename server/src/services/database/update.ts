import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Ecosystem } from '../../model/index.js';
import type { Clock, Logger } from '../../ports/index.js';
import { messageOf } from '../../text/messageOf.js';
import { makeFolder } from '../disk/makeFolder.js';
import {
  type AdvisoryDatabase,
  type BuildDatabase,
  type BuildOptions,
  DamagedDatabase,
  type DatabaseInfo,
  type ExportRecord,
  type OpenDatabase,
} from './contract.js';
import { ECOSYSTEMS, ExportFailure, type ExportSource } from './exportSource.js';
import { type LockOwner, withLock } from './lock.js';
import { fetchAll, isPlausible, type PlanProgress, planOf, recordsOf } from './plan.js';

export interface UpdateOptions {
  /** Of the database; made where it is missing. */
  readonly folder: string;
  readonly source: ExportSource;
  readonly open: OpenDatabase;
  readonly build: BuildDatabase;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly onProgress?: (progress: UpdateProgress) => void;
}

/** How far an update is; a message fit to be shown is `progressText`. */
export type UpdateProgress =
  | { readonly kind: 'waiting'; readonly owner: LockOwner }
  | PlanProgress
  | { readonly kind: 'downloading'; readonly ecosystem: Ecosystem; readonly bytes: number; readonly total: number | undefined }
  | { readonly kind: 'building'; readonly records: number };

export interface UpdateResult {
  readonly info: DatabaseInfo;
  /** `whole`: read from the archives. `changes`: made of the database before and what had changed. `another`: by another process, while this one waited. */
  readonly how: 'whole' | 'changes' | 'another';
  /** Records that were asked for one by one, or dropped. */
  readonly changed: number;
}

/** The message says in one sentence what went wrong. What was there before is still there. */
export class UpdateFailure extends Error {}

/**
 * Brings the offline database of advisories up to date: by the export's list of changes where there is a database, else, or where that is more work,
 * by its archives. One process at a time; a database stays whole whatever happens, because a new one takes its place in one step.
 * Rejects with `UpdateFailure`, or with the signal's reason.
 */
export async function updateDatabase(options: UpdateOptions, signal: AbortSignal): Promise<UpdateResult> {
  const { folder, onProgress } = options;
  const began = options.clock();
  let waited = false;
  const onWaiting = (owner: LockOwner): void => {
    waited = true;
    onProgress?.({ kind: 'waiting', owner });
  };
  try {
    await makeFolder(folder);
    return await withLock({ folder, onWaiting }, signal, async inner => {
      const base = openBase(options);
      try {
        if (waited && base && base.info.exportedAt >= began) return { info: base.info, how: 'another', changed: 0 };
        return await updateFrom(base, options, inner);
      } finally {
        base?.close();
      }
    });
  } catch (error) {
    signal.throwIfAborted();
    if (isDiskFull(error)) await removeDownloads(folder).catch(() => {});
    throw failureOf(error, folder);
  }
}

/** How far an update is, in a few words. */
export function progressText(progress: UpdateProgress): string {
  switch (progress.kind) {
    case 'waiting':
      return `waiting for process ${progress.owner.pid}, which is updating the database`;
    case 'listing':
      return `reading what has changed (${progress.ecosystem})`;
    case 'downloading':
      return `downloading ${progress.ecosystem}: ${megabytes(progress.bytes)}${progress.total === undefined ? '' : ` of ${megabytes(progress.total)}`} MB`;
    case 'fetching':
      return `fetching changed records: ${progress.done} of ${progress.total}`;
    case 'building':
      return `writing the index: ${progress.records} records`;
  }
}

async function updateFrom(base: AdvisoryDatabase | undefined, options: UpdateOptions, signal: AbortSignal): Promise<UpdateResult> {
  if (base) {
    try {
      const updated = await updateByChanges(base, options, signal);
      if (updated) return updated;
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof DamagedDatabase) && !(error instanceof ExportFailure && error.kind !== 'trouble')) throw error;
      options.logger.warn(`the advisory database is made anew: ${error.message}`);
    }
  }
  return updateWhole(options, signal);
}

/** A damaged database is as good as none. */
function openBase({ folder, open, logger }: UpdateOptions): AdvisoryDatabase | undefined {
  try {
    return open(folder);
  } catch (error) {
    if (!(error instanceof DamagedDatabase)) throw error;
    logger.warn(`the advisory database is damaged and made anew: ${error.message}`);
    return undefined;
  }
}

async function updateWhole(options: UpdateOptions, signal: AbortSignal): Promise<UpdateResult> {
  const { folder, source, clock, onProgress } = options;
  const exportedAt = clock();
  for (const ecosystem of ECOSYSTEMS) {
    const onBytes = (bytes: number, total: number | undefined): void => onProgress?.({ kind: 'downloading', ecosystem, bytes, total });
    await source.download(ecosystem, downloadFile(folder, ecosystem), onBytes, signal);
  }
  const info = await build(recordsOfAll(source, folder, signal), { folder, exportedAt }, options, signal);
  await removeDownloads(folder);
  return { info, how: 'whole', changed: 0 };
}

async function* recordsOfAll(source: ExportSource, folder: string, signal: AbortSignal): AsyncGenerator<ExportRecord> {
  for (const ecosystem of ECOSYSTEMS) yield* source.records(ecosystem, downloadFile(folder, ecosystem), signal);
}

/** Undefined where the archives are the better way. */
async function updateByChanges(base: AdvisoryDatabase, options: UpdateOptions, signal: AbortSignal): Promise<UpdateResult | undefined> {
  const { folder, clock } = options;
  const exportedAt = clock();
  const plan = await planOf(base, weekOf(exportedAt) !== weekOf(base.info.exportedAt), options, signal);
  const fetched = plan && (await fetchAll(plan, options, signal));
  if (!fetched || !isPlausible(fetched)) return undefined;
  const unreadable = new Set([...fetched].filter(([, record]) => record?.json.length === 0).map(([id]) => id));
  const without = new Set([...plan.keys()].filter(id => !unreadable.has(id)));
  const info = await build(recordsOf(fetched, plan), { folder, exportedAt, base, without }, options, signal);
  await removeDownloads(folder);
  return { info, how: 'changes', changed: plan.size };
}

/** Once in a calendar week the list is read to its end: that finds what was removed without a trace. */
function weekOf(time: number): number {
  return Math.floor(time / (7 * 24 * 60 * 60 * 1000));
}

function build(
  records: AsyncIterable<ExportRecord>,
  buildOptions: BuildOptions,
  { build: make, onProgress }: UpdateOptions,
  signal: AbortSignal,
): Promise<DatabaseInfo> {
  const told = { ...buildOptions, onProgress: (count: number): void => onProgress?.({ kind: 'building', records: count }) };
  return make(records, told, signal);
}

function downloadFile(folder: string, ecosystem: Ecosystem): string {
  return join(folder, `${DOWNLOAD}${ecosystem}.zip`);
}

const DOWNLOAD = 'download-';

/** Those of earlier updates too, which were stopped and never taken up. */
async function removeDownloads(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter(name => name.startsWith(DOWNLOAD));
  await Promise.all(names.map(name => rm(join(folder, name), { force: true })));
}

function failureOf(error: unknown, folder: string): UpdateFailure {
  if (error instanceof ExportFailure) return new UpdateFailure(error.message);
  const code = codeOf(error);
  if (isDiskFull(error)) return new UpdateFailure(`no space left on the disk for ${folder}; the database is as it was`);
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return new UpdateFailure(`no permission to write to ${folder}`);
  if (code !== '' && 'syscall' in (error as object)) return new UpdateFailure(`${folder} cannot be written to (${code})`);
  return new UpdateFailure(messageOf(error));
}

/** EDQUOT: the user's share of the disk. EFBIG: the process' limit for one file. */
function isDiskFull(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT', 'EFBIG'].includes(codeOf(error));
}

function codeOf(error: unknown): string {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? code : '';
}

function megabytes(bytes: number): string {
  return (bytes / 1_000_000).toFixed(1);
}
