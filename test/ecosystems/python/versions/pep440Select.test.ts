import { describe, expect, it } from 'vitest';
import { pythonVersions } from '../../../../server/src/ecosystems/python/versions/index.js';
import type { PackageFacts, Release } from '../../../../server/src/model/index.js';
import { releasesOf } from '../../../../server/src/model/releases.js';

/** Releases by their versions, a yanked one with a tilde behind. */
function facts(versions: string): PackageFacts {
  const releases = versions
    .split(' ')
    .map((text): Release => (text.endsWith('~') ? { version: text.slice(0, -1), yanked: '' } : { version: text }));
  return { ecosystem: 'PyPI', name: 'x', releases: releasesOf(releases), distTags: {} };
}

function select(specifier: string, versions: string, pre = false): string | undefined {
  return pythonVersions.select(pythonVersions.parse(specifier, { pre }), facts(versions));
}

describe('select', () => {
  it.each([
    ['the highest that fits', '>=1.50,<2', '1.49 1.80 1.9 1.50 2.0', '1.80'],
    ['any', '', '1.0 1.10 1.9', '1.10'],
    ['a post-release is the higher one', '', '0.1.2 0.1.2-1', '0.1.2-1'],
    ['no pre-release where a final one fits', '>=1', '1.0 2.0rc1 2.0.dev1', '1.0'],
    ['a pre-release where nothing else fits', '>=2', '1.0 2.0rc1 2.1.dev1', '2.1.dev1'],
    ['a pre-release of a package that has nothing else', '', '1.0a1 1.0a2', '1.0a2'],
    ['a pre-release where the specifier names one', '>=1.0rc1', '1.0 2.0rc1', '2.0rc1'],
    ['none where the exclusion alone names one', '!=2.0rc1', '1.0 2.0rc2', '1.0'],
    ['not a yanked one', '>=1', '1.0 1.1~', '1.0'],
    ['nothing where all that fit are yanked', '>=1', '0.9 1.0~ 1.1~', undefined],
    ['nothing where the finals are yanked, even with a pre-release beside', '>=1', '1.0~ 1.1rc1', undefined],
    ['a yanked one that is pinned', '==1.1', '1.0 1.1~', '1.1'],
    ['a yanked one that is pinned by text', '===1.1', '1.0 1.1~', '1.1'],
    ['not a yanked one by a wildcard', '==1.1.*', '1.0 1.1~', undefined],
    ['of a pin and its local builds the one not yanked', '==1.1', '1.1+cpu~ 1.1', '1.1'],
    ['the highest local build', '==1.1', '1.1 1.1+1 1.1+2', '1.1+2'],
    ['equal versions in another form', '==1.0.0', '1.0', '1.0'],
    ['1.80 is not 1.8', '==1.8', '1.80', undefined],
    ['releases that are no versions are passed over', '', '2004d 1.0', '1.0'],
    ['a release that is no version, named by text', '===2004d', '2004d 1.0', '2004d'],
    ['the highest of any alternative', '>=1,<2 or >=3,<4', '1.5 2.5 3.5 4.5', '3.5'],
    ['the only alternative that is released', '>=3,<4 or >=1,<2', '1.5 2.5 4.5', '1.5'],
    ['a pinned alternative that is yanked', '==1.1 or ==1.2', '1.0 1.1~ 1.3', '1.1'],
    ['a pinned pre-release', '==2.0rc1', '1.0 2.0rc1', '2.0rc1'],
    ['a release that is not listed', '==1.1', '1.0 1.2', undefined],
    ['invalid', '^1', '1.0', undefined],
  ])('%s', (_, specifier, versions, expected) => expect(select(specifier, versions)).toBe(expected));

  it('with `pre`, the highest of all', () => {
    expect(select('', '1.0 2.0rc1', true)).toBe('2.0rc1');
    expect(select('<2', '1.0 1.5rc1 2.0rc1', true)).toBe('1.5rc1');
  });

  it('takes a requirement that another made', () => {
    const { clauses: _, ...copy } = pythonVersions.parse('>=1,<2') as ReturnType<typeof pythonVersions.parse> & { clauses?: unknown };
    expect(pythonVersions.select(copy, facts('1.0 1.5 2.0'))).toBe('1.5');
  });
});
