import { describe, expect, it } from 'vitest';
import type { FileResult } from '../../server/src/analysis/results.js';
import { DEFAULT_SETTINGS, readSettings } from '../../server/src/policy/config.js';
import { readPolicyFile } from '../../server/src/policy/policyFile.js';
import { NOTHING_INSTALLED } from '../../server/src/reports/installed.js';
import { effectSentence, effectsOf, furtherEffects, policyEffects } from '../../server/src/reports/policyEffects.js';
import { readFixture } from '../support/fixture.js';
import { scanFixture } from '../support/world.js';

const YOUNG = '//- now 2026-06-01T00:00:00Z\n//- registry npm fresh-part 1.0.0 2025-01-01, 1.1.0 2026-05-31T12:00:00Z\n';
const MANIFEST = '//- package.json\n{ "dependencies": { "fresh-part": "1.1.0" } }\n';

async function resultsOf(source: string): Promise<readonly FileResult[]> {
  return scanFixture(readFixture(source));
}

describe('what has turned something down without a policy file', () => {
  it.each([
    [0, ['0 days (the settings): shorter cooldown, 1 finding left out']],
    [3, []],
    [30, []],
  ])('the cooldown of the settings, %s days', async (days, said) => {
    const results = await resultsOf(`//- cooldown ${days}\n${YOUNG}${MANIFEST}`);
    const { settings } = readSettings({ cooldown: { days } });
    expect(furtherEffects(settings, results, NOTHING_INSTALLED).map(effectSentence)).toEqual(said);
  });

  it('rules that the settings turn off and lower, with what they would have said', async () => {
    const source = `//- levels young-release=off\n${YOUNG}${MANIFEST}`;
    const { settings } = readSettings({ rules: { 'young-release': 'off', 'deprecated-release': 'hint', unpinned: 'error' } });
    expect(furtherEffects(settings, await resultsOf(source), NOTHING_INSTALLED).map(effectSentence)).toEqual([
      'young-release (the settings): off, 1 finding left out',
      'deprecated-release (the settings): lowered to hint, 0 findings',
    ]);
  });

  it.each([
    ['min-release-age=0', ['no cooldown (.npmrc): shorter cooldown, 1 finding left out']],
    ['min-release-age=1', []],
    ['', []],
  ])('the package manager’s own cooldown, where it has let something in: %s', async (line, said) => {
    const results = await resultsOf(`${YOUNG}//- .npmrc\n${line}\n${MANIFEST}`);
    expect(furtherEffects(undefined, results, NOTHING_INSTALLED).map(effectSentence)).toEqual(said);
    expect(furtherEffects(DEFAULT_SETTINGS, results, NOTHING_INSTALLED).map(effectSentence)).toEqual(said);
  });
});

describe('a policy file of one folder of several', () => {
  it('has left out what its own folder holds, and nothing of the others', async () => {
    const policy = '{ "rules": { "young-release": "off" } }';
    const results = await resultsOf(`//- policy\n${policy}\n${YOUNG}${MANIFEST}`);
    const [{ path = '' } = {}] = results;
    const file = readPolicyFile(policy);
    const own = path.replace(/[/\\][^/\\]*$/, '');
    const countsIn = (folder: string | undefined) =>
      policyEffects({ file, folder }, results, NOTHING_INSTALLED).map(({ findings }) => findings);
    expect([countsIn(own), countsIn(undefined), countsIn(own.slice(0, -1)), countsIn(`${own}2`)]).toEqual([[1], [1], [0], [0]]);
    const both = effectsOf(
      {
        policies: [
          { file, folder: own },
          { file, folder: '/elsewhere' },
        ],
      },
      results,
      NOTHING_INSTALLED,
    );
    expect(both.map(({ findings }) => findings)).toEqual([1, 0]);
  });
});

describe('what a policy allows', () => {
  const policy = '{ "allow": ["npm:own-part"] }';
  const world = `//- registry npm own-part private(npm.corp.example)
//- advisories
MAL-2026-77 npm own-part: range introduced 1.0.0 fixed 1.0.5
//- policy
${policy}
//- package-lock.json
{ "lockfileVersion": 3, "packages": { "": {}, "node_modules/own-part": { "version": "1.0.3" } } }
//- package.json
`;

  it.each([
    ['on its line and in the lockfile, once', '{ "dependencies": { "own-part": "^1.0.0" } }'],
    ['in the lockfile alone', '{ "dependencies": {} }'],
  ])('is counted %s', async (_, manifest) => {
    const results = await resultsOf(`${world}${manifest}\n`);
    const said = policyEffects({ file: readPolicyFile(policy) }, results, NOTHING_INSTALLED).map(effectSentence);
    expect(said).toEqual(['npm:own-part: allowed, 1 finding left out']);
  });
});
