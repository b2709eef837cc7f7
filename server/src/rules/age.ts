import { DAY, HOUR, MINUTE } from '../model/time.js';

/**
 * A time span as a message says it, rounded down: `40 minutes`, `18 hours`, `1 day`, `12 days`.
 * @param span milliseconds; less than a minute, or negative because clocks disagree, is `1 minute`
 */
export function inWords(span: number): string {
  if (span < HOUR) return counted(Math.max(1, Math.floor(span / MINUTE)), 'minute');
  return span < DAY ? counted(Math.floor(span / HOUR), 'hour') : counted(Math.floor(span / DAY), 'day');
}

/** A length that somebody chose, not rounded to more than a tenth: `3 days`, `1.5 days`, `6 hours`. */
export function lengthInWords(length: number): string {
  return length < DAY ? counted(tenths(length / HOUR), 'hour') : counted(tenths(length / DAY), 'day');
}

/** How long ago, in the largest unit that fits, rounded down: `today`, `1 day`, `7 months`… Both in milliseconds since 1970. */
export function ageOf(publishedAt: number, now: number): string {
  const days = Math.floor((now - publishedAt) / DAY);
  if (days < 1) return 'today';
  if (days < 60) return counted(days, 'day');
  if (days < 730) return counted(Math.floor(days / 30.44), 'month');
  return counted(Math.floor(days / 365.25), 'year');
}

/** The day in UTC: `2026-03-24`; undefined for what is no date. */
export function dayOf(publishedAt: number): string | undefined {
  return Number.isFinite(publishedAt) && Math.abs(publishedAt) < LATEST ? new Date(publishedAt).toISOString().slice(0, 10) : undefined;
}

/** What a date of JavaScript can hold. */
const LATEST = 8.64e15;

/** `2026-03-31`. */
export function dateOf(instant: number): string {
  return new Date(instant).toISOString().slice(0, 10);
}

export function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

function tenths(amount: number): number {
  return Math.round(amount * 10) / 10;
}
