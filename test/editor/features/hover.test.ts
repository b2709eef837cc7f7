import { describe, expect, it } from 'vitest';
import { hoverAt } from '../../../server/src/editor/features/hover.js';
import { escapeMarkdown } from '../../../server/src/text/markdown.js';
import { oneLine } from '../../../server/src/text/sanitize.js';
import * as fc from '../../support/fastCheck.js';
import { readFixture } from '../../support/fixture.js';
import { scanFixture } from '../../support/world.js';

/** The hover at the first `‸` of a fixture, which is taken out. */
async function hoverIn(source: string) {
  const fixture = readFixture(source.replace('‸', ''));
  const [result] = await scanFixture(fixture);
  const marked = readFixture(source).files[0]?.text ?? '';
  const found = result && hoverAt(result.judged, marked.indexOf('‸'));
  return found && { ...found, covers: result.text.slice(found.span.start, found.span.end) };
}

const PINNED = `
  //- registry npm chalk 5.6.0 undated, 5.6.1 2025-09-08
  //- advisories
  GHSA-2v46-p5h4-248w npm chalk: malware; critical; versions 5.6.1; aliases MAL-2025-46969; summary Malware in chalk
  //- package.json
`;

describe('a hover', () => {
  it('says what the release is, what is known of it, and no more', async () => {
    expect((await hoverIn(`${PINNED}  { "dependencies": { "chalk": "5.‸6.1" } }\n`))?.plain.split('\n')).toEqual([
      'chalk 5.6.1 (pinned, published 2025-09-08)',
      'MAL-2025-46969 (malicious) Compromised releases of chalk',
      'Fix: Pin chalk to 5.6.0 — last safe release; no known advisories',
      '2 releases.',
      '1 compromised release ever; no other advisory.',
    ]);
  });

  it.each([
    ['{ "dependencies": { "‸chalk": "5.6.1" } }', 'chalk'],
    ['{ "dependencies": { "chalk‸": "5.6.1" } }', 'chalk'],
    ['{ "dependencies": { "chalk": "‸5.6.1" } }', '5.6.1'],
    ['{ "dependencies": { "chalk":‸ "5.6.1" } }', undefined],
    ['{ "dependencies":‸ { "chalk": "5.6.1" } }', undefined],
    ['{ "scripts": { "ch‸alk": "5.6.1" }, "dependencies": { "chalk": "5.6.1" } }', undefined],
  ])('%s covers %s', async (text, covers) => {
    expect((await hoverIn(`${PINNED}  ${text}\n`))?.covers).toBe(covers);
  });

  it('says which releases a range lets in, and which it gives', async () => {
    const hover = await hoverIn(`
      //- registry PyPI litellm 1.83.0 2026-03-25
      //- requirements.txt
      lite‸llm>=1.50
    `);
    expect(hover?.plain.split('\n')).toEqual([
      'litellm 1.83.0 (resolved from the specifier today, published 2026-03-25)',
      'MAL-2026-2144 (malicious) 1.82.7, 1.82.8: Compromised releases of litellm',
      'Fix: Raise litellm to >=1.83.0 — next safe release, 2026-03-25; no known advisories; 2 months old',
      'First release 2026-03-25, 1 release.',
      '2 compromised releases ever; no other advisory.',
    ]);
    expect(hover?.markdown).toContain('[MAL\\-2026\\-2144](https://osv.dev/vulnerability/MAL-2026-2144)');
  });

  it('says where a release is installed or locked, and which paths lead to bad transitive ones', async () => {
    const names = Array.from({ length: 7 }, (_, index) => `part-${index}`);
    const hover = await hoverIn(`
      //- registry npm top 2.0.0 2026-01-31
      //- advisories
      GHSA-1 npm part-0: versions 1.0.0; high
      GHSA-2 npm part-0: versions 1.0.0; low
      ${names
        .slice(1)
        .map(name => `GHSA-${name} npm ${name}: versions 1.0.0; low`)
        .join('\n      ')}
      //- package.json
      { "dependencies": { "t‸op": "^2.0.0" } }
      //- package-lock.json
      { "lockfileVersion": 3, "packages": {
        "": { "dependencies": { "top": "^2.0.0" } },
        "node_modules/top": { "version": "2.0.0", "dependencies": { "mid": "*", "chalk": "*" } },
        "node_modules/chalk": { "version": "5.6.1" },
        ${names.map(name => `"node_modules/${name}": { "version": "1.0.0" },`).join(' ')}
        "node_modules/mid": { "version": "1.0.0", "dependencies": { ${names.map(name => `"${name}": "*"`).join(', ')} } }
      } }
    `);
    expect(hover?.plain.split('\n')).toEqual([
      'top 2.0.0 (locked in package-lock.json, published 2026-01-31)',
      'top → chalk 5.6.1: MAL-2025-46969 (malicious)',
      'top → mid → part-0 1.0.0: GHSA-1 (high) and 1 more',
      ...names.slice(1, 4).map(name => `top → mid → ${name} 1.0.0: GHSA-${name} (low)`),
      '…and 3 more transitive releases',
      'First release 2026-01-31, 1 release.',
      'No advisory known.',
    ]);
    expect(hover?.markdown).toContain('[MAL\\-2025\\-46969](https://osv.dev/vulnerability/MAL-2025-46969)');
  });

  it('tells each of several signals, and of what comes from elsewhere', async () => {
    const source = `
      //- registry npm some-part 1.0.0 2026-01-01 runs(), 1.0.1 2026-05-31 runs(postinstall)
      //- package.json
      { "dependencies": { "some‸-part": "^1.0.0" } }
      //- package-lock.json
      { "lockfileVersion": 3, "packages": {
        "": { "dependencies": { "some-part": "^1.0.0" } },
        "node_modules/some-part": { "version": "1.0.1", "dependencies": { "odd": "*" } },
        "node_modules/odd": { "version": "1.0.0", "resolved": "https://evil.example/odd.tgz" }
      } }
    `;
    const lines = (await hoverIn(source))?.plain.split('\n') ?? [];
    const [finding] = (await scanFixture(readFixture(source.replace('‸', ''))))[0]?.judged[0]?.findings ?? [];
    expect(finding?.signals?.length).toBeGreaterThan(1);
    expect(lines.slice(1, 1 + (finding?.signals?.length ?? 0))).toEqual(finding?.signals?.map(({ message }) => message));
    expect(lines).toContain('some-part → odd 1.0.0 comes from evil.example, which is no registry configured here');
  });

  it.each([
    ['unknown(registry.example did not answer)', 'Could not be checked: registry.example did not answer'],
    ['private(npm.corp.example)', 'Not checked: private registry npm.corp.example'],
    ['pending', 'Being checked…'],
  ])('says of %s that it is not checked', async (registry, line) => {
    const hover = await hoverIn(`
      //- registry npm some-part ${registry}
      //- package.json
      { "dependencies": { "some‸-part": "^1.0.0" } }
    `);
    expect(hover?.plain.split('\n').at(-1)).toBe(line);
  });

  it('names five advisories and counts the others', async () => {
    const records = Array.from({ length: 8 }, (_, index) => `CVE-2026-${index} npm weak-part: versions 1.0.0; summary Number ${index}`);
    const hover = await hoverIn(`
      //- registry npm weak-part 1.0.0 undated
      //- advisories
      ${records.join('\n      ')}
      //- package.json
      { "dependencies": { "weak-part": "1.‸0.0" } }
    `);
    expect(hover?.plain.split('\n').slice(6)).toEqual(['…and 3 more advisories', '1 release.', '8 advisories.']);
  });

  it('shows hostile text, and does nothing else with it', async () => {
    const evil =
      '[click](command:evil) <img src=x onerror=alert(1)> **bold** `code` ![x](http://x.example/y.png) \\ & ~~s~~ | $x$ https://evil.example';
    const record = {
      id: 'CVE-2026-1',
      summary: evil,
      affected: [{ package: { ecosystem: 'npm', name: 'weak-part' }, versions: ['1.0.0'] }],
    };
    const hover = await hoverIn(`
      //- registry npm weak-part 1.0.0
      //- advisories
      ${JSON.stringify({ ...record, modified: '2026-01-01T00:00:00Z', references: [{ type: 'ADVISORY', url: 'https://x.example/CVE-2026-1)](command:evil)' }] })}
      //- package.json
      { "dependencies": { "weak-part": "1.‸0.0" } }
    `);
    const line = hover?.markdown.split('\n')[1] ?? '';
    expect(line.replace(/\\./g, '')).not.toMatch(/[[\]<>`*!~|$&:]/);
    expect(line, 'no link, for its address is odd').not.toMatch(/(?<!\\)\]\(/);
    expect(hover?.plain.split('\n')[1]).toBe(`CVE-2026-1 (no severity given) ${evil}`);
  });
});

describe('escaping', () => {
  it.each([
    ['plain words', 'plain words'],
    ['[a](b)', '\\[a\\]\\(b\\)'],
    ['two\nlines\r\n# head', 'two lines \\# head'],
    ['<b>&amp;', '\\<b\\>\\&amp;'],
    ['a\u202eb\u0000c', 'a\\<U\\+202E\\>b\\<U\\+0000\\>c'],
    ['https://x.example/', 'https\\://x\\.example/'],
  ])('%j', (text, escaped) => {
    expect(escapeMarkdown(text)).toBe(escaped);
  });

  it('leaves no punctuation of Markdown or HTML unescaped, and loses nothing that can be seen', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 25 }), text => {
        const escaped = escapeMarkdown(text);
        expect(escaped.replace(/\\[\\`*_{}[\]()#+\-.!|<>&~$:@^=]/g, '')).not.toMatch(/[\\`*_{}[\]()#+\-.!|<>&~$:@^=\r\n]/);
        expect(escaped.replace(/\\(.)/gu, '$1')).toBe(oneLine(text));
      }),
    );
  });
});
