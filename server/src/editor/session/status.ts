import type { Connection } from 'vscode-languageserver';
import { addCounts, lockedIn, type Tally } from '../../analysis/counts.js';
import { type OpenFileStatus, type Progress, type ScanCoverage, STATUS_NOTIFICATION, type StatusParams } from '../../protocol/index.js';
import { UNTRUSTED } from '../../reports/untrusted.js';
import { quoted } from '../../text/sanitize.js';

/** UTF-16 units. */
const LONGEST_REASON = 200;
/** A client shows one or two of them. */
const MOST_OPEN = 200;

/** What holds for all manifests. */
export interface Circumstances {
  readonly offline: boolean;
  /** As `StatusParams` has it. */
  readonly databaseFrom: number | undefined;
  readonly isTrusted: boolean;
  readonly scan: ScanCoverage;
  /** As `StatusParams` has it. */
  readonly retryAt: number | undefined;
  readonly maliciousInstalled: number;
  /** What the open manifests and lockfiles come to, by URI. */
  readonly open: ReadonlyMap<string, Tally>;
}

/** Shows how things stand. */
export type ShowStatus = (tally: Tally, circumstances: Circumstances) => void;

/** Tells a client that shows it how things stand, whenever that has changed. */
export function createStatus(connection: Connection, wanted: boolean): ShowStatus {
  let last = '';
  return (tally, circumstances) => {
    if (!wanted) return;
    const status = statusOf(tally, circumstances);
    const text = JSON.stringify(status);
    if (text === last) return;
    last = text;
    void connection.sendNotification(STATUS_NOTIFICATION, status);
  };
}

/** How things stand, for the wire. */
export function statusOf(
  tally: Tally,
  { offline, databaseFrom, isTrusted, scan, retryAt, maliciousInstalled, open }: Circumstances,
): StatusParams {
  const checking = checkingOf(tally);
  const unknownLocked = lockedIn(tally).unknown;
  const isChecking = checking !== undefined || scan.running !== undefined;
  return {
    state: isChecking ? 'checking' : offline ? 'offline' : tally.unknown + unknownLocked > 0 ? 'degraded' : 'idle',
    counts: addCounts(tally.counts, tally.remarks),
    unknown: tally.unknown,
    unknownLocked,
    reasons: tally.reasons.map(reason => quoted(reason, LONGEST_REASON)),
    ...(checking && { checking }),
    ...(retryAt !== undefined && { retryAt }),
    scan,
    maliciousInstalled,
    open: [...open].slice(0, MOST_OPEN).map(([uri, one]) => openStatusOf(uri, one)),
    ...(databaseFrom !== undefined && { databaseFrom }),
    ...(!isTrusted && { untrusted: UNTRUSTED }),
  };
}

function openStatusOf(uri: string, tally: Tally): OpenFileStatus {
  const checking = checkingOf(tally);
  return { uri, ...(checking && { checking }), unknown: tally.unknown, unknownLocked: lockedIn(tally).unknown };
}

/** Undefined where nothing is looked up. */
function checkingOf(tally: Tally): Progress | undefined {
  const locked = lockedIn(tally);
  const pending = tally.pending + locked.pending;
  const of = tally.dependencies + locked.releases;
  return pending === 0 ? undefined : { done: of - pending, of };
}
