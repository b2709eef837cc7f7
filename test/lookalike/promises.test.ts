// What is promised of the name signals as a whole: on the list itself, on names just below it, on known imitations, and on any text whatever.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { isPopular, nameSignal } from '../../server/src/lookalike/index.js';
import lists from '../../server/src/lookalike/popular.json';
import * as fc from '../support/fastCheck.js';
import { IMITATIONS } from './imitations.js';

/** Those that have a list. */
const ECOSYSTEMS = ['npm', 'PyPI'] as const;

describe.each(ECOSYSTEMS)('%s', ecosystem => {
  const popular = lists[ecosystem].flatMap(names => names.split(' '));

  test('no popular name imitates another', () => {
    expect(popular.filter(name => nameSignal({ ecosystem, name }))).toEqual([]);
  });

  test('the list is in alphabetical order in each tier, and names none twice', () => {
    for (const names of lists[ecosystem]) expect(names.split(' ')).toEqual(names.split(' ').sort());
    expect(new Set(popular).size).toBe(popular.length);
  });

  test('names just below the list are hardly ever signalled', () => {
    const names = readFileSync(`test/bench/signals/belowList.${ecosystem}.txt`, 'utf8').trim().split('\n');
    const signalled = names.filter(name => nameSignal({ ecosystem, name }));
    expect(names.filter(name => isPopular({ ecosystem, name }) && !name.startsWith('@'))).toEqual([]);
    expect(signalled.length / names.length).toBeLessThan(0.01);
  });

  test('most known imitations are found, with the name that they imitate', () => {
    const known = IMITATIONS.filter(imitation => imitation.ecosystem === ecosystem);
    const found = known.filter(imitation => nameSignal(imitation)?.target === imitation.target);
    expect(known.length).toBeGreaterThanOrEqual(ecosystem === 'npm' ? 60 : 100);
    expect(found.length / known.length).toBeGreaterThan(0.7);
  });

  test('any text has a signal in plain words, or none', () => {
    const slips = fc.tuple(
      fc.nat(popular.length - 1).map(index => popular[index] ?? ''),
      fc.nat(30),
      fc.string({ unit: 'grapheme', maxLength: 2 }),
    );
    const names = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 230 }),
      slips.map(([name, at, text]) => name.slice(0, at) + text + name.slice(at + 1)),
    );
    fc.assert(
      fc.property(names, name => {
        const signal = nameSignal({ ecosystem, name });
        if (!signal) return;
        expect(signal.words).toMatch(/^[\x20-\x7e]+$/);
        expect(signal.words.length).toBeLessThan(70 + signal.target.length);
        expect(isPopular({ ecosystem: signal.ecosystem ?? ecosystem, name: signal.target })).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

test('an imitation is named once, with an advisory that is', () => {
  expect(new Set(IMITATIONS.map(({ ecosystem, name }) => `${ecosystem} ${name}`)).size).toBe(IMITATIONS.length);
  for (const { id } of IMITATIONS) expect(id).toMatch(/^(MAL-\d{4}-\d+|GHSA(-[a-z0-9]{4}){3}|CVE-\d{4}-\d+)$/);
});
