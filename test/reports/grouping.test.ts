// One bad release in a monorepo: every report for people shows it once with its places, and loses none of them.
import { describe, expect, it } from 'vitest';
import type { FileResult } from '../../server/src/analysis/results.js';
import { affectedRelease, groupsOf } from '../../server/src/reports/grouping.js';
import { htmlReport } from '../../server/src/reports/html.js';
import type { InstalledResults } from '../../server/src/reports/installed.js';
import { markdownReport } from '../../server/src/reports/markdown.js';
import type { Overview, OverviewRow } from '../../server/src/reports/overview.js';
import { textReport } from '../../server/src/reports/text.js';
import { readFixture } from '../support/fixture.js';
import { ROOT, scanFixture } from '../support/world.js';
import { INSTALLED, manyRows, overviewFor } from './world.js';

const BAD_LEAF = `
  //- registry npm top 1.0.0 2024-01-01
  //- registry npm side 1.0.0 2024-01-01
  //- advisories
  GHSA-aaaa-aaaa-aaaa npm leaf: versions 1.0.0; high
  GHSA-bbbb-bbbb-bbbb npm twig: versions 2.0.0; low
`;

/** Packages of a workspace, each with `top`, which depends on the bad leaf; the last one with `side` too, which also depends on a bad twig. */
function monorepo(packages: number): string {
  const manifests = Array.from({ length: packages }, (_, index) => {
    const last = index === packages - 1 ? ',\n    "side": "1.0.0"' : '';
    return `//- p${index}/package.json\n  { "name": "p${index}", "dependencies": {\n    "top": "1.0.0"${last}\n  } }`;
  });
  return `${BAD_LEAF}
  //- package.json
  { "workspaces": ["*"] }
  ${manifests.join('\n  ')}
  //- package-lock.json
  { "lockfileVersion": 3, "packages": {
    "": { "workspaces": ["*"] },
    ${manifests.map((_, index) => `"p${index}": { "name": "p${index}", "dependencies": { "top": "1.0.0", "side": "1.0.0" } },`).join('\n    ')}
    "node_modules/top": { "version": "1.0.0", "dependencies": { "leaf": "*" } },
    "node_modules/side": { "version": "1.0.0", "dependencies": { "leaf": "*", "twig": "*" } },
    "node_modules/leaf": { "version": "1.0.0" },
    "node_modules/twig": { "version": "2.0.0" }
  } }`;
}

/** A locked release that no manifest line leads to. */
const ORPHAN = `
  //- registry npm top 1.0.0 2024-01-01
  //- package.json
  { "dependencies": { "top": "1.0.0" } }
  //- package-lock.json
  { "lockfileVersion": 3, "packages": {
    "": { "dependencies": { "top": "1.0.0" } },
    "node_modules/top": { "version": "1.0.0" },
    "node_modules/chalk": { "version": "5.6.1" }
  } }`;

async function textLines(source: string, installed?: InstalledResults): Promise<readonly string[]> {
  const fixture = readFixture(source);
  const options = { root: ROOT, now: fixture.now, paint: (_: unknown, part: string) => part };
  return textReport(await scanFixture(fixture), { ...options, ...(installed && { installed }) }).split('\n');
}

/** Without the backslashes that keep text from outside inert. */
function rowsOfMarkdown(overview: Overview): readonly string[] {
  const lines = markdownReport(overview).replace(/\\([!-/:-@[-`{-~])/g, '$1');
  return lines.split('\n').filter(line => line.startsWith('| `'));
}

function tableOfHtml(overview: Overview): string {
  return htmlReport(overview).split('<table class="findings">')[1]?.split('</table>')[0] ?? '';
}

/** One litellm in several environments. */
function installedIn(...environments: readonly string[]): InstalledResults {
  const [report] = INSTALLED.reports;
  const [finding] = report?.findings ?? [];
  if (!report || !finding) throw new Error('nothing is installed');
  const findings = environments.map(name => ({ ...finding, environment: `${ROOT}/${name}`, paths: [`${ROOT}/${name}/litellm`] }));
  return { ...INSTALLED, reports: [{ ...report, unknown: [], findings }] };
}

describe('groups', () => {
  const one = (level: 'error' | 'warning', key?: string) => ({ level, key });

  it('stand in the order of their first occurrences, with the gravest level; what has no key stands alone', () => {
    const [a, alone, b, later, other] = [one('warning', 'a'), one('warning'), one('error', 'b'), one('error', 'a'), one('error')] as const;
    expect(groupsOf([a, alone, b, later, other], ({ key }) => key)).toEqual([
      { first: a, others: [later], level: 'error' },
      { first: alone, others: [], level: 'warning' },
      { first: b, others: [], level: 'error' },
      { first: other, others: [], level: 'error' },
    ]);
  });

  it('are by the bad release: of a transitive finding the first that it names', async () => {
    const findings = (await scanFixture(readFixture(monorepo(1)))).flatMap(({ judged }) => judged.flatMap(({ findings: all }) => all));
    expect(findings.map(affectedRelease)).toEqual([
      { ecosystem: 'npm', name: 'leaf', version: '1.0.0' },
      { ecosystem: 'npm', name: 'leaf', version: '1.0.0' },
    ]);
  });
});

describe('the text report of one bad release in a monorepo', () => {
  it('has it once, with three further places and how many more', async () => {
    const lines = await textLines(monorepo(20));
    expect(lines.slice(0, lines.indexOf(''))).toEqual([
      'p0/package.json:2:4  error  top → leaf 1.0.0 has a high vulnerability (GHSA-aaaa-aaaa-aaaa). [vulnerable-release]',
      '    also: side → twig 2.0.0 (GHSA-bbbb-bbbb-bbbb)',
      '    also: p1/package.json:2:4, p2/package.json:2:4, p3/package.json:2:4 and 17 more',
    ]);
    expect(lines.at(-2)).toBe('21 manifests, 21 dependencies: 21 checked. 21 errors.');
  });

  it('names all places where there are no more than three further ones', async () => {
    const lines = await textLines(monorepo(3));
    expect(lines[2]).toBe('    also: p1/package.json:2:4, p2/package.json:2:4, p2/package.json:3:4');
  });

  it('has the fix of the first place and the gravest level', async () => {
    const fixture = readFixture(`
      //- registry npm old 1.0.0 2024-01-01, 1.0.1 2024-02-01, 2.0.0 2024-03-01
      //- advisories
      GHSA-aaaa-aaaa-aaaa npm old: versions 1.0.0; high
      //- a/package.json
      { "dependencies": { "old": "^1.0.0" } }
      //- a/package-lock.json
      { "lockfileVersion": 3, "packages": { "": { "dependencies": { "old": "^1.0.0" } }, "node_modules/old": { "version": "1.0.0" } } }
      //- b/package.json
      { "dependencies": { "old": "1.0.0" } }
    `);
    const hinted = (result: FileResult): FileResult => ({
      ...result,
      judged: result.judged.map(one => ({ ...one, findings: one.findings.map(finding => ({ ...finding, level: 'hint' })) })),
    });
    const results = (await scanFixture(fixture)).map(result => (result.path === `${ROOT}/a/package.json` ? hinted(result) : result));
    const lines = textReport(results, { root: ROOT, now: fixture.now, paint: (_, part) => part }).split('\n');
    expect(lines.slice(0, 3)).toEqual([
      expect.stringMatching(/^a\/package\.json:1:29 {2}error {2}old 1\.0\.0, locked in package-lock\.json, has a high vulnerability/),
      '    fix: Raise old to ^1.0.1 (next safe release)',
      '    also: b/package.json:1:29',
    ]);
    expect(lines.at(-2)).toContain('1 error, 1 hint.');
  });

  it('keeps apart what is said by another rule, of another version or of the whole file', async () => {
    const lines = await textLines(`
      //- registry npm chalk 5.6.0, 5.6.1
      //- registry PyPI litellm 1.82.6, 1.82.7, 1.82.8
      //- a/requirements.txt
      litellm==1.82.7
      -r gone.txt
      //- b/requirements.txt
      litellm==1.82.8
      -r gone.txt
    `);
    expect(lines.filter(line => /\[[a-z-]+\]$/.test(line)).map(line => line.replace(/ {2}.*\[/, ' ['))).toEqual([
      'a/requirements.txt:1:8 [malicious-release]',
      'a/requirements.txt:2:4 [manifest]',
      'b/requirements.txt:1:8 [malicious-release]',
      'b/requirements.txt:2:4 [manifest]',
    ]);
    expect(lines.join('\n')).not.toContain('also:');
  });

  it('groups what is installed, with what to do once', async () => {
    const lines = await textLines('//- requirements.txt\n', installedIn('.venv', 'b/.venv'));
    expect(lines.slice(0, 3)).toEqual([
      '.venv/litellm  error  litellm 1.82.8 is installed in .venv: a compromised release. [malicious-installed]',
      '    what to do: depwarden respond pypi:litellm@1.82.8',
      '    also: b/.venv/litellm',
    ]);
    expect(lines.at(-2)).toContain('2 errors');
  });
});

describe('the rows of an overview', () => {
  it('are one an occurrence, and those of one group have its key', async () => {
    const { rows, totals } = await overviewFor(monorepo(20));
    expect(rows).toHaveLength(21);
    expect(totals.counts.error).toBe(21);
    expect(new Set(rows.map(({ group }) => group)).size).toBe(1);
    expect(new Set(rows.map(({ id }) => id)).size).toBe(21);
  });

  it('that are about a file are each a group of their own', async () => {
    const { rows } = await overviewFor('//- a/requirements.txt\n-r gone.txt\n//- b/requirements.txt\n-r gone.txt\n-r gone.txt');
    expect(rows.length).toBeGreaterThan(1);
    expect(rows.map(({ group }) => group)).toEqual(rows.map(({ id }) => id));
  });
});

describe('the Markdown report of one bad release in a monorepo', () => {
  it('has one row with ten further places, what only some occurrences name, and how many more', async () => {
    const overview = await overviewFor(monorepo(20));
    const places = Array.from({ length: 10 }, (_, index) => `\`p${index + 1}/package.json:2\``);
    expect(rowsOfMarkdown(overview)).toEqual([
      `| \`p0/package.json:2\`, also ${places.join(', ')} and 10 more | top → leaf 1.0.0 has a high vulnerability (GHSA-aaaa-aaaa-aaaa). Also side → twig 2.0.0. [GHSA-aaaa-aaaa-aaaa](https://osv.dev/vulnerability/GHSA-aaaa-aaaa-aaaa), [GHSA-bbbb-bbbb-bbbb](https://osv.dev/vulnerability/GHSA-bbbb-bbbb-bbbb) \`vulnerable-release\` |  |`,
    ]);
    expect(markdownReport(overview)).toContain('## Depwarden: 21 errors');
  });

  it('lists the fixes that are other ones, and says where there is none', () => {
    const [row] = rowsOfMarkdown(withFixes(['Pin it', 'Pin it', 'Raise it', undefined]));
    expect(row).toMatch(/ \| Pin it\. In `package\.json:3`: Raise it\. In `package\.json:4`: no fix \|$/);
  });

  it('counts findings, not rows, where they do not fit', () => {
    const rows = manyRows(20_000, (row, index) => ({ ...row, group: String(Math.floor(index / 2)) }));
    const markdown = markdownReport(rows);
    const shown = markdown.split('\n').filter(line => line.startsWith('| `')).length;
    expect(markdown).toContain(`**${20_000 - 2 * shown} of 20000 findings are left out here**`);
  });

  it('groups what is installed', async () => {
    const overview = await overviewFor('//- requirements.txt\n', { installed: installedIn('.venv', 'b/.venv') });
    expect(markdownReport(overview).replace(/\\/g, '')).toContain(
      '- **litellm 1.82.8 is installed in .venv: a compromised release.** In `.venv/litellm`, also `b/.venv/litellm`. What to do: `depwarden respond pypi:litellm@1.82.8`.',
    );
  });
});

describe('the HTML report of one bad release in a monorepo', () => {
  it('has one row, and every further place folded with what it says otherwise', async () => {
    const table = tableOfHtml(await overviewFor(monorepo(20)));
    expect(table.match(/<tr><th scope="row"/g)).toHaveLength(1);
    expect(table).toContain('<caption>1 row for 21 places,');
    expect(table).toContain('<li>also side → twig 2.0.0</li>');
    expect(table).toContain('GHSA-bbbb-bbbb-bbbb</a>');
    const [, folded = ''] = table.split('<details><summary>and 20 more places</summary>');
    const items = folded.match(/<li>.*<\/li>/g) ?? [];
    expect(items).toHaveLength(20);
    expect(items[0]).toBe('<li><code>p1/package.json:2:4</code></li>');
    expect(items.at(-1)).toBe(
      '<li><code>p19/package.json:3:4</code> side → leaf 1.0.0 has a high vulnerability (GHSA-aaaa-aaaa-aaaa). And 1 more transitive release.</li>',
    );
  });

  it('names levels and fixes that are other ones', () => {
    const overview = withFixes(['Pin it', 'Raise it', undefined, 'Pin it'], row => ({ ...row, level: row.id === '3' ? 'hint' : 'error' }));
    expect(tableOfHtml(overview).match(/<li><code>.*<\/li>/g)).toEqual([
      '<li><code>package.json:2:5</code> Fix: Raise it.</li>',
      '<li><code>package.json:3:5</code> Fix: none.</li>',
      '<li><code>package.json:4:5</code> <span class="level hint">hint</span></li>',
    ]);
  });

  it('groups what is installed', async () => {
    const page = htmlReport(await overviewFor('//- requirements.txt\n', { installed: installedIn('.venv', 'b/.venv') }));
    expect(page.match(/What to do: <code>depwarden respond/g)).toHaveLength(1);
    expect(page).toMatch(
      /<summary>and 1 more place<\/summary><ul>\s*<li><code>b\/\.venv\/litellm<\/code> litellm 1\.82\.8 is installed in b\/\.venv/,
    );
  });
});

describe('a release that is installed and asked for by a line', () => {
  const source = `
  //- registry PyPI litellm 1.82.6 2026-03-20, 1.82.8 2026-03-24, 1.83.0 2026-03-30
  //- requirements.txt
  litellm==1.82.8
`;
  const installed = installedIn('.venv');
  const FIX = /(Pin|Raise|Exclude) .*litellm/;

  it('has its fix and what to do, in the text report on its line', async () => {
    const [line, fix, todo] = await textLines(source, installed);
    expect(line).toMatch(/^requirements\.txt:1:1 {2}error .*installed in \.venv.* \[malicious-installed\]$/);
    expect(fix).toMatch(FIX);
    expect(todo).toBe('    what to do: depwarden respond pypi:litellm@1.82.8');
  });

  it('comes first in Markdown and HTML, with its fix and what to do, and in no table', async () => {
    const overview = await overviewFor(source, { installed });
    const [row] = overview.rows;
    expect(row).toMatchObject({ kind: 'dependency', rule: 'malicious-installed', respond: 'depwarden respond pypi:litellm@1.82.8' });
    const markdown = markdownReport(overview).replace(/\\/g, '').split('\n');
    expect(markdown.filter(line => line.includes('depwarden respond'))).toEqual([
      expect.stringMatching(
        /^- \*\*litellm 1\.82\.8 .* In `requirements\.txt:1`\. What to do: `depwarden respond pypi:litellm@1\.82\.8`\. Fix: .*litellm/,
      ),
    ]);
    expect(rowsOfMarkdown(overview)).toEqual([]);
    const page = htmlReport(overview);
    expect(page).toContain('In <code>requirements.txt:1:1</code>.');
    expect(page).toContain(`What to do: <code>${row?.respond}</code> Fix: ${row?.fix?.title}.`);
    expect(page).not.toContain('<table class="findings">');
  });
});

describe('a locked release that no manifest line leads to', () => {
  it('stands on its line of the lockfile in the text report', async () => {
    expect(await textLines(ORPHAN)).toContainEqual(
      expect.stringMatching(/^package-lock\.json:4:\d+ {2}error {2}chalk 5\.6\.1 is a compromised release .*\[malicious-release\]$/),
    );
  });

  it('is a row with the place in the lockfile, in the overview and what is made from it', async () => {
    const overview = await overviewFor(ORPHAN);
    expect(overview.rows).toEqual([
      expect.objectContaining({
        kind: 'lockfile',
        rule: 'malicious-release',
        package: 'chalk',
        version: '5.6.1',
        path: `${ROOT}/package-lock.json`,
        file: 'package-lock.json',
        range: expect.objectContaining({ start: expect.objectContaining({ line: 3 }) }),
      }),
    ]);
    expect(rowsOfMarkdown(overview)).toEqual([
      expect.stringMatching(/^\| `package-lock\.json:4` \| chalk 5\.6\.1 is a compromised release/),
    ]);
    expect(tableOfHtml(overview)).toMatch(/<code>package-lock\.json:4:\d+<\/code><\/td><td><bdi>chalk 5\.6\.1 is a compromised release/);
  });

  it('is of one group with what a manifest asks for', async () => {
    const { rows } = await overviewFor(`${ORPHAN}
  //- registry npm chalk 5.6.0, 5.6.1
  //- other/package.json
  { "dependencies": { "chalk": "5.6.1" } }
`);
    expect(rows.map(({ kind }) => kind).sort()).toEqual(['dependency', 'lockfile']);
    expect(new Set(rows.map(({ group }) => group)).size).toBe(1);
  });
});

/** One group with a row a fix, on lines of their own. */
function withFixes(titles: readonly (string | undefined)[], change = (row: OverviewRow): OverviewRow => row): Overview {
  return manyRows(titles.length, ({ fix: _fix, ...row }, index) => {
    const title = titles[index];
    const same = { level: 'error', group: 'one', message: 'It is bad.', ways: [] } as const;
    return change({ ...row, ...same, ...(title !== undefined && { fix: { title, short: title, preferred: true } }) });
  });
}
