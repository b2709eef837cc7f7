import { describe, expect, it } from 'vitest';
import type { Facts } from '../../server/src/analysis/packageMetadata.js';
import { TRUSTED_FOR } from '../../server/src/analysis/status.js';
import type { Advisory, PackageAnswers, PackageId } from '../../server/src/model/index.js';
import { alertMessage } from '../../server/src/reports/alerts.js';
import { type Alert, alertsIn, allOf, filesWith, freshnessFor, isStale, saysTheSame, watchedIn } from '../../server/src/scan/watch.js';
import { readFixture } from '../support/fixture.js';
import { ROOT, scanFixture } from '../support/world.js';

const MAL = 'MAL-2026-1 npm demo: versions 1.0.0; malware';
const CRITICAL = 'GHSA-aaaa-bbbb-cccc npm demo: range introduced 0, fixed 2.0.0; critical';
const HIGH = 'GHSA-aaaa-bbbb-cccc npm demo: range introduced 0, fixed 2.0.0; high';
const BELOW = 'MAL-2026-2 npm below: versions 3.0.0; malware';

/** What is told of a manifest with demo 1.0.0, and below 3.0.0 under it: what is known now, and what was known before, of each. */
async function alertsOf(now: readonly string[], before: Readonly<Record<string, readonly string[]>>): Promise<readonly Alert[]> {
  const entry = (version: string): object => ({ version, resolved: '', integrity: '' });
  const packages = {
    '': { dependencies: { demo: '1.0.0' } },
    'node_modules/demo': { ...entry('1.0.0'), dependencies: { below: '3.0.0' } },
    'node_modules/below': entry('3.0.0'),
  };
  const fixture = readFixture(`
    //- registry npm demo 1.0.0 2020-01-01, created 2019-01-01
    //- advisories
    ${now.join('\n    ')}
    //- package.json
    { "dependencies": { "demo": "1.0.0" } }
    //- package-lock.json
    ${JSON.stringify({ lockfileVersion: 3, packages })}
  `);
  const [result] = await scanFixture(fixture);
  if (!result) throw new Error('there is no result');
  const earlier: Facts['earlier'] = ({ name }) => before[name] && recordsOf(before[name]);
  return alertsIn(result, { earlier });
}

function recordsOf(lines: readonly string[]): readonly Advisory[] {
  return readFixture(`
    //- advisories
    ${lines.join('\n    ')}
  `).advisories;
}

describe('an alert', () => {
  it.each<[string, readonly string[], Readonly<Record<string, readonly string[]>>, readonly string[]]>([
    ['what has become malicious', [MAL], { demo: [] }, ['demo 1.0.0 malicious MAL-2026-1']],
    ['what was malicious when it was first asked about', [MAL], {}, []],
    ['what was malicious before something else of it changed', [MAL], { demo: [MAL] }, []],
    ['a record that now lists this release too', [MAL], { demo: [MAL.replace('1.0.0', '0.9.0')] }, ['demo 1.0.0 malicious MAL-2026-1']],
    ['a critical vulnerability', [CRITICAL], { demo: [] }, ['demo 1.0.0 critical GHSA-aaaa-bbbb-cccc']],
    ['a vulnerability that has become critical', [CRITICAL], { demo: [HIGH] }, ['demo 1.0.0 critical GHSA-aaaa-bbbb-cccc']],
    ['a second critical one', [CRITICAL, CRITICAL.replace('aaaa', 'dddd')], { demo: [CRITICAL] }, []],
    ['malware where a critical vulnerability was', [MAL, CRITICAL], { demo: [CRITICAL] }, ['demo 1.0.0 malicious MAL-2026-1']],
    ['a critical vulnerability where malware was said to be', [CRITICAL], { demo: [MAL] }, []],
    ['a vulnerability that is not critical', [HIGH], { demo: [] }, []],
    ['one that is withdrawn', [`${MAL}; withdrawn`], { demo: [] }, []],
    ['what a dependency brings in', [BELOW], { below: [] }, ['below 3.0.0 malicious MAL-2026-2']],
    ['news about another package', [MAL], { below: [] }, []],
    [
      'the same by a record of every release',
      ['MAL-2026-3 npm demo: range introduced 0; malware'],
      { demo: [] },
      ['demo 1.0.0 malicious MAL-2026-3'],
    ],
  ])('%s', async (_, now, before, expected) => {
    const alerts = await alertsOf(now, before);
    expect(alerts.map(({ name, version, gravity, ids }) => `${name} ${version} ${gravity} ${ids.join(' ')}`)).toEqual(expected);
    for (const { manifest } of alerts) expect(manifest).toBe(`${ROOT}/package.json`);
  });
});

describe('the message', () => {
  const alert = (name: string, gravity: Alert['gravity'] = 'malicious'): Alert => ({
    ecosystem: 'npm',
    name,
    version: '1.0.0',
    gravity,
    ids: ['MAL-2026-1'],
    manifest: `${ROOT}/web/package.json`,
    span: { start: 0, end: 0 },
  });

  it.each<[readonly Alert[], string]>([
    [[alert('demo')], 'demo 1.0.0 is now known as malicious (MAL-2026-1). It is in use by web/package.json.'],
    [
      [alert('demo', 'critical')],
      'demo 1.0.0 is now known to have a critical vulnerability (MAL-2026-1). It is in use by web/package.json.',
    ],
    [[alert('a'), alert('b')], '2 releases in use are now known as malicious: a 1.0.0 and b 1.0.0.'],
    [
      [alert('a', 'critical'), alert('b'), alert('c'), alert('d')],
      '4 releases in use are now known as malicious or critically vulnerable: b 1.0.0, c 1.0.0 and 2 more.',
    ],
    [[alert('a\u202e\nb')], 'a<U+202E> b 1.0.0 is now known as malicious (MAL-2026-1). It is in use by web/package.json.'],
  ])('%#', (alerts, message) => {
    expect(alertMessage(alerts, () => ROOT)).toBe(message);
  });

  it('stays short', () => {
    for (const many of [1, 2, 5]) {
      const long = Array.from({ length: many }, (_, index) => alert(`${'n'.repeat(200)}${index}`));
      expect(alertMessage(long, () => ROOT).length).toBeLessThan(160);
    }
  });
});

describe('what is in use', () => {
  const id = (name: string): PackageId => ({ ecosystem: 'npm', name });

  it('is asked about once, and known file by file', () => {
    const files = new Map([
      ['a', { direct: [id('x'), id('y')], locked: [id('x'), id('z')] }],
      ['b', { direct: [id('z')], locked: [] }],
    ]);
    expect(allOf(files.values())).toEqual({ direct: [id('x'), id('y'), id('z')], locked: [] });
    expect([filesWith([id('y')], files), filesWith([id('z')], files), filesWith([], files)]).toEqual([['a'], ['a', 'b'], []]);
  });

  it('is asked of a registry only where a manifest names it, whatever a lockfile has findings on', async () => {
    const results = await scanFixture(
      readFixture(`
        //- advisories
        ${MAL}
        //- registry npm other 1.0.0
        //- package.json
        { "dependencies": { "other": "1.0.0" } }
        //- package-lock.json
        { "lockfileVersion": 3, "packages": {
          "": { "dependencies": { "other": "1.0.0" } },
          "node_modules/other": { "version": "1.0.0" },
          "node_modules/demo": { "version": "1.0.0", "resolved": "git+ssh://git@code.example/x/demo.git#${'a'.repeat(40)}" }
        } }`),
    );
    expect(results.map(({ kind, judged }) => `${kind} ${judged.length}`)).toEqual(['manifest 1', 'lockfile 1']);
    expect(results.map(watchedIn)).toEqual([
      { direct: [id('other')], locked: [id('other')] },
      { direct: [], locked: [id('other')] },
    ]);
  });

  it('is otherwise known where a record came, went or changed, not where it was asked for again', () => {
    const registry = { kind: 'found', value: {} as never, fetchedAt: 1 } as const;
    const advisory = { id: 'MAL-1', modified: 'a' } as Advisory;
    const answers = (value: readonly Advisory[], fetchedAt: number): PackageAnswers => ({
      registry,
      advisories: { kind: 'found', value, fetchedAt },
    });
    expect(saysTheSame(answers([advisory], 1), answers([{ ...advisory }], 2))).toBe(true);
    expect(saysTheSame(answers([], 1), answers([advisory], 2))).toBe(false);
    expect(saysTheSame(answers([advisory], 1), answers([{ ...advisory, modified: 'b' }], 2))).toBe(false);
    expect(saysTheSame(undefined, answers([], 1))).toBe(false);
  });

  it('is stale where a service failed, not where it is not meant to be asked', () => {
    const unknown = { kind: 'unknown', reason: 'failing' } as const;
    expect(isStale({ advisories: unknown })).toBe(true);
    expect(isStale({ advisories: { ...unknown, deliberate: true }, registry: { kind: 'pending' } })).toBe(false);
    expect(isStale({ registry: { kind: 'absent', fetchedAt: 1, staleBecause: 'failing' } })).toBe(true);
  });

  it('is never left to grow too old to be trusted', () => {
    for (const interval of [1, 60_000, 3_600_000, TRUSTED_FOR / 3]) {
      const { registry, advisories } = freshnessFor(interval);
      expect(registry + 1.1 * interval).toBeLessThan(TRUSTED_FOR);
      expect(advisories).toBeLessThan(0.9 * interval);
    }
  });
});
