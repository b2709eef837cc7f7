import { setTimeout as after } from 'node:timers/promises';

/**
 * Waits for work, but no longer than so many milliseconds, nor when nobody waits for it any more. The work goes on.
 * @returns whether it ended in time; rejects where it failed in time
 */
export async function atMost(milliseconds: number, work: Promise<unknown>, signal?: AbortSignal): Promise<boolean> {
  const waited = new AbortController();
  const stop = (): void => waited.abort();
  if (signal?.aborted) stop();
  signal?.addEventListener('abort', stop);
  const inTime = work.then(() => true);
  inTime.catch(() => {}); // told of by the race, or too late to tell
  const enough = after(milliseconds, false, { signal: waited.signal }).catch(() => false);
  try {
    return await Promise.race([inTime, enough]);
  } finally {
    signal?.removeEventListener('abort', stop);
    stop();
  }
}
