import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import type { Ecosystem } from '../../../server/src/model/index.js';
import type { Logger } from '../../../server/src/ports/index.js';
import { buildDatabase } from '../../../server/src/services/database/builder.js';
import type { AdvisoryDatabase, DatabaseInfo } from '../../../server/src/services/database/contract.js';
import { openDatabase } from '../../../server/src/services/database/reader.js';
import {
  type UpdateOptions,
  type UpdateProgress,
  type UpdateResult,
  updateDatabase,
} from '../../../server/src/services/database/update.js';
import { createOsvExport } from '../../../server/src/services/osv/export.js';
import type { OsvRecord } from '../../support/services/osv.js';
import { type ExportServer, startExportServer } from '../../support/services/osvExport.js';

/** What tests of updates share: an export on loopback, and a folder for the database. */

export interface Setup {
  readonly server: ExportServer;
  readonly folder: string;
  /** What was warned of, and told as progress, so far. */
  readonly warnings: readonly string[];
  readonly told: readonly UpdateProgress[];
  update(options?: Partial<UpdateOptions>, signal?: AbortSignal): Promise<UpdateResult>;
  /** The ids that the database tells of a package, sorted; looked up in the current generation. */
  idsOf(name: string, ecosystem?: Ecosystem): readonly string[];
  info(): DatabaseInfo;
}

/** To be called at the top of a test file. */
export function useExport(): Setup {
  let server: ExportServer;
  let folder = '';
  let warnings: string[] = [];
  let told: UpdateProgress[] = [];
  beforeEach(async () => {
    server = await startExportServer();
    folder = mkdtempSync(path.join(tmpdir(), 'depwarden-update-'));
    warnings = [];
    told = [];
  });
  afterEach(async () => {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const logger: Logger = { error: text => warnings.push(text), warn: text => warnings.push(text), info() {}, debug() {} };
  return {
    get server() {
      return server;
    },
    get folder() {
      return folder;
    },
    get warnings() {
      return warnings;
    },
    get told() {
      return told;
    },
    async update(options = {}, signal = new AbortController().signal) {
      const source = createOsvExport({ url: server.url });
      const onProgress = (progress: UpdateProgress) => void told.push(progress);
      const usual: UpdateOptions = { folder, source, open: openDatabase, build: buildDatabase, clock: Date.now, logger, onProgress };
      try {
        return await updateDatabase({ ...usual, ...options }, signal);
      } finally {
        source.close();
      }
    },
    idsOf: (name, ecosystem = 'npm') =>
      withDatabase(folder, database =>
        database
          .find({ ecosystem, name })
          .map(({ id }) => id)
          .sort(),
      ),
    info: () => withDatabase(folder, ({ info }) => info),
  };
}

export function withDatabase<T>(folder: string, work: (database: AdvisoryDatabase) => T): T {
  const database = openDatabase(folder);
  if (!database) throw new Error('there is no database');
  try {
    return work(database);
  } finally {
    database.close();
  }
}

/** A record that says of packages that their release 1.0.0 is bad. A name is npm's, unless it stands behind `pypi:`. */
export function record(id: string, modified: string, names: readonly string[], more: Readonly<Record<string, unknown>> = {}): OsvRecord {
  const affected = names.map(name => {
    const [prefix, bare] = name.split(':');
    return {
      package: bare === undefined ? { ecosystem: 'npm', name } : { ecosystem: prefix === 'pypi' ? 'PyPI' : 'npm', name: bare },
      versions: ['1.0.0'],
    };
  });
  return { id, modified, published: modified, summary: `What ${id} is about`, affected, ...more };
}
