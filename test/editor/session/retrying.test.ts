import { describe, expect, it, vi } from 'vitest';
import { RETRY_AFTER } from '../../../server/src/analysis/packageMetadata.js';
import { createRetrying } from '../../../server/src/editor/session/retrying.js';
import type { Schedule } from '../../../server/src/editor/session/schedule.js';

/** A schedule of which the test says when time has come. */
function scheduled() {
  let waiting: { readonly milliseconds: number; readonly work: () => void } | undefined;
  const schedule: Pick<Schedule, 'after' | 'cancel'> = {
    after: (milliseconds, _key, work) => {
      waiting = { milliseconds, work };
    },
    cancel: () => {
      waiting = undefined;
    },
  };
  let now = 0;
  const tryAgain = vi.fn();
  const retrying = createRetrying({ schedule: schedule as Schedule, clock: () => now, tryAgain });
  const pass = (): number => {
    const { milliseconds, work } = waiting ?? { milliseconds: 0, work: () => {} };
    now += milliseconds;
    work();
    return milliseconds;
  };
  return { retrying, tryAgain, pass, isWaiting: () => waiting !== undefined };
}

describe('what no service answered', () => {
  it('is asked for again after a while, at the time that is told', () => {
    const { retrying, tryAgain, pass } = scheduled();
    retrying.counted(3);
    retrying.counted(2);
    expect(retrying.dueAt()).toBe(RETRY_AFTER);
    expect(pass()).toBe(RETRY_AFTER);
    expect(tryAgain).toHaveBeenCalledTimes(1);
    expect(retrying.dueAt()).toBeUndefined();
  });

  it('is asked for less and less often, at least once a day, and as at first when everything was answered', () => {
    const { retrying, pass, isWaiting } = scheduled();
    const waits = Array.from({ length: 14 }, () => {
      retrying.counted(1);
      return pass();
    });
    expect(waits.slice(0, 3)).toEqual([RETRY_AFTER, 2 * RETRY_AFTER, 4 * RETRY_AFTER]);
    expect(waits.at(-1)).toBe(24 * 60 * 60 * 1000);
    retrying.counted(1);
    retrying.counted(0);
    expect([retrying.dueAt(), isWaiting()]).toEqual([undefined, false]);
    retrying.counted(1);
    expect(pass()).toBe(RETRY_AFTER);
  });
});
