// What signals say, whatever registries tell of releases and other packages. words.test.ts has the other rules.
import { describe, expect, it } from 'vitest';
import { createInspect } from '../../server/src/analysis/evaluate.js';
import { REQUIREMENTS } from '../../server/src/ecosystems/manifests.js';
import { parsePackageJson } from '../../server/src/ecosystems/npm/manifests/packageJson.js';
import { baselineOf, keyOf } from '../../server/src/model/baseline.js';
import type { Ecosystem, PackageAnswers, PackageFacts, Release } from '../../server/src/model/index.js';
import { releasesOf } from '../../server/src/model/releases.js';
import { DAY } from '../../server/src/model/time.js';
import { DEFAULT_POLICY } from '../../server/src/policy/config.js';
import { type Policy, withBaseline } from '../../server/src/policy/policy.js';
import { RULES } from '../../server/src/rules/index.js';
import * as fc from '../support/fastCheck.js';

const NOW = Date.parse('2026-06-01T00:00:00Z');
/** Those that are off by default, too. */
const POLICY: Policy = {
  ...DEFAULT_POLICY,
  rules: Object.fromEntries(RULES.flatMap(({ id, defaultLevel }) => (defaultLevel === 'off' ? [[id, 'hint']] : []))),
};
/** What a baseline has of some releases. */
const RECORDED = { publisher: 'anna', maintainers: ['anna'], provenance: true, installScripts: [], repository: 'https://git.example/old' };

const outside = fc.string({ maxLength: 300, unit: 'binary' });
const npmName = fc.oneof(
  fc.constantFrom('lodahs', '1odash', 'express-js', 'some-part'),
  fc.stringMatching(/^[a-z]{200,214}$/),
  fc.stringMatching(/^@[a-z]{1,90}\/[a-z]{1,90}$/),
);
const pythonName = fc.oneof(fc.constantFrom('reqeusts', 'numpy-py', 'some-part'), fc.stringMatching(/^[a-z][a-z0-9-]{150,250}[a-z]$/));
const digits = fc.oneof(fc.nat(9), fc.integer({ min: 0, max: 999_999_999 }));
/** A version and a lower one of the same line. */
const npmVersions = fc
  .tuple(digits, digits, digits, fc.option(fc.stringMatching(/^[a-z][a-z0-9-]{0,120}$/), { nil: undefined }))
  .map(([a, b, c, pre]) => [`${a + 1}.${b}.${c + 1}${pre === undefined ? '' : `-${pre}`}`, `${a + 1}.${b}.${c}`] as const);
const pythonVersions = fc
  .array(digits, { minLength: 1, maxLength: 20 })
  .map(parts => [`${parts.join('.')}.post1`, parts.join('.')] as const);

const soon = fc.constantFrom(NOW + DAY, NOW, NOW - 59_000, NOW - 90 * 60_000, NOW - 2 * DAY);
const odd = fc.constantFrom(Number.NaN, Infinity, -Infinity, -1e15);
const date = fc.option(fc.oneof(soon, soon, fc.integer({ min: NOW - 200 * DAY, max: NOW }), fc.constant(NOW - 900 * DAY), odd), {
  nil: undefined,
});
const packages = fc.array(fc.oneof(fc.constantFrom('lodash', '@kit/part'), npmName, outside), { maxLength: 3 });
const publisher = fc.oneof(fc.constantFrom('alice', 'mallory', 'GitHub Actions'), outside);
const installScripts = fc.subarray(['preinstall', 'install', 'postinstall', 'binding.gyp']);

/** What is told of a release; every field is left out now and then. */
const told: fc.Arbitrary<Omit<Release, 'version'>> = fc
  .record({ publishedAt: date, publisher, installScripts, dependencies: packages, provenance: fc.boolean() }, { requiredKeys: [] })
  .map(known);
const about: fc.Arbitrary<Partial<PackageFacts>> = fc
  .record({ createdAt: date, maintainers: packages, repository: fc.constantFrom('', 'https://git.example/a') }, { requiredKeys: [] })
  .map(known);

/** Without the fields that are undefined: missing is the word for unknown. */
function known<T extends object>(fields: T): { [Key in keyof T]?: Exclude<T[Key], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as ReturnType<typeof known<T>>;
}

/** What is known of every other package. */
const others = fc
  .record({
    kind: fc.constantFrom('found', 'found', 'absent', 'pending'),
    createdAt: date,
    version: fc.constantFrom('1.0.0', '0.0.1-security'),
  })
  .map(({ kind, createdAt, version }): PackageAnswers => {
    const value = {
      ecosystem: 'npm',
      name: 'other-part',
      releases: releasesOf([{ version }]),
      distTags: {},
      ...known({ createdAt }),
    } as const;
    const registry =
      kind === 'found'
        ? ({ kind, value, fetchedAt: NOW } as const)
        : kind === 'absent'
          ? ({ kind, fetchedAt: NOW } as const)
          : ({ kind: 'pending' } as const);
    return { registry, advisories: { kind: 'absent', fetchedAt: NOW } };
  });

function worlds(ecosystem: Ecosystem) {
  const [name, versions] = ecosystem === 'npm' ? [npmName, npmVersions] : [pythonName, pythonVersions];
  const bound = ecosystem === 'npm' ? fc.constantFrom('', '^', '>=') : fc.constantFrom('==', '>=', '~=');
  return fc
    .record({ name, bound, versions, now: told, before: told, about, others, isRecorded: fc.boolean() })
    .map(world => ({ ecosystem, ...world }));
}

describe('signals', () => {
  const seen = new Set<string>();

  it.each(['npm', 'PyPI'] as const)('say one sentence of limited length on %s packages', ecosystem => {
    fc.assert(
      fc.property(
        worlds(ecosystem),
        ({ name, bound, versions: [asked, lower], now, before, about: facts, others: otherwise, isRecorded }) => {
          const manifest =
            ecosystem === 'npm'
              ? parsePackageJson(JSON.stringify({ dependencies: { [name]: `${bound}${asked}` } }))
              : REQUIREMENTS.parse(`${name}${bound}${asked}\n`);
          const releases = releasesOf([
            { version: lower, publishedAt: NOW - 150 * DAY, ...before },
            { version: asked, ...now },
          ]);
          const answers: PackageAnswers = {
            registry: { kind: 'found', value: { ecosystem, name, releases, distTags: {}, ...facts }, fetchedAt: NOW },
            advisories: { kind: 'absent', fetchedAt: NOW },
          };
          const judged = createInspect(() => NOW)(manifest, {
            peek: id => (id.ecosystem === ecosystem && id.name === name ? answers : otherwise),
            policy: withBaseline(
              POLICY,
              baselineOf(new Map([[keyOf({ ecosystem, name, version: isRecorded ? asked : lower }), RECORDED]])),
            ),
            constraints: new Map(),
            evidenceOf: () => [],
            lockedOf: () => undefined,
            project: { hasLockfile: false, extraIndexes: [], privateScopes: [] },
            inherited: undefined,
          });
          const findings = judged.flatMap(one => one.findings);
          for (const { rule, message } of findings.flatMap(finding => [finding, ...(finding.signals ?? [])])) {
            seen.add(rule);
            expect(message.length, message).toBeLessThan(160);
            expectNeutral(message);
            if (rule !== 'publisher-changed') expect(message).toMatch(/^[^.].*\.$/);
          }
          for (const subject of judged.flatMap(one => one.subject ?? [])) {
            for (const { clause = '' } of RULES.flatMap(rule => rule.check(subject) ?? [])) {
              expect(clause.length, clause).toBeLessThan(60);
              expectNeutral(clause);
            }
          }
        },
      ),
      { numRuns: 600 },
    );
  });

  it('were all heard', () => {
    const expected = RULES.filter(({ category, defaultLevel }) => category === 'signal' || defaultLevel === 'off').map(({ id }) => id);
    expect(expected.filter(id => !seen.has(id))).toEqual([]);
  });
});

function expectNeutral(text: string): void {
  expect(text).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
  expect(text).not.toMatch(/NaN|Infinity|undefined/);
}
