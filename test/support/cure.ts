// What holds of every fix that is offered, whatever the finding.
import { expect } from 'vitest';
import type { Judged } from '../../server/src/analysis/evaluate.js';
import type { FileResult } from '../../server/src/analysis/results.js';
import { withDigests } from '../../server/src/fixes/digests.js';
import { fixesFor } from '../../server/src/fixes/index.js';
import { isInCatalog } from '../../server/src/fixes/line.js';
import type { Edit, Finding, Fix, SourceText } from '../../server/src/model/index.js';
import type { Fixture } from './fixture.js';
import { ROOT, scanFixture, withText } from './world.js';

export interface Offer {
  /** The dependency's place among those of its manifest. */
  readonly index: number;
  readonly finding: Finding;
  readonly fix: Fix;
}

/** Every fix that one manifest of a fixture is offered, hashes filled in where the fixture has them. */
export function offersOf(fixture: Fixture, result: FileResult): readonly Offer[] {
  return result.judged.flatMap(({ findings, subject, ...around }, index) =>
    findings.flatMap(finding =>
      (subject ? fixesFor(finding, subject, fixture.now, around) : []).map(fix => ({
        index,
        finding,
        fix: completed(fix, finding, result, fixture),
      })),
    ),
  );
}

export function applied(text: string, edits: readonly Edit[]): string {
  return [...edits]
    .sort((a, b) => b.span.start - a.span.start)
    .reduce((changed, { span, newText }) => changed.slice(0, span.start) + newText + changed.slice(span.end), text);
}

/** The files that a fix changes, as they are afterwards. */
export function changedTexts({ path, text }: FileResult, { edits }: Fix): readonly SourceText[] {
  const files = new Map<string, SourceText>(edits.map(({ file }) => [file?.path ?? path, file ?? { path, text }]));
  return [...files.values()].map(file => ({
    path: file.path,
    text: applied(
      file.text,
      edits.filter(edit => (edit.file?.path ?? path) === file.path),
    ),
  }));
}

/** What is installed changes with the next install only: not by an edit of the manifest. */
function withoutInstalled(fixture: Fixture): Fixture {
  return { ...fixture, files: fixture.files.filter(({ path }) => !/(^|\/)(node_modules|site-packages)\//.test(path)) };
}

/**
 * Applies a fix, reads and judges the manifest again: the finding is gone (of a vulnerability at least some), nothing else is worse, and
 * nothing but this dependency has changed. A fix that is no more than the lesser evil must not be preferred.
 */
export async function expectCured(fixture: Fixture, before: FileResult, offer: Offer): Promise<void> {
  const { index, finding, fix } = offer;
  if (finding.through || isInCatalog(finding.dependency) || fix.edits.some(({ file }) => file))
    return expectCuredElsewhere(fixture, before, offer);
  const where = `${before.path}: ${fix.title}`;
  const path = before.path.slice(ROOT.length + 1);
  const text = applied(before.text, fix.edits);
  const after = (await scanFixture(withText(withoutInstalled(fixture), path, text))).find(result => result.path === before.path);
  if (!after) throw new Error(`${where}: no manifest is left`);
  expect(after.problems.length, `${where}: problems of the file`).toBeLessThanOrEqual(before.problems.length);
  expect(untouchedLines(text, before.text, fix), `${where}: other lines`).toEqual([]);
  const isRemoval = fix.title.startsWith('Remove ');
  const others = before.judged.filter((_, at) => at !== index);
  expect(after.judged.filter((_, at) => isRemoval || at !== index).map(declaration), `${where}: other dependencies`).toEqual(
    others.map(declaration),
  );
  const digests = fix.needsDigests === false ? fixture.digests.get(`${finding.dependency.name} ${fix.target}`) : undefined;
  const written = after.judged[index]?.dependency.hashes?.map(({ algorithm, digest }) => `${algorithm}:${digest}`).sort();
  if (digests) expect(written, `${where}: hashes`).toEqual(digests.map(({ algorithm, digest }) => `${algorithm}:${digest}`).sort());
  if (fix.title.startsWith('Replace ')) expectReplaced(after.judged[index] as Judged, finding, fix, where);
  else if (!isRemoval) expectBetter(before.judged[index] as Judged, after.judged[index] as Judged, finding, fix, where);
}

/**
 * The same of a fix that changes another line than the dependency's: what a catalog says, or an override. Nothing is locked any more, for that changes
 * with the next install. What stands in other lines is as it was, and of the one entry there is nothing to be said.
 */
async function expectCuredElsewhere(fixture: Fixture, before: FileResult, { index, finding, fix }: Offer): Promise<void> {
  const [changed, ...others] = changedTexts(before, fix);
  const where = `${before.path}: ${fix.title}`;
  if (!changed || others.length > 0) throw new Error(`${where}: one file is to be changed`);
  expect(fix.title.includes(` in ${changed.path.replace(/^.*\//, '')}`), `${where}: the title names the file`).toBe(
    changed.path !== before.path,
  );
  const isOnlyPlace = changed.path.endsWith('/pnpm-workspace.yaml') && finding.through !== undefined && !fix.title.includes(', for pnpm ');
  if (changed.path !== before.path && !isOnlyPlace) expect(fix.preferred, `${where}: another file, so not preferred`).toBe(false);
  const fresh = withoutLocked(withoutInstalled(fixture));
  const path = changed.path.slice(ROOT.length + 1);
  const old = fixture.files.find(file => file.path === path)?.text ?? '';
  expect(untouchedLines(changed.text, old, fix), `${where}: other lines`).toEqual([]);
  const [was, is] = [await scanFixture(fresh), await scanFixture(withText(fresh, path, changed.text))];
  const problems = (results: readonly FileResult[]): number => results.flatMap(result => result.problems).length;
  expect(problems(is), `${where}: problems of the files`).toBeLessThanOrEqual(problems(was));
  const below = finding.through?.find(one => [' to ', ' of '].some(word => fix.title.includes(` ${one.name}${word}`)));
  const name = below?.name ?? finding.dependency.name;
  const declared = (results: readonly FileResult[]): readonly string[] =>
    results.flatMap(({ judged }) => judged.filter(({ dependency }) => dependency.name !== name).map(declaration));
  expect(declared(is), `${where}: other dependencies`).toEqual(declared(was));
  const entries = is
    .filter(result => result.path === changed.path)
    .flatMap(({ judged }) => judged.filter(({ dependency, subject }) => dependency.name === name && subject));
  for (const { findings, subject } of entries) {
    if (below) expect(subject?.requirement.admits(below.version), `${where}: the bad release`).toBe(false);
    else if (fix.target !== undefined) expect(subject?.requirement.admits(fix.target), `${where}: the target`).toBe(true);
    expect(
      findings.filter(({ rule }) => rule.includes('malicious')),
      `${where}: malware`,
    ).toEqual([]);
  }
  if (finding.through) return;
  const [judged, after] = [before.judged[index], is.find(result => result.path === before.path)?.judged[index]];
  if (!judged || !after) throw new Error(`${where}: the dependency is gone`);
  expectBetter(judged, after, finding, fix, where);
}

function withoutLocked(fixture: Fixture): Fixture {
  return {
    ...fixture,
    files: fixture.files.filter(({ path }) => !/(^|\/)([\w-]*lock[\w-]*\.\w+|\w+\.lock|npm-shrinkwrap\.json)$/.test(path)),
  };
}

function completed(fix: Fix, { dependency }: Finding, { text }: FileResult, { digests }: Fixture): Fix {
  const found = fix.needsDigests ? digests.get(`${dependency.name} ${fix.target}`) : undefined;
  return (found && withDigests(fix, dependency, found, text)) ?? fix;
}

function declaration({ dependency }: Judged): string {
  return `${dependency.group} ${dependency.writtenName} ${dependency.specifier}`;
}

function expectBetter(before: Judged, after: Judged, finding: Finding, fix: Fix, where: string): void {
  expect(after.dependency.name, `${where}: the name`).toBe(before.dependency.name);
  const left = after.findings.find(({ rule }) => rule === finding.rule);
  if (finding.rule === 'vulnerable-release' && left) {
    expect(left.advisories.length, `${where}: fewer advisories`).toBeLessThan(finding.advisories.length);
    expect(fix.preferred, `${where}: vulnerable still, so not preferred`).toBe(false);
  } else expect(left?.message, `${where}: the finding`).toBeUndefined();
  const known = before.findings.map(({ rule }) => rule);
  const added = after.findings.filter(({ rule }) => !known.includes(rule));
  const fresh = added.filter(({ level }) => level === 'error');
  if (fix.preferred || !fix.title.includes('has known vulnerabilities')) expect(fresh, `${where}: new errors`).toEqual([]);
  expect(
    added.filter(({ rule }) => rule.includes('malicious')),
    `${where}: new malware`,
  ).toEqual([]);
  const target = after.subject?.effective;
  if (fix.target !== undefined && target?.evidence === 'pinned') expect(target.version, `${where}: the target`).toBe(fix.target);
}

/** A replacement names another package, and leads to a release of it that nothing speaks against. */
function expectReplaced({ dependency, findings, subject }: Judged, finding: Finding, fix: Fix, where: string): void {
  expect(fix.title, `${where}: the new name`).toBe(`Replace ${finding.dependency.writtenName} by ${dependency.name}`);
  expect(fix.preferred, `${where}: never preferred`).toBe(false);
  expect(subject?.effective?.version, `${where}: the target`).toBe(fix.target);
  expect(findings, `${where}: findings`).toEqual([]);
}

/** Lines of the old text, outside what was edited, that the new one has lost. */
function untouchedLines(text: string, old: string, { edits }: Fix): readonly string[] {
  const start = Math.min(...edits.map(({ span }) => span.start));
  const end = Math.max(...edits.map(({ span }) => span.end));
  const head = old.slice(0, start).split('\n').slice(0, -1).join('\n');
  const tail = old.slice(end).split('\n').slice(1).join('\n');
  return [...(text.startsWith(head) ? [] : [head]), ...(text.endsWith(tail) ? [] : [tail])];
}
