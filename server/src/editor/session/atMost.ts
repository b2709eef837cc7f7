/** Waits for work, but no longer than so many milliseconds, nor when nobody waits for it any more. */
export async function atMost(milliseconds: number, work: Promise<unknown>, signal: AbortSignal): Promise<void> {
  let stop = (): void => {};
  const enough = new Promise<void>(resolve => {
    const timer = setTimeout(resolve, milliseconds);
    const done = (): void => {
      clearTimeout(timer);
      resolve();
    };
    if (signal.aborted) done();
    else signal.addEventListener('abort', done, { once: true });
    stop = () => {
      signal.removeEventListener('abort', done);
      done();
    };
  });
  await Promise.race([work, enough]);
  stop();
}
