// When to ask again.

/** Tries for one request, the first included. */
export const MAX_TRIES = 3;

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 2_000;

/** The pause after so many tries, in milliseconds: grows exponentially, with full jitter so that many clients do not come back together. */
export function backoffMs(tries: number, random: () => number): number {
  return random() * Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (tries - 1));
}

/** A Retry-After header (RFC 9110, 10.2.3: seconds, or an HTTP date) as milliseconds from now; undefined where it says neither. */
export function retryAfterMs(value: string, now: number): number | undefined {
  const text = value.trim();
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  const date = /^[A-Z][a-z]+,? /.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
