import { percent } from '../../scan/progress.js';
import type { OnProgress } from '../session/scans.js';
import type { CommandProgress } from './commandHandler.js';

/** Begins the progress of a command that looks at every manifest. */
export function beginScanProgress(title: string, progress: CommandProgress): OnProgress {
  progress.begin(`Depwarden: ${title}`, 0, 'looking for manifests', true);
  return ({ done, total, share }) => progress.report(percent(share), `${done} of ${total} manifests`);
}
