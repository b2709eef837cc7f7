// What check() does not compare: links, data, tags and related information.
import { describe, expect, it } from 'vitest';
import { type DiagnosticData, diagnosticsOf } from '../../../server/src/editor/features/diagnostics.js';
import { rangesIn } from '../../../server/src/reports/positions.js';
import { readFixture } from '../../support/fixture.js';
import { scanFixture } from '../../support/world.js';

async function diagnosticsIn(source: string) {
  const results = await scanFixture(readFixture(source));
  return results.flatMap(result =>
    diagnosticsOf(result, 'file:///project/package.json', rangesIn(result.text), rule =>
      rule === 'unknown-package' ? `https://docs.example/${rule}` : undefined,
    ),
  );
}

describe('a diagnostic', () => {
  it('carries source, code, link and everything a script needs', async () => {
    const [diagnostic] = await diagnosticsIn(`
      //- registry npm weak-part 1.0.0, 1.0.1
      //- advisories
      GHSA-aaaa-bbbb-cccc npm weak-part: versions 1.0.0; high; aliases CVE-2026-1; summary Reads what it should not
      CVE-2026-2 npm weak-part: versions 1.0.0; low; summary Writes what it should not
      //- package.json
      { "dependencies": { "weak-part": "1.0.0" } }
    `);
    const data: DiagnosticData = {
      rule: 'vulnerable-release',
      package: 'weak-part',
      ecosystem: 'npm',
      version: '1.0.0',
      advisories: ['GHSA-aaaa-bbbb-cccc', 'CVE-2026-1', 'CVE-2026-2'],
    };
    expect(diagnostic).toMatchObject({
      source: 'depwarden',
      code: 'vulnerable-release',
      codeDescription: { href: 'https://osv.dev/vulnerability/GHSA-aaaa-bbbb-cccc' },
      severity: 1,
      data,
    });
    expect(diagnostic).not.toHaveProperty('relatedInformation');
  });

  it('names the rules of several signals, and the paths to what is below, and relates nothing to its own line', async () => {
    const [signals, below] = await diagnosticsIn(`
      //- registry npm some-part 1.0.0 2026-01-01 runs(), 1.0.1 2026-05-31 runs(postinstall)
      //- registry npm top 1.0.0 2026-01-01
      //- package.json
      { "dependencies": { "some-part": "^1.0.0", "top": "^1.0.0" } }
      //- package-lock.json
      { "lockfileVersion": 3, "packages": {
        "": { "dependencies": { "top": "^1.0.0", "some-part": "^1.0.0" } },
        "node_modules/some-part": { "version": "1.0.1" },
        "node_modules/top": { "version": "1.0.0", "dependencies": { "odd": "*" } },
        "node_modules/odd": { "version": "1.0.0", "resolved": "https://evil.example/odd.tgz" }
      } }
    `);
    expect(signals?.data.signals).toEqual(expect.arrayContaining(['young-release', 'install-script-added']));
    expect(below?.data).toMatchObject({
      rule: 'integrity-mismatch',
      package: 'odd',
      version: '1.0.0',
      advisories: [],
      paths: ['top → odd 1.0.0'],
    });
    for (const diagnostic of [signals, below]) expect(diagnostic).not.toHaveProperty('relatedInformation');
  });

  it('links to the page of its rule where there is no advisory, and to nothing where there is no page', async () => {
    const [first, second] = await diagnosticsIn(`
      //- registry npm no-part absent
      //- registry npm worn-part 1.0.0 deprecated(old)
      //- package.json
      { "dependencies": { "no-part": "1", "worn-part": "1.0.0" } }
    `);
    expect(first?.codeDescription).toEqual({ href: 'https://docs.example/unknown-package' });
    expect(second).not.toHaveProperty('codeDescription');
    expect(second).not.toHaveProperty('relatedInformation');
    expect(second?.tags).toEqual([2]);
    expect(first).not.toHaveProperty('tags');
  });

  it('tells of many unchecked dependencies once a reason, and where the others are', async () => {
    const names = Array.from({ length: 30 }, (_, index) => `part-${index}`);
    const diagnostics = await diagnosticsIn(`
      ${names.map(name => `//- registry npm ${name} unknown(no network)`).join('\n      ')}
      //- package.json
      { "dependencies": { ${names.map(name => `"${name}": "1"`).join(', ')} } }
    `);
    expect(diagnostics).toHaveLength(1);
    expect(diagnostics[0]).toMatchObject({
      code: 'not-checked',
      severity: 3,
      message: '30 dependencies could not be checked: no network.',
    });
    expect(diagnostics[0]?.relatedInformation).toHaveLength(20);
    expect(diagnostics[0]?.relatedInformation?.[0]?.message).toBe('also not checked: part-1');
  });

  it.each([
    ['', [[2]]],
    ['GHSA-1 npm worn-part: versions 1.0.0; medium', [undefined, undefined]],
    ['GHSA-1 npm worn-part: versions 1.0.0; low', [undefined, [2]]],
  ])('strikes out what is deprecated only where nothing as grave stands there: %j', async (record, tags) => {
    const diagnostics = await diagnosticsIn(`
      //- registry npm worn-part 1.0.0 deprecated(old)
      //- advisories
      ${record}
      //- package.json
      { "dependencies": { "worn-part": "1.0.0" } }
    `);
    expect(diagnostics.map(diagnostic => diagnostic.tags)).toEqual(tags);
  });

  it('has all ids of many advisories in its data', async () => {
    const records = Array.from({ length: 25 }, (_, index) => `CVE-2026-${index} npm weak-part: versions 1.0.0`);
    const [diagnostic] = await diagnosticsIn(`
      //- registry npm weak-part 1.0.0
      //- advisories
      ${records.join('\n      ')}
      //- package.json
      { "dependencies": { "weak-part": "1.0.0" } }
    `);
    const data: DiagnosticData | undefined = diagnostic?.data;
    expect(data?.advisories).toHaveLength(25);
  });
});
