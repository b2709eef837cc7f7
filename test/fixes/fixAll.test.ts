import { describe, expect, it } from 'vitest';
import type { Judged } from '../../server/src/analysis/evaluate.js';
import type { FileResult } from '../../server/src/analysis/results.js';
import { boldFixes, preferredFixes } from '../../server/src/fixes/fixAll.js';
import { fixesFor } from '../../server/src/fixes/index.js';
import { withEdits } from '../../server/src/fixes/textEdits.js';
import type { Dependency } from '../../server/src/model/index.js';
import type { PackageRegistry, Registries } from '../../server/src/ports/index.js';
import { allFixes } from '../../server/src/scan/allFixes.js';
import { completedFixes } from '../../server/src/scan/fixDigests.js';
import * as fc from '../support/fastCheck.js';
import { type Fixture, readFixture } from '../support/fixture.js';
import { publicRegistries } from '../support/origins.js';
import { scanFixture, withText } from '../support/world.js';
import { curableWorlds, worlds } from './worlds.js';

const NEVER = new AbortController().signal;

function registriesOf({ digests, now }: Fixture): Registries {
  const registry: PackageRegistry = {
    recall: async () => undefined,
    fetch: async () => ({ kind: 'unknown', reason: 'not asked here' }),
    digests: async (name, version) => {
      const value = digests.get(`${name} ${version}`);
      return value ? { kind: 'found', value, fetchedAt: now } : { kind: 'absent', fetchedAt: now };
    },
  };
  return publicRegistries({ npm: registry, PyPI: registry });
}

async function only(fixture: Fixture): Promise<FileResult> {
  const [result] = await scanFixture(fixture);
  if (!result) throw new Error('no manifest');
  return result;
}

/** The text of the first manifest after all preferred fixes, and their titles. */
async function fixedAll(fixture: Fixture): Promise<{ readonly text: string; readonly titles: readonly string[] }> {
  const result = await only(fixture);
  const { fixes, edits } = await allFixes(result, fixture.now, registriesOf(fixture), NEVER);
  return { text: withEdits(result.text, edits), titles: fixes.map(({ fix }) => fix.title) };
}

const SHOP = `
  //- registry npm chalk 5.6.0, 5.6.1
  //- registry npm debug 4.4.1, 4.4.2
  //- registry npm minimist 1.2.5, 1.2.6, 2.0.0
  //- registry npm marked 1.0.0, 2.0.0
  //- advisories
  GHSA-mini npm minimist: range introduced 0, fixed 1.2.6; high
  GHSA-mark npm marked: range introduced 0, fixed 2.0.0; high
`;

describe('all preferred fixes of a file', () => {
  it('are made at once, and nothing else is', async () => {
    const fixture = readFixture(`${SHOP}
  //- package.json crlf bom
  {
  \t"dependencies": {
  \t\t"minimist": "1.2.5",
  \t\t"chalk":   "5.6.1",
  \t\t"marked": "^1.0.0"
  \t}, "devDependencies": { "debug": "=4.4.2" } }
`);
    const { text, titles } = await fixedAll(fixture);
    expect(titles).toEqual([
      'Raise minimist to 1.2.6 (next safe release)',
      'Pin chalk to 5.6.0 (last safe release)',
      'Pin debug to 4.4.1 (last safe release)',
    ]);
    const before = fixture.files[0]?.text ?? '';
    expect(text).toBe(before.replace('1.2.5', '1.2.6').replace('5.6.1', '5.6.0').replace('=4.4.2', '=4.4.1'));
  });

  it('of one dependency are one, which serves all that is found of it', async () => {
    const fixture = readFixture(`
      //- registry npm old 1.0.0 deprecated, 1.1.0, 1.2.0, 2.0.0
      //- advisories
      GHSA-old1 npm old: range introduced 0, fixed 1.1.0; high
      //- package.json
      { "dependencies": { "old": "1.0.0" } }
    `);
    const { judged } = await only(fixture);
    const [one] = judged;
    const preferred = one?.findings.filter(
      finding => one.subject && fixesFor(finding, one.subject, fixture.now, one).some(fix => fix.preferred),
    );
    expect(preferred?.map(({ rule }) => rule)).toEqual(['vulnerable-release', 'deprecated-release']);
    expect(await fixedAll(fixture)).toEqual({
      text: '{ "dependencies": { "old": "1.1.0" } }\n',
      titles: ['Raise old to 1.1.0 (next safe release)'],
    });
  });

  it('of one dependency are made one after the other where each is an edit of its own', async () => {
    const fixture = readFixture(`
      //- registry npm top 1.0.0
      //- registry npm below 2.0.0, 2.0.1
      //- registry npm beneath 3.0.0, 3.0.1
      //- advisories
      GHSA-below npm below: range introduced 0, fixed 2.0.1; high
      GHSA-beneath npm beneath: range introduced 0, fixed 3.0.1; high
      //- package.json
      { "dependencies": { "top": "1.0.0" } }
      //- package-lock.json
      { "lockfileVersion": 3, "packages": { "": { "dependencies": { "top": "1.0.0" } },
        "node_modules/top": { "version": "1.0.0", "dependencies": { "below": "^2.0.0", "beneath": "^3.0.0" } },
        "node_modules/below": { "version": "2.0.0" }, "node_modules/beneath": { "version": "3.0.0" } } }
    `);
    const { text, titles } = await fixedAll(fixture);
    expect(titles).toEqual(['Override below to ^2.0.1 (next safe release)', 'Override beneath to ^3.0.1 (next safe release)']);
    expect(JSON.parse(text)).toEqual({ dependencies: { top: '1.0.0' }, overrides: { below: '^2.0.1', beneath: '^3.0.1' } });
  });

  it.each([
    ['the one that is wanted first', '"view": "18.2.0", "view-dom": "18.2.0"'],
    ['the one that wants it first', '"view-dom": "18.2.0", "view": "18.2.0"'],
  ])('go together, %s', async (_, lines) => {
    const fixture = readFixture(`
      //- registry npm view 18.2.0, 18.3.0
      //- registry npm view-dom 18.2.0 peers(view@^18.2.0), 18.3.0 peers(view@^18.3.0)
      //- advisories
      GHSA-view npm view: range introduced 0, fixed 18.3.0; high
      GHSA-dom npm view-dom: range introduced 0, fixed 18.3.0; high
      //- package.json
      { "dependencies": { ${lines} } }
    `);
    const { text } = await fixedAll(fixture);
    expect(JSON.parse(text)).toEqual({ dependencies: { view: '18.3.0', 'view-dom': '18.3.0' } });
  });

  it('are not made where one would take from another what it wants', async () => {
    const fixture = readFixture(`
      //- registry npm view 18.2.0, 18.3.0
      //- registry npm view-dom 18.2.0, 18.3.0 peers(view@18.2.0)
      //- advisories
      GHSA-view npm view: range introduced 0, fixed 18.3.0; high
      GHSA-dom npm view-dom: range introduced 0, fixed 18.3.0; high
      //- package.json
      { "dependencies": { "view": "18.2.0", "view-dom": "18.2.0" } }
    `);
    expect(await fixedAll(fixture)).toEqual({
      text: '{ "dependencies": { "view": "18.3.0", "view-dom": "18.2.0" } }\n',
      titles: ['Raise view to 18.3.0 (next safe release)'],
    });
  });

  it('go together with what a raised range gives, which may lie above its target', async () => {
    const fixture = readFixture(`
      //- registry npm view 1.3.0, 1.4.0, 1.5.0
      //- registry npm view-dom 1.0.0, 1.4.0 peers(view@1.4.0), 1.5.0 peers(view@^1.5.0)
      //- advisories
      MAL-2026-1 npm view: versions 1.3.0
      GHSA-dom npm view-dom: range introduced 0, fixed 1.4.0; high
      //- package.json
      { "dependencies": { "view": "^1.0.0", "view-dom": "1.0.0" } }
    `);
    const { text } = await fixedAll(fixture);
    expect(JSON.parse(text)).toEqual({ dependencies: { view: '^1.4.0', 'view-dom': '1.5.0' } });
  });

  it.each([
    ['an old one: it is left out', '2026-01-01', ['Exclude three-part 1.1']],
    ['one inside the cooldown: that is for the user to decide', '2026-05-31', []],
  ])('leave out a bad release in Python where what remains is %s', async (_, date, expected) => {
    const fixture = readFixture(`
      //- registry PyPI three-part 1.0rc1 ${date}, 1.1 2026-05-31
      //- advisories
      MAL-2026-1 PyPI three-part: versions 1.1
      //- requirements.txt
      three-part>=0.1
    `);
    expect((await fixedAll(fixture)).titles).toEqual(expected);
  });

  it('leave out lines whose new hashes are not to be had', async () => {
    const source = (digests: string) => `
      //- registry PyPI litellm 1.82.6, 1.82.7, 1.83.0
      //- registry PyPI requests 1.0.0, 1.0.1
      ${digests}
      //- advisories
      GHSA-requests PyPI requests: range introduced 0, fixed 1.0.1; high
      //- requirements.txt
      litellm==1.82.7 --hash=sha256:aa
      requests==1.0.0
    `;
    const known = await fixedAll(readFixture(source('//- digests litellm 1.82.6 sha256:bb sha256:cc')));
    expect(known.text).toBe('litellm==1.82.6 --hash=sha256:bb --hash=sha256:cc\nrequests==1.0.1\n');
    const unknown = await fixedAll(readFixture(source('')));
    expect(unknown.text).toBe('litellm==1.82.7 --hash=sha256:aa\nrequests==1.0.1\n');
  });

  it('stay what they are where bolder ones are wanted too: another major line for those that have none', async () => {
    const fixture = readFixture(`${SHOP}
  //- package.json
  { "dependencies": { "minimist": "1.2.5", "marked": "^1.0.0" } }
`);
    const { judged } = await only(fixture);
    const offers = [...boldFixes(judged, fixture.now)].map(({ fix }) => [fix.preferred, fix.title]);
    expect(offers).toEqual([
      [true, 'Raise minimist to 1.2.6 (next safe release)'],
      [false, 'Raise marked to ^2.0.0 (next safe release)'],
    ]);
  });
});

describe.each(['npm', 'PyPI'] as const)('in generated manifests of %s, fixing all', ecosystem => {
  it('leaves no finding that had a preferred fix, makes no new one, and changes no other line', async () => {
    let fixedFiles = 0;
    await fc.assert(
      fc.asyncProperty(fc.oneof(worlds(ecosystem), curableWorlds(ecosystem)), async source => {
        const fixture = readFixture(source);
        const before = await only(fixture);
        const { fixes, edits } = await allFixes(before, fixture.now, registriesOf(fixture), NEVER);
        if (fixes.length === 0) return;
        fixedFiles += fixes.length > 1 ? 1 : 0;
        const text = withEdits(before.text, edits);
        const path = fixture.files[0]?.path ?? '';
        const after = await only(withText(fixture, path, text));
        expect(after.problems).toEqual(before.problems);
        const left = await completedFixes(preferredFixes(after.judged, fixture.now), after, registriesOf(fixture), NEVER);
        expect(left.map(({ fix }) => fix.title)).toEqual([]);
        const touched = new Set(
          fixes.map(({ finding }) => before.judged.findIndex(({ dependency }) => isSame(dependency, finding.dependency))),
        );
        const changed = (index: number) => touched.has(index);
        expect(after.judged.map(said).filter((_, index) => !changed(index))).toEqual(
          before.judged.map(said).filter((_, index) => !changed(index)),
        );
        for (const index of touched)
          expect(leftAt(index, before, after, fixture.now), fixes.map(({ fix }) => fix.title).join('; ')).toEqual([]);
        expect(untouched(text, after, touched)).toEqual(untouched(before.text, before, touched));
      }),
      { numRuns: 250 },
    );
    fc.expectSeen(fixedFiles, 10, 'files with several fixes');
  });
});

/** The names of a generated manifest are different, whatever the text around them has become. */
function isSame(a: Dependency, b: Dependency): boolean {
  return a.name === b.name;
}

function said({ dependency, findings }: Judged): readonly string[] {
  return [dependency.specifier, ...findings.map(({ message }) => message)];
}

/**
 * What is said of a fixed dependency and should not be: what was there with a preferred fix, and what was not there at all. Only what an installer
 * chooses above a target may still be in its cooldown: see `givesSafe`.
 */
function leftAt(index: number, { judged: before }: FileResult, { judged: after }: FileResult, now: number): readonly string[] {
  const { findings = [], subject, ...around } = before[index] ?? {};
  const incurable = findings.filter(finding => !subject || !fixesFor(finding, subject, now, around).some(({ preferred }) => preferred));
  const mayStay = [...incurable.map(({ rule }) => rule), 'young-release'];
  return (after[index]?.findings ?? []).filter(({ rule }) => !mayStay.includes(rule)).map(({ message }) => message);
}

/** The text with the specifiers and hashes of some dependencies cut out. */
function untouched(text: string, { judged }: FileResult, indexes: ReadonlySet<number>): string {
  const cut = judged.flatMap(({ dependency: { specifierSpan, hashes = [] } }, index) => {
    const [first, last] = [hashes[0], hashes.at(-1)];
    if (!indexes.has(index)) return [];
    return first && last ? [specifierSpan, { start: first.span.start, end: last.span.end }] : [specifierSpan];
  });
  return withEdits(
    text,
    cut.map(span => ({ span, newText: '' })),
  );
}
