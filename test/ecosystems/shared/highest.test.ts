import { describe, expect, it } from 'vitest';
import { versionsOf } from '../../../server/src/ecosystems/index.js';
import type { Ecosystem } from '../../../server/src/model/index.js';
import { releasesOf } from '../../../server/src/model/releases.js';
import * as fc from '../../support/fastCheck.js';

const NUMBERS = fc.array(fc.nat({ max: 12 }), { minLength: 1, maxLength: 4 }).map(numbers => numbers.join('.'));
const PYTHON = fc
  .tuple(
    fc.constantFrom('', '', '', 'v', '1!', '0!'),
    NUMBERS,
    fc.constantFrom('', '', '', 'a1', 'rc2', '.post1', '.dev3', '+local.1', 'x'),
  )
  .map(parts => parts.join(''));
const NPM = fc
  .tuple(fc.constantFrom('', '', '', 'v', '='), NUMBERS, fc.constantFrom('', '', '', '-beta.1', '-0', '+build', 'beta', '-'))
  .map(parts => parts.join(''));

const BOUNDED_NPM = [
  '~2.3.1',
  '^4 || ^1.2.3',
  '<2 || >=5.1.0',
  '1.2.0 - 4',
  '<=3.2.1',
  '>1.2.0-0 <6',
  '^0.2.1',
  '2.1.0 || ^3.1.0-beta.1',
  '>3 <2',
];
const BOUNDED_PYTHON = [
  '==2.1',
  '==2.1.*',
  '>1.2',
  '<=3.1',
  '~=1.4.2',
  '>=1.2,<4,!=2.0',
  '<9,>=2,<4',
  '==1!2.1',
  '>=1!1',
  '<1!2',
  '===2.1',
  '>=3,<2',
];

/** The highest of the versions that the requirement admits, found the long way. */
function highest(ecosystem: Ecosystem, specifier: string, listed: readonly string[]): string | undefined {
  const scheme = versionsOf(ecosystem);
  const requirement = scheme.parse(specifier, { pre: true });
  const fitting = listed.filter(version => scheme.isValid(version) && requirement.admits(version));
  return fitting.sort(scheme.compare).at(-1);
}

describe('select', () => {
  it.each([
    ['npm', NPM, fc.constantFrom('>=0', '^1', '<4.2.0', '>=2.1.0 <9', ...BOUNDED_NPM)],
    ['PyPI', PYTHON, fc.constantFrom('', '>=1.2', '<4.2', '~=2.1', '!=3.*', ...BOUNDED_PYTHON)],
  ] as const)('of %s finds the highest, in whatever order releases are listed', (ecosystem, version, specifier) => {
    const scheme = versionsOf(ecosystem);
    fc.assert(
      fc.property(fc.array(version, { maxLength: 12 }), specifier, (listed, text) => {
        const facts = { ecosystem, name: 'example', releases: releasesOf(listed.map(one => ({ version: one }))), distTags: {} };
        const found = scheme.select(scheme.parse(text, { pre: true }), facts);
        const expected = highest(ecosystem, text, listed);
        expect(found === undefined).toBe(expected === undefined);
        expect(scheme.compare(found ?? '', expected ?? '')).toBe(0);
      }),
      { numRuns: 2000 },
    );
  });
});
