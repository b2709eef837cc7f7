import { describe, expect, it } from 'vitest';
import type { OverviewRow } from '../../server/src/reports/overview.js';
import { byUrgency } from '../../server/src/reports/rowOrder.js';
import { overviewFor } from './world.js';

type Ranked = Parameters<typeof byUrgency>[0];

function vulnerable(severity?: NonNullable<OverviewRow['advisories'][number]['severity']>, part: Partial<Ranked> = {}): Ranked {
  const advisory = { id: 'GHSA', url: '', ...(severity && { severity }) };
  return { level: 'error', rule: 'vulnerable-release', advisories: [advisory], ...part };
}

describe('the order of findings', () => {
  it('is by level, malware first, then by severity and whether it is installed', () => {
    const ordered: readonly Ranked[] = [
      { level: 'error', rule: 'malicious-installed', advisories: [], installed: true },
      { level: 'error', rule: 'malicious-release', advisories: [] },
      vulnerable('critical'),
      vulnerable('high', { installed: true }),
      vulnerable('high'),
      vulnerable(undefined),
      vulnerable('low'),
      { level: 'error', rule: 'unknown-package', advisories: [] },
      { level: 'warning', rule: 'admits-malicious-release', advisories: [] },
      vulnerable('medium', { level: 'warning' }),
      { level: 'information', rule: 'malicious-release', advisories: [] },
      { level: 'hint', rule: 'publisher-changed', advisories: [] },
    ];
    expect([...ordered].reverse().sort(byUrgency)).toEqual(ordered);
  });

  it('is that of files and lines where all else is equal', async () => {
    const { rows } = await overviewFor(`
      //- registry npm one 1.0.0 2024-01-01
      //- registry npm two 1.0.0 2024-01-01
      //- registry npm bad 1.0.0 2024-01-01
      //- advisories
      GHSA-1 npm one: versions 1.0.0; high
      GHSA-2 npm two: versions 1.0.0; critical
      MAL-1 npm bad: versions 1.0.0
      //- a/package.json
      { "dependencies": {
        "one": "1.0.0",
        "two": "1.0.0" } }
      //- b/package.json
      { "dependencies": {
        "one": "1.0.0",
        "bad": "1.0.0" } }
    `);
    expect(rows.map(row => `${row.package} ${row.file}`)).toEqual([
      'bad b/package.json',
      'two a/package.json',
      'one a/package.json',
      'one b/package.json',
    ]);
  });
});
