import { findingsOf, type ManifestResult } from '../engine/scan.js';
import { sum, tallyOf } from '../engine/tally.js';
import { fixesFor } from '../fixes/index.js';
import type { Fix, Level, Span } from '../model.js';
import { relativeTo, rangesIn } from './positions.js';

export interface TextReportOptions {
  /** Paths below it are shown relative to it. */
  readonly root: string | undefined;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Wraps text in terminal colours; the identity for plain text. */
  paint(style: Style, text: string): string;
}

export type Style = Level | 'dim' | 'bold';

/**
 * Findings as lines for people: `file:line:column  level  message [rule]`, below it the best fix, at the end one line with all numbers.
 * What could not be checked is told, once a reason.
 */
export function textReport(results: readonly ManifestResult[], options: TextReportOptions): string {
  const lines = results.flatMap(result => linesOf(result, options));
  return `${[...lines, ...(lines.length > 0 ? [''] : []), summaryLine(results, options)].join('\n')}\n`;
}

interface Line {
  readonly span: Span;
  readonly level: Level;
  readonly message: string;
  readonly code: string;
  readonly fix: string | undefined;
}

function linesOf(result: ManifestResult, options: TextReportOptions): readonly string[] {
  const ranges = rangesIn(result.text);
  const file = relativeTo(options.root, result.path);
  const lines = [...findingLines(result, options.now), ...problemLines(result)].sort((a, b) => a.span.start - b.span.start);
  const shown = lines.flatMap(({ span, level, message, code, fix }) => {
    const { start } = ranges(span);
    const place = `${file}:${start.line + 1}:${start.character + 1}`;
    const text = `${options.paint('bold', place)}  ${options.paint(level, level)}  ${message} ${options.paint('dim', `[${code}]`)}`;
    return fix === undefined ? [text] : [text, options.paint('dim', `    fix: ${fix}`)];
  });
  return [...shown, ...uncheckedLines(result, file, options)];
}

function findingLines(result: ManifestResult, now: number): readonly Line[] {
  return result.judged.flatMap(({ findings, subject }) =>
    findings.map(finding => ({
      span: finding.span,
      level: finding.level,
      message: finding.message,
      code: finding.rule,
      fix: subject && bestFix(fixesFor(finding, subject, now)),
    })),
  );
}

function bestFix(fixes: readonly Fix[]): string | undefined {
  return (fixes.find(fix => fix.preferred) ?? fixes[0])?.title;
}

function problemLines(result: ManifestResult): readonly Line[] {
  return result.problems.map(({ span, level, message }) => ({ span, level, message, code: 'manifest', fix: undefined }));
}

/** One line a reason, naming the dependencies. */
function uncheckedLines(result: ManifestResult, file: string, options: TextReportOptions): readonly string[] {
  const byReason = new Map<string, string[]>();
  for (const { dependency, status } of result.judged) {
    if (status.kind === 'unknown') byReason.set(status.reason, [...(byReason.get(status.reason) ?? []), dependency.writtenName]);
  }
  return [...byReason].map(
    ([reason, names]) => `${options.paint('bold', file)}  ${options.paint('warning', 'not checked')}  ${shortList(names)}: ${reason}`,
  );
}

const NAMES_SHOWN = 8;

function shortList(names: readonly string[]): string {
  const hidden = names.length - NAMES_SHOWN;
  return hidden > 0 ? `${names.slice(0, NAMES_SHOWN).join(', ')} and ${hidden} more` : names.join(', ');
}

function summaryLine(results: readonly ManifestResult[], { paint }: TextReportOptions): string {
  const { dependencies, checked, unknown, skipped, counts } = sum(results.map(tallyOf));
  const findings = results.flatMap(findingsOf).length;
  const unread = results.filter(result => result.unread).length;
  const parts = [
    `${plural(results.length, 'manifest')}, ${plural(dependencies, 'dependency', 'dependencies')}: ${checked} checked`,
    ...(unknown > 0 ? [paint('warning', `${unknown} could not be checked`)] : []),
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
    ...(unread > 0 ? [paint('error', `${plural(unread, 'manifest')} could not be read`)] : []),
  ];
  const levels = (['error', 'warning', 'information', 'hint'] as const)
    .filter(level => counts[level] > 0)
    .map(level => paint(level, plural(counts[level], level, MANY[level])));
  const verdict = findings === 0 ? (unknown + unread > 0 ? 'nothing found in what could be checked' : 'nothing found') : levels.join(', ');
  return `${parts.join(', ')}. ${verdict[0]?.toUpperCase()}${verdict.slice(1)}.`;
}

const MANY: Readonly<Record<Level, string>> = { error: 'errors', warning: 'warnings', information: 'information', hint: 'hints' };

function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
