import { describe, expect, it } from 'vitest';
import { createAnalyzeLockfile, type LockfileAnalysis } from '../../server/src/analysis/lockfile.js';
import type { Advisory, Answer, PackageAnswers, PackageId } from '../../server/src/model/index.js';
import type { Lockfile } from '../../server/src/model/lockfile.js';
import { DEFAULT_POLICY } from '../../server/src/policy/config.js';
import { withoutPrivate } from '../../server/src/project/locks.js';
import { advisoryOn, lockfileOf } from '../project/lockfiles.js';
import * as fc from '../support/fastCheck.js';
import { originsOf, privatePlace } from '../support/origins.js';

type Advisories = Answer<readonly Advisory[]>;

const PENDING = { kind: 'pending' } as const;

function found(...value: readonly Advisory[]): Advisories {
  return { kind: 'found', value, fetchedAt: 0 };
}

/** What is known by name; of others nothing bad. Remembers what was asked. */
function known(answers: Readonly<Record<string, Advisories>>): { peek(id: PackageId): PackageAnswers; readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    peek: ({ ecosystem, name }) => {
      asked.push(`${ecosystem} ${name}`);
      return { registry: PENDING, advisories: answers[name] ?? { kind: 'absent', fetchedAt: 0 } };
    },
  };
}

/** What the rules say of a lockfile, the advisories by rule. */
function analyze(lockfile: Lockfile, answers: Readonly<Record<string, Advisories>>, now = 0) {
  return shown(createAnalyzeLockfile(() => now)(lockfile, 'lock', { peek: known(answers).peek, revision: () => 0 }, DEFAULT_POLICY));
}

function shown({ verdicts, releases, unknown }: LockfileAnalysis) {
  const bad = [...verdicts.values()].map(({ key, verdicts: { said } }) => {
    const groups = (rule: string) => said.filter(one => one.rule.id === rule).flatMap(({ verdict }) => verdict.advisories ?? []);
    return { key, malicious: groups('malicious-release'), vulnerable: groups('vulnerable-release') };
  });
  return { bad, releases, unknown };
}

const MALWARE = advisoryOn({ id: 'MAL-2026-1', name: 'bad', versions: ['1.0.1'], malicious: true });
const HOLE = advisoryOn({ id: 'GHSA-1', name: 'bad', versions: ['1.0.0', '1.0.1'], severity: 'high' });

describe('a lockfile, analyzed', () => {
  it('keeps several versions of one name apart, and calls none vulnerable that is malicious', () => {
    const { bad, releases } = analyze(lockfileOf(['bad@1.0.0:', 'bad@1.0.1:', 'bad@2.0.0:', 'good:']), { bad: found(MALWARE, HOLE) });
    const told = bad.map(({ key, malicious, vulnerable }) => [
      key,
      malicious.map(({ lead }) => lead.id),
      vulnerable.map(({ lead }) => lead.id),
    ]);
    expect(told).toEqual([
      ['bad@1.0.0', [], ['GHSA-1']],
      ['bad@1.0.1', ['MAL-2026-1'], []],
    ]);
    expect(releases).toBe(4);
  });

  it('finds a release at every key that has it, and counts it once', () => {
    const { bad, releases } = analyze(lockfileOf(['bad@1.0.1:', 'bad@1.0.1#nested:']), { bad: found(MALWARE) });
    expect(bad.map(({ key }) => key)).toEqual(['bad@1.0.1', 'bad@1.0.1#nested']);
    expect(releases).toBe(1);
  });

  it('does not call a release checked by an answer that is days old', () => {
    const days = 24 * 60 * 60 * 1000;
    const answers = { a: { kind: 'found', value: [], fetchedAt: 0, staleBecause: 'cannot reach osv.example' } } as const;
    expect([...analyze(lockfileOf(['a@1:']), answers, days - 1).unknown]).toEqual([]);
    expect([...analyze(lockfileOf(['a@1:']), answers, 2 * days).unknown]).toEqual([
      ['the last answer is 2 days old: cannot reach osv.example', 1],
    ]);
  });

  it('asks about each name once', () => {
    const facts = known({});
    createAnalyzeLockfile(() => 0)(
      lockfileOf(['a@1: b', 'a@1#again:', 'a@2:', 'b:']),
      'lock',
      { ...facts, revision: () => 0 },
      DEFAULT_POLICY,
    );
    expect(facts.asked).toEqual(['npm a', 'npm b']);
  });

  it('knows the built-in incidents also where no service answers', () => {
    const lockfile = lockfileOf(['litellm@1.82.7:', 'litellm@1.82.6:'], 'PyPI');
    const { bad, unknown } = analyze(lockfile, { litellm: { kind: 'unknown', reason: 'no network' } });
    expect(bad.map(({ key }) => key)).toEqual(['litellm@1.82.7']);
    expect([...unknown]).toEqual([['no network', 2]]);
  });

  it('counts what could not be checked by reason; what is not meant to be asked is not among it', () => {
    const { unknown } = analyze(lockfileOf(['a:', 'b:', 'c:', 'd:']), {
      a: { kind: 'unknown', reason: 'timed out' },
      b: { kind: 'unknown', reason: 'timed out' },
      c: { kind: 'unknown', reason: 'private', deliberate: true },
      d: PENDING,
    });
    expect([...unknown]).toEqual([['timed out', 2]]);
  });

  it('passes over what is no registry release, and what a private registry has under a public name', () => {
    const origins = originsOf((_, name) => (name === 'axios' ? privatePlace('npm.corp.example') : undefined));
    const lockfile = withoutPrivate(lockfileOf(['axios@1.14.0:', 'chalk@5.6.1:']), origins.around('/package-lock.json', 'npm'));
    expect(lockfile.packages.get('axios@1.14.0')?.skipped).toBe('private registry npm.corp.example');
    const facts = known({});
    const { bad, releases } = shown(createAnalyzeLockfile(() => 0)(lockfile, 'lock', { ...facts, revision: () => 0 }, DEFAULT_POLICY));
    expect(bad.map(({ key }) => key)).toEqual(['chalk@5.6.1']);
    expect(releases).toBe(1);
    expect(new Set(facts.asked)).toEqual(new Set(['npm axios', 'npm chalk']));
  });

  it.each(['own', 'shared', 'untrusted', 'unread'] as const)('finds a built-in incident under a name that is private: %s', kind => {
    const advisories = { kind: 'unknown', reason: 'private', deliberate: true, secrecy: { kind } } as const;
    const { bad } = analyze(lockfileOf(['axios@1.14.1:', 'axios@1.14.0:']), { axios: advisories });
    expect(bad.map(({ key }) => key)).toEqual(['axios@1.14.1']);
  });

  it('finds it also where the registry is private that the lockfile’s surroundings name', () => {
    const origins = originsOf((_, name) => (name === 'axios' ? privatePlace('npm.corp.example') : undefined));
    const lockfile = withoutPrivate(lockfileOf(['axios@1.14.1:']), origins.around('/package-lock.json', 'npm'));
    const { bad } = analyze(lockfile, {});
    expect(bad.map(({ key }) => key)).toEqual(['axios@1.14.1']);
  });

  it('joins records of one matter, also those that do not cover the release themselves', () => {
    const alias = { ...advisoryOn({ id: 'GHSA-2', name: 'bad', versions: ['0.1.0'] }), aliases: ['MAL-2026-1'] };
    const { bad } = analyze(lockfileOf(['bad@1.0.1:', 'bad@3.0.0:']), { bad: found(MALWARE, alias) });
    expect(bad.map(({ key, malicious, vulnerable }) => [key, malicious.map(({ ids }) => ids), vulnerable])).toEqual([
      ['bad@1.0.1', [['MAL-2026-1', 'GHSA-2']], []],
    ]);
  });

  it('takes a record that says everything for exact where it goes with a malicious one that lists releases', () => {
    const everything = {
      ...advisoryOn({ id: 'GHSA-2', name: 'bad', versions: ['1.0.1'] }),
      aliases: ['MAL-2026-1'],
      affected: [
        {
          ecosystem: 'npm' as const,
          name: 'bad',
          versions: ['1.0.1'],
          ranges: [{ type: 'SEMVER' as const, events: [{ kind: 'introduced' as const, version: '0' }] }],
        },
      ],
    };
    const { bad } = analyze(lockfileOf(['bad@1.0.1:', 'bad@1.0.2:']), { bad: found(MALWARE, everything) });
    expect(bad.map(({ key }) => key)).toEqual(['bad@1.0.1']);
  });

  it('is made again only when something was learnt', () => {
    const lockfile = lockfileOf(['bad@1.0.1:']);
    let revision = 0;
    let answers: Advisories = PENDING;
    const facts = { revision: () => revision, peek: () => ({ registry: PENDING, advisories: answers }) };
    const again = createAnalyzeLockfile(() => 0);
    const before = again(lockfile, 'lock', facts, DEFAULT_POLICY);
    expect(again(lockfile, 'lock', facts, DEFAULT_POLICY)).toBe(before);
    expect(before.verdicts.size).toBe(0);
    revision++;
    expect(again(lockfile, 'lock', facts, DEFAULT_POLICY)).toBe(before); // of something else
    answers = found(MALWARE);
    revision++;
    expect(again(lockfile, 'lock', facts, DEFAULT_POLICY).verdicts.size).toBe(1);
    expect(again(lockfileOf([]), 'lock', facts, DEFAULT_POLICY).verdicts.size).toBe(0);
  });
});

describe('releases that several lockfiles have', () => {
  it('are matched once, and anew where something else is known of them', () => {
    const again = createAnalyzeLockfile(() => 0);
    let looks = 0;
    const counted: Advisory = {
      ...HOLE,
      get affected() {
        looks++;
        return [{ ...HOLE.affected[0], name: 'other' } as Advisory['affected'][number]];
      },
    };
    const looked = (version: string, advisories: Advisories): number => {
      looks = 0;
      again(lockfileOf([`bad@${version}:`]), 'lock', { peek: known({ bad: advisories }).peek, revision: () => 0 }, DEFAULT_POLICY);
      return looks;
    };
    const answer = found(counted);
    expect(looked('1.0.1', answer)).toBeGreaterThan(0);
    expect(looked('1.0.1', answer)).toBe(0);
    expect(looked('9.9.9', answer)).toBeGreaterThan(0);
    expect(looked('1.0.1', found(counted))).toBeGreaterThan(0);
  });
});

describe('a lockfile, analyzed again', () => {
  const NAMES = ['a', 'b', 'axios'] as const;
  const VERSIONS = ['1.0.0', '1.0.1', '1.14.1'];
  const lockfile = lockfileOf(NAMES.flatMap(name => VERSIONS.flatMap(version => [`${name}@${version}:`, `${name}@${version}#again:`])));
  const answer = fc.constantFrom<((name: string) => Advisories)[]>(
    () => PENDING,
    () => ({ kind: 'absent', fetchedAt: 0 }),
    () => ({ kind: 'unknown', reason: 'timed out' }),
    () => ({ kind: 'unknown', reason: 'private', deliberate: true }),
    name => found(advisoryOn({ id: 'GHSA-1', name, versions: ['1.0.0'] })),
    name => found(advisoryOn({ id: 'MAL-1', name, versions: ['1.0.0', '1.0.1'], malicious: true })),
  );
  const change = fc.record({ name: fc.constantFrom(...NAMES), answer, days: fc.constantFrom(0, 0, 2) });

  it('is analyzed as if it were for the first time', () => {
    fc.assert(
      fc.property(fc.array(change), changes => {
        const answers: Record<string, Advisories> = {};
        let now = 0;
        let revision = 0;
        const again = createAnalyzeLockfile(() => now);
        for (const { name, answer: make, days } of changes) {
          answers[name] = make(name);
          now += days * 24 * 60 * 60 * 1000;
          revision++;
          const analysis = again(lockfile, 'lock', { peek: known(answers).peek, revision: () => revision }, DEFAULT_POLICY);
          expect(shown(analysis)).toEqual(analyze(lockfile, answers, now));
        }
      }),
    );
  });

  it('keeps what did not change', () => {
    const answers: Record<string, Advisories> = { a: found(MALWARE), b: PENDING, axios: PENDING };
    const again = createAnalyzeLockfile(() => 0);
    let revision = 0;
    const analyzed = () => again(lockfile, 'lock', { peek: known(answers).peek, revision: () => ++revision }, DEFAULT_POLICY);
    const before = analyzed();
    answers.b = found();
    expect(analyzed()).toBe(before);
    answers.b = { kind: 'unknown', reason: 'timed out' };
    const after = analyzed();
    expect(after).not.toBe(before);
    expect(after.verdicts).toBe(before.verdicts);
    expect(after.paths).toBe(before.paths);
  });
});
