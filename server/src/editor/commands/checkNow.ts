import { CHECK_COMMAND, type CheckSummary } from '../../protocol.js';
import type { CommandHandler } from '../commandHandler.js';

export const checkNow: CommandHandler<CheckSummary, 'watching'> = {
  command: CHECK_COMMAND,
  showsProgress: false,
  run: ({ watching }) => watching.checkNow(),
};
