import { describe, expect, it } from 'vitest';
import { readAdvisory } from '../../server/src/advisories/osv.js';
import type { Advisory } from '../../server/src/model/index.js';

const ID = 'GHSA-2222-3333-4444';
const MODIFIED = '2026-01-02T03:04:05Z';
const NOW = Date.parse('2031-01-01T00:00:00Z');

/** The advisory read from a record with the given fields beside a usable id. */
function read(fields: object): Advisory {
  const advisory = readAdvisory({ id: ID, modified: MODIFIED, ...fields }, NOW);
  if (advisory === undefined) throw new Error('the record was refused');
  return advisory;
}

function affected(fields: object): object {
  return { affected: [{ package: { ecosystem: 'npm', name: 'some-package' }, ...fields }] };
}

function semverRange(...events: readonly object[]): object {
  return { type: 'SEMVER', events };
}

describe('readAdvisory', () => {
  it('reads a whole record', () => {
    expect(
      readAdvisory(
        {
          schema_version: '1.7.0',
          id: 'PYSEC-2030-1',
          modified: '2030-02-03T04:05:06.123456Z',
          published: '2030-01-01T00:00:00Z',
          aliases: ['CVE-2030-0001', ID],
          summary: 'Paths leave the folder',
          details: 'More of it.',
          severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N' }],
          affected: [
            {
              package: { ecosystem: 'PyPI', name: 'Some.Package__x', purl: 'pkg:pypi/some-package-x' },
              ranges: [
                { type: 'GIT', repo: 'https://git.example/x', events: [{ introduced: '0' }] },
                { type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed: '1.5' }] },
              ],
              versions: ['1.0', '1.4'],
              database_specific: { last_known_affected_version_range: '<= 1.4' },
            },
          ],
          references: [{ type: 'ADVISORY', url: `https://advisories.example/${ID}` }],
          database_specific: { severity: 'LOW' },
        },
        NOW,
      ),
    ).toEqual({
      id: 'PYSEC-2030-1',
      aliases: ['CVE-2030-0001', ID],
      kind: 'vulnerability',
      summary: 'Paths leave the folder',
      published: '2030-01-01T00:00:00Z',
      modified: '2030-02-03T04:05:06.123456Z',
      withdrawn: false,
      severity: 'high',
      affected: [
        {
          ecosystem: 'PyPI',
          name: 'some-package-x',
          versions: ['1.0', '1.4'],
          ranges: [
            {
              type: 'ECOSYSTEM',
              events: [
                { kind: 'introduced', version: '0' },
                { kind: 'fixed', version: '1.5' },
              ],
            },
          ],
          lastKnownAffected: '<= 1.4',
        },
      ],
      url: `https://advisories.example/${ID}`,
    });
  });

  it.each([
    undefined,
    null,
    7,
    'GHSA-2222-3333-4444',
    [],
    {},
    { id: '' },
    { id: 5 },
    { id: 'with space' },
    { id: 'a\u202eb' },
    { id: '<b>' },
    { id: 'x'.repeat(129) },
  ])('refuses %j', record => {
    expect(readAdvisory(record, NOW)).toBeUndefined();
  });

  it('lets an odd field cost itself only', () => {
    expect(
      readAdvisory(
        {
          id: ID,
          modified: 'yesterday',
          published: 20260101,
          aliases: ['CVE-2030-0001', 3, null, 'CVE-2030-0001', ID],
          summary: {},
          details: 5,
          severity: 'high',
          withdrawn: null,
          affected: [
            null,
            { package: 'some-package' },
            { package: { ecosystem: 'npm', name: '' } },
            {
              package: { ecosystem: 'npm', name: 'some-package' },
              versions: ['1.0.0', 2, '', 'a b', null],
              ranges: [7, { type: 'SEMVER', events: 'all' }],
            },
          ],
          references: [3, { type: 'ADVISORY', url: 'javascript:alert(1)' }, { type: 'ADVISORY', url: 'https://x.example/"onclick' }],
          database_specific: [],
        },
        NOW,
      ),
    ).toEqual({
      id: ID,
      aliases: ['CVE-2030-0001'],
      kind: 'vulnerability',
      summary: '',
      modified: '',
      withdrawn: false,
      affected: [{ ecosystem: 'npm', name: 'some-package', versions: ['1.0.0'], ranges: [], isUnreadable: true }],
      url: `https://osv.dev/vulnerability/${ID}`,
    });
  });

  it.each([
    ['npm', 'some-Package', ['npm some-Package']],
    ['npm:mirror', 'some-package', ['npm some-package']],
    ['PyPI', 'Jw.Util', ['PyPI jw-util']],
    ['PyPI:https://index.example', 'a__b', ['PyPI a-b']],
    ['NPM', 'some-package', []],
    ['pypi', 'some-package', []],
    ['Maven', 'some:package', []],
    ['GIT', 'some-package', []],
  ])('of ecosystem %s it reads package %s as %j', (ecosystem, name, expected) => {
    const { affected } = read({ affected: [{ package: { ecosystem, name }, versions: ['1.0.0'] }] });
    expect(affected.map(entry => `${entry.ecosystem} ${entry.name}`)).toEqual(expected);
  });

  it.each([
    ['several keys in one event are several events', [{ introduced: '1.0.0', fixed: '1.1.0' }], 'introduced 1.0.0, fixed 1.1.0'],
    ['unknown events are left out', [{ introduced: '0' }, { rumoured: '1.1.0' }], 'introduced 0'],
    ['an end that cannot be read takes its range with it', [{ introduced: '0' }, { fixed: 5 }], undefined],
    ['unless there is another end', [{ introduced: '0' }, { fixed: 5 }, { fixed: '2.0.0' }], 'introduced 0, fixed 2.0.0'],
    ['a beginning that cannot be read costs itself', [{ introduced: 0 }, { introduced: '2.0.0' }], 'introduced 2.0.0'],
    ['a range that begins nowhere is none', [{ fixed: '2.0.0' }], undefined],
  ])('of ranges: %s', (_, events, expected) => {
    const [entry] = read(affected({ ranges: [{ type: 'SEMVER', events }] })).affected;
    expect(entry?.ranges[0]?.events.map(event => `${event.kind} ${event.version}`).join(', ')).toBe(expected);
  });

  it.each([
    ['<= 1.4.44', '<= 1.4.44'],
    ['< 2.0.0', '< 2.0.0'],
    ['<=1.4.44-liberty-2', '<=1.4.44-liberty-2'],
    ['>= 1.0, <= 2.0', undefined],
    ['1.4.44', undefined],
    [['<= 1'], undefined],
  ])('takes %j for the last known affected release as %j', (text, expected) => {
    const [entry] = read(affected({ database_specific: { last_known_affected_version_range: text } })).affected;
    expect(entry?.lastKnownAffected).toBe(expected);
  });

  it.each([
    [{ iocs: { files: ['a.pth', { path: 'site-packages/b.pth' }, { name: 'c.js' }] } }, ['a.pth', 'site-packages/b.pth', 'c.js']],
    [{ iocs: { files: ['two words', 5, null, {}, ['x']] } }, undefined],
    [{ iocs: { files: 'a.pth' } }, undefined],
    [{ iocs: [] }, undefined],
    [undefined, undefined],
  ])('reads the files that %j names', (databaseSpecific, expected) => {
    expect(read({ database_specific: databaseSpecific }).files).toEqual(expected);
  });

  it('reads the files that an entry names as evidence, each once', () => {
    const indicators = { evidence_files: [{ path: 'a.pth', sha256: '00' }, 'b.pth', { sha256: '00' }, 7] };
    const entry = { package: { ecosystem: 'PyPI', name: 'some-package' }, versions: ['1.0'], database_specific: { indicators } };
    expect(read({ affected: [entry, entry], database_specific: { iocs: { files: ['b.pth', 'c.pth'] } } }).files).toEqual([
      'b.pth',
      'c.pth',
      'a.pth',
    ]);
    expect(read({ affected: [{ ...entry, database_specific: { indicators: { evidence_files: 'a.pth' } } }] }).files).toBeUndefined();
  });

  it('reads when each release was reported, where that was on another day than the record came out', () => {
    const origins = [
      { import_time: '2026-01-02T10:00:00Z', versions: ['1.0.0', '1.0.1'] },
      { import_time: '2026-03-05T10:00:00Z', versions: ['1.0.1', '1.0.2', 5] },
      { modified_time: '2026-03-04T10:00:00Z', versions: ['1.0.2'] },
      { import_time: 'later', versions: ['1.0.3'] },
      { import_time: '2026-03-06T10:00:00Z', versions: 'all' },
      null,
    ];
    const record = { published: '2026-01-02T03:04:05Z', database_specific: { 'malicious-packages-origins': origins } };
    expect(read(record).reported).toEqual([{ version: '1.0.2', time: '2026-03-04T10:00:00Z' }]);
    expect(read({ database_specific: { 'malicious-packages-origins': {} } }).reported).toBeUndefined();
  });

  it.each<[string, object, boolean]>([
    ['nothing said', {}, true],
    ['empty lists', { versions: [], ranges: [] }, true],
    ['null lists', { versions: null, ranges: null }, true],
    ['versions', { versions: ['1.0.0'] }, false],
    [
      'versions beside a bound that is no version',
      { versions: ['1.0.0'], ranges: [semverRange({ introduced: '0' }, { fixed: 'soon' })] },
      false,
    ],
    ['versions that are no list', { versions: '1.0.0', ranges: [semverRange({ introduced: '0' })] }, true],
    ['a version that is no text', { versions: ['1.0.0', 1.1] }, true],
    ['text that can be no version', { versions: ['1.0.0', 'a b'] }, false],
    ['nothing but text that can be no version', { versions: ['a b'] }, true],
    ['a range', { ranges: [semverRange({ introduced: '0' }, { fixed: '1.1' })] }, false],
    ['a range without a limit', { ranges: [semverRange({ introduced: '0' }, { limit: '*' })] }, false],
    ['ranges that are no list', { ranges: semverRange({ introduced: '0' }) }, true],
    ['a beginning that is no version', { ranges: [semverRange({ introduced: 'first' }, { fixed: '1.1.0' })] }, true],
    ['a fix that is no version', { ranges: [semverRange({ introduced: '0' }, { fixed: 'next' })] }, true],
    ['a last affected release that is no version', { ranges: [semverRange({ introduced: '0' }, { last_affected: '1.x' })] }, true],
    ['a limit that is no version', { ranges: [semverRange({ introduced: '0' }, { limit: 'all' })] }, true],
    ['a bound that is no text', { ranges: [semverRange({ introduced: '0' }, { fixed: 2 })] }, true],
    [
      'a bad range beside a good one',
      { ranges: [semverRange({ introduced: '0' }, { fixed: '1.0.0' }), semverRange({ fixed: '3.0.0' })] },
      true,
    ],
    ['events of another kind', { ranges: [semverRange({ starts: '0' }, { ends: '1.1.0' })] }, true],
    ['no events', { ranges: [semverRange()] }, true],
    ['events that are no list', { ranges: [{ type: 'SEMVER', events: { introduced: '0' } }] }, true],
    ['a range that is none', { ranges: [null] }, true],
    ['a range without a type', { ranges: [{ events: [{ introduced: '0' }] }] }, true],
    ['a range of another type', { ranges: [{ type: 'CALVER', events: [{ introduced: '0' }] }] }, true],
    ['a range of git', { ranges: [{ type: 'GIT', repo: 'https://git.example/x', events: [{ introduced: '0' }] }] }, true],
    [
      'a range of git beside one that can be read',
      { ranges: [{ type: 'GIT', events: [{ introduced: '0' }] }, semverRange({ introduced: '2.0.0' })] },
      false,
    ],
    ['a range of another type beside one that can be read', { ranges: [{ type: 'CALVER' }, semverRange({ introduced: '2.0.0' })] }, true],
  ])('%s: whether it is left open what is affected', (_, fields, expected) => {
    expect(read(affected(fields)).affected.map(({ isUnreadable = false }) => isUnreadable)).toEqual([expected]);
  });

  it('takes an entry that says nothing for no loss where another one on the package says something', () => {
    const pkg = { ecosystem: 'npm', name: 'some-package' };
    const other = { ...pkg, name: 'other-package' };
    const entries = [{ package: pkg }, { package: pkg, versions: ['1.0.0'] }, { package: other }];
    expect(read({ affected: entries }).affected.map(({ name, isUnreadable = false }) => [name, isUnreadable])).toEqual([
      ['some-package', false],
      ['some-package', false],
      ['other-package', true],
    ]);
  });

  it.each([
    [{ purl: 'pkg:npm/some-package' }, 'npm some-package'],
    [{ purl: 'pkg:npm/%40acme/ui@1.0.0?x=y' }, 'npm @acme/ui'],
    [{ purl: 'pkg:pypi/Some_Package' }, 'PyPI some-package'],
    [{ purl: 'pkg:npm/%' }, undefined],
    [{ purl: 'pkg:cargo/some-package' }, undefined],
    [{ purl: 'pkg:npm/some-package', name: null }, undefined],
    [{ purl: 5 }, undefined],
    [null, undefined],
  ])('takes %j for %j', (pkg, expected) => {
    expect(
      read({ affected: [{ package: pkg, versions: ['1.0.0'] }] }).affected.map(({ ecosystem, name }) => `${ecosystem} ${name}`)[0],
    ).toBe(expected);
  });

  it.each([
    ['2026-02-03T04:05:06Z', true],
    ['2026-02-03T04:05:06.5+01:00', true],
    ['2031-01-01T23:59:59Z', true],
    ['2031-01-02T00:00:01Z', false],
    ['2999-01-01T00:00:00Z', false],
    ['2026-13-45T99:99:99Z', false],
    ['2026-02-03', false],
    ['no', false],
    [true, false],
    [0, false],
    ['', false],
    [null, false],
    [undefined, false],
  ])('withdrawn %j means %j', (withdrawn, expected) => {
    expect(read({ withdrawn }).withdrawn).toBe(expected);
  });
});

describe('severity', () => {
  const critical3 = { type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' };
  const medium4 = { type: 'CVSS_V4', score: 'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:L/VI:N/VA:N/SC:N/SI:N/SA:N' };

  // Scores as FIRST's calculators give them: 10.0, 7.5, 4.3, 1.2; 9.8, 6.1, 8.8, 3.1; 10.0, 9.3, 6.9, 1.2.
  it.each([
    ['AV:N/AC:L/Au:N/C:C/I:C/A:C', 'critical'],
    ['AV:N/AC:L/Au:N/C:P/I:P/A:P', 'high'],
    ['(AV:N/AC:M/Au:N/C:N/I:P/A:N)', 'medium'],
    ['AV:L/AC:H/Au:N/C:P/I:N/A:N', 'low'],
    ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', 'critical'],
    ['CVSS:3.0/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N', 'medium'],
    ['CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H', 'high'],
    ['CVSS:3.1/AV:N/AC:H/PR:N/UI:R/S:U/C:N/I:N/A:L', 'low'],
    ['CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H', 'critical'],
    ['CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N', 'critical'],
    ['CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:L/VI:N/VA:N/SC:N/SI:N/SA:N', 'medium'],
    ['CVSS:4.0/AV:N/AC:L/AT:N/PR:L/UI:P/VC:L/VI:N/VA:N/SC:N/SI:N/SA:N/E:U', 'low'],
    ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N', undefined],
    ['CVSS:3.1/AV:N/AC:L', undefined],
    ['CVSS:3.1/AV:Q/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', undefined],
    ['CVSS:9.9/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', undefined],
    ['9.8', undefined],
    ['', undefined],
    [9.8, undefined],
  ])('of vector %j is %s', (score, expected) => {
    expect(read({ severity: [{ type: 'CVSS', score }] }).severity).toBe(expected);
  });

  it.each([
    ['the newest CVSS version wins', { severity: [critical3, medium4] }, 'medium'],
    ['whatever the order', { severity: [medium4, critical3] }, 'medium'],
    ['unless its vector cannot be read', { severity: [{ type: 'CVSS_V4', score: 'CVSS:4.0/AV:N' }, critical3] }, 'critical'],
    ['what is affected may carry it', affected({ severity: [critical3] }), 'critical'],
    ['the record comes before what is affected', { severity: [medium4], ...affected({ severity: [critical3] }) }, 'medium'],
    ['vectors come before words', { severity: [medium4], database_specific: { severity: 'CRITICAL' } }, 'medium'],
    ['CRITICAL', { database_specific: { severity: 'CRITICAL' } }, 'critical'],
    ['HIGH', { database_specific: { severity: 'HIGH' } }, 'high'],
    ['MODERATE', { severity: [], database_specific: { severity: 'MODERATE' } }, 'medium'],
    ['LOW', { database_specific: { severity: 'LOW' } }, 'low'],
    ['an unknown word', { database_specific: { severity: 'terrible' } }, undefined],
    ['nothing at all', {}, undefined],
  ])('%s', (_, fields, expected) => {
    expect(read(fields).severity).toBe(expected);
  });
});

describe('summary', () => {
  it.each([
    ['the first line', 'One.\nTwo.', 'One.'],
    ['without what is in front of a headline', '\n\n  ## Impact of it  \ntext', 'Impact of it'],
    [
      'with marks for bidi, zero-width and control characters',
      'a\u202eb\u2066c\u200bd\u0000e\u001b[31mf',
      'a<U+202E>b<U+2066>c<U+200B>d<U+0000>e<U+001B>[31mf',
    ],
    ['with one space for tabs and the like', 'a\t\u00a0 b', 'a b'],
    ['whole characters only', `${'x'.repeat(198)}😀😀`, `${'x'.repeat(198)}…`],
    ['200 characters at most', 'y'.repeat(300), `${'y'.repeat(199)}…`],
    ['200 characters at least', 'y'.repeat(200), 'y'.repeat(200)],
  ])('is %s', (_, summary, expected) => {
    expect(read({ summary }).summary).toBe(expected);
  });

  it('is taken from the details where there is none', () => {
    expect(read({ details: '---\n\nWhat happened\n' }).summary).toBe('What happened');
    expect(read({ summary: ' ', details: 'What happened' }).summary).toBe('What happened');
  });
});

describe('url', () => {
  const link = (type: string, url: string): object => ({ type, url });
  const osv = `https://osv.dev/vulnerability/${ID}`;
  it.each([
    [
      'an advisory that names the id',
      [link('ADVISORY', 'https://a.example/1'), link('ADVISORY', `https://b.example/${ID}`)],
      `https://b.example/${ID}`,
    ],
    ['another advisory', [link('ADVISORY', 'http://old.example/1'), link('ADVISORY', 'https://a.example/1')], 'https://a.example/1'],
    [
      'a page that names the id',
      [link('WEB', 'https://blog.example/1'), link('WEB', `https://b.example/${ID}?x=1#y`)],
      `https://b.example/${ID}?x=1#y`,
    ],
    ['else the page of OSV', [link('WEB', 'https://blog.example/1'), link('FIX', `https://b.example/${ID}`)], osv],
    ['never another scheme', [link('ADVISORY', `file:///etc/${ID}`), link('ADVISORY', `command:${ID}`)], osv],
    [
      'never what breaks out of a link',
      [link('ADVISORY', `https://b.example/${ID})<script>`), link('ADVISORY', `https://u:p@b.example/${ID}`)],
      osv,
    ],
  ])('is %s', (_, references, expected) => {
    expect(read({ references }).url).toBe(expected);
  });
});
