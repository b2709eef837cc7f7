// What the status bar item's menu offers, by how things stand.
import type { StatusParams } from '../../server/src/protocol/index.js';
import { RETRY_COMMAND, SCAN_COMMAND, STOP_SCAN_COMMAND } from '../../server/src/protocol/index.js';
import { coverageInWords, retryInWords, uncheckedInWords } from './standing.js';

export interface MenuItem {
  /** With VS Code's `$(icon)` in front. */
  readonly label: string;
  readonly description?: string;
  readonly command: string;
}

/** Pauses the network, or goes on: the setting `depwarden.network.offline`. */
export const TOGGLE_NETWORK_COMMAND = 'depwarden.toggleNetwork';

/**
 * Returns what can be done now, the most wanted first: to scan where something was not looked at, to try again where a service failed.
 * @param hasFolder whether there is a folder that can be scanned
 */
export function menuItems(status: StatusParams | undefined, hasFolder: boolean, isOffline: boolean): readonly MenuItem[] {
  const scan = hasFolder ? [scanItem(status)] : [];
  const isScanWanted = status !== undefined && status.scan.state !== 'whole';
  return [
    ...(isScanWanted ? scan : []),
    ...(status?.state === 'degraded' ? [retryItem(status)] : []),
    { label: '$(open-preview) Show report', command: 'depwarden.showReport' },
    ...(isScanWanted ? [] : scan),
    isOffline
      ? { label: '$(play) Resume network', description: 'offline now: nothing is asked', command: TOGGLE_NETWORK_COMMAND }
      : { label: '$(circle-slash) Pause network', description: 'until resumed, nothing is asked', command: TOGGLE_NETWORK_COMMAND },
    { label: '$(output) Show output', command: 'depwarden.showOutput' },
    { label: '$(gear) Settings', command: 'depwarden.openSettings' },
  ];
}

function scanItem(status: StatusParams | undefined): MenuItem {
  if (status?.scan.running) return { label: '$(stop-circle) Stop the scan', command: STOP_SCAN_COMMAND };
  const description = status && coverageInWords(status.scan);
  return { label: '$(search) Scan workspace', ...(description !== undefined && { description }), command: SCAN_COMMAND };
}

function retryItem(status: StatusParams): MenuItem {
  const description = [uncheckedInWords(status), retryInWords(status.retryAt)].filter(words => words !== undefined).join(', ');
  return { label: '$(sync) Try again', description, command: RETRY_COMMAND };
}
