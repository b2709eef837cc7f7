import { describe, expect, it } from 'vitest';
import { poetryMeaning, poetryRange } from '../../../server/src/ecosystems/python/versions/poetryRangeEdits.js';

describe('edits of a Poetry constraint', () => {
  it.each([
    ['^1.50', '^1.83.0', '==1.83.0', '^1.50,!=1.82.7'],
    ['^ 1.50', '^ 1.83.0', '==1.83.0', '^ 1.50,!=1.82.7'],
    ['~1.82', '~1.83.0', '==1.83.0', '~1.82,!=1.82.7'],
    ['1.82.7', '1.83.0', '1.83.0', undefined],
    ['==1.82.7', '==1.83.0', '==1.83.0', '==1.82.7,!=1.82.7'],
    ['1.*', '^1.83.0', '==1.83.0', '1.*,!=1.82.7'],
    ['1.82.*', '~1.83.0', '==1.83.0', '1.82.*,!=1.82.7'],
    ['*', '>=1.83.0', '==1.83.0', '!=1.82.7'],
    ['', '>=1.83.0', '==1.83.0', '!=1.82.7'],
    ['>=1.50, <2', '>=1.83.0, <2', '==1.83.0', '>=1.50, <2, !=1.82.7'],
    ['^1 || ^3', undefined, '==1.83.0', undefined],
  ])('%j is raised to %j, pinned to %j, excluded from as %j', (range, raised, pinned, excluded) => {
    expect(poetryRange.raise(range, '1.83.0')).toBe(raised);
    expect(poetryRange.pin(range, '1.83.0')).toBe(pinned);
    expect(poetryRange.exclude?.(range, ['1.82.7'])).toBe(excluded);
    for (const edited of [raised, pinned]) if (edited !== undefined) expect(poetryMeaning(edited)).toMatch(/^[>=]=1\.83\.0/);
  });

  it('has no meaning where PEP 440 has none', () => {
    expect([poetryMeaning('^1.2'), poetryMeaning('^1 || ^3'), poetryMeaning('^')]).toEqual(['>=1.2,<2.0', '>=1,<2 or >=3,<4', undefined]);
  });
});
