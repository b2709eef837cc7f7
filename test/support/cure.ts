// What holds of every fix that is offered, whatever the finding.
import { expect } from 'vitest';
import type { Judged } from '../../server/src/engine/inspect.js';
import type { ManifestResult } from '../../server/src/engine/scan.js';
import { withDigests } from '../../server/src/fixes/digests.js';
import { fixesFor } from '../../server/src/fixes/index.js';
import type { Edit, Finding, Fix } from '../../server/src/model.js';
import type { Fixture } from './fixture.js';
import { ROOT, scanFixture, withText } from './world.js';

export interface Offer {
  /** The dependency's place among those of its manifest. */
  readonly index: number;
  readonly finding: Finding;
  readonly fix: Fix;
}

/** Every fix that one manifest of a fixture is offered, hashes filled in where the fixture has them. */
export function offersOf(fixture: Fixture, result: ManifestResult): readonly Offer[] {
  return result.judged.flatMap(({ findings, subject }, index) =>
    findings.flatMap(finding =>
      (subject ? fixesFor(finding, subject, fixture.now) : []).map(fix => ({
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

/** What is installed changes with the next install only: not by an edit of the manifest. */
function withoutInstalled(fixture: Fixture): Fixture {
  return { ...fixture, files: fixture.files.filter(({ path }) => !/(^|\/)(node_modules|site-packages)\//.test(path)) };
}

/**
 * Applies a fix, reads and judges the manifest again: the finding is gone (of a vulnerability at least some), nothing else is worse, and
 * nothing but this dependency has changed. A fix that is no more than the lesser evil must not be preferred.
 */
export async function expectCured(fixture: Fixture, before: ManifestResult, { index, finding, fix }: Offer): Promise<void> {
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
  if (!isRemoval) expectBetter(before.judged[index] as Judged, after.judged[index] as Judged, finding, fix, where);
}

function completed(fix: Fix, { dependency }: Finding, { text }: ManifestResult, { digests }: Fixture): Fix {
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

/** Lines of the old text, outside what was edited, that the new one has lost. */
function untouchedLines(text: string, old: string, { edits }: Fix): readonly string[] {
  const start = Math.min(...edits.map(({ span }) => span.start));
  const end = Math.max(...edits.map(({ span }) => span.end));
  const head = old.slice(0, start).split('\n').slice(0, -1).join('\n');
  const tail = old.slice(end).split('\n').slice(1).join('\n');
  return [...(text.startsWith(head) ? [] : [head]), ...(text.endsWith(tail) ? [] : [tail])];
}
