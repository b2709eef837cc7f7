/** How a date is meant that does not say all. */
export interface DateReading {
  /** The time zone of a date or time that names none. `none`: a time has to name one, a date is local. */
  readonly zone: 'utc' | 'local' | 'none';
  /** Which moment of its day a date without a time is. */
  readonly day: 'start' | 'end';
}

/**
 * The moment that a date by RFC 3339 or ISO 8601 means (`2026-03-24`, `2026-03-24T12:00:00Z`, `2026-03-24 12:00+02:00`), in milliseconds
 * since 1970; undefined for anything else, and for days that no month has.
 */
export function momentOf(text: string, { zone, day }: DateReading): number | undefined {
  const [, year, month, date, time, seconds, fraction, offset] = DATE.exec(text.trim()) ?? [];
  if (year === undefined || !isDay(Number(year), Number(month), Number(date))) return undefined;
  const days = [Number(year), Number(month) - 1, Number(date)] as const;
  if (time === undefined)
    return offset === undefined ? startOf(zone, [days[0], days[1], days[2] + (day === 'end' ? 1 : 0)], []) : undefined;
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  const rest = [hours, minutes, Number(seconds ?? 0), Number(`0.${fraction ?? 0}`) * 1000] as const;
  if (hours > 23 || minutes > 59 || rest[2] > 59) return undefined;
  if (offset !== undefined) return startOf('utc', days, rest) - offsetOf(offset);
  return zone === 'none' ? undefined : startOf(zone, days, rest);
}

const DATE = /^(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d:\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)?\s?([Zz]|[+-]\d\d(?::?\d\d)?)?$/;

function isDay(year: number, month: number, date: number): boolean {
  const found = new Date(Date.UTC(year, month - 1, date));
  return found.getUTCMonth() === month - 1 && found.getUTCDate() === date;
}

type Days = readonly [year: number, month: number, date: number];

function startOf(
  zone: DateReading['zone'],
  [year, month, date]: Days,
  [hours = 0, minutes = 0, seconds = 0, rest = 0]: readonly number[],
): number {
  if (zone === 'utc') return Date.UTC(year, month, date, hours, minutes, seconds, rest);
  return new Date(year, month, date, hours, minutes, seconds, rest).getTime();
}

/** Milliseconds east of UTC. */
function offsetOf(offset: string): number {
  const [, sign, hours, minutes] = /^([+-])(\d\d):?(\d\d)?$/.exec(offset) ?? [];
  const length = (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * 60_000;
  return sign === '-' ? -length : length;
}
