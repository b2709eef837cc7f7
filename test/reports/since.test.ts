import { describe, expect, it } from 'vitest';
import type { FileResult } from '../../server/src/analysis/results.js';
import type { LockedPackage } from '../../server/src/model/lockfile.js';
import { newDependencies } from '../../server/src/reports/since/dependencies.js';
import { digestChanges, hostChanges, hostOf } from '../../server/src/reports/since/lockfiles.js';
import type { SinceReport } from '../../server/src/reports/since/report.js';
import { sinceMarkdown, sinceText } from '../../server/src/reports/since/text.js';

const SPAN = { start: 0, end: 0 };
const PENDING = { registry: { kind: 'pending' }, advisories: { kind: 'pending' } } as const;

type Entry = Pick<LockedPackage, 'name' | 'version'> & Partial<LockedPackage>;

/** A lockfile without a manifest. */
function locked(path: string, ...entries: readonly Entry[]): FileResult {
  const packages = new Map(entries.map((entry, at) => [String(at), { span: SPAN, dependencies: [], ...entry }]));
  const lockfile = { ecosystem: 'npm', packages, locate: () => [], covers: () => true, problems: [] };
  return {
    kind: 'lockfile',
    path,
    ecosystem: 'npm',
    text: '',
    judged: [],
    problems: [],
    includes: [],
    locked: { path, lockfile },
  } as never;
}

const at = (host: string): string => `https://${host}/x.tgz`;

describe('hosts of lockfiles', () => {
  it.each([
    ['https://user:p@ss@Registry.example:8443/a', 'registry.example:8443'],
    ['http://registry.example/a', 'http://registry.example'],
    ['git+ssh://git@code.example/a.git', 'code.example'],
    ['git+http://code.example/a.git', 'git+http://code.example'],
    ['git@code.example:a/b.git', 'code.example'],
    ['https://h.example?@evil.example', 'h.example'],
    ['file:../a', undefined],
    ['../a', undefined],
  ])('of %s', (address, host) => expect(hostOf(address)).toBe(host));

  it('are compared with those of the release, else of its package, else of the file', () => {
    const before = locked('/l', { name: 'a', version: '1', resolved: at('one') }, { name: 'b', version: '1', resolved: at('two') });
    const changesOf = (...entries: readonly Entry[]) =>
      hostChanges([before], [locked('/l', ...entries)]).map(({ before: old, after, releases }) => [old, after, releases]);
    expect(changesOf({ name: 'a', version: '1', resolved: at('one') }, { name: 'b', version: '2', resolved: at('two') })).toEqual([]);
    expect(changesOf({ name: 'a', version: '2', resolved: at('two') })).toEqual([[['one'], 'two', ['a@2']]]);
    expect(changesOf({ name: 'c', version: '1', resolved: at('one') }, { name: 'd', version: '1', resolved: at('three') })).toEqual([
      [['one', 'two'], 'three', ['d@1']],
    ]);
    expect(changesOf({ name: 'a', version: '1' })).toEqual([[['one'], undefined, ['a@1']]]);
  });

  it('of a lockfile that was not there are all told, one host once', () => {
    const after = locked(
      '/l',
      { name: 'a', version: '1', resolved: at('one') },
      { name: 'b', version: '1', resolved: at('one') },
      { name: 'c', version: '1' },
    );
    expect(hostChanges([], [after])).toEqual([{ path: '/l', before: [], after: 'one', releases: ['a@1', 'b@1'] }]);
  });
});

describe('digests of lockfiles', () => {
  const digestsOf = (before: readonly Entry[], after: readonly Entry[]) =>
    digestChanges([locked('/l', ...before)], [locked('/l', ...after)]).map(({ name, before: old, after: now }) => [name, old, now]);
  const entry = (...integrity: string[]): Entry => ({ name: 'a', version: '1', ...(integrity.length > 0 && { integrity }) });

  it('are told where a release has others, or none any more', () => {
    expect(digestsOf([entry('x')], [entry('y')])).toEqual([['a', ['x'], ['y']]]);
    expect(digestsOf([entry('x')], [entry()])).toEqual([['a', ['x'], []]]);
    expect(digestsOf([entry('x')], [entry('x'), entry('y')])).toEqual([['a', ['x'], ['x', 'y']]]);
    expect(digestsOf([entry('x')], [entry('x'), entry()])).toEqual([['a', ['x'], []]]);
  });

  it('are not told where they are the same, were not there, or are of another version', () => {
    expect(digestsOf([entry('x', 'y')], [entry('y x')])).toEqual([]);
    expect(digestsOf([entry()], [entry('x')])).toEqual([]);
    expect(digestsOf([entry('x')], [{ ...entry('y'), version: '2' }])).toEqual([]);
  });
});

describe('new dependencies', () => {
  const names = (before: readonly FileResult[], after: readonly FileResult[]) =>
    newDependencies(before, after, () => PENDING).map(({ name, source }) => [name, source]);

  it('are new in their own project, whatever another one has', () => {
    const a = locked('/a', { name: 'x', version: '1' });
    expect(names([a, locked('/b')], [a, locked('/b', { name: 'x', version: '1' })])).toEqual([['x', undefined]]);
    expect(names([a], [locked('/a', { name: 'x', version: '2' })])).toEqual([]);
  });

  it('are direct where a manifest names them, though only the lockfile tells the release', () => {
    const dependency = { ecosystem: 'npm', name: 'x', origin: { kind: 'skipped', reason: 'git source' } };
    const lock = locked('/l', { name: 'x', version: '1', skipped: 'git source' });
    const manifest = { ...lock, kind: 'manifest', path: '/m', judged: [{ dependency, findings: [], ignored: [] }] } as never;
    expect(newDependencies([], [manifest, lock], () => PENDING)).toEqual([
      { ecosystem: 'npm', name: 'x', version: '1', source: 'git source', isDirect: true, paths: ['/l', '/m'] },
    ]);
  });

  it('are those of git and private places too, and none that lie in the project', () => {
    const skipped = ['git source', 'private registry x.example', 'workspace package', 'local path'].map((reason, version) => ({
      name: `n${version}`,
      version: '',
      skipped: reason,
    }));
    expect(names([], [locked('/l', ...skipped)])).toEqual([
      ['n0', 'git source'],
      ['n1', 'private registry x.example'],
    ]);
  });
});

describe('the report of a comparison', () => {
  const REPORT: SinceReport = {
    root: '/r',
    version: '1',
    now: 0,
    isTrusted: true,
    compared: {
      revision: 'main',
      commit: 'c'.repeat(40),
      base: 'b'.repeat(40),
      head: 'a'.repeat(40),
      isMergeBase: true,
      config: undefined,
      files: 1,
    },
    findings: [],
    ignored: [],
    gone: 0,
    dependencies: [],
    hosts: [],
    digests: [],
    policy: [],
    baseline: [],
    unknown: [],
    problems: [],
    partly: [],
    submodules: [],
    isEmpty: false,
    databaseFrom: undefined,
  };
  const many = Array.from({ length: 49 }, (_, index) => ({ key: 'ignore', after: `"${index} ${'@x `y` <b>'.repeat(100)}"` }));

  it('as Markdown has no more than its limit, and says how many rows are left out', () => {
    const report = { ...REPORT, policy: [{ path: '/r/.depwarden.jsonc', changes: many }] };
    expect(sinceMarkdown(report)).not.toContain(' more');
    const text = sinceMarkdown(report, 4000);
    expect(text.length).toBeLessThanOrEqual(4000);
    const shown = text.split('\n').filter(line => line.startsWith('- `.depwarden.jsonc`')).length;
    expect(shown).toBeGreaterThan(5);
    expect(text).toContain(`- and ${49 - shown} more\n`);
  });

  it('never calls what was not looked at free of findings', () => {
    const paint = (_: unknown, text: string): string => text;
    const last = (report: SinceReport) => sinceText(report, paint).trimEnd().split('\n').at(-1);
    expect(last(REPORT)).toBe('no new findings, 0 new dependencies since main');
    expect(last({ ...REPORT, isEmpty: true })).toBe('nothing was checked, 0 new dependencies since main');
    expect(last({ ...REPORT, partly: [locked('/r/l')] })).toBe(
      'no new findings in what could be checked, 0 new dependencies, 1 file newly read in part since main',
    );
    expect(last({ ...REPORT, submodules: [{ path: '/r/s', before: undefined, after: 'a' }] })).toContain(
      'no new findings in what could be checked',
    );
  });

  it('marks what acts in a terminal, wherever it comes from', () => {
    const evil = '\u001b[2J\u202e';
    const text = sinceText(
      {
        ...REPORT,
        compared: { ...REPORT.compared, revision: `m${evil}` },
        dependencies: [
          {
            ecosystem: 'npm',
            name: evil,
            version: evil,
            isDirect: true,
            paths: [`/r/${evil}`],
            release: { publisher: evil, installScripts: [evil] },
          },
        ],
        hosts: [{ path: `/r/${evil}`, before: [evil], after: evil, releases: [evil] }],
        digests: [{ path: `/r/${evil}`, name: evil, version: evil, before: [evil], after: [`${evil}x`] }],
        baseline: [{ path: `/r/${evil}`, changes: [{ key: evil, before: evil, after: `${evil}x` }] }],
        submodules: [{ path: `/r/${evil}`, before: 'a', after: 'b' }],
      },
      (_, shown) => shown,
    );
    for (const character of evil.replace('[2J', '')) expect(text).not.toContain(character);
    expect(text.match(/<U\+001B>/g)?.length).toBeGreaterThan(12);
  });
});
