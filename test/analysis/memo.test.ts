import { describe, expect, it } from 'vitest';
import { createMemo } from '../../server/src/analysis/memo.js';

const keys = (count: number, prefix = ''): readonly string[] => Array.from({ length: count }, (_, at) => `${prefix}${at}`);

describe('what is remembered', () => {
  it('stays as long as it is used, however much of it there is', () => {
    const memo = createMemo<number>(10);
    const round = (): number => {
      memo.forgetUnused();
      const missing = keys(100).filter(key => memo.get(key) === undefined);
      for (const key of missing) memo.set(key, 1);
      return missing.length;
    };
    expect([round(), round(), round(), round()]).toEqual([100, 0, 0, 0]);
  });

  it('is gone after two generations in which it was not used, and not before', () => {
    const memo = createMemo<number>(10);
    memo.set('kept', 1);
    memo.set('left', 1);
    const live = (round: string): void => {
      memo.forgetUnused();
      expect(memo.get('kept')).toBe(1);
      for (const key of keys(10, round)) memo.set(key, 1);
    };
    live('a');
    live('b');
    expect(memo.get('a1')).toBe(1);
    live('c');
    live('d');
    expect([memo.get('left'), memo.get('b1'), memo.get('kept')]).toEqual([undefined, undefined, 1]);
  });
});
