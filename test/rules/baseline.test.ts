// What is published, against what `.depwarden/baseline.json` has recorded.
import { describe, expect, it } from 'vitest';
import { baselineOf } from '../../server/src/model/baseline.js';
import { DEFAULT_POLICY } from '../../server/src/policy/config.js';
import { policyOf, withBaseline } from '../../server/src/policy/policy.js';
import { scanFiles } from '../../server/src/scan/scan.js';
import { check } from '../support/check.js';
import { readFixture } from '../support/fixture.js';
import { engineOf, ROOT } from '../support/world.js';

const A = `sha512-${'A'.repeat(16)}`;
const B = `sha512-${'B'.repeat(16)}`;
const SHA1 = `sha1-${'c'.repeat(16)}`;
const WHEEL = `sha256:${'a'.repeat(24)}`;
const SDIST = `sha256:${'b'.repeat(24)}`;
const OTHER = `sha256:${'c'.repeat(24)}`;
const PUBLISHED = '1.3.0 2018-04-09 unattested runs() by(steve)';
const OLD = 'created 2014-01-01';

/** left-pad 1.3.0 as the registry has it now, what was recorded, and what is said of it. */
function npm(now: string, recorded: object, expected: string, more = ''): string {
  return `
    //- registry npm left-pad ${now}, ${OLD}
    //- baseline
    ${JSON.stringify({ schemaVersion: 1, releases: { 'npm:left-pad@1.3.0': recorded } })}
    ${more}
    //- package.json
    { "dependencies": {
      "left-pad": "1.3.0"
      ${expected === '' ? '' : `             ^^^^^ ${expected}`}
    } }
    //- fixes
  `;
}

describe('artifact-changed', () => {
  const CHANGED =
    'error artifact-changed: left-pad 1.3.0: what the npm registry has is not what the baseline recorded. Do not install before you know why.';

  it.each<[string, string, object, string]>([
    ['the file that was recorded', `${PUBLISHED} digest(${A})`, { digests: [A] }, ''],
    ['another file', `${PUBLISHED} digest(${B})`, { digests: [A] }, CHANGED],
    ['one of several digests of one file', `${PUBLISHED} digest(${A})`, { digests: [A, B] }, ''],
    ['a digest of another algorithm than was recorded', `${PUBLISHED} digest(${SHA1})`, { digests: [A] }, ''],
    ['no digest', PUBLISHED, { digests: [A] }, ''],
    ['a digest where none was recorded', `${PUBLISHED} digest(${A})`, {}, ''],
  ])('npm: %s', (_, now, recorded, expected) => check(npm(now, recorded, expected)));

  it.each<[string, string, readonly string[], string]>([
    ['the files that were recorded', `${WHEEL} ${SDIST}`, [SDIST, WHEEL], ''],
    [
      'another file in the place of one',
      `${WHEEL} ${OTHER}`,
      [WHEEL, SDIST],
      'error artifact-changed: requests 2.31.0: what PyPI has is not what the baseline recorded. Do not install before you know why.',
    ],
    ['one file more', `${WHEEL} ${SDIST}`, [WHEEL], 'warning artifact-changed: requests 2.31.0: PyPI has 1 file more than the baseline.'],
    ['one file less', WHEEL, [WHEEL, SDIST], ''],
  ])('PyPI: %s', (_, now, recorded, expected) =>
    check(`
      //- registry PyPI requests 2.31.0 2023-05-22 digest(${now})
      //- baseline
      ${JSON.stringify({ schemaVersion: 1, releases: { 'pypi:requests@2.31.0': { digests: recorded } } })}
      //- requirements.txt
      requests==2.31.0
      ${expected === '' ? '' : `        ^^^^^^^^ ${expected}`}
      //- fixes
    `),
  );

  it('is not said of another version, nor without a baseline', async () => {
    await check(npm(`1.2.0 2016-01-01 digest(${B}), ${PUBLISHED} digest(${A})`, {}, ''));
    await check(`
      //- registry npm left-pad ${PUBLISHED} digest(${B}), ${OLD}
      //- package.json
      { "dependencies": { "left-pad": "1.3.0" } }
    `);
  });

  it('compares what the lockfile expects where the registry does not answer', () =>
    check(`
      //- registry npm left-pad unknown(registry.example is failing)
      //- baseline
      ${JSON.stringify({ schemaVersion: 1, releases: { 'npm:left-pad@1.3.0': { digests: [A] } } })}
      //- package.json
      { "dependencies": {
        "left-pad": "^1.3.0"
                     ^^^^^^ error artifact-changed: left-pad 1.3.0: what package-lock.json has is not what the baseline recorded. Do not install before you know why.
         ^^^^^^^^ information not-checked: left-pad could not be checked: registry.example is failing.
      } }
      //- package-lock.json
      ${lock({ 'left-pad': B })}
    `));

  const below = (said: string, more = ''): string => `
    //- registry npm left-pad ${PUBLISHED} digest(${A}), ${OLD}
    //- baseline
    ${JSON.stringify({ schemaVersion: 1, releases: { 'npm:left-pad@1.3.0': { digests: [A] }, 'npm:below@2.0.0': { digests: [A] } } })}
    ${more}
    //- package.json
    { "dependencies": {
      "left-pad": "^1.3.0"
      ${said}
    } }
    //- fixes
    //- package-lock.json
    ${lock({ 'left-pad': A, below: B })}
  `;

  it('compares in the lockfile what a dependency brings in, and asks nobody', async () => {
    await check(below(' ^^^^^^^^ error artifact-changed: left-pad → below 2.0.0 has another digest than the baseline recorded.'));
    const ignore = (name: string, rule: string): string =>
      `//- policy\n    ${JSON.stringify({ ignore: [{ rule, package: `npm:${name}`, versions: '<3', reason: 'looked at', expires: '2099-01-31' }] })}`;
    await check(below('', ignore('below', 'artifact-changed')));
    const said = ' ^^^^^^^^ error artifact-changed: left-pad → below 2.0.0 has another digest than the baseline recorded.';
    await check(below(said, ignore('below', 'integrity-mismatch')));
    await check(below(said, ignore('left-pad', 'artifact-changed')));
  });

  it('can be ignored and silenced like the others', async () => {
    await check(npm(`${PUBLISHED} digest(${B})`, { digests: [A] }, '', '//- levels artifact-changed=off'));
    await check(
      npm(
        `${PUBLISHED} digest(${B})`,
        { digests: [A] },
        '',
        '//- policy\n    { "ignore": [{ "rule": "artifact-changed", "package": "npm:left-pad", "versions": "<3", "reason": "looked at", "expires": "2099-01-31" }] }',
      ),
    );
  });
});

describe('baseline-drift', () => {
  const IS_NOT = 'baseline-drift: left-pad 1.3.0 is not as in the baseline:';

  it.each<[string, string, object, string]>([
    [
      'all as it was',
      `${PUBLISHED}, maintainers(steve), repository(https://git.example/pad)`,
      { publisher: 'steve', provenance: false, installScripts: [], maintainers: ['steve'], repository: 'https://git.example/pad' },
      '',
    ],
    ['nothing that was recorded', `${PUBLISHED}, maintainers(mallory)`, {}, ''],
    [
      'nothing that is told now',
      '1.3.0 2018-04-09',
      { publisher: 'steve', provenance: true, installScripts: [], maintainers: ['steve'] },
      '',
    ],
    ['another publisher', PUBLISHED, { publisher: 'anna' }, `warning ${IS_NOT} published by steve.`],
    ['provenance that is gone', PUBLISHED, { provenance: true }, `warning ${IS_NOT} without provenance.`],
    ['provenance that has come', '1.3.0 2018-04-09 attested', { provenance: false }, ''],
    [
      'an install script',
      '1.3.0 2018-04-09 runs(postinstall)',
      { installScripts: [] },
      `warning ${IS_NOT} runs postinstall when installed.`,
    ],
    [
      'a new maintainer',
      `${PUBLISHED}, maintainers(steve mallory)`,
      { maintainers: ['steve'] },
      `information ${IS_NOT} new maintainer mallory.`,
    ],
    [
      'one maintainer less',
      `${PUBLISHED}, maintainers(steve)`,
      { maintainers: ['steve', 'anna'] },
      `information ${IS_NOT} no longer maintained by anna.`,
    ],
    [
      'another repository',
      `${PUBLISHED}, repository(https://git.example/evil)`,
      { repository: 'https://git.example/pad' },
      `information ${IS_NOT} repository https://git.example/evil.`,
    ],
    [
      'no repository any more',
      `${PUBLISHED}, repository()`,
      { repository: 'https://git.example/pad' },
      `information ${IS_NOT} without repository.`,
    ],
    [
      'several things',
      '1.3.0 2018-04-09 unattested runs(install) by(mallory), maintainers(mallory)',
      { publisher: 'steve', provenance: true, installScripts: [], maintainers: ['steve'] },
      `warning ${IS_NOT} runs install when installed, published by mallory, without provenance, new maintainer mallory and 1 more change.`,
    ],
  ])('%s', (_, now, recorded, expected) => check(npm(now, recorded, expected)));
});

describe('not-in-baseline', () => {
  const ON = '//- levels not-in-baseline=information';

  it('tells of another version only where it is turned on', async () => {
    const source = (levels: string, expected: string): string => `
      //- registry npm left-pad 1.2.0 2016-01-01, 1.3.0 2018-04-09, ${OLD}
      //- baseline
      { "schemaVersion": 1, "releases": { "npm:left-pad@1.2.0": {} } }
      ${levels}
      //- package.json
      { "dependencies": {
        "left-pad": "1.3.0"
        ${expected}
      } }
    `;
    await check(source('', ''));
    await check(source(ON, '             ^^^^^ information not-in-baseline: left-pad 1.3.0 is not in the baseline, which has 1.2.0.'));
  });

  it('says nothing of what is in it', () => check(npm(PUBLISHED, {}, '', ON)));
});

it.each(['left-pad@1.3.0', 'below@2.0.0'])('judges %s anew when the baseline is another one', async release => {
  const fixture = readFixture(`
    //- registry npm left-pad ${PUBLISHED} digest(${B}), ${OLD}
    //- package.json
    { "dependencies": { "left-pad": "^1.3.0" } }
    //- package-lock.json
    ${lock({ 'left-pad': B, below: B })}
  `);
  const engine = engineOf(fixture);
  const rules = async (digests: readonly string[]): Promise<readonly string[]> => {
    const policy = withBaseline(policyOf(DEFAULT_POLICY, undefined), baselineOf(new Map([[`npm:${release}`, { digests }]])));
    const options = { offline: false, policyOf: () => policy };
    const [result] = await scanFiles([`${ROOT}/package.json`], engine, options, new AbortController().signal);
    return result?.judged.flatMap(({ findings }) => findings.map(({ rule }) => rule)) ?? [];
  };
  expect([await rules([A]), await rules([B]), await rules([A])]).toEqual([['artifact-changed'], [], ['artifact-changed']]);
});

function lock(digests: Readonly<Record<string, string>>): string {
  const root = { dependencies: { 'left-pad': '^1.3.0' } };
  const entry = (name: string, digest: string): object => ({
    version: name === 'left-pad' ? '1.3.0' : '2.0.0',
    resolved: `https://registry.example/${name}/-/${name}-${name === 'left-pad' ? '1.3.0' : '2.0.0'}.tgz`,
    integrity: `${digest}${'x'.repeat(70)}==`,
    ...(name === 'left-pad' && { dependencies: { below: '^2.0.0' } }),
  });
  const packages = Object.fromEntries(Object.entries(digests).map(([name, digest]) => [`node_modules/${name}`, entry(name, digest)]));
  return JSON.stringify({ lockfileVersion: 3, packages: { '': root, ...packages } });
}
