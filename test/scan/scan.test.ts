import { describe, expect, it } from 'vitest';
import { NOTHING, sum, tallyOf } from '../../server/src/analysis/counts.js';
import { findingsOf, packagesOf } from '../../server/src/analysis/results.js';
import { REQUIREMENTS } from '../../server/src/ecosystems/manifests.js';
import { parsePackageJson } from '../../server/src/ecosystems/npm/manifests/packageJson.js';
import { DEFAULT_POLICY } from '../../server/src/policy/config.js';
import { scanFiles } from '../../server/src/scan/scan.js';
import { type Fixture, readFixture } from '../support/fixture.js';
import { engineOf, ROOT, scanFixture } from '../support/world.js';

const MIXED = `
  //- registry npm chalk 5.6.0, 5.6.2
  //- registry npm some-part unknown(registry.example did not answer)
  //- registry npm slow-part pending
  //- registry PyPI litellm 1.82.6, 1.83.0
  //- package.json
  { "dependencies": { "chalk": "5.6.1", "some-part": "1", "slow-part": "1", "here": "file:." }, "devDependencies": { "chalk": "5.6.0" } }
  //- requirements.txt
  litellm>=1.50
  -r more/base.txt
  //- more/base.txt
  litellm==1.82.8
`;

function scan(fixture: Fixture, paths: readonly string[]) {
  const options = { offline: false, policyOf: () => DEFAULT_POLICY };
  return scanFiles(
    paths.map(path => `${ROOT}/${path}`),
    engineOf(fixture),
    options,
    new AbortController().signal,
  );
}

describe('a scan', () => {
  it('judges each manifest once, included ones after those that were named', async () => {
    const results = await scan(readFixture(MIXED), ['requirements.txt', 'package.json', 'requirements.txt', 'more/base.txt']);
    expect(results.map(({ path }) => path)).toEqual([`${ROOT}/requirements.txt`, `${ROOT}/package.json`, `${ROOT}/more/base.txt`]);
    const included = await scan(readFixture(MIXED), ['requirements.txt']);
    expect(included.map(({ path }) => path)).toEqual([`${ROOT}/requirements.txt`, `${ROOT}/more/base.txt`]);
    expect(included.flatMap(findingsOf).map(({ rule }) => rule)).toEqual(['admits-malicious-release', 'malicious-release']);
  });

  it('takes levels from the folder of each manifest', async () => {
    const fixture = readFixture(MIXED);
    const options = {
      offline: false,
      policyOf: (path: string) => ({ ...DEFAULT_POLICY, rules: path.includes('more') ? { 'malicious-release': 'hint' as const } : {} }),
    };
    const results = await scanFiles([`${ROOT}/requirements.txt`], engineOf(fixture), options, new AbortController().signal);
    expect(results.flatMap(findingsOf).map(({ level }) => level)).toEqual(['warning', 'hint']);
  });

  it('says of a file that cannot be read that nothing in it is checked', async () => {
    const [result] = await scan(readFixture(MIXED), ['gone/package.json']);
    expect(result).toMatchObject({ unread: true, judged: [], ecosystem: 'npm' });
    expect(result?.problems).toMatchObject([{ level: 'error', message: 'Not read: there is no such file. Nothing in it is checked.' }]);
  });

  it('scans the lockfile of another manager on its own, and says which one is in effect', async () => {
    const lock = (version: string) =>
      `{ "lockfileVersion": 3, "packages": { "": { "dependencies": { "chalk": "^5" } }, "node_modules/chalk": { "version": "${version}" } } }`;
    const pnpm = (version: string) =>
      `lockfileVersion: '9.0'\nimporters:\n  .:\n    dependencies:\n      chalk:\n        specifier: ^5\n        version: ${version}\npackages:\n  chalk@${version}: {}\nsnapshots:\n  chalk@${version}: {}\n`;
    const fixture = readFixture('//- registry npm npm 11.4.2\n//- registry npm chalk 5.6.0, 5.6.2\n//- package.json\n');
    const scanned = async (manifest: string, npmVersion: string, pnpmVersion: string) => {
      const files = { 'package.json': manifest, 'package-lock.json': lock(npmVersion), 'pnpm-lock.yaml': pnpm(pnpmVersion) };
      const world = { ...fixture, files: Object.entries(files).map(([path, text]) => ({ path, text, expected: [], after: new Map() })) };
      const results = await scan(world, Object.keys(files));
      return results.map(result => ({
        file: result.path.slice(ROOT.length + 1),
        said: [...findingsOf(result).map(({ rule, version }) => `${rule} ${version}`), ...result.problems.map(({ message }) => message)],
      }));
    };
    const inEffect = (file: string, other: string) =>
      `${file} locks this folder too, and is the one in effect. The releases of ${other} are checked on their own.`;

    expect(await scanned('{ "dependencies": { "chalk": "^5" } }', '5.6.1', '5.6.0')).toEqual([
      { file: 'package.json', said: ['admits-malicious-release 5.6.0'] },
      { file: 'package-lock.json', said: ['malicious-release 5.6.1', inEffect('pnpm-lock.yaml', 'package-lock.json')] },
      { file: 'pnpm-lock.yaml', said: [] },
    ]);
    expect(await scanned('{ "packageManager": "npm@11.4.2", "dependencies": { "chalk": "^5" } }', '5.6.1', '5.6.0')).toEqual([
      { file: 'package.json', said: ['malicious-release 5.6.1'] },
      { file: 'package-lock.json', said: [] },
      { file: 'pnpm-lock.yaml', said: [inEffect('package-lock.json', 'pnpm-lock.yaml')] },
    ]);
  });

  it('stops where it is told to', async () => {
    const control = new AbortController();
    control.abort(new Error('enough'));
    const options = { offline: false, policyOf: () => DEFAULT_POLICY };
    await expect(scanFiles([`${ROOT}/package.json`], engineOf(readFixture(MIXED)), options, control.signal)).rejects.toThrow('enough');
  });

  it('asks for each package of a registry once', () => {
    const manifests = [
      parsePackageJson('{ "dependencies": { "a": "1", "b": "npm:a@2", "c": "file:c" }, "devDependencies": { "a": "3" } }'),
      REQUIREMENTS.parse('a==1\nA>=2\n'),
    ];
    expect(packagesOf(manifests)).toEqual([
      { ecosystem: 'npm', name: 'a' },
      { ecosystem: 'PyPI', name: 'a' },
    ]);
  });
});

describe('a tally', () => {
  it('counts dependencies by status, findings by level, and reasons once', async () => {
    const [npm, python] = (await scanFixture(readFixture(MIXED))).map(tallyOf);
    const chalk = { ecosystem: 'npm', name: 'chalk', version: '5.6.1', manifest: `${ROOT}/package.json` };
    expect(npm).toEqual({
      compromised: [chalk],
      dependencies: 5,
      checked: 2,
      pending: 1,
      unknown: 1,
      skipped: 1,
      counts: { error: 1, warning: 0, information: 0, hint: 0 },
      ignored: 0,
      reasons: ['registry.example did not answer'],
      unanswered: 1,
      remarks: NOTHING.remarks,
      locked: new Map(),
    });
    expect(sum([npm ?? NOTHING, python ?? NOTHING, npm ?? NOTHING])).toEqual({
      compromised: [chalk, chalk],
      dependencies: 11,
      checked: 5,
      pending: 2,
      unknown: 2,
      skipped: 2,
      counts: { error: 2, warning: 1, information: 0, hint: 0 },
      ignored: 0,
      reasons: ['registry.example did not answer'],
      unanswered: 2,
      remarks: NOTHING.remarks,
      locked: new Map(),
    });
    expect(sum([])).toEqual(NOTHING);
  });
});
