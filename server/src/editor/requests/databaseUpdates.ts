import type { CancellationToken, WorkDoneProgressReporter } from 'vscode-languageserver';
import type { Settings } from '../../policy/config.js';
import type { UpdateSummary } from '../../protocol.js';
import { withSignal } from '../cancellation.js';

/** Updates the offline database that the settings name. Rejects with a message fit to be shown. */
export type UpdateDatabase = (
  settings: Settings,
  onProgress: (text: string) => void,
  signal: AbortSignal,
) => Promise<Omit<UpdateSummary, 'cancelled'>>;

/**
 * Runs the command that updates the offline database, with progress that can be cancelled.
 * @param updated called where there is another database than before
 */
export async function runDatabaseUpdate(
  update: UpdateDatabase,
  settings: Settings,
  updated: () => void,
  token: CancellationToken,
  progress: WorkDoneProgressReporter & { readonly token?: CancellationToken },
): Promise<UpdateSummary> {
  progress.begin('Depwarden: offline advisory database', undefined, undefined, true);
  try {
    const summary = await withSignal([token, progress.token], signal => update(settings, text => progress.report(text), signal));
    updated();
    return { ...summary, cancelled: false };
  } catch (error) {
    if (token.isCancellationRequested || progress.token?.isCancellationRequested) return CANCELLED;
    throw error;
  } finally {
    progress.done();
  }
}

const CANCELLED: UpdateSummary = { records: 0, megabytes: 0, cancelled: true };
