import { describe, expect, it } from 'vitest';
import { type HoverSurroundings, hoverAt } from '../../../server/src/editor/features/hover.js';
import { escapeMarkdown } from '../../../server/src/text/markdown.js';
import { oneLine } from '../../../server/src/text/sanitize.js';
import * as fc from '../../support/fastCheck.js';
import { readFixture } from '../../support/fixture.js';
import { scanFixture } from '../../support/world.js';

/** The hover at the first `‸` of a fixture, which is taken out. */
async function hoverIn(source: string, around?: HoverSurroundings) {
  const fixture = readFixture(source.replace('‸', ''));
  const [result] = await scanFixture(fixture);
  const marked = readFixture(source).files[0]?.text ?? '';
  const found = result && hoverAt(result.judged, marked.indexOf('‸'), around);
  return found && { ...found, covers: result.text.slice(found.span.start, found.span.end) };
}

const PINNED = `
  //- registry npm chalk 5.6.0 undated, 5.6.1 2025-09-08
  //- advisories
  GHSA-2v46-p5h4-248w npm chalk: malware; critical; versions 5.6.1; aliases MAL-2025-46969; summary Malware in chalk
  //- package.json
`;

describe('a hover', () => {
  it('says what is wrong, the fix, what to do, each advisory once, and the facts, in this order', async () => {
    expect((await hoverIn(`${PINNED}  { "dependencies": { "chalk": "5.‸6.1" } }\n`))?.plain.split('\n')).toEqual([
      'chalk 5.6.1 is a compromised release (MAL-2025-46969, 2025-09-08). Last safe release: 5.6.0.',
      'Fix: Pin chalk to 5.6.0 — last safe release; no known advisories',
      'What to do: depwarden respond npm:chalk@5.6.1',
      'MAL-2025-46969 (malicious) Compromised releases of chalk',
      'chalk 5.6.1 (pinned): released 2025-09-08; the newest',
      'npm: https://www.npmjs.com/package/chalk',
    ]);
  });

  it('says nothing again that its client shows beside it', async () => {
    const around = { problems: true, responding: true };
    const onVersion = await hoverIn(`${PINNED}  { "dependencies": { "chalk": "5.‸6.1" } }\n`, around);
    expect(onVersion?.plain.split('\n').slice(0, 2)).toEqual([
      'Fix: Pin chalk to 5.6.0 — last safe release; no known advisories',
      'What to do about chalk 5.6.1 is among the quick fixes.',
    ]);
    const onName = await hoverIn(`${PINNED}  { "dependencies": { "ch‸alk": "5.6.1" } }\n`, around);
    expect(onName?.plain).toMatch(/^chalk 5\.6\.1 is a compromised release/);
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
      'litellm >=1.50 admits compromised 1.82.7 and 1.82.8 (MAL-2026-2144). Today it gives 1.83.0.',
      'Fix: Raise litellm to >=1.83.0 — next safe release, 2026-03-25; no known advisories; 2 months old',
      'MAL-2026-2144 (malicious) 1.82.7, 1.82.8: Compromised releases of litellm',
      'litellm 1.83.0 (resolved today): released 2026-03-25; the newest',
      'PyPI: https://pypi.org/project/litellm/',
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
      'top → chalk 5.6.1 is a compromised release (MAL-2025-46969, 2025-09-08).',
      'top → mid → part-0 1.0.0 has 2 vulnerabilities, the worst high (GHSA-1 and GHSA-2). And 6 more transitive releases.',
      'What to do: depwarden respond npm:chalk@5.6.1',
      'MAL-2025-46969 (malicious) Compromised releases of chalk',
      'GHSA-1 (high)',
      'GHSA-2 (low)',
      ...names.slice(1, 4).map(name => `top → mid → ${name} 1.0.0: GHSA-${name} (low)`),
      '…and 3 more transitive releases: see the report',
      'top 2.0.0 (locked in package-lock.json): released 2026-01-31; the newest',
      'npm: https://www.npmjs.com/package/top',
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
    expect(lines).toEqual(expect.arrayContaining(finding?.signals?.map(({ message }) => message) ?? []));
    expect(lines).toContain('some-part → odd 1.0.0 comes from evil.example, which is no registry configured here.');
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
    expect(hover?.plain.split('\n')).toContain(line);
  });

  it('names the three gravest advisories and counts the others', async () => {
    const severities = ['low', 'high', 'medium', 'low', 'critical', 'low', 'medium', 'low', 'low', 'low'];
    const records = severities.map(
      (severity, index) => `CVE-2026-${index} npm weak-part: versions 1.0.0; ${severity}; summary Number ${index}`,
    );
    const hover = await hoverIn(`
      //- registry npm weak-part 1.0.0 undated
      //- advisories
      ${records.join('\n      ')}
      //- package.json
      { "dependencies": { "weak-part": "1.‸0.0" } }
    `);
    expect(hover?.plain.split('\n').slice(1)).toEqual([
      'No safe release is known.',
      'CVE-2026-4 (critical) Number 4',
      'CVE-2026-1 (high) Number 1',
      'CVE-2026-2 (medium) Number 2',
      '…and 7 more advisories: see the report',
      'weak-part 1.0.0 (pinned): the newest',
      'npm: https://www.npmjs.com/package/weak-part',
    ]);
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
    const line = hover?.markdown.split('\n').find(text => text.includes('command')) ?? '';
    expect(line.replace(/\\./g, '')).not.toMatch(/[[\]<>`*!~|$&:]/);
    expect(line, 'no link, for its address is odd').not.toMatch(/(?<!\\)\]\(/);
    expect(hover?.plain.split('\n')).toContain(`CVE-2026-1 (no severity given) ${evil.slice(0, 63)}…`);
  });
});

describe('a hover on a healthy line', () => {
  const LOCKED = (specifier: string) => `
      //- package.json
      { "dependencies": { "weak-‸part": "${specifier}" } }
      //- package-lock.json
      { "lockfileVersion": 3, "packages": {
        "": { "dependencies": { "weak-part": "${specifier}" } },
        "node_modules/weak-part": { "version": "1.0.0" }
      } }
  `;

  it('tells the release, what it could be updated to and what that changes, its past, and where to read on', async () => {
    const hover = await hoverIn(`
      //- registry npm weak-part 1.0.0 2025-01-01 by(ann) needs() attested, 1.0.1 2025-02-01 by(ann) needs() attested,
      1.1.0 2025-03-01 by(ann) needs(left-pad) unattested, 2.0.0 2025-04-01 by(bob) needs() attested, maintainers(ann bob), created 2025-01-01,
      repository(git+https://github.com/Acme/weak-part.git)
      ${LOCKED('~1.0.0')}
    `);
    expect(hover?.plain.split('\n')).toEqual([
      'weak-part 1.0.0 (locked in package-lock.json): released 2025-01-01 by ann, with provenance; newest 2.0.0 (2025-04-01)',
      'Safe update in range: 1.0.1 (2025-02-01) — same publisher, no new dependencies, provenance kept',
      'Safe minor update: 1.1.0 (2025-03-01) — adds left-pad, loses provenance',
      'Safe major update: 2.0.0 (2025-04-01) — published by bob, who is new to the package',
      'First release 2025-01-01, 4 releases, maintained by ann and bob.',
      'No advisory known.',
      'npm: https://www.npmjs.com/package/weak-part · repository: https://github.com/Acme/weak-part · changelog: https://github.com/Acme/weak-part/releases',
    ]);
    expect(hover?.markdown.split('\n').at(-1)).toBe(
      '[npm](https://www.npmjs.com/package/weak-part) · [repository](https://github.com/Acme/weak-part) · [changelog](https://github.com/Acme/weak-part/releases)',
    );
  });

  it.each([
    [
      '1.0.0 2025-01-01 withdrawn, 1.1.0 2025-02-01',
      'weak-part 1.0.0 (locked in package-lock.json): released 2025-01-01, since withdrawn; newest 1.1.0 (2025-02-01)',
    ],
    ['1.0.0 undated, 1.1.0 undated', 'weak-part 1.0.0 (locked in package-lock.json): newest 1.1.0'],
    ['pending', 'weak-part 1.0.0 (locked in package-lock.json)'],
  ])('tells what is known of the release: %s', async (releases, line) => {
    expect((await hoverIn(`\n      //- registry npm weak-part ${releases}${LOCKED('1.0.0')}`))?.plain.split('\n')).toContain(line);
  });

  it('tells one update once, and none where an override decides', async () => {
    const registry = '//- registry npm weak-part 1.0.0, 1.1.0';
    const updates = async (source: string) => (await hoverIn(source))?.plain.split('\n').filter(line => /^Safe .*update/.test(line));
    expect(await updates(`\n      ${registry}${LOCKED('^1.0.0')}`)).toEqual(['Safe update in range: 1.1.0 (2025-05-01)']);
    const overridden = `
      ${registry}
      //- package.json
      { "dependencies": { "weak-‸part": "^1.0.0" }, "overrides": { "weak-part": "1.0.0" } }
    `;
    expect(await updates(overridden)).toEqual([]);
  });

  it('stays small for a name of 214 characters', async () => {
    const name = 'n'.repeat(214);
    const hover = await hoverIn(`
      //- registry npm ${name} 1.0.0, 1.1.0
      //- package.json
      { "dependencies": { "${name.slice(1)}‸n": "^1.0.0" } }
    `);
    const shown = hover?.plain.split('\n').filter(line => !line.startsWith('npm: ')) ?? [];
    expect(shown.length).toBeGreaterThan(1);
    for (const line of shown) expect(line.length).toBeLessThan(160);
  });

  it('leads to no page of what is private, and to no repository where something speaks for an attack', async () => {
    const repository = 'repository(https://github.com/acme/weak-part)';
    const privately = await hoverIn(`\n      //- registry npm weak-part private(npm.corp.example)${LOCKED('1.0.0')}`);
    expect(privately?.markdown).not.toContain('https');
    const malicious = await hoverIn(`
      //- registry npm weak-part 1.0.0, ${repository}
      //- advisories
      MAL-2026-1 npm weak-part: versions 1.0.0
      ${LOCKED('1.0.0')}
    `);
    expect(malicious?.markdown).toContain('[npm](https://www.npmjs.com/package/weak-part)');
    expect(malicious?.markdown).not.toContain('github');
  });

  it.each(['command:evil', 'javascript:alert(1)', 'https://x.example/a)](command:evil', 'file:///etc/passwd'])(
    'has no link to %s',
    async address => {
      const hover = await hoverIn(`\n      //- registry npm weak-part 1.0.0, repository(${address.replace(')', '%29')})${LOCKED('1.0.0')}`);
      expect(hover?.markdown).not.toContain('repository');
    },
  );
});

describe('a hover on an ignored line', () => {
  const SOURCE = (more: string) => `
      //- registry npm weak-part 1.0.0
      //- advisories
      GHSA-1 npm weak-part: versions 1.0.0; high
      //- policy
      { "ignore": [{ "advisory": "GHSA-1", "package": "npm:weak-part", "reason": "only *in* tests"${more} }] }
      //- package.json
      { "dependencies": { "weak-‸part": "1.0.0" } }
  `;

  it('says what is ignored, why, until when and by whom', async () => {
    const hover = await hoverIn(SOURCE(', "expires": "2027-01-31", "by": "ann"'), { ignoring: true });
    expect(hover?.plain.split('\n').slice(0, 3)).toEqual([
      'Ignored until 2027-01-31 by ann: High vulnerability (GHSA-1). Reason: only *in* tests',
      'Stop ignoring is among the quick fixes.',
      'weak-part 1.0.0 (pinned): released 2025-05-01; the newest',
    ]);
  });

  it('names nobody where the entry does not, and no quick fix that is not there', async () => {
    const hover = await hoverIn(SOURCE(''));
    expect(hover?.plain).toContain('Ignored: High vulnerability (GHSA-1). Reason: only *in* tests');
    expect(hover?.plain).not.toContain('Stop ignoring');
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
