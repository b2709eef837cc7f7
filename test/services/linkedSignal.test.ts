import { describe, expect, it } from 'vitest';
import { linked } from '../../server/src/services/linkedSignal.js';

describe('a linked signal', () => {
  it.each([0, 1])('is aborted with the first of its signals, for its reason: number %s', which => {
    const [a, b] = [new AbortController(), new AbortController()];
    const { signal } = linked(a.signal, b.signal);
    expect(signal.aborted).toBe(false);
    const reason = new Error('enough');
    [a, b][which]?.abort(reason);
    expect(signal.reason).toBe(reason);
  });

  it('is aborted from the beginning where one of them is', () => {
    expect(linked(new AbortController().signal, AbortSignal.abort('done')).signal.reason).toBe('done');
  });

  it('follows nobody once it is released', () => {
    const controller = new AbortController();
    const { signal, release } = linked(controller.signal);
    release();
    controller.abort();
    expect(signal.aborted).toBe(false);
  });
});
