import { describe, expect, it } from 'vitest';
import { createAnalyzeLockfile } from '../../server/src/analysis/lockfile.js';
import { withLocked } from '../../server/src/analysis/placement.js';
import type { Advisory, Dependency, Finding } from '../../server/src/model/index.js';
import type { Lockfile } from '../../server/src/model/lockfile.js';
import { DEFAULT_POLICY, type RuleLevels } from '../../server/src/policy/config.js';
import { advisoryOn, lockfileOf } from '../project/lockfiles.js';

function dependencyOn(name: string): Dependency {
  const span = { start: 0, end: name.length };
  const origin = { kind: 'registry', range: '^1', rangeSpan: span } as const;
  return {
    ecosystem: 'npm',
    name,
    writtenName: name,
    group: 'dependencies',
    specifier: '^1',
    nameSpan: span,
    specifierSpan: span,
    removalSpan: span,
    origin,
  };
}

/** Findings by the direct dependency's name, which is its key too. */
function findings(
  graph: readonly string[],
  direct: readonly string[],
  advisories: readonly Advisory[],
  levels: RuleLevels = {},
): Record<string, readonly Finding[]> {
  return placed(lockfileOf(graph), direct.map(dependencyOn), advisories, levels);
}

function placed(
  lockfile: Lockfile,
  dependencies: readonly Dependency[],
  advisories: readonly Advisory[],
  levels: RuleLevels,
): Record<string, readonly Finding[]> {
  const policy = { ...DEFAULT_POLICY, rules: levels };
  const peek = ({ name }: { readonly name: string }) => ({
    registry: { kind: 'pending' as const },
    advisories: { kind: 'found' as const, fetchedAt: 0, value: advisories.filter(({ affected }) => affected[0]?.name === name) },
  });
  const analysis = createAnalyzeLockfile(() => 0)(lockfile, 'lock', { peek, revision: () => 0 }, policy);
  const direct = dependencies.map(dependency => ({
    dependency,
    status: { kind: 'checked' as const },
    subject: undefined,
    findings: [],
    ignored: [],
    wanted: [],
  }));
  const { judged } = withLocked(direct, { path: '/p/lock', lockfile, member: '' }, analysis, policy);
  return Object.fromEntries(judged.map(one => [one.dependency.name, one.findings]));
}

const malware = (name: string, version = '1.0.0'): Advisory =>
  advisoryOn({ id: `MAL-2026-${name}`, name, versions: [version], malicious: true });
const hole = (name: string, severity?: Advisory['severity'], id = `GHSA-${name}`): Advisory =>
  advisoryOn({ id, name, versions: ['1.0.0'], ...(severity && { severity }) });

function said(all: Record<string, readonly Finding[]>): Record<string, string[]> {
  return Object.fromEntries(Object.entries(all).map(([name, list]) => [name, list.map(one => `${one.level} ${one.rule}: ${one.message}`)]));
}

describe('findings on transitive dependencies', () => {
  it.each<[string, string[], string[], Advisory[], Record<string, string[]>]>([
    [
      'a malicious release, by the shortest path',
      ['top: far near', 'far: deep', 'deep: bad', 'near: bad', 'bad:'],
      ['top'],
      [malware('bad')],
      { top: ['error malicious-release: top → near → bad 1.0.0 is a compromised release (MAL-2026-bad).'] },
    ],
    [
      'several: one finding that names the nearest',
      ['top: a b', 'a: bad', 'bad:', 'b:'],
      ['top'],
      [malware('bad'), malware('b')],
      { top: ['error malicious-release: top → b 1.0.0 is a compromised release (MAL-2026-b). And 1 more transitive release.'] },
    ],
    [
      'a vulnerable one, at the level of its severity',
      ['top: old', 'old:'],
      ['top'],
      [hole('old', 'medium')],
      { top: ['warning vulnerable-release: top → old 1.0.0 has a medium vulnerability (GHSA-old).'] },
    ],
    [
      'several vulnerable ones: the worst is named, at its level',
      ['top: mild bad', 'mild:', 'bad:'],
      ['top'],
      [hole('mild', 'low'), hole('bad', 'critical'), hole('bad', 'low', 'GHSA-2')],
      {
        top: [
          'error vulnerable-release: top → bad 1.0.0 has 2 vulnerabilities, the worst critical (GHSA-bad and GHSA-2). And 1 more transitive release.',
        ],
      },
    ],
    [
      'malicious and vulnerable: one each, and a release that is both is the former',
      ['top: both old', 'both:', 'old:'],
      ['top'],
      [malware('both'), hole('both', 'high'), hole('old', 'low')],
      {
        top: [
          'error malicious-release: top → both 1.0.0 is a compromised release (MAL-2026-both).',
          'information vulnerable-release: top → old 1.0.0 has a low vulnerability (GHSA-old).',
        ],
      },
    ],
    [
      'its own release is told as such',
      ['bad: clean', 'clean:'],
      ['bad'],
      [malware('bad')],
      { bad: ['error malicious-release: bad 1.0.0, locked in lock, is a compromised release (MAL-2026-bad).'] },
    ],
    [
      'each of several direct ones has its own',
      ['a: bad', 'b: bad', 'c:', 'bad:'],
      ['a', 'b', 'c'],
      [malware('bad')],
      {
        a: ['error malicious-release: a → bad 1.0.0 is a compromised release (MAL-2026-bad).'],
        b: ['error malicious-release: b → bad 1.0.0 is a compromised release (MAL-2026-bad).'],
        c: [],
      },
    ],
    [
      'in a cycle too',
      ['a: b', 'b: a bad', 'bad: a'],
      ['a'],
      [malware('bad')],
      { a: ['error malicious-release: a → b → bad 1.0.0 is a compromised release (MAL-2026-bad).'] },
    ],
    ['another version than the bad one is none', ['a: bad@2.0.0', 'bad@1.0.0:', 'bad@2.0.0:'], ['a'], [malware('bad')], { a: [] }],
    [
      'one release in two places is one',
      ['a: b bad@1.0.0#1', 'b: bad@1.0.0#2', 'bad@1.0.0#2:', 'bad@1.0.0#1:'],
      ['a'],
      [malware('bad')],
      { a: ['error malicious-release: a → bad 1.0.0 is a compromised release (MAL-2026-bad).'] },
    ],
    ['nothing bad, nothing said', ['a: b', 'b:'], ['a'], [], { a: [] }],
  ])('%s', (_, graph, direct, advisories, expected) => {
    expect(said(findings(graph, direct, advisories))).toEqual(expected);
  });

  it('tells of entries that come from elsewhere, beside what is vulnerable and not beside what is malicious', () => {
    const lockfile = {
      ...lockfileOf(['top: mid old bad', 'mid: odd more', 'odd:', 'more:', 'old:', 'bad:']),
      misplaced: new Map([
        ['top', 'comes from evil.example'],
        ['odd', 'comes from evil.example'],
        ['more', 'is the archive of another package, x'],
        ['old', 'comes from other.example'],
        ['bad', 'comes from other.example'],
        ['gone', 'is not in the file'],
      ]),
    };
    const value = [malware('bad'), hole('old', 'low')];
    const found = placed(lockfile, [dependencyOn('top')], value, {}).top ?? [];
    expect(said({ top: found }).top).toEqual([
      'error integrity-mismatch: In lock top 1.0.0 comes from evil.example. Do not install before you know why.',
      'error malicious-release: top → bad 1.0.0 is a compromised release (MAL-2026-bad).',
      'information vulnerable-release: top → old 1.0.0 has a low vulnerability (GHSA-old).',
      'error integrity-mismatch: top → old 1.0.0 comes from other.example. And 2 more transitive releases.',
    ]);
    expect(found[3]?.through?.map(({ path, fact }) => `${path.join(' → ')} ${fact}`)).toEqual([
      'top → old 1.0.0 comes from other.example',
      'top → mid → odd 1.0.0 comes from evil.example',
      'top → mid → more 1.0.0 is the archive of another package, x',
    ]);
    const quiet = placed(lockfile, [dependencyOn('top')], value, { 'integrity-mismatch': 'off' }).top ?? [];
    expect(quiet.map(({ rule }) => rule)).toEqual(['malicious-release', 'vulnerable-release']);
  });

  it('lists all with their paths and records, the worst first', () => {
    const graph = ['top: mid', 'mid: low@1.0.0 crit@1.0.0 two@1.0.0', 'low@1.0.0:', 'crit@1.0.0:', 'two@1.0.0:'];
    const [finding] =
      findings(graph, ['top'], [hole('low', 'low'), hole('crit', 'critical'), hole('two', 'high'), hole('two', 'low', 'GHSA-9')]).top ?? [];
    expect(
      finding?.through?.map(({ name, version, path, advisories }) => [
        name,
        version,
        path.join(' → '),
        advisories.map(({ lead }) => lead.id),
      ]),
    ).toEqual([
      ['crit', '1.0.0', 'top → mid → crit 1.0.0', ['GHSA-crit']],
      ['two', '1.0.0', 'top → mid → two 1.0.0', ['GHSA-two', 'GHSA-9']],
      ['low', '1.0.0', 'top → mid → low 1.0.0', ['GHSA-low']],
    ]);
    expect(finding).toMatchObject({ version: '1.0.0', span: { start: 0, end: 3 }, bad: [] });
    expect(finding?.advisories.map(({ lead }) => lead.id).sort()).toEqual(['GHSA-9', 'GHSA-crit', 'GHSA-low', 'GHSA-two']);
  });

  it.each<[RuleLevels, string[]]>([
    [{}, ['malicious-release error', 'vulnerable-release error']],
    [{ 'malicious-release': 'off' }, ['vulnerable-release error']],
    [{ 'vulnerable-release': 'off' }, ['malicious-release error']],
    [{ 'vulnerable-release': 'hint', 'malicious-release': 'warning' }, ['malicious-release warning', 'vulnerable-release hint']],
  ])('takes levels from the rules: %o', (levels, expected) => {
    const { top } = findings(['top: bad old', 'bad:', 'old:'], ['top'], [malware('bad'), hole('old', 'high')], levels);
    expect(top?.map(({ rule, level }) => `${rule} ${level}`)).toEqual(expected);
  });

  it.each([
    ['long names', (index: number) => `@some-rather-long-scope/and-a-package-with-a-long-name-${index}`],
    ['names that are longer than allowed', (index: number) => `${'n'.repeat(300)}${index}`],
    ['names that would break the line', (index: number) => `na\u202eme\n${index}`],
  ])('says it in under 160 characters and one line: %s', (_, nameOf) => {
    const names = Array.from({ length: 12 }, (__, index) => nameOf(index));
    const graph = names.map((name, index) => `${name}: ${names[index + 1] ?? ''}`);
    const all = findings(graph, [names[0] ?? ''], [malware(names[11] ?? ''), hole(names[4] ?? '', 'high')]);
    const messages = Object.values(all).flatMap(list => list.map(({ message }) => message));
    expect(messages).toHaveLength(2);
    for (const message of messages) {
      expect(message.length).toBeLessThan(160);
      expect(message).not.toMatch(/[\n\u202e]/);
    }
  });

  it('names both ends of a long way', () => {
    const names = Array.from({ length: 8 }, (_, index) => `a-package-of-some-length-${index}`);
    const graph = names.map((name, index) => `${name}: ${names[index + 1] ?? ''}`);
    const record = advisoryOn({ id: 'MAL-2026-1', name: names[7] ?? '', versions: ['1.0.0'], malicious: true });
    const [finding] = Object.values(findings(graph, [names[0] ?? ''], [record])).flat();
    expect(finding?.message).toBe(
      'a-package-of-some-length-0 → … → a-package-of-some-length-7 1.0.0 is a compromised release (MAL-2026-1).',
    );
    expect(finding?.through?.[0]?.path).toHaveLength(8);
  });
});
