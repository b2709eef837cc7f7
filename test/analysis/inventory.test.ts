// What becomes of single components: generated projects are in test/reports/inventoryLaw.test.ts.
import { describe, expect, it } from 'vitest';
import { checkEnvironments } from '../../server/src/analysis/environmentCheck.js';
import { withoutIgnoredReleases } from '../../server/src/analysis/ignoredInstalled.js';
import { inventoryOf } from '../../server/src/analysis/inventory.js';
import { readFixture } from '../support/fixture.js';
import { foldersOf } from '../support/memoryDisk.js';
import { engineOf, policyIn, ROOT, scanFixture } from '../support/world.js';

/** Version and assessment of each component, with its reason. */
async function componentsOf(source: string): Promise<Readonly<Record<string, string>>> {
  const fixture = readFixture(source);
  const policy = policyIn(fixture);
  const { facts, origins } = engineOf(fixture);
  const folders = foldersOf(new Map(fixture.files.map(({ path, text }) => [`${ROOT}/${path}`, text])));
  const ports = { folders, facts, origins, clock: () => fixture.now };
  const checked = await checkEnvironments(ROOT, ports, { offline: false }, new AbortController().signal);
  const { components } = inventoryOf(await scanFixture(fixture), [withoutIgnoredReleases(checked, policy, fixture.now)]);
  return Object.fromEntries(
    components.map(({ name, version = '', assessment }) => [
      `${name} ${version}`.trim(),
      'reason' in assessment ? `${assessment.kind}: ${assessment.reason}` : assessment.kind,
    ]),
  );
}

describe('the inventory', () => {
  it('has what is installed and bad as skipped where the rule is off', async () => {
    const installed = `
      //- package.json
      {}
      //- node_modules/bad/package.json
      { "name": "bad", "version": "1.0.0" }
      //- node_modules/good/package.json
      { "name": "good", "version": "1.0.0" }
      //- advisories
      MAL-2026-9 npm bad: versions 1.0.0`;
    expect(await componentsOf(installed)).toEqual({ 'bad 1.0.0': 'findings', 'good 1.0.0': 'clean' });
    expect(await componentsOf(`${installed}\n      //- levels malicious-installed=off`)).toEqual({
      'bad 1.0.0': 'skipped: the rule malicious-installed is off',
      'good 1.0.0': 'clean',
    });
  });
});
