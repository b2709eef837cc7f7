import { describe, expect, it } from 'vitest';
import { MARKDOWN_LIMIT, markdownReport } from '../../server/src/reports/markdown.js';
import { INSTALLED, manyRows, overviewFor, RICH } from './world.js';

/** Without the backslashes that keep text from outside inert. */
function plain(markdown: string): readonly string[] {
  return markdown.replace(/\\([!-/:-@[-`{-~])/g, '$1').split('\n');
}

describe('the Markdown report', () => {
  it('has what is installed first, then what could not be checked, then a table a level', async () => {
    expect(
      plain(markdownReport(await overviewFor(RICH, { installed: INSTALLED, databaseFrom: Date.parse('2026-05-29T00:00:00Z') }))),
    ).toEqual([
      '## Depwarden: 3 errors and 2 warnings',
      '',
      '### Installed',
      '',
      '- **litellm 1.82.8 is installed in .venv: a compromised release.** In `.venv/lib/python3.11/site-packages/litellm-1.82.8.dist-info`. What to do: `depwarden respond pypi:litellm@1.82.8`.',
      '',
      '### Not checked',
      '',
      'What is listed here is unknown, not clean.',
      '',
      '- `package.json`: 2 dependencies (`dark-part`, `dim-part`): registry.example did not answer',
      '- `service/requirements.txt`: the file: gone.txt is not read: there is no such file. What it names is not checked',
      '- `project`: 1 installed release (`dark`): api.example did not answer',
      '',
      '### Errors',
      '',
      '| where | what | fix |',
      '| --- | --- | --- |',
      '| `package.json:4` | chalk 5.6.1, locked in package-lock.json, is a compromised release (MAL-2025-46969, 2025-09-08). Last safe release: 5.6.0. [MAL-2025-46969](https://osv.dev/vulnerability/MAL-2025-46969) `malicious-release` | Pin chalk to 5.6.0 (last safe release) |',
      '| `package.json:7` | tool → middle-part → deep-part 1.0.0 has a high vulnerability (GHSA-aaaa-bbbb-cccc). [GHSA-aaaa-bbbb-cccc](https://osv.dev/vulnerability/GHSA-aaaa-bbbb-cccc) `vulnerable-release` |  |',
      '| `service/requirements.txt:2` | gone.txt is not read: there is no such file. What it names is not checked. `manifest` |  |',
      '',
      '### Warnings',
      '',
      '| where | what | fix |',
      '| --- | --- | --- |',
      '| `service/requirements.txt:1` | litellm >=1.50,<2 admits compromised 1.82.7 and 1.82.8 (MAL-2026-2144). Today it gives 1.83.0. [MAL-2026-2144](https://osv.dev/vulnerability/MAL-2026-2144) `admits-malicious-release` | Raise litellm to >=1.83.0,<2 (next safe release) |',
      '| `package.json:3` | worn-part 1.0.0 is deprecated: no longer supported `deprecated-release` |  |',
      '',
      '2 manifests, 7 dependencies: 4 checked, 2 could not be checked, 1 skipped. 7 releases in lockfiles. 1 manifest without a lockfile: direct dependencies only. 2 installed releases looked at for malware. 9 components: 4 with findings, 2 clean, 2 unknown, 1 skipped. Skipped: here (local path).',
      '',
      'Made on 2026-06-01 at 00:00 UTC. Advisories: the offline database, then 3 days old, and the built-in incidents. The oldest answer of a registry was then 1 minute old.',
      '',
    ]);
  });

  it.each([
    ['1.0.0 2024-01-01', 'nothing found'],
    ['unknown(no network)', 'nothing found in what could be checked'],
  ])('calls nothing clean that was not checked: %s', async (registry, verdict) => {
    const source = `
      //- registry npm some-part ${registry}
      //- package.json
      { "dependencies": { "some-part": "1.0.0" } }
    `;
    expect(plain(markdownReport(await overviewFor(source)))[0]).toBe(`## Depwarden: ${verdict}`);
  });

  it('fits into a comment, and says how many rows do not: the mildest', () => {
    const markdown = markdownReport(manyRows(20_000));
    const shown = markdown.split('\n').filter(line => line.startsWith('| `')).length;
    expect(markdown.length).toBeLessThanOrEqual(MARKDOWN_LIMIT);
    expect(markdown.length).toBeGreaterThan(MARKDOWN_LIMIT - 1000);
    expect(markdown).toContain(`**${20_000 - shown} of 20000 findings are left out here**`);
    expect(markdown).not.toContain('### Hints');
    expect(markdownReport(manyRows(40))).not.toContain('left out');
  });

  it('fits even where everything is long', () => {
    const long = 'x'.repeat(5000);
    const rows = manyRows(100, (row, index) => ({
      ...row,
      rule: index < 50 ? 'malicious-installed' : row.rule,
      group: `group ${Math.floor(index / 5)}`,
      message: `${long} @a ${long}`,
      file: long,
      respond: long,
      fix: { title: long, short: long, preferred: true },
    }));
    const entry = {
      file: long,
      what: 'dependencies',
      reason: long,
      names: Array.from({ length: 500 }, () => long),
      count: 500,
      deliberate: false,
    } as const;
    const unchecked = Array.from({ length: 500 }, (_, index) => ({ ...entry, deliberate: index % 2 === 0, reason: `${index} ${long}` }));
    const fixed = { changes: Array.from({ length: 100 }, () => ({ file: long, title: long })), refused: [] };
    expect(markdownReport({ ...rows, unchecked, fixed }).length).toBeLessThanOrEqual(MARKDOWN_LIMIT);
  });

  it('keeps what GitHub would make a mention, a reference or a link of in code', async () => {
    const [row] = manyRows(4).rows;
    const message = '@ctrl/tinycolor 4.1.1, see #12 and https://evil.example or www.evil.example or x@evil.example';
    const overview = { ...manyRows(4), rows: [{ ...row, message } as never] };
    expect(plain(markdownReport(overview)).find(line => line.startsWith('| `'))).toContain(
      '| `@ctrl/tinycolor` 4.1.1, see `#12` and `https://evil.example` or `www.evil.example` or `x@evil.example`',
    );
  });

  it('says what was fixed, and what was not looked at', async () => {
    const overview = await overviewFor(RICH, {
      isTrusted: false,
      fixed: { changes: [], refused: [{ path: '/project/package.json', reason: 'it has changed since it was read' }] },
    });
    const lines = plain(markdownReport(overview));
    expect(lines).toContain('- `package.json`: not fixed: it has changed since it was read');
    expect(lines.join('\n')).toContain('Not trusted: nothing outside is read, ');
  });

  it.each([undefined, 0, 1, 3])('names the command to trust by, and what the policy would ignore: %s', async wouldIgnore => {
    const source = '//- registry npm part 1.0.0\n//- package.json\n{ "dependencies": { "part": "1.0.0" } }';
    const text = plain(markdownReport(await overviewFor(source, { isTrusted: false, wouldIgnore }))).join('\n');
    expect(text).toContain('## Depwarden: nothing found');
    expect(text.includes('To obey it: --trust, or depwarden trust.')).toBe(wouldIgnore !== undefined);
    expect(/(\d findings?) that this folder's policy would ignore: --trust or --config\./.exec(text)?.[1]).toBe(
      { 1: '1 finding', 3: '3 findings' }[wouldIgnore ?? 0],
    );
  });
});
