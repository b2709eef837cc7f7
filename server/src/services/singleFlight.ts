import { onAbort } from './onAbort.js';

// Callers that ask for the same thing at the same time share one piece of work.

export interface Flights<T> {
  /**
   * The result of the work under `key`, which `start` begins where none is under way. A caller whose signal is aborted gets its reason at
   * once; the work itself is aborted when the last caller has gone.
   */
  join(key: string, signal: AbortSignal, start: (signal: AbortSignal) => Promise<T>): Promise<T>;
}

export function createFlights<T>(): Flights<T> {
  const flights = new Map<string, Flight<T>>();

  function begin(key: string, start: (signal: AbortSignal) => Promise<T>): Flight<T> {
    const controller = new AbortController();
    const flight: Flight<T> = { controller, passengers: 0, result: start(controller.signal) };
    flights.set(key, flight);
    const land = () => {
      if (flights.get(key) === flight) flights.delete(key);
    };
    flight.result.then(land, land);
    return flight;
  }

  return {
    async join(key, signal, start) {
      signal.throwIfAborted();
      const flight = flights.get(key) ?? begin(key, start);
      flight.passengers++;
      try {
        return await orAborted(flight.result, signal);
      } finally {
        flight.passengers--;
        if (flight.passengers === 0 && flights.get(key) === flight) {
          flights.delete(key);
          flight.controller.abort(signal.reason);
        }
      }
    },
  };
}

/** The promise's outcome, or a rejection with the signal's reason, whichever comes first. */
export function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stopListening = onAbort(signal, () => reject(signal.reason));
    promise.then(resolve, reject).finally(stopListening);
  });
}

interface Flight<T> {
  readonly controller: AbortController;
  readonly result: Promise<T>;
  passengers: number;
}
