import type { Connection } from 'vscode-languageserver';
import type { ClientCapabilities, ClientExtensions } from '../session/clientCapabilities.js';
import type { OpeningProgress } from '../session/workspaceScan.js';
import { beginScanProgress } from './scanProgress.js';

/**
 * Shows how far a scan is that nobody asked for, by LSP's own progress, whose cancel button stops it. A client that shows `depwarden/status` has that from
 * there: the progress of LSP would pop up in it.
 */
export async function showOpeningProgress(
  connection: Connection,
  { showsProgress }: Pick<ClientCapabilities, 'showsProgress'>,
  { status }: Pick<ClientExtensions, 'status'>,
  stop: () => void,
): Promise<OpeningProgress> {
  const progress = showsProgress && !status ? await connection.window.createWorkDoneProgress().catch(() => undefined) : undefined;
  if (!progress) return UNSEEN;
  const listening = progress.token.onCancellationRequested(stop);
  return {
    report: beginScanProgress('scanning dependencies', 'Scanning workspace', progress),
    done: () => {
      listening.dispose();
      progress.done();
    },
  };
}

const UNSEEN: OpeningProgress = { report: () => {}, done: () => {} };
