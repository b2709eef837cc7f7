import type { Ecosystem } from '../../model/index.js';
import { linked } from '../linkedSignal.js';
import { findChanges, heldOf } from './changes.js';
import type { AdvisoryDatabase, ExportRecord } from './contract.js';
import { ECOSYSTEMS, type ExportSource, type FetchedRecord } from './exportSource.js';

export interface PlanOptions {
  readonly source: ExportSource;
  readonly onProgress?: (progress: PlanProgress) => void;
}

export type PlanProgress =
  | { readonly kind: 'listing'; readonly ecosystem: Ecosystem }
  | { readonly kind: 'fetching'; readonly done: number; readonly total: number };

/** Ids that are asked for one by one at most: more take longer than the archive. */
export const MOST_CHANGES = 5_000;
/** Records asked for at once. */
const AT_ONCE = 32;

/** For each id that is no longer right in the database: the ecosystems in which it is to be asked for; none where it is gone. */
export type Plan = ReadonlyMap<string, readonly Ecosystem[]>;

/**
 * Holds the export's lists of changes against a database. Rejects as `findChanges` does.
 * @param whole as of `findChanges`
 * @returns undefined where the archives are the better way
 */
export async function planOf(
  base: AdvisoryDatabase,
  whole: boolean,
  { source, onProgress }: PlanOptions,
  signal: AbortSignal,
): Promise<Plan | undefined> {
  const plan = new Map<string, Ecosystem[]>();
  const add = (id: string, ecosystems: readonly Ecosystem[]): void => void plan.set(id, [...(plan.get(id) ?? []), ...ecosystems]);
  const removed = new Map<Ecosystem, ReadonlySet<string>>();
  for (const ecosystem of ECOSYSTEMS) {
    onProgress?.({ kind: 'listing', ecosystem });
    const changes = await findChanges({ base, ecosystem, source, whole, most: MOST_CHANGES }, signal);
    if (changes === undefined) return undefined;
    for (const id of changes.changed) add(id, [ecosystem]);
    removed.set(ecosystem, changes.removed);
  }
  const all = new Set([...removed.values()].flatMap(ids => [...ids]));
  for (const id of all) add(id, []);
  // what one ecosystem has removed may still concern the other
  for (const [ecosystem, ids] of all.size > 0 ? removed : []) {
    for (const id of heldOf(base, ecosystem, all)) if (!ids.has(id)) add(id, [ecosystem]);
  }
  return plan;
}

/** What came of each id that was asked for; undefined: the export has none of it any more. */
export type Fetched = ReadonlyMap<string, FetchedRecord | undefined>;

/**
 * Whether listed records that are missing have been removed, for a few may be. Where hardly any is there the export has no single records at all, or is
 * just being written.
 */
export function isPlausible(fetched: Fetched): boolean {
  const gone = [...fetched.values()].filter(record => record === undefined).length;
  return gone * MOST_GONE <= fetched.size;
}

/** One in so many. */
const MOST_GONE = 10;

/** Asks for what the plan names, many at a time. Rejects with the first failure. */
export async function fetchAll(plan: Plan, { source, onProgress }: PlanOptions, signal: AbortSignal): Promise<Fetched> {
  const fetched = new Map<string, FetchedRecord | undefined>();
  const wanted = [...plan].filter(([, ecosystems]) => ecosystems.length > 0);
  const waiting = wanted.values();
  const stop = new AbortController();
  const inner = linked(signal, stop.signal);
  const work = async (): Promise<void> => {
    for (const [id, ecosystems] of waiting) {
      fetched.set(id, await fetchOne(id, ecosystems, source, inner.signal));
      onProgress?.({ kind: 'fetching', done: fetched.size, total: wanted.length });
    }
  };
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  } finally {
    stop.abort();
    inner.release();
  }
  return fetched;
}

async function fetchOne(
  id: string,
  ecosystems: readonly Ecosystem[],
  source: ExportSource,
  signal: AbortSignal,
): Promise<FetchedRecord | undefined> {
  for (const ecosystem of ecosystems) {
    const record = await source.record(ecosystem, id, signal);
    if (record) return record;
  }
  return undefined;
}

/** The records for the next generation: each stands under each ecosystem that lists it or that it affects. */
export async function* recordsOf(fetched: Fetched, plan: Plan): AsyncGenerator<ExportRecord> {
  for (const [id, record] of fetched) {
    if (!record) continue;
    for (const ecosystem of new Set([...(plan.get(id) ?? []), ...record.ecosystems])) yield { ecosystem, id, json: record.json };
  }
}
