import type { Connection } from 'vscode-languageserver';
import type { Tally } from '../engine/tally.js';
import { STATUS_NOTIFICATION, type StatusParams } from '../protocol.js';

/** Tells a client that wants it how things stand, whenever that has changed. */
export function createStatus(
  connection: Connection,
  wanted: boolean,
): (tally: Tally, offline: boolean, databaseFrom: number | undefined) => void {
  let last = '';
  return (tally, offline, databaseFrom) => {
    if (!wanted) return;
    const status: StatusParams = {
      state: tally.pending > 0 ? 'checking' : offline ? 'offline' : tally.unknown > 0 ? 'degraded' : 'idle',
      counts: tally.counts,
      unknown: tally.unknown,
      reasons: tally.reasons,
      ...(databaseFrom !== undefined && { databaseFrom }),
    };
    const text = JSON.stringify(status);
    if (text === last) return;
    last = text;
    void connection.sendNotification(STATUS_NOTIFICATION, status);
  };
}
