import type { Clock } from '../ports.js';

// Remembers which origins do not answer, so that an unreachable service costs one time limit and not one for every package.

/** Failed requests in a row after which an origin is left alone. */
export const FAILURES_TO_OPEN = 5;
/** How long it is left alone, in milliseconds; then one request may try again. */
export const PAUSE_MS = 15_000;

export interface Breaker {
  /**
   * Why no request to `origin` may be made now; undefined where one may, which then has to be told of by `succeeded`, `failed`
   * or `cancelled`.
   */
  refusal(origin: string): string | undefined;
  succeeded(origin: string): void;
  /** `pauseMs`: the origin itself asks to be left alone for so long, at once. */
  failed(origin: string, reason: string, pauseMs?: number): void;
  cancelled(origin: string): void;
}

export function createBreaker(clock: Clock): Breaker {
  const troubled = new Map<string, Trouble>();
  return {
    refusal(origin) {
      const trouble = troubled.get(origin);
      if (trouble?.openUntil === undefined) return undefined;
      if (clock() < trouble.openUntil || trouble.trying) return trouble.reason;
      trouble.trying = true;
      return undefined;
    },
    succeeded(origin) {
      troubled.delete(origin);
    },
    failed(origin, reason, pauseMs) {
      const before = troubled.get(origin);
      const failures = (before?.failures ?? 0) + 1;
      const opens = pauseMs !== undefined || failures >= FAILURES_TO_OPEN;
      const openUntil = opens ? clock() + (pauseMs ?? PAUSE_MS) : before?.openUntil;
      troubled.set(origin, { failures, reason, openUntil, trying: false });
    },
    cancelled(origin) {
      const trouble = troubled.get(origin);
      if (trouble !== undefined) trouble.trying = false;
    },
  };
}

interface Trouble {
  readonly failures: number;
  readonly reason: string;
  readonly openUntil: number | undefined;
  trying: boolean;
}
