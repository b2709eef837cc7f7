// Why there is no fix, as the first entry of a menu says it.
import { describe, expect, it } from 'vitest';
import { noFixTitle } from '../../server/src/fixes/noFix.js';
import { RULE_DESCRIPTIONS } from '../../server/src/rules/index.js';
import { readFixture } from '../support/fixture.js';
import { scanFixture } from '../support/world.js';

async function titleOf(source: string): Promise<string | undefined> {
  const [result] = await scanFixture(readFixture(source));
  const judged = result?.judged.find(({ findings }) => findings.length > 0);
  const [finding] = judged?.findings ?? [];
  return finding && noFixTitle(finding, judged?.subject);
}

const npm = (registry: string, advisories: string) => `
  //- registry npm part ${registry}
  //- advisories
  ${advisories}
  //- package.json
  { "dependencies": { "part": "1.0.0" } }
`;

describe('where there is no fix', () => {
  it.each([
    [
      '1.0.0 deprecated(x), 1.1.0 deprecated(x)',
      'GHSA-9 npm other: versions 1.0.0',
      'No safe release is known: every release is deprecated',
    ],
    ['1.0.0, 1.1.0', 'GHSA-1 npm part: range introduced 0; high', 'No safe release is known: every release has known vulnerabilities'],
    ['1.0.0, 1.1.0', 'MAL-1 npm part: range introduced 0', 'No safe release is known: every release is malicious'],
    [
      '1.0.0, 1.1.0 deprecated(x)',
      'GHSA-1 npm part: versions 1.0.0; high',
      'No safe release is known: none of the 2 releases passes every check',
    ],
    ['absent', 'GHSA-9 npm other: versions 1.0.0', 'No fix is known: a package that the registry does not have'],
  ])('of %s with %s: %s', async (registry, advisories, title) => {
    expect(await titleOf(npm(registry, advisories))).toBe(title);
  });

  it('every rule has words for what it finds, without its id', () => {
    for (const { id, title } of RULE_DESCRIPTIONS) {
      expect(title).toMatch(/^an? [a-z ]+[a-zA-Z ]+$/);
      expect(title).not.toContain(id);
      expect(title.length).toBeLessThan(60);
    }
  });
});
