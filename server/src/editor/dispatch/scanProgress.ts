import type { WorkDoneProgressReporter } from 'vscode-languageserver';
import { percent } from '../../scan/progress.js';
import type { OnProgress } from '../session/scans.js';

/**
 * Begins the progress of what looks at every manifest.
 * @param doing what is done, as the beginning of a sentence: `Scanning workspace`
 */
export function beginScanProgress(title: string, doing: string, progress: Pick<WorkDoneProgressReporter, 'begin' | 'report'>): OnProgress {
  progress.begin(`Depwarden: ${title}`, 0, `${doing}: looking for manifests`, true);
  return ({ done, total, share }) => progress.report(percent(share), `${doing}: ${done} of ${total} manifests`);
}
