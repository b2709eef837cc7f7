import { onAbort } from '../onAbort.js';

// Bounds how many requests run at once, overall and to one origin. First come, first served among those that may run.

export interface Limiter {
  /** Waits for room and gives the function that makes room again. Rejects with the signal's reason once that is aborted. */
  acquire(origin: string, signal: AbortSignal): Promise<() => void>;
}

export function createLimiter(overall: number, perOrigin: number): Limiter {
  const running = new Map<string, number>();
  const waiting: Waiting[] = [];
  let total = 0;

  const hasRoom = (origin: string) => total < overall && (running.get(origin) ?? 0) < perOrigin;

  function take(origin: string): () => void {
    total++;
    running.set(origin, (running.get(origin) ?? 0) + 1);
    return () => release(origin);
  }

  function release(origin: string): void {
    total--;
    running.set(origin, (running.get(origin) ?? 0) - 1);
    const next = waiting.findIndex(one => hasRoom(one.origin));
    if (next === -1) return;
    const [one] = waiting.splice(next, 1);
    one?.enter();
  }

  function wait(origin: string, signal: AbortSignal): Promise<() => void> {
    return new Promise((resolve, reject) => {
      const one: Waiting = {
        origin,
        enter() {
          stopListening();
          resolve(take(origin));
        },
      };
      const stopListening = onAbort(signal, () => {
        waiting.splice(waiting.indexOf(one), 1);
        reject(signal.reason);
      });
      waiting.push(one);
    });
  }

  return {
    async acquire(origin, signal) {
      signal.throwIfAborted();
      return hasRoom(origin) ? take(origin) : wait(origin, signal);
    },
  };
}

interface Waiting {
  readonly origin: string;
  enter(): void;
}
