// The program of the thread in which an editor's server updates the offline database, so that it goes on answering meanwhile.

import { parentPort, workerData } from 'node:worker_threads';
import { type DatabasePlace, updateOfflineDatabase } from './compose/database.js';
import type { Logger } from './ports/index.js';
import type { FromThread } from './services/database/updateThread.js';
import { messageOf } from './text/messageOf.js';

const controller = new AbortController();
const tell = (message: FromThread): void => parentPort?.postMessage(message);
const log =
  (level: keyof Logger) =>
  (text: string): void =>
    tell({ kind: 'log', level, text });
const logger: Logger = { error: log('error'), warn: log('warn'), info: log('info'), debug: log('debug') };

parentPort?.once('message', () => controller.abort(new Error('cancelled')));
updateOfflineDatabase(workerData as DatabasePlace, logger, progress => tell({ kind: 'progress', progress }), controller.signal)
  .then(
    result => tell({ kind: 'done', result }),
    (error: unknown) => tell({ kind: 'failed', message: messageOf(error) }),
  )
  .finally(() => parentPort?.close());
