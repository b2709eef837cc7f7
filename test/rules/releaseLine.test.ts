import { describe, expect, it } from 'vitest';
import { subjectOf } from '../../server/src/analysis/ruleContext.js';
import { defaultCooldown } from '../../server/src/ecosystems/shared/cooldown.js';
import type { Advisory, Ecosystem, Effective, PackageAnswers, Release } from '../../server/src/model/index.js';
import { releasesOf } from '../../server/src/model/releases.js';
import { DAY } from '../../server/src/model/time.js';
import { changeOf, releaseBefore } from '../../server/src/rules/releaseLine.js';
import type { ProjectFacts, Subject } from '../../server/src/rules/rule.js';
import { youngRelease } from '../../server/src/rules/youngRelease.js';
import { advisory, affecting } from '../advisories/records.js';
import * as fc from '../support/fastCheck.js';
import { expectGrowth } from '../support/growth.js';

const NOW = Date.parse('2026-06-01T00:00:00Z');
const PROJECT: ProjectFacts = { hashes: [], hasLockfile: false, extraIndexes: [], privateScopes: [] };

interface Given {
  readonly ecosystem?: Ecosystem;
  /** Version and date, by blanks. */
  readonly releases: readonly string[];
  readonly version: string;
  readonly advisories?: readonly Advisory[];
  readonly project?: Partial<ProjectFacts>;
}

function given({ ecosystem = 'npm', releases, version, advisories = [], project }: Given): Subject {
  const id = { ecosystem, name: 'some-part' };
  const list = releases.map((text): Release => {
    const [of = '', date] = text.split(' ');
    return { version: of, ...(date !== undefined && { publishedAt: Date.parse(date) }) };
  });
  const answers: PackageAnswers = {
    registry: { kind: 'found', value: { ...id, releases: releasesOf(list), distTags: {} }, fetchedAt: NOW },
    advisories: { kind: 'found', value: advisories, fetchedAt: NOW },
  };
  const installed: Effective = { version, evidence: 'installed', where: 'node_modules' };
  return subjectOf(
    id,
    {
      range: '',
      constraints: '',
      pre: false,
      evidence: [installed],
      now: NOW,
      cooldown: defaultCooldown(),
      obeyed: undefined,
      recent: 90 * DAY,
      project: { ...PROJECT, ...project },
      answersOf: () => answers,
    },
    answers,
  );
}

function baseline(what: Given): string | undefined {
  return changeOf(given(what))?.before.version;
}

describe('the release before', () => {
  it.each<[string, readonly string[], string, string | undefined]>([
    ['is the highest below it', ['1.0.0 2025-01-01', '1.1.0 2025-02-01', '1.2.0 2026-05-01'], '1.2.0', '1.1.0'],
    ['is not the newest: a backport came later', ['1.9.0 2025-01-01', '1.8.5 2026-04-01', '1.10.0 2026-05-01'], '1.10.0', '1.9.0'],
    ['is of its own line', ['1.9.0 2025-01-01', '2.0.0 2025-02-01', '2.1.0 2026-04-01', '1.9.1 2026-05-01'], '1.9.1', '1.9.0'],
    ['is of its own line below 1.0', ['0.30.3 2025-01-01', '0.31.0 2025-02-01', '0.30.4 2026-05-01'], '0.30.4', '0.30.3'],
    ['is the highest below it where a line begins', ['1.9.0 2025-01-01', '1.8.9 2025-03-01', '2.0.0 2026-05-01'], '2.0.0', '1.9.0'],
    ['is none where nothing is below it', ['1.9.0 2025-01-01', '0.8.0 2026-05-01'], '0.8.0', undefined],
    ['was published well before', ['1.0.0 2025-01-01', '1.1.0 2026-04-30', '1.1.1 2026-05-01'], '1.1.1', '1.0.0'],
    ['may be three days older', ['1.0.0 2025-01-01', '1.1.0 2026-04-28', '1.1.1 2026-05-01'], '1.1.1', '1.1.0'],
    ['was not published later', ['1.0.0 2025-01-01', '1.1.0 2026-05-09', '1.2.0 2026-05-01'], '1.2.0', '1.0.0'],
    ['is final', ['1.0.0 2025-01-01', '1.1.0-rc.1 2025-02-01', '1.1.0 2026-05-01'], '1.1.0', '1.0.0'],
    [
      'is a pre-release of a pre-release',
      ['1.0.0 2025-01-01', '1.1.0-rc.1 2025-02-01', '1.1.0-rc.2 2026-05-01'],
      '1.1.0-rc.2',
      '1.1.0-rc.1',
    ],
    ['is a pre-release where there is no other', ['1.0.0-rc.1 2025-02-01', '1.0.0 2026-05-01'], '1.0.0', '1.0.0-rc.1'],
    ['is no placeholder', ['0.0.1-security 2025-02-01', '1.0.0 2026-05-01'], '1.0.0', undefined],
    ['has a date', ['1.0.0 2025-01-01', '1.1.0', '1.2.0 2026-05-01'], '1.2.0', '1.0.0'],
    ['is a version', ['1.0.0 2025-01-01', 'latest 2025-02-01', '1.2.0 2026-05-01'], '1.2.0', '1.0.0'],
    ['is none of a first release', ['1.0.0 2026-05-01'], '1.0.0', undefined],
    ['is none of a release without a date', ['1.0.0 2025-01-01', '1.1.0'], '1.1.0', undefined],
    ['is none of one that is not listed', ['1.0.0 2025-01-01', '1.1.0 2026-05-01'], '1.2.0', undefined],
    ['is not asked for after 90 days', ['1.0.0 2025-01-01', '1.1.0 2026-03-03'], '1.1.0', undefined],
    ['is asked for until then', ['1.0.0 2025-01-01', '1.1.0 2026-03-04'], '1.1.0', '1.0.0'],
  ])('%s', (_, releases, version, expected) => {
    expect(baseline({ releases, version })).toBe(expected);
  });

  it('is none that an advisory calls malicious', () => {
    const id = { ecosystem: 'npm', name: 'some-part' } as const;
    const record = advisory({ id: 'MAL-2026-1', kind: 'malicious', affected: [affecting(id, { versions: ['1.1.0'] })] });
    const releases = ['1.0.0 2025-01-01', '1.1.0 2026-04-01', '1.2.0 2026-05-01'];
    expect(baseline({ releases, version: '1.2.0', advisories: [record] })).toBe('1.0.0');
  });

  it('follows the lines of Python', () => {
    const releases = ['1!1.0 2025-01-01', '1.9 2025-02-01', '2.0 2025-03-01', '1.9.post1 2026-05-01'];
    expect(baseline({ ecosystem: 'PyPI', releases, version: '1.9.post1' })).toBe('1.9');
  });

  it('is found among 5,000 releases by looking at each a few times only', () => {
    const subjectOf = (count: number) => {
      const releases = Array.from({ length: count }, (_, at) => `1.${at}.0 ${new Date(NOW - (count + 1 - at) * DAY).toISOString()}`);
      return given({ releases, version: `1.${count - 1}.0` });
    };
    expect(changeOf(subjectOf(5000))?.before.version).toBe('1.4996.0');
    expectGrowth(count => changeOf(subjectOf(count)), 5000);
  });

  it('is lower or older, whatever the registry lists', () => {
    const odd = fc.oneof(
      fc.constantFrom('', 'v1', '1.0.0+build', '0.0.1-security', '99999999999999999999.0.0', 'é'),
      fc.string({ maxLength: 12 }),
    );
    const version = fc.oneof(
      fc.tuple(fc.nat(3), fc.nat(3), fc.nat(3)).map(parts => parts.join('.')),
      odd,
    );
    const date = fc.option(
      fc.oneof(fc.integer({ min: NOW - 100 * DAY, max: NOW + DAY }), fc.constantFrom(Number.NaN, Infinity, -Infinity, 0)),
      {
        nil: undefined,
      },
    );
    const release = fc
      .record({ version, publishedAt: date })
      .map((one): Release => ({ version: one.version, ...(one.publishedAt !== undefined && { publishedAt: one.publishedAt }) }));
    fc.assert(
      fc.property(fc.array(release, { minLength: 1, maxLength: 12 }), list => {
        const [first] = list;
        const subject = given({ releases: [], version: first?.version ?? '' });
        const registry = {
          kind: 'found',
          value: { ecosystem: 'npm', name: 'some-part', releases: releasesOf(list), distTags: {} },
          fetchedAt: NOW,
        } as const;
        const change = changeOf({ ...subject, registry });
        if (!change) return;
        expect(change.before.publishedAt).toBeLessThan(change.release.publishedAt);
        expect(releaseBefore({ ...subject, registry }, change.release)).toEqual(change.before);
      }),
      { numRuns: 300 },
    );
  });
});

describe('a release that is young, but has stood here', () => {
  const locked = (version: string): NonNullable<ProjectFacts['locked']> => ({
    file: 'package-lock.json',
    entry: { name: 'some-part', version, span: { start: 0, end: 0 }, dependencies: [] },
  });
  const releases = ['1.0.0 2025-01-01', '1.1.0 2026-05-31'];

  it.each<[string, Partial<ProjectFacts>, boolean]>([
    ['locked, and installed before the cooldown', { installedSince: NOW - 4 * DAY, locked: locked('1.1.0') }, false],
    ['locked, and installed within it', { installedSince: NOW - 2 * DAY, locked: locked('1.1.0') }, true],
    ['locked, and it cannot be told since when it is installed', { locked: locked('1.1.0') }, true],
    ['installed before, but not locked', { installedSince: NOW - 4 * DAY }, true],
    ['installed before, but another is locked', { installedSince: NOW - 4 * DAY, locked: locked('1.0.0') }, true],
  ])('%s', (_, project, isMarked) => {
    expect(youngRelease.check(given({ releases, version: '1.1.0', project })) !== undefined).toBe(isMarked);
  });

  it('is judged by a fixed date where the cooldown is one, and names it', () => {
    const cooldown = { source: 'uv.toml', enforced: true, before: Date.parse('2026-05-01'), exempts: () => false };
    const subject = { ...given({ releases, version: '1.1.0' }), cooldown };
    expect(youngRelease.check(subject)?.message).toBe(
      'some-part 1.1.0 is of 2026-05-31; the cooldown takes nothing after 2026-05-01 (uv.toml).',
    );
    expect(youngRelease.check({ ...subject, cooldown: { ...cooldown, before: NOW } })).toBeUndefined();
    expect(youngRelease.check({ ...subject, cooldown: { ...cooldown, exempts: () => true } })).toBeUndefined();
  });
});
