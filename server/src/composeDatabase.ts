// Puts together what brings the offline database of advisories up to date.
import type { Settings } from './config.js';
import type { Logger } from './ports.js';
import { createOsvExport } from './sources/osvExport.js';
import { buildDatabase } from './store/database/builder.js';
import { openDatabase } from './store/database/reader.js';
import { type UpdateProgress, type UpdateResult, updateDatabase } from './store/database/update.js';

export { databaseFolderOf } from './store/cacheFolder.js';
export { DamagedDatabase, type DatabaseInfo } from './store/database/contract.js';
export { openDatabase } from './store/database/reader.js';
export { progressText, type UpdateProgress, type UpdateResult } from './store/database/update.js';

export interface DatabasePlace {
  readonly folder: string;
  /** Base of the export; OSV's own where it is undefined. */
  readonly exportUrl: string | undefined;
}

/** Where the export is: the settings', else `DEPWARDEN_OSV_EXPORT_URL`, else OSV's own. */
export function exportUrlOf({ exportUrl }: Pick<Settings, 'exportUrl'>, env: NodeJS.ProcessEnv): string | undefined {
  return exportUrl ?? env.DEPWARDEN_OSV_EXPORT_URL;
}

/**
 * Updates the database in this thread, which is busy with it for up to a minute the first time. Progress is told ten times a second at most.
 * Rejects with a message fit to be shown.
 */
export async function updateOfflineDatabase(
  { folder, exportUrl }: DatabasePlace,
  logger: Logger,
  onProgress: (progress: UpdateProgress) => void,
  signal: AbortSignal,
): Promise<UpdateResult> {
  const source = createOsvExport({ url: exportUrl });
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
