import { describe, expect, it } from 'vitest';
import { pythonVersions } from '../../../../server/src/ecosystems/python/versions/index.js';
import { readPoetryConstraint } from '../../../../server/src/ecosystems/python/versions/poetryConstraint.js';

describe('a Poetry constraint', () => {
  it.each([
    ['^1.2.3', '>=1.2.3,<2.0.0'],
    ['^1.2', '>=1.2,<2.0'],
    ['^1', '>=1,<2'],
    ['^0.2.3', '>=0.2.3,<0.3.0'],
    ['^0.0.3', '>=0.0.3,<0.0.4'],
    ['^0.0', '>=0.0,<0.1'],
    ['^0', '>=0,<1'],
    ['^0.0.0.4', '>=0.0.0.4,<0.0.1.0'],
    ['^1.0.0a1', '>=1.0.0a1,<2.0.0'],
    ['^1!2.0', '>=1!2.0,<1!3.0'],
    ['^ 1.2', '>=1.2,<2.0'],
    ['~1.2.3', '>=1.2.3,<1.3.0'],
    ['~1.2', '>=1.2,<1.3'],
    ['~1', '>=1,<2'],
    ['~=1.2', '~=1.2'],
    ['~=1', '>=1,<2'],
    ['*', ''],
    ['', ''],
    ['1.*', '==1.*'],
    ['==1.2.*', '==1.2.*'],
    ['!=1.5.*', '!=1.5.*'],
    ['1.2.3', '==1.2.3'],
    ['=1.2.3', '==1.2.3'],
    ['==1.2.3', '==1.2.3'],
    ['>=1,<2', '>=1,<2'],
    ['>= 1 <2', '>=1,<2'],
    ['>=1, !=1.5', '>=1,!=1.5'],
    ['^1.2,', '>=1.2,<2.0'],
    ['^1.0 || ^2.0', '>=1.0,<3.0'],
    ['^2.0 | ^1.0', '>=1.0,<3.0'],
    ['<1 || >=1', ''],
    ['<2 || <1', '<2'],
    ['^1 || *', ''],
    ['^1 || ^3', '>=1,<2 or >=3,<4'],
    ['<1.80 || >1.81', '<1.80 or >1.81'],
    ['1 | 2', '==1 or ==2'],
    ['^3.2, !=3.2.5 || 4.2.*', '>=3.2,<4.0,!=3.2.5 or ==4.2.*'],
    ['1.x', '==1.*'],
    ['1.2.X', '==1.2.*'],
    ['x', ''],
    ['<>1.5', '!=1.5'],
    ['>=3.5.*, <4.*', '>=3.5,<4'],
  ])('%j is %j', (constraint, specifier) => {
    expect(readPoetryConstraint(constraint)).toEqual({ kind: 'range', specifier });
    expect(pythonVersions.parse(specifier).kind).not.toBe('invalid');
  });

  it.each([
    ['^1 || what', 'invalid'],
    ['^', 'invalid'],
    ['abc', 'invalid'],
    ['^1.*', 'invalid'],
    ['1.y', 'invalid'],
    ['xyz', 'invalid'],
    ['===1', 'invalid'],
    ['^1 what', 'invalid'],
    ['^1;', 'invalid'],
    ['1'.repeat(5000), 'invalid'],
  ])('%j is %s', (constraint, kind) => {
    expect(readPoetryConstraint(constraint).kind).toBe(kind);
  });
});
