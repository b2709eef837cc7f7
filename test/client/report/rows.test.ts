import { describe, expect, it } from 'vitest';
import { movedBy, rowsInView, scrolledTo, type View } from '../../../client/src/report/page/rows.js';
import * as fc from '../../support/fastCheck.js';

const VIEW: View = { top: 0, height: 280, rowHeight: 28, count: 2000 };

const views = fc
  .record({
    top: fc.integer({ min: 0, max: 60_000 }),
    height: fc.integer({ min: -28, max: 2000 }),
    rowHeight: fc.integer({ min: 18, max: 60 }),
    count: fc.nat(2000),
  })
  .map(view => ({ ...view, top: Math.min(view.top, view.count * view.rowHeight) }));

describe('rowsInView', () => {
  it('has every row that is to be seen, few others, and none that there is not', () => {
    fc.assert(
      fc.property(views, view => {
        const { first, end } = rowsInView(view);
        const seen = Array.from({ length: view.count }, (_, at) => at).filter(
          at => (at + 1) * view.rowHeight > view.top && at * view.rowHeight < view.top + view.height,
        );
        for (const at of seen) expect(at >= first && at < end).toBe(true);
        expect(first).toBeGreaterThanOrEqual(0);
        expect(end).toBeLessThanOrEqual(view.count);
        expect(end - first).toBeLessThanOrEqual(seen.length + 18);
      }),
    );
  });

  it('draws a screenful and some more of two thousand', () => {
    expect(rowsInView(VIEW)).toEqual({ first: 0, end: 18 });
    expect(rowsInView({ ...VIEW, top: 28_000 })).toEqual({ first: 992, end: 1018 });
    expect(rowsInView({ ...VIEW, count: 0 })).toEqual({ first: 0, end: 0 });
  });
});

describe('scrolledTo', () => {
  it.each<[string, number, number, number]>([
    ['a row that is seen whole: not at all', 3, 28, 28],
    ['a row above: to its upper edge', 1, 280, 28],
    ['a row below: until its lower edge is seen', 20, 0, 308],
    ['a row that is seen in part', 10, 10, 28],
  ])('%s', (_name, index, top, expected) => {
    expect(scrolledTo(index, { ...VIEW, top })).toBe(expected);
  });
});

describe('movedBy', () => {
  it.each<[string, number, number | undefined]>([
    ['ArrowDown', 0, 1],
    ['ArrowDown', -1, 0],
    ['ArrowDown', 1999, 1999],
    ['ArrowUp', 0, 0],
    ['PageDown', 0, 9],
    ['PageUp', 5, 0],
    ['Home', 700, 0],
    ['End', 700, 1999],
    ['Enter', 700, undefined],
    ['toString', 700, undefined],
  ])('%s from %i: %s', (key, from, to) => {
    expect(movedBy(key, from, VIEW)).toBe(to);
  });

  it('goes nowhere where there are no rows', () => {
    expect(movedBy('End', -1, { ...VIEW, count: 0 })).toBeUndefined();
  });
});
