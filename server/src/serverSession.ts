// The heavy half of the language server, loaded once the client is ready: adapters, engine, session.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { composeWorld } from './compose.js';
import { databaseFolderOf, exportUrlOf, progressText } from './composeDatabase.js';
import type { UpdateDatabase } from './lsp/databaseUpdates.js';
import type { SessionPlan } from './lsp/server.js';
import { createSession, type Session } from './lsp/session.js';
import type { Logger } from './ports.js';
import { diskFolders } from './sources/diskFolders.js';
import { diskFiles } from './sources/files.js';
import { updateInThread } from './store/database/updateThread.js';

export function startSession(plan: SessionPlan): Session {
  const logger = loggerTo(plan);
  return createSession({
    ...plan,
    disk: diskFiles,
    installedFolders: diskFolders(),
    clock: Date.now,
    logger,
    createWorld: (settings, places) => composeWorld(settings, process.env, logger, places.rootOf, places.interpreterOf),
    updateDatabase: databaseUpdater(logger),
    rulePage: rulePages(),
  });
}

function loggerTo({ connection }: SessionPlan): Logger {
  return {
    error: message => connection.console.error(message),
    warn: message => connection.console.warn(message),
    info: message => connection.console.info(message),
    debug: message => connection.console.debug(message),
  };
}

/** The thread's program lies beside the bundle. */
function databaseUpdater(logger: Logger): UpdateDatabase {
  return async (settings, onProgress, signal) => {
    const place = { folder: databaseFolderOf(settings.cacheFolder, process.env), exportUrl: exportUrlOf(settings, process.env) };
    const program = path.join(__dirname, 'database.js');
    const { info } = await updateInThread(
      { program, ...place, logger, onProgress: progress => onProgress(progressText(progress)) },
      signal,
    );
    const records = Object.values(info.records).reduce((sum, count) => sum + count, 0);
    return { records, megabytes: Math.round(info.bytes / 100_000) / 10 };
  };
}

/** The rules' documentation lies beside the bundle; where it does not, there is nothing to open. */
function rulePages(): (rule: string) => string | undefined {
  const file = path.join(__dirname, '..', 'docs', 'rules.md');
  const page = existsSync(file) ? pathToFileURL(file).href : undefined;
  return rule => page && `${page}#${rule}`;
}
