// What check() cannot show: statuses, what is remembered, and the effective version. What rules say is in test/rules.

import { describe, expect, it } from 'vitest';
import { createInspect, type Judged } from '../../server/src/analysis/evaluate.js';
import { TRUSTED_FOR } from '../../server/src/analysis/status.js';
import { REQUIREMENTS } from '../../server/src/ecosystems/manifests.js';
import { parsePackageJson } from '../../server/src/ecosystems/npm/manifests/packageJson.js';
import type { Effective, Manifest, PackageAnswers } from '../../server/src/model/index.js';
import { releasesOf } from '../../server/src/model/releases.js';
import { DEFAULT_POLICY } from '../../server/src/policy/config.js';
import { policyOf } from '../../server/src/policy/policy.js';
import { readPolicyFile } from '../../server/src/policy/policyFile.js';
import { readFixture } from '../support/fixture.js';
import { scanFixture } from '../support/world.js';

const NOW = Date.parse('2026-06-01T00:00:00Z');

async function judgedIn(source: string): Promise<readonly Judged[]> {
  const [first] = await scanFixture(readFixture(source));
  return first?.judged ?? [];
}

describe('the status of a dependency', () => {
  it.each([
    ['1.0.0', '', 'checked', undefined],
    ['1.0.0', 'pending', 'pending', undefined],
    ['pending', '', 'pending', undefined],
    ['pending', 'unknown(osv.example did not answer)', 'pending', undefined],
    ['absent', '', 'checked', undefined],
    ['unknown(registry.example did not answer)', '', 'unknown', 'registry.example did not answer'],
    ['unknown(no network)', 'unknown(no network)', 'unknown', 'no network'],
    ['unknown(this)', 'unknown(that)', 'unknown', 'that; this'],
    ['private(npm.corp.example)', '', 'skipped', 'not checked: private registry npm.corp.example'],
    ['1.0.0, asked 23h', 'asked 23h', 'checked', undefined],
    ['1.0.0, asked 24h', '', 'unknown', 'the last answer is 1 day old'],
    ['1.0.0', 'asked 49h', 'unknown', 'the last answer is 2 days old'],
    ['2.0.0', '', 'unknown', 'no release that the registry lists fits the specifier'],
  ])('registry: %s, advisories: %s', async (registry, advisories, kind, reason) => {
    const [judged] = await judgedIn(`
      //- registry npm some-part ${registry}
      //- advisories ${advisories}
      //- package.json
      { "dependencies": { "some-part": "^1.0.0" } }
    `);
    expect(judged?.status).toMatchObject(reason === undefined ? { kind } : { kind, reason });
  });

  it('is skipped, with the reason, where there is nothing to judge', async () => {
    const [judged] = await judgedIn(`
      //- package.json
      { "dependencies": { "some-part": "workspace:*" } }
    `);
    expect(judged).toMatchObject({ status: { kind: 'skipped', reason: 'workspace package' }, subject: undefined, findings: [] });
  });
});

describe('the effective version', () => {
  it.each<[string, Effective | undefined]>([
    ['some-part==1.0', { version: '1.0', evidence: 'pinned' }],
    ['some-part===1.0', { version: '1.0', evidence: 'pinned' }],
    ['some-part>=1.0', { version: '1.5', evidence: 'resolved' }],
    ['some-part>=1.0,<1.5', { version: '1.0', evidence: 'resolved' }],
    ['some-part', { version: '1.5', evidence: 'resolved' }],
    ['some-part>=2.0rc1', { version: '2.0rc1', evidence: 'resolved' }],
    ['some-part>=3', undefined],
  ])('of %s', async (line, effective) => {
    const [judged] = await judgedIn(`
      //- registry PyPI some-part 1.0, 1.5, 1.6 yanked, 2.0rc1
      //- requirements.txt
      ${line}
    `);
    expect(judged?.subject?.effective).toEqual(effective);
  });

  it('is what --pre and constraints make of it', async () => {
    const [judged] = await judgedIn(`
      //- registry PyPI some-part 1.0, 1.5, 2.0rc1, 3.0
      //- pins/limits.txt
      some-part<3
      //- requirements.txt
      --pre
      -c pins/limits.txt
      some-part>=1.0
    `);
    expect(judged?.subject?.effective).toEqual({ version: '2.0rc1', evidence: 'resolved' });
  });

  it('is pinned by a constraint', async () => {
    const [judged] = await judgedIn(`
      //- registry PyPI some-part 1.0, 1.5
      //- pins/limits.txt
      Some_Part==1.0
      //- requirements.txt
      -c pins/limits.txt
      some-part (>=1.0)
    `);
    expect(judged?.subject?.effective).toEqual({ version: '1.0', evidence: 'pinned' });
  });
});

describe('an inspector', () => {
  const manifest = parsePackageJson('{ "dependencies": { "chalk": "5.6.1" }, "devDependencies": { "chalk": "5.6.1" } }');
  const answers = (fetchedAt = NOW): PackageAnswers => ({
    registry: {
      kind: 'found',
      fetchedAt,
      value: { ecosystem: 'npm', name: 'chalk', releases: releasesOf([{ version: '5.6.1' }]), distTags: {} },
    },
    advisories: { kind: 'found', fetchedAt, value: [] },
  });

  function inspecting(clock = () => NOW) {
    const inspect = createInspect(clock);
    return (known: PackageAnswers, what: Manifest = manifest, constraints: readonly (readonly [string, readonly string[]])[] = []) =>
      inspect(what, {
        peek: () => known,
        policy: DEFAULT_POLICY,
        constraints: new Map(constraints),
        evidenceOf: () => [],
        lockedOf: () => undefined,
        project: { hasLockfile: false, extraIndexes: [], privateScopes: [] },
        inherited: undefined,
      });
  }

  it('judges the same package and specifier once, as long as nothing new is known', () => {
    const judge = inspecting();
    const known = answers();
    const [first, second] = judge(known);
    expect(first?.subject).toBe(second?.subject);
    expect(judge(known)[0]?.subject).toBe(first?.subject);
    expect(judge(answers())[0]?.subject).not.toBe(first?.subject);
  });

  it('gives every finding the place of its own dependency', () => {
    const spans = inspecting()(answers()).flatMap(({ findings }) => findings.map(({ span }) => span));
    expect(spans).toHaveLength(2);
    expect(spans[0]).not.toEqual(spans[1]);
  });

  it('tells a specifier from the same one under a constraint', () => {
    const judge = inspecting();
    const known = answers();
    const python = REQUIREMENTS.parse('chalk>=1\n');
    expect(judge(known, python)[0]?.subject?.requirement.text).toBe('>=1');
    expect(judge(known, python, [['chalk', ['<2', '!=1.5']]])[0]?.subject?.requirement.text).toBe('>=1,<2,!=1.5');
  });

  it('judges anew under another policy, and knows again what it judged under the first', () => {
    const inspect = createInspect(() => NOW);
    const releases = releasesOf([{ version: '5.6.0' }, { version: '5.6.1' }]);
    const known: PackageAnswers = {
      registry: { kind: 'found', fetchedAt: NOW, value: { ecosystem: 'npm', name: 'chalk', releases, distTags: {} } },
      advisories: { kind: 'found', fetchedAt: NOW, value: [] },
    };
    const rulesUnder = (policy: string): readonly string[] => {
      const [judged] = inspect(manifest, {
        peek: () => known,
        policy: policyOf(DEFAULT_POLICY, readPolicyFile(policy)),
        constraints: new Map(),
        evidenceOf: () => [],
        lockedOf: () => undefined,
        project: { hasLockfile: false, extraIndexes: [], privateScopes: [] },
        inherited: undefined,
      });
      return [...(judged?.findings ?? []), ...(judged?.ignored ?? []).map(({ finding }) => finding)].map(
        ({ rule, level }) => `${level} ${rule}`,
      );
    };
    const malicious = 'error malicious-release';
    expect(rulesUnder('{}')).toEqual([malicious]);
    expect(rulesUnder('{ "deny": ["npm:chalk"] }')).toEqual([malicious, 'error denied-package']);
    expect(rulesUnder('{ "rules": { "malicious-release": "hint" } }')).toEqual(['hint malicious-release']);
    expect(rulesUnder('{ "ignore": [{ "rule": "malicious-release", "reason": "x" }] }')).toEqual([malicious]);
    expect(rulesUnder('{}')).toEqual([malicious]);
  });

  describe('of a package that a private registry serves', () => {
    const served = (releases: ReturnType<typeof releasesOf>): PackageAnswers['registry'] => ({
      kind: 'found',
      fetchedAt: NOW,
      value: { ecosystem: 'npm', name: '@acme/core', releases, distTags: {} },
    });
    const DAY = 24 * 60 * 60 * 1000;
    const suspicious = releasesOf([
      { version: '1.0.0', publishedAt: NOW - 100 * DAY, installScripts: [], publisher: 'ann' },
      { version: '1.1.0', publishedAt: NOW - 10 * DAY, installScripts: ['postinstall'], publisher: 'bob' },
    ]);
    const isPrivate = { kind: 'unknown', reason: 'private registry npm.acme.example', deliberate: true } as const;
    const isPublic = { kind: 'found', fetchedAt: NOW, value: [] } as const;
    const core = parsePackageJson('{ "dependencies": { "@acme/core": "1.1.0" } }');

    it.each([
      ['hints are left out', isPrivate, []],
      ['and given of a public one', isPublic, ['install-script-added']],
    ])('%s', (_, advisories, expected) => {
      const [judged] = inspecting()({ registry: served(suspicious), advisories }, core);
      expect(judged?.findings.map(({ rule }) => rule)).toEqual(expected);
    });

    it.each([
      ['nobody is asked about what it names', isPrivate, { kind: 'unknown', reason: 'named by a private package', deliberate: true }],
      ['and about what a public one names', isPublic, isPublic],
    ])('%s', (_, advisories, expected) => {
      const [judged] = inspecting()({ registry: served(suspicious), advisories }, core);
      expect(judged?.subject?.answersOf({ ecosystem: 'npm', name: '@acme/secret' }).advisories).toEqual(expected);
    });
  });

  it('does not trust for ever what it has judged', () => {
    let now = NOW;
    const judge = inspecting(() => now);
    const known = answers();
    expect(judge(known)[0]?.status.kind).toBe('checked');
    now += TRUSTED_FOR;
    expect(judge(known)[0]?.status).toEqual({
      kind: 'unknown',
      reason: 'the last answer is 1 day old',
      unanswered: ['advisories', 'registry'],
    });
  });
});
