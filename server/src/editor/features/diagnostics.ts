import type { Diagnostic, Range } from 'vscode-languageserver-types';
import type { FileResult } from '../../analysis/results.js';
import type { Dependency, Finding, Level, Problem, Span, Through } from '../../model/index.js';
import { quoted, webAddress } from '../../text/sanitize.js';

/** Turns offsets of one text into a range in the client's position encoding. */
export type ToRange = (span: Span) => Range;

/** What a diagnostic carries in `data`: enough for any client or script to act on it. */
export interface DiagnosticData {
  readonly rule: string;
  /** A further rule that says the same. */
  readonly alsoRule?: string;
  readonly package: string;
  readonly ecosystem: string;
  readonly version?: string;
  readonly advisories: readonly string[];
  /** Of each matter the id to name first; the others are its aliases. */
  readonly leads?: readonly string[];
  /** Of what is below a dependency: the paths to it, the first of many. */
  readonly paths?: readonly string[];
  /** Ids of the rules, where several hints were put together. */
  readonly signals?: readonly string[];
}

/** Code of the one diagnostic a file has for dependencies that could not be checked. Not a rule: it cannot be turned off. */
export const NOT_CHECKED = 'not-checked';

/**
 * The diagnostics of one manifest or lockfile: one a finding, one a problem of the file, and one a reason why dependencies could not be checked.
 * @param uri the manifest's, for related information
 * @param rulePage the address of a rule's documentation, or undefined where there is none to open
 */
export function diagnosticsOf(
  result: FileResult,
  uri: string,
  toRange: ToRange,
  rulePage: (rule: string) => string | undefined,
): Diagnostic[] {
  return [
    ...result.judged.flatMap(({ findings }) =>
      findings.map(finding => ofFinding(finding, isStruckOut(finding, findings), toRange, rulePage)),
    ),
    ...result.problems.map(problem => ofProblem(problem, toRange)),
    ...unchecked(result, uri, toRange),
    ...uncheckedLocked(result, toRange),
  ];
}

/** What has no page of its own leads to that of its rule, or of its code. */
export function withRulePages(diagnostics: readonly Diagnostic[], rulePage: (rule: string) => string | undefined): Diagnostic[] {
  return diagnostics.map(diagnostic => {
    const href = diagnostic.codeDescription ? undefined : rulePage(String(diagnostic.code));
    return href === undefined ? diagnostic : { ...diagnostic, codeDescription: { href } };
  });
}

export const SEVERITY: Readonly<Record<Level, 1 | 2 | 3 | 4>> = { error: 1, warning: 2, information: 3, hint: 4 };
const DEPRECATED_TAG = 2;
export const SOURCE = 'depwarden';
/** Of what may be hundreds: other dependencies, paths to transitive releases. */
const MOST_NAMED = 20;

/** Text that is struck out is hard to read: nothing as grave or graver is to be read there. */
function isStruckOut(finding: Finding, findings: readonly Finding[]): boolean {
  const { span, level } = finding;
  const isInTheWay = (other: Finding): boolean =>
    other !== finding && SEVERITY[other.level] <= SEVERITY[level] && other.span.start < span.end && span.start < other.span.end;
  return finding.deprecated === true && !findings.some(isInTheWay);
}

function ofFinding(finding: Finding, struckOut: boolean, toRange: ToRange, rulePage: (rule: string) => string | undefined): Diagnostic {
  const { dependency } = finding;
  const href = webAddress(finding.advisories[0]?.lead.url ?? '') ?? rulePage(finding.rule);
  const data: DiagnosticData = {
    rule: finding.rule,
    ...(finding.alsoRule !== undefined && { alsoRule: finding.alsoRule }),
    package: finding.through?.[0]?.name ?? dependency.name,
    ecosystem: dependency.ecosystem,
    advisories: finding.advisories.flatMap(group => group.ids),
    ...(finding.version !== undefined && { version: finding.version }),
    ...(finding.advisories.length > 0 && { leads: finding.advisories.map(({ lead }) => lead.id) }),
    ...(finding.through && { paths: finding.through.slice(0, MOST_NAMED).map(pathText) }),
    ...(finding.signals && { signals: finding.signals.map(({ rule }) => rule) }),
  };
  return {
    range: toRange(finding.span),
    severity: SEVERITY[finding.level],
    source: SOURCE,
    code: finding.rule,
    message: shownMessage(finding.message),
    data,
    ...(href !== undefined && { codeDescription: { href } }),
    ...(struckOut && { tags: [DEPRECATED_TAG] }),
  };
}

function pathText({ path }: Through): string {
  return shownMessage(path.join(' → '));
}

/** The last gate before the client: of what a part of a message let through nothing acts or goes unseen, and it ends. */
export function shownMessage(message: string): string {
  return quoted(message, LONGEST_MESSAGE);
}

/** UTF-16 units: the text on a dependency path with many steps, or by several ids, may be longer than a finding's own message. */
const LONGEST_MESSAGE = 500;

/** What is wrong with a file itself. */
export function ofProblem(problem: Problem, toRange: ToRange): Diagnostic {
  return {
    range: toRange(problem.span),
    severity: SEVERITY[problem.level],
    source: SOURCE,
    code: 'manifest',
    message: shownMessage(problem.message),
  };
}

function unchecked(result: FileResult, uri: string, toRange: ToRange): readonly Diagnostic[] {
  const byReason = new Map<string, Dependency[]>();
  for (const { dependency, status } of result.judged) {
    if (status.kind === 'unknown') byReason.set(status.reason, [...(byReason.get(status.reason) ?? []), dependency]);
  }
  return [...byReason].flatMap(([reason, dependencies]) => {
    const [first, ...others] = dependencies;
    if (!first) return [];
    const what = uncheckedInWords(dependencies, result.locked?.unknown.get(reason) ?? 0);
    const related = others.slice(0, MOST_NAMED).map(({ writtenName, nameSpan }) => ({
      location: { uri, range: toRange(nameSpan) },
      message: `also not checked: ${quoted(writtenName)}`,
    }));
    return [
      {
        range: toRange(first.nameSpan),
        severity: SEVERITY.information,
        source: SOURCE,
        code: NOT_CHECKED,
        message: shownMessage(`${what}: ${reason}.`),
        ...(related.length > 0 && { relatedInformation: related }),
      },
    ];
  });
}

/** @param locked how many releases of the lockfile could not be checked for the same reason */
function uncheckedInWords([first, ...others]: readonly Dependency[], locked: number): string {
  if (locked > 0) return `${others.length + 1} direct, ${locked} locked not checked`;
  return others.length === 0
    ? `${quoted(first?.writtenName ?? '')} could not be checked`
    : `${others.length + 1} dependencies could not be checked`;
}

/** Locked releases that could not be checked, where the manifest's own dependencies do not tell the same reason already. */
function uncheckedLocked({ kind, isAlone, locked, judged }: FileResult, toRange: ToRange): readonly Diagnostic[] {
  const told = new Set(judged.map(({ status }) => (status.kind === 'unknown' ? status.reason : undefined)));
  const [first] = judged;
  if (!locked || (kind === 'manifest' ? !first : !isAlone)) return [];
  return [...locked.unknown]
    .filter(([reason]) => !told.has(reason))
    .map(([reason, count]) => ({
      range: toRange(kind === 'manifest' && first ? first.dependency.nameSpan : { start: 0, end: 0 }),
      severity: SEVERITY.information,
      source: SOURCE,
      code: NOT_CHECKED,
      message: shownMessage(
        `${count} of ${locked.releases} releases${kind === 'manifest' ? ` in ${locked.path.replace(/^.*[\\/]/, '')}` : ''} could not be checked: ${reason}.`,
      ),
    }));
}
