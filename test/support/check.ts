// The one way to write a case about rules and fixes: a text with the manifest, the world around it, and what is expected of it.
//
//   await check(`
//     //- registry PyPI litellm 1.82.6 2026-03-20, 1.83.0 2026-03-25
//     //- requirements.txt
//     litellm>=1.50,<2
//            ^^^^^^^^^ warning admits-malicious-release: litellm >=1.50,<2 admits compromised 1.82.7 and 1.82.8 (MAL-2026-2144). Today it gives 1.83.0.
//   `);
//
// Every diagnostic of every manifest must stand under its line, carets below exactly what it covers (`|` for nothing, `+` behind the
// carets where it goes on in the next line); the text with what was really said is the diff. Every fix that is offered is tried out,
// too: see `expectCured`; and the language server must say the same as a scan: see `expectSameInEditor`. Sections, each begun by a line `//- …`:
//
//   //- PATH [crlf] [bom]          a file below the project's folder; manifests are judged, others can be included, and lockfiles and what lies in
//                                    node_modules and .venv stand around the manifests as they would on a disk
//   //- registry npm|PyPI NAME     what the registry says; needed for every package that a manifest names. Entries, by commas or line breaks:
//                                    1.2.3 [2026-01-31] [yanked|yanked(WHY)] [deprecated(WHY)] [withdrawn: npm, in `time` only]
//                                    tag NAME VERSION (`latest` is the highest final release unless said) · status STATUS(WHY)
//                                    of a release also: by(ACCOUNT) · runs(postinstall) or runs() · needs(a b) or needs() · attested or unattested ·
//                                    digest(sha512-…) · python(>=3.9) or node(>=20), which it needs · no-file; what is not said is unknown
//                                    of the package: created 2026-01-31 · maintainers(a b) · repository(URL) or repository()
//                                    undated (else of 2025-05-01) · no-times (npm, tells no withdrawn ones) · asked 30h (ago) · stale(WHY)
//                                  or instead: absent · pending · unknown(WHY) · private(HOST)
//   //- advisories                 one a line: `ID npm|PyPI NAME: versions 1.0 1.1; range introduced 0, fixed 1.2; aliases A B; high;
//                                    published 2026-01-31; withdrawn; malware; last-known <= 1.4.44; summary TEXT`, or an OSV record as JSON.
//                                  The built-in incidents are known without saying so.
//   //- advisories pending | unknown(WHY) | asked 30h
//   //- levels RULE=off RULE=hint  the user's settings       //- now 2026-06-01T00:00:00Z     (that is the default)
//   //- policy                     the text of .depwarden.jsonc       //- baseline   the text of .depwarden/baseline.json
//   //- cooldown DAYS              the user's setting
//   //- index URL                  the Python index that is asked
//   //- scopes @acme @corp          npm scopes that come from a private registry; registry.example is the registry that is asked
//   //- digests NAME VERSION sha256:AA sha256:BB             what the index says of a release's files
//   //- fixes                      below a file: every fix it is offered, in order; `* ` before preferred ones, `- ` before others
//   //- after TITLE                below a file: the text of the file that is changed, once that fix is applied
import { expect } from 'vitest';
import type { FileResult } from '../../server/src/analysis/results.js';
import { diagnosticsOf } from '../../server/src/editor/features/diagnostics.js';
import { rangesIn } from '../../server/src/reports/positions.js';
import { changedTexts, expectCured, offersOf } from './cure.js';
import { type Annotation, type Fixture, type FixtureFile, readFixture } from './fixture.js';
import { expectSameInEditor } from './sameFindings.js';
import { ROOT, scanFixture } from './world.js';

/** Compares a fixture with what is really said and offered; rejects with a readable difference. */
export async function check(source: string): Promise<void> {
  const fixture = readFixture(source);
  const results = await scanFixture(fixture);
  for (const result of results) {
    const file = fixture.files.find(({ path }) => `${ROOT}/${path}` === result.path);
    if (!file) throw new Error(`${result.path} is no file of the fixture`);
    expect(annotated(file.path, file.text, annotationsOf(result))).toBe(annotated(file.path, file.text, file.expected));
    await checkFixes(fixture, file, result);
  }
  await expectSameInEditor(fixture);
}

async function checkFixes(fixture: Fixture, file: FixtureFile, result: FileResult): Promise<void> {
  const offers = offersOf(fixture, result);
  const titles = offers.map(({ fix }) => `${fix.preferred ? '*' : '-'} ${fix.title}`);
  if (file.fixes) expect(titles.join('\n')).toBe(file.fixes.join('\n'));
  for (const [title, text] of file.after) {
    const offer = offers.find(({ fix }) => fix.title === title);
    if (!offer) throw new Error(`no fix "${title}" is offered, but:\n${titles.join('\n')}`);
    expect(changedTexts(result, offer.fix).map(file => file.text)).toEqual([text]);
  }
  for (const offer of offers) await expectCured(fixture, result, offer);
}

function annotationsOf(result: FileResult): readonly Annotation[] {
  const lines = linesOf(result.text);
  const diagnostics = diagnosticsOf(result, `file://${result.path}`, rangesIn(result.text), () => undefined);
  return diagnostics.map(({ range: { start, end }, severity, code, message }) => ({
    line: start.line,
    start: start.character,
    end: end.line === start.line ? end.character : (lines[start.line]?.length ?? 0),
    goesOn: end.line !== start.line,
    text: `${LEVELS[severity ?? 0]} ${code}: ${message}`,
  }));
}

const LEVELS = ['', 'error', 'warning', 'information', 'hint'];

function annotated(path: string, text: string, annotations: readonly Annotation[]): string {
  const lines = linesOf(text).flatMap((line, at) => [
    line,
    ...annotations
      .filter(annotation => annotation.line === at)
      .map(({ start, end, goesOn, text: said }) => `${' '.repeat(start)}${'^'.repeat(end - start) || '|'}${goesOn ? '+' : ''} ${said}`)
      .sort(),
  ]);
  return `//- ${path}\n${lines.join('\n')}`;
}

function linesOf(text: string): readonly string[] {
  return text.split(/\r?\n/);
}
