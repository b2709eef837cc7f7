import { describe, expect, it } from 'vitest';
import { afterDays, readDay } from '../../client/src/days.js';

describe('days', () => {
  it.each([
    [0, '2026-12-31T23:59:59Z', '2026-12-31'],
    [30, '2026-12-15T00:00:00Z', '2027-01-14'],
    [90, '2027-12-01T12:00:00Z', '2028-02-29'],
  ])('%i days after %s', (days, now, day) => {
    expect(afterDays(days, Date.parse(now))).toBe(day);
  });

  it.each([
    ['2027-01-31', '2027-01-31'],
    [' 2028-02-29 ', '2028-02-29'],
    ['2027-02-29', undefined],
    ['2027-13-01', undefined],
    ['31.1.2027', undefined],
    ['', undefined],
  ])('reads %j', (text, day) => {
    expect(readDay(text)).toBe(day);
  });
});
