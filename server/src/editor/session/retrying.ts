import { RETRY_AFTER } from '../../analysis/packageMetadata.js';
import type { Clock } from '../../ports/index.js';
import type { Schedule } from './schedule.js';

/** Asks services again for what they did not answer: by itself after a while, and at once where somebody wants it. */
export interface Retrying {
  /** What is shown was counted: so much of it waits for services that did not answer. */
  counted(unanswered: number): void;
  /** When the next try is, in milliseconds since 1970; undefined where there is nothing to try. */
  dueAt(): number | undefined;
}

export interface RetryingOptions {
  readonly schedule: Schedule;
  readonly clock: Clock;
  /** Asks for it. */
  tryAgain(): void;
}

export function createRetrying({ schedule, clock, tryAgain }: RetryingOptions): Retrying {
  let due: number | undefined;
  let tries = 0;

  function later(): void {
    const wait = Math.min(RETRY_AFTER * 2 ** tries++, LONGEST);
    due = clock() + wait;
    schedule.after(wait, KEY, () => {
      due = undefined;
      tryAgain();
    });
  }

  return {
    counted: unanswered => {
      if (unanswered > 0) {
        if (due === undefined) later();
        return;
      }
      due = undefined;
      tries = 0;
      schedule.cancel(KEY);
    },
    dueAt: () => due,
  };
}

/** While services fail the waits double, up to a day. */
const LONGEST = 24 * 60 * 60 * 1000;
const KEY = 'try again';
