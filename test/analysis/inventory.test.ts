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

  it.each<[rule: string, advisory: string]>([
    ['malicious-release', 'MAL-2026-9 npm bad: versions 1.0.0'],
    ['vulnerable-release', 'GHSA-aaaa npm bad: versions 1.0.0; high'],
  ])('has a declared release as skipped where %s is off, with a lockfile and without', async (rule, advisory) => {
    const manifest = `
      //- advisories
      ${advisory}
      //- registry npm bad 1.0.0, 2.0.0
      //- package.json
      { "dependencies": { "bad": "1.0.0" } }`;
    const locked = `${manifest}
      //- package-lock.json
      { "lockfileVersion": 3, "packages": { "": { "dependencies": { "bad": "1.0.0" } }, "node_modules/bad": { "version": "1.0.0" } } }`;
    for (const source of [manifest, locked]) {
      expect(await componentsOf(source)).toEqual({ 'bad 1.0.0': 'findings' });
      expect(await componentsOf(`${source}\n      //- levels ${rule}=off admits-malicious-release=off`)).toEqual({
        'bad 1.0.0': `skipped: the rule ${rule} is off`,
      });
    }
  });

  it('misses no rule that is off unless it is turned on', async () => {
    const source = `
      //- registry npm good 1.0.0, created 2014-01-01
      //- baseline
      { "schemaVersion": 1, "releases": {} }
      //- package.json
      { "dependencies": { "good": "^1.0.0" } }`;
    expect(await componentsOf(`${source}\n      //- levels not-in-baseline=warning`)).toEqual({ 'good 1.0.0': 'findings' });
    expect(await componentsOf(source)).toEqual({ 'good 1.0.0': 'clean' });
  });

  describe('where another release is installed than the line asks for', () => {
    const source = `
      //- advisories
      MAL-2026-9 npm part: versions 1.0.0
      //- registry npm part 1.0.0, 1.1.0
      //- node_modules/part/package.json
      { "name": "part", "version": "1.1.0" }
      //- package.json
      { "dependencies": { "part": "1.0.0" } }`;

    it.each([
      ['', 'findings'],
      ['\n      //- levels malicious-release=off admits-malicious-release=off', 'skipped: the rule malicious-release is off'],
      [
        '\n      //- policy\n      { "ignore": [{ "rule": "malicious-release", "package": "npm:part", "reason": "A sample." }] }',
        'skipped: ignored by the policy: A sample.',
      ],
    ])('has both, each with its own assessment%s', async (more, assessment) => {
      expect(await componentsOf(source + more)).toEqual({ 'part 1.1.0': 'clean', 'part 1.0.0': assessment });
    });
  });

  it('has a finding on a version that the registry writes in another way', async () => {
    const source = `
      //- registry PyPI gear 1.0.0 digest(sha256:${'a'.repeat(64)})
      //- baseline
      { "schemaVersion": 1, "releases": { "pypi:gear@1.0.0": { "digests": ["sha256:${'b'.repeat(64)}"] } } }
      //- requirements.txt
      gear==1.0`;
    expect(await componentsOf(source)).toEqual({ 'gear 1.0': 'findings' });
  });
});
