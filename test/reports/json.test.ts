import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { jsonReport } from '../../server/src/reports/json.js';
import { readFixture } from '../support/fixture.js';
import { ROOT, scanFixture } from '../support/world.js';

const schema = JSON.parse(readFileSync(new URL('../../docs/report.schema.json', import.meta.url), 'utf8')) as object;
const validate = new Ajv2020({ allErrors: true, strict: true, strictRequired: false, allowUnionTypes: true }).compile(schema);

async function reportOf(source: string) {
  const fixture = readFixture(source);
  const report = jsonReport(await scanFixture(fixture), { root: ROOT, version: '0.1.0', now: fixture.now });
  return JSON.parse(JSON.stringify(report));
}

describe('the JSON report', () => {
  it('has exactly the documented form', async () => {
    const report = await reportOf(`
      //- registry PyPI litellm 1.82.6, 1.83.0
      //- service/requirements.txt
      # gateway
      litellm>=1.50,<2
    `);
    const range = (line: number, start: number, end: number) => ({ start: { line, character: start }, end: { line, character: end } });
    const edit = (newText: string) => [{ path: 'service/requirements.txt', range: range(1, 7, 16), newText }];
    expect(report).toMatchObject({
      installed: [],
      environments: [],
      advisories: { source: 'osv' },
      policy: null,
      ignored: [],
      schemaVersion: 1,
      tool: { name: 'depwarden', version: '0.1.0' },
      root: ROOT,
      trusted: true,
      summary: {
        manifests: 1,
        dependencies: 1,
        checked: 1,
        unknown: 0,
        skipped: 0,
        error: 0,
        warning: 1,
        information: 0,
        hint: 0,
        ignored: 0,
      },
      manifests: [
        {
          path: 'service/requirements.txt',
          ecosystem: 'PyPI',
          dependencies: [
            {
              name: 'litellm',
              ecosystem: 'PyPI',
              group: 'requirements',
              specifier: '>=1.50,<2',
              nameRange: range(1, 0, 7),
              specifierRange: range(1, 7, 16),
              effective: { version: '1.83.0', evidence: 'resolved' },
              status: 'checked',
              reason: null,
            },
          ],
          problems: [],
          lockfile: null,
        },
      ],
      findings: [
        {
          rule: 'admits-malicious-release',
          level: 'warning',
          package: 'litellm',
          ecosystem: 'PyPI',
          version: '1.83.0',
          manifest: 'service/requirements.txt',
          range: range(1, 7, 16),
          message: 'litellm >=1.50,<2 admits compromised 1.82.7 and 1.82.8 (MAL-2026-2144). Today it gives 1.83.0.',
          advisories: ['MAL-2026-2144', 'PYSEC-2026-2', 'GHSA-5mg7-485q-xm76'],
          fixes: [
            {
              title: 'Raise litellm to >=1.83.0,<2 (next safe release)',
              preferred: true,
              target: '1.83.0',
              explanation: '1.83.0: next safe release, 2025-05-01; no known advisories; 13 months old',
              edits: edit('>=1.83.0,<2'),
            },
            {
              title: 'Exclude litellm 1.82.7 and 1.82.8',
              preferred: false,
              target: null,
              explanation: null,
              edits: edit('>=1.50,<2,!=1.82.7,!=1.82.8'),
            },
            {
              title: 'Pin litellm to 1.82.6 (last safe release)',
              preferred: false,
              target: '1.82.6',
              explanation: '1.82.6: last safe release, 2025-05-01; no known advisories; 13 months old',
              edits: edit('==1.82.6'),
            },
          ],
        },
      ],
    });
    expect(Object.keys(report as object)).toEqual([
      'schemaVersion',
      'tool',
      'root',
      'trusted',
      'summary',
      'manifests',
      'findings',
      'installed',
      'environments',
      'lockfiles',
      'inventory',
      'components',
      'advisories',
      'gitignore',
      'policy',
      'effects',
      'ignored',
    ]);
    expect(report).toMatchObject({
      lockfiles: [],
      inventory: { components: 1, assessments: { findings: 1, clean: 0 }, occurrences: { declared: { findings: 1 } }, reasons: [] },
      components: [{ package: 'litellm', version: '1.83.0', assessment: 'findings', occurrences: [{ kind: 'declared' }] }],
    });
  });

  it('keeps to its schema, whatever there is to tell', async () => {
    const report = await reportOf(`
      //- registry npm chalk 5.6.0, 5.6.1
      //- registry npm slow-part pending
      //- registry npm dark-part unknown(registry.example did not answer)
      //- registry npm own-part private(npm.corp.example)
      //- registry npm no-part absent
      //- registry npm weak-part 1.0.0
      //- registry PyPI litellm 1.82.6, 1.82.7
      //- advisories
      GHSA-aaaa-bbbb-cccc npm weak-part: range introduced 0
      //- package.json bom crlf
      {
        "dependencies": { "chalk": "5.6.1", "slow-part": "1", "dark-part": "1", "own-part": "1", "no-part": "1", "weak-part": "^1.0.0" },
        "devDependencies": { "a": "file:.", "b": 5,
      //- requirements.txt
      litellm==1.82.7 --hash=sha256:aa
      -r gone.txt
      ???
    `);
    expect(validate(report), JSON.stringify(validate.errors)).toBe(true);
    expect(report.summary).toMatchObject({ manifests: 2, dependencies: 8, checked: 4, unknown: 2, skipped: 2, error: 3, warning: 1 });
    expect(report.manifests[0].dependencies[1]).toMatchObject({ status: 'unknown', reason: 'no answer yet', effective: null });
  });

  it('says of what no advisory tells what is wrong with it', async () => {
    const report = await reportOf(`
      //- registry npm top 1.0.0
      //- package.json
      { "dependencies": { "top": "^1.0.0" } }
      //- package-lock.json
      { "lockfileVersion": 3, "packages": {
        "": { "dependencies": { "top": "^1.0.0" } },
        "node_modules/top": { "version": "1.0.0", "dependencies": { "odd": "*" } },
        "node_modules/odd": { "version": "1.0.0", "resolved": "https://evil.example/odd.tgz" }
      } }
    `);
    expect(validate(report), JSON.stringify(validate.errors)).toBe(true);
    const fact = 'comes from evil.example, which is no registry configured here';
    expect(report.findings).toMatchObject([
      { rule: 'integrity-mismatch', advisories: [], through: [{ package: 'odd', advisories: [], fact }] },
    ]);
  });

  it('leaves out fixes that need hashes', async () => {
    const report = await reportOf(`
      //- registry PyPI litellm 1.82.6, 1.82.7
      //- requirements.txt
      litellm==1.82.7 --hash=sha256:aa
    `);
    expect(report.findings).toMatchObject([{ rule: 'malicious-release', fixes: [] }]);
  });

  it.each([
    ['a level that does not exist', { findings: [{ level: 'fatal' }] }],
    ['another version', { schemaVersion: 2 }],
    ['a missing summary', { summary: undefined }],
  ])('has a schema that refuses %s', async (_, change) => {
    const report = await reportOf(`
      //- package.json
      { "dependencies": {} }
    `);
    expect(validate(report)).toBe(true);
    expect(validate(JSON.parse(JSON.stringify({ ...report, ...change })))).toBe(false);
  });
});
