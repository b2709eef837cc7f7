import { describe, expect, it } from 'vitest';
import { briefMessage, briefOf } from '../../server/src/reports/brief.js';
import { readFixture } from '../support/fixture.js';
import { scanFixture } from '../support/world.js';

describe('a message where the release is told already', () => {
  it.each([
    ['pkg 1.0.0 is a compromised release (MAL-1, 2026-03-24). Last: 0.9.', 'Compromised release (MAL-1, 2026-03-24). Last: 0.9.'],
    ['pkg 1.0.0, locked in package-lock.json, has 3 vulnerabilities, the worst high.', '3 vulnerabilities, the worst high.'],
    ['pkg 1.0.0, installed in a, b, has a high vulnerability (GHSA-1).', 'High vulnerability (GHSA-1).'],
    ['pkg >=1,<2 admits compromised 1.5 (MAL-1). Today it gives 1.6.', 'Admits compromised 1.5 (MAL-1). Today it gives 1.6.'],
    ['pkg without a version admits compromised 1.5 (MAL-1).', 'Admits compromised 1.5 (MAL-1).'],
    ['pkg is a malicious package: no release of it is safe (MAL-1).', 'Malicious package: no release of it is safe (MAL-1).'],
    ['pkg 1.0.0 is installed in .venv: a compromised release (MAL-1).', 'Installed in .venv: a compromised release (MAL-1).'],
    ['pkg 1.0.0 is deprecated: use another', 'Deprecated: use another'],
    ['pkg 1.0.0: the hash on the line is not PyPI’s.', 'The hash on the line is not PyPI’s.'],
    ['pkg 1.0.0 has no provenance, but 0.9.0 before it had.', 'No provenance, but 0.9.0 before it had.'],
    ['pkg has had no release since 2022-01-01.', 'Has had no release since 2022-01-01.'],
    ['pkg >=1.0.0 has no upper bound, and the project has no lockfile.', 'No upper bound, and the project has no lockfile.'],
    ['pkg 1.0.0 was withdrawn from npm.', 'Withdrawn from npm.'],
    ['pkg 1.0.0 runs code when it is installed (postinstall).', 'Runs code when it is installed (postinstall).'],
    ['top → mid → pkg 1.0.0 has a low vulnerability (GHSA-1).', 'Low vulnerability (GHSA-1).'],
    ['The npm registry has no package named pkg: misspelt.', 'The npm registry has no such package: misspelt.'],
    ['PyPI has quarantined pkg: it may be malicious.', 'PyPI has quarantined it: it may be malicious.'],
    ['In a.lock pkg-other 1.0.0 comes from git.', 'In a.lock pkg-other 1.0.0 comes from git.'],
    ['pkg-other is denied.', 'pkg-other is denied.'],
  ])('%s', (message, expected) => {
    expect(briefMessage(message, 'pkg', '1.0.0')).toBe(expected);
  });

  it('is without a name of 214 characters, too', async () => {
    const name = 'n'.repeat(214);
    const [brief = ''] = await briefsIn(`
      //- registry npm ${name} 1.0.0
      //- advisories
      GHSA-1 npm ${name}: versions 1.0.0; low
      //- package.json
      { "dependencies": { "${name}": "1.0.0" } }
    `);
    expect(brief).toBe('Low vulnerability (GHSA-1).');
  });
});

it('says which dependency brings a release in', async () => {
  const briefs = await briefsIn(`
    //- registry npm top 1.0.0
    //- advisories
    GHSA-1 npm below: versions 1.0.0; high
    //- package.json
    { "dependencies": { "top": "1.0.0" } }
    //- package-lock.json
    { "lockfileVersion": 3, "packages": {
      "": { "dependencies": { "top": "1.0.0" } },
      "node_modules/top": { "version": "1.0.0", "dependencies": { "below": "*" } },
      "node_modules/below": { "version": "1.0.0" }
    } }
  `);
  expect(briefs).toEqual(['High vulnerability (GHSA-1). Brought in by top.']);
});

async function briefsIn(source: string): Promise<readonly string[]> {
  const results = await scanFixture(readFixture(source));
  return results.flatMap(({ judged }) => judged).flatMap(({ findings }) => findings.map(briefOf));
}
