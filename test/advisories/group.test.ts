import { describe, expect, it } from 'vitest';
import { groupAdvisories } from '../../server/src/advisories/group.js';
import { incidentsOf } from '../../server/src/advisories/incidents.js';
import { matchRelease } from '../../server/src/advisories/matching.js';
import { versionsOf } from '../../server/src/ecosystems/index.js';
import type { Advisory } from '../../server/src/model/index.js';
import { advisory, affecting, NPM_PACKAGE, PYTHON_PACKAGE, python, semver } from './records.js';

function idsOf(advisories: readonly Advisory[]): readonly (readonly string[])[] {
  return groupAdvisories(advisories).map(group => group.members.map(member => member.id));
}

describe('groupAdvisories', () => {
  it.each<[string, readonly [id: string, ...aliases: string[]][], readonly (readonly string[])[]]>([
    ['strangers', [['GHSA-a'], ['GHSA-b', 'CVE-2']], [['GHSA-a'], ['GHSA-b']]],
    ['one names the other', [['PYSEC-1', 'GHSA-a'], ['GHSA-a']], [['GHSA-a', 'PYSEC-1']]],
    ['the other names the one', [['PYSEC-1'], ['GHSA-a', 'PYSEC-1']], [['GHSA-a', 'PYSEC-1']]],
    [
      'both name a third',
      [
        ['PYSEC-1', 'CVE-1'],
        ['GHSA-a', 'CVE-1'],
      ],
      [['GHSA-a', 'PYSEC-1']],
    ],
    [
      'the link comes last',
      [['PYSEC-1'], ['GHSA-b'], ['MAL-1'], ['CVE-1', 'PYSEC-1', 'MAL-1']],
      [['MAL-1', 'PYSEC-1', 'CVE-1'], ['GHSA-b']],
    ],
    [
      'a chain',
      [
        ['A-1', 'B-1'],
        ['C-1', 'D-1'],
        ['B-1', 'C-1'],
      ],
      [['A-1', 'B-1', 'C-1']],
    ],
    ['the same record twice', [['GHSA-a'], ['GHSA-a']], [['GHSA-a', 'GHSA-a']]],
    ['nothing', [], []],
  ])('%s', (_, records, expected) => {
    const groups = idsOf(records.map(([id, ...aliases]) => advisory({ id, aliases })));
    expect(groups.map(ids => [...ids].sort())).toEqual(expected.map(ids => [...ids].sort()));
  });

  it('names the most telling record first, then the others, then what nobody sent', () => {
    const [group] = groupAdvisories(
      ['X-1', 'CVE-1', 'PYSEC-1', 'GHSA-a', 'MAL-1'].map(id => advisory({ id, aliases: ['CVE-1', 'CVE-2'] })),
    );
    expect(group?.lead.id).toBe('MAL-1');
    expect(group?.ids).toEqual(['MAL-1', 'GHSA-a', 'PYSEC-1', 'CVE-1', 'X-1', 'CVE-2']);
  });

  it('is malicious, in all of its members, when one is, and as grave as the gravest', () => {
    const [group] = groupAdvisories([
      advisory({ id: 'PYSEC-1', severity: 'low' }),
      advisory({ id: 'GHSA-a', severity: 'critical' }),
      advisory({ id: 'MAL-1', kind: 'malicious', aliases: ['PYSEC-1', 'GHSA-a'] }),
    ]);
    expect(group).toMatchObject({ kind: 'malicious', severity: 'critical' });
    expect(group?.members.map(member => member.kind)).toEqual(['malicious', 'malicious', 'malicious']);
  });

  it('keeps to a vulnerability without severity where nobody says more', () => {
    const [group] = groupAdvisories([advisory({})]);
    expect(group?.kind).toBe('vulnerability');
    expect(group).not.toHaveProperty('severity');
    expect(group?.neighbours).toEqual([]);
  });

  it('makes nothing malicious by a withdrawn record, nor joins others by it', () => {
    const groups = groupAdvisories([
      advisory({ id: 'GHSA-a' }),
      advisory({ id: 'MAL-1', kind: 'malicious', withdrawn: true, aliases: ['GHSA-a', 'GHSA-b'] }),
      advisory({ id: 'GHSA-b' }),
    ]);
    expect(groups.map(group => [group.kind, ...group.ids])).toEqual([
      ['vulnerability', 'GHSA-a'],
      ['vulnerability', 'GHSA-b'],
    ]);
  });

  it('joins malicious records that name the same release of the same package, and no others', () => {
    const malicious = (id: string, fields: Partial<Advisory>): Advisory => advisory({ id, kind: 'malicious', ...fields });
    const all = { ranges: [semver('introduced 0')] };
    expect(
      idsOf([
        malicious('OWN-1', { affected: [affecting(NPM_PACKAGE, { versions: ['1.0.0', '1.0.1'] })] }),
        malicious('MAL-1', { affected: [affecting(NPM_PACKAGE, { versions: ['1.0.1'] })] }),
        malicious('MAL-2', { affected: [affecting(NPM_PACKAGE, { versions: ['2.0.0'] })] }),
        malicious('MAL-3', { affected: [affecting(PYTHON_PACKAGE, { versions: ['2.0.0'] })] }),
        advisory({ id: 'GHSA-a', affected: [affecting(NPM_PACKAGE, { versions: ['2.0.0'] })] }),
        malicious('OWN-2', { affected: [affecting(NPM_PACKAGE, all)] }),
        malicious('MAL-4', { affected: [affecting(NPM_PACKAGE, all)] }),
      ]),
    ).toEqual([['MAL-1', 'OWN-1'], ['MAL-2'], ['MAL-3'], ['GHSA-a'], ['MAL-4', 'OWN-2']]);
  });
});

describe('records of the day and the built-in incident', () => {
  const litellm = { ecosystem: 'PyPI', name: 'litellm' } as const;

  it('are one matter: litellm is told once, with its neighbours', () => {
    const groups = groupAdvisories([
      advisory({ id: 'PYSEC-2026-2', aliases: ['MAL-2026-2144'], affected: [affecting(litellm, { versions: ['1.82.7', '1.82.8'] })] }),
      advisory({ id: 'MAL-2026-2144', kind: 'malicious', affected: [affecting(litellm, { versions: ['1.82.7', '1.82.8'] })] }),
      advisory({ id: 'GHSA-xxxx-xxxx-xxxx', affected: [affecting(litellm, { ranges: [python('introduced 0', 'fixed 1.40')] })] }),
      ...incidentsOf(litellm),
    ]);
    expect(groups.map(group => [group.kind, group.lead.id, group.members.length])).toEqual([
      ['malicious', 'MAL-2026-2144', 3],
      ['vulnerability', 'GHSA-xxxx-xxxx-xxxx', 1],
    ]);
    expect(groups[0]?.neighbours).toEqual([{ last: '1.82.6', first: '1.83.0' }]);
    expect(groups[0]?.lead.neighbours).toBeUndefined();
  });

  it('lend each other what they know: a record without a malware id, open at its end, covers its listed releases only', () => {
    const ultralytics = { ecosystem: 'PyPI', name: 'ultralytics' } as const;
    const record = advisory({
      id: 'PYSEC-2024-154',
      affected: [affecting(ultralytics, { versions: ['8.3.41'], ranges: [python('introduced 0')] })],
    });
    const [group, ...others] = groupAdvisories([record, ...incidentsOf(ultralytics)]);
    expect(others).toEqual([]);
    expect(group?.kind).toBe('malicious');
    const bad = ['8.3.40', '8.3.41', '8.3.46', '8.3.47'].filter(version =>
      group?.members.some(member => matchRelease(member, ultralytics, version, versionsOf('PyPI')) === 'affected'),
    );
    expect(bad).toEqual(['8.3.41', '8.3.46']);
  });
});
