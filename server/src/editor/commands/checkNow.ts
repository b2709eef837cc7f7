import { CHECK_COMMAND, type CheckSummary } from '../../protocol/index.js';
import type { CommandHandler } from '../dispatch/commandHandler.js';

export const checkNow: CommandHandler<CheckSummary, 'watching'> = {
  command: CHECK_COMMAND,
  showsProgress: false,
  run: ({ watching }) => watching.checkNow(),
};
