import { lockedIn, sum } from '../../analysis/counts.js';
import { SCAN_COMMAND, type ScanSummary } from '../../protocol/index.js';
import { type CommandHandler, untilCancelled } from '../dispatch/commandHandler.js';
import { beginScanProgress } from '../dispatch/scanProgress.js';
import type { ScannedFile } from '../session/closedFiles.js';
import { STOPPED } from '../session/workspaceScan.js';

export const scanWorkspace: CommandHandler<ScanSummary, 'workspaceScan'> = {
  command: SCAN_COMMAND,
  showsProgress: true,
  run: ({ workspaceScan }, progress, token) => {
    const onProgress = beginScanProgress('scanning dependencies', 'Scanning workspace', progress);
    return untilCancelled(CANCELLED, progress, token, signal =>
      workspaceScan.run(signal, onProgress).then(
        scanned => summaryOf(scanned, false),
        error => {
          if (error === STOPPED) return CANCELLED;
          throw error;
        },
      ),
    );
  },
};

const CANCELLED = summaryOf([], true);

function summaryOf(scanned: readonly ScannedFile[], cancelled: boolean): ScanSummary {
  const tally = sum(scanned.map(one => one.tally));
  const { dependencies, checked, unknown, skipped, counts } = tally;
  const unknownLocked = lockedIn(tally).unknown;
  return { manifests: scanned.length, dependencies, checked, unknown, unknownLocked, skipped, counts, cancelled };
}
