import { describe, expect, it } from 'vitest';
import { createFlights } from '../../server/src/services/singleFlight.js';

describe('shared work', () => {
  function setUp() {
    const flights = createFlights<string>();
    const started: AbortSignal[] = [];
    const finish: ((value: string) => void)[] = [];
    const start = (signal: AbortSignal) => {
      started.push(signal);
      return new Promise<string>((resolve, reject) => {
        finish.push(resolve);
        signal.addEventListener('abort', () => reject(signal.reason));
      });
    };
    const join = (controller = new AbortController()) => ({ controller, result: flights.join('key', controller.signal, start) });
    return { started, finish, join };
  }

  it('is done once for all who ask at the same time, and again for who asks later', async () => {
    const { started, finish, join } = setUp();
    const [first, second] = [join(), join()];
    finish[0]?.('done');
    expect(await Promise.all([first.result, second.result])).toEqual(['done', 'done']);
    expect(started).toHaveLength(1);
    const third = join();
    finish[1]?.('again');
    expect(await third.result).toBe('again');
  });

  it('goes on when one of those who wait gives up', async () => {
    const { started, finish, join } = setUp();
    const [first, second] = [join(), join()];
    first.controller.abort('mine');
    await expect(first.result).rejects.toBe('mine');
    expect(started[0]?.aborted).toBe(false);
    finish[0]?.('done');
    expect(await second.result).toBe('done');
  });

  it('is aborted when all have given up, and starts anew for the next', async () => {
    const { started, finish, join } = setUp();
    const [first, second] = [join(), join()];
    first.controller.abort('one');
    second.controller.abort('two');
    await Promise.allSettled([first.result, second.result]);
    expect(started[0]?.aborted).toBe(true);
    const third = join();
    finish[1]?.('fresh');
    expect(await third.result).toBe('fresh');
  });
});
