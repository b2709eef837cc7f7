import { describe, expect, it } from 'vitest';
import { momentOf } from '../../../server/src/ecosystems/shared/dates.js';
import { durationOf } from '../../../server/src/ecosystems/shared/durations.js';
import * as fc from '../../support/fastCheck.js';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe('a length of time', () => {
  const LENGTHS: readonly (readonly [text: string, expected: number | undefined])[] = [
    ['7 days', 7 * DAY],
    ['1 day', DAY],
    ['1 week', 7 * DAY],
    ['2 weeks', 14 * DAY],
    ['24h', DAY],
    ['24 hours', DAY],
    ['30 minutes', 30 * MINUTE],
    ['90m', 90 * MINUTE],
    ['45 secs', 45 * SECOND],
    ['500ms', 500],
    ['3d', 3 * DAY],
    ['1.5d', 1.5 * DAY],
    ['.5d', 0.5 * DAY],
    ['1d 12h', 1.5 * DAY],
    ['1d12h', 1.5 * DAY],
    ['1 week, 2 days', 9 * DAY],
    ['0d', 0],
    ['  3d ', 3 * DAY],
    ['P7D', 7 * DAY],
    ['P1W', 7 * DAY],
    ['p3d', 3 * DAY],
    ['PT24H', DAY],
    ['P1DT12H', 1.5 * DAY],
    ['P0D', 0],
    ['PT1.5S', 1500],
    ['', undefined],
    ['P', undefined],
    ['P1DT', undefined],
    ['PT', undefined],
    ['P7', undefined],
    ['P1.2.3D', undefined],
    ['P3M', undefined],
    ['P1Y', undefined],
    ['7', undefined],
    ['days', undefined],
    ['7 fortnights', undefined],
    ['6 months', undefined],
    ['1 year', undefined],
    ['-3d', undefined],
    ['3d or so', undefined],
    ['1.2.3d', undefined],
    ['2026-03-24', undefined],
    [`${'9'.repeat(400)}d`, undefined],
  ];

  it.each(LENGTHS)('%j', (text, expected) => expect(durationOf(text)).toBe(expected));

  it('is never negative and never endless', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[pPtT\d .,dhmsw]{0,20}$/)), text => {
        const found = durationOf(text);
        expect(found === undefined || (found >= 0 && Number.isFinite(found))).toBe(true);
      }),
    );
  });
});

describe('a date', () => {
  const NOON = Date.UTC(2026, 2, 24, 12);
  const DATES: readonly (readonly [text: string, expected: number | undefined])[] = [
    ['2026-03-24T12:00:00Z', NOON],
    ['2026-03-24t12:00:00z', NOON],
    ['2026-03-24 12:00:00Z', NOON],
    ['2026-03-24T12:00Z', NOON],
    ['2026-03-24T14:00:00+02:00', NOON],
    ['2026-03-24T14:00:00+0200', NOON],
    ['2026-03-24T06:30:00-05:30', NOON],
    ['2026-03-24T12:00:00.250Z', NOON + 250],
    ['2026-03-24T12:00:00.250000001Z', NOON + 250],
    ['2026-02-29T12:00:00Z', undefined],
    ['2026-13-01T12:00:00Z', undefined],
    ['2026-03-24T24:00:00Z', undefined],
    ['2026-03-24T12:60:00Z', undefined],
    ['2026-03-24Z', undefined],
    ['2026-3-24', undefined],
    ['24.03.2026', undefined],
    ['yesterday', undefined],
    ['', undefined],
  ];

  it.each(DATES)('%j', (text, expected) => {
    expect(momentOf(text, { zone: 'utc', day: 'start' })).toBe(expected);
    expect(momentOf(text, { zone: 'local', day: 'end' })).toBe(expected);
  });

  it('without a time begins or ends, here or in UTC', () => {
    expect(momentOf('2026-03-24', { zone: 'utc', day: 'start' })).toBe(Date.UTC(2026, 2, 24));
    expect(momentOf('2026-03-31', { zone: 'utc', day: 'end' })).toBe(Date.UTC(2026, 3, 1));
    expect(momentOf('2026-03-24', { zone: 'local', day: 'start' })).toBe(new Date(2026, 2, 24).getTime());
    expect(momentOf('2026-12-31', { zone: 'none', day: 'end' })).toBe(new Date(2027, 0, 1).getTime());
  });

  it('with a time and no zone is local, or nothing where one is asked for', () => {
    expect(momentOf('2026-03-24T12:00:00', { zone: 'local', day: 'end' })).toBe(new Date(2026, 2, 24, 12).getTime());
    expect(momentOf('2026-03-24T12:00:00', { zone: 'utc', day: 'end' })).toBe(NOON);
    expect(momentOf('2026-03-24T12:00:00', { zone: 'none', day: 'end' })).toBeUndefined();
  });
});
