// The heavy half of the language server, loaded once the client is ready: adapters, engine, session.
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { version } from '../../../package.json';
import { databasePlaceOf, progressText, updateInThread } from '../compose/database.js';
import { composeWorld, openDisk } from '../compose/index.js';
import type { Logger } from '../ports/index.js';
import { markedLines } from '../text/sanitize.js';
import { composeSession, type RunningSession } from './composition.js';
import type { SessionPlan } from './server.js';
import type { UpdateDatabase } from './session/databaseUpdate.js';
import { pathOf } from './session/uris.js';

export function startSession(plan: SessionPlan): RunningSession {
  const logger = loggerTo(plan);
  const trust = { isTrusted: plan.isTrusted, folders: () => plan.folders().map(pathOf) };
  const disk = openDisk(trust);
  return composeSession({
    ...plan,
    version,
    disk: disk.files,
    installedFolders: disk.folders,
    clock: Date.now,
    logger,
    createServices: (settings, places) => composeWorld(settings, process.env, logger, { ...places, ...trust }),
    updateDatabase: databaseUpdater(logger),
    rulePage: rulePages(),
  });
}

function loggerTo({ connection }: SessionPlan): Logger {
  return {
    error: message => connection.console.error(markedLines(message)),
    warn: message => connection.console.warn(markedLines(message)),
    info: message => connection.console.info(markedLines(message)),
    debug: message => connection.console.debug(markedLines(message)),
  };
}

/** The thread's program lies beside the bundle. */
function databaseUpdater(logger: Logger): UpdateDatabase {
  return async (settings, onProgress, signal) => {
    const place = databasePlaceOf(settings, process.env);
    const program = path.join(__dirname, 'database.js');
    const { info } = await updateInThread({ program, place, logger, onProgress: progress => onProgress(progressText(progress)) }, signal);
    const records = Object.values(info.records).reduce((sum, count) => sum + count, 0);
    return { records, megabytes: Math.round(info.bytes / 100_000) / 10 };
  };
}

/** The rules' pages lie beside the bundle; of one that does not there is nothing to open. */
function rulePages(): (rule: string) => string | undefined {
  const folder = path.join(__dirname, '..', 'docs', 'rules');
  const pages = new Set(existsSync(folder) ? readdirSync(folder) : []);
  return rule => (pages.has(`${rule}.md`) ? pathToFileURL(path.join(folder, `${rule}.md`)).href : undefined);
}
