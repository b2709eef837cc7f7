import { Disposable, type Event, StatusBarAlignment, type StatusBarItem, ThemeColor, window } from 'vscode';
import { type LanguageClient, State } from 'vscode-languageclient/node';
import type { StatusParams } from '../../server/src/protocol/index.js';
import { registerMenu, SHOW_MENU_COMMAND } from './menu.js';
import { STOPPED, type StatusLabel, statusLabel } from './statusLabel.js';

/** The status bar item: what the server says of itself and, where it is not running, that. A click opens a menu. */
export function registerStatus(client: LanguageClient, onStatus: Event<StatusParams>): Disposable {
  const item = window.createStatusBarItem('depwarden.status', StatusBarAlignment.Left, 0);
  let last: StatusParams | undefined;
  item.name = 'Depwarden';
  show(item, statusLabel(), SHOW_MENU_COMMAND);
  item.show();
  return Disposable.from(
    item,
    registerMenu(() => last),
    onStatus(status => {
      last = status;
      show(item, statusLabel(status), SHOW_MENU_COMMAND);
    }),
    client.onDidChangeState(({ newState }) => {
      last = undefined;
      if (newState === State.Stopped || newState === State.StartFailed) show(item, STOPPED, 'depwarden.restartServer');
      if (newState === State.Running) show(item, statusLabel(), SHOW_MENU_COMMAND);
    }),
  );
}

function show(item: StatusBarItem, label: StatusLabel, command: string): void {
  item.text = label.text;
  item.tooltip = label.tooltip;
  item.accessibilityInformation = { label: label.spoken };
  item.backgroundColor = label.isAlarming ? new ThemeColor('statusBarItem.errorBackground') : undefined;
  item.command = command;
}
