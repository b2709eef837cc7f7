/** Runs work later, once per key however often it is asked for. */
export interface Schedule {
  /** (Re)starts the delay of `key`; what was waiting under it is forgotten. */
  after(milliseconds: number, key: string, work: () => void): void;
  /** At once if nothing of `key` ran within the last `milliseconds`, else when they are over. */
  atMostEvery(milliseconds: number, key: string, work: () => void): void;
  cancel(key: string): void;
  dispose(): void;
}

export function createSchedule(): Schedule {
  const timers = new Map<string, NodeJS.Timeout>();
  const lastRun = new Map<string, number>();

  function after(milliseconds: number, key: string, work: () => void): void {
    clearTimeout(timers.get(key));
    timers.set(
      key,
      setTimeout(() => {
        timers.delete(key);
        work();
      }, milliseconds),
    );
  }

  function atMostEvery(milliseconds: number, key: string, work: () => void): void {
    if (timers.has(key)) return;
    const run = (): void => {
      lastRun.set(key, performance.now());
      work();
    };
    const wait = (lastRun.get(key) ?? Number.NEGATIVE_INFINITY) + milliseconds - performance.now();
    if (wait <= 0) run();
    else after(wait, key, run);
  }

  function cancel(key: string): void {
    clearTimeout(timers.get(key));
    timers.delete(key);
    lastRun.delete(key);
  }

  return { after, atMostEvery, cancel, dispose: () => [...timers.keys()].forEach(cancel) };
}
