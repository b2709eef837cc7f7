import type { Ecosystem } from '../../model/index.js';
import type { AdvisoryDatabase } from './contract.js';
import type { ExportSource, ListedRecord } from './exportSource.js';

/** What of an ecosystem is to be asked for again. */
export interface Changes {
  /** Ids that are new or were changed. */
  readonly changed: ReadonlySet<string>;
  /** Ids that the database has and the export lists no longer; only where the list was read whole. */
  readonly removed: ReadonlySet<string>;
}

export interface ChangesOptions {
  readonly base: AdvisoryDatabase;
  readonly ecosystem: Ecosystem;
  readonly source: Pick<ExportSource, 'changes'>;
  /** Read the list whole, and compare each record: finds what was removed, and what was listed late. */
  readonly whole: boolean;
  /** More changes than that are not looked for. */
  readonly most: number;
}

/**
 * Holds an export's list of changes against a database. The list is read from its newest row to those that are older than the newest record of the
 * database, and some more to see that it is in order: one that is not is read whole. Disorder further down is found when the list is read whole.
 * @returns undefined where there are too many changes to be asked for one by one, or more is missing than can have been removed
 */
export async function findChanges(
  { base, ecosystem, source, whole, most }: ChangesOptions,
  signal: AbortSignal,
): Promise<Changes | undefined> {
  const since = base.info.newestModified[ecosystem];
  if (since === undefined) return undefined;
  const list = await readList(source.changes(ecosystem, signal), whole ? undefined : instantOf(since));
  const known = isToBeCompared(list, instantOf(since)) ? knownOf(base, ecosystem) : NOTHING_KNOWN;
  const changed = new Set(list.rows.filter(row => instantOf(row.modified) > (known.get(row.id) ?? '')).map(({ id }) => id));
  const listed = list.isWhole ? new Set(list.rows.map(({ id }) => id)) : undefined;
  const removed = new Set(listed && [...known].filter(([id, at]) => at <= list.newest && !listed.has(id)).map(([id]) => id));
  const isTooMuch = changed.size > most || removed.size > Math.max(FEW_REMOVED, known.size * MOST_REMOVED_SHARE);
  return isTooMuch ? undefined : { changed, removed };
}

/** More than so many, or so large a share, are not removed at once: the list is not all of it. */
const FEW_REMOVED = 20;
const MOST_REMOVED_SHARE = 0.05;

const NOTHING_KNOWN: ReadonlyMap<string, string> = new Map();

/** Going through a database takes longer than asking again for the few records that changed in the very moment where it ends. */
function isToBeCompared({ rows, isWhole }: List, since: string): boolean {
  return isWhole || rows.filter(row => instantOf(row.modified) === since).length > ASKED_AGAIN;
}

const ASKED_AGAIN = 20;

/** Which of `ids` a database has in an ecosystem. */
export function heldOf(base: AdvisoryDatabase, ecosystem: Ecosystem, ids: ReadonlySet<string>): ReadonlySet<string> {
  const held = new Set<string>();
  for (const [id] of base.modified(ecosystem)) if (ids.has(id)) held.add(id);
  return held;
}

interface List {
  /** All rows, or those from `since` on. */
  readonly rows: readonly ListedRecord[];
  readonly isWhole: boolean;
  /** Of the rows read; a mirror may be behind the database. */
  readonly newest: string;
}

/** @param since how far to read; undefined: to the end */
async function readList(list: AsyncIterable<ListedRecord>, since: string | undefined): Promise<List> {
  const rows: ListedRecord[] = [];
  let wanted = 0;
  let last: string | undefined;
  let newest = '';
  let isOrdered = since !== undefined;
  for await (const row of list) {
    const at = instantOf(row.modified);
    // a list in order begins with what is at least as new as the database
    if (at > (last ?? at) || (last === undefined && since !== undefined && at < since)) isOrdered = false;
    last = at;
    if (at > newest) newest = at;
    rows.push(row);
    if (since !== undefined && at >= since) wanted = rows.length;
    if (isOrdered && rows.length >= wanted + MARGIN) return { rows: rows.slice(0, wanted), isWhole: false, newest };
  }
  return { rows, isWhole: true, newest };
}

/** Rows read beyond the last that is wanted. */
const MARGIN = 1000;

function knownOf(base: AdvisoryDatabase, ecosystem: Ecosystem): ReadonlyMap<string, string> {
  const known = new Map<string, string>();
  for (const [id, modified] of base.modified(ecosystem)) known.set(id, instantOf(modified));
  return known;
}

/** A form of a time (RFC 3339) that is ordered as text, whatever digits and offset it was written with. */
function instantOf(modified: string): string {
  const [, seconds, fraction = '', zone] = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?\d*(Z|[+-]\d\d:\d\d)$/i.exec(modified) ?? [];
  if (seconds === undefined) return '';
  const atZero = zone === 'Z' || zone === 'z' ? seconds : new Date(`${seconds}${zone}`).toISOString().slice(0, 19);
  return `${atZero}.${fraction.padEnd(9, '0')}`;
}
