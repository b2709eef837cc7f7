import { describe, expect, it } from 'vitest';
import {
  admittedBad,
  coversEveryRelease,
  fixedIn,
  listedFor,
  matchRelease,
  unreadableRecords,
} from '../../server/src/advisories/matching.js';
import { versionsOf } from '../../server/src/ecosystems/index.js';
import type { Advisory, AffectedRange, PackageId } from '../../server/src/model/index.js';
import { advisory, affecting, NPM_PACKAGE, PYTHON_PACKAGE, python, semver } from './records.js';

const NPM = versionsOf('npm');
const PYTHON = versionsOf('PyPI');

function affectedOf(record: Advisory, pkg: PackageId, versions: readonly string[]): readonly string[] {
  return versions.filter(version => matchRelease(record, pkg, version, versionsOf(pkg.ecosystem)) === 'affected');
}

describe('evaluation of ranges', () => {
  const npmVersions = ['0.0.0-alpha', '0.9.0', '1.0.0-rc.1', '1.0.0', '1.4.9', '1.5.0', '2.0.0', '2.1.0', '3.0.0'];
  it.each<[string, AffectedRange, readonly string[]]>([
    ['everything', semver('introduced 0'), npmVersions],
    ['from a version on', semver('introduced 1.5.0'), ['1.5.0', '2.0.0', '2.1.0', '3.0.0']],
    ['up to a fix', semver('introduced 0', 'fixed 1.0.0'), ['0.0.0-alpha', '0.9.0', '1.0.0-rc.1']],
    ['up to and with the last affected', semver('introduced 1.0.0', 'last_affected 1.5.0'), ['1.0.0', '1.4.9', '1.5.0']],
    ['one version', semver('introduced 1.5.0', 'last_affected 1.5.0'), ['1.5.0']],
    ['one version, events in the other order', semver('last_affected 1.5.0', 'introduced 1.5.0'), ['1.5.0']],
    ['no version', semver('introduced 1.5.0', 'fixed 1.5.0'), []],
    [
      'several stretches',
      semver('introduced 0', 'fixed 1.0.0', 'introduced 1.5.0', 'fixed 2.1.0'),
      ['0.0.0-alpha', '0.9.0', '1.0.0-rc.1', '1.5.0', '2.0.0'],
    ],
    [
      'several stretches, unsorted',
      semver('fixed 2.1.0', 'introduced 1.5.0', 'fixed 1.0.0', 'introduced 0'),
      ['0.0.0-alpha', '0.9.0', '1.0.0-rc.1', '1.5.0', '2.0.0'],
    ],
    ['two stretches that touch', semver('introduced 1.0.0', 'fixed 1.5.0', 'introduced 1.5.0', 'fixed 2.0.0'), ['1.0.0', '1.4.9', '1.5.0']],
    ['a stretch and an open end', semver('introduced 0.9.0', 'fixed 1.0.0', 'introduced 3.0.0'), ['0.9.0', '1.0.0-rc.1', '3.0.0']],
    ['below a limit', semver('introduced 1.0.0', 'limit 1.5.0'), ['1.0.0', '1.4.9']],
    ['below the highest of several limits', semver('introduced 1.0.0', 'limit 1.5.0', 'limit 2.1.0'), ['1.0.0', '1.4.9', '1.5.0', '2.0.0']],
    ['without a limit', semver('introduced 2.1.0', 'limit *'), ['2.1.0', '3.0.0']],
    ['numbers left out', semver('introduced 1', 'fixed 1.5'), ['1.0.0', '1.4.9']],
    ['a bound that is no version', semver('introduced 0', 'fixed whenever'), []],
    ['a fix before the beginning', semver('introduced 2.0.0', 'fixed 1.0.0'), ['2.0.0', '2.1.0', '3.0.0']],
  ])('npm: %s', (_, range, expected) => {
    expect(affectedOf(advisory({ affected: [affecting(NPM_PACKAGE, { ranges: [range] })] }), NPM_PACKAGE, npmVersions)).toEqual(expected);
  });

  const pythonVersions = ['0.1.dev1', '1.0a1', '1.0', '1.0.0', '1.0.post1', '1.9', '1.10', '1!0.5'];
  it.each<[string, AffectedRange, readonly string[]]>([
    ['everything', python('introduced 0'), pythonVersions],
    ['pre-releases come before the release', python('introduced 0', 'fixed 1.0'), ['0.1.dev1', '1.0a1']],
    ['post-releases behind it', python('introduced 1.0', 'last_affected 1.0.0'), ['1.0', '1.0.0']],
    ['numbers, not text', python('introduced 1.10', 'fixed 2'), ['1.10']],
    ['epochs first', python('introduced 2.0'), ['1!0.5']],
  ])('PyPI: %s', (_, range, expected) => {
    expect(affectedOf(advisory({ affected: [affecting(PYTHON_PACKAGE, { ranges: [range] })] }), PYTHON_PACKAGE, pythonVersions)).toEqual(
      expected,
    );
  });

  it('holds nothing that is no version', () => {
    const record = advisory({ affected: [affecting(NPM_PACKAGE, { ranges: [semver('introduced 0')] })] });
    expect(affectedOf(record, NPM_PACKAGE, ['latest', '', '1.x'])).toEqual([]);
  });
});

describe('listed versions', () => {
  it.each([
    ['npm', '1.0.0', ['1.0.0'], true],
    ['npm', '1.0.0', ['1.0.1', '1.0.0-rc.1', '11.0.0'], false],
    ['npm', '1.0.0', ['1.0.0+5'], true],
    ['npm', '1.0.0+build.7', ['1.0.0'], true],
    ['npm', '1.0.0+5', ['1.0.5'], false],
    ['PyPI', '1.0', ['1.0.0'], true],
    ['PyPI', '1.0.0', ['1.0'], true],
    ['PyPI', '0.1.2.post1', ['0.1.2-1'], true],
    ['PyPI', '2.0RC1', ['2.0-rc.1'], true],
    ['PyPI', '1.0', ['1.0.1', '0.1', '10', '1.0.post1', '1.0+local'], false],
    ['PyPI', 'not-a-version', ['1.0', 'not-a-version'], true],
  ] as const)('%s: %s in %j is %s', (ecosystem, version, versions, expected) => {
    const pkg = { ecosystem, name: 'some-package' };
    expect(matchRelease(advisory({ affected: [affecting(pkg, { versions })] }), pkg, version, versionsOf(ecosystem))).toBe(
      expected ? 'affected' : 'unaffected',
    );
  });

  it('count beside ranges', () => {
    const record = advisory({
      affected: [affecting(NPM_PACKAGE, { versions: ['3.0.0'], ranges: [semver('introduced 1.0.0', 'fixed 1.5.0')] })],
    });
    expect(affectedOf(record, NPM_PACKAGE, ['0.9.0', '1.2.0', '1.5.0', '3.0.0'])).toEqual(['1.2.0', '3.0.0']);
  });

  it('of several entries for one package count together', () => {
    const record = advisory({
      affected: [
        affecting(NPM_PACKAGE, { ranges: [semver('introduced 1.0.0', 'fixed 1.5.0')] }),
        affecting({ ...NPM_PACKAGE, name: 'other' }, { ranges: [semver('introduced 0')] }),
        affecting({ ecosystem: 'PyPI', name: NPM_PACKAGE.name }, { ranges: [python('introduced 0')] }),
        affecting(NPM_PACKAGE, { ranges: [semver('introduced 2.0.0', 'fixed 2.1.0')] }),
      ],
    });
    expect(affectedOf(record, NPM_PACKAGE, ['1.2.0', '1.5.0', '2.0.5', '2.1.0'])).toEqual(['1.2.0', '2.0.5']);
  });
});

describe('known defects of real records', () => {
  const malicious = (name: string, ecosystem: PackageId['ecosystem'], what: Parameters<typeof affecting>[1]): Advisory =>
    advisory({ id: 'MAL-2030-1', kind: 'malicious', affected: [affecting({ ecosystem, name }, what)] });

  it('@ctrl/tinycolor: "everything" beside exact versions means the exact versions', () => {
    const pkg: PackageId = { ecosystem: 'npm', name: '@ctrl/tinycolor' };
    const record = malicious(pkg.name, 'npm', { versions: ['4.1.1', '4.1.2'], ranges: [semver('introduced 0')] });
    expect(affectedOf(record, pkg, ['4.1.0', '4.1.1', '4.1.2', '4.2.0'])).toEqual(['4.1.1', '4.1.2']);
    expect(coversEveryRelease(record, pkg)).toBe(false);
    expect(admittedBad(record, pkg, NPM.parse('^4.0.0'), ['4.1.0', '4.1.1', '4.2.0'], NPM)).toEqual(['4.1.1', '4.1.2']);
  });

  it('@tanstack/history: 1.161.6 is clean, also where range and versions stand in two entries', () => {
    const pkg: PackageId = { ecosystem: 'npm', name: '@tanstack/history' };
    const record = advisory({
      id: 'GHSA-rmmr-r34h-pfm5',
      kind: 'malicious',
      affected: [affecting(pkg, { ranges: [semver('introduced 0')] }), affecting(pkg, { versions: ['1.161.9', '1.161.12'] })],
    });
    expect(affectedOf(record, pkg, ['1.161.6', '1.161.9', '1.161.12'])).toEqual(['1.161.9', '1.161.12']);
    expect(coversEveryRelease(record, pkg)).toBe(false);
  });

  it('the same shape of a vulnerability means what it says', () => {
    const record = advisory({ affected: [affecting(NPM_PACKAGE, { versions: ['1.0.0'], ranges: [semver('introduced 0')] })] });
    expect(affectedOf(record, NPM_PACKAGE, ['1.0.0', '2.0.0'])).toEqual(['1.0.0', '2.0.0']);
  });

  it('a malicious range with an end means what it says, listed versions or not', () => {
    const record = malicious('some-package', 'npm', { versions: ['1.0.1'], ranges: [semver('introduced 1.0.1', 'fixed 1.0.4')] });
    expect(affectedOf(record, NPM_PACKAGE, ['1.0.0', '1.0.1', '1.0.2', '1.0.4'])).toEqual(['1.0.1', '1.0.2']);
  });

  it('@solana/web3.js: ranges only is not "all versions"', () => {
    const pkg: PackageId = { ecosystem: 'npm', name: '@solana/web3.js' };
    const record = malicious(pkg.name, 'npm', { ranges: [semver('introduced 1.95.6', 'fixed 1.95.8')] });
    expect(affectedOf(record, pkg, ['1.95.5', '1.95.6', '1.95.7', '1.95.8', '2.0.0'])).toEqual(['1.95.6', '1.95.7']);
    expect(coversEveryRelease(record, pkg)).toBe(false);
    expect(admittedBad(record, pkg, NPM.parse('^1.95.0'), [], NPM)).toEqual(['1.95.6']);
    expect(admittedBad(record, pkg, NPM.parse('^1.95.0'), ['1.95.5', '1.95.7', '1.95.8'], NPM)).toEqual(['1.95.6', '1.95.7']);
    expect(admittedBad(record, pkg, NPM.parse('1.95.5'), ['1.95.5', '1.95.7', '1.95.8'], NPM)).toEqual([]);
  });

  it.each([
    ['fastapi', 'PyPI', '0.136.3'],
    ['supabase', 'PyPI', '2.0.0'],
    ['puppeteer-core', 'npm', '24.0.0'],
  ] as const)('%s: a withdrawn record matches nothing', (name, ecosystem, version) => {
    const pkg = { ecosystem, name };
    const ranges = [ecosystem === 'npm' ? semver('introduced 0') : python('introduced 0')];
    const open = { ...malicious(name, ecosystem, { ranges }), withdrawn: true };
    const listed = { ...malicious(name, ecosystem, { versions: [version] }), withdrawn: true };
    const scheme = versionsOf(ecosystem);
    for (const record of [open, listed]) {
      expect(matchRelease(record, pkg, version, scheme)).toBe('unaffected');
      expect(admittedBad(record, pkg, scheme.parse(''), [version], scheme)).toEqual([]);
      expect(fixedIn(record, pkg, version, scheme)).toEqual([]);
    }
    expect(coversEveryRelease(open, pkg)).toBe(false);
  });

  it('colors: what is beyond the last known affected release is not sure', () => {
    const pkg: PackageId = { ecosystem: 'npm', name: 'colors' };
    const record = advisory({
      affected: [affecting(pkg, { ranges: [semver('introduced 1.4.1')], lastKnownAffected: '<= 1.4.44-liberty-2' })],
    });
    const matches = ['1.4.0', '1.4.1', '1.4.44-liberty-2', '1.4.44', '1.5.0'].map(version => matchRelease(record, pkg, version, NPM));
    expect(matches).toEqual(['unaffected', 'affected', 'affected', 'beyond-last-known', 'beyond-last-known']);
  });
});

describe('beyond the last known affected release', () => {
  it.each([
    ['<= 1.5.0', '1.5.0', 'affected'],
    ['<= 1.5.0', '1.5.1', 'beyond-last-known'],
    ['< 1.5.0', '1.4.9', 'affected'],
    ['< 1.5.0', '1.5.0', 'beyond-last-known'],
    ['< next', '9.0.0', 'affected'],
  ])('%s, version %s: %s', (lastKnownAffected, version, expected) => {
    const record = advisory({ affected: [affecting(NPM_PACKAGE, { ranges: [semver('introduced 0')], lastKnownAffected })] });
    expect(matchRelease(record, NPM_PACKAGE, version, NPM)).toBe(expected);
  });

  it.each([
    ['a listed version', { versions: ['2.0.0'], ranges: [semver('introduced 0')] }, 'affected'],
    ['a range with an end', { ranges: [semver('introduced 0'), semver('introduced 1.9.0', 'fixed 2.1.0')] }, 'affected'],
    ['a limit', { ranges: [semver('introduced 0', 'limit 3.0.0')] }, 'affected'],
    ['the last of several stretches, open', { ranges: [semver('introduced 0', 'fixed 1.0.0', 'introduced 2.0.0')] }, 'beyond-last-known'],
    ['a fix long ago', { ranges: [semver('introduced 0', 'fixed 1.0.0')] }, 'unaffected'],
  ] as const)('%s at 2.0.0 is %s', (_, what, expected) => {
    const record = advisory({ affected: [affecting(NPM_PACKAGE, { ...what, lastKnownAffected: '<= 1.5.0' })] });
    expect(matchRelease(record, NPM_PACKAGE, '2.0.0', NPM)).toBe(expected);
  });

  it('counts less than another entry that is sure', () => {
    const record = advisory({
      affected: [
        affecting(NPM_PACKAGE, { ranges: [semver('introduced 0')], lastKnownAffected: '<= 1.5.0' }),
        affecting(NPM_PACKAGE, { versions: ['2.0.0'] }),
      ],
    });
    expect(matchRelease(record, NPM_PACKAGE, '2.0.0', NPM)).toBe('affected');
  });
});

describe('coversEveryRelease', () => {
  it.each([
    ['everything', 'malicious', { ranges: [semver('introduced 0')] }, true],
    ['a vulnerability', 'vulnerability', { ranges: [semver('introduced 0')] }, false],
    ['a later beginning', 'malicious', { ranges: [semver('introduced 1.0.0')] }, false],
    ['an end', 'malicious', { ranges: [semver('introduced 0', 'last_affected 9.0.0')] }, false],
    ['listed versions', 'malicious', { versions: ['1.0.0'], ranges: [semver('introduced 0')] }, false],
    ['nothing', 'malicious', {}, false],
  ] as const)('%s', (_, kind, what, expected) => {
    expect(coversEveryRelease(advisory({ kind, affected: [affecting(NPM_PACKAGE, what)] }), NPM_PACKAGE)).toBe(expected);
    expect(coversEveryRelease(advisory({ kind, affected: [affecting(NPM_PACKAGE, what)] }), { ...NPM_PACKAGE, name: 'other' })).toBe(false);
  });
});

describe('fixedIn', () => {
  const record = advisory({
    affected: [
      affecting(NPM_PACKAGE, { ranges: [semver('introduced 0', 'fixed 1.10.0', 'introduced 2.0.0', 'fixed 2.9.1')] }),
      affecting(NPM_PACKAGE, { ranges: [semver('introduced 1.0.0', 'fixed 1.9.0')] }),
      affecting(NPM_PACKAGE, { ranges: [semver('introduced 5.0.0', 'fixed 5.0.1')] }),
    ],
  });
  it.each([
    ['1.2.0', ['1.10.0', '2.9.1']],
    ['1.9.0', ['1.10.0', '2.9.1']],
    ['2.5.0', ['2.9.1']],
    ['5.0.0', ['5.0.1']],
    ['3.0.0', []],
  ])('of %s is %j', (version, expected) => {
    expect(fixedIn(record, NPM_PACKAGE, version, NPM)).toEqual(expected);
  });
});

describe('a record with an open branch and one that was fixed', () => {
  const record = advisory({
    affected: [
      affecting(NPM_PACKAGE, { ranges: [semver('introduced 2.0.0', 'fixed 2.1.5')] }),
      affecting(NPM_PACKAGE, { ranges: [semver('introduced 1.0.0')], lastKnownAffected: '< 1.5.1' }),
      affecting(NPM_PACKAGE, { ranges: [semver('introduced 0.1.0', 'fixed 0.2.0')] }),
    ],
  });
  it.each([
    ['0.2.0', 'unaffected', []],
    ['1.5.0', 'affected', []],
    ['1.6.0', 'beyond-last-known', []],
    ['2.1.4', 'affected', ['2.1.5']],
    ['2.1.5', 'unaffected', []],
    ['3.0.0', 'unaffected', []],
  ])('%s is %s, fixed in %j', (version, match, fixes) => {
    expect(matchRelease(record, NPM_PACKAGE, version, NPM)).toBe(match);
    expect(fixedIn(record, NPM_PACKAGE, version, NPM)).toEqual(fixes);
  });

  it('is not ended by the fix of an earlier branch', () => {
    const open = affecting(NPM_PACKAGE, { ranges: [semver('introduced 2.0.0')], lastKnownAffected: '<= 2.3.0' });
    const ended = affecting(NPM_PACKAGE, { ranges: [semver('introduced 1.0.0', 'fixed 1.5.1')] });
    expect(matchRelease(advisory({ affected: [open, ended] }), NPM_PACKAGE, '2.4.0', NPM)).toBe('beyond-last-known');
  });
});

describe('a local build', () => {
  const covers = (what: Parameters<typeof affecting>[1], version: string) =>
    matchRelease(advisory({ affected: [affecting(PYTHON_PACKAGE, what)] }), PYTHON_PACKAGE, version, PYTHON);
  it.each<[string, Parameters<typeof affecting>[1], string, string]>([
    ['the last affected release', { ranges: [python('introduced 0', 'last_affected 2.6.0')] }, '2.6.0+cpu', 'affected'],
    ['the first affected release', { ranges: [python('introduced 2.6.0')] }, '2.6+cu118', 'affected'],
    ['one that was fixed', { ranges: [python('introduced 0', 'fixed 2.6.0')] }, '2.6.0+cpu', 'unaffected'],
    ['the release before the fix', { ranges: [python('introduced 0', 'fixed 2.6.0')] }, '2.5.9+cpu', 'affected'],
    ['a limit', { ranges: [python('introduced 0', 'limit 2.6.0')] }, '2.6.0+cpu', 'unaffected'],
    ['a listed release', { versions: ['2.6'] }, '2.6.0+cpu', 'affected'],
    ['another listed build', { versions: ['2.6.0+cpu'] }, '2.6.0+cu118', 'unaffected'],
    ['the same listed build', { versions: ['2.6.0+cu.118'] }, '2.6.0+CU-118', 'affected'],
    ['a build that was fixed', { ranges: [python('introduced 0', 'fixed 2.6.0+patch2')] }, '2.6.0+patch1', 'affected'],
    ['the last known affected release', { ranges: [python('introduced 0')], lastKnownAffected: '<= 2.6.0' }, '2.6.0+cpu', 'affected'],
    ['behind it', { ranges: [python('introduced 0')], lastKnownAffected: '< 2.6.0' }, '2.6.0+cpu', 'beyond-last-known'],
  ])('against %s', (_, what, version, expected) => {
    expect(covers(what, version)).toBe(expected);
  });
});

describe('what cannot be read of a record', () => {
  const unreadable = (what: Parameters<typeof affecting>[1]) =>
    advisory({ affected: [{ ...affecting(NPM_PACKAGE, what), isUnreadable: true }] });
  it.each<[string, Advisory, string]>([
    ['leaves it open', unreadable({}), 'unreadable'],
    ['does not matter where the release is listed', unreadable({ versions: ['1.0.0'] }), 'affected'],
    ['does not matter where a range covers it', unreadable({ ranges: [semver('introduced 0', 'fixed 2.0.0')] }), 'affected'],
    ['matters where none does', unreadable({ versions: ['1.1.0'], ranges: [semver('introduced 2.0.0')] }), 'unreadable'],
    ['is of no account once it is withdrawn', { ...unreadable({}), withdrawn: true }, 'unaffected'],
  ])('%s', (_, record, expected) => {
    expect(matchRelease(record, NPM_PACKAGE, '1.0.0', NPM)).toBe(expected);
    expect(unreadableRecords([record], NPM_PACKAGE, '1.0.0', NPM)).toEqual(expected === 'unreadable' ? [record] : []);
  });

  it('includes the package itself, where a service lists the record for it', () => {
    const silent = advisory({ affected: [affecting({ ...NPM_PACKAGE, name: 'Some-Package' }, { versions: ['1.0.0'] })] });
    expect(matchRelease(silent, NPM_PACKAGE, '1.0.0', NPM)).toBe('unaffected');
    expect(matchRelease(listedFor(silent, NPM_PACKAGE), NPM_PACKAGE, '1.0.0', NPM)).toBe('unreadable');
    const telling = advisory({ affected: [affecting(NPM_PACKAGE, { versions: ['1.1.0'] })] });
    expect(listedFor(telling, NPM_PACKAGE)).toBe(telling);
  });
});

describe('admittedBad', () => {
  const litellm: PackageId = { ecosystem: 'PyPI', name: 'litellm' };
  const record = advisory({ id: 'MAL-2030-1', kind: 'malicious', affected: [affecting(litellm, { versions: ['1.82.8', '1.82.7'] })] });
  it.each([
    ['>=1.50', ['1.82.7', '1.82.8']],
    ['>=1.50,<2', ['1.82.7', '1.82.8']],
    ['', ['1.82.7', '1.82.8']],
    ['~=1.82.0', ['1.82.7', '1.82.8']],
    ['>=1.50,!=1.82.7', ['1.82.8']],
    ['==1.82.8', ['1.82.8']],
    ['<=1.82.6', []],
    ['>=1.83', []],
    ['not a specifier', []],
  ])('%j admits %j', (specifier, expected) => {
    expect(admittedBad(record, litellm, PYTHON.parse(specifier), [], PYTHON)).toEqual(expected);
  });

  it('names a version once, however often and in whatever form it is known', () => {
    expect(admittedBad(record, litellm, PYTHON.parse(''), ['1.82.7', '1.82.7.0', '1.82.6'], PYTHON)).toEqual(['1.82.7', '1.82.8']);
  });

  it('takes what the registry knows of an open range, and no more than is sure', () => {
    const open = advisory({ affected: [affecting(NPM_PACKAGE, { ranges: [semver('introduced 1.0.0')], lastKnownAffected: '<= 1.2.0' })] });
    expect(admittedBad(open, NPM_PACKAGE, NPM.parse('*'), ['1.3.0', '1.2.0', '0.9.0'], NPM)).toEqual(['1.0.0', '1.2.0']);
  });
});
