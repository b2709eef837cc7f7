import { UPDATE_DATABASE_COMMAND, type UpdateSummary } from '../../protocol/index.js';
import { type CommandHandler, untilCancelled } from '../dispatch/commandHandler.js';

export const updateDatabase: CommandHandler<UpdateSummary, 'emit' | 'updateDatabase' | 'workspace'> = {
  command: UPDATE_DATABASE_COMMAND,
  showsProgress: true,
  run: async ({ emit, updateDatabase: update, workspace }, progress, token) => {
    const settings = await workspace.settingsOf();
    progress.begin('Depwarden: offline advisory database', undefined, undefined, true);
    return untilCancelled(CANCELLED, progress, token, async signal => {
      const summary = await update(settings, text => progress.report(text), signal);
      emit('databaseUpdated');
      return { ...summary, cancelled: false };
    });
  },
};

const CANCELLED: UpdateSummary = { records: 0, megabytes: 0, cancelled: true };
