import { describe, expect, it } from 'vitest';
import { atMost } from '../../../server/src/editor/session/atMost.js';

const NEVER = new Promise<void>(() => {});
const LONG = 2 ** 30;

describe('waiting no longer than somebody waits', () => {
  it('ends with the work', async () => {
    await expect(atMost(LONG, Promise.resolve(), new AbortController().signal)).resolves.toBe(true);
  });

  it('ends when the time is over', async () => {
    await expect(atMost(1, NEVER)).resolves.toBe(false);
  });

  it('ends when nobody waits any more, or nobody did from the beginning', async () => {
    const controller = new AbortController();
    const waiting = atMost(LONG, NEVER, controller.signal);
    controller.abort();
    await expect(waiting).resolves.toBe(false);
    await expect(atMost(LONG, NEVER, AbortSignal.abort())).resolves.toBe(false);
  });

  it('fails with the work', async () => {
    await expect(atMost(LONG, Promise.reject(new Error('broken')), new AbortController().signal)).rejects.toThrow('broken');
  });
});
