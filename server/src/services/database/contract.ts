// What the index of advisories promises to those who fill it and those who ask it. Made by builder.ts, opened by reader.ts.
import type { Advisory, Ecosystem, PackageId } from '../../model/index.js';

/** One record of the export on its way into an index: its bytes, not parsed. */
export interface ExportRecord {
  readonly ecosystem: Ecosystem;
  readonly id: string;
  readonly json: Uint8Array;
}

export interface DatabaseInfo {
  /** Name of the generation's file. */
  readonly generation: string;
  /** When the export was read, in milliseconds since 1970: what the age is told from. */
  readonly exportedAt: number;
  /** RFC 3339, the newest `modified` of an ecosystem's records: where the next delta begins. */
  readonly newestModified: Readonly<Partial<Record<Ecosystem, string>>>;
  /** Records in the index; those withdrawn, and those about no package of the ecosystem, are not. */
  readonly records: Readonly<Partial<Record<Ecosystem, number>>>;
  /** Records that could not be read. */
  readonly skipped: number;
  readonly bytes: number;
}

export interface AdvisoryDatabase {
  readonly info: DatabaseInfo;
  /** What is known of a package; throws `DamagedDatabase` where a checksum does not fit. Synchronous: one or two positioned reads. */
  find(id: PackageId): readonly Advisory[];
  /** Ids and `modified` of all records of an ecosystem, for a delta. */
  modified(ecosystem: Ecosystem): Iterable<readonly [id: string, modified: string]>;
  close(): void;
}

/** The file does not hold what was written to it, or is none that this version can read. */
export class DamagedDatabase extends Error {}

export interface BuildOptions {
  /** Where the generations are; made where it is missing. */
  readonly folder: string;
  /** Milliseconds since 1970. */
  readonly exportedAt: number;
  readonly base?: AdvisoryDatabase;
  /** Ids to leave out of `base`, in every ecosystem: changed or removed. What `records` has and can be read replaces what `base` has of it anyway. */
  readonly without?: ReadonlySet<string>;
  readonly onProgress?: (records: number) => void;
}

/** Opens the current generation of a database folder; undefined where there is none; throws `DamagedDatabase` where header or tables do not fit their checksums. */
export type OpenDatabase = (folder: string) => AdvisoryDatabase | undefined;

/**
 * Writes one new immutable generation from `records` (and what `base` holds besides) and makes it the current one atomically; old generations are
 * removed when nobody can still be opening them. Bounded memory. Rejects without having touched the current one.
 */
export type BuildDatabase = (records: AsyncIterable<ExportRecord>, options: BuildOptions, signal: AbortSignal) => Promise<DatabaseInfo>;
