import { Disposable, type Event, LanguageStatusSeverity, languages, window } from 'vscode';
import { LOCKFILE_GLOBS, MANIFEST_GLOBS, type StatusParams } from '../../server/src/protocol/index.js';
import { fileStatus } from './fileStatus.js';

const FILES = [...MANIFEST_GLOBS, ...LOCKFILE_GLOBS].map(pattern => ({ scheme: 'file', pattern }));

/** The language status item of manifests and lockfiles: how far the one in the active editor is known, and what can be done. */
export function registerLanguageStatus(onStatus: Event<StatusParams>): Disposable {
  const item = languages.createLanguageStatusItem('depwarden.file', FILES);
  let last: StatusParams | undefined;
  item.name = 'Depwarden';
  function show(): void {
    const known = fileStatus(last, window.activeTextEditor?.document.uri.toString() ?? '');
    item.text = known ? `Depwarden: ${known.text}` : 'Depwarden: not checked yet';
    item.detail = known?.detail ?? '';
    item.busy = known?.isBusy ?? false;
    item.severity = known?.isWarning ? LanguageStatusSeverity.Warning : LanguageStatusSeverity.Information;
    item.command = known?.action;
  }
  show();
  return Disposable.from(
    item,
    window.onDidChangeActiveTextEditor(show),
    onStatus(status => {
      last = status;
      show();
    }),
  );
}
