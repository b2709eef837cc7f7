import { describe, expect, it } from 'vitest';
import { inlayHintsIn } from '../../../server/src/editor/features/inlayHints.js';
import { createReleaseStates } from '../../../server/src/editor/features/releaseStates.js';
import { readFixture } from '../../support/fixture.js';
import { scanFixture } from '../../support/world.js';
import { rangeOf } from './cursor.js';

/** Each line with the hints in it, as `«label»`, and all tooltips. */
async function hinted(source: string, only?: (text: string) => { start: number; end: number }) {
  const fixture = readFixture(source);
  const [result] = await scanFixture(fixture);
  if (!result) throw new Error('no manifest');
  const part = only?.(result.text) ?? { start: 0, end: result.text.length };
  const hints = inlayHintsIn(result, part, createReleaseStates(), rangeOf, fixture.now);
  const text = hints
    .toSorted((a, b) => b.position.character - a.position.character)
    .reduce((shown, { position: { character }, label }) => `${shown.slice(0, character)}«${label}»${shown.slice(character)}`, result.text);
  return {
    lines: text.trim().split('\n'),
    tooltips: hints.map(({ tooltip }) => tooltip),
    edits: hints.map(({ textEdits }) => textEdits?.map(({ newText }) => newText)),
  };
}

describe('an inlay hint', () => {
  it('stands behind the comma, and tells what the line could be changed to, or that there is nothing to do', async () => {
    const { lines, tooltips, edits } = await hinted(`
      //- registry npm old-part 1.0.0 2024-01-31, 1.1.0 2025-12-01, 2.0.0 2026-05-31
      //- registry npm new-part 1.0.0 2024-01-31
      //- registry npm weak-part 1.0.0 2024-01-31
      //- registry npm early-part 1.0.0 2024-01-31, 2.0.0-rc.1 2025-01-31
      //- advisories
      GHSA-1 npm weak-part: versions 1.0.0; high
      //- package.json
      {
        "dependencies": {
          "old-part": "1.0.0",
          "new-part": "^1.0.0",
          "weak-part": "^1.0.0",
          "early-part": "2.0.0-rc.1"
        }
      }
    `);
    expect(lines.slice(2, 6)).toEqual([
      '    "old-part": "1.0.0",«→ 1.1.0»',
      '    "new-part": "^1.0.0",«✓»',
      '    "weak-part": "^1.0.0",«no safe release»',
      '    "early-part": "2.0.0-rc.1"«✓»',
    ]);
    expect(tooltips).toEqual([
      'Now 1.0.0, 2 years old (pinned). Newest safe release: 1.1.0, 5 months old.',
      'Now 1.0.0, 2 years old (resolved). Newest safe release: 1.0.0, 2 years old.',
      'Now 1.0.0, 2 years old, vulnerable (high) (resolved).',
      'Now 2.0.0-rc.1, 15 months old (pinned). Newest safe release: 2.0.0-rc.1, 15 months old.',
    ]);
    expect(edits).toEqual([['1.1.0'], undefined, undefined, undefined]);
  });

  it('names what the fix would write, and is content once that is written, though the lockfile is behind', async () => {
    const around = (specifier: string) => `
      //- registry npm old-part 1.0.0 2024-01-31, 1.1.0 2025-12-01, 1.2.0 2025-12-02
      //- advisories
      GHSA-1 npm old-part: versions 1.0.0; high
      //- package.json
      { "dependencies": { "old-part": "${specifier}" } }
      //- package-lock.json
      { "lockfileVersion": 3, "packages": { "": { "dependencies": { "old-part": "^1.0.0" } }, "node_modules/old-part": { "version": "1.0.0" } } }
    `;
    const before = await hinted(around('^1.0.0'));
    expect([before.lines, before.edits]).toEqual([['{ "dependencies": { "old-part": "^1.0.0"«→ 1.1.0» } }'], [['^1.1.0']]]);
    expect((await hinted(around('^1.1.0'))).lines).toEqual(['{ "dependencies": { "old-part": "^1.1.0"«✓» } }']);
  });

  it('says of the release that is had what is wrong with it', async () => {
    const { lines, tooltips } = await hinted(`
      //- registry PyPI litellm 1.82.6 2026-03-22, 1.82.7 2026-03-24
      //- registry PyPI some-part 1.0 undated, 1.1 undated yanked
      //- requirements.txt
      litellm==1.82.7  # why
      some-part == 1.1 ; python_version > "3"
    `);
    expect(lines).toEqual(['litellm==1.82.7«→ 1.82.6»  # why', 'some-part == 1.1«→ 1.0» ; python_version > "3"']);
    expect(tooltips[0]).toBe('Now 1.82.7, 2 months old, malicious (pinned). Newest safe release: 1.82.6, 2 months old.');
    expect(tooltips[1]).toBe('Now 1.1, yanked (pinned). Newest safe release: 1.0.');
  });

  it.each([
    ['pending', '"^1.0.0"'],
    ['absent', '"^1.0.0"'],
    ['unknown(registry.example did not answer)', '"^1.0.0"'],
    ['private(npm.corp.example)', '"^1.0.0"'],
    ['1.0.0\n      //- advisories pending', '"^1.0.0"'],
    ['1.0.0\n      //- advisories unknown(osv.example did not answer)', '"^1.0.0"«not checked»'],
  ])('of %s', async (registry, line) => {
    const { lines } = await hinted(`
      //- registry npm some-part ${registry}
      //- package.json
      { "dependencies": { "some-part": "^1.0.0" } }
    `);
    expect(lines).toEqual([`{ "dependencies": { "some-part": ${line} } }`]);
  });

  it('is only in the part that is asked for', async () => {
    const source = `
      //- registry PyPI one 1.0
      //- registry PyPI two 1.0
      //- registry PyPI three 1.0
      //- requirements.txt
      one==1.0
      two==1.0
      three==1.0
    `;
    const second = (text: string) => ({ start: text.indexOf('two'), end: text.indexOf('three') });
    expect((await hinted(source, second)).lines).toEqual(['one==1.0', 'two==1.0«✓»', 'three==1.0']);
  });
});
