// Fixes lead to releases whose age is known and past the cooldown, and open no range to others.
import { describe, expect, it } from 'vitest';
import { check } from '../support/check.js';
import { offersOf } from '../support/cure.js';
import { readFixture } from '../support/fixture.js';
import { scanFixture } from '../support/world.js';

const HOLE = (ecosystem: string) => `//- advisories\nGHSA-1 ${ecosystem} old: range introduced 0, fixed 1.1.0; high`;

/** The fixes of `old`, the preferred one with a star. */
async function offered(ecosystem: 'npm' | 'PyPI', releases: string, files: string): Promise<readonly string[]> {
  const fixture = readFixture(`//- registry ${ecosystem} old ${releases}\n${HOLE(ecosystem)}\n${files}\n`);
  const results = await scanFixture(fixture);
  return results.flatMap(result => offersOf(fixture, result)).map(({ fix }) => `${fix.preferred ? '*' : '-'} ${fix.title}`);
}

/** A manifest that asks for `old`, of which 1.0.0 is locked. */
const npm = (specifier: string) =>
  [
    '//- package.json',
    `{ "dependencies": { "old": "${specifier}" } }`,
    '//- package-lock.json',
    `{ "lockfileVersion": 3, "packages": { "": { "dependencies": { "old": "${specifier}" } }, "node_modules/old": { "version": "1.0.0" } } }`,
  ].join('\n');
const python = (specifier: string) =>
  [
    '//- pyproject.toml',
    '[project]',
    'name = "app"',
    `dependencies = ["old${specifier}"]`,
    '//- uv.lock',
    'version = 1',
    '[[package]]',
    'name = "old"',
    'version = "1.0.0"',
    'source = { registry = "https://pypi.org/simple" }',
  ].join('\n');

describe('a range that is raised', () => {
  it.each([
    ['npm', npm('^1.0.0'), '* Pin old to 1.1.0 (next safe release; 1.2.0 is younger than the cooldown)'],
    ['npm', npm('1.x'), '* Pin old to 1.1.0 (next safe release; 1.2.0 is younger than the cooldown)'],
    ['PyPI', python('>=1.0.0'), '* Pin old to 1.1.0 (next safe release; 1.2.0 is younger than the cooldown)'],
    ['PyPI', python('~=1.0'), '* Pin old to 1.1.0 (next safe release; 1.2.0 is younger than the cooldown)'],
  ] as const)('becomes a pin where it would let a young release in: %s, %#', async (ecosystem, files, title) => {
    expect(await offered(ecosystem, '1.0.0, 1.1.0, 1.2.0 2026-05-31', files)).toEqual([title]);
  });

  it('becomes a pin where it would let a release of no known age in', async () => {
    const titles = await offered('npm', '1.0.0, 1.1.0, 1.2.0 undated', npm('^1.0.0'));
    expect(titles).toEqual(['* Pin old to 1.1.0 (next safe release; 1.2.0 is of no known age)']);
  });

  it.each([
    ['nothing is young', '1.0.0, 1.1.0, 1.2.0'],
    ['the young one does not fit', '1.0.0, 1.1.0, 2.0.0 2026-05-31'],
  ])('keeps its operator where %s', async (_, releases) => {
    expect(await offered('npm', releases, npm('^1.0.0'))).toEqual(['* Raise old to ^1.1.0 (next safe release)']);
  });

  it('keeps its operator where the young one is yanked', async () => {
    const titles = await offered('PyPI', '1.0.0, 1.1.0, 1.2.0 2026-05-31 yanked', python('>=1.0.0'));
    expect(titles).toEqual(['* Raise old to >=1.1.0 (next safe release)']);
  });

  it.each([
    ['npm@11.10.0', '//- .npmrc\nmin-release-age=7'],
    ['pnpm@10.20.0', '//- pnpm-workspace.yaml\nminimumReleaseAge: 10080'],
    ['yarn@4.12.0', '//- .yarnrc.yml\nnpmMinimalAgeGate: 7d'],
    ['bun@1.3.0', '//- bunfig.toml\n[install]\nminimumReleaseAge = 604800'],
  ])('keeps its operator where %s keeps young releases back itself', async (manager, settings) => {
    const files = [
      '//- package.json',
      `{ "packageManager": "${manager}", "dependencies": { "old": "^1.0.0" } }`,
      '//- node_modules/old/package.json',
      '{ "name": "old", "version": "1.0.0" }',
      settings,
      `//- registry npm ${manager.replace('@', ' ')}`,
    ];
    const titles = await offered('npm', '1.0.0, 1.1.0, 1.2.0 2026-05-31', files.join('\n'));
    expect(titles).toEqual(['* Raise old to ^1.1.0 (next safe release)']);
  });

  it('becomes a pin where what the package manager keeps back is younger than the young release', async () => {
    const files = `${npm('^1.0.0')}\n//- .npmrc\nmin-release-age=1`;
    const titles = await offered('npm', '1.0.0, 1.1.0, 1.2.0 2026-05-27', `//- cooldown 30\n${files}`);
    expect(titles).toEqual(['* Pin old to 1.1.0 (next safe release; 1.2.0 is younger than the cooldown)']);
  });

  it('is written as a pin', () =>
    check(`
      //- registry npm old 1.0.0, 1.1.0, 1.2.0 2026-05-31
      //- advisories
      GHSA-1 npm old: range introduced 0, fixed 1.1.0; high
      //- package-lock.json
      { "lockfileVersion": 3, "packages": { "": { "dependencies": { "old": "^1.0.0" } }, "node_modules/old": { "version": "1.0.0" } } }
      //- package.json
      { "dependencies": { "old": "^1.0.0" } }
                                  ^^^^^^ error vulnerable-release: old 1.0.0, locked in package-lock.json, has a high vulnerability (GHSA-1). Fixed in 1.1.0.
      //- after Pin old to 1.1.0 (next safe release; 1.2.0 is younger than the cooldown)
      { "dependencies": { "old": "1.1.0" } }
    `));

  it('becomes a pin in an override, too', () =>
    check(`
      //- registry npm old 1.0.0, 1.1.0, 1.2.0 2026-05-31
      //- registry npm kit 1.0.0
      //- advisories
      GHSA-1 npm old: range introduced 0, fixed 1.1.0; high
      //- package.json
      { "dependencies": { "kit": "1.0.0" } }
                           ^^^ error vulnerable-release: kit → old 1.0.0 has a high vulnerability (GHSA-1).
      //- fixes
      * Override old to 1.1.0 (next safe release; 1.2.0 is younger than the cooldown)
      //- package-lock.json
      { "lockfileVersion": 3, "packages": {
        "": { "dependencies": { "kit": "1.0.0" } },
        "node_modules/kit": { "version": "1.0.0", "dependencies": { "old": "^1.0.0" } },
        "node_modules/old": { "version": "1.0.0" }
      } }
    `));
});

describe('a release of no known age', () => {
  it.each([
    ['npm', npm('1.0.0')],
    ['PyPI', python('==1.0.0')],
  ] as const)('is offered where there is no other, and not preferred: %s', async (ecosystem, files) => {
    expect(await offered(ecosystem, '1.0.0, 1.1.0 undated', files)).toEqual([
      '- Raise old to 1.1.0 (next safe release; its age is not known)',
    ]);
  });

  it('comes behind others of its major line', async () => {
    expect(await offered('npm', '1.0.0, 1.1.0 undated, 1.2.0', npm('1.0.0'))).toEqual(['* Raise old to 1.2.0 (next safe release)']);
  });

  it('is no reason to stay with malware where another way out is known to be old', async () => {
    const fixture = readFixture(
      [
        '//- registry npm bad 1.0.0 undated, 1.1.0, 1.2.0',
        '//- advisories',
        'MAL-2026-1 npm bad: versions 1.1.0',
        '//- package.json',
        '{ "dependencies": { "bad": "1.1.0" } }',
        '',
      ].join('\n'),
    );
    const results = await scanFixture(fixture);
    const titles = results.flatMap(result => offersOf(fixture, result)).map(({ fix }) => `${fix.preferred ? '*' : '-'} ${fix.title}`);
    expect(titles).toEqual(['- Pin bad to 1.0.0 (last safe release; its age is not known)', '* Raise bad to 1.2.0 (next safe release)']);
  });

  it('is none that an exclusion leads to without a look', async () => {
    const fixture = readFixture(
      [
        '//- registry PyPI bad 1.0.0 undated, 1.1.0',
        '//- advisories',
        'MAL-2026-1 PyPI bad: versions 1.1.0',
        '//- requirements.txt',
        'bad>=0.5',
        '',
      ].join('\n'),
    );
    const results = await scanFixture(fixture);
    expect(results.flatMap(result => offersOf(fixture, result)).filter(({ fix }) => fix.preferred)).toEqual([]);
  });
});
