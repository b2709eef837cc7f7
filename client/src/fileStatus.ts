// What VS Code's language status says of the open manifest or lockfile.
import { RETRY_COMMAND, type StatusParams } from '../../server/src/protocol/index.js';
import { TOGGLE_NETWORK_COMMAND } from './menuItems.js';
import { progressInWords, retryInWords, uncheckedInWords } from './standing.js';

export interface FileStatus {
  readonly text: string;
  readonly detail?: string;
  readonly isBusy: boolean;
  /** Something could not be checked. */
  readonly isWarning: boolean;
  readonly action: { readonly title: string; readonly command: string };
}

/** Returns how far one file is known; undefined where the server says nothing of it. */
export function fileStatus(status: StatusParams | undefined, uri: string): FileStatus | undefined {
  const file = status?.open.find(one => one.uri === uri);
  if (!status || !file) return undefined;
  if (file.checking) return { text: `Checking ${progressInWords(file.checking)}`, isBusy: true, isWarning: false, action: REPORT };
  const unchecked = uncheckedInWords(file);
  const detail = [...status.reasons.slice(0, 1), ...[retryInWords(status.retryAt)].filter(words => words !== undefined)].join(', ');
  if (status.state === 'offline') {
    return {
      text: ['Offline', ...(unchecked === undefined ? [] : [unchecked])].join(', '),
      isBusy: false,
      isWarning: unchecked !== undefined,
      action: RESUME,
    };
  }
  if (unchecked === undefined) return { text: 'Checked', isBusy: false, isWarning: false, action: REPORT };
  return { text: unchecked, ...(detail !== '' && { detail }), isBusy: false, isWarning: true, action: RETRY };
}

const REPORT = { title: 'Show report', command: 'depwarden.showReport' };
const RETRY = { title: 'Try again', command: RETRY_COMMAND };
const RESUME = { title: 'Resume network', command: TOGGLE_NETWORK_COMMAND };
