// A scan that has something of everything, for the reports.
import type { InstalledResults } from '../../server/src/reports/installed.js';
import { type Overview, type OverviewOptions, type OverviewRow, overviewOf } from '../../server/src/reports/overview.js';
import { readFixture } from '../support/fixture.js';
import { ROOT, scanFixture } from '../support/world.js';

export const RICH = `
  //- registry npm chalk 5.6.0 2025-09-01, 5.6.1 2025-09-08, 5.6.2 2025-09-09
  //- registry npm dark-part unknown(registry.example did not answer)
  //- registry npm dim-part unknown(registry.example did not answer)
  //- registry npm tool 1.0.0 2024-01-01
  //- registry npm worn-part 1.0.0 2024-01-01 deprecated(no longer supported)
  //- registry PyPI litellm 1.82.6 2026-03-20, 1.83.0 2026-03-30
  //- advisories
  GHSA-aaaa-bbbb-cccc npm deep-part: versions 1.0.0; high; summary deep trouble
  //- package.json
  {
    "dependencies": {
      "worn-part": "^1.0.0",
      "chalk": "5.6.1",
      "dark-part": "1",
      "dim-part": "1",
      "tool": "1.0.0",
      "here": "file:."
    }
  }
  //- package-lock.json
  { "lockfileVersion": 3, "packages": {
    "": { "dependencies": { "worn-part": "^1.0.0", "chalk": "5.6.1", "dark-part": "1", "dim-part": "1", "tool": "1.0.0" } },
    "node_modules/worn-part": { "version": "1.0.0" },
    "node_modules/chalk": { "version": "5.6.1" },
    "node_modules/dark-part": { "version": "1.0.0" },
    "node_modules/dim-part": { "version": "1.0.0" },
    "node_modules/tool": { "version": "1.0.0", "dependencies": { "middle-part": "*" } },
    "node_modules/middle-part": { "version": "2.0.0", "dependencies": { "deep-part": "*" } },
    "node_modules/deep-part": { "version": "1.0.0" }
  } }
  //- service/requirements.txt
  litellm>=1.50,<2
  -r gone.txt
`;

/** What is installed: litellm 1.82.8, and something that could not be checked. */
export const INSTALLED: InstalledResults = {
  reports: [
    {
      folder: ROOT,
      releases: [],
      environments: [`${ROOT}/.venv`],
      findings: [
        {
          ecosystem: 'PyPI',
          name: 'litellm',
          version: '1.82.8',
          environment: `${ROOT}/.venv`,
          paths: [`${ROOT}/.venv/lib/python3.11/site-packages/litellm-1.82.8.dist-info`],
          everyRelease: false,
          advisories: [],
          traces: [],
        },
      ],
      traces: [],
      unknown: [{ reason: 'api.example did not answer', packages: [{ ecosystem: 'PyPI', name: 'dark', version: '1.0' }] }],
      unreadable: [],
      counts: { npm: 0, PyPI: 2, skipped: 0 },
    },
  ],
  levels: () => ({}),
};

/** The overview of a scan of a fixture. */
export async function overviewFor(source: string, options: Partial<OverviewOptions> = {}): Promise<Overview> {
  const fixture = readFixture(source);
  return overviewOf(await scanFixture(fixture), { roots: [ROOT], now: fixture.now, ...options });
}

/** An overview with so many rows, of all levels. */
export function manyRows(count: number, change: (row: OverviewRow, index: number) => OverviewRow = row => row): Overview {
  const levels = ['error', 'warning', 'information', 'hint'] as const;
  const rows = Array.from({ length: count }, (_, index) =>
    change(
      {
        id: String(index),
        group: String(index),
        kind: 'dependency',
        level: levels[Math.floor((index * levels.length) / count)] ?? 'hint',
        rule: 'vulnerable-release',
        ecosystem: 'npm',
        package: `part-${index}`,
        version: '1.0.0',
        path: `${ROOT}/package.json`,
        file: 'package.json',
        range: { start: { line: index, character: 4 }, end: { line: index, character: 9 } },
        message: `part-${index} 1.0.0 has a high vulnerability (GHSA-aaaa-bbbb-cccc). Fixed in 1.0.1.`,
        brief: 'High vulnerability (GHSA-aaaa-bbbb-cccc). Fixed in 1.0.1.',
        isTransitive: index % 2 === 0,
        ways:
          index % 2 === 0
            ? [
                ['tool', 'middle-part', `part-${index} 1.0.0`],
                ['other', `part-${index} 1.0.0`],
              ]
            : [],
        advisories: [{ id: 'GHSA-aaaa-bbbb-cccc', url: 'https://osv.dev/vulnerability/GHSA-aaaa-bbbb-cccc' }],
        fix: { title: `Raise part-${index} to 1.0.1`, short: 'Raise to 1.0.1', preferred: true },
      },
      index,
    ),
  );
  const counts = { error: count / 4, warning: count / 4, information: count / 4, hint: count / 4 };
  const totals = {
    manifests: 1,
    dependencies: count,
    checked: count,
    unknown: 0,
    skipped: 0,
    ignored: 0,
    counts,
    locked: 0,
    installed: 0,
    withoutLockfile: 1,
  };
  return {
    madeAt: Date.parse('2026-06-01T00:00:00Z'),
    folders: ['project'],
    totals,
    inventory: [],
    rows,
    ignored: [],
    unchecked: [],
    manifests: [],
  };
}
