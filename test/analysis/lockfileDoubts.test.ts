// What several entries of a lockfile share that may be wrong: told once, on the file.
import { describe, expect, it } from 'vitest';
import { inventoryOf } from '../../server/src/analysis/inventory.js';
import { createAnalyzeLockfile } from '../../server/src/analysis/lockfile.js';
import { analyzeLockfileAlone } from '../../server/src/analysis/lockfileResult.js';
import { keysOnLockfile } from '../../server/src/analysis/placement.js';
import type { FileResult } from '../../server/src/analysis/results.js';
import { lockfileFormatOf } from '../../server/src/ecosystems/lockfiles.js';
import { withMisplaced } from '../../server/src/ecosystems/npm/lockfiles/addresses.js';
import type { PackageAnswers, Release } from '../../server/src/model/index.js';
import { releasesOf } from '../../server/src/model/releases.js';
import { DEFAULT_POLICY } from '../../server/src/policy/config.js';
import { policyOf } from '../../server/src/policy/policy.js';
import { readPolicyFile } from '../../server/src/policy/policyFile.js';

const GOOD = 'sha512-gggggggggggggggggggg';
const BAD = 'sha512-bbbbbbbbbbbbbbbbbbbb';

/** A package-lock.json of `NAME INTEGRITY`; all are on one host. */
function lockOf(entries: readonly string[], host = 'mirror.example') {
  const packages = Object.fromEntries(
    entries.map(entry => {
      const [name = '', integrity] = entry.split(' ');
      return [
        `node_modules/${name}`,
        { version: '1.0.0', resolved: `https://${host}/${name}/-/${name}-1.0.0.tgz`, ...(integrity && { integrity }) },
      ];
    }),
  );
  const text = JSON.stringify({ lockfileVersion: 3, packages });
  const parsed = lockfileFormatOf('/p/package-lock.json')?.parse(text);
  if (!parsed) throw new Error('no lockfile');
  return { text, lockfile: withMisplaced(parsed, () => ['registry.example']) };
}

/** What the registry has: of the names given a release with the good digest, of others nothing is known. */
function peekOf(names: readonly string[]): (id: { readonly name: string }) => PackageAnswers {
  const releases: readonly Release[] = [{ version: '1.0.0', digests: [GOOD.slice(0, 23)] }];
  const advisories = { kind: 'absent', fetchedAt: 0 } as const;
  const known = new Map(
    names.map(name => [
      name,
      {
        registry: {
          kind: 'found' as const,
          fetchedAt: 0,
          value: { ecosystem: 'npm' as const, name, releases: releasesOf(releases), distTags: {} },
        },
        advisories,
      },
    ]),
  );
  const unknown: PackageAnswers = { registry: { kind: 'unknown', reason: 'not asked' }, advisories };
  return ({ name }) => known.get(name) ?? unknown;
}

function analyze(entries: readonly string[], known: readonly string[], policy = DEFAULT_POLICY_NOW, host?: string): FileResult {
  const { text, lockfile } = lockOf(entries, host);
  const facts = { peek: peekOf(known), revision: () => 0 };
  const setting = { told: new Set<string>(), isAlone: true };
  return analyzeLockfileAlone(
    { path: '/p/package-lock.json', lockfile, member: '' },
    text,
    setting,
    facts,
    { analyzeLockfile: createAnalyzeLockfile(() => 0) },
    policy,
  );
}

const DEFAULT_POLICY_NOW = policyOf(DEFAULT_POLICY, undefined);

function told({ judged, text }: FileResult): readonly string[] {
  return judged.flatMap(({ findings }) =>
    findings.map(({ rule, level, message, span, through = [] }) =>
      [rule, level, text.slice(span.start, span.end), message, ...through.map(({ name }) => name)].join(' | '),
    ),
  );
}

describe('a host that no configuration names', () => {
  it('is told once, with the number of its entries and of those without a digest', () => {
    expect(told(analyze([`a ${GOOD}`, 'b', 'c'], []))).toEqual([
      'integrity-mismatch | error | 1.0.0 | a 1.0.0 and 2 more releases come from mirror.example, which no configuration names; 2 of them without a digest. | a | b | c',
    ]);
    expect(told(analyze(['a'], []))).toEqual([
      'integrity-mismatch | error | 1.0.0 | a 1.0.0 comes from mirror.example, which no configuration names, and has no digest.',
    ]);
  });

  it('is a warning where every entry has a digest that nothing was compared with', () => {
    expect(told(analyze([`a ${GOOD}`, `b ${GOOD}`], []))).toEqual([
      'integrity-mismatch | warning | 1.0.0 | a 1.0.0 and 1 more release come from mirror.example, which no configuration names; no digest could prove them right. | a | b',
    ]);
  });

  it('is not told where the digests of all entries are the registry’s, and of the others where they are not', () => {
    expect(told(analyze([`a ${GOOD}`, `b ${GOOD}`], ['a', 'b']))).toEqual([]);
    expect(told(analyze([`a ${GOOD}`, `b ${GOOD}`], ['a']))).toEqual([
      'integrity-mismatch | warning | 1.0.0 | b 1.0.0 comes from mirror.example, which no configuration names; no digest could prove it right.',
    ]);
    expect(told(analyze([`a ${GOOD}`, `b ${BAD}`], ['a', 'b'])).join()).toContain('b 1.0.0 comes from mirror.example');
  });

  it('leaves none of its entries clean', () => {
    const { components } = inventoryOf([analyze([`a ${GOOD}`, 'b', 'c'], ['a'])], []);
    expect(components.map(({ name, assessment }) => `${name} ${assessment.kind}`)).toEqual(['a clean', 'b findings', 'c findings']);
  });

  it('is ignored entry by entry, with what the policy says of the rule', () => {
    const ignoring = policyFrom({
      ignore: [{ rule: 'integrity-mismatch', package: 'npm:b', versions: '1.0.0', reason: 'ours', expires: '2999-01-01' }],
    });
    const result = analyze(['a', 'b'], [], ignoring);
    expect(told(result).join()).toContain('a 1.0.0 comes from');
    expect(
      result.judged.flatMap(({ ignored }) => ignored.map(({ finding, ignore }) => `${finding.dependency.name} ${ignore.entry.reason}`)),
    ).toEqual(['b ours']);
    const off = analyze(['a', 'b'], [], policyFrom({ rules: { 'integrity-mismatch': 'off' } }));
    expect(told(off)).toEqual([]);
    expect(inventoryOf([off], []).components.map(({ assessment }) => assessment.kind)).toEqual(['skipped', 'skipped']);
  });

  it('is looked at anew when the registry’s digests become known', () => {
    const { lockfile } = lockOf([`a ${GOOD}`, `b ${GOOD}`]);
    const analyzeLockfile = createAnalyzeLockfile(() => 0);
    const shared = (known: readonly string[], revision: number): readonly string[] =>
      keysOnLockfile(
        analyzeLockfile(lockfile, 'package-lock.json', { peek: peekOf(known), revision: () => revision }, DEFAULT_POLICY_NOW),
        undefined,
      );
    expect(shared([], 0)).toEqual(['node_modules/a']);
    expect(shared(['a', 'b'], 1)).toEqual([]);
  });
});

describe('an address without a digest', () => {
  it('is a warning, once a file, whatever the registry says', () => {
    expect(told(analyze(['a', 'b', `c ${GOOD}`], ['a', 'b', 'c'], DEFAULT_POLICY_NOW, 'registry.example'))).toEqual([
      'integrity-mismatch | warning | 1.0.0 | a 1.0.0 and 1 more release have an address and no digest in the lockfile: whatever the address gives is installed unseen. | a | b',
    ]);
  });
});

function policyFrom(content: object) {
  return policyOf(DEFAULT_POLICY, readPolicyFile(JSON.stringify(content)));
}
