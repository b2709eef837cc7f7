import { describe, expect, it } from 'vitest';
import { pythonVersions } from '../../../../server/src/ecosystems/python/versions/index.js';
import * as fc from '../../../support/fastCheck.js';

const version = fc
  .tuple(
    fc.constantFrom('', '1!'),
    fc.constantFrom('0', '1', '1.0', '1.0.0', '1.7', '1.10', '2.0.1'),
    fc.constantFrom('', '', 'a1', 'b2', 'rc1'),
    fc.constantFrom('', '', '.post0', '.post2'),
    fc.constantFrom('', '', '.dev0', '.dev3'),
    fc.constantFrom('', '', '+abc', '+1', '+1.abc'),
  )
  .map(parts => parts.join(''));

describe('versions', () => {
  it('are in the order of PEP 440, invalid ones first', () => {
    const ordered = [
      '2004d',
      'nonsense',
      '0.9',
      '1.0.dev0',
      '1.0.dev456',
      '1.0a1.dev1',
      '1.0a1',
      '1.0a2.dev456',
      '1.0a12.dev456',
      '1.0a12',
      '1.0b1.dev456',
      '1.0b2',
      '1.0b2.post345.dev456',
      '1.0b2.post345',
      '1.0rc1.dev456',
      '1.0rc1',
      '1.0',
      '1.0+1e5',
      '1.0+abc.5',
      '1.0+abc.7',
      '1.0+5',
      '1.0+12',
      '1.0.post456.dev34',
      '1.0.post456',
      '1.1.dev1',
      '1.8',
      '1.80',
      '2013.10',
      '1!0.1',
    ];
    expect([...ordered].reverse().sort(pythonVersions.compare)).toEqual(ordered);
  });

  it.each([
    ['1.0', '1.0.0'],
    ['1', '1.0.0.0'],
    ['v1.0', '1.0'],
    [' 1.0 ', '1.0'],
    ['0.1.2-1', '0.1.2.post1'],
    ['1.0.r4', '1.0.post4'],
    ['1.0.post', '1.0.post0'],
    ['1.0ALPHA', '1.0a0'],
    ['1.0-preview_2', '1.0rc2'],
    ['1.0c3', '1.0rc3'],
    ['1.0-dev', '1.0.dev0'],
    ['01.02', '1.2'],
    ['1.0+Ubuntu-1', '1.0+ubuntu.1'],
    ['0!1.0', '1.0'],
  ])('%s is %s', (a, b) => {
    expect(pythonVersions.compare(a, b)).toBe(0);
    expect(pythonVersions.parse(`==${a}`).admits(b)).toBe(true);
  });

  it.each(['', '2004d', '1.0-', '1..0', '1.0.x', 'latest', '1.0+', '1.0+a_', '1-2-3', `1.${'0'.repeat(300)}`])('%j is none', text => {
    expect(pythonVersions.isValid(text)).toBe(false);
  });

  it('order is total and transitive', () => {
    fc.assert(
      fc.property(version, version, version, (a, b, c) => {
        const { compare } = pythonVersions;
        expect(Math.sign(compare(a, b)) + Math.sign(compare(b, a))).toBe(0);
        if (compare(a, b) <= 0 && compare(b, c) <= 0) expect(compare(a, c)).toBeLessThanOrEqual(0);
      }),
      { numRuns: 2000 },
    );
  });

  it('know pre-releases', () => {
    const known = ['1.0rc1', '1.0.dev1', '1.0.post1.dev1', '1.0', '1.0.post1', '1.0+rc1', 'x'].map(pythonVersions.isPrerelease);
    expect(known).toEqual([true, true, true, false, false, false, false]);
  });

  it.each([
    ['1.2', '1.9.3', true],
    ['1', '1.0', true],
    ['1.2', '2.0', false],
    ['0.1', '0.2', false],
    ['0.1.1', '0.1.2', true],
    ['1.0', '1!1.0', false],
    ['1.0', 'x', false],
  ])('%s and %s of one major line: %s', (a, b, expected) => expect(pythonVersions.sameMajor(a, b)).toBe(expected));
});

describe('parse', () => {
  it.each([
    ['', 'any', undefined, false],
    ['  ', 'any', undefined, false],
    ['==1.2.3', 'exact', '1.2.3', true],
    ['== v1.2-1', 'exact', '1.2.post1', true],
    ['==1.80', 'exact', '1.80', true],
    ['===1.2.3', 'exact', '1.2.3', true],
    ['===2004d', 'exact', '2004d', true],
    ['==1.2,<2', 'exact', '1.2', true],
    ['>=1,==1.2', 'exact', '1.2', true],
    ['==1.2,>2', 'range', undefined, true],
    ['==1.2,!=1.2', 'range', undefined, true],
    ['==1.2.*', 'range', undefined, true],
    ['~=1.2', 'range', undefined, true],
    ['<2', 'range', undefined, true],
    ['<=2', 'range', undefined, true],
    ['>=1,<2', 'range', undefined, true],
    ['(>=1, <2)', 'range', undefined, true],
    ['>=1,', 'range', undefined, false],
    ['>1', 'range', undefined, false],
    ['!=1', 'range', undefined, false],
    ['1.0', 'invalid', undefined, false],
    ['=1.0', 'invalid', undefined, false],
    ['^1.0', 'invalid', undefined, false],
    ['~=1', 'invalid', undefined, false],
    ['>=1.*', 'invalid', undefined, false],
    ['==1.0a1.*', 'invalid', undefined, false],
    ['>=1.0+local', 'invalid', undefined, false],
    ['>=1 <2', 'invalid', undefined, false],
    ['>=', 'invalid', undefined, false],
    [`>=1${',<2'.repeat(3000)}`, 'invalid', undefined, false],
    ['===1.${VERSION}', 'invalid', undefined, false],
    ['>=1 || >=3', 'invalid', undefined, false],
    ['>=1,<2 or >=3,<4', 'range', undefined, true],
    ['<2 or >=3', 'range', undefined, false],
    ['==1 or ==2', 'range', undefined, true],
    ['==1.0 or ==1.0', 'exact', '1.0', true],
    ['==1 or ', 'any', undefined, false],
    ['==1 or what', 'invalid', undefined, false],
  ])('%j is %s', (text, kind, exact, bounded) => {
    expect(pythonVersions.parse(text)).toMatchObject({ kind, text, bounded });
    expect(pythonVersions.parse(text).version).toBe(exact);
  });

  it.each([
    ['>=1.0rc1', true],
    ['==1.0.dev1', true],
    ['<2.0b1', true],
    ['>=1,<=2.0a1', true],
    ['===1.0rc1', true],
    ['!=1.0rc1', false],
    ['>=1.0.post1', false],
    ['==1.0.*', false],
    ['', false],
  ])('%j asks for pre-releases: %s', (text, pre) => {
    expect(pythonVersions.parse(text).pre).toBe(pre);
    expect(pythonVersions.parse(text, { pre: true }).pre).toBe(true);
  });

  it('lets constraints limit every alternative', () => {
    const { admits, text } = pythonVersions.parse('<2 or >=3', { constraints: '!=1.5,<3.5' });
    expect(['1.0', '1.5', '2.5', '3.0', '3.5'].map(admits)).toEqual([true, false, false, true, false]);
    expect(text).toBe('<2,!=1.5,<3.5 or >=3,!=1.5,<3.5');
    expect(pythonVersions.parse('', { constraints: '<2' }).text).toBe('<2');
  });

  it('an invalid specifier admits nothing', () => expect(pythonVersions.parse('^1').admits('1.0')).toBe(false));
});

// Each row: a specifier, what it admits, what not (PEP 440, "Version specifiers"; the same as the `packaging` library says).
describe('admits', () => {
  it.each([
    ['', ['1.0', '0.1.2-1', '1.0+local'], ['1.0rc1', '1.0.dev1', '2004d']],
    ['>=1.50,<2', ['1.50', '1.82.7', '1.50+cpu', '1.50.post1'], ['1.5', '1.8', '2.0', '2.0rc1', '1.49', '1.82.7rc1']],
    ['==1.8', ['1.8', '1.8.0', '1.8+local'], ['1.80', '1.8.1', '1.8.post1', '1.8rc1']],
    ['==1.80', ['1.80', '1.80.0'], ['1.8']],
    ['==1.0+ubuntu.1', ['1.0+ubuntu-1', '1.0.0+UBUNTU.1'], ['1.0', '1.0+ubuntu.2']],
    ['!=1.82.7', ['1.82.6', '1.82.8'], ['1.82.7', '1.82.7.0', '1.82.7+local']],
    ['==1.1.*', ['1.1', '1.1.0', '1.1.9', '1.1.post1', '1.1+x'], ['1.10', '1.2', '1', '1.1a1', '1!1.1']],
    ['==1.1.0.*', ['1.1', '1.1.0.5'], ['1.1.1']],
    ['==1!2.*', ['1!2.5'], ['2.5']],
    ['!=1.1.*', ['1.0', '1.10'], ['1.1', '1.1.5']],
    ['>1.7', ['1.7.1', '1.8', '1.7.0.1'], ['1.7', '1.7.0', '1.7.post1', '1.7.0.post1', '1.7+local', '1.7rc1']],
    ['>1.7.post1', ['1.7.post2', '1.7.1'], ['1.7', '1.7.post1', '1.7.post1+local']],
    ['>1.7rc1', ['1.7', '1.7rc2', '1.7.post1'], ['1.7rc1', '1.7rc1.post1', '1.7a1']],
    ['<1.7', ['1.6', '1.6.9.post1', '1.6+local'], ['1.7', '1.7rc1', '1.7.dev0', '1.7.0a1']],
    ['<1.7rc2', ['1.7rc1', '1.7a1', '1.6'], ['1.7rc2', '1.7']],
    ['<1.7.post1', ['1.7', '1.6', '1.7+local'], ['1.7.post1', '1.7.post1.dev0']],
    ['<=1.7', ['1.7', '1.7+local', '1.6'], ['1.7.post1', '1.7.1']],
    ['>=1.7', ['1.7', '1.7+local', '1.7.post1'], ['1.7rc1', '1.6']],
    ['>=0.1.2', ['0.1.2-1', '0.1.4'], ['0.1.1']],
    ['~=2.2', ['2.2', '2.9', '2.2.post3'], ['3.0', '2.1', '2.3rc1']],
    ['~=2.2.0', ['2.2.0', '2.2.9'], ['2.3', '2.1']],
    ['~=2.2.post3', ['2.2.post3', '2.3', '2.9'], ['2.2', '2.2.post2', '3.0']],
    ['~=1.4.5a4', ['1.4.5a4', '1.4.5', '1.4.9'], ['1.5', '1.4.5a3']],
    ['~=1!2.2', ['1!2.3'], ['2.3', '1!3.0']],
    ['===1.0', ['1.0'], ['1.0.0', '1.0+local']],
    ['===1.0+ABC', ['1.0+abc'], ['1.0']],
    ['===2004d', ['2004d', '2004D'], ['2004']],
    ['===0.1.2.post1', ['0.1.2-1', '0.1.2.post1'], ['0.1.2']],
    ['>=1.0rc1', ['1.0rc1', '1.0', '2.0b1'], ['1.0b1']],
    ['>=1.0rc1,<2', ['1.0rc1', '1.9rc1'], ['2.0rc1']],
    ['!=1.82.7,!=1.82.8,>=1.82', ['1.82.6', '1.82.9'], ['1.82.7', '1.82.8', '1.81']],
  ])('%j', (specifier, admitted, refused) => {
    const { admits } = pythonVersions.parse(specifier);
    expect({ admitted: admitted.filter(admits), refused: refused.filter(admits) }).toEqual({ admitted, refused: [] });
  });

  it('with `pre`, pre-releases like others', () => {
    const { admits } = pythonVersions.parse('>=1,<2', { pre: true });
    expect(['1.5rc1', '1.5.dev1', '2.0rc1', '1.0rc1'].map(admits)).toEqual([true, true, false, false]);
  });
});
