// Where a healthy dependency could go, and what that changes in whom one trusts.
import { describe, expect, it } from 'vitest';
import { trustInWords, type Update, type Updates, updatesFor } from '../../server/src/fixes/updates.js';
import { readFixture } from '../support/fixture.js';
import { scanFixture } from '../support/world.js';

/** The updates of the first dependency of a fixture. */
async function updatesIn(source: string): Promise<Updates> {
  const fixture = readFixture(source);
  const [result] = await scanFixture(fixture);
  const subject = result?.judged[0]?.subject;
  return subject ? updatesFor(subject, fixture.now) : {};
}

/** `old` in npm: 1.0.0 is locked, and `specifier` stands on its line. */
function npm(releases: string, specifier: string, advisories = '//- advisories'): Promise<Updates> {
  return updatesIn(
    [
      `//- registry npm old ${releases}`,
      advisories,
      '//- package.json',
      `{ "dependencies": { "old": "${specifier}" } }`,
      '//- package-lock.json',
      `{ "lockfileVersion": 3, "packages": { "": { "dependencies": { "old": "${specifier}" } }, "node_modules/old": { "version": "1.0.0" } } }`,
      '',
    ].join('\n'),
  );
}

function versionsOf({ inRange, minor, major }: Updates): readonly (string | undefined)[] {
  return [inRange, minor, major].map(update => update?.version);
}

describe('updates', () => {
  it.each([
    ['~1.0.0', ['1.0.2', '1.2.0', '2.1.0']],
    ['^1.0.0', ['1.2.0', '1.2.0', '2.1.0']],
    ['>=1.0.0', ['2.1.0', '1.2.0', '2.1.0']],
    ['1.0.0', [undefined, '1.2.0', '2.1.0']],
    ['*', ['2.1.0', '1.2.0', '2.1.0']],
    ['latest', [undefined, undefined, undefined]],
  ])('of %s are the newest in the range, of the major line and beyond', async (specifier, expected) => {
    expect(versionsOf(await npm('1.0.0, 1.0.1, 1.0.2, 1.1.0, 1.2.0, 2.0.0, 2.1.0', specifier))).toEqual(expected);
  });

  it('carry their date', async () => {
    expect((await npm('1.0.0, 1.1.0 2026-01-02', '^1.0.0')).inRange?.publishedAt).toBe(Date.UTC(2026, 0, 2));
  });

  it.each([
    ['is younger than the cooldown', '1.2.0 2026-05-31'],
    ['has no known age', '1.2.0 undated'],
    ['is deprecated', '1.2.0 deprecated(old)'],
    ['has no file', '1.2.0 no-file'],
    ['is a pre-release', '1.2.0-rc.1'],
    ['newly runs code when installed', '1.2.0 2026-05-20 runs(postinstall)'],
    ['is above what its maintainers call latest', '1.2.0, tag latest 1.1.0'],
  ])('pass over what %s', async (_, newest) => {
    expect(versionsOf(await npm(`1.0.0 runs(), 1.1.0 runs(), ${newest}`, '^1.0.0'))).toEqual(['1.1.0', '1.1.0', undefined]);
  });

  it.each([
    ['malicious', 'MAL-2026-1 npm old: versions 1.2.0'],
    ['vulnerable', 'GHSA-1 npm old: versions 1.2.0; low'],
  ])('pass over what is %s', async (_, record) => {
    expect(versionsOf(await npm('1.0.0, 1.1.0, 1.2.0', '^1.0.0', `//- advisories\n${record}`))).toEqual(['1.1.0', '1.1.0', undefined]);
  });

  it.each(['//- advisories pending', '//- advisories unknown(osv.example did not answer)'])('are none where %s', async advisories => {
    expect(await npm('1.0.0, 1.1.0', '^1.0.0', advisories)).toEqual({});
  });

  it('are none where the registry has not answered', async () => {
    expect(await npm('unknown(no answer)', '^1.0.0')).toEqual({});
  });

  it('are none where the newest is in use', async () => {
    expect(await npm('0.9.0, 1.0.0', '^1.0.0')).toEqual({});
  });

  it('keep to constraints files, and to the Python of the project', async () => {
    const constrained = `
      //- registry PyPI old 1.0, 1.1, 1.2, 2.0
      //- constraints.txt
      old<1.2
      //- requirements.txt
      old==1.0
      -c constraints.txt
    `;
    const fixture = readFixture(constrained);
    const results = await scanFixture(fixture);
    const subject = results.flatMap(({ judged }) => judged).find(({ dependency }) => dependency.specifier === '==1.0')?.subject;
    expect(subject && versionsOf(updatesFor(subject, fixture.now))).toEqual([undefined, '1.1', undefined]);
    const old = `
      //- registry PyPI old 1.0 python(>=3.8), 1.1 python(>=3.9), 1.2 python(>=3.12)
      //- pyproject.toml
      [project]
      name = "app"
      requires-python = ">=3.9"
      dependencies = ["old==1.0"]
    `;
    expect(versionsOf(await updatesIn(old))).toEqual([undefined, '1.1', undefined]);
  });
});

describe('what an update changes in whom one trusts', () => {
  it.each([
    ['by(ann)', 'by(ann)', 'same publisher'],
    ['by(ann)', 'by(bob)', '+ published by bob, who is new to the package'],
    ['runs()', 'runs(postinstall)', '+ newly runs postinstall when installed'],
    ['runs(binding.gyp)', 'runs(install)', 'no new install scripts'],
    ['runs(install)', 'runs()', '- no longer runs code when installed'],
    ['runs()', 'runs()', 'no install scripts'],
    ['needs(a)', 'needs(a left-pad)', '+ adds left-pad'],
    ['needs(a b)', 'needs(a)', 'no new dependencies'],
    ['needs()', 'needs(a b c d)', '+ adds a, b and 2 more'],
    ['attested', 'unattested', '+ loses provenance'],
    ['unattested', 'attested', '- gains provenance'],
    ['attested', 'attested', 'provenance kept'],
    ['unattested', 'unattested', ''],
    ['by(ann)', '', ''],
    ['', 'needs(a)', ''],
  ])('from %j to %j: %s', async (before, after, expected) => {
    const { inRange } = await npm(`1.0.0 ${before}, 1.1.0 2025-06-01 ${after}`, '^1.0.0');
    expect(inRange && said(inRange)).toBe(expected);
  });

  it('names who published before where the new publisher is known to the package', async () => {
    const { inRange } = await npm('0.9.0 2025-01-01 by(bob), 1.0.0 by(ann), 1.1.0 2025-06-01 by(bob)', '^1.0.0');
    expect(inRange && said(inRange)).toBe('- published by bob instead of ann');
  });

  it('is told in words: the changes alone, or what stays', async () => {
    const mixed = await npm('1.0.0 by(ann) runs() needs(), 1.1.0 2025-06-01 by(ann) runs(postinstall) needs(a)', '^1.0.0');
    expect(mixed.inRange && trustInWords(mixed.inRange.trust)).toBe('newly runs postinstall when installed, adds a');
    const same = await npm('1.0.0 by(ann) needs(), 1.1.0 2025-06-01 by(ann) needs()', '^1.0.0');
    expect(same.inRange && trustInWords(same.inRange.trust)).toBe('same publisher, no new dependencies');
  });

  it('neutralises what the registry says', async () => {
    const { inRange } = await npm('1.0.0 by(ann) needs(), 1.1.0 2025-06-01 by(bo\u202eb) needs(a\u200bb)', '^1.0.0');
    expect(inRange && trustInWords(inRange.trust)).not.toMatch(/[\u202e\u200b]/);
  });
});

function said({ trust: { changed, unchanged } }: Update): string {
  return [...changed.map(({ text, worsens }) => `${worsens ? '+' : '-'} ${text}`), ...unchanged].join('; ');
}
