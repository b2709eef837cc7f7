import { STOP_SCAN_COMMAND } from '../../protocol/index.js';
import type { CommandHandler } from '../dispatch/commandHandler.js';

export const stopScan: CommandHandler<null, 'workspaceScan'> = {
  command: STOP_SCAN_COMMAND,
  showsProgress: false,
  run: async ({ workspaceScan }) => {
    workspaceScan.stop();
    return null;
  },
};
