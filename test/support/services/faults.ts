import type { Fault } from './service.js';

// What can go wrong with a service, and what is to be said of it.

/** A fault of the service, or of the way there: a name that nobody knows, a port where nobody listens. */
export type AnyFault = Fault | 'unresolvable' | 'refused';

export interface FaultCase {
  readonly title: string;
  readonly fault: AnyFault;
  /** What a person is told, `HOST` in the place of the host; undefined where the fault does not hinder an answer. */
  readonly reason: RegExp | undefined;
  /** The same for the export, which is no JSON; undefined: as `reason`. */
  readonly exportReason?: RegExp;
  /** Requests at most for one question. */
  readonly requests: number;
}

/** Between two characters of an answer that takes for ever: far less than any time limit, so that only a limit of the whole helps. Milliseconds. */
const DRIP_MS = 20;

const TOO_SLOW = /^HOST (did not answer within \d+ m?s|stopped in the middle of its answer|sends too slowly)$/;
const BUSY = /^HOST limits the rate of requests \(429\)/;
const IN_A_YEAR = new Date(Date.now() + 365 * 24 * 60 * 60 * 1000).toUTCString();
const YEARS = /^HOST limits the rate of requests \(429\); it asks to try again in \d+ days$/;

export const FAULT_CASES: readonly FaultCase[] = [
  { title: 'connection refused', fault: 'refused', reason: /^cannot reach HOST$/, requests: 0 },
  { title: 'a name that is not known', fault: 'unresolvable', reason: /^cannot reach HOST$/, requests: 0 },
  { title: 'closed before an answer', fault: { kind: 'reset' }, reason: /^HOST broke off the connection$/, requests: 3 },
  { title: 'closed in the middle of the body', fault: { kind: 'half-body' }, reason: /^HOST broke off the connection$/, requests: 3 },
  { title: 'silence', fault: { kind: 'hang' }, reason: TOO_SLOW, requests: 3 },
  { title: 'silence after the head', fault: { kind: 'stalled-body' }, reason: TOO_SLOW, requests: 3 },
  { title: 'a head that drips', fault: { kind: 'slow-head', everyMs: DRIP_MS }, reason: TOO_SLOW, requests: 3 },
  { title: 'a body that drips', fault: { kind: 'slow-body', everyMs: DRIP_MS }, reason: TOO_SLOW, requests: 3 },
  { title: '429', fault: busy(), reason: BUSY, requests: 3 },
  { title: '429 with seconds', fault: busy('7200'), reason: /; it asks to try again in 2 h$/, requests: 1 },
  { title: '429 with a date', fault: busy(IN_A_YEAR), reason: YEARS, requests: 1 },
  { title: '429 with decades', fault: busy('999999999'), reason: YEARS, requests: 1 },
  { title: '429 with too many digits', fault: busy('9'.repeat(40)), reason: BUSY, requests: 3 },
  { title: '429 with a date gone by', fault: busy('Thu, 01 Jan 1970 00:00:01 GMT'), reason: BUSY, requests: 3 },
  { title: '429 with nonsense', fault: busy('-5 soon'), reason: BUSY, requests: 3 },
  { title: '500', fault: { kind: 'status', status: 500 }, reason: /^HOST answers HTTP 500$/, requests: 3 },
  {
    title: '503 for ever',
    fault: { kind: 'status', status: 503, headers: { 'retry-after': '999999999' } },
    reason: /^HOST answers HTTP 503; /,
    requests: 1,
  },
  {
    title: 'JSON that breaks off',
    fault: { kind: 'text', body: '{"results":[{"vulns"' },
    reason: /^HOST answered with invalid JSON$/,
    exportReason: /is no list of changes$/,
    requests: 1,
  },
  {
    title: 'no JSON',
    fault: { kind: 'text', body: '{"name":nonsense,"versions":nonsense}' },
    reason: /^HOST answered with invalid JSON$/,
    exportReason: /is no list of changes$/,
    requests: 1,
  },
  {
    title: 'a page to sign in',
    fault: { kind: 'html' },
    reason: /^HOST answered HTML instead of JSON$/,
    exportReason: /is a page of HTML: is HOST the export, or a page to sign in\?$/,
    requests: 2,
  },
  {
    title: 'a bomb',
    fault: { kind: 'bomb', megabytes: 3 },
    reason: /^HOST answered with more than 1 MB$/,
    exportReason: /is no list of changes$/,
    requests: 1,
  },
  {
    title: 'a body without an end',
    fault: { kind: 'endless-body' },
    reason: /^HOST answered with more than 1 MB$/,
    exportReason: /is no list of changes$/,
    requests: 1,
  },
];

function busy(retryAfter?: string): Fault {
  return { kind: 'status', status: 429, ...(retryAfter !== undefined && { headers: { 'retry-after': retryAfter } }) };
}
