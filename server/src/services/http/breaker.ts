import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../ports/index.js';
import { orAborted } from '../singleFlight.js';

// Remembers which origins do not answer, so that an unreachable service costs one time limit and not one for every package.

/** Failed requests in a row after which an origin is left alone. */
export const FAILURES_TO_OPEN = 5;
/** How long it is left alone, in milliseconds; then one request may try again. */
export const PAUSE_MS = 15_000;
/** The longest that an origin is left alone where it asks for more, in milliseconds: some ask for years. */
export const LONGEST_PAUSE_MS = 60 * 60 * 1000;

export interface Breaker {
  /**
   * Why no request to `origin` may be made now; undefined where one may, which then has to be told of by `succeeded`, `failed`
   * or `cancelled`. While one request tries whether the origin is back, the others wait for what it finds. Rejects with the signal's reason.
   */
  refusal(origin: string, signal: AbortSignal): Promise<string | undefined>;
  succeeded(origin: string): void;
  /** `pauseMs`: the origin itself asks to be left alone for so long, at once. */
  failed(origin: string, reason: string, pauseMs?: number): void;
  cancelled(origin: string): void;
  /** One request may try again now, of each origin that did not itself ask to be left alone. */
  tryAgain(): void;
}

export function createBreaker(clock: Clock): Breaker {
  const troubled = new Map<string, Trouble>();

  function endTrial(origin: string): Trouble | undefined {
    const trouble = troubled.get(origin);
    trouble?.trial?.end();
    if (trouble !== undefined) trouble.trial = undefined;
    return trouble;
  }

  return {
    async refusal(origin, signal) {
      if (troubled.has(origin)) await setImmediate(); // so that all are counted that fail at this moment: requests often reach a time limit together
      for (;;) {
        const trouble = troubled.get(origin);
        if (trouble?.openUntil === undefined) return undefined;
        if (clock() < trouble.openUntil) return trouble.reason;
        if (trouble.trial === undefined) {
          trouble.trial = startTrial();
          return undefined;
        }
        signal.throwIfAborted();
        await orAborted(trouble.trial.over, signal);
      }
    },
    succeeded(origin) {
      endTrial(origin);
      troubled.delete(origin);
    },
    failed(origin, reason, pauseMs) {
      const before = endTrial(origin);
      const failures = (before?.failures ?? 0) + 1;
      const opens = pauseMs !== undefined || failures >= FAILURES_TO_OPEN;
      const openUntil = opens ? clock() + Math.min(pauseMs ?? PAUSE_MS, LONGEST_PAUSE_MS) : before?.openUntil;
      troubled.set(origin, { failures, reason, openUntil, isAskedFor: pauseMs !== undefined, trial: undefined });
    },
    cancelled(origin) {
      endTrial(origin);
    },
    tryAgain() {
      for (const trouble of troubled.values()) {
        if (trouble.openUntil !== undefined && !trouble.isAskedFor) trouble.openUntil = clock();
      }
    },
  };
}

interface Trouble {
  readonly failures: number;
  readonly reason: string;
  openUntil: number | undefined;
  /** The origin itself asked to be left alone for so long. */
  readonly isAskedFor: boolean;
  /** The request that tries whether the origin is back. */
  trial: Trial | undefined;
}

interface Trial {
  readonly over: Promise<void>;
  end(): void;
}

function startTrial(): Trial {
  let end = (): void => {};
  const over = new Promise<void>(resolve => {
    end = resolve;
  });
  return { over, end };
}
