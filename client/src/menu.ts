import { ConfigurationTarget, commands, Disposable, type WorkspaceConfiguration, window, workspace } from 'vscode';
import type { StatusParams } from '../../server/src/protocol/index.js';
import { menuItems, TOGGLE_NETWORK_COMMAND } from './menuItems.js';

export const SHOW_MENU_COMMAND = 'depwarden.showMenu';

/** The menu of the status bar item, and the commands that are its own. @param status what the server last said */
export function registerMenu(status: () => StatusParams | undefined): Disposable {
  return Disposable.from(
    commands.registerCommand(SHOW_MENU_COMMAND, async () => {
      const items = menuItems(status(), (workspace.workspaceFolders ?? []).length > 0, isOffline());
      const chosen = await window.showQuickPick(items, { title: 'Depwarden', placeHolder: 'What to do?' });
      if (chosen) await commands.executeCommand(chosen.command);
    }),
    commands.registerCommand(TOGGLE_NETWORK_COMMAND, toggleNetwork),
    commands.registerCommand('depwarden.openSettings', () =>
      commands.executeCommand('workbench.action.openSettings', '@ext:depwarden.depwarden'),
    ),
  );
}

function isOffline(): boolean {
  return network().get('offline', false);
}

function network(): WorkspaceConfiguration {
  return workspace.getConfiguration('depwarden.network');
}

/** Where the workspace says otherwise than the user, there; else for the user. */
async function toggleNetwork(): Promise<void> {
  const ofWorkspace = network().inspect('offline')?.workspaceValue !== undefined;
  await network().update('offline', !isOffline(), ofWorkspace ? ConfigurationTarget.Workspace : ConfigurationTarget.Global);
}
