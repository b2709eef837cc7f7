import { describe, expect, it } from 'vitest';
import { relativeTo } from '../../server/src/reports/positions.js';
import { type Style, textReport } from '../../server/src/reports/text.js';
import { scanFiles } from '../../server/src/scan/scan.js';
import { readFixture } from '../support/fixture.js';
import { engineOf, policyIn, ROOT, scanFixture } from '../support/world.js';

async function linesOf(source: string, paint: (style: Style, text: string) => string = (_, text) => text): Promise<readonly string[]> {
  const fixture = readFixture(source);
  return textReport(await scanFixture(fixture), { root: ROOT, now: fixture.now, paint }).split('\n');
}

describe('the text report', () => {
  it('has a line a finding, its best fix below, what is not checked, and one line with all numbers', async () => {
    expect(
      await linesOf(`
      //- registry npm chalk 5.6.0, 5.6.1, 5.6.2
      //- registry npm dark-part unknown(registry.example did not answer)
      //- registry npm dim-part unknown(registry.example did not answer)
      //- registry npm worn-part 1.0.0 deprecated(no longer supported)
      //- registry PyPI litellm 1.82.6, 1.83.0
      //- package.json
      {
        "dependencies": {
          "worn-part": "^1.0.0",
          "chalk": "5.6.1",
          "dark-part": "1",
          "dim-part": "1",
          "here": "file:."
        }
      }
      //- service/requirements.txt
      litellm>=1.50,<2
      -r gone.txt
    `),
    ).toEqual([
      'package.json:3:19  warning  worn-part 1.0.0 is deprecated: no longer supported [deprecated-release]',
      'package.json:4:15  error  chalk 5.6.1 is a compromised release (MAL-2025-46969, 2025-09-08). Last safe release: 5.6.0. [malicious-release]',
      '    fix: Pin chalk to 5.6.0 (last safe release)',
      'package.json  not checked  dark-part, dim-part: registry.example did not answer',
      'service/requirements.txt:1:8  warning  litellm >=1.50,<2 admits compromised 1.82.7 and 1.82.8 (MAL-2026-2144). Today it gives 1.83.0. [admits-malicious-release]',
      '    fix: Raise litellm to >=1.83.0,<2 (next safe release)',
      'service/requirements.txt:2:4  error  gone.txt is not read: there is no such file. What it names is not checked. [manifest]',
      '',
      '6 components: 3 with findings, 2 unknown, 1 skipped. Skipped: here (local path).',
      '2 manifests, 6 dependencies: 3 checked, 2 could not be checked, 1 skipped, 1 manifest could be read only in part. 1 error, 2 warnings.',
      '',
    ]);
  });

  it('counts a lockfile that cannot be read as one, and calls nothing clean because of it', async () => {
    const fixture = readFixture('//- other/package-lock.json\n{}');
    const policy = policyIn(fixture);
    const paths = [`${ROOT}/package-lock.json`];
    const results = await scanFiles(paths, engineOf(fixture), { offline: false, policyOf: () => policy }, new AbortController().signal);
    const lines = textReport(results, { root: ROOT, now: fixture.now, paint: (_, text) => text }).split('\n');
    expect(lines.find(line => line.includes('0 manifests'))).toBe(
      '0 manifests, 0 dependencies: 0 checked, 1 lockfile could not be read. Nothing found in what could be checked.',
    );
  });

  it.each([
    ['1.0.0', '1 manifest, 1 dependency: 1 checked. Nothing found.'],
    ['unknown(no network)', '1 manifest, 1 dependency: 0 checked, 1 could not be checked. Nothing found in what could be checked.'],
  ])('never calls clean what was not checked: %s', async (registry, summary) => {
    const lines = await linesOf(`
      //- registry npm some-part ${registry}
      //- package.json
      { "dependencies": { "some-part": "1.0.0" } }
    `);
    expect(lines.at(-2)).toBe(summary);
  });

  it('names every entry of a lockfile that comes from elsewhere', async () => {
    const lines = await linesOf(`
      //- registry npm top 1.0.0
      //- package.json
      { "dependencies": { "top": "^1.0.0" } }
      //- package-lock.json
      { "lockfileVersion": 3, "packages": {
        "": { "dependencies": { "top": "^1.0.0" } },
        "node_modules/top": { "version": "1.0.0", "dependencies": { "odd": "*", "other": "*" } },
        "node_modules/odd": { "version": "1.0.0", "resolved": "https://evil.example/odd.tgz" },
        "node_modules/other": { "version": "2.0.0", "resolved": "https://registry.example/another/-/another-2.0.0.tgz" }
      } }
    `);
    expect(lines.slice(0, 2)).toEqual([
      'package.json:1:22  error  top → odd 1.0.0 comes from evil.example, which is no registry configured here. And 1 more transitive release. [integrity-mismatch]',
      '    also: top → other 2.0.0 is the archive of another package, another',
    ]);
  });

  it('says of nothing that it is nothing', () => {
    expect(textReport([], { root: ROOT, now: 0, paint: (_, text) => text })).toBe(
      '0 manifests, 0 dependencies: 0 checked. Nothing was checked.\n',
    );
  });

  it('paints by level', async () => {
    const painted = await linesOf(
      `
      //- registry npm chalk 5.6.1
      //- package.json
      { "dependencies": { "chalk": "5.6.1" } }
    `,
      (style, text) => `<${style}>${text}</${style}>`,
    );
    expect(painted[0]).toMatch(
      /^<bold>package\.json:1:22<\/bold> {2}<error>error<\/error> {2}chalk is a malicious package.* <dim>\[malicious-package\]<\/dim>$/,
    );
    expect(painted.at(-2)).toContain('<error>1 error</error>');
  });

  it('names eight of many unchecked dependencies', async () => {
    const names = Array.from({ length: 11 }, (_, index) => `p${index}`);
    const [line] = await linesOf(`
      ${names.map(name => `//- registry npm ${name} unknown(no network)`).join('\n      ')}
      //- package.json
      { "dependencies": { ${names.map(name => `"${name}": "1"`).join(', ')} } }
    `);
    expect(line).toBe('package.json  not checked  p0, p1, p2, p3, p4, p5, p6, p7 and 3 more: no network');
  });

  it('prints nothing that would move the cursor or turn the line around', async () => {
    const text = (
      await linesOf(`
      //- registry npm worn-part 1.0.0 deprecated(\u001b[31mred\u202e)
      //- registry npm dark-part unknown(\u001b[2J)
      //- \u001b[31mred/package.json
      { "dependencies": { "worn-part": "1.0.0", "dark-part": "1" } }
    `)
    ).join('');
    expect(text).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });
});

describe('a path', () => {
  it.each([
    ['/a/b', '/a/b/c/package.json', 'c/package.json'],
    ['/a/b/', '/a/b/package.json', 'package.json'],
    ['/a/b', '/a/bc/package.json', '/a/bc/package.json'],
    ['C:\\a', 'C:\\a\\b\\package.json', 'b/package.json'],
    [undefined, '/a/package.json', '/a/package.json'],
  ])('below %j: %j is %j', (root, path, shown) => {
    expect(relativeTo(root, path)).toBe(shown);
  });
});
