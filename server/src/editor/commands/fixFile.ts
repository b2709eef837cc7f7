import { FIX_FILE_COMMAND } from '../../protocol/index.js';
import { type CommandHandler, untilCancelled } from '../dispatch/commandHandler.js';
import { allFixesEdit, type FixNeeds, fixActionContext } from '../session/fixActions.js';

/** Makes all preferred fixes of one open manifest, as `source.fixAll` does. Nothing is saved. */
export const fixFile: CommandHandler<boolean, FixNeeds | 'connection' | 'manifestSnapshot'> = {
  command: FIX_FILE_COMMAND,
  showsProgress: false,
  run: (session, progress, token, [uri]) =>
    untilCancelled(false, progress, token, async signal => {
      const manifest = typeof uri === 'string' ? session.manifestSnapshot(uri) : undefined;
      const edit = manifest && (await allFixesEdit(manifest, await fixActionContext(session), signal));
      return edit ? (await session.connection.workspace.applyEdit({ label: 'Fix all in this file', edit })).applied : false;
    }),
};
