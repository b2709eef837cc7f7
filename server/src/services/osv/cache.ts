import { listedFor } from '../../advisories/matching.js';
import type { Advisory, Lookup, PackageId } from '../../model/index.js';
import type { Cache, Clock } from '../../ports/index.js';

// What is remembered of OSV: for each package its list with the advisories themselves, so that recalling a package is one read, and each
// record on its own, for packages that share one and for lists of which some records did not arrive.

/** One entry of a batch answer. */
export interface RecordRef {
  readonly id: string;
  readonly modified: string;
}

/** An advisory with the time of modification that the batch answer gave for it. */
export interface KnownRecord {
  readonly modified: string;
  readonly advisory: Advisory;
}

/** What a service said of one package. Withdrawn advisories are still among the records. */
export interface KnownList {
  readonly fetchedAt: number;
  readonly records: readonly KnownRecord[];
}

export interface OsvCache {
  readList(id: PackageId): Promise<KnownList | undefined>;
  /** Remembers the complete list of a package, as of now. It is written behind: of thousands of answers, none waits for a disk. */
  writeList(id: PackageId, records: readonly KnownRecord[]): KnownList;
  /** The record, unless what is remembered of it is not the version asked for. */
  readRecord(ref: RecordRef): Promise<KnownRecord | undefined>;
  writeRecord(record: KnownRecord): void;
}

/** `service` tells services apart. */
export function createOsvCache(service: string, cache: Cache, clock: Clock): OsvCache {
  const listKey = (id: PackageId) => `osv ${service} list ${id.ecosystem} ${id.name}`;
  const recordKey = (id: string) => `osv ${service} record ${id}`;
  return {
    async readList(id) {
      const stored = (await cache.read(listKey(id))) as Stored<KnownList> | undefined;
      const isList = stored?.schema === SCHEMA && typeof stored.value?.fetchedAt === 'number' && Array.isArray(stored.value.records);
      return isList ? stored.value : undefined;
    },
    writeList(id, records) {
      const value = { fetchedAt: clock(), records };
      void cache.write(listKey(id), { schema: SCHEMA, value } satisfies Stored<KnownList>);
      return value;
    },
    async readRecord(ref) {
      const stored = (await cache.read(recordKey(ref.id))) as Stored<KnownRecord> | undefined;
      const isCurrent = stored?.schema === SCHEMA && ref.modified !== '' && stored.value?.modified === ref.modified;
      return isCurrent && stored.value.advisory !== undefined ? stored.value : undefined;
    },
    writeRecord(record) {
      void cache.write(recordKey(record.advisory.id), { schema: SCHEMA, value: record } satisfies Stored<KnownRecord>);
    },
  };
}

/** A package's answer as the rest of the program sees it: without what was withdrawn, and each record one of this package. */
export function answerOf(id: PackageId, list: KnownList): Extract<Lookup<readonly Advisory[]>, { kind: 'found' }> {
  const value = list.records.flatMap(({ advisory }) => (advisory.withdrawn ? [] : [listedFor(advisory, id)]));
  return { kind: 'found', value, fetchedAt: list.fetchedAt };
}

/** Raised when `Advisory`, or what is read into it from a record, changes. */
const SCHEMA = 2;

interface Stored<T> {
  readonly schema: typeof SCHEMA;
  readonly value: T;
}
