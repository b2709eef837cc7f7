// Targets of npm go together with what the other dependencies of the manifest want beside them, and they with them.
import { satisfies, validRange } from 'semver';
import { describe, expect, it } from 'vitest';
import type { Judged } from '../../server/src/analysis/evaluate.js';
import { preferredFixes } from '../../server/src/fixes/fixAll.js';
import { withEdits } from '../../server/src/fixes/textEdits.js';
import type { Edit } from '../../server/src/model/index.js';
import { offersOf } from '../support/cure.js';
import * as fc from '../support/fastCheck.js';
import { type Fixture, readFixture } from '../support/fixture.js';
import { scanFixture, withText } from '../support/world.js';
import { curableWorlds, worlds } from './worlds.js';

interface Offered {
  readonly title: string;
  readonly explanation: string | undefined;
}

async function offered(source: string): Promise<readonly Offered[]> {
  const fixture = readFixture(source);
  const results = await scanFixture(fixture);
  return results.flatMap(result => offersOf(fixture, result)).map(({ fix: { title, explanation } }) => ({ title, explanation }));
}

/** What `view` 1.0.0, of which 2.0.0 and above are fixed, can be moved to: the targets' titles begin with the verb. */
async function targets({ view = '1.0.0, 2.0.0, 2.1.0, 3.0.0', registries, beside, files = [] }: World): Promise<readonly string[]> {
  const titles = (await offered(sourceOf(view, registries, beside, files))).map(({ title }) => title);
  return titles.map(title => /^(?:Raise|Pin) view to (\S+)/.exec(title)?.[1] ?? title);
}

interface World {
  /** Releases of `view`. */
  readonly view?: string;
  readonly registries: readonly string[];
  /** Further members of the manifest. */
  readonly beside: string;
  readonly files?: readonly string[];
}

function sourceOf(view: string, registries: readonly string[], beside: string, files: readonly string[] = []): string {
  return [
    `//- registry npm view ${view}`,
    ...registries.map(registry => `//- registry npm ${registry}`),
    '//- advisories',
    'GHSA-view npm view: range introduced 0, fixed 2.0.0; high',
    '//- package.json',
    `{ "dependencies": { "view": "1.0.0" }, ${beside} }`,
    ...files,
    '',
  ].join('\n');
}

function dom(specifier: string, group = 'devDependencies'): string {
  return `"${group}": { "view-dom": "${specifier}" }`;
}

describe('a target of npm that another dependency does not go together with', () => {
  it.each<[title: string, registries: readonly string[], beside: string, expected: readonly string[]]>([
    ['nobody wants any', ['view-dom 1.0.0'], dom('1.0.0'), ['2.0.0']],
    ['is passed over', ['view-dom 1.0.0 peers(view@^1||^3)'], dom('1.0.0'), ['3.0.0']],
    ['is none where all are', ['view-dom 1.0.0 peers(view@^1)'], dom('1.0.0'), []],
    ['does, which is enough', ['view-dom 1.0.0 peers(view@>=1)'], dom('1.0.0'), ['2.0.0']],
    ['wants any', ['view-dom 1.0.0 peers(view@*)'], dom('1.0.0'), ['2.0.0']],
    ['wants something else already', ['view-dom 1.0.0 peers(view@^4)'], dom('1.0.0'), ['2.0.0']],
    ['says what nobody can read', ['view-dom 1.0.0 peers(view@workspace:^1)'], dom('1.0.0'), ['2.0.0']],
    ['wants another package', ['view-dom 1.0.0 peers(viewer@^1)'], dom('1.0.0'), ['2.0.0']],
    ['is resolved from a range', ['view-dom 1.0.0, 1.1.0 peers(view@^1||^3)'], dom('^1.0.0'), ['3.0.0']],
    ['is not known', ['view-dom unknown(registry.example did not answer)'], dom('^1.0.0'), ['2.0.0']],
    ['is not known in which release', ['view-dom 1.0.0 peers(view@^1)'], dom('^2.0.0'), ['2.0.0']],
    ['is wanted from others only', ['view-dom 1.0.0 peers(view@^1)'], dom('1.0.0', 'peerDependencies'), []],
    ['is only overridden', ['view-dom 1.0.0 peers(view@^1)'], dom('1.0.0', 'overrides'), ['2.0.0']],
    ['goes by another name', ['dom 1.0.0 peers(view@^1)'], dom('npm:dom@1.0.0'), ['2.0.0']],
  ])('%s', async (_, registries, beside, expected) => {
    expect(await targets({ registries, beside })).toEqual(expected);
  });

  it('is in one line and another that differ: then it is not known', async () => {
    const beside = `${dom('1.0.0')}, ${dom('2.0.0', 'optionalDependencies')}`;
    expect(await targets({ registries: ['view-dom 1.0.0 peers(view@^1), 2.0.0'], beside })).toEqual(['2.0.0']);
  });

  it.each([
    ['^1.0.0', '3.0.0'],
    ['^2.0.0', '2.0.0'],
  ])('is the one that is installed, as long as the manifest admits it: %s', async (specifier, target) => {
    const registries = ['view-dom 1.0.0 peers(view@^1||^3), 1.5.0, 2.0.0'];
    const files = ['//- node_modules/view-dom/package.json', '{ "name": "view-dom", "version": "1.0.0" }'];
    expect(await targets({ registries, beside: dom(specifier), files })).toEqual([target]);
  });
});

describe('a target of npm that does not go together with another dependency', () => {
  it.each<[title: string, view: string, version: string, expected: readonly string[]]>([
    ['is passed over', '1.0.0, 2.0.0 peers(view-dom@^2), 3.0.0', '1.0.0', ['3.0.0']],
    ['is none where all are', '1.0.0, 2.0.0 peers(view-dom@^2), 3.0.0 peers(view-dom@^3)', '1.0.0', []],
    ['may be missing it', '1.0.0, 2.0.0 peers(other@^2)', '1.0.0', ['2.0.0']],
    ['had something else before', '1.0.0 peers(view-dom@^1), 2.0.0 peers(view-dom@^2), 3.0.0', '1.0.0', ['3.0.0']],
    ['never did', '1.0.0 peers(view-dom@^5), 2.0.0 peers(view-dom@^2), 3.0.0', '1.0.0', ['2.0.0']],
    ['takes what is installed', '1.0.0, 2.0.0 peers(view-dom@^2), 3.0.0', '2.0.0', ['2.0.0']],
  ])('%s', async (_, view, version, expected) => {
    expect(await targets({ view, registries: [`view-dom ${version}`], beside: dom(version) })).toEqual(expected);
  });

  it('is not what an installer takes either: then the line is pinned', async () => {
    const [first] = await offered(
      `
      //- registry npm view 1.0.0, 1.1.0, 1.2.0 peers(view-dom@^2)
      //- registry npm view-dom 1.0.0
      //- advisories
      GHSA-view npm view: range introduced 0, fixed 1.1.0; high
      //- package-lock.json
      { "lockfileVersion": 3, "packages": { "node_modules/view": { "version": "1.0.0" } } }
      //- package.json
      { "dependencies": { "view": "^1.0.0", "view-dom": "1.0.0" } }
    `,
    );
    expect(first?.title).toBe('Pin view to 1.1.0 (next safe release)');
  });
});

describe('what was passed over', () => {
  it.each([
    [
      'another wants',
      '1.0.0, 2.0.0, 2.1.0, 3.0.0',
      'view-dom 1.0.0 peers(view@^1||^3)',
      '3.0.0: next safe release, 2025-05-01; no known advisories; 13 months old; 2.0.0 passed over: view-dom 1.0.0 wants view ^1||^3',
    ],
    [
      'it wants another',
      '1.0.0, 2.0.0 peers(view-dom@^2), 3.0.0',
      'view-dom 1.0.0',
      '3.0.0: next safe release, 2025-05-01; no known advisories; 13 months old; 2.0.0 passed over: it wants view-dom ^2, not 1.0.0',
    ],
    [
      'another reason',
      '1.0.0, 2.0.0 deprecated, 2.1.0, 3.0.0',
      'view-dom 1.0.0 peers(view@^1||^2.1)',
      '2.1.0: next safe release, 2025-05-01; no known advisories; 13 months old',
    ],
  ])('is said: %s', async (_, view, registry, expected) => {
    const [first] = await offered(sourceOf(view, [registry], dom('1.0.0')));
    expect(first?.explanation).toBe(expected);
  });
});

describe('overrides and replacements', () => {
  it('leave out releases that a direct dependency does not go together with', async () => {
    const titles = async (range: string): Promise<readonly string[]> =>
      (
        await offered(`
      //- registry npm top 1.0.0
      //- registry npm below 1.0.0, 1.1.0, 1.2.0
      //- registry npm view-dom 1.0.0 peers(below@${range})
      //- advisories
      GHSA-below npm below: range introduced 0, fixed 1.1.0; high
      //- package.json
      { "dependencies": { "top": "1.0.0", "view-dom": "1.0.0" } }
      //- package-lock.json
      { "lockfileVersion": 3, "packages": { "": { "dependencies": { "top": "1.0.0", "view-dom": "1.0.0" } },
        "node_modules/top": { "version": "1.0.0", "dependencies": { "below": "^1.0.0" } },
        "node_modules/below": { "version": "1.0.0" }, "node_modules/view-dom": { "version": "1.0.0" } } }
    `)
      ).map(({ title }) => title);
    expect(await titles('^1.0.0')).toEqual(['Override below to ^1.1.0 (next safe release)']);
    expect(await titles('1.0.0||1.2.0')).toEqual(['Override below to ^1.2.0 (next safe release)']);
    expect(await titles('1.0.0')).toEqual([]);
  });
});

describe('in generated manifests', () => {
  /** What remains of a manifest after some edits, judged again. */
  async function rejudged(fixture: Fixture, text: string, edits: readonly Edit[]): Promise<readonly Judged[]> {
    const [result] = await scanFixture(withText(fixture, 'package.json', withEdits(text, edits)));
    return result?.judged ?? [];
  }

  async function eachWorld(check: (fixture: Fixture, text: string, judged: readonly Judged[]) => Promise<void>): Promise<void> {
    await fc.assert(
      fc.asyncProperty(fc.oneof(worlds('npm'), curableWorlds('npm')), async source => {
        const fixture = readFixture(source);
        const [result] = await scanFixture(fixture);
        if (result) await check(fixture, result.text, result.judged);
      }),
      { numRuns: 200 },
    );
  }

  it('no fix sets two dependencies at odds', async () => {
    let passedOver = 0;
    await eachWorld(async (fixture, text, judged) => {
      const [result] = await scanFixture(fixture);
      const before = oddities(judged);
      for (const { fix } of result ? offersOf(fixture, result) : []) {
        passedOver += fix.explanation?.includes(' passed over: ') ? 1 : 0;
        expect(newIn(oddities(await rejudged(fixture, text, fix.edits)), before), fix.title).toEqual([]);
      }
    });
    fc.expectSeen(passedOver, 5);
  });

  it('neither do all preferred fixes together', async () => {
    let together = 0;
    await eachWorld(async (fixture, text, judged) => {
      const fixes = [...preferredFixes(judged, fixture.now)];
      together += fixes.length > 1 ? 1 : 0;
      const edits = fixes.flatMap(({ fix }) => fix.edits);
      expect(newIn(oddities(await rejudged(fixture, text, edits)), oddities(judged)), fixes.map(({ fix }) => fix.title).join('; ')).toEqual(
        [],
      );
    });
    fc.expectSeen(together, 10);
  });
});

/** Pairs of dependencies of which the first wants another release of the second than the one that is there. */
function oddities(judged: readonly Judged[]): readonly string[] {
  const versions = new Map(judged.map(({ dependency, subject }) => [dependency.name, subject?.effective?.version]));
  return judged.flatMap(({ dependency: { name }, subject }) => {
    const version = versions.get(name);
    const release = version !== undefined && subject?.registry.kind === 'found' ? subject.registry.value.releases.find(version) : undefined;
    const others = (release?.peers ?? []).filter(peer => peer.name !== name);
    return others.flatMap(peer => (isMissed(peer.range, versions.get(peer.name)) ? [`${name} wants ${peer.name}`] : []));
  });
}

function isMissed(range: string, version: string | undefined): boolean {
  if (version === undefined || range === '*' || validRange(range, { loose: true }) === null) return false;
  return !satisfies(version, range, { loose: true });
}

function newIn(now: readonly string[], before: readonly string[]): readonly string[] {
  return now.filter(oddity => !before.includes(oddity));
}
