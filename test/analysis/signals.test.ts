import { describe, expect, it } from 'vitest';
import { grouped, type Said } from '../../server/src/analysis/signals.js';
import type { Level } from '../../server/src/model/index.js';
import type { Rule, Verdict } from '../../server/src/rules/rule.js';

const ID = { ecosystem: 'npm', name: 'some-part' } as const;

function said(id: string, level: Level, verdict: Partial<Verdict> = {}): Said {
  const rule: Rule = {
    id,
    defaultLevel: level,
    category: 'signal',
    appliesTo: ['direct'],
    fix: 'none',
    title: '',
    summary: '',
    explanation: '',
    check: () => undefined,
  };
  return { rule, level, verdict: { at: 'specifier', message: `some-part 1.0.0 ${id}s.`, version: '1.0.0', clause: `${id}s`, ...verdict } };
}

function proof(id: string): Said {
  const { rule, ...rest } = said(id, 'error');
  const plain = { ...rule, category: 'upkeep' as const };
  return { ...rest, rule: plain };
}

function shown(all: readonly Said[]): readonly string[] {
  return grouped(all, ID).map(
    ({ rule, level, verdict, together = [] }) => `${level} ${rule.id} [${together.map(one => one.rule.id)}] ${verdict.message}`,
  );
}

describe('several signals on one dependency', () => {
  it.each<[string, readonly Said[], readonly string[]]>([
    ['one stays as it is', [said('a', 'warning')], ['warning a [] some-part 1.0.0 as.']],
    ['two are one finding', [said('a', 'warning'), said('b', 'warning')], ['warning a [a,b] some-part 1.0.0 as and bs.']],
    ['the stronger level leads', [said('a', 'information'), said('b', 'warning')], ['warning b [b,a] some-part 1.0.0 bs and as.']],
    [
      'three raise the level by one',
      [said('a', 'hint'), said('b', 'warning'), said('c', 'information')],
      ['error b [b,c,a] some-part 1.0.0 bs, cs and as.'],
    ],
    [
      'nothing is above an error',
      [said('a', 'error'), said('b', 'error'), said('c', 'error')],
      ['error a [a,b,c] some-part 1.0.0 as, bs and cs.'],
    ],
    [
      'proofs are left out, and keep their places',
      [proof('x'), said('a', 'warning'), proof('y'), said('b', 'warning'), proof('z')],
      [
        'error x [] some-part 1.0.0 xs.',
        'warning a [a,b] some-part 1.0.0 as and bs.',
        'error y [] some-part 1.0.0 ys.',
        'error z [] some-part 1.0.0 zs.',
      ],
    ],
    ['nothing is nothing', [], []],
  ])('%s', (_, all, expected) => {
    expect(shown(all)).toEqual(expected);
  });

  it('stand where the leading one stands, and name the release where any does', () => {
    const name: Partial<Verdict> = { at: 'name', message: 'some-part as.' };
    const { version: _, ...unversioned } = said('a', 'warning', name).verdict;
    const [group] = grouped([{ ...said('a', 'warning'), verdict: unversioned }, said('b', 'warning')], ID);
    expect(group?.verdict).toMatchObject({ at: 'name', version: '1.0.0', message: 'some-part 1.0.0 as and bs.' });
  });

  it('leave out what does not fit, and say how many', () => {
    const long = (id: string): Said => said(id, 'warning', { clause: `${id}${'s'.repeat(50)}` });
    const [group] = grouped([long('a'), long('b'), long('c'), long('d')], ID);
    expect(group?.verdict.message).toBe(`some-part 1.0.0 a${'s'.repeat(50)}, b${'s'.repeat(50)} and shows 2 more signals.`);
    expect(group?.together).toHaveLength(4);
  });

  it('say what the first says where nothing else fits', () => {
    const endless = said('a', 'warning', { clause: 'x'.repeat(200) });
    expect(shown([endless, said('b', 'warning')])).toEqual(['warning a [a,b] some-part 1.0.0 as.']);
  });
});
