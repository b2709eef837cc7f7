import type { Advisory, Ecosystem } from '../../model/index.js';
import { encodeBlock } from './block.js';
import type { ExportRecord } from './contract.js';
import { hashOf } from './format.js';
import { blocksOf } from './packages.js';
import type { Parts } from './parts.js';

/** A record larger than this is skipped and counted. Bytes. The largest ones that are known have some hundred thousand. */
export const LARGEST_RECORD = 4 * 1024 * 1024;

/** What of the records has to stay in memory until the index is written. */
export interface Gathered {
  /** Every record that could be read; empty where nobody asks for it. */
  readonly came: readonly Pick<Filed, 'ecosystem' | 'id'>[];
  /** Records under no name. */
  readonly elsewhere: readonly Filed[];
  readonly unreadable: readonly Pick<Filed, 'ecosystem' | 'id'>[];
  readonly newestModified: Readonly<Partial<Record<Ecosystem, string>>>;
}

/** A record of an ecosystem. */
export interface Filed {
  readonly ecosystem: Ecosystem;
  readonly id: string;
  readonly modified: string;
}

export interface Gathering {
  /** Gets what the index will say of each record under each name. */
  readonly parts: Parts;
  /** Whether to remember which records there were. */
  readonly keepsIds: boolean;
  readonly onProgress: (records: number) => void;
  /** When the export was read, in milliseconds since 1970: what is withdrawn later counts. */
  readonly now: number;
}

/** Reads all records. Rejects as they and `parts` do. */
export async function gather(
  records: AsyncIterable<ExportRecord>,
  { parts, keepsIds, onProgress, now }: Gathering,
  signal: AbortSignal,
): Promise<Gathered> {
  const { readAdvisory } = await import('../../advisories/osv.js'); // heavy, and only the making of an index needs it
  const came: Pick<Filed, 'ecosystem' | 'id'>[] = [];
  const elsewhere: Filed[] = [];
  const unreadable: Pick<Filed, 'ecosystem' | 'id'>[] = [];
  const newestModified: Partial<Record<Ecosystem, string>> = {};
  let count = 0;

  async function file(advisory: Advisory, ecosystem: Ecosystem): Promise<void> {
    const { id, modified } = advisory;
    if (keepsIds) came.push({ ecosystem, id });
    newestModified[ecosystem] = newer(newestModified[ecosystem] ?? '', modified);
    const blocks = advisory.withdrawn ? [] : blocksOf(advisory, ecosystem);
    if (blocks.length === 0) elsewhere.push({ ecosystem, id, modified });
    for (const block of blocks) await parts.add({ hash: hashOf(block.id), bytes: encodeBlock(block) });
  }

  for await (const record of records) {
    signal.throwIfAborted();
    const advisory = record.json.length > LARGEST_RECORD ? undefined : readAdvisory(parsed(record.json), now);
    if (advisory !== undefined) await file(advisory, record.ecosystem);
    else unreadable.push({ ecosystem: record.ecosystem, id: record.id });
    if (++count % RECORDS_A_STEP === 0) onProgress(count);
  }
  onProgress(count);
  return { came, elsewhere, unreadable, newestModified };
}

/** Tells records apart: the exports of two ecosystems may both have a record, each with its own copy. */
export function idKey({ ecosystem, id }: Pick<Filed, 'ecosystem' | 'id'>): string {
  return `${ecosystem} ${id}`;
}

/** The later of two times as OSV writes them (RFC 3339, UTC; fractions of a second or none); `''` is before all others. */
export function newer(a: string, b: string): string {
  if (a === '' || b === '') return a || b;
  const later = Date.parse(a) - Date.parse(b);
  return later > 0 || (later === 0 && withoutZone(a) > withoutZone(b)) ? a : b;
}

/** Fractions finer than milliseconds compare as text. */
function withoutZone(time: string): string {
  return time.replace(/Z$/, '');
}

function parsed(json: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(json.buffer, json.byteOffset, json.byteLength).toString('utf8'));
  } catch {
    return undefined;
  }
}

const RECORDS_A_STEP = 1000;
