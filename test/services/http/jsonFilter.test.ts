import { describe, expect, it } from 'vitest';
import type { Keep } from '../../../server/src/ports/jsonParts.js';
import { createJsonFilter } from '../../../server/src/services/http/jsonFilter.js';
import * as fc from '../../support/fastCheck.js';

function filtered(text: string, keep: Keep, chunkSize = text.length || 1): unknown {
  const bytes = Buffer.from(text, 'utf8');
  const filter = createJsonFilter(keep);
  for (let at = 0; at < bytes.length; at += chunkSize) filter.write(bytes.subarray(at, at + chunkSize));
  return JSON.parse(filter.end());
}

/** What a filter is to keep of a value, told in another way. */
function kept(value: unknown, keep: Keep): unknown {
  if (keep === 'names')
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.keys(value)
          .map(name => `\n${name}`)
          .join('')
      : null;
  if (keep === true || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return keep['*'] === undefined ? [] : value.map(item => kept(item, keep['*'] as Keep));
  const members = Object.entries(value).flatMap(([name, member]) => {
    const rule = keep['*'] ?? (Object.hasOwn(keep, name) ? keep[name] : undefined);
    return rule === undefined ? [] : [[name, kept(member, rule)]];
  });
  return Object.fromEntries(members);
}

const NAME = fc.constantFrom('a', 'b', 'c"d', 'é\\', '\u{1f600}', '');
const KEEP: fc.Arbitrary<Keep> = fc.letrec<{ keep: Keep }>(tie => ({
  keep: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom<Keep>(true, 'names'),
    fc.dictionary(fc.oneof(NAME, fc.constant('*')), tie('keep'), { maxKeys: 3 }),
  ),
})).keep;
const JSON_VALUE = fc.letrec(tie => ({
  value: fc.oneof(
    { depthSize: 'medium' },
    fc.oneof(fc.string({ unit: 'grapheme' }), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean(), fc.constant(null)),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(NAME, tie('value'), { maxKeys: 5 }),
  ),
})).value;

describe('a filter', () => {
  it('keeps exactly what is asked for, however the text is cut into pieces', () => {
    fc.assert(
      fc.property(
        JSON_VALUE,
        KEEP,
        fc.integer({ min: 1, max: 9 }),
        fc.constantFrom(undefined, 1, '\t'),
        (value, keep, chunkSize, indent) => {
          const text = JSON.stringify(value, undefined, indent);
          expect(filtered(text, keep, chunkSize)).toEqual(kept(JSON.parse(text), keep));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('knows a member by its name, however that is written', () => {
    expect(filtered('{"\\u0061":1,"b":2}', { a: true })).toEqual({ a: 1 });
  });

  it('makes of an object a text of its names', () => {
    const text = '{"a":{"x":{"y":[1]},"\\u0062":2},"b":[],"c":null,"d":{},"e":"x"}';
    const keep: Keep = { '*': 'names' };
    for (const size of [1, 100]) expect(filtered(text, keep, size)).toEqual({ a: '\nx\nb', b: null, c: null, d: '', e: null });
  });

  it('keeps little of a large document', () => {
    const filter = createJsonFilter({ wanted: true });
    filter.write(Buffer.from(`{"readme":"${'x'.repeat(100_000)}","wanted":{"a":1}}`));
    expect(filter.size()).toBeLessThan(100);
    expect(filter.end()).toBe('{"wanted":{"a":1}}');
  });

  it('reads deep nesting', () => {
    const deep = '['.repeat(100_000) + ']'.repeat(100_000);
    expect(filtered(`{"skipped":${deep},"a":1}`, { a: true })).toEqual({ a: 1 });
  });

  it.each([
    '',
    ' ',
    '{',
    '{"a"',
    '{"a":',
    '{"a":1',
    '{"a":"x',
    '[1',
    '{"a":1}}',
    '{} []',
    '<html>',
    '{a:1}',
    '{"a" 1}',
    '[1 2]',
    '{"a":1]',
    '"x',
    '{"a":@}',
  ])('refuses %j', text => {
    for (const keep of [true, { a: true }, { '*': true }] as const) {
      for (const size of [1, 100]) expect(() => filtered(text, keep, size), `${JSON.stringify(keep)} ${size}`).toThrow(SyntaxError);
    }
  });
});
