import { satisfies, compare as semverCompare } from 'semver';
import { describe, expect, it } from 'vitest';
import { npmVersions } from '../../../../server/src/ecosystems/npm/versions/index.js';
import type { PackageFacts, Release } from '../../../../server/src/model/index.js';
import { releasesOf } from '../../../../server/src/model/releases.js';
import * as fc from '../../../support/fastCheck.js';

const number = fc.constantFrom('0', '1', '2', '9', '10');
const suffix = fc.constantFrom(
  '',
  '',
  '',
  '-0',
  '-1',
  '-alpha',
  '-alpha.1',
  '-alpha.beta',
  '-beta.2',
  '-beta.11',
  '-rc.1',
  '-x-y.3',
  '-90071992547409931',
);
const version = fc.tuple(number, number, number, suffix).map(([major, minor, patch, end]) => `${major}.${minor}.${patch}${end}`);
const comparator = fc
  .tuple(
    fc.constantFrom('', '=', '^', '~', '~>', '<', '<=', '>', '>=', '> '),
    fc.oneof(version, fc.constantFrom('1', '1.x', 'x', '2.1', '0.1.*')),
  )
  .map(parts => parts.join(''));
const range = fc.oneof(
  comparator,
  fc.tuple(comparator, comparator).map(parts => parts.join(' ')),
  fc.tuple(comparator, comparator).map(parts => parts.join(' || ')),
  fc.tuple(version, version).map(parts => parts.join(' - ')),
);

describe('versions', () => {
  it.each([
    ['1.2.3', true],
    ['1.2.3-beta.1', true],
    ['1.2.3+build.5', true],
    ['v1.2.3', true],
    ['1.2.3beta', true],
    ['01.2.3', true],
    ['1.2', false],
    ['', false],
    ['latest', false],
    ['1.2.3.4', false],
    ['1.2.3-a..b', false],
    ['9007199254740992.0.0', false],
    ['1.4.44-liberty-2', true],
    [`1.2.3-${'a'.repeat(300)}`, false],
  ])('%s valid: %s', (text, expected) => expect(npmVersions.isValid(text)).toBe(expected));

  it('are in the order of semver.org', () => {
    const ordered = [
      'nonsense',
      'zzz',
      '0.9.0',
      '1.0.0-0',
      '1.0.0-alpha',
      '1.0.0-alpha.1',
      '1.0.0-beta',
      '1.0.0-beta.2',
      '1.0.0-beta.11',
      '1.0.0',
      '1.8.0',
      '1.80.0',
    ];
    expect([...ordered].reverse().sort(npmVersions.compare)).toEqual(ordered);
    expect(npmVersions.compare('1.0.0+a', '1.0.0+b')).toBe(0);
    expect(npmVersions.compare('v1.0.0', '1.0.0')).toBe(0);
  });

  it('compare as semver does', () => {
    const property = fc.property(version, version, (a, b) => {
      expect(Math.sign(npmVersions.compare(a, b))).toBe(semverCompare(a, b, true));
    });
    fc.assert(property, { numRuns: 1000 });
  });

  it.each([
    ['1.2.3', '1.9.0', true],
    ['1.2.3', '2.0.0', false],
    ['0.1.0', '0.1.9', true],
    ['0.1.0', '0.2.0', false],
    ['0.0.1', '0.0.2', false],
    ['0.0.1', '0.0.1-beta', true],
    ['1.0.0', 'nonsense', false],
  ])('%s and %s of one major line: %s', (a, b, expected) => expect(npmVersions.sameMajor(a, b)).toBe(expected));

  it('know pre-releases', () => {
    expect(['1.0.0-0', '1.0.0', 'x'].map(npmVersions.isPrerelease)).toEqual([true, false, false]);
  });
});

describe('parse', () => {
  it.each([
    ['', 'any', undefined, false],
    ['*', 'any', undefined, false],
    ['1.2.3', 'exact', '1.2.3', true],
    ['=1.2.3', 'exact', '1.2.3', true],
    ['v1.2.3', 'exact', '1.2.3', true],
    [' = v1.2.3 ', 'exact', '1.2.3', true],
    ['1.2.3+build', 'exact', '1.2.3', true],
    ['1.2.3-rc.1', 'exact', '1.2.3-rc.1', true],
    ['^1.2.3', 'range', undefined, true],
    ['~1.2', 'range', undefined, true],
    ['1.x', 'range', undefined, true],
    ['1.2.3 - 2', 'range', undefined, true],
    ['<2', 'range', undefined, true],
    ['>=1 <2 || 3', 'range', undefined, true],
    ['x', 'range', undefined, false],
    ['>=1', 'range', undefined, false],
    ['^1 || >=3', 'range', undefined, false],
    ['1.2.3 || 2.0.0', 'range', undefined, true],
    ['not a range!', 'invalid', undefined, false],
    ['^1,', 'invalid', undefined, false],
    ['1'.repeat(5000), 'invalid', undefined, false],
  ])('%j is %s', (text, kind, exact, bounded) => {
    expect(npmVersions.parse(text)).toMatchObject({ kind, text, bounded, pre: false });
    expect(npmVersions.parse(text).version).toBe(exact);
  });

  it.each(['latest', 'next-14', '1.2.3.4', 'constructor'])('%s is a tag, which admits nothing by its text', text => {
    expect(npmVersions.parse(text)).toMatchObject({ kind: 'tag', tag: text, bounded: false });
    expect(npmVersions.parse(text).admits('1.2.3')).toBe(false);
  });

  it.each([
    ['', '1.0.0', true],
    ['', '1.0.0-rc.1', false],
    ['*', '1.0.0-rc.1', false],
    ['^1.14.0', '1.14.1', true],
    ['^1.14.0', '1.15.0-beta.1', false],
    ['^1.14.0-beta.1', '1.14.0-beta.2', true],
    ['^0.30.0', '0.31.0', false],
    ['1.2.3', '1.2.3', true],
    ['1.2.3', '1.2.3+build', true],
    ['1.2.3', '1.2.3-rc.1', false],
    ['1.2.3-rc.1', '1.2.3-rc.1', true],
    ['nonsense!', '1.0.0', false],
    ['*', 'nonsense', false],
  ])('%j admits %s: %s', (text, candidate, expected) => expect(npmVersions.parse(text).admits(candidate)).toBe(expected));

  it('admits what semver says', () => {
    const property = fc.property(range, version, (text, candidate) => {
      expect(npmVersions.parse(text).admits(candidate)).toBe(satisfies(candidate, text, { loose: true }));
    });
    fc.assert(property, { numRuns: 3000 });
  });
});

/** Releases by their versions, a deprecated one with `!` behind; dist-tags beside. */
function facts(versions: string, distTags: Record<string, string> = {}): PackageFacts {
  const releases = versions
    .split(' ')
    .map((text): Release => (text.endsWith('!') ? { version: text.slice(0, -1), deprecated: 'old' } : { version: text }));
  return { ecosystem: 'npm', name: 'x', releases: releasesOf(releases), distTags };
}

describe('select', () => {
  it.each([
    ['the highest that fits', '^1.0.0', facts('1.0.0 1.10.0 1.9.0 2.0.0'), '1.10.0'],
    ['latest where it fits, though not the highest', '^1.0.0', facts('1.0.0 1.1.0 1.2.0', { latest: '1.1.0' }), '1.1.0'],
    ['the highest where latest does not fit', '^1.0.0', facts('1.0.0 1.1.0 2.0.0', { latest: '2.0.0' }), '1.1.0'],
    ['not latest where it is deprecated', '^1.0.0', facts('1.0.0 1.1.0! 1.0.5', { latest: '1.1.0' }), '1.0.5'],
    ['not latest where it is not listed', '^1.0.0', facts('1.0.0', { latest: '1.1.0' }), '1.0.0'],
    ['a lower one that is not deprecated', '^1.0.0', facts('1.0.0 1.1.0! 1.2.0!'), '1.0.0'],
    ['the highest where all that fit are deprecated', '^1.0.0', facts('1.0.0! 1.1.0! 2.0.0', { latest: '1.0.0' }), '1.1.0'],
    [
      'an empty deprecation is none',
      '^1.0.0',
      { ...facts('1.0.0'), releases: releasesOf([{ version: '1.0.0' }, { version: '1.1.0', deprecated: '' }]) },
      '1.1.0',
    ],
    ['any: latest', '', facts('1.0.0 2.0.0', { latest: '1.0.0' }), '1.0.0'],
    ['any: latest even as a pre-release', '*', facts('1.0.0 2.0.0-rc.1', { latest: '2.0.0-rc.1' }), '2.0.0-rc.1'],
    ['any without tags: the highest that is no pre-release', '*', facts('1.0.0 2.0.0-rc.1'), '1.0.0'],
    ['x is a range: latest only where it fits', 'x', facts('1.0.0 2.0.0-rc.1', { latest: '2.0.0-rc.1' }), '1.0.0'],
    ['exact', '=1.0.0', facts('1.0.0 2.0.0', { latest: '2.0.0' }), '1.0.0'],
    ['exact and deprecated', '1.0.0', facts('1.0.0! 2.0.0'), '1.0.0'],
    ['exact and not listed', '1.0.1', facts('1.0.0 2.0.0'), undefined],
    ['tag', 'next', facts('1.0.0 2.0.0-rc.1', { next: '2.0.0-rc.1' }), '2.0.0-rc.1'],
    ['tag of a deprecated release', 'next', facts('1.0.0 2.0.0!', { next: '2.0.0' }), '2.0.0'],
    ['tag of a release that is not listed', 'next', facts('1.0.0', { next: '2.0.0' }), undefined],
    ['a tag that nobody set', 'constructor', facts('1.0.0'), undefined],
    ['a pre-release that the range names', '^2.0.0-rc.0', facts('1.0.0 2.0.0-rc.1 2.0.0-rc.2'), '2.0.0-rc.2'],
    ['releases that are no versions are passed over', '*', facts('nonsense 1.0.0'), '1.0.0'],
    ['no release', '*', { ...facts(''), releases: releasesOf([]) }, undefined],
    ['invalid', 'no range!', facts('1.0.0', { latest: '1.0.0' }), undefined],
  ])('%s', (_, specifier, known, expected) => expect(npmVersions.select(npmVersions.parse(specifier), known)).toBe(expected));

  it('takes a requirement that another made', () => {
    const { range: _, ...copy } = npmVersions.parse('^1.0.0') as ReturnType<typeof npmVersions.parse> & { range?: unknown };
    expect(npmVersions.select(copy, facts('1.0.0 1.1.0 2.0.0'))).toBe('1.1.0');
  });
});
