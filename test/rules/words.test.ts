import { describe, expect, it } from 'vitest';
import { createInspect } from '../../server/src/analysis/evaluate.js';
import { REQUIREMENTS } from '../../server/src/ecosystems/manifests.js';
import { parsePackageJson } from '../../server/src/ecosystems/npm/manifests/packageJson.js';
import { baselineOf, keyOf } from '../../server/src/model/baseline.js';
import type { Advisory, Ecosystem, PackageFacts, Release } from '../../server/src/model/index.js';
import { releasesOf } from '../../server/src/model/releases.js';
import { DEFAULT_POLICY } from '../../server/src/policy/config.js';
import { policyOf, withBaseline } from '../../server/src/policy/policy.js';
import { readPolicyFile } from '../../server/src/policy/policyFile.js';
import { RULES } from '../../server/src/rules/index.js';
import { fitting, listed, sentences, withText } from '../../server/src/rules/messages.js';
import type { Locked } from '../../server/src/rules/rule.js';
import { advisory, affecting } from '../advisories/records.js';
import * as fc from '../support/fastCheck.js';

describe('words', () => {
  it.each([
    [['a'], 'a'],
    [['a', 'b'], 'a and b'],
    [['a', 'b', 'c'], 'a, b and c'],
    [['a', 'b', 'c', 'd', 'e'], 'a, b and 3 more'],
    [[], ''],
  ])('lists %j', (items, text) => {
    expect(listed(items)).toBe(text);
  });

  it('drops whole sentences, never a part of one', () => {
    expect(sentences('First.', undefined, 'x'.repeat(200), 'Last.')).toBe('First. Last.');
    expect(sentences('First.', 'x'.repeat(152))).toHaveLength(159);
    expect(sentences('First.', 'x'.repeat(153))).toBe('First.');
  });

  it('takes the fullest wording that fits', () => {
    expect(fitting('x'.repeat(160), 'short', 'shorter')).toBe('short');
    expect(fitting('x'.repeat(159), 'short')).toHaveLength(159);
  });

  it('fills a message with text from outside', () => {
    expect(withText('It says: ', 'stop')).toBe('It says: stop');
    expect(withText('y'.repeat(120), 'x'.repeat(200))).toHaveLength(159);
  });
});

const NOW = Date.parse('2026-06-01T00:00:00Z');
const identifier = fc.stringMatching(/^[a-z0-9]{1,60}$/);
const npmName = fc.oneof(
  identifier,
  fc.tuple(identifier, identifier).map(([scope, name]) => `@${scope}/${name}`),
  fc.stringMatching(/^[a-z]{200,214}$/),
);
const pythonName = fc.oneof(identifier, fc.stringMatching(/^[a-z][a-z0-9-]{150,250}[a-z]$/));
const number = fc.integer({ min: 0, max: 999_999_999 });
const npmVersion = fc
  .tuple(number, number, number, fc.option(fc.stringMatching(/^[a-z][a-z0-9-]{0,120}$/)))
  .map(([a, b, c, pre]) => `${a}.${b}.${c}${pre === null ? '' : `-${pre}`}`);
const pythonVersion = fc
  .tuple(fc.array(number, { minLength: 1, maxLength: 20 }), number)
  .map(([parts, post]) => `${parts.join('.')}.post${post}`);
const text = fc.option(fc.string({ maxLength: 300, unit: 'binary' }), { nil: undefined });
const id = fc.oneof(fc.constantFrom('MAL-2026-1', 'GHSA-aaaa-bbbb-cccc'), fc.stringMatching(/^[A-Z]{2,90}-[0-9]{1,30}$/));

interface World {
  readonly ecosystem: Ecosystem;
  readonly name: string;
  readonly specifier: string;
  /** The version in it. */
  readonly asked: string;
  readonly facts: PackageFacts;
  readonly advisories: readonly Advisory[];
  readonly absent: boolean;
  /** What its entry in the lockfile is, and where the file has it from. */
  readonly locked: Locked;
  /** Hosts of further Python indexes. */
  readonly extraIndexes: readonly string[];
}

function worlds(ecosystem: Ecosystem): fc.Arbitrary<World> {
  const [names, versions] = ecosystem === 'npm' ? [npmName, npmVersion] : [pythonName, pythonVersion];
  const operator = ecosystem === 'npm' ? fc.constantFrom('', '^', '>=', '~') : fc.constantFrom('==', '>=', '~=', '<=');
  const release = fc.record({ version: versions, yanked: text, deprecated: text }).map(
    ({ version, yanked, deprecated }): Release => ({
      version,
      ...(ecosystem === 'PyPI' && yanked !== undefined && { yanked }),
      ...(ecosystem === 'npm' && deprecated !== undefined && { deprecated }),
    }),
  );
  const status = fc.option(fc.constantFrom('archived' as const, 'quarantined' as const, 'deprecated' as const), { nil: undefined });
  return fc
    .record({
      name: names,
      operator,
      asked: versions,
      releases: fc.array(release, { maxLength: 4 }),
      status,
      statusReason: text,
      absent: fc.boolean(),
      listsAsked: fc.boolean(),
      file: fc.constantFrom('package-lock.json', `${'l'.repeat(120)}.txt`),
      misplaced: fc.option(
        fc.constantFrom('is the archive of another package, evil', `comes from ${'h'.repeat(32)}, which is no registry configured here`),
      ),
      extraIndexes: fc.constantFrom([], ['pypi.acme.example'], ['pypi.acme.example']),
      records: fc.array(fc.record({ id, malicious: fc.boolean(), all: fc.boolean(), published: fc.boolean() }), { maxLength: 5 }),
    })
    .map(
      ({
        name,
        operator: sign,
        asked,
        releases,
        status: state,
        statusReason,
        absent,
        listsAsked,
        records,
        file,
        misplaced,
        extraIndexes,
      }) => ({
        ecosystem,
        name,
        specifier: `${sign}${asked}`,
        asked,
        absent,
        extraIndexes,
        locked: {
          file,
          entry: {
            name,
            version: asked,
            span: { start: 0, end: 0 },
            dependencies: [],
            integrity: ['sha512-W', `sha256:${'f'.repeat(64)}`],
          },
          ...(misplaced !== null && { misplaced }),
        },
        facts: {
          ecosystem,
          name,
          releases: releasesOf(
            listsAsked
              ? [
                  ...releases,
                  {
                    version: asked,
                    digests: ['sha512-R', `sha256:${'a'.repeat(24)}`],
                    provenance: false,
                    ...(ecosystem === 'PyPI' && statusReason !== undefined && { yanked: statusReason }),
                  },
                ]
              : releases,
          ),
          distTags: {},
          ...(ecosystem === 'PyPI' && state && { status: state }),
          ...(statusReason !== undefined && { statusReason }),
        },
        advisories: records.map(record =>
          advisory({
            id: record.id,
            kind: record.malicious ? 'malicious' : 'vulnerability',
            ...(record.published && { published: '2026-01-02T00:00:00Z' }),
            severity: 'critical',
            affected: [
              record.all
                ? affecting({ ecosystem, name }, { ranges: [{ type: 'SEMVER', events: [{ kind: 'introduced', version: '0' }] }] })
                : affecting({ ecosystem, name }, { versions: [asked, ...releases.map(({ version }) => version)] }),
            ],
          }),
        ),
      }),
    );
}

const DENYING_ALL = readPolicyFile('{ "deny": ["npm:*", "PyPI:*"] }');

/** What a baseline has of every release asked for. */
const RECORDED = { digests: ['sha512-B', `sha256:${'b'.repeat(24)}`], provenance: true };

/** Rules whose messages end in text from outside. */
const QUOTING = ['quarantined-package', 'yanked-release', 'deprecated-release'];

describe('messages', () => {
  const seen = new Set<string>();

  it.each(['npm', 'PyPI'] as const)(
    'are whole and under 160 characters, whatever %s, the index and the advisories call things',
    ecosystem => {
      fc.assert(
        fc.property(worlds(ecosystem), ({ name, specifier, asked, facts, advisories, absent, locked, extraIndexes }) => {
          const manifest =
            ecosystem === 'npm'
              ? parsePackageJson(JSON.stringify({ dependencies: { [name]: specifier } }))
              : REQUIREMENTS.parse(`${name}${specifier}\n`);
          const answers = {
            registry: absent ? ({ kind: 'absent', fetchedAt: NOW } as const) : ({ kind: 'found', value: facts, fetchedAt: NOW } as const),
            advisories: { kind: 'found', value: advisories, fetchedAt: NOW } as const,
          };
          const judged = createInspect(() => NOW)(manifest, {
            peek: () => answers,
            policy: withBaseline(
              policyOf(DEFAULT_POLICY, DENYING_ALL),
              baselineOf(new Map([[keyOf({ ...facts, version: asked }), RECORDED]])),
            ),
            constraints: new Map(),
            evidenceOf: () => [],
            lockedOf: () => locked,
            project: { hasLockfile: true, extraIndexes, privateScopes: [] },
            inherited: undefined,
          });
          for (const { rule, message } of judged.flatMap(({ findings }) => findings)) {
            seen.add(rule);
            expect(message.length, message).toBeLessThan(160);
            expect(message).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
            if (!QUOTING.includes(rule)) expect(message, 'whole sentences').toMatch(/^[^()]+(\([^()]+\)[^()]*)?\.$/);
          }
        }),
        { numRuns: 600 },
      );
    },
  );

  it('were of every rule but signals, which signalWords.test.ts has', () => {
    const expected = RULES.filter(({ category, defaultLevel }) => category !== 'signal' && defaultLevel !== 'off').map(
      ({ id: rule }) => rule,
    );
    expect(expected.filter(rule => !seen.has(rule))).toEqual([]);
  });
});
