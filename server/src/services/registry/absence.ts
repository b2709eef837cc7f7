import type { NotFound } from '../../ecosystems/shared/registryAnswers.js';
import { isYounger } from '../../model/clock.js';
import type { Clock } from '../../ports/index.js';
import { createFlights, orAborted } from '../singleFlight.js';

// A portal or proxy in front of a registry may answer 404 to anything: then it says nothing of the name.

export interface Absence {
  /** Has the outcome of a request to the registry known: `isRight` says whether the registry rightly answered it. */
  watch<T>(request: Promise<T>, isRight: (result: T) => boolean): Promise<T>;
  /** Whether a 404 is the registry's own word. Rejects only with the signal's reason. */
  isCredible(answer: NotFound, signal: AbortSignal): Promise<boolean>;
}

export interface AbsenceOptions {
  readonly clock: Clock;
  /** Whether only such a registry answers so. */
  readonly isOwnWord: (answer: NotFound) => boolean;
  /** Asks the registry for a package that every one has; whether it rightly answers. */
  readonly probe: (signal: AbortSignal) => Promise<boolean>;
}

/** A right answer for another package vouches for a registry so long. Milliseconds. */
const VOUCHES_FOR = 24 * 60 * 60 * 1000;
/** A probe that failed is not repeated before. Milliseconds. */
const NO_PROBE_FOR = 60 * 1000;

/**
 * Judges the 404s of one registry. One is credible by its own form, or where the registry has rightly answered for another package within a day; where
 * it has not yet, requests that are under way are waited for, and then one well-known package is asked for, once for all that wait.
 */
export function createAbsence({ clock, isOwnWord, probe }: AbsenceOptions): Absence {
  const underWay = new Set<Promise<unknown>>();
  let answeredAt = Number.NEGATIVE_INFINITY;
  let failedAt = Number.NEGATIVE_INFINITY;
  const flights = createFlights<void>();

  const hasAnswered = (): boolean => isYounger(answeredAt, VOUCHES_FOR, clock());

  async function tryProbe(signal: AbortSignal): Promise<void> {
    if (hasAnswered() || isYounger(failedAt, NO_PROBE_FOR, clock())) return;
    if (await probe(signal)) answeredAt = clock();
    else failedAt = clock();
  }

  return {
    async watch(request, isRight) {
      underWay.add(request);
      try {
        const result = await request;
        if (isRight(result)) answeredAt = clock();
        return result;
      } finally {
        underWay.delete(request);
      }
    },
    async isCredible(answer, signal) {
      if (isOwnWord(answer) || hasAnswered()) return true;
      await orAborted(Promise.allSettled(underWay), signal);
      await flights.join('probe', signal, tryProbe);
      return hasAnswered();
    },
  };
}
