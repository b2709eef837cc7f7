import { describe, expect, it } from 'vitest';
import { matchRelease } from '../../server/src/advisories/matching.js';
import { versionsOf } from '../../server/src/ecosystems/index.js';
import type { Ecosystem, RangeEvent } from '../../server/src/model/index.js';
import * as fc from '../support/fastCheck.js';
import { advisory, affecting, NPM_PACKAGE, PYTHON_PACKAGE } from './records.js';

/** Versions in ascending order, so that a version's place in the list says all of how it compares. */
const LADDERS: Readonly<Partial<Record<Ecosystem, readonly string[]>>> = {
  npm: ['0.1.0-a', '0.1.0', '0.2.0', '0.10.0', '1.0.0-rc.1', '1.0.0-rc.2', '1.0.0', '1.0.1', '1.9.0', '1.10.0', '2.0.0', '10.0.0'],
  PyPI: ['0.1.dev1', '0.1', '0.2', '0.10', '1.0a1', '1.0rc1', '1.0', '1.0.post1', '1.9', '1.10', '2', '1!0.1'],
};

/** One stretch of affected places, from `from` to before `to` (`fixed`), to `to` (`last_affected`), or without an end. */
interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly end: 'fixed' | 'last_affected' | 'none';
}

/** Cut points in ascending order become stretches that do not touch; only the last may be open. */
function stretchesOf(cuts: readonly number[], ends: readonly boolean[], isOpen: boolean): readonly Stretch[] {
  const stretches: Stretch[] = [];
  for (let index = 0; index + 1 < cuts.length; index += 2) {
    const [from = 0, to = 0] = cuts.slice(index, index + 2);
    const isLast = index + 3 >= cuts.length;
    stretches.push({ from, to, end: isLast && isOpen ? 'none' : ends[index % ends.length] ? 'fixed' : 'last_affected' });
  }
  return stretches;
}

function isInside(place: number, { from, to, end }: Stretch): boolean {
  return place >= from && (end === 'none' || (end === 'fixed' ? place < to : place <= to));
}

function eventsOf({ from, to, end }: Stretch, ladder: readonly string[]): readonly RangeEvent[] {
  const introduced: RangeEvent = { kind: 'introduced', version: from === -1 ? '0' : (ladder[from] ?? '') };
  return end === 'none' ? [introduced] : [introduced, { kind: end, version: ladder[to] ?? '' }];
}

const stretches = fc
  .tuple(
    fc.uniqueArray(fc.integer({ min: -1, max: 11 }), { minLength: 2, maxLength: 8 }),
    fc.array(fc.boolean(), { minLength: 1, maxLength: 4 }),
    fc.boolean(),
  )
  .map(([cuts, ends, isOpen]) =>
    stretchesOf(
      cuts.sort((a, b) => a - b),
      ends,
      isOpen,
    ),
  );

describe.each([NPM_PACKAGE, PYTHON_PACKAGE])('ranges of $ecosystem', pkg => {
  it('hold exactly the places between their events, in whatever order these stand', () => {
    const ladder = LADDERS[pkg.ecosystem] ?? [];
    const type = pkg.ecosystem === 'npm' ? 'SEMVER' : 'ECOSYSTEM';
    fc.assert(
      fc.property(stretches, fc.boolean(), fc.infiniteStream(fc.nat()), (wanted, inOneRange, dice) => {
        const parts = wanted.map(stretch => eventsOf(stretch, ladder));
        const ranges = (inOneRange ? [parts.flat()] : parts).map(events => ({ type, events: shuffled(events, dice) }) as const);
        const record = advisory({ affected: [affecting(pkg, { ranges })] });
        const expected = ladder.filter((_, place) => wanted.some(stretch => isInside(place, stretch)));
        expect(ladder.filter(version => matchRelease(record, pkg, version, versionsOf(pkg.ecosystem)) === 'affected')).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });
});

function shuffled<T>(items: readonly T[], dice: Iterator<number>): readonly T[] {
  return items
    .map(item => ({ item, at: dice.next().value as number }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}
