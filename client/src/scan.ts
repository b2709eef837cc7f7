import { type CancellationToken, commands, type Progress, ProgressLocation, window } from 'vscode';
import { ExecuteCommandRequest, type ExecuteCommandSignature, type LanguageClient, WorkDoneProgress } from 'vscode-languageclient/node';
import {
  CHECK_COMMAND,
  type CheckSummary,
  FIX_WORKSPACE_COMMAND,
  type FixSummary,
  SCAN_COMMAND,
  type ScanSummary,
  UPDATE_DATABASE_COMMAND,
  UPDATE_MINORS_COMMAND,
  type UpdateSummary,
} from '../../server/src/protocol/index.js';
import { showFixed, showUpdates, withChanged } from './fixes.js';
import { quantity } from './standing.js';

/** Argument of the scan command: what shows the result is there already, the Problems view is not opened. */
export const QUIETLY = 'quietly';

/** Middleware of the server's commands: those that take long get progress that can be cancelled, and their result is shown. */
export async function executeCommand(
  client: LanguageClient,
  command: string,
  args: unknown[],
  next: ExecuteCommandSignature,
): Promise<unknown> {
  if (command === SCAN_COMMAND) {
    const summary = await withProgress<ScanSummary>(client, command, args);
    if (summary !== undefined && !summary.cancelled) await showResult(summary, args.includes(QUIETLY));
    return summary;
  }
  if (command === FIX_WORKSPACE_COMMAND) {
    const { result: summary, changed } = await withChanged(() => withProgress<FixSummary>(client, command, args));
    if (summary !== undefined && !summary.cancelled) showFixed(summary, changed);
    return summary;
  }
  if (command === UPDATE_MINORS_COMMAND) {
    const uri = args[0] ?? window.activeTextEditor?.document.uri.toString();
    const { result: summary, changed } = await withChanged<FixSummary>(async () => next(command, [uri]));
    showUpdates(summary, changed);
    return summary;
  }
  if (command === UPDATE_DATABASE_COMMAND) {
    const summary = await withProgress<UpdateSummary>(client, command, args);
    if (summary !== undefined && !summary.cancelled) showUpdated(summary);
    return summary;
  }
  if (command === CHECK_COMMAND) {
    const summary: CheckSummary = await next(command, args);
    showChecked(summary);
    return summary;
  }
  return next(command, args);
}

/** The progress ends when the server says so, which may be before it answers: it may wait for its user. */
async function withProgress<T>(client: LanguageClient, command: string, args: unknown[]): Promise<T | undefined> {
  const options = { location: ProgressLocation.Notification, title: 'Depwarden', cancellable: true };
  const { answer } = await window.withProgress(options, async (progress, cancellation) => {
    const running = run<T>(client, command, args, progress, cancellation);
    await Promise.race([running.answer, running.ended]);
    return running;
  });
  return answer;
}

interface Running<T> {
  readonly answer: Promise<T | undefined>;
  readonly ended: Promise<void>;
}

function run<T>(
  client: LanguageClient,
  command: string,
  args: unknown[],
  progress: Progress<{ message?: string; increment?: number }>,
  cancellation: CancellationToken,
): Running<T> {
  const workDoneToken = crypto.randomUUID();
  let percentage = 0;
  let end = (): void => {};
  const ended = new Promise<void>(resolve => {
    end = resolve;
  });
  const reports = client.onProgress(WorkDoneProgress.type, workDoneToken, value => {
    if (value.kind === 'end') return end();
    const increment = Math.max(0, (value.percentage ?? percentage) - percentage);
    percentage += increment;
    progress.report({ message: value.message ?? (value.kind === 'begin' ? value.title : ''), increment });
  });
  const answer = client
    .sendRequest(ExecuteCommandRequest.type, { command, arguments: args, workDoneToken }, cancellation)
    .catch((error: unknown) => {
      if (cancellation.isCancellationRequested) return undefined;
      throw error;
    })
    .finally(() => reports.dispose());
  return { answer, ended };
}

/** What is new, the findings show. */
function showChecked({ packages, changed, unknown }: CheckSummary): void {
  const count = (number: number): string => `${number} ${number === 1 ? 'package' : 'packages'}`;
  const failed = unknown > 0 ? `; ${count(unknown)} could not be asked about` : '';
  void window.showInformationMessage(`Depwarden asked about ${count(packages)}: ${changed === 0 ? 'nothing' : changed} new${failed}.`);
}

function showUpdated({ records, megabytes }: UpdateSummary): void {
  void window.showInformationMessage(`Depwarden: the offline advisory database is up to date: ${records} records, ${megabytes} MB.`);
}

async function showResult({ manifests, dependencies, counts, unknown, unknownLocked }: ScanSummary, isQuiet: boolean): Promise<void> {
  if (manifests === 0) {
    void window.showInformationMessage('Depwarden found no package.json or requirements file in this workspace.');
  } else if (unknown + unknownLocked + counts.error + counts.warning + counts.information + counts.hint === 0) {
    const what = `${quantity(manifests, 'manifest', 'manifests')}, ${quantity(dependencies, 'dependency', 'dependencies')}`;
    void window.showInformationMessage(`Depwarden scanned ${what}: nothing found.`);
  } else if (!isQuiet) {
    await commands.executeCommand('workbench.panel.markers.view.focus');
  }
}
