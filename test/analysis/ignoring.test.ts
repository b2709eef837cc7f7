// What policy entries take out, and what is left: findings on the dependency itself, and on what it brings in.
import { describe, expect, it } from 'vitest';
import { ignoredIn } from '../../server/src/analysis/results.js';
import { isKnownWhole, usedIgnores } from '../../server/src/analysis/usedIgnores.js';
import { check } from '../support/check.js';
import { readFixture } from '../support/fixture.js';
import { scanFixture } from '../support/world.js';

/** What a fixture's policy ignores: `RULE: MESSAGE (REASON)`. */
async function ignored(source: string): Promise<readonly string[]> {
  const results = await scanFixture(readFixture(source));
  return results.flatMap(ignoredIn).map(({ finding, ignore }) => `${finding.rule}: ${finding.message} (${ignore.entry.reason})`);
}

async function rulesLeft(source: string): Promise<readonly string[]> {
  const results = await scanFixture(readFixture(source));
  return results.flatMap(({ judged }) => judged.flatMap(({ findings }) => findings.map(({ rule }) => rule)));
}

const TWO_HOLES = `
  //- registry npm holed 1.0.0, 1.1.0, 2.0.0
  //- advisories
  GHSA-aaaa-aaaa-aaaa npm holed: range introduced 0, fixed 2.0.0; aliases CVE-2026-1; critical
  GHSA-bbbb-bbbb-bbbb npm holed: range introduced 0, fixed 1.1.0; medium
  //- package.json
`;

describe('an ignored advisory', () => {
  it('is taken out of what is said, and the level goes with it', () =>
    check(`
      //- policy
      { "ignore": [{ "advisory": "cve-2026-1", "reason": "not reachable" }] }
      ${TWO_HOLES.trim()}
      {
        "dependencies": {
          "holed": "1.0.0"
                    ^^^^^ warning vulnerable-release: holed 1.0.0 has a medium vulnerability (GHSA-bbbb-bbbb-bbbb). Fixed in 1.1.0.
        }
      }
    `));

  it('is kept, in words of its own', async () => {
    expect(
      await ignored(`
      //- policy
      { "ignore": [{ "advisory": "CVE-2026-1", "package": "npm:holed", "versions": "<2", "reason": "not reachable" }] }
      ${TWO_HOLES.trim()}
      { "dependencies": { "holed": "1.0.0" } }
    `),
    ).toEqual(['vulnerable-release: holed 1.0.0 has a critical vulnerability (GHSA-aaaa-aaaa-aaaa). Fixed in 2.0.0. (not reachable)']);
  });

  it('leaves no finding where it was the only one, and none of several that are all ignored', async () => {
    const both = `
      //- policy
      { "ignore": [{ "advisory": "GHSA-aaaa-aaaa-aaaa", "reason": "a" }, { "advisory": "GHSA-bbbb-bbbb-bbbb", "reason": "b" }] }
      ${TWO_HOLES.trim()}
      { "dependencies": { "holed": "1.0.0" } }
    `;
    expect(await rulesLeft(both)).toEqual([]);
    expect(await ignored(both)).toHaveLength(2);
  });
});

describe('an entry', () => {
  it.each([
    ['the rule', '"rule": "vulnerable-release"', true],
    ['another rule', '"rule": "yanked-release"', false],
    ['the package', '"package": "npm:holed"', true],
    ['packages by a pattern', '"package": "npm:ho*"', true],
    ['a package of the other ecosystem', '"package": "PyPI:holed"', false],
    ['another package', '"package": "npm:hole"', false],
    ['a range that has the version', '"package": "npm:holed", "versions": "^1.0.0"', true],
    ['a range that has it not', '"package": "npm:holed", "versions": ">1.0.0"', false],
    ['rule and package', '"rule": "vulnerable-release", "package": "npm:holed"', true],
    ['the rule and another package', '"rule": "vulnerable-release", "package": "npm:other"', false],
    ['an advisory and another rule', '"advisory": "GHSA-aaaa-aaaa-aaaa", "rule": "malicious-release"', false],
    ['a day that is not over', '"package": "npm:holed", "expires": "2026-06-01"', true],
    ['a day that is over', '"package": "npm:holed", "expires": "2026-05-31"', false],
  ])('that names %s', async (_, selectors, silences) => {
    const source = `
      //- policy
      { "ignore": [{ ${selectors}, "reason": "x" }] }
      ${TWO_HOLES.trim()}
      { "dependencies": { "holed": "1.0.0" } }
    `;
    expect(await rulesLeft(source)).toEqual(silences ? [] : ['vulnerable-release']);
    expect(await ignored(source)).toHaveLength(silences ? 1 : 0);
  });

  it.each([
    ['{ "package": "npm:chalk", "reason": "I know it" }', ['malicious-release']],
    ['{ "rule": "malicious-release", "package": "npm:chalk", "reason": "an experiment" }', []],
    ['{ "advisory": "MAL-2025-46969", "reason": "a false alarm" }', []],
    ['{ "rule": "malicious-release", "advisory": "MAL-0000-1", "reason": "another" }', ['malicious-release']],
  ])('hides malware only where it names the rule or the advisory: %s', async (entry, left) => {
    expect(
      await rulesLeft(`
      //- policy
      { "ignore": [${entry}] }
      //- registry npm chalk 5.6.0, 5.6.1, 5.6.2
      //- package.json
      { "dependencies": { "chalk": "5.6.1" } }
    `),
    ).toEqual(left);
  });

  it('hides exactly what it names: what a stronger rule had silenced is said', () =>
    check(`
      //- policy
      { "ignore": [{ "rule": "malicious-release", "package": "npm:chalk", "versions": "5.6.1", "reason": "an experiment", "expires": "2099-01-31" }] }
      //- registry npm chalk 5.6.0, 5.6.1, 5.6.2
      //- advisories
      GHSA-aaaa-aaaa-aaaa npm chalk: range introduced 0, fixed 5.6.2; low
      //- package.json
      {
        "dependencies": {
          "chalk": "5.6.1"
                    ^^^^^ information vulnerable-release: chalk 5.6.1 has a low vulnerability (GHSA-aaaa-aaaa-aaaa). Fixed in 5.6.2.
        }
      }
    `));

  it('on where a dependency comes from works too', async () => {
    const source = (policy: string) => `
      //- policy
      ${policy}
      //- package.json
      { "dependencies": { "forked": "github:acme/forked" } }
    `;
    expect(await rulesLeft(source('{}'))).toEqual(['non-registry-source']);
    const entry = '{ "ignore": [{ "package": "npm:forked", "reason": "our fork" }] }';
    expect(await rulesLeft(source(entry))).toEqual([]);
    expect(await ignored(source(entry))).toHaveLength(1);
  });

  it('of a rule that is off ignores nothing', async () => {
    expect(
      await ignored(`
      //- policy
      { "rules": { "vulnerable-release": "off" }, "ignore": [{ "package": "npm:holed", "reason": "x" }] }
      ${TWO_HOLES.trim()}
      { "dependencies": { "holed": "1.0.0" } }
    `),
    ).toEqual([]);
  });
});

describe('what a dependency brings in', () => {
  const project = (entries: string) => `
    //- policy
    { "ignore": [${entries}] }
    //- registry npm top 1.0.0
    //- advisories
    GHSA-aaaa-aaaa-aaaa npm deep: range introduced 0; high
    GHSA-bbbb-bbbb-bbbb npm deeper: range introduced 0; low
    //- package-lock.json
    {
      "lockfileVersion": 3,
      "packages": {
        "": { "dependencies": { "top": "^1.0.0" } },
        "node_modules/top": { "version": "1.0.0", "dependencies": { "deep": "1", "deeper": "1", "chalk": "5" } },
        "node_modules/deep": { "version": "1.2.3" },
        "node_modules/deeper": { "version": "1.0.0" },
        "node_modules/chalk": { "version": "5.6.1" }
      }
    }
    //- package.json
    { "dependencies": { "top": "^1.0.0" } }
  `;

  async function said(entries: string): Promise<readonly string[]> {
    const results = await scanFixture(readFixture(project(entries)));
    return results.flatMap(({ judged }) => judged.flatMap(({ findings }) => findings.map(({ message }) => message)));
  }

  it.each([
    [
      '',
      [
        'top → chalk 5.6.1 is a compromised release (MAL-2025-46969, 2025-09-08).',
        'top → deep 1.2.3 has a high vulnerability (GHSA-aaaa-aaaa-aaaa). And 1 more transitive release.',
      ],
      0,
    ],
    [
      '{ "package": "npm:deep", "versions": "1.2.3", "reason": "x" }',
      [
        'top → chalk 5.6.1 is a compromised release (MAL-2025-46969, 2025-09-08).',
        'top → deeper 1.0.0 has a low vulnerability (GHSA-bbbb-bbbb-bbbb).',
      ],
      1,
    ],
    [
      '{ "rule": "vulnerable-release", "reason": "x" }, { "package": "npm:chalk", "reason": "no word on malware" }',
      ['top → chalk 5.6.1 is a compromised release (MAL-2025-46969, 2025-09-08).'],
      1,
    ],
    ['{ "rule": "vulnerable-release", "reason": "x" }, { "advisory": "MAL-2025-46969", "reason": "y" }', [], 2],
    ['{ "package": "npm:top", "reason": "not the package that is bad" }', ['top → chalk', 'top → deep'], 0],
  ])('is ignored by the name and version of what is bad: %s', async (entries, messages, count) => {
    const found = await said(entries);
    expect(found).toEqual(messages.map(message => expect.stringContaining(message)));
    expect(await ignored(project(entries))).toHaveLength(count);
  });

  it('tells which entries were used, once everything is known', async () => {
    const results = await scanFixture(
      readFixture(project('{ "package": "npm:deep", "reason": "x" }, { "package": "npm:gone", "reason": "x" }')),
    );
    expect([...usedIgnores(results, [])].map(key => JSON.parse(key)[2])).toEqual(['npm:deep']);
    expect(isKnownWhole(results)).toBe(true);
  });

  it.each([['//- registry npm top pending'], ['//- registry npm top unknown(no network)']])(
    'nothing is known of entries while something is not: %s',
    async registry => {
      const source = project('').replace('//- registry npm top 1.0.0', registry);
      expect(isKnownWhole(await scanFixture(readFixture(source)))).toBe(false);
    },
  );

  it('nothing is known of entries while a lockfile was read only in part', async () => {
    const source = project('').replace('"node_modules/chalk": { "version": "5.6.1" }', '"node_modules/chalk": { "version": ');
    expect(isKnownWhole(await scanFixture(readFixture(source)))).toBe(false);
  });
});

describe('other parts of a policy', () => {
  it('exempt allowed names from hints, and from nothing else', async () => {
    const source = (policy: string) => `
      //- policy
      ${policy}
      //- now 2026-06-01T00:00:00Z
      //- registry npm fresh-part 1.0.0 2026-05-31
      //- registry npm chalk 5.6.0, 5.6.1
      //- package.json
      { "dependencies": { "fresh-part": "1.0.0", "chalk": "5.6.1" } }
    `;
    expect(await rulesLeft(source('{}'))).toEqual(
      ['young-release', 'malicious-release'].map(rule => expect.stringContaining(rule.slice(0, 5))),
    );
    expect(await rulesLeft(source('{ "allow": ["npm:fresh-part", "npm:chalk"] }'))).toEqual(['malicious-release']);
  });

  it('set levels, and the cooldown, over the settings', async () => {
    const source = (policy: string) => `
      //- policy
      ${policy}
      //- levels deprecated-release=off
      //- cooldown 0
      //- now 2026-06-01T00:00:00Z
      //- registry npm worn-part 1.0.0 2026-05-31 deprecated(old)
      //- package.json
      { "dependencies": { "worn-part": "1.0.0" } }
    `;
    expect(await rulesLeft(source('{ "rules": { "young-package": "off" } }'))).toEqual([]);
    expect(
      await rulesLeft(source('{ "rules": { "deprecated-release": "error", "young-package": "off" }, "cooldown": { "days": 3 } }')),
    ).toEqual(['deprecated-release', 'young-release']);
  });

  it('skip private names, and ask nobody', async () => {
    const [result] = await scanFixture(
      readFixture(`
      //- policy
      { "privateScopes": ["@acme"] }
      //- package.json
      { "dependencies": { "@acme/core": "1.0.0" } }
    `),
    );
    expect(result?.judged[0]?.status).toEqual({ kind: 'skipped', reason: 'not checked: private by .depwarden.jsonc' });
  });
});
