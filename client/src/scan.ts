import { type CancellationToken, commands, type Progress, ProgressLocation, window } from 'vscode';
import { ExecuteCommandRequest, type ExecuteCommandSignature, type LanguageClient, WorkDoneProgress } from 'vscode-languageclient/node';
import { SCAN_COMMAND, type ScanSummary } from '../../server/src/protocol.js';

/** Middleware of the server's commands: the scan gets progress that can be cancelled, and its result is shown. */
export async function executeCommand(
  client: LanguageClient,
  command: string,
  args: unknown[],
  next: ExecuteCommandSignature,
): Promise<unknown> {
  if (command !== SCAN_COMMAND) return next(command, args);
  const summary = await scanWithProgress(client, args);
  if (summary !== undefined && !summary.cancelled) await showResult(summary);
  return summary;
}

function scanWithProgress(client: LanguageClient, args: unknown[]): Thenable<ScanSummary | undefined> {
  const options = { location: ProgressLocation.Notification, title: 'Depwarden', cancellable: true };
  return window.withProgress(options, (progress, cancellation) => scan(client, args, progress, cancellation));
}

async function scan(
  client: LanguageClient,
  args: unknown[],
  progress: Progress<{ message?: string; increment?: number }>,
  cancellation: CancellationToken,
): Promise<ScanSummary | undefined> {
  const workDoneToken = crypto.randomUUID();
  let percentage = 0;
  const reports = client.onProgress(WorkDoneProgress.type, workDoneToken, value => {
    if (value.kind === 'end') return;
    const increment = Math.max(0, (value.percentage ?? percentage) - percentage);
    percentage += increment;
    progress.report({ message: value.message ?? (value.kind === 'begin' ? value.title : ''), increment });
  });
  try {
    return await client.sendRequest(ExecuteCommandRequest.type, { command: SCAN_COMMAND, arguments: args, workDoneToken }, cancellation);
  } catch (error) {
    if (cancellation.isCancellationRequested) return undefined;
    throw error;
  } finally {
    reports.dispose();
  }
}

async function showResult({ manifests, counts, unknown }: ScanSummary): Promise<void> {
  if (manifests === 0) {
    void window.showInformationMessage('Depwarden found no package.json or requirements file in this workspace.');
  } else if (unknown + counts.error + counts.warning + counts.information + counts.hint > 0) {
    await commands.executeCommand('workbench.panel.markers.view.focus');
  }
}
