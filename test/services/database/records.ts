// Short ways to write records of an export, and to make an index of them.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Advisory, Ecosystem, PackageId } from '../../../server/src/model/index.js';
import { buildDatabase } from '../../../server/src/services/database/builder.js';
import type { AdvisoryDatabase, BuildOptions, DatabaseInfo, ExportRecord } from '../../../server/src/services/database/contract.js';
import { openDatabase } from '../../../server/src/services/database/reader.js';

export const EXPORTED_AT = Date.UTC(2026, 2, 24, 12);

export function newFolder(): string {
  return mkdtempSync(join(tmpdir(), 'depwarden-index-'));
}

/** A record of `ecosystem` under `id` about releases of `names`; `fields` replace what it has. */
export function recordOf(ecosystem: Ecosystem, id: string, names: readonly string[], fields: object = {}): ExportRecord {
  const record = {
    id,
    summary: `What ${id} says`,
    modified: '2026-03-01T10:00:00.123456Z',
    published: '2026-02-01T10:00:00Z',
    affected: names.map(name => ({
      package: { ecosystem, name },
      versions: ['1.0.0', '1.0.1'],
      ranges: [{ type: ecosystem === 'npm' ? 'SEMVER' : 'ECOSYSTEM', events: [{ introduced: '1.0.0' }, { fixed: '1.0.2' }] }],
    })),
    ...fields,
  };
  return { ecosystem, id, json: Buffer.from(JSON.stringify(record)) };
}

export async function* stream(records: Iterable<ExportRecord>): AsyncGenerator<ExportRecord> {
  yield* records;
}

export function build(folder: string, records: Iterable<ExportRecord>, options: Partial<BuildOptions> = {}): Promise<DatabaseInfo> {
  return buildDatabase(stream(records), { folder, exportedAt: EXPORTED_AT, ...options }, new AbortController().signal);
}

/** Opens the database of a folder for as long as `work` takes. */
export function withDatabase<T>(folder: string, work: (database: AdvisoryDatabase) => T): T {
  const database = openDatabase(folder);
  if (database === undefined) throw new Error(`there is no database in ${folder}`);
  try {
    return work(database);
  } finally {
    database.close();
  }
}

export function idsOf(advisories: readonly Advisory[]): readonly string[] {
  return advisories.map(advisory => advisory.id);
}

export function npm(name: string): PackageId {
  return { ecosystem: 'npm', name };
}

export function pypi(name: string): PackageId {
  return { ecosystem: 'PyPI', name };
}
