import { Disposable, type Event, StatusBarAlignment, type StatusBarItem, window } from 'vscode';
import { type LanguageClient, State } from 'vscode-languageclient/node';
import type { StatusParams } from '../../server/src/protocol/index.js';
import { STOPPED, type StatusLabel, statusLabel } from './statusLabel.js';

/** The status bar item: what the server says of itself and, where it is not running, that. */
export function registerStatus(client: LanguageClient, onStatus: Event<StatusParams>): Disposable {
  const item = window.createStatusBarItem('depwarden.status', StatusBarAlignment.Left, 0);
  item.name = 'Depwarden';
  show(item, statusLabel(), 'depwarden.showReport');
  item.show();
  return Disposable.from(
    item,
    onStatus(status => show(item, statusLabel(status), 'depwarden.showReport')),
    client.onDidChangeState(({ newState }) => {
      if (newState === State.Stopped || newState === State.StartFailed) show(item, STOPPED, 'depwarden.restartServer');
      if (newState === State.Running) show(item, statusLabel(), 'depwarden.showReport');
    }),
  );
}

function show(item: StatusBarItem, label: StatusLabel, command: string): void {
  item.text = label.text;
  item.tooltip = label.tooltip;
  item.accessibilityInformation = { label: label.spoken };
  item.command = command;
}
