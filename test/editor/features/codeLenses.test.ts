import { describe, expect, it } from 'vitest';
import { NOTHING } from '../../../server/src/analysis/counts.js';
import { codeLensesOf } from '../../../server/src/editor/features/codeLenses.js';

const titleOf = (tally: object): string | undefined =>
  codeLensesOf('file:///a', { ...NOTHING, ...tally }, { fixes: false, report: false })[0]?.command?.title;

describe('the head of a manifest', () => {
  it.each([
    [{ dependencies: 46, checked: 46 }, '46 dependencies checked, nothing found'],
    [{ dependencies: 1, checked: 1, counts: { error: 1, warning: 2, information: 1, hint: 4 } }, '1 error, 2 warnings, 1 note'],
    [{ dependencies: 40, checked: 30, pending: 10 }, 'checking 30 of 40'],
    [{ dependencies: 40, checked: 30, unknown: 10, counts: { error: 1, warning: 0, information: 0, hint: 0 } }, '1 error, 10 not checked'],
  ])('of %j says %s', (tally, title) => {
    expect(titleOf(tally)).toBe(title);
  });
});
