// Why a fix leads to a release, and what is known of that one.
import { expect, it } from 'vitest';
import { offersOf } from '../support/cure.js';
import { readFixture } from '../support/fixture.js';
import { scanFixture } from '../support/world.js';

const MALWARE = 'MAL-2026-1 npm some-part: versions 1.1.0';

/** What all fixes of `some-part` 1.1.0 are explained by. */
async function explained(releases: string, advisories: string): Promise<readonly (string | undefined)[]> {
  const fixture = readFixture(
    [
      `//- registry npm some-part ${releases}`,
      `//- advisories${advisories}`,
      '//- package.json',
      '{ "dependencies": { "some-part": "1.1.0" } }',
      '',
    ].join('\n'),
  );
  const results = await scanFixture(fixture);
  return results.flatMap(result => offersOf(fixture, result)).map(({ fix }) => fix.explanation);
}

it.each([
  ['1.0.0 2025-09-28, 1.1.0', `\n${MALWARE}`, ['1.0.0: last safe release, 2025-09-28; no known advisories; 8 months old']],
  ['1.0.0 undated, 1.1.0', `\n${MALWARE}`, ['1.0.0: last safe release; no known advisories']],
  [
    '1.0.0 undated, 1.1.0',
    `\n${MALWARE}\nGHSA-1 npm some-part: versions 1.0.0; low`,
    ['1.0.0: release before it; a known vulnerability (GHSA-1)'],
  ],
  [
    '1.0.0 undated, 1.1.0',
    `\n${MALWARE}\nGHSA-1 npm some-part: versions 1.0.0; low\nGHSA-2 npm some-part: versions 1.0.0; low`,
    ['1.0.0: release before it; 2 known vulnerabilities'],
  ],
  [
    '1.1.0, 1.2.0 2026-01-01',
    '\nGHSA-1 npm some-part: range introduced 0, fixed 1.2.0; high',
    ['1.2.0: next safe release, 2026-01-01; no known advisories; 4 months old'],
  ],
])('%s with %j', async (releases, advisories, expected) => {
  expect(await explained(releases, advisories)).toEqual(expected);
});

it('says that advisories were not checked', async () => {
  const fixture = readFixture(
    [
      '//- registry npm axios 1.14.0 undated, 1.14.1',
      '//- advisories unknown(osv.example did not answer)',
      '//- package.json',
      '{ "dependencies": { "axios": "1.14.1" } }',
      '',
    ].join('\n'),
  );
  const [result] = await scanFixture(fixture);
  const offers = result ? offersOf(fixture, result) : [];
  expect(offers.map(({ fix }) => fix.explanation)).toEqual(['1.14.0: last safe release; advisories not checked']);
});
