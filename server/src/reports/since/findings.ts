// Findings and unknowns of one state of a project that another state did not have.

import type { Judged } from '../../analysis/evaluate.js';
import { inventoryOf } from '../../analysis/inventory.js';
import type { FileResult } from '../../analysis/results.js';
import type { Component, Occurrence } from '../../model/component.js';
import type { Finding, Problem } from '../../model/index.js';
import { QUESTIONS } from '../../model/questions.js';

/** A finding with the file and the dependency that it stands on. */
export interface PlacedFinding {
  readonly result: FileResult;
  readonly judged: Judged;
  readonly finding: Finding;
}

/** The findings that are new: with a rule, package and version that the same file did not have. */
export function newFindings(before: readonly FileResult[], after: readonly FileResult[]): readonly PlacedFinding[] {
  const known = new Set(
    before.flatMap(({ path, judged }) => judged.flatMap(one => one.findings.flatMap(finding => keysOf(finding, path)))),
  );
  return placed(after, one => one.findings).filter(({ finding, result }) => keysOf(finding, result.path).some(key => !known.has(key)));
}

/** The new ones among those that the policy ignores. */
export function newIgnored(before: readonly FileResult[], after: readonly FileResult[]): readonly PlacedFinding[] {
  const ignored = (one: Judged): readonly Finding[] => one.ignored.map(({ finding }) => finding);
  const known = new Set(placed(before, ignored).flatMap(({ finding, result }) => keysOf(finding, result.path)));
  return placed(after, ignored).filter(({ finding, result }) => keysOf(finding, result.path).some(key => !known.has(key)));
}

/** How many findings of a state the other one no longer has. */
export function countGone(before: readonly FileResult[], after: readonly FileResult[]): number {
  return newFindings(after, before).length;
}

/**
 * The components that could not be checked where they could before, or were not there. Each has only the occurrences that are new in that.
 */
export function newUnknowns(before: readonly FileResult[], after: readonly FileResult[]): readonly Component[] {
  const known = new Set(inventoryOf(before, []).components.flatMap(one => one.occurrences.flatMap(at => unknownKeys(one, at))));
  return inventoryOf(after, []).components.flatMap(component => {
    const occurrences = component.occurrences.filter(at => unknownKeys(component, at).some(key => !known.has(key)));
    const [first] = occurrences;
    if (!first) return [];
    const { assessment } = occurrences.find(at => at.assessment.kind === 'unknown') ?? first;
    const unanswered = QUESTIONS.filter(question => occurrences.some(at => at.unanswered.includes(question)));
    return [{ ...component, occurrences, assessment, unanswered }];
  });
}

/** A problem of a file that the same file did not have. */
export interface NewProblem {
  readonly result: FileResult;
  readonly problem: Problem;
}

/** What is wrong with files, and was not before, wherever it stands in them. */
export function newProblems(before: readonly FileResult[], after: readonly FileResult[]): readonly NewProblem[] {
  const known = new Set(before.flatMap(({ path, problems }) => problems.map(({ message }) => JSON.stringify([path, message]))));
  const all = after.flatMap(result => result.problems.map(problem => ({ result, problem })));
  return all.filter(({ result: { path }, problem: { message } }) => !known.has(JSON.stringify([path, message])));
}

/** The files that were read in part, or not at all, where they were read whole before or were not there. */
export function newPartlyRead(
  before: readonly FileResult[],
  after: readonly FileResult[],
  isPartly: (result: FileResult) => boolean,
): readonly FileResult[] {
  const known = new Set(before.filter(isPartly).map(({ path }) => path));
  return after.filter(result => isPartly(result) && !known.has(result.path));
}

function placed(results: readonly FileResult[], listed: (one: Judged) => readonly Finding[]): readonly PlacedFinding[] {
  return results.flatMap(result => result.judged.flatMap(judged => listed(judged).map(finding => ({ result, judged, finding }))));
}

/** One for each rule that speaks and each bad release. On which dependency a transitive release comes in makes no difference. */
function keysOf({ rule, signals = [], dependency: { ecosystem, name }, version, through }: Finding, path: string): readonly string[] {
  const rules = [...new Set([rule, ...signals.map(signal => signal.rule)])];
  const releases = through ?? [{ name, version }];
  return rules.flatMap(one => releases.map(release => JSON.stringify([one, ecosystem, release.name, release.version, path])));
}

/** One for each reason why an occurrence is not known; none where it is. */
function unknownKeys({ ecosystem, name, version }: Component, { path, assessment, unanswered }: Occurrence): readonly string[] {
  const isOpen = assessment.kind === 'unknown' || assessment.kind === 'pending';
  return [...(isOpen ? ['assessment'] : []), ...unanswered].map(what => JSON.stringify([what, ecosystem, name, version, path]));
}
