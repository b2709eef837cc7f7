// The heavy half of the language server, loaded once the client is ready: adapters, engine, session.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { composeWorld } from './compose.js';
import type { SessionPlan } from './lsp/server.js';
import { createSession, type Session } from './lsp/session.js';
import type { Logger } from './ports.js';
import { diskFolders } from './sources/diskFolders.js';
import { diskFiles } from './sources/files.js';

export function startSession(plan: SessionPlan): Session {
  const logger = loggerTo(plan);
  return createSession({
    ...plan,
    disk: diskFiles,
    installedFolders: diskFolders(),
    clock: Date.now,
    logger,
    createWorld: (settings, places) => composeWorld(settings, process.env, logger, places.rootOf, places.interpreterOf),
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

/** The rules' documentation lies beside the bundle; where it does not, there is nothing to open. */
function rulePages(): (rule: string) => string | undefined {
  const file = path.join(__dirname, '..', 'docs', 'rules.md');
  const page = existsSync(file) ? pathToFileURL(file).href : undefined;
  return rule => page && `${page}#${rule}`;
}
