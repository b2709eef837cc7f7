import { expect, it } from 'vitest';
import { inOne, withEdits } from '../../server/src/fixes/textEdits.js';
import type { Edit } from '../../server/src/model/index.js';
import * as fc from '../support/fastCheck.js';

/** Edits of a text that do not overlap. */
function editsOf(text: string): fc.Arbitrary<readonly Edit[]> {
  const offsets = fc.uniqueArray(fc.nat(text.length), { maxLength: 8 }).map(all => all.sort((a, b) => a - b));
  return fc.tuple(offsets, fc.array(fc.constantFrom('', 'x', 'yz', '\r\n'), { minLength: 4, maxLength: 4 })).map(([all, texts]) =>
    texts.flatMap((newText, index) => {
      const [start, end] = [all[2 * index], all[2 * index + 1]];
      return start === undefined || end === undefined ? [] : [{ span: { start, end }, newText }];
    }),
  );
}

const CASES = fc
  .string({ maxLength: 20 })
  .chain(text => editsOf(text).chain(first => editsOf(withEdits(text, first)).map(second => ({ text, first, second }))));

it('two rounds of edits are made in one', () => {
  fc.assert(
    fc.property(CASES, ({ text, first, second }) => {
      const edits = inOne(first, second, text.length);
      expect(withEdits(text, edits)).toBe(withEdits(withEdits(text, first), second));
      for (const [index, { span }] of edits.entries()) expect(span.start).toBeGreaterThan(edits[index - 1]?.span.end ?? -1);
    }),
  );
});

it('edits that are apart stay so', () => {
  const first = [{ span: { start: 1, end: 2 }, newText: 'BB' }];
  const second = [{ span: { start: 5, end: 6 }, newText: '' }];
  expect(inOne(first, second, 6)).toEqual([...first, { span: { start: 4, end: 5 }, newText: '' }]);
  expect(inOne([], second, 6)).toEqual(second);
});
