import { sum } from '../../analysis/counts.js';
import { SCAN_COMMAND, type ScanSummary } from '../../protocol/index.js';
import { type CommandHandler, untilCancelled } from '../dispatch/commandHandler.js';
import { beginScanProgress } from '../dispatch/scanProgress.js';
import type { ScannedFile } from '../session/closedFiles.js';

export const scanWorkspace: CommandHandler<ScanSummary, 'closed' | 'emit' | 'workspace'> = {
  command: SCAN_COMMAND,
  showsProgress: true,
  run: ({ closed, emit, workspace }, progress, token) => {
    const onProgress = beginScanProgress('scanning dependencies', progress);
    return untilCancelled(summaryOf([], true), progress, token, async signal => {
      const scanned = await closed.scan(await workspace.manifests(signal), signal, onProgress);
      emit('workspaceScanned', scanned);
      return summaryOf(scanned, false);
    });
  },
};

function summaryOf(scanned: readonly ScannedFile[], cancelled: boolean): ScanSummary {
  const { dependencies, checked, unknown, skipped, counts } = sum(scanned.map(({ tally }) => tally));
  return { manifests: scanned.length, dependencies, checked, unknown, skipped, counts, cancelled };
}
