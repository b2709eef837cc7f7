import { describe, expect, it } from 'vitest';
import { ROOT } from '../support/world.js';
import { INSTALLED, overviewFor, RICH } from './world.js';

describe('the overview of a scan', () => {
  it('has a row for each finding and problem, the most urgent first', async () => {
    const { rows } = await overviewFor(RICH, { installed: INSTALLED });
    expect(rows.map(({ level, kind, rule, file, range }) => [level, kind, rule, `${file}:${range?.start.line ?? ''}`])).toEqual([
      ['error', 'installed', 'malicious-installed', '.venv/lib/python3.11/site-packages/litellm-1.82.8.dist-info:'],
      ['error', 'dependency', 'malicious-release', 'package.json:3'],
      ['error', 'dependency', 'vulnerable-release', 'package.json:6'],
      ['error', 'manifest', 'manifest', 'service/requirements.txt:1'],
      ['warning', 'dependency', 'admits-malicious-release', 'service/requirements.txt:0'],
      ['warning', 'dependency', 'deprecated-release', 'package.json:2'],
    ]);
    expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
  });

  it('names what a direct dependency brings in, the ways to it, and what can be done', async () => {
    const { rows } = await overviewFor(RICH, { installed: INSTALLED });
    expect(rows.find(({ isTransitive }) => isTransitive)).toMatchObject({
      package: 'deep-part',
      version: '1.0.0',
      ways: [['tool', 'middle-part', 'deep-part 1.0.0']],
      brief: 'High vulnerability (GHSA-aaaa-bbbb-cccc). Brought in by tool.',
      advisories: [
        { id: 'GHSA-aaaa-bbbb-cccc', url: 'https://osv.dev/vulnerability/GHSA-aaaa-bbbb-cccc', title: 'deep trouble', severity: 'high' },
      ],
    });
    const chalk = rows.find(({ rule }) => rule === 'malicious-release');
    expect(chalk?.fix).toMatchObject({
      title: 'Pin chalk to 5.6.0 (last safe release)',
      short: 'Pin to 5.6.0',
      target: '5.6.0',
      preferred: true,
    });
    expect([rows[0]?.installed, chalk?.installed]).toEqual([true, undefined]);
    expect(rows[0]?.respond).toBe('depwarden respond pypi:litellm@1.82.8');
  });

  it('tells what could not be checked, of what, and what is not meant to be', async () => {
    const { unchecked, totals } = await overviewFor(RICH, { installed: INSTALLED });
    expect(unchecked).toEqual([
      entry('package.json', 'dependencies', 'registry.example did not answer', ['dark-part', 'dim-part']),
      { ...entry('package.json', 'dependencies', 'local path', ['here']), deliberate: true },
      {
        ...entry('service/requirements.txt', 'file', 'gone.txt is not read: there is no such file. What it names is not checked', []),
        count: 1,
      },
      entry('project', 'installed', 'api.example did not answer', ['dark']),
    ]);
    expect(totals).toMatchObject({
      manifests: 2,
      dependencies: 7,
      checked: 4,
      unknown: 2,
      skipped: 1,
      locked: 7,
      installed: 2,
      withoutLockfile: 1,
    });
    expect(totals.counts).toEqual({ error: 3, warning: 2, information: 0, hint: 0 });
  });

  it('tells of a lockfile once, however many manifests belong to it, and of one that cannot be read', async () => {
    const { unchecked, totals } = await overviewFor(`
      //- registry npm tool 1.0.0 2024-01-01
      //- package.json
      { "workspaces": ["a"], "dependencies": { "tool": "1.0.0" } }
      //- a/package.json
      { "name": "a", "dependencies": { "tool": "1.0.0" } }
      //- package-lock.json
      { "lockfileVersion": 3, "packages": { "node_modules/tool": 
    `);
    expect(totals.withoutLockfile).toBe(0);
    expect(unchecked.filter(({ what }) => what === 'file')).toEqual([
      { file: 'package-lock.json', what: 'file', reason: 'it could not be read, or only in part', names: [], count: 1, deliberate: false },
    ]);
  });

  it('lists what the policy ignores, with the reason and the end', async () => {
    const { rows, ignored } = await overviewFor(`
      //- registry npm worn-part 1.0.0 2024-01-01 deprecated(no longer supported)
      //- policy
      { "ignore": [{ "package": "npm:worn-part", "rule": "deprecated-release", "reason": "leaves with 2.0", "expires": "2099-01-31" }] }
      //- package.json
      { "dependencies": {
        "worn-part": "^1.0.0" } }
    `);
    expect(rows).toEqual([]);
    expect(ignored).toEqual([
      expect.objectContaining({
        level: 'warning',
        rule: 'deprecated-release',
        package: 'worn-part',
        version: '1.0.0',
        file: 'package.json',
        reason: 'leaves with 2.0',
        expires: '2099-01-31',
      }),
    ]);
    expect(ignored[0]?.range?.start.line).toBe(1);
  });

  it('shows paths of several folders behind their names', async () => {
    const { rows, folders } = await overviewFor(RICH, { roots: [ROOT, '/elsewhere/other'] });
    expect(folders).toEqual(['project', 'other']);
    expect(rows[0]?.file).toBe('project/package.json');
  });

  it('says how old its data is', async () => {
    const source = `
      //- registry npm tool 1.0.0 2024-01-01, asked 30h
      //- registry npm other 1.0.0 2024-01-01
      //- package.json
      { "dependencies": { "tool": "1.0.0", "other": "1.0.0" } }
    `;
    const { madeAt, registriesFrom = 0, databaseFrom } = await overviewFor(source, { databaseFrom: 1000 });
    expect((madeAt - registriesFrom) / 3_600_000).toBe(30);
    expect(databaseFrom).toBe(1000);
    expect(await overviewFor('//- package.json\n{}')).not.toHaveProperty('registriesFrom');
  });
});

function entry(file: string, what: string, reason: string, names: readonly string[]) {
  return { file, what, reason, names, count: names.length, deliberate: false };
}
