import { Worker } from 'node:worker_threads';
import type { Logger } from '../../ports/index.js';
import { UpdateFailure, type UpdateProgress, type UpdateResult } from './update.js';

/** What the thread tells. */
export type FromThread =
  | { readonly kind: 'progress'; readonly progress: UpdateProgress }
  | { readonly kind: 'log'; readonly level: keyof Logger; readonly text: string }
  | { readonly kind: 'done'; readonly result: UpdateResult }
  | { readonly kind: 'failed'; readonly message: string };

export interface ThreadOptions {
  /** The file of the program, databaseThread.ts built. */
  readonly program: string;
  /** What the program is given: a `DatabasePlace`. */
  readonly place: unknown;
  readonly logger: Logger;
  readonly onProgress: (progress: UpdateProgress) => void;
}

/**
 * Updates the database in a thread of its own. Rejects with `UpdateFailure`, or with the signal's reason: then at once, and a thread that does not stop by
 * itself is ended, which leaves the database as it was.
 */
export function updateInThread({ program, place, logger, onProgress }: ThreadOptions, signal: AbortSignal): Promise<UpdateResult> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const worker = new Worker(program, { workerData: place });
    const cancel = (): void => {
      worker.postMessage('cancel');
      setTimeout(() => void worker.terminate(), STOPPED_AFTER_MS).unref();
      reject(signal.reason);
    };
    signal.addEventListener('abort', cancel, { once: true });
    worker.on('message', (message: FromThread) => {
      if (signal.aborted) return;
      if (message.kind === 'progress') onProgress(message.progress);
      else if (message.kind === 'log') logger[message.level](message.text);
      else if (message.kind === 'done') resolve(message.result);
      else reject(new UpdateFailure(message.message));
    });
    worker.on('error', error => reject(new UpdateFailure(error.message)));
    worker.on('exit', () => {
      signal.removeEventListener('abort', cancel);
      reject(new UpdateFailure('the update ended too early')); // no matter where it has told its result
    });
  });
}

/** How long a cancelled thread may take to clear up. Milliseconds. */
const STOPPED_AFTER_MS = 2_000;
