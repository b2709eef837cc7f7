import type { Connection } from 'vscode-languageserver';
import type { Tally } from '../../analysis/counts.js';
import { STATUS_NOTIFICATION, type StatusParams } from '../../protocol/index.js';
import { UNTRUSTED } from '../../reports/untrusted.js';
import { quoted } from '../../text/sanitize.js';

/** UTF-16 units. */
const LONGEST_REASON = 200;

/** What holds for all manifests. */
export interface Circumstances {
  readonly offline: boolean;
  /** As `StatusParams` has it. */
  readonly databaseFrom: number | undefined;
  readonly isTrusted: boolean;
}

/** Shows how things stand. */
export type ShowStatus = (tally: Tally, circumstances: Circumstances) => void;

/** Tells a client that shows it how things stand, whenever that has changed. */
export function createStatus(connection: Connection, wanted: boolean): ShowStatus {
  let last = '';
  return (tally, { offline, databaseFrom, isTrusted }) => {
    if (!wanted) return;
    const status: StatusParams = {
      state: tally.pending > 0 ? 'checking' : offline ? 'offline' : tally.unknown > 0 ? 'degraded' : 'idle',
      counts: tally.counts,
      unknown: tally.unknown,
      reasons: tally.reasons.map(reason => quoted(reason, LONGEST_REASON)),
      ...(databaseFrom !== undefined && { databaseFrom }),
      ...(!isTrusted && { untrusted: UNTRUSTED }),
    };
    const text = JSON.stringify(status);
    if (text === last) return;
    last = text;
    void connection.sendNotification(STATUS_NOTIFICATION, status);
  };
}
