// When to ask again.

/** Tries for one request, the first included. */
export const MAX_TRIES = 3;

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 2_000;

/** The pause after so many tries, in milliseconds: grows exponentially, with full jitter so that many clients do not come back together. */
export function backoffMs(tries: number, random: () => number): number {
  return random() * Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (tries - 1));
}

/**
 * A Retry-After header (RFC 9110, 10.2.3: seconds, or an HTTP date) as milliseconds from now; undefined where it says neither.
 * @param date the answer's Date header: a service that counts by a clock of its own says so there
 * @param now milliseconds since 1970
 */
export function retryAfterMs(value: string, date: string, now: number): number | undefined {
  const text = value.trim();
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  const until = httpDate(text);
  return Number.isNaN(until) ? undefined : Math.max(0, until - (httpDate(date) || now));
}

/** NaN where the text is no HTTP date. */
function httpDate(text: string): number {
  return /^[A-Z][a-z]+,? /.test(text) ? Date.parse(text) : Number.NaN;
}
