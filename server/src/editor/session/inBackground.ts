import type { Logger } from '../../ports/index.js';
import { messageOf } from '../../text/messageOf.js';

/** Runs what nobody waits for: where it fails, that is logged. */
export type InBackground = (work: Promise<unknown>) => void;

export function createInBackground(logger: Logger): InBackground {
  return work => void work.catch(error => logger.error(messageOf(error)));
}
