// Days as a policy file writes them: `2027-01-31`, in UTC.

/** @param now milliseconds since 1970 */
export function afterDays(days: number, now: number): string {
  return new Date(now + days * DAY).toISOString().slice(0, 10);
}

/** The day that a text names; undefined where it names none: there is no 30th of February. */
export function readDay(text: string): string | undefined {
  const day = text.trim();
  const time = /^\d{4}-\d\d-\d\d$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN;
  return Number.isFinite(time) && afterDays(0, time) === day ? day : undefined;
}

const DAY = 24 * 60 * 60 * 1000;
