import { describe, expect, it } from 'vitest';
import { pathsTo } from '../../server/src/project/dependencyPaths.js';
import * as fc from '../support/fastCheck.js';
import { lockfileOf } from './lockfiles.js';

/** `a: b c` lines: what each package depends on. */
function paths(graph: readonly string[], direct: readonly string[], wanted: readonly string[]): Record<string, string[]> {
  const paths = pathsTo(lockfileOf(graph), wanted);
  const found = direct.map(top => [top, paths.from(top).map(way => way.join(' '))] as const);
  return Object.fromEntries(found.filter(([, paths]) => paths.length > 0));
}

describe('the shortest ways down', () => {
  it.each<[string, string[], string[], string[], Record<string, string[]>]>([
    ['is the shorter of two', ['a: b c', 'b: c', 'c: bad', 'bad:'], ['a'], ['bad'], { a: ['a c bad'] }],
    [
      'begins at each direct dependency that has one',
      ['a: c', 'b: c', 'x:', 'c: bad', 'bad:'],
      ['a', 'b', 'x'],
      ['bad'],
      { a: ['a c bad'], b: ['b c bad'] },
    ],
    ['goes on through other direct dependencies', ['a: b', 'b: bad', 'bad:'], ['a', 'b'], ['bad'], { a: ['a b bad'], b: ['b bad'] }],
    ['is the package itself where that is direct', ['bad:', 'a: bad'], ['a', 'bad'], ['bad'], { bad: ['bad'], a: ['a bad'] }],
    ['ends in cycles', ['a: b', 'b: a bad', 'bad: b'], ['a'], ['bad'], { a: ['a b bad'] }],
    ['of a package that depends on itself is short', ['a: a bad', 'bad: bad'], ['a'], ['bad'], { a: ['a bad'] }],
    [
      'keeps several wanted apart',
      ['a: b c', 'b: bad@1', 'c: d', 'd: bad@2', 'bad@1:', 'bad@2:'],
      ['a'],
      ['bad@1', 'bad@2'],
      { a: ['a b bad@1', 'a c d bad@2'] },
    ],
    ['is none to what nothing depends on', ['a:', 'bad:'], ['a'], ['bad'], {}],
    ['is none to what is not there', ['a: gone'], ['a'], ['other'], {}],
  ])('%s', (_, graph, direct, wanted, expected) => {
    expect(paths(graph, direct, wanted)).toEqual(expected);
  });

  it('lead along real edges, and no other way is shorter', () => {
    const size = 8;
    const graphs = fc.array(fc.array(fc.nat(size - 1), { maxLength: 3 }), { minLength: size, maxLength: size });
    fc.assert(
      fc.property(graphs, fc.uniqueArray(fc.nat(size - 1), { maxLength: 3 }), fc.nat(size - 1), (edges, direct, wanted) => {
        const lockfile = lockfileOf(edges.map((targets, index) => `${index}: ${targets.join(' ')}`));
        const paths = pathsTo(lockfile, [String(wanted)]);
        for (const top of direct) {
          const length = distance(edges, top, wanted);
          const [way] = paths.from(String(top));
          expect(way?.length).toBe(length === undefined ? undefined : length + 1);
          for (const [index, key] of (way ?? []).slice(1).entries()) expect(edges[Number(way?.[index])]).toContain(Number(key));
        }
      }),
    );
  });
});

/** From above, level by level: not how the product searches. */
function distance(edges: readonly (readonly number[])[], from: number, to: number): number | undefined {
  const seen = new Set([from]);
  for (let [level, steps] = [[from], 0]; level.length > 0; steps++) {
    if (level.includes(to)) return steps;
    level = level.flatMap(node => edges[node] ?? []).filter(node => !seen.has(node));
    for (const node of level) seen.add(node);
  }
  return undefined;
}
