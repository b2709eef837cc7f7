import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { groupAdvisories } from '../../server/src/advisories/group.js';
import { incidentsOf } from '../../server/src/advisories/incidents.js';
import data from '../../server/src/advisories/incidents.json';
import schema from '../../server/src/advisories/incidents.schema.json';
import { coversEveryRelease, matchRelease } from '../../server/src/advisories/matching.js';
import { firstCleanAfter, lastCleanBefore } from '../../server/src/advisories/neighbours.js';
import { versionsOf } from '../../server/src/ecosystems/index.js';
import type { Ecosystem, PackageId } from '../../server/src/model/index.js';

interface Row {
  readonly package: string;
  readonly ecosystem: string;
  readonly versions: readonly string[] | string;
  readonly date: string;
  readonly ids: readonly string[];
  readonly secondaryIds?: readonly string[];
  readonly neighbours: readonly { readonly last?: string; readonly first?: string }[];
  readonly releasedAt?: Readonly<Record<string, string>>;
}

const ROWS: readonly Row[] = data.incidents;
const validate = new Ajv({ allErrors: true, strict: true }).compile(schema);

function packageOf(row: Row): PackageId {
  return { ecosystem: row.ecosystem as Ecosystem, name: row.package };
}

function listedOf(row: Row): readonly string[] {
  return typeof row.versions === 'string' ? [] : row.versions;
}

describe('the incident list', () => {
  it('follows its schema', () => {
    expect(validate(data) ? [] : validate.errors).toEqual([]);
  });

  it.each([
    ['an unknown field', { pakage: 'x' }],
    ['an unknown ecosystem', { ecosystem: 'pypi' }],
    ['no version', { versions: [] }],
    ['a version range', { versions: ['1.0.0 - 1.0.2'] }],
    ['an unknown kind of id', { ids: ['XYZ-1'] }],
    ['a date in words', { date: 'May 2022' }],
    ['an empty pair of neighbours', { neighbours: [{}] }],
    ['a path for a trace', { traces: { files: ['/etc/passwd'] } }],
    ['no source', { source: undefined }],
    ['facts without what it did', { facts: { reads: ['SSH keys'] } }],
    ['facts that are no sentence', { facts: { did: 'steals things from everybody' } }],
    ['facts with markup', { facts: { did: 'It runs `rm` on the whole of the disk.' } }],
    ['facts with a link', { facts: { did: 'It sends [all of it](x) to somebody else.' } }],
    ['facts from an unsafe page', { facts: { did: 'It sends all of it to somebody else.', pages: ['http://a.example/x'] } }],
  ])('has a schema that refuses %s', (_, change) => {
    const row = JSON.parse(JSON.stringify({ ...data.incidents[0], ...change }));
    expect(validate({ $schema: './incidents.schema.json', incidents: [row] })).toBe(false);
  });

  it('has each release of a package and each id of a matter once', () => {
    const releases = ROWS.flatMap(row => [row.versions].flat().map(version => `${row.ecosystem} ${row.package} ${version}`));
    expect(releases.filter((release, index) => releases.indexOf(release) !== index)).toEqual([]);
    const ids = ROWS.flatMap(row => [...row.ids, ...(row.secondaryIds ?? [])]);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });

  describe.each(ROWS.map(row => [`${row.package} (${row.date})`, row] as const))('%s', (_, row) => {
    const pkg = packageOf(row);
    const scheme = versionsOf(pkg.ecosystem);
    const clean = row.neighbours.flatMap(pair => [pair.last, pair.first]).filter(version => version !== undefined);

    it('has a normalised name, versions that parse, and dates that exist', () => {
      if (pkg.ecosystem === 'PyPI') expect(row.package).toBe(row.package.toLowerCase().replace(/[-_.]+/g, '-'));
      expect([...listedOf(row), ...clean].filter(version => !scheme.isValid(version))).toEqual([]);
      for (const date of [row.date, ...Object.values(row.releasedAt ?? {})]) {
        expect(new Date(date).toISOString().slice(0, Math.min(date.length, 19))).toBe(date.slice(0, 19));
        expect(date >= '2018' && date < '2027').toBe(true);
      }
      expect(Object.keys(row.releasedAt ?? {}).filter(version => !listedOf(row).includes(version))).toEqual([]);
    });

    it('has neighbours that are clean by every row of the package, in order', () => {
      const compromised = incidentsOf(pkg).filter(incident =>
        clean.some(version => matchRelease(incident, pkg, version, scheme) !== 'unaffected'),
      );
      expect(compromised).toEqual([]);
      for (const { last, first } of row.neighbours) if (last && first) expect(scheme.compare(last, first)).toBeLessThan(0);
    });

    it('is found by package, as a malicious-package advisory that covers exactly its releases', () => {
      const incident = incidentsOf(pkg).find(advisory => advisory.id === row.ids[0]);
      expect(incident).toMatchObject({ kind: 'malicious', withdrawn: false, published: row.date, neighbours: row.neighbours });
      expect(incident?.aliases).toEqual([...row.ids.slice(1), ...(row.secondaryIds ?? [])]);
      if (incident === undefined) return;
      expect(coversEveryRelease(incident, pkg)).toBe(row.versions === 'all');
      expect(listedOf(row).filter(version => matchRelease(incident, pkg, version, scheme) !== 'affected')).toEqual([]);
      if (row.versions !== 'all') expect(matchRelease(incident, pkg, '999.0.0', scheme)).toBe('unaffected');
    });

    it('names a malware id first where it has one, and an own id only where there is no other', () => {
      expect(row.ids.findIndex(id => id.startsWith('MAL-'))).toBeLessThanOrEqual(0);
      if (row.ids.some(id => id.startsWith('DEPWARDEN-'))) expect([...row.ids, ...(row.secondaryIds ?? [])]).toHaveLength(1);
    });

    it('stays apart from other matters of its package', () => {
      expect(groupAdvisories(incidentsOf(pkg))).toHaveLength(incidentsOf(pkg).length);
    });
  });
});

describe('incidentsOf', () => {
  it.each([
    ['npm', 'lodash'],
    ['npm', 'litellm'],
    ['PyPI', 'axios'],
    ['npm', '__proto__'],
    ['npm', 'constructor'],
  ] as const)('knows nothing of %s %s', (ecosystem, name) => {
    expect(incidentsOf({ ecosystem, name })).toEqual([]);
  });

  it('keeps two matters of one package apart', () => {
    expect(incidentsOf({ ecosystem: 'npm', name: 'node-ipc' }).map(incident => incident.id)).toEqual([
      'MAL-2026-3744',
      'GHSA-97m3-w2cp-4xx6',
    ]);
  });

  it.each([
    ['npm', 'mbt', 'https://osv.dev/list?ecosystem=npm&q=mbt'],
    ['npm', '@cap-js/sqlite', 'https://osv.dev/list?ecosystem=npm&q=%40cap-js%2Fsqlite'],
    ['PyPI', 'litellm', 'https://osv.dev/vulnerability/MAL-2026-2144'],
  ] as const)('leads from %s %s to %s', (ecosystem, name, url) => {
    expect(incidentsOf({ ecosystem, name })[0]?.url).toBe(url);
  });
});

describe('clean releases around a compromised one', () => {
  it.each([
    ['PyPI', 'litellm', '1.82.8', '1.82.6', '1.83.0'],
    ['npm', 'axios', '0.30.4', '0.30.3', '0.31.0'],
    ['npm', 'axios', '1.14.1', '1.14.0', '1.15.0'],
    ['npm', 'nx', '20.12.0', '20.8.4', undefined],
    ['npm', 'nx', '21.5.0', '21.4.1', '21.5.1'],
    ['npm', 'nx', '21.8.0', '21.5.1', undefined],
    ['npm', 'eslint-config-prettier', '9.1.1', undefined, '9.1.2'],
    ['npm', 'eslint-config-prettier', '10.1.6', undefined, '10.1.8'],
    ['npm', 'posthog-node', '4.18.1', undefined, undefined],
    ['npm', 'posthog-node', '5.11.3', '5.11.2', '5.12.0'],
    ['npm', 'posthog-node', '5.13.3', '5.12.0', undefined],
    ['npm', 'intercom-client', '7.0.4', '7.0.3', undefined],
    ['npm', 'coa', '3.1.3', '2.0.2', undefined],
    ['npm', 'colors', '1.4.44-liberty-2', '1.4.0', undefined],
    ['PyPI', 'telnyx', '4.87.1', undefined, undefined],
  ] as const)('%s %s %s: %s and %s', (ecosystem, name, bad, last, first) => {
    const [group] = groupAdvisories(incidentsOf({ ecosystem, name }));
    const scheme = versionsOf(ecosystem);
    expect(lastCleanBefore(group?.neighbours ?? [], bad, scheme)).toBe(last);
    expect(firstCleanAfter(group?.neighbours ?? [], bad, scheme)).toBe(first);
  });

  it('come from the line of the compromised one where a matter has several', () => {
    const [matter] = incidentsOf({ ecosystem: 'npm', name: 'node-ipc' });
    const neighbours = matter?.neighbours ?? [];
    const around = ['9.1.6', '9.2.3', '12.0.1'].map(bad => [
      lastCleanBefore(neighbours, bad, versionsOf('npm')),
      firstCleanAfter(neighbours, bad, versionsOf('npm')),
    ]);
    expect(around).toEqual([
      ['9.1.5', '9.2.0'],
      ['9.2.0', undefined],
      ['12.0.0', undefined],
    ]);
  });
});
