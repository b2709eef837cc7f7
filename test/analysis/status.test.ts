// What a verdict rests on besides the dependency's own package.
import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY } from '../../server/src/policy/config.js';
import { createInspect } from '../../server/src/analysis/evaluate.js';
import { parsePackageJson } from '../../server/src/ecosystems/npm/manifests/packageJson.js';
import type { PackageAnswers, Release } from '../../server/src/model/index.js';
import { releasesOf } from '../../server/src/model/releases.js';

const NOW = Date.parse('2026-06-01T00:00:00Z');
const DAY = 24 * 60 * 60 * 1000;

function known(name: string, releases: readonly Release[]): PackageAnswers {
  return {
    registry: { kind: 'found', fetchedAt: NOW, value: { ecosystem: 'npm', name, releases: releasesOf(releases), distTags: {} } },
    advisories: { kind: 'found', fetchedAt: NOW, value: [] },
  };
}

const HOST = known('host-part', [
  { version: '1.0.0', publishedAt: NOW - 40 * DAY, dependencies: [] },
  { version: '1.0.1', publishedAt: NOW - 10 * DAY, dependencies: ['guest-part'] },
]);
const GUEST = known('guest-part', [{ version: '1.0.0', publishedAt: NOW - 900 * DAY }]);

function statusWith(guest: PackageAnswers) {
  const manifest = parsePackageJson('{ "dependencies": { "host-part": "1.0.1" } }');
  const [judged] = createInspect(() => NOW)(manifest, {
    peek: ({ name }) => (name === 'host-part' ? HOST : guest),
    policy: DEFAULT_POLICY,
    constraints: new Map(),
    evidenceOf: () => [],
    lockedOf: () => undefined,
    project: { hasLockfile: false, extraIndexes: [], privateScopes: [] },
    inherited: undefined,
  });
  return judged?.status;
}

it.each<[string, PackageAnswers, string, string | undefined]>([
  ['known', GUEST, 'checked', undefined],
  ['still to come', { ...GUEST, advisories: { kind: 'pending' } }, 'pending', undefined],
  [
    'not to be had from the registry',
    { ...GUEST, registry: { kind: 'unknown', reason: 'registry.example did not answer' } },
    'unknown',
    'registry.example did not answer',
  ],
  [
    'not to be had from the advisories',
    { ...GUEST, advisories: { kind: 'unknown', reason: 'osv.example did not answer' } },
    'unknown',
    'osv.example did not answer',
  ],
])('what a release newly depends on is %s', (_, guest, kind, reason) => {
  const expected = reason === undefined ? { kind } : { kind, reason: `guest-part, which it has newly begun to depend on: ${reason}` };
  expect(statusWith(guest)).toMatchObject(expected);
});

describe('a package of a private registry', () => {
  const NOBODY = { kind: 'unknown', reason: 'not checked: private registry npm.corp.example', deliberate: true } as const;
  const YOUNG = known('host-part', [{ version: '1.0.1', publishedAt: NOW - DAY, deprecated: 'use another one' }]);

  function judgedWith(registry: PackageAnswers['registry']) {
    const manifest = parsePackageJson('{ "dependencies": { "host-part": "1.0.1" } }');
    const [judged] = createInspect(() => NOW)(manifest, {
      peek: () => ({ registry, advisories: NOBODY }),
      policy: DEFAULT_POLICY,
      constraints: new Map(),
      evidenceOf: () => [],
      lockedOf: () => undefined,
      project: { hasLockfile: false, extraIndexes: [], privateScopes: [] },
      inherited: undefined,
    });
    return [judged?.status, judged?.findings.map(({ rule }) => rule)];
  }

  it('is judged by what its registry says of the release, and not by hints; that no advisory was asked for is said', () => {
    expect(judgedWith(YOUNG.registry)).toEqual([{ kind: 'skipped', reason: NOBODY.reason }, ['deprecated-release']]);
  });

  it('is unknown where its registry does not answer', () => {
    const unreached = { kind: 'unknown', reason: 'needs credentials for npm.corp.example' } as const;
    expect(judgedWith(unreached)).toEqual([{ kind: 'unknown', reason: unreached.reason, unanswered: ['registry'] }, []]);
  });

  it('is never called checked where its registry has no such package', () => {
    expect(judgedWith({ kind: 'absent', fetchedAt: NOW })[0]).toEqual({ kind: 'skipped', reason: NOBODY.reason });
  });
});
