// Puts together what brings the offline database of advisories up to date.

import { type Connections, connectionsOf } from '../ecosystems/shared/defaultRoute.js';
import type { Settings } from '../policy/config.js';
import type { Logger } from '../ports/index.js';
import { buildDatabase } from '../services/database/builder.js';
import { openDatabase } from '../services/database/reader.js';
import { type UpdateProgress, type UpdateResult, updateDatabase } from '../services/database/update.js';
import { databaseFolderOf } from '../services/disk/cacheFolder.js';
import { createByteClient } from '../services/http/byteClient.js';
import { createOsvExport } from '../services/osv/export.js';

export { DamagedDatabase, type DatabaseInfo } from '../services/database/contract.js';
export { openDatabase } from '../services/database/reader.js';
export { progressText, type UpdateProgress, type UpdateResult } from '../services/database/update.js';
export { updateInThread } from '../services/database/updateThread.js';

export interface DatabasePlace {
  readonly folder: string;
  /** Base of the export; OSV's own where it is undefined. */
  readonly exportUrl: string | undefined;
  readonly connections: Connections;
}

/** Where the database is kept and where it comes from: as the settings say, else the environment (`DEPWARDEN_OSV_EXPORT_URL`), else OSV's own. */
export function databasePlaceOf(settings: Settings, env: NodeJS.ProcessEnv): DatabasePlace {
  return {
    folder: databaseFolderOf(settings.cacheFolder, env),
    exportUrl: settings.exportUrl ?? env.DEPWARDEN_OSV_EXPORT_URL,
    connections: connectionsOf(settings.connections, env),
  };
}

/**
 * Updates the database in this thread, which is busy with it for up to a minute the first time. Progress is told ten times a second at most.
 * Rejects with a message fit to be shown.
 */
export async function updateOfflineDatabase(
  { folder, exportUrl, connections }: DatabasePlace,
  logger: Logger,
  onProgress: (progress: UpdateProgress) => void,
  signal: AbortSignal,
): Promise<UpdateResult> {
  const source = createOsvExport({ url: exportUrl, client: createByteClient({ ...connections, logger }) });
  try {
    return await updateDatabase(
      { folder, source, open: openDatabase, build: buildDatabase, clock: Date.now, logger, onProgress: nowAndThen(onProgress) },
      signal,
    );
  } finally {
    source.close();
  }
}

/** What says who is waited for is never left out. */
function nowAndThen(onProgress: (progress: UpdateProgress) => void): (progress: UpdateProgress) => void {
  let last = Number.NEGATIVE_INFINITY;
  return progress => {
    const now = performance.now();
    if (progress.kind !== 'waiting' && now - last < TOLD_EVERY_MS) return;
    last = now;
    onProgress(progress);
  };
}

const TOLD_EVERY_MS = 100;
