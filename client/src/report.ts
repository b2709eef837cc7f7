import { commands, Disposable, type Event, EventEmitter, Uri, window, workspace } from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { REPORT_REQUEST, type ReportResult, type StatusParams } from '../../server/src/protocol.js';

const REPORT = Uri.from({ scheme: 'depwarden-report', path: '/Depwarden Report' });
const NOT_RUNNING = 'Depwarden is not running: nothing is checked. The command "Depwarden: Restart Server" starts it.\n';

/** Command `depwarden.showReport`: what is known now, as a read-only text that follows every change of status while it is open. */
export function registerReport(client: LanguageClient, onStatus: Event<StatusParams>): Disposable {
  const changed = new EventEmitter<Uri>();
  return Disposable.from(
    changed,
    workspace.registerTextDocumentContentProvider(REPORT.scheme, {
      onDidChange: changed.event,
      provideTextDocumentContent: () => reportText(client),
    }),
    onStatus(() => changed.fire(REPORT)),
    commands.registerCommand('depwarden.showReport', async () => {
      changed.fire(REPORT);
      await window.showTextDocument(await workspace.openTextDocument(REPORT), { preview: true });
    }),
  );
}

async function reportText(client: LanguageClient): Promise<string> {
  if (!client.isRunning()) return NOT_RUNNING;
  const { text } = await client.sendRequest<ReportResult>(REPORT_REQUEST);
  return text;
}
