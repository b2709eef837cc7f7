// The track record of a package: what the registry and its advisories tell of the past, in the words of the hover.
import { describe, expect, it } from 'vitest';
import { trackRecordOf } from '../../../server/src/analysis/trackRecord.js';
import { trackRecordLines } from '../../../server/src/editor/features/trackRecord.js';
import { readFixture } from '../../support/fixture.js';
import { scanFixture } from '../../support/world.js';

/** The lines on the first dependency of a fixture, without markup. */
async function linesOn(source: string): Promise<readonly string[] | undefined> {
  const [result] = await scanFixture(readFixture(source));
  const subject = result?.judged[0]?.subject;
  const record = subject && trackRecordOf(subject);
  return record && trackRecordLines(record).map(line => line.replace(/\\(.)/g, '$1'));
}

const MANIFEST = `//- package.json
      { "dependencies": { "weak-part": "1.x" } }`;

describe('a track record', () => {
  it('tells first and last release, compromises, and how fast vulnerabilities were fixed', async () => {
    const lines = await linesOn(`
      //- registry npm weak-part 1.0.0 2020-01-01, 1.0.1 2020-02-01 withdrawn, 1.1.0 2021-03-01, 1.2.0 2022-03-11 attested, created 2019-12-31, maintainers(ann ben)
      //- advisories
      GHSA-1 npm weak-part: range introduced 0, fixed 1.1.0; published 2021-03-05
      GHSA-2 npm weak-part: range introduced 0, fixed 1.2.0; published 2022-03-01
      GHSA-3 npm weak-part: range introduced 0, fixed 1.2.0; published 2022-03-07
      GHSA-4 npm weak-part: range introduced 0, fixed 9.0.0; published 2022-03-01
      GHSA-5 npm weak-part: range introduced 0, fixed 1.2.0
      MAL-1 npm weak-part: versions 1.0.1 0.9.9
      MAL-2 npm weak-part: versions 1.0.1
      ${MANIFEST}
    `);
    expect(lines).toEqual([
      'First release 2019-12-31, 3 releases, maintained by ann and ben.',
      '2 compromised releases ever; 5 vulnerabilities ever, usually fixed within 4 days.',
    ]);
  });

  it.each<[string, string, string, readonly string[] | undefined]>([
    ['a date is missing', '1.0.0 undated, 1.1.0 2021-01-01', '', ['2 releases.', 'No advisory known.']],
    ['it has one release', '1.0.0 2020-01-01 unattested', '', ['First release 2020-01-01, 1 release.', 'No advisory known.']],
    [
      'one advisory was fixed before it was told',
      '1.0.0 2020-01-01, 1.1.0 2020-02-01',
      'GHSA-1 npm weak-part: range introduced 0, fixed 1.1.0; published 2021-01-01',
      ['First release 2020-01-01, 2 releases.', '1 vulnerability ever, fixed on the day it became known.'],
    ],
    [
      'the fix of few is known',
      '1.0.0 2020-01-01, 1.1.0 2021-02-01',
      'GHSA-1 npm weak-part: range introduced 0, fixed 1.1.0; published 2021-01-01\n      GHSA-2 npm weak-part: range introduced 0; published 2021-01-01',
      ['First release 2020-01-01, 2 releases.', '2 vulnerabilities ever.'],
    ],
    [
      'no fix is known',
      '1.0.0 2020-01-01',
      'GHSA-1 npm weak-part: range introduced 0; published 2021-01-01',
      ['First release 2020-01-01, 1 release.', '1 vulnerability ever.'],
    ],
    [
      'several records tell of one flaw: the first counts',
      '1.0.0 2020-01-01, 1.1.0 2020-02-01',
      'GHSA-1 npm weak-part: range introduced 0, fixed 1.1.0; published 2020-01-31; aliases CVE-1\n      CVE-1 npm weak-part: range introduced 0, fixed 1.1.0; published 2020-01-22',
      ['First release 2020-01-01, 2 releases.', '1 vulnerability ever, fixed within 10 days.'],
    ],
    [
      'several fixes: the first counts',
      '1.0.0 2020-01-01, 1.0.1 2020-03-01, 1.1.0 2020-02-01',
      'GHSA-1 npm weak-part: range introduced 0, fixed 1.0.1; range introduced 1.1.0-0, fixed 1.1.0; published 2020-01-31',
      ['First release 2020-01-01, 3 releases.', '1 vulnerability ever, fixed within 1 day.'],
    ],
    [
      'all of it is malicious',
      '1.0.0 2020-01-01',
      'MAL-1 npm weak-part: range introduced 0',
      ['First release 2020-01-01, 1 release.', 'No other advisory.'],
    ],
    ['nothing was published', 'no-times', '', undefined],
    ['the registry has not answered', 'pending', '', undefined],
  ])('leaves out what is not known: %s', async (_, releases, advisories, expected) => {
    expect(
      await linesOn(`\n      //- registry npm weak-part ${releases}\n      //- advisories\n      ${advisories}\n      ${MANIFEST}\n`),
    ).toEqual(expected);
  });

  it('says nothing of advisories while none were told', async () => {
    const source = (state: string) => `
      //- registry npm weak-part 1.0.0 2020-01-01
      //- advisories ${state}
      ${MANIFEST}
    `;
    for (const state of ['pending', 'unknown(no network)'])
      expect(await linesOn(source(state))).toEqual(['First release 2020-01-01, 1 release.']);
  });

  it('shows names of accounts and does nothing with them', async () => {
    const [result] = await scanFixture(
      readFixture(`
      //- registry npm weak-part 1.0.0, maintainers([x]http://x.example <b> ${'l'.repeat(99)} d e)
      ${MANIFEST}
    `),
    );
    const subject = result?.judged[0]?.subject;
    const record = subject && trackRecordOf(subject);
    const text = record ? trackRecordLines(record).join('\n') : '';
    expect(text.replace(/\\./g, '')).not.toMatch(/[[\]<>`*!~|$&:]/);
    expect(text).toContain('3 more');
  });
});
